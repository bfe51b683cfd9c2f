INSERT INTO "tenant".usage_counters (resource, used)
SELECT 'clients', count(*) FROM "tenant".clients WHERE deleted_at IS NULL;

CREATE TRIGGER usage_added AFTER INSERT ON "tenant".clients
    FOR EACH ROW WHEN (NEW.deleted_at IS NULL) EXECUTE FUNCTION public.count_usage('clients', '1');
CREATE TRIGGER usage_back AFTER UPDATE OF deleted_at ON "tenant".clients
    FOR EACH ROW WHEN (NEW.deleted_at IS NULL AND OLD.deleted_at IS NOT NULL)
    EXECUTE FUNCTION public.count_usage('clients', '1');
CREATE TRIGGER usage_gone AFTER UPDATE OF deleted_at ON "tenant".clients
    FOR EACH ROW WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION public.count_usage('clients', '-1');
CREATE TRIGGER usage_deleted AFTER DELETE ON "tenant".clients
    FOR EACH ROW WHEN (OLD.deleted_at IS NULL) EXECUTE FUNCTION public.count_usage('clients', '-1');
