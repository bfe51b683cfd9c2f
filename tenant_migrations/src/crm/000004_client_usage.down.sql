DROP TRIGGER usage_added ON "tenant".clients;
DROP TRIGGER usage_back ON "tenant".clients;
DROP TRIGGER usage_gone ON "tenant".clients;
DROP TRIGGER usage_deleted ON "tenant".clients;
DELETE FROM "tenant".usage_counters WHERE resource = 'clients';
