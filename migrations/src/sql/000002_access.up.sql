-- Plans, subscriptions, registration, the super admin's tools.

-- Plans.
ALTER TABLE public.plans
    ADD COLUMN max_professionals integer CHECK (max_professionals > 0),
    ADD COLUMN max_appointments_per_month integer CHECK (max_appointments_per_month > 0),
    ADD COLUMN max_branches integer CHECK (max_branches > 0),
    ADD COLUMN max_storage_mib integer CHECK (max_storage_mib > 0),
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN version integer NOT NULL DEFAULT 1;
UPDATE public.plans p SET max_professionals = n.professionals, max_appointments_per_month = n.appointments,
    max_branches = n.branches, max_storage_mib = n.storage
FROM (VALUES ('basico', 5, 500, 1, 1024), ('trial', 10, 2000, 3, 10240), ('profesional', 10, 2000, 3, 10240),
    ('empresarial', 50, 10000, 10, 51200)) AS n (code, professionals, appointments, branches, storage)
WHERE p.code = n.code;
CREATE TRIGGER touch BEFORE UPDATE ON public.plans FOR EACH ROW EXECUTE FUNCTION public.touch();

CREATE TABLE public.plan_overrides (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id) ON DELETE CASCADE,
    resource text NOT NULL CHECK (resource IN
        ('users', 'clients', 'professionals', 'appointments_per_month', 'branches', 'storage_mib')),
    maximum integer CHECK (maximum >= 0),
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, resource)
);
COMMENT ON COLUMN public.plan_overrides.maximum IS 'In place of the plan''s; null is without limit.';

-- Subscriptions. The plan itself is the tenant's.
CREATE TABLE public.subscriptions (
    tenant_id uuid PRIMARY KEY REFERENCES public.tenants (id) ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('trial', 'active', 'past_due', 'suspended', 'cancelled')),
    price_usd_cents integer NOT NULL CHECK (price_usd_cents >= 0),
    started_at timestamptz NOT NULL DEFAULT now(),
    trial_ends_at timestamptz,
    period_ends_at timestamptz,
    past_due_at timestamptz,
    suspended_at timestamptz,
    cancelled_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CHECK (state <> 'trial' OR trial_ends_at IS NOT NULL),
    CHECK (state <> 'past_due' OR past_due_at IS NOT NULL),
    CHECK (state <> 'suspended' OR suspended_at IS NOT NULL),
    CHECK (state <> 'cancelled' OR cancelled_at IS NOT NULL)
);
CREATE TRIGGER touch BEFORE UPDATE ON public.subscriptions FOR EACH ROW EXECUTE FUNCTION public.touch();
CREATE INDEX subscriptions_state_idx ON public.subscriptions (state);
-- Whoever was on trial before there were subscriptions begins it now: nobody is shut out by the upgrade.
INSERT INTO public.subscriptions (tenant_id, state, price_usd_cents, started_at, trial_ends_at)
SELECT t.id, CASE t.plan WHEN 'trial' THEN 'trial' ELSE 'active' END, p.price_usd_cents, t.created_at,
       CASE t.plan WHEN 'trial' THEN now() + interval '14 days' END
FROM public.tenants t JOIN public.plans p ON p.code = t.plan;

CREATE TABLE public.subscription_history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES public.tenants (id) ON DELETE CASCADE,
    at timestamptz NOT NULL DEFAULT now(),
    from_plan text,
    to_plan text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    price_usd_cents integer NOT NULL,
    period_ends_at timestamptz,
    actor text NOT NULL,
    reason text
);
CREATE INDEX subscription_history_tenant_id_idx ON public.subscription_history (tenant_id, id);

-- Whoever changes a plan or a subscription, the history knows. `app.actor` and `app.reason` tell who and why.
CREATE FUNCTION public.record_subscription() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tenant public.tenants;
    subscription public.subscriptions;
    old_plan text;
    old_state text;
