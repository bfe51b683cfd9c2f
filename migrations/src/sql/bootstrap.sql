-- What must exist before the first migration: the roles of the platform, its schemas and its extensions.
-- Repeatable; run as a superuser, or as panal_owner on a server where an administrator created the roles
-- (docs/operations.md, "Hosted PostgreSQL"). :database is the current database.

DO $$
DECLARE
    role record;
    may_create boolean := (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user);
BEGIN
    FOR role IN SELECT * FROM (VALUES
        ('panal_owner', 'NOLOGIN CREATEROLE'),
        ('panal_app', 'NOLOGIN NOINHERIT'),
        ('panal_readonly', 'NOLOGIN'),
        ('panal_integration', 'NOLOGIN'),
        ('panal_tenant', 'NOLOGIN')
    ) AS r (name, options)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role.name) THEN
            IF NOT may_create THEN
                RAISE EXCEPTION 'role % does not exist and % may not create it', role.name, current_user
                    USING HINT = format('As an administrator: CREATE ROLE %s %s;', role.name, role.options);
            END IF;
            BEGIN
                EXECUTE format('CREATE ROLE %I %s', role.name, role.options);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another run of this script was first
            END;
        END IF;
    END LOOP;

    IF current_user <> 'panal_owner' AND NOT pg_has_role(current_user, 'panal_owner', 'MEMBER') THEN
        EXECUTE format('GRANT panal_owner TO %I', current_user);
    END IF;
    -- Since PostgreSQL 16 only who administers a role may put others into it. The owner puts each tenant's role into
    -- panal_tenant; where it made that role itself, it may already.
    IF current_user <> 'panal_owner'
       AND NOT pg_has_role('panal_owner', 'panal_tenant', 'MEMBER WITH ADMIN OPTION') THEN
        GRANT panal_tenant TO panal_owner WITH ADMIN OPTION;
    END IF;
END $$;

-- What PostgreSQL lets everybody do and no tenant's role may: take another role or lift a time-out in the middle of a
-- query, leave large objects behind. Only a superuser can take these back; docs/operations.md says what that means
-- for hosted servers.
DO $$
DECLARE
    fn regprocedure;
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        FOREACH fn IN ARRAY ARRAY[
            'pg_catalog.set_config(text,text,boolean)',
            'pg_catalog.lo_create(oid)', 'pg_catalog.lo_creat(integer)', 'pg_catalog.lo_from_bytea(oid,bytea)',
            'pg_catalog.lo_import(text)', 'pg_catalog.lo_import(text,oid)',
            'pg_catalog.pg_advisory_lock(bigint)', 'pg_catalog.pg_advisory_lock(integer,integer)',
            'pg_catalog.pg_advisory_lock_shared(bigint)', 'pg_catalog.pg_advisory_lock_shared(integer,integer)',
            'pg_catalog.pg_try_advisory_lock(bigint)', 'pg_catalog.pg_try_advisory_lock(integer,integer)',
            'pg_catalog.pg_try_advisory_lock_shared(bigint)',
            'pg_catalog.pg_try_advisory_lock_shared(integer,integer)'
        ]::regprocedure[] LOOP
            -- Only where it is still to be done: two runs that touch one row of the catalogue get in each other's way.
            IF has_function_privilege('panal_tenant', fn, 'EXECUTE') THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO panal_app, panal_owner, panal_readonly, panal_integration', fn);
                EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', fn);
            END IF;
        END LOOP;
    END IF;
END $$;

DO $$
DECLARE
    db text := current_database();
    role text;
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
       OR (SELECT pg_has_role(current_user, datdba, 'MEMBER') FROM pg_database WHERE datname = db) THEN
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', db);
        EXECUTE format('GRANT CREATE, CONNECT, TEMPORARY ON DATABASE %I TO panal_owner', db);
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO panal_app, panal_readonly, panal_integration', db);
        IF NOT pg_has_role('panal_owner', (SELECT nspowner FROM pg_namespace WHERE nspname = 'public'), 'MEMBER')
           OR (SELECT nspowner <> 'panal_owner'::regrole FROM pg_namespace WHERE nspname = 'public') THEN
            ALTER SCHEMA public OWNER TO panal_owner;
        END IF;
    END IF;

    -- Plans are made once and kept (DESIGN: plan_cache_mode); nothing may wait, run or idle for ever;
    -- and no name is ever found in public or in a tenant by accident.
    EXECUTE format('ALTER ROLE panal_app IN DATABASE %I SET plan_cache_mode = force_generic_plan', db);
    EXECUTE format('ALTER ROLE panal_app IN DATABASE %I SET search_path = extensions', db);
    EXECUTE format('ALTER ROLE panal_app IN DATABASE %I SET statement_timeout = ''15s''', db);
    EXECUTE format('ALTER ROLE panal_app IN DATABASE %I SET lock_timeout = ''5s''', db);
    EXECUTE format('ALTER ROLE panal_app IN DATABASE %I SET idle_in_transaction_session_timeout = ''30s''', db);
    FOREACH role IN ARRAY ARRAY['panal_readonly', 'panal_integration'] LOOP
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = extensions', role, db);
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET statement_timeout = ''5min''', role, db);
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET lock_timeout = ''5s''', role, db);
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET idle_in_transaction_session_timeout = ''60s''', role, db);
    END LOOP;
    EXECUTE format('ALTER ROLE panal_readonly IN DATABASE %I SET default_transaction_read_only = on', db);
END $$;

SET LOCAL ROLE panal_owner;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO panal_app, panal_tenant, panal_readonly, panal_integration;
CREATE SCHEMA IF NOT EXISTS extensions;
GRANT USAGE ON SCHEMA extensions TO panal_app, panal_tenant, panal_readonly, panal_integration;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA extensions;

-- Search without accents or case. unaccent() is only STABLE because its dictionary could change; naming the
-- dictionary makes it safe in an index.
CREATE OR REPLACE FUNCTION extensions.fold(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT lower(extensions.unaccent('extensions.unaccent'::regdictionary, value)) $$;
