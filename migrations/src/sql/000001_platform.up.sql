-- The platform: what exists once, whatever the number of tenants.

CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION public.touch() IS 'BEFORE UPDATE: keeps updated_at and version (the ETag) of a row. Shared by every tenant schema.';

CREATE TABLE public.modules (
    code text PRIMARY KEY,
    name_es text NOT NULL,
    name_en text NOT NULL
);

CREATE TABLE public.industry_profiles (
    code text PRIMARY KEY,
    name_es text NOT NULL,
    name_en text NOT NULL,
    modules text[] NOT NULL
);

CREATE TABLE public.plans (
    code text PRIMARY KEY,
    price_usd_cents integer NOT NULL CHECK (price_usd_cents >= 0),
    max_users integer CHECK (max_users > 0),
    max_clients integer CHECK (max_clients > 0)
);

CREATE TABLE public.tenants (
    id uuid PRIMARY KEY,
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    schema_name text NOT NULL CHECK (octet_length(schema_name) BETWEEN 1 AND 63 AND schema_name !~* '^pg_'),
    role_name text NOT NULL CHECK (octet_length(role_name) BETWEEN 1 AND 63 AND role_name !~* '^pg_'),
    name text NOT NULL CHECK (btrim(name) <> ''),
    profile text NOT NULL REFERENCES public.industry_profiles (code),
    plan text NOT NULL REFERENCES public.plans (code),
    state text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'provisioning', 'active', 'suspended', 'maintenance', 'deleting', 'deleted')),
    state_reason text,
    failed_step text,
    failure text,
    tax_id text,
    email text,
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    time_zone text NOT NULL,
    locale text NOT NULL,
    logo_url text,
    modules text[] NOT NULL,
    fingerprint text NOT NULL DEFAULT '',
    purge_after timestamptz,
    purge_started_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
COMMENT ON COLUMN public.tenants.fingerprint IS 'Digest of the migrations applied to the schema; equal to what a program expects when there is nothing to do.';
COMMENT ON COLUMN public.tenants.purge_after IS 'When a deleting tenant may be purged: the end of its grace period.';
COMMENT ON COLUMN public.tenants.purge_started_at IS 'Set before the first table is dropped: from then on only a backup brings the tenant back.';
-- A purged tenant keeps its row for the record and gives its names back.
CREATE UNIQUE INDEX tenants_slug_key ON public.tenants (slug) WHERE state <> 'deleted';
CREATE UNIQUE INDEX tenants_schema_name_key ON public.tenants (schema_name) WHERE state <> 'deleted';
CREATE UNIQUE INDEX tenants_role_name_key ON public.tenants (role_name) WHERE state <> 'deleted';
CREATE INDEX tenants_purge_after_idx ON public.tenants (purge_after) WHERE state = 'deleting';
CREATE TRIGGER touch BEFORE UPDATE ON public.tenants FOR EACH ROW EXECUTE FUNCTION public.touch();

