-- What the program can grant, and what it is called. Written by each program that knows more
-- (`repeat_permissions`); a tenant reads it.
CREATE TABLE "tenant".permission_categories (
    code text PRIMARY KEY,
    name_es text NOT NULL,
    name_en text NOT NULL,
    position integer NOT NULL
);
CREATE TABLE "tenant".permissions (
    code text PRIMARY KEY CHECK (code ~ '^[a-z_]+\.[a-z_]+$'),
    resource text NOT NULL,
    resource_es text NOT NULL,
    resource_en text NOT NULL,
    action text NOT NULL CHECK (action IN ('view', 'add', 'change', 'delete')),
    category text NOT NULL CONSTRAINT permissions_category_fkey REFERENCES "tenant".permission_categories (code),
    module text NOT NULL,
    name_es text NOT NULL,
    name_en text NOT NULL,
    personal boolean NOT NULL,
    position integer NOT NULL
);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "tenant".permission_categories, "tenant".permissions FROM "tenant_role";

CREATE TABLE "tenant".roles (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT roles_code_key UNIQUE CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$'),
    name text NOT NULL CHECK (btrim(name) <> ''),
    description text,
    parent_id uuid CONSTRAINT roles_parent_id_fkey REFERENCES "tenant".roles (id) CHECK (parent_id <> id),
    -- The role template it came from; such a role cannot be deleted.
    template text,
    grants_all boolean NOT NULL DEFAULT false CHECK (NOT grants_all OR template IS NOT NULL),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
COMMENT ON COLUMN "tenant".roles.grants_all IS 'Has every permission, those to come included. The tenant''s own role cannot set it.';
CREATE INDEX roles_parent_id_idx ON "tenant".roles (parent_id);
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".roles FOR EACH ROW EXECUTE FUNCTION public.touch();
-- No statement of the tenant's own makes a role an administrator's. Who has such a role is the program's to watch: the
-- tenant's role writes user_roles.
REVOKE INSERT, UPDATE ON "tenant".roles FROM "tenant_role";
GRANT INSERT (id, code, name, description, parent_id), UPDATE (code, name, description, parent_id)
    ON "tenant".roles TO "tenant_role";

CREATE TABLE "tenant".role_permissions (
    role_id uuid NOT NULL CONSTRAINT role_permissions_role_id_fkey REFERENCES "tenant".roles (id) ON DELETE CASCADE,
    permission text NOT NULL CONSTRAINT role_permissions_permission_fkey
        REFERENCES "tenant".permissions (code) ON DELETE CASCADE,
    granted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (role_id, permission)
);
CREATE INDEX role_permissions_permission_idx ON "tenant".role_permissions (permission);

CREATE TABLE "tenant".user_roles (
    user_id uuid NOT NULL CONSTRAINT user_roles_user_id_fkey REFERENCES "tenant".users (id) ON DELETE CASCADE,
    role_id uuid NOT NULL CONSTRAINT user_roles_role_id_fkey REFERENCES "tenant".roles (id),
    -- False: in the branches of user_role_branches alone; none there is nowhere.
    all_branches boolean NOT NULL DEFAULT true,
    granted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, role_id)
);
CREATE INDEX user_roles_role_id_idx ON "tenant".user_roles (role_id);
CREATE TABLE "tenant".user_role_branches (
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    branch_id uuid NOT NULL CONSTRAINT user_role_branches_branch_id_fkey REFERENCES "tenant".branches (id),
    PRIMARY KEY (user_id, role_id, branch_id),
    CONSTRAINT user_role_branches_user_role_fkey FOREIGN KEY (user_id, role_id)
        REFERENCES "tenant".user_roles (user_id, role_id) ON DELETE CASCADE
);
CREATE INDEX user_role_branches_branch_id_idx ON "tenant".user_role_branches (branch_id);

-- The one role that users had becomes a role of its own; what it may do comes with the permissions.
INSERT INTO "tenant".roles (id, code, name, template, grants_all)
SELECT gen_random_uuid(), u.role, coalesce(t.name, initcap(replace(u.role, '_', ' '))), t.code,
       coalesce(t.code IN ('admin', 'propietario'), false)
FROM (SELECT DISTINCT role FROM "tenant".users) u
LEFT JOIN (VALUES ('admin', 'Administrador'), ('propietario', 'Propietario'), ('empleado', 'Empleado'), ('cliente', 'Cliente'),
    ('cashier', 'Cajero'), ('kitchen', 'Cocina'), ('delivery', 'Domiciliario'), ('sales', 'Ventas'),
    ('production', 'Producción'), ('operator', 'Operario')) AS t (code, name) ON t.code = u.role
WHERE u.role ~ '^[a-z][a-z0-9_]{0,39}$';
INSERT INTO "tenant".user_roles (user_id, role_id)
SELECT u.id, r.id FROM "tenant".users u JOIN "tenant".roles r ON r.code = u.role;

ALTER TABLE "tenant".users
    DROP COLUMN role,
    -- None until an invitation is accepted.
    ALTER COLUMN password_hash DROP NOT NULL,
    ADD COLUMN email_confirmed_at timestamptz,
    ADD COLUMN totp_secret bytea,
    ADD COLUMN totp_confirmed_at timestamptz,
    ADD COLUMN totp_last_step bigint NOT NULL DEFAULT 0,
    ADD COLUMN totp_failures integer NOT NULL DEFAULT 0,
    ADD COLUMN totp_blocked_until timestamptz;