BEGIN
    IF TG_TABLE_NAME = 'tenants' THEN
        -- Another plan has another price; on trial, that of what follows.
        UPDATE public.subscriptions s SET price_usd_cents = p.price_usd_cents FROM public.plans p
        WHERE s.tenant_id = NEW.id AND p.code = NEW.plan RETURNING s.* INTO subscription;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        tenant := NEW;
        old_plan := OLD.plan;
        old_state := subscription.state;
    ELSE
        SELECT * INTO tenant FROM public.tenants WHERE id = NEW.tenant_id;
        subscription := NEW;
        IF TG_OP = 'UPDATE' THEN
            old_plan := tenant.plan;
            old_state := OLD.state;
        END IF;
    END IF;
    INSERT INTO public.subscription_history (tenant_id, from_plan, to_plan, from_state, to_state, price_usd_cents,
        period_ends_at, actor, reason)
    VALUES (subscription.tenant_id, old_plan, tenant.plan, old_state, subscription.state,
        subscription.price_usd_cents, subscription.period_ends_at,
        coalesce(nullif(current_setting('app.actor', true), ''), nullif(current_setting('app.current_user_id', true), ''),
            session_user), nullif(current_setting('app.reason', true), ''));
    RETURN NULL;
END $$;
CREATE TRIGGER history_added AFTER INSERT ON public.subscriptions
    FOR EACH ROW EXECUTE FUNCTION public.record_subscription();
CREATE TRIGGER history_changed AFTER UPDATE ON public.subscriptions
    -- The price that comes with a plan is told with the plan.
    FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND (OLD.state, OLD.price_usd_cents, OLD.period_ends_at, OLD.trial_ends_at)
        IS DISTINCT FROM (NEW.state, NEW.price_usd_cents, NEW.period_ends_at, NEW.trial_ends_at))
    EXECUTE FUNCTION public.record_subscription();
CREATE TRIGGER history_plan AFTER UPDATE OF plan ON public.tenants
    FOR EACH ROW WHEN (OLD.plan <> NEW.plan) EXECUTE FUNCTION public.record_subscription();

CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON public.subscriptions
    FOR EACH ROW EXECUTE FUNCTION public.notify_tenant_changed();
CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON public.plan_overrides
    FOR EACH ROW EXECUTE FUNCTION public.notify_tenant_changed();
CREATE FUNCTION public.notify_plans_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- No id: it concerns every tenant.
    PERFORM pg_notify('panal_tenant', 'plans');
    RETURN NULL;
END $$;
CREATE TRIGGER notify AFTER UPDATE ON public.plans FOR EACH STATEMENT EXECUTE FUNCTION public.notify_plans_changed();

-- What a tenant uses. `count_usage(resource, delta)` is a trigger of tenants' tables; the counter's row is locked until
-- the transaction ends, so whoever reads it there reads the truth.
CREATE FUNCTION public.count_usage() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.usage_counters AS c (resource, used) VALUES ($1, $2)
        ON CONFLICT (resource, period) DO UPDATE SET used = c.used + excluded.used', TG_TABLE_SCHEMA)
        USING TG_ARGV[0], TG_ARGV[1]::bigint;
    -- For whoever asks before the commit whether what was added fits.
    IF TG_ARGV[1]::bigint > 0 THEN
        PERFORM set_config('app.added_' || TG_ARGV[0], 'yes', true);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.count_usage() IS 'AFTER trigger of tenants'' tables: adds its second argument to the counter named by its first.';