CREATE TABLE public.domains (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES public.tenants (id) ON DELETE CASCADE,
    domain text NOT NULL CONSTRAINT domains_domain_key UNIQUE CHECK (domain = lower(domain) AND octet_length(domain) BETWEEN 1 AND 253),
    is_primary boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX domains_tenant_id_idx ON public.domains (tenant_id);
CREATE UNIQUE INDEX domains_one_primary_key ON public.domains (tenant_id) WHERE is_primary;

CREATE TABLE public.schema_pool (
    id uuid PRIMARY KEY,
    schema_name text NOT NULL UNIQUE,
    role_name text NOT NULL UNIQUE,
    modules text[] NOT NULL,
    fingerprint text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE public.schema_pool IS 'Ready-made empty schemas; creating a tenant claims one and renames it.';
CREATE INDEX schema_pool_fingerprint_idx ON public.schema_pool (fingerprint, created_at);

CREATE TABLE public.provisioning_steps (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES public.tenants (id) ON DELETE CASCADE,
    step text NOT NULL,
    state text NOT NULL CHECK (state IN ('done', 'failed')),
    detail text,
    duration_ms double precision NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX provisioning_steps_tenant_id_idx ON public.provisioning_steps (tenant_id, id);

CREATE TABLE public.migration_ledger (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id) ON DELETE CASCADE,
    name text NOT NULL,
    module text NOT NULL,
    checksum text NOT NULL,
    expand boolean NOT NULL,
    fake boolean NOT NULL DEFAULT false,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, name)
);
COMMENT ON COLUMN public.migration_ledger.expand IS 'True when a program that does not know this migration can still serve the schema.';

CREATE TABLE public.migration_failures (
    tenant_id uuid PRIMARY KEY REFERENCES public.tenants (id) ON DELETE CASCADE,
    name text,
    error text NOT NULL,
    attempts integer NOT NULL DEFAULT 1,
    failed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE public.platform_users (
    id uuid PRIMARY KEY,
    email text NOT NULL CONSTRAINT platform_users_email_key UNIQUE CHECK (email = lower(email)),
    full_name text NOT NULL,
    password_hash text NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    last_login_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
CREATE TRIGGER touch BEFORE UPDATE ON public.platform_users FOR EACH ROW EXECUTE FUNCTION public.touch();

CREATE TABLE public.platform_sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES public.platform_users (id) ON DELETE CASCADE,
    user_agent text,
    address text,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_reason text
);
CREATE INDEX platform_sessions_user_id_idx ON public.platform_sessions (user_id);

CREATE TABLE public.platform_refresh_tokens (
    token_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES public.platform_sessions (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX platform_refresh_tokens_session_id_idx ON public.platform_refresh_tokens (session_id);

CREATE TABLE public.platform_audit (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    actor_kind text NOT NULL CHECK (actor_kind IN ('operator', 'platform_user', 'job')),
    actor text NOT NULL,
    action text NOT NULL,
    tenant_id uuid,
    tenant_slug text,
    detail jsonb NOT NULL DEFAULT '{}',
    request_id text,
    address text
);
CREATE INDEX platform_audit_at_idx ON public.platform_audit (at DESC);
CREATE INDEX platform_audit_tenant_id_idx ON public.platform_audit (tenant_id, at DESC);

CREATE TABLE public.outbox (
    id uuid PRIMARY KEY,
    tenant_id uuid REFERENCES public.tenants (id) ON DELETE CASCADE,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz
);
CREATE INDEX outbox_pending_idx ON public.outbox (created_at) WHERE delivered_at IS NULL;

-- Names, hosts, states and modules are cached in every process; any change says so.
CREATE FUNCTION public.notify_tenant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('panal_tenant', coalesce(NEW.tenant_id, OLD.tenant_id)::text);
    RETURN NULL;
END $$;
CREATE FUNCTION public.notify_tenant_row_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('panal_tenant', coalesce(NEW.id, OLD.id)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON public.domains
    FOR EACH ROW EXECUTE FUNCTION public.notify_tenant_changed();
CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON public.tenants
    FOR EACH ROW EXECUTE FUNCTION public.notify_tenant_row_changed();

-- The id of the tenant whose role is asking; a tenant can neither claim to be another nor ask about one.
CREATE FUNCTION public.own_tenant() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT id FROM public.tenants WHERE role_name = current_setting('role') AND state <> 'deleted' $$;

-- Enqueueing is a row in the caller's transaction. The server may ask for these jobs and no others, and can neither
-- read nor change the queue.
CREATE FUNCTION public.enqueue_job(task text, payload json, job_key text DEFAULT NULL) RETURNS bigint
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

-- Row level security: the contexts of the scheduling seed. `login_context` finds a tenant or a platform user before
-- anybody is known; `super_admin` sees all; a tenant sees its own rows; a platform user sees itself.
-- The owner of the tables (panal_owner) alone bypasses it.
CREATE FUNCTION public.context_role() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT current_setting('app.current_user_role', true) $$;
CREATE FUNCTION public.context_tenant() RETURNS uuid LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.current_tenant_id', true), '')::uuid $$;
CREATE FUNCTION public.context_user() RETURNS uuid LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.current_user_id', true), '')::uuid $$;

ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY login ON public.tenants FOR SELECT TO panal_app USING (public.context_role() = 'login_context');
CREATE POLICY super_admin ON public.tenants TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY tenant ON public.tenants FOR SELECT TO panal_app USING (id = public.context_tenant());
CREATE POLICY reports ON public.tenants FOR SELECT TO panal_readonly USING (true);

ALTER TABLE public.domains ENABLE ROW LEVEL SECURITY;
CREATE POLICY login ON public.domains FOR SELECT TO panal_app USING (public.context_role() = 'login_context');
CREATE POLICY super_admin ON public.domains TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY tenant ON public.domains FOR SELECT TO panal_app USING (tenant_id = public.context_tenant());
CREATE POLICY reports ON public.domains FOR SELECT TO panal_readonly USING (true);

ALTER TABLE public.provisioning_steps ENABLE ROW LEVEL SECURITY;
CREATE POLICY super_admin ON public.provisioning_steps TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY tenant ON public.provisioning_steps FOR SELECT TO panal_app USING (tenant_id = public.context_tenant());

ALTER TABLE public.migration_ledger ENABLE ROW LEVEL SECURITY;
CREATE POLICY login ON public.migration_ledger FOR SELECT TO panal_app USING (public.context_role() = 'login_context');
CREATE POLICY super_admin ON public.migration_ledger FOR SELECT TO panal_app USING (public.context_role() = 'super_admin');

ALTER TABLE public.migration_failures ENABLE ROW LEVEL SECURITY;
CREATE POLICY super_admin ON public.migration_failures FOR SELECT TO panal_app USING (public.context_role() = 'super_admin');

ALTER TABLE public.platform_users ENABLE ROW LEVEL SECURITY;
CREATE POLICY login ON public.platform_users FOR SELECT TO panal_app USING (public.context_role() = 'login_context');
CREATE POLICY super_admin ON public.platform_users TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY self ON public.platform_users TO panal_app
    USING (id = public.context_user() AND public.context_role() = 'self');

ALTER TABLE public.platform_sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY login ON public.platform_sessions TO panal_app USING (public.context_role() = 'login_context');
CREATE POLICY super_admin ON public.platform_sessions TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY self ON public.platform_sessions TO panal_app
    USING (user_id = public.context_user() AND public.context_role() = 'self');

ALTER TABLE public.platform_refresh_tokens ENABLE ROW LEVEL SECURITY;
CREATE POLICY login ON public.platform_refresh_tokens TO panal_app USING (public.context_role() = 'login_context');

ALTER TABLE public.platform_audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY super_admin ON public.platform_audit FOR SELECT TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY record ON public.platform_audit FOR INSERT TO panal_app
    WITH CHECK (public.context_role() IN ('super_admin', 'login_context', 'self'));
CREATE POLICY tenant ON public.platform_audit FOR SELECT TO panal_app USING (tenant_id = public.context_tenant());

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY super_admin ON public.outbox FOR SELECT TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY tenant_emits ON public.outbox FOR INSERT TO panal_tenant
    WITH CHECK (tenant_id = public.own_tenant());
CREATE POLICY integration ON public.outbox TO panal_integration USING (true);

GRANT SELECT ON public.modules, public.industry_profiles, public.plans TO panal_app, panal_tenant, panal_readonly;
GRANT SELECT ON public.tenants, public.domains, public.provisioning_steps, public.migration_ledger,
    public.migration_failures, public.outbox TO panal_app;
GRANT SELECT, INSERT ON public.platform_audit TO panal_app;
GRANT SELECT, UPDATE (password_hash, full_name, last_login_at) ON public.platform_users TO panal_app;
GRANT SELECT, INSERT ON public.platform_sessions, public.platform_refresh_tokens TO panal_app;
GRANT UPDATE (last_used_at, expires_at, revoked_at, revoked_reason) ON public.platform_sessions TO panal_app;
GRANT UPDATE (used_at) ON public.platform_refresh_tokens TO panal_app;
GRANT SELECT ON public.tenants, public.domains TO panal_readonly;
GRANT SELECT, UPDATE (delivered_at) ON public.outbox TO panal_integration;
GRANT INSERT ON public.outbox TO panal_tenant;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.context_role(), public.context_tenant(), public.context_user() TO panal_app;
GRANT EXECUTE ON FUNCTION public.own_tenant() TO panal_tenant;
GRANT EXECUTE ON FUNCTION public.enqueue_job(text, json, text) TO panal_app;
