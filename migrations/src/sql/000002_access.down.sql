DROP TRIGGER deliver ON public.outbox;
DROP INDEX public.outbox_created_at_idx;
ALTER TABLE public.outbox DROP COLUMN mailed_at;
DROP POLICY registration ON public.outbox;
DROP POLICY tenant_record ON public.platform_audit;
DROP POLICY tenant_plan ON public.tenants;
DROP TRIGGER history_plan ON public.tenants;
DROP TRIGGER own_change ON public.tenants;
DROP POLICY everybody ON public.plans;
DROP POLICY super_admin ON public.plans;
ALTER TABLE public.plans DISABLE ROW LEVEL SECURITY;
DROP TRIGGER notify ON public.plans;
DROP TRIGGER touch ON public.plans;
DROP POLICY self ON public.platform_refresh_tokens;
DROP TRIGGER touch ON public.platform_users;
DROP TRIGGER shut_out ON public.platform_users;
CREATE TRIGGER touch BEFORE UPDATE ON public.platform_users FOR EACH ROW EXECUTE FUNCTION public.touch();
DROP TABLE public.platform_recovery_codes, public.impersonations, public.tenant_requests, public.usage_metrics,
    public.subscription_history, public.subscriptions, public.plan_overrides;
DROP FUNCTION public.record_subscription(), public.notify_plans_changed(), public.count_usage(),
    public.notify_request_changed(), public.deliver_event(), public.check_tenant_change(), public.keep_spent(), public.end_impersonations(), public.list_jobs(boolean, integer),
    public.retry_job(bigint), public.free_jobs(bigint[]), public.tenant_size(uuid), public.own_limit(text), public.hold_usage(uuid),
    public.tell_plan(uuid, uuid, uuid, text, jsonb, text, text);
REVOKE INSERT, UPDATE (is_active, totp_secret, totp_confirmed_at, totp_last_step) ON public.platform_users FROM panal_app;
REVOKE INSERT (id, email, full_name, password_hash) ON public.platform_users FROM panal_app;
ALTER TABLE public.platform_users DROP COLUMN totp_secret, DROP COLUMN totp_confirmed_at, DROP COLUMN totp_last_step,
    DROP COLUMN totp_failures, DROP COLUMN totp_blocked_until;
ALTER TABLE public.plans DROP COLUMN max_professionals, DROP COLUMN max_appointments_per_month, DROP COLUMN max_branches,
    DROP COLUMN max_storage_mib, DROP COLUMN updated_at, DROP COLUMN version;
REVOKE UPDATE (price_usd_cents, max_users, max_clients) ON public.plans FROM panal_app;
REVOKE UPDATE (name, tax_id, email, logo_url, plan, state, state_reason, purge_after) ON public.tenants FROM panal_app;
REVOKE INSERT, UPDATE (is_primary), DELETE ON public.domains FROM panal_app;
REVOKE INSERT ON public.outbox FROM panal_app;
CREATE OR REPLACE FUNCTION public.enqueue_job(task text, payload json, job_key text DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF task NOT IN ('provision_tenant', 'refill_pool') THEN
        RAISE insufficient_privilege USING MESSAGE = format('the server may not enqueue %s', task);
    END IF;
    IF json_typeof(payload) <> 'object' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'a payload is an object';
    END IF;
    -- A key of the server's own: under another's it could replace a job that waits.
    RETURN (SELECT id FROM graphile_worker.add_job(task, payload, job_key => 'app:' || enqueue_job.job_key));
END $$;
UPDATE public.platform_audit SET actor_kind = 'operator' WHERE actor_kind = 'tenant_user';
ALTER TABLE public.platform_audit DROP CONSTRAINT platform_audit_actor_kind_check,
    ADD CONSTRAINT platform_audit_actor_kind_check CHECK (actor_kind IN ('operator', 'platform_user', 'job'));