COMMENT ON COLUMN "tenant".users.totp_failures IS 'Codes tried since the last right one, whichever server they were sent to.';
COMMENT ON COLUMN "tenant".users.totp_secret IS 'Encrypted with the server''s own key.';
COMMENT ON COLUMN "tenant".users.totp_last_step IS 'The last time step whose code was used: no code is good twice.';

-- Logging in is no change of the user: whoever edits one meanwhile does not have to begin again.
DROP TRIGGER touch ON "tenant".users;
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".users FOR EACH ROW
    -- Not rows compared as a whole: PostgreSQL writes those differently once they come back from a backup.
    WHEN (OLD.email IS DISTINCT FROM NEW.email
        OR OLD.full_name IS DISTINCT FROM NEW.full_name
        OR OLD.password_hash IS DISTINCT FROM NEW.password_hash
        OR OLD.branch_id IS DISTINCT FROM NEW.branch_id
        OR OLD.is_active IS DISTINCT FROM NEW.is_active
        OR OLD.email_confirmed_at IS DISTINCT FROM NEW.email_confirmed_at
        OR OLD.totp_secret IS DISTINCT FROM NEW.totp_secret
        OR OLD.totp_confirmed_at IS DISTINCT FROM NEW.totp_confirmed_at)
    EXECUTE FUNCTION public.touch();

CREATE TABLE "tenant".recovery_codes (
    user_id uuid NOT NULL CONSTRAINT recovery_codes_user_id_fkey REFERENCES "tenant".users (id) ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, code_hash)
);

-- Links that are sent by e-mail; good once.
CREATE TABLE "tenant".user_tokens (
    token_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT user_tokens_user_id_fkey REFERENCES "tenant".users (id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('invitation', 'password_reset', 'email_confirmation')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX user_tokens_user_id_idx ON "tenant".user_tokens (user_id);

CREATE TABLE "tenant".api_keys (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (btrim(name) <> ''),
    -- The first characters, by which people tell keys apart.
    prefix text NOT NULL,
    key_hash bytea NOT NULL CONSTRAINT api_keys_key_hash_key UNIQUE,
    scopes text[] NOT NULL,
    created_by uuid CONSTRAINT api_keys_created_by_fkey REFERENCES "tenant".users (id) ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX api_keys_created_by_idx ON "tenant".api_keys (created_by);

-- A session of a platform user in the place of a member of the staff.
ALTER TABLE "tenant".sessions
    ADD COLUMN impersonator_id uuid,
    ADD COLUMN impersonator text,
    ADD COLUMN impersonation_reason text,
    ADD CHECK ((impersonator_id IS NULL) = (impersonator IS NULL));

ALTER TABLE "tenant".audit_log
    -- Who it was, as he was called then.
    ADD COLUMN actor_name text,
    -- The user in whose place an impersonator acted.
    ADD COLUMN on_behalf_of uuid;
CREATE INDEX audit_log_actor_idx ON "tenant".audit_log (actor_id, at DESC);
CREATE INDEX audit_log_on_behalf_of_idx ON "tenant".audit_log (on_behalf_of) WHERE on_behalf_of IS NOT NULL;

-- How much is used of what plans limit. Triggers count, whoever writes; the tenant's own role cannot.
CREATE TABLE "tenant".usage_counters (
    resource text NOT NULL,
    -- The month, as 2026-11, of what is limited by month; else empty.
    period text NOT NULL DEFAULT '',
    used bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (resource, period)
);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "tenant".usage_counters FROM "tenant_role";
INSERT INTO "tenant".usage_counters (resource, used)
SELECT 'users', count(*) FROM "tenant".users WHERE is_active
UNION ALL SELECT 'branches', count(*) FROM "tenant".branches WHERE is_active;

CREATE TRIGGER usage_added AFTER INSERT ON "tenant".users
    FOR EACH ROW WHEN (NEW.is_active) EXECUTE FUNCTION public.count_usage('users', '1');
CREATE TRIGGER usage_back AFTER UPDATE OF is_active ON "tenant".users
    FOR EACH ROW WHEN (NEW.is_active AND NOT OLD.is_active) EXECUTE FUNCTION public.count_usage('users', '1');
CREATE TRIGGER usage_gone AFTER UPDATE OF is_active ON "tenant".users
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION public.count_usage('users', '-1');
CREATE TRIGGER usage_deleted AFTER DELETE ON "tenant".users
    FOR EACH ROW WHEN (OLD.is_active) EXECUTE FUNCTION public.count_usage('users', '-1');

CREATE TRIGGER usage_added AFTER INSERT ON "tenant".branches
    FOR EACH ROW WHEN (NEW.is_active) EXECUTE FUNCTION public.count_usage('branches', '1');
CREATE TRIGGER usage_back AFTER UPDATE OF is_active ON "tenant".branches
    FOR EACH ROW WHEN (NEW.is_active AND NOT OLD.is_active) EXECUTE FUNCTION public.count_usage('branches', '1');
CREATE TRIGGER usage_gone AFTER UPDATE OF is_active ON "tenant".branches
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION public.count_usage('branches', '-1');
CREATE TRIGGER usage_deleted AFTER DELETE ON "tenant".branches
    FOR EACH ROW WHEN (OLD.is_active) EXECUTE FUNCTION public.count_usage('branches', '-1');