-- How much of one thing the tenant whose role is asking may have, and by which plan. Its own transaction asks after it
-- counted, so that a plan that changed a moment ago holds already.
CREATE FUNCTION public.own_limit(resource text, OUT plan text, OUT maximum integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.plan, CASE WHEN o.tenant_id IS NULL THEN (to_jsonb(p) ->> ('max_' || own_limit.resource))::integer ELSE o.maximum END
    FROM public.tenants t JOIN public.plans p ON p.code = t.plan
        LEFT JOIN public.plan_overrides o ON o.tenant_id = t.id AND o.resource = own_limit.resource
    WHERE t.role_name = current_setting('role') AND t.state <> 'deleted'
$$;
-- What a tenant uses, this month where it counts by month. Until the transaction ends nothing more is counted.
CREATE FUNCTION public.hold_usage(tenant uuid) RETURNS TABLE (resource text, used bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own name;
    month text;
BEGIN
    IF public.context_role() IS DISTINCT FROM 'super_admin'
        AND (public.context_role() IS DISTINCT FROM 'tenant' OR public.context_tenant() IS DISTINCT FROM tenant) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the tenant and super admins may hold its usage';
    END IF;
    SELECT t.schema_name, to_char(now() AT TIME ZONE t.time_zone, 'YYYY-MM') INTO STRICT own, month
    FROM public.tenants t WHERE t.id = tenant AND t.state <> 'deleted';
    EXECUTE format('LOCK TABLE %I.usage_counters IN SHARE ROW EXCLUSIVE MODE', own);
    RETURN QUERY EXECUTE format('SELECT c.resource, c.used FROM %I.usage_counters c WHERE c.period IN ($1, $2)', own)
        USING '', month;
END $$;
-- Tells the tenant's own audit log that one of its people changed its plan, in the transaction that changes it.
CREATE FUNCTION public.tell_plan(tenant uuid, entry uuid, actor uuid, actor_name text, changes jsonb, request_id text, address text)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own name;
BEGIN
    IF public.context_role() IS DISTINCT FROM 'tenant' OR public.context_tenant() IS DISTINCT FROM tenant THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the tenant may tell of its own change';
    END IF;
    SELECT t.schema_name INTO STRICT own FROM public.tenants t WHERE t.id = tenant AND t.state <> 'deleted';
    EXECUTE format('INSERT INTO %I.audit_log (id, actor_kind, actor_id, actor_name, action, entity, changes, request_id, address)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', own)
        USING entry, 'user', actor, actor_name, 'change_plan', 'subscription', changes, request_id, address;
END $$;

CREATE TABLE public.usage_metrics (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id) ON DELETE CASCADE,
    day date NOT NULL,
    -- By resource, as in plan_overrides.
    used jsonb NOT NULL,
    -- Counters that were wrong when recounted: {resource: [counter, truth]}.
    drift jsonb NOT NULL DEFAULT '{}',
    size_bytes bigint NOT NULL,
    last_activity_at timestamptz,
    measured_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, day)
);

-- Businesses asked for and not there yet: by whoever registers, or by a super admin.
CREATE TABLE public.tenant_requests (
    -- Random: whoever knows it may follow the progress.
    id uuid PRIMARY KEY,
    source text NOT NULL CHECK (source IN ('registration', 'super_admin')),
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name text NOT NULL,
    profile text NOT NULL REFERENCES public.industry_profiles (code),
    plan text NOT NULL REFERENCES public.plans (code),
    country text NOT NULL,
    tax_id text,
    email text,
    phone text,
    owner_email text,
    owner_name text,
    -- Gone as soon as the owner exists.
    owner_password_hash text,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'working', 'done', 'failed')),
    step text,
    failure_code text,
    failure text,
    tenant_id uuid REFERENCES public.tenants (id) ON DELETE CASCADE,
    requested_by text,
    request_id text,
    address text,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    CHECK (source <> 'registration' OR plan = 'trial')
);
CREATE UNIQUE INDEX tenant_requests_slug_key ON public.tenant_requests (slug) WHERE state IN ('waiting', 'working');
CREATE INDEX tenant_requests_created_at_idx ON public.tenant_requests (created_at);
CREATE INDEX tenant_requests_owner_email_idx ON public.tenant_requests (owner_email, created_at);
CREATE FUNCTION public.notify_request_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('panal_request', NEW.id::text);
    RETURN NULL;
END $$;
CREATE TRIGGER notify AFTER INSERT OR UPDATE ON public.tenant_requests
    FOR EACH ROW EXECUTE FUNCTION public.notify_request_changed();

