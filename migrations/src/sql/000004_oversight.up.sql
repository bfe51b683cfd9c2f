-- What super admins change of the catalogue, and what they look at.

ALTER TABLE public.service_templates
    -- 'program': from migrations/data; 'platform': a super admin's own.
    ADD COLUMN origin text NOT NULL DEFAULT 'program' CHECK (origin IN ('program', 'platform')),
    -- Since when a super admin's word goes before the program's files.
    ADD COLUMN edited_at timestamptz,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD CHECK (origin = 'program' OR edited_at IS NOT NULL);
COMMENT ON TABLE public.service_templates IS 'Kept in migrations/data; every migration of the platform brings it up to date, but for what super admins edited.';
CREATE TRIGGER touch BEFORE UPDATE ON public.service_templates FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE public.service_templates ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON public.service_templates FOR SELECT USING (true);
CREATE POLICY super_admin_adds ON public.service_templates FOR INSERT TO panal_app
    WITH CHECK (public.context_role() = 'super_admin' AND origin = 'platform');
CREATE POLICY super_admin ON public.service_templates FOR UPDATE TO panal_app
    USING (public.context_role() = 'super_admin') WITH CHECK (edited_at IS NOT NULL);
GRANT INSERT (code, industry, name, description, category, minutes, buffer_before_minutes, buffer_after_minutes, prices,
    professional_kinds, popular, position, origin, edited_at) ON public.service_templates TO panal_app;
GRANT UPDATE (name, description, category, minutes, buffer_before_minutes, buffer_after_minutes, prices,
    professional_kinds, popular, is_active, edited_at) ON public.service_templates TO panal_app;

-- How the queue is, for super admins: counts of all its jobs, the workers that are alive, the schemas that wait.
CREATE FUNCTION public.queue_summary()
    RETURNS TABLE (waiting bigint, running bigint, retrying bigint, failed bigint, oldest_due_at timestamptz,
        workers bigint, last_heartbeat_at timestamptz, warm_schemas bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('app.current_user_role', true) IS DISTINCT FROM 'super_admin' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a super admin may look at jobs';
    END IF;
    RETURN QUERY
        SELECT count(*) FILTER (WHERE job.state = 'waiting'), count(*) FILTER (WHERE job.state = 'running'),
            count(*) FILTER (WHERE job.state = 'retrying'), count(*) FILTER (WHERE job.state = 'failed'),
            min(job.run_at) FILTER (WHERE job.state IN ('waiting', 'retrying') AND job.run_at <= now()),
            (SELECT count(*) FROM graphile_worker._private_workers w WHERE w.last_heartbeat_at > now() - interval '1 minute'),
            (SELECT max(w.last_heartbeat_at) FROM graphile_worker._private_workers w),
            (SELECT count(*) FROM public.schema_pool)
        FROM (SELECT j.run_at,
                CASE WHEN j.locked_at IS NOT NULL THEN 'running' WHEN j.attempts >= j.max_attempts THEN 'failed'
                     WHEN j.last_error IS NOT NULL THEN 'retrying' ELSE 'waiting' END AS state
            FROM graphile_worker._private_jobs j) job;
END $$;

-- What happens by itself: when each of it last came into the queue, and what became of it there. A job that is done is
-- gone from the queue.
CREATE FUNCTION public.list_timetable()
    RETURNS TABLE (task text, last_queued_at timestamptz, state text, last_error text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('app.current_user_role', true) IS DISTINCT FROM 'super_admin' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a super admin may look at jobs';
    END IF;
    RETURN QUERY
        SELECT c.identifier, c.last_execution,
            CASE WHEN j.id IS NULL THEN CASE WHEN c.last_execution IS NULL THEN 'never' ELSE 'done' END
                 WHEN j.locked_at IS NOT NULL THEN 'running' WHEN j.attempts >= j.max_attempts THEN 'failed'
                 WHEN j.last_error IS NOT NULL THEN 'retrying' ELSE 'waiting' END,
            j.last_error
        FROM graphile_worker._private_known_crontabs c
        LEFT JOIN LATERAL (SELECT j.* FROM graphile_worker._private_jobs j WHERE j.key = c.identifier) j ON true
        ORDER BY c.identifier;
END $$;
REVOKE ALL ON FUNCTION public.queue_summary(), public.list_timetable() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.queue_summary(), public.list_timetable() TO panal_app;
