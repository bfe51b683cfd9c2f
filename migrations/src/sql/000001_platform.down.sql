DROP TABLE public.outbox, public.platform_audit, public.platform_refresh_tokens, public.platform_sessions,
    public.platform_users, public.migration_failures, public.migration_ledger, public.provisioning_steps,
    public.schema_pool, public.domains, public.tenants, public.plans, public.industry_profiles, public.modules;
DROP FUNCTION public.enqueue_job(text, json, text), public.own_tenant(), public.context_role(),
    public.context_tenant(), public.context_user(), public.notify_tenant_changed(),
    public.notify_tenant_row_changed(), public.touch();