-- A super admin in the place of a member of a tenant's staff: a hand-over that is good once.
CREATE TABLE public.impersonations (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES public.tenants (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    platform_user_id uuid NOT NULL REFERENCES public.platform_users (id),
    platform_user text NOT NULL,
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    code_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    session_id uuid,
    -- Since when it counts no more, as when the platform user was disabled.
    ended_at timestamptz
);
CREATE INDEX impersonations_platform_user_id_idx ON public.impersonations (platform_user_id);
CREATE INDEX impersonations_tenant_id_idx ON public.impersonations (tenant_id, created_at DESC);

-- The second factor of platform users.
ALTER TABLE public.platform_users
    ADD COLUMN totp_secret bytea,
    ADD COLUMN totp_confirmed_at timestamptz,
    ADD COLUMN totp_last_step bigint NOT NULL DEFAULT 0,
    -- Codes tried since the last right one, whichever server they were sent to.
    ADD COLUMN totp_failures integer NOT NULL DEFAULT 0,
    ADD COLUMN totp_blocked_until timestamptz;
-- Logging in is no change of the user.
DROP TRIGGER touch ON public.platform_users;
CREATE TRIGGER touch BEFORE UPDATE ON public.platform_users FOR EACH ROW
    WHEN ((OLD.email, OLD.full_name, OLD.password_hash, OLD.is_active, OLD.totp_secret, OLD.totp_confirmed_at)
        IS DISTINCT FROM (NEW.email, NEW.full_name, NEW.password_hash, NEW.is_active, NEW.totp_secret,
           NEW.totp_confirmed_at))
    EXECUTE FUNCTION public.touch();
CREATE TABLE public.platform_recovery_codes (
    user_id uuid NOT NULL REFERENCES public.platform_users (id) ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, code_hash)
);

-- Events are told by others too, who keep delivered_at; before now there were no letters.
ALTER TABLE public.outbox ADD COLUMN mailed_at timestamptz;
COMMENT ON COLUMN public.outbox.mailed_at IS 'Since when nothing is to be written about it: the letter is sent, or it asks for none.';
UPDATE public.outbox SET mailed_at = created_at;
CREATE INDEX outbox_unmailed_idx ON public.outbox (created_at) WHERE mailed_at IS NULL;
CREATE INDEX outbox_created_at_idx ON public.outbox (created_at);

-- Each event becomes a job of its own, in the transaction that tells of it: writers do not wait for each other. It
-- comes before what is done to the whole fleet.
CREATE FUNCTION public.deliver_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM graphile_worker.add_job('deliver_event', json_build_object('event_id', NEW.id, 'tenant_id', NEW.tenant_id),
        priority => -5);
    RETURN NULL;
END $$;
CREATE TRIGGER deliver AFTER INSERT ON public.outbox FOR EACH ROW EXECUTE FUNCTION public.deliver_event();

