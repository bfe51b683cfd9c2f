-- The catalogue of services that businesses begin with, and what is counted by month.

CREATE TABLE public.professional_kinds (
    code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$'),
    name_es text NOT NULL,
    name_en text NOT NULL,
    industries text[] NOT NULL,
    position integer NOT NULL
);
COMMENT ON TABLE public.professional_kinds IS 'Kept in migrations/data; every migration of the platform brings it up to date.';

CREATE TABLE public.service_templates (
    code text PRIMARY KEY CHECK (code ~ '^[a-z_]+\.[a-z0-9_]+$'),
    industry text NOT NULL REFERENCES public.industry_profiles (code),
    name text NOT NULL CHECK (btrim(name) <> ''),
    description text NOT NULL,
    category text NOT NULL,
    minutes integer NOT NULL CHECK (minutes BETWEEN 5 AND 720),
    buffer_before_minutes integer NOT NULL CHECK (buffer_before_minutes BETWEEN 0 AND 240),
    buffer_after_minutes integer NOT NULL CHECK (buffer_after_minutes BETWEEN 0 AND 240),
    -- Suggested, by currency, as decimal texts.
    prices jsonb NOT NULL CHECK (jsonb_typeof(prices) = 'object'),
    professional_kinds text[] NOT NULL,
    popular boolean NOT NULL,
    -- False once a newer program has it no more.
    is_active boolean NOT NULL DEFAULT true,
    position integer NOT NULL
);
COMMENT ON TABLE public.service_templates IS 'Kept in migrations/data; every migration of the platform brings it up to date.';
CREATE INDEX service_templates_industry_idx ON public.service_templates (industry, position);
GRANT SELECT ON public.professional_kinds, public.service_templates TO panal_app, panal_tenant, panal_readonly;

-- Counts rows by the month of their `day`, those that were cancelled left out; its argument names the counter. Months
-- are written in their order, so that two who move something between the same months do not wait for each other.
CREATE FUNCTION public.count_monthly() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before text;
    after text;
    setting text := 'app.added_' || TG_ARGV[0];
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state <> 'cancelada' THEN
        before := to_char(OLD.day, 'YYYY-MM');
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state <> 'cancelada' THEN
        after := to_char(NEW.day, 'YYYY-MM');
    END IF;
    IF before IS NOT DISTINCT FROM after THEN
        RETURN NULL;
    END IF;
    EXECUTE format('INSERT INTO %I.usage_counters AS c (resource, period, used)
        SELECT $1, month, change FROM (VALUES ($2, -1::bigint), ($3, 1)) AS v (month, change)
        WHERE month IS NOT NULL ORDER BY month
        ON CONFLICT (resource, period) DO UPDATE SET used = c.used + excluded.used', TG_TABLE_SCHEMA)
        USING TG_ARGV[0], before, after;
    -- For whoever asks before the commit whether what was added fits.
    IF after IS NOT NULL AND after <> ALL (string_to_array(coalesce(current_setting(setting, true), ''), ',')) THEN
        PERFORM set_config(setting, concat_ws(',', nullif(current_setting(setting, true), ''), after), true);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.count_monthly() IS 'AFTER trigger of tenants'' tables with `day` and `state`: keeps the monthly counter named by its argument.';
REVOKE ALL ON FUNCTION public.count_monthly() FROM PUBLIC;
