CREATE TABLE "tenant".branches (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (btrim(name) <> ''),
    code text NOT NULL CONSTRAINT branches_code_key UNIQUE CHECK (code ~ '^[A-Z0-9]{1,8}$'),
    address text,
    phone text,
    time_zone text,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".branches FOR EACH ROW EXECUTE FUNCTION public.touch();

CREATE TABLE "tenant".users (
    id uuid PRIMARY KEY,
    email text NOT NULL CONSTRAINT users_email_key UNIQUE CHECK (email = lower(email)),
    full_name text NOT NULL CHECK (btrim(full_name) <> ''),
    role text NOT NULL CHECK (role ~ '^[a-z_]{1,40}$'),
    password_hash text NOT NULL,
    branch_id uuid CONSTRAINT users_branch_id_fkey REFERENCES "tenant".branches (id),
    is_active boolean NOT NULL DEFAULT true,
    last_login_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX users_branch_id_idx ON "tenant".users (branch_id);
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".users FOR EACH ROW EXECUTE FUNCTION public.touch();

-- One row a log-in; its refresh tokens are a family that lives and dies with it.
CREATE TABLE "tenant".sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES "tenant".users (id) ON DELETE CASCADE,
    user_agent text,
    address text,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_reason text
);
CREATE INDEX sessions_user_id_idx ON "tenant".sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON "tenant".sessions (expires_at);

CREATE TABLE "tenant".refresh_tokens (
    token_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES "tenant".sessions (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_tokens_session_id_idx ON "tenant".refresh_tokens (session_id);

CREATE TABLE "tenant".settings (
    key text PRIMARY KEY,
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".settings FOR EACH ROW EXECUTE FUNCTION public.touch();

-- Append-only: the tenant's role may add and read, nothing else.
CREATE TABLE "tenant".audit_log (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'api_key', 'impersonator', 'job', 'operator', 'anonymous')),
    actor_id uuid,
    action text NOT NULL,
    entity text NOT NULL,
    entity_id uuid,
    changes jsonb NOT NULL DEFAULT '{}',
    request_id text,
    address text
);
CREATE INDEX audit_log_at_idx ON "tenant".audit_log (at DESC, id DESC);
CREATE INDEX audit_log_entity_idx ON "tenant".audit_log (entity, entity_id, at DESC);
REVOKE UPDATE, DELETE, TRUNCATE ON "tenant".audit_log FROM "tenant_role";

-- Numbers without gaps: the row is locked until the document that took the number is committed.
CREATE TABLE "tenant".document_sequences (
    kind text NOT NULL,
    branch_id uuid NOT NULL REFERENCES "tenant".branches (id),
    year integer NOT NULL DEFAULT 0,
    last_number bigint NOT NULL DEFAULT 0 CHECK (last_number >= 0),
    PRIMARY KEY (kind, branch_id, year)
);

-- The answer to a request that must not take effect twice, written in the request's own transaction.
CREATE TABLE "tenant".idempotency_keys (
    user_id uuid NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash bytea NOT NULL,
    status integer NOT NULL,
    body jsonb,
    headers jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON "tenant".idempotency_keys (created_at);