-- What the server may ask of the worker: whoever registers, for the business; super admins, for some more.
CREATE OR REPLACE FUNCTION public.enqueue_job(task text, payload json, job_key text DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    context text := current_setting('app.current_user_role', true);
BEGIN
    IF (context = 'super_admin' AND task IN ('create_tenant', 'migrate_tenant', 'enable_modules', 'backup_tenant')
        OR context = 'login_context' AND task = 'create_tenant') IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = format('the server may not enqueue %s here', task);
    END IF;
    IF json_typeof(payload) <> 'object' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'a payload is an object';
    END IF;
    -- A key of this context's and this task's own: under another's it could replace a job that waits. Whoever waits
    -- for a business comes first and hears within minutes; backups take turns, so that they leave room for others.
    RETURN (SELECT id FROM graphile_worker.add_job(task, payload,
        queue_name => CASE task WHEN 'backup_tenant' THEN 'backups' END,
        max_attempts => CASE task WHEN 'create_tenant' THEN 6 END,
        job_key => 'app:' || context || ':' || task || ':' || enqueue_job.job_key,
        priority => CASE task WHEN 'create_tenant' THEN -10 WHEN 'enable_modules' THEN 0 ELSE 10 END));
END $$;

-- The queue, for super admins.
CREATE FUNCTION public.list_jobs(only_failed boolean DEFAULT false, most integer DEFAULT 200)
    RETURNS TABLE (id bigint, task text, state text, tenant_id uuid, attempts integer, max_attempts integer,
        run_at timestamptz, created_at timestamptz, last_error text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('app.current_user_role', true) IS DISTINCT FROM 'super_admin' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a super admin may look at jobs';
    END IF;
    RETURN QUERY
        SELECT jobs.* FROM (
            SELECT j.id, k.identifier AS task,
                CASE WHEN j.locked_at IS NOT NULL THEN 'running' WHEN j.attempts >= j.max_attempts THEN 'failed'
                     WHEN j.last_error IS NOT NULL THEN 'retrying' ELSE 'waiting' END AS state,
                (CASE WHEN j.payload ->> 'tenant_id' ~ '^[0-9a-f-]{36}$' THEN j.payload ->> 'tenant_id' END)::uuid,
                j.attempts::integer, j.max_attempts::integer, j.run_at, j.created_at, j.last_error
            FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks k ON k.id = j.task_id) jobs
        WHERE NOT only_failed OR jobs.state IN ('failed', 'retrying')
        ORDER BY jobs.run_at, jobs.id LIMIT least(most, 1000);
END $$;
-- Takes jobs from workers that have died: live ones say every few seconds that they are.
CREATE FUNCTION public.free_jobs(jobs bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    WITH freed AS (
        UPDATE graphile_worker._private_jobs j SET locked_by = NULL, locked_at = NULL
        WHERE j.id = ANY (jobs) AND j.locked_at < now() - interval '1 minute'
          AND NOT EXISTS (SELECT FROM graphile_worker._private_workers w
              WHERE w.id = j.locked_by AND w.last_heartbeat_at > now() - interval '1 minute')
        RETURNING j.job_queue_id)
    UPDATE graphile_worker._private_job_queues q SET locked_by = NULL, locked_at = NULL
    FROM freed WHERE q.id = freed.job_queue_id;
END $$;
CREATE FUNCTION public.retry_job(job bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('app.current_user_role', true) IS DISTINCT FROM 'super_admin' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a super admin may retry jobs';
    END IF;
    PERFORM public.free_jobs(ARRAY[job]);
    RETURN EXISTS (SELECT FROM graphile_worker.reschedule_jobs(ARRAY[job], run_at => now(), attempts => 0));
END $$;

-- Sizes on disk, of one tenant; a role without rights on a schema cannot measure it.
CREATE FUNCTION public.tenant_size(tenant uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
    FROM public.tenants t JOIN pg_namespace n ON n.nspname = t.schema_name JOIN pg_class c ON c.relnamespace = n.oid
    WHERE t.id = tenant AND c.relkind IN ('r', 'm') AND t.state <> 'deleted'
      AND current_setting('app.current_user_role', true) = 'super_admin'
$$;

-- A tenant's own people change its plan.
ALTER TABLE public.platform_audit DROP CONSTRAINT platform_audit_actor_kind_check,
    ADD CONSTRAINT platform_audit_actor_kind_check
        CHECK (actor_kind IN ('operator', 'platform_user', 'job', 'tenant_user'));

-- Row level security, as for the other tables of the platform.
ALTER TABLE public.plans ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON public.plans FOR SELECT USING (true);
CREATE POLICY super_admin ON public.plans FOR UPDATE TO panal_app USING (public.context_role() = 'super_admin');

ALTER TABLE public.plan_overrides ENABLE ROW LEVEL SECURITY;
CREATE POLICY login ON public.plan_overrides FOR SELECT TO panal_app USING (public.context_role() = 'login_context');
CREATE POLICY super_admin ON public.plan_overrides TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY tenant ON public.plan_overrides FOR SELECT TO panal_app USING (tenant_id = public.context_tenant());

ALTER TABLE public.subscriptions ENABLE ROW LEVEL SECURITY;
CREATE POLICY login ON public.subscriptions FOR SELECT TO panal_app USING (public.context_role() = 'login_context');
CREATE POLICY super_admin ON public.subscriptions TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY tenant ON public.subscriptions FOR SELECT TO panal_app USING (tenant_id = public.context_tenant());

ALTER TABLE public.subscription_history ENABLE ROW LEVEL SECURITY;
CREATE POLICY super_admin ON public.subscription_history FOR SELECT TO panal_app
    USING (public.context_role() = 'super_admin');
CREATE POLICY tenant ON public.subscription_history FOR SELECT TO panal_app USING (tenant_id = public.context_tenant());

ALTER TABLE public.usage_metrics ENABLE ROW LEVEL SECURITY;
CREATE POLICY super_admin ON public.usage_metrics FOR SELECT TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY tenant ON public.usage_metrics FOR SELECT TO panal_app USING (tenant_id = public.context_tenant());

ALTER TABLE public.tenant_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY login ON public.tenant_requests FOR SELECT TO panal_app USING (public.context_role() = 'login_context');
CREATE POLICY registration ON public.tenant_requests FOR INSERT TO panal_app
    WITH CHECK (public.context_role() = 'login_context' AND source = 'registration' AND state = 'waiting'
        AND tenant_id IS NULL);
CREATE POLICY super_admin ON public.tenant_requests TO panal_app USING (public.context_role() = 'super_admin');

ALTER TABLE public.impersonations ENABLE ROW LEVEL SECURITY;
CREATE POLICY super_admin ON public.impersonations TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY tenant ON public.impersonations FOR SELECT TO panal_app
    USING (tenant_id = public.context_tenant() AND public.context_role() = 'tenant');
CREATE POLICY tenant_claims ON public.impersonations FOR UPDATE TO panal_app
    USING (tenant_id = public.context_tenant() AND public.context_role() = 'tenant');
-- Good once, whoever asks: what was spent stays spent, and what it led to is known.
CREATE FUNCTION public.keep_spent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'a hand-over is good once';
END $$;
CREATE TRIGGER spent BEFORE UPDATE ON public.impersonations
    FOR EACH ROW WHEN (OLD.used_at <> NEW.used_at OR OLD.used_at IS NOT NULL AND NEW.used_at IS NULL
        OR OLD.session_id <> NEW.session_id OR OLD.session_id IS NOT NULL AND NEW.session_id IS NULL)
    EXECUTE FUNCTION public.keep_spent();
-- A platform user who is shut out, whoever does it, is out of the places that he took, and of those that he prepared.
CREATE FUNCTION public.end_impersonations() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.impersonations SET ended_at = clock_timestamp() WHERE platform_user_id = NEW.id AND ended_at IS NULL;
    PERFORM pg_notify('panal_session', NEW.id::text);
    RETURN NULL;
END $$;
CREATE TRIGGER shut_out AFTER UPDATE OF is_active, totp_confirmed_at ON public.platform_users
    FOR EACH ROW WHEN (NOT NEW.is_active OR NEW.totp_confirmed_at IS NULL) EXECUTE FUNCTION public.end_impersonations();

ALTER TABLE public.platform_recovery_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY super_admin ON public.platform_recovery_codes TO panal_app USING (public.context_role() = 'super_admin');
CREATE POLICY self ON public.platform_recovery_codes TO panal_app
    USING (user_id = public.context_user() AND public.context_role() = 'self');

-- Whoever has proven who they are opens the session in their own name.
CREATE POLICY self ON public.platform_refresh_tokens TO panal_app
    USING (public.context_role() = 'self' AND EXISTS (
        SELECT FROM public.platform_sessions s WHERE s.id = session_id AND s.user_id = public.context_user()));

-- A tenant's owner may change its plan, to one of those that are chosen; nothing else of its row.
CREATE POLICY tenant_plan ON public.tenants FOR UPDATE TO panal_app
    USING (id = public.context_tenant() AND public.context_role() = 'tenant');
CREATE FUNCTION public.check_tenant_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'of itself a tenant changes the plan alone, to one that is for sale';
END $$;
CREATE TRIGGER own_change BEFORE UPDATE ON public.tenants
    FOR EACH ROW WHEN (current_setting('app.current_user_role', true) = 'tenant'
        AND (to_jsonb(OLD) - 'plan' <> to_jsonb(NEW) - 'plan'
            OR OLD.plan <> NEW.plan AND NEW.plan NOT IN ('basico', 'profesional', 'empresarial')))
    EXECUTE FUNCTION public.check_tenant_change();
CREATE POLICY registration ON public.outbox FOR INSERT TO panal_app
    WITH CHECK (public.context_role() IN ('super_admin', 'self') AND tenant_id IS NULL);
CREATE POLICY tenant_record ON public.platform_audit FOR INSERT TO panal_app
    WITH CHECK (public.context_role() = 'tenant' AND tenant_id = public.context_tenant()
        -- In its own people's name, or in that of a platform user who has just come in.
        AND (actor_kind = 'tenant_user' OR actor_kind = 'platform_user' AND action = 'impersonation.begin'
            AND EXISTS (SELECT FROM public.impersonations i WHERE i.tenant_id = platform_audit.tenant_id
                AND i.platform_user_id::text = actor AND i.used_at IS NOT NULL)));

GRANT SELECT ON public.plan_overrides, public.subscriptions, public.subscription_history, public.usage_metrics,
    public.impersonations TO panal_app;
GRANT INSERT, UPDATE, DELETE ON public.plan_overrides TO panal_app;
GRANT UPDATE (state, price_usd_cents, trial_ends_at, period_ends_at, past_due_at, suspended_at, cancelled_at)
    ON public.subscriptions TO panal_app;
GRANT UPDATE (price_usd_cents, max_users, max_clients, max_professionals, max_appointments_per_month, max_branches,
    max_storage_mib) ON public.plans TO panal_app;
GRANT INSERT ON public.tenant_requests TO panal_app;
-- Not the password's digest.
GRANT SELECT (id, source, slug, name, profile, plan, country, tax_id, email, phone, owner_email, owner_name, state, step,
    failure_code, failure, tenant_id, requested_by, created_at, finished_at) ON public.tenant_requests TO panal_app;
GRANT INSERT ON public.impersonations TO panal_app;
GRANT UPDATE (used_at, session_id) ON public.impersonations TO panal_app;
GRANT SELECT, INSERT, DELETE ON public.platform_recovery_codes TO panal_app;
GRANT UPDATE (used_at) ON public.platform_recovery_codes TO panal_app;
GRANT INSERT (id, email, full_name, password_hash), UPDATE (is_active, totp_secret, totp_confirmed_at, totp_last_step, totp_failures,
    totp_blocked_until) ON public.platform_users TO panal_app;
GRANT UPDATE (name, tax_id, email, logo_url, plan, state, state_reason, purge_after) ON public.tenants TO panal_app;
GRANT INSERT, UPDATE (is_primary), DELETE ON public.domains TO panal_app;
GRANT INSERT ON public.outbox TO panal_app;
GRANT SELECT ON public.plan_overrides, public.subscriptions, public.subscription_history, public.usage_metrics
    TO panal_readonly;
CREATE POLICY reports ON public.plan_overrides FOR SELECT TO panal_readonly USING (true);
CREATE POLICY reports ON public.subscriptions FOR SELECT TO panal_readonly USING (true);
CREATE POLICY reports ON public.subscription_history FOR SELECT TO panal_readonly USING (true);
CREATE POLICY reports ON public.usage_metrics FOR SELECT TO panal_readonly USING (true);
REVOKE ALL ON FUNCTION public.record_subscription(), public.notify_plans_changed(), public.count_usage(),
    public.notify_request_changed(), public.deliver_event(), public.check_tenant_change(),
    public.keep_spent(), public.end_impersonations(), public.own_limit(text), public.hold_usage(uuid),
    public.tell_plan(uuid, uuid, uuid, text, jsonb, text, text),
    public.list_jobs(boolean, integer), public.free_jobs(bigint[]), public.retry_job(bigint),
    public.tenant_size(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.own_limit(text) TO panal_tenant;
GRANT EXECUTE ON FUNCTION public.hold_usage(uuid), public.tell_plan(uuid, uuid, uuid, text, jsonb, text, text) TO panal_app;
GRANT EXECUTE ON FUNCTION public.list_jobs(boolean, integer), public.retry_job(bigint), public.tenant_size(uuid)
    TO panal_app;
