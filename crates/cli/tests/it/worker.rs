//! Background jobs.

use crate::support::{Panal, Run, Running, until};
use panal_domain::Profile;
use panal_test_support::{TestDb, new_tenant};
use serde_json::{Value, json};

fn jobs(panal: &Panal) -> Vec<Value> {
    let listed = panal.run(&["jobs", "list", "--json"]).exits(0).json();
    // The timetable adds its own once a minute.
    let mut jobs = listed.as_array().unwrap().clone();
    jobs.retain(|job| job["task"] != "refill_pool");
    jobs
}

async fn enqueue(db: &TestDb, task: &str, payload: Value) {
    db.superuser()
        .await
        .execute(
            "SELECT graphile_worker.add_job($1, $2::jsonb::json)",
            &[&task, &payload],
        )
        .await
        .unwrap();
}

#[tokio::test]
async fn it_makes_tenants_that_were_asked_for() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let id = db.provisioner.reserve(&new_tenant("pedida")).await.unwrap();
    enqueue(&db, "provision_tenant", json!({"tenant_id": id})).await;
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async { jobs(&panal).is_empty().then_some(()) }).await;
    assert_eq!(
        db.provisioner
            .tenant("pedida")
            .await
            .unwrap()
            .state
            .as_str(),
        "active"
    );
    worker.signal("-TERM");
    worker.finish().exits(0);
}

#[tokio::test]
async fn a_job_that_fails_is_listed_with_tenant_and_error_and_retried() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let tenant = db.tenant("clinica1").await;
    let client = db.superuser().await;
    client
        .batch_execute("ALTER TABLE clinica1.idempotency_keys RENAME TO away")
        .await
        .unwrap();
    enqueue(&db, "cleanup_tenant", json!({"tenant_id": tenant.id})).await;
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    let failed = until(|| async {
        jobs(&panal)
            .into_iter()
            .find(|job| job["state"] == "retrying")
    })
    .await;
    assert_eq!(failed["tenant"], "clinica1");
    assert!(
        failed["error"]
            .as_str()
            .unwrap()
            .contains("idempotency_keys"),
        "{failed}"
    );
    let listed = panal
        .run(&["jobs", "list", "--failed", "--tenant", "clinica1"])
        .exits(0)
        .stdout;
    assert!(listed.contains("cleanup_tenant"), "{listed}");
    client
        .batch_execute("ALTER TABLE clinica1.away RENAME TO idempotency_keys")
        .await
        .unwrap();
    let id = failed["id"].to_string();
    panal.run(&["jobs", "retry", &id]).exits(0);
    until(|| async { jobs(&panal).is_empty().then_some(()) }).await;
    panal.run(&["jobs", "retry", &id]).exits(1);
    worker.signal("-INT");
    let log = worker.finish().exits(0).stderr;
    let lines: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("cleanup_tenant"))
        .collect();
    for (line, outcome) in lines
        .iter()
        .zip(["failed; will be tried again", "cleaned up"])
    {
        assert!(line.contains(outcome), "{log}");
        assert!(line.contains(&format!("job={id} ")), "{log}");
        assert!(line.contains("tenant="), "{log}");
    }
    assert_eq!(lines.len(), 2, "{log}");
    assert!(
        !log.contains("messaging.") && !log.contains("TaskError"),
        "{log}"
    );
}

#[tokio::test]
async fn a_pool_that_runs_low_is_refilled() {
    let db = TestDb::new().await;
    let mut panal = Panal::on(&db);
    panal.set("PANAL__TENANTS__POOL_SIZE", "2");
    db.provisioner
        .fill_pool(&[Profile::Otro], 2, &|| {})
        .await
        .unwrap();
    for slug in ["uno", "dos"] {
        let created = panal
            .run(&["tenant", "create", slug, "--name", slug, "--json"])
            .exits(0)
            .json();
        assert_eq!(created["source"], "warm", "{created}");
        assert!(created["database_ms"].as_f64().is_some(), "{created}");
        assert_eq!(created["tenant"]["slug"], slug);
    }
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async {
        let kinds = panal.run(&["pool", "status", "--json"]).exits(0).json();
        kinds
            .as_array()
            .unwrap()
            .iter()
            .all(|kind| kind["ready"] == kind["wanted"])
            .then_some(())
    })
    .await;
    worker.signal("-TERM");
    worker.finish().exits(0);
}

/// Runs a worker until every job is done or failed.
async fn work(panal: &Panal) -> Run {
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async {
        let settled = |job: &Value| job["state"] == "retrying" || job["state"] == "failed";
        jobs(panal).iter().all(settled).then_some(())
    })
    .await;
    worker.signal("-TERM");
    worker.finish().exits(0)
}

/// The slugs that have backups.
fn saved(panal: &Panal) -> Vec<String> {
    let listed = panal.run(&["backup", "list", "--json"]).exits(0).json();
    let slug = |backup: &Value| backup["slug"].as_str().unwrap().to_owned();
    listed.as_array().unwrap().iter().map(slug).collect()
}

#[tokio::test]
async fn only_a_tenant_whose_grace_period_is_over_is_purged_and_it_is_saved_once() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let client = db.superuser().await;
    let mut purges = Vec::new();
    for slug in ["vencido", "vuelto", "reciente", "empezado"] {
        let tenant = db.tenant(slug).await;
        db.provisioner.delete(slug, None).await.unwrap();
        purges.push(json!({"tenant_id": tenant.id}));
    }
    client
        .batch_execute(
            "UPDATE public.tenants SET purge_after = now() - interval '1 day' WHERE slug IN ('vencido', 'empezado');
             UPDATE public.tenants SET state = 'suspended', purge_after = NULL WHERE slug = 'vuelto';
             UPDATE public.tenants SET purge_started_at = now() WHERE slug = 'empezado';
             DROP TABLE empezado.idempotency_keys",
        )
        .await
        .unwrap();
    for payload in purges {
        enqueue(&db, "purge_tenant", payload).await;
    }
    work(&panal).await;
    assert_eq!(jobs(&panal), Vec::<Value>::new());
    assert_eq!(saved(&panal), ["vencido"]);
    let states = "SELECT string_agg(slug || ' ' || state, ', ' ORDER BY slug) FROM public.tenants";
    let row = client.query_one(states, &[]).await.unwrap();
    assert_eq!(
        row.get::<_, String>(0),
        "empezado deleted, reciente deleting, vencido deleted, vuelto suspended"
    );
}

#[tokio::test]
async fn a_purge_that_was_interrupted_is_finished_by_hand_without_another_backup() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    db.tenant("uno").await;
    db.provisioner.delete("uno", None).await.unwrap();
    let begin = "UPDATE public.tenants SET purge_started_at = now(), purge_after = now();
                 DROP TABLE uno.clients CASCADE";
    db.superuser().await.batch_execute(begin).await.unwrap();
    panal.run(&["backup", "--all"]).exits(0);
    panal.run(&["tenant", "purge", "uno", "--yes"]).exits(0);
    assert_eq!(saved(&panal), Vec::<String>::new());
}

/// Fails where a statement deletes more rows than a time-out leaves time for.
const FEW: &str = "CREATE FUNCTION public.few() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT count(*) FROM gone) > 5000 THEN RAISE 'too many at once'; END IF;
        RETURN NULL;
    END $$;
    GRANT EXECUTE ON FUNCTION public.few() TO PUBLIC;";

#[tokio::test]
async fn what_is_expired_is_deleted_everywhere_in_small_steps() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let client = db.superuser().await;
    client.batch_execute(FEW).await.unwrap();
    for slug in ["activa", "suspendida", "cuidada"] {
        db.tenant(slug).await;
        client
            .batch_execute(&format!(
                "INSERT INTO {slug}.idempotency_keys (user_id, key, request_hash, status, created_at)
                     SELECT gen_random_uuid(), 'k', ''::bytea, 200, now() - interval '3 days' FROM generate_series(1, 12000)
                     UNION ALL SELECT gen_random_uuid(), 'k', ''::bytea, 200, now();
                 CREATE TRIGGER few AFTER DELETE ON {slug}.idempotency_keys REFERENCING OLD TABLE AS gone
                     FOR EACH STATEMENT EXECUTE FUNCTION public.few()"
            ))
            .await
            .unwrap();
    }
    client
        .batch_execute(
            "UPDATE public.tenants SET state = 'suspended' WHERE slug = 'suspendida';
             UPDATE public.tenants SET state = 'maintenance' WHERE slug = 'cuidada';
             CREATE TRIGGER few AFTER DELETE ON public.platform_sessions REFERENCING OLD TABLE AS gone
                 FOR EACH STATEMENT EXECUTE FUNCTION public.few();
             CREATE TRIGGER few AFTER DELETE ON public.platform_refresh_tokens REFERENCING OLD TABLE AS gone
                 FOR EACH STATEMENT EXECUTE FUNCTION public.few();
             INSERT INTO public.platform_users (id, email, full_name, password_hash)
                 VALUES ('00000000-0000-0000-0000-000000000001', 'a@b.pe', 'A', '');
             INSERT INTO public.platform_sessions (id, user_id, expires_at)
                 SELECT md5(i::text)::uuid, '00000000-0000-0000-0000-000000000001',
                        now() - CASE WHEN i <= 12000 THEN interval '31 days' ELSE interval '2 days' END
                 FROM generate_series(1, 12001) i;
             INSERT INTO public.platform_refresh_tokens (token_hash, session_id, expires_at)
                 SELECT uuid_send(id), id, now() - interval '2 days' FROM public.platform_sessions",
        )
        .await
        .unwrap();
    enqueue(&db, "cleanup_all", json!({})).await;
    work(&panal).await;
    assert_eq!(jobs(&panal), Vec::<Value>::new());
    let left = "SELECT concat_ws(' ', (SELECT count(*) FROM activa.idempotency_keys),
        (SELECT count(*) FROM suspendida.idempotency_keys), (SELECT count(*) FROM cuidada.idempotency_keys),
        (SELECT count(*) FROM public.platform_sessions), (SELECT count(*) FROM public.platform_refresh_tokens))";
    let row = client.query_one(left, &[]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "1 1 1 1 0");
}

#[tokio::test]
async fn what_the_timetable_asks_for_is_done() {
    let db = TestDb::new().await;
    let mut panal = Panal::on(&db);
    panal.set("PANAL__TENANTS__POOL_SIZE", "1");
    for slug in ["activa", "borrada"] {
        db.tenant(slug).await;
    }
    db.provisioner.delete("borrada", None).await.unwrap();
    let over = "UPDATE public.tenants SET purge_after = now() WHERE slug = 'borrada'";
    let client = db.superuser().await;
    client.batch_execute(over).await.unwrap();
    // As the timetable enqueues them.
    let payload = json!({"_cron": {"ts": "2026-01-01T03:15:00Z", "backfilled": false}});
    for task in ["backup_all", "purge_expired", "cleanup_all", "refill_pool"] {
        enqueue(&db, task, payload.clone()).await;
    }
    work(&panal).await;
    assert_eq!(jobs(&panal), Vec::<Value>::new());
    let mut saved = saved(&panal);
    saved.sort();
    assert_eq!(saved, ["activa", "borrada"]);
    assert!(db.provisioner.tenant("borrada").await.is_err());
    let ready = panal.run(&["pool", "status", "--json"]).exits(0).json();
    let full = |kind: &Value| kind["ready"] == kind["wanted"];
    assert!(ready.as_array().unwrap().iter().all(full), "{ready}");
}

#[tokio::test]
async fn the_booking_window_is_filled_every_night() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    for slug in ["clinica", "borrada"] {
        db.tenant(slug).await;
    }
    db.provisioner.delete("borrada", None).await.unwrap();
    let client = db.superuser().await;
    client
        .batch_execute(
            "INSERT INTO clinica.professionals (id, full_name)
                 SELECT gen_random_uuid(), 'Dra. Ruiz ' || n FROM generate_series(1, 2) n;
             INSERT INTO clinica.weekly_schedules (id, professional_id, branch_id, weekday, from_minute, until_minute)
                 SELECT gen_random_uuid(), p.id, b.id, d, 480, 1080
                 FROM clinica.professionals p, clinica.branches b, generate_series(1, 7) d;
             INSERT INTO clinica.settings (key, value) VALUES ('booking', '{\"window_days\": 10, \"works_on_holidays\": true}')",
        )
        .await
        .unwrap();
    let made = async || {
        let rows = client
            .query("SELECT id FROM clinica.time_slots ORDER BY id", &[])
            .await
            .unwrap();
        rows.iter()
            .map(|row| row.get(0))
            .collect::<Vec<uuid::Uuid>>()
    };
    enqueue(&db, "generate_all", json!({})).await;
    work(&panal).await;
    assert_eq!(jobs(&panal), Vec::<Value>::new());
    let first = made().await;
    assert_eq!(first.len(), 2 * 11, "today and ten days, of both");
    enqueue(&db, "generate_all", json!({})).await;
    work(&panal).await;
    assert_eq!(made().await, first);
    // What cannot be made for one is made for the others.
    client
        .batch_execute(
            "WITH odd AS (INSERT INTO clinica.professionals (id, full_name)
                 VALUES ('00000000-0000-0000-0000-000000000001', 'Dr. Paz') RETURNING id)
             INSERT INTO clinica.schedule_exceptions (id, professional_id, branch_id, kind, starts_on, ends_on, hours)
                 SELECT gen_random_uuid(), odd.id, b.id, 'extra_day', now()::date, now()::date + 5, '[[600, 500]]'
                 FROM odd, clinica.branches b;
             UPDATE clinica.settings SET value = value || '{\"window_days\": 11}' WHERE key = 'booking'",
        )
        .await
        .unwrap();
    enqueue(&db, "generate_all", json!({})).await;
    work(&panal).await;
    assert_eq!(made().await.len(), 2 * 12);
    assert_eq!(jobs(&panal).len(), 1, "it is tried again, and told");
}

#[tokio::test]
async fn the_timetable_comes_round() {
    let db = TestDb::new().await;
    let mut panal = Panal::on(&db);
    db.tenant("uno").await;
    panal.set("PANAL__BACKUP__SCHEDULE", "* * * * *");
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    let begun = std::time::Instant::now();
    // A minute is the shortest that a timetable knows. To start the command again and again would slow down others.
    let client = db.superuser().await;
    let told = "SELECT 1 FROM graphile_worker._private_known_crontabs WHERE identifier = 'backup_all' AND last_execution IS NOT NULL";
    while client.query_opt(told, &[]).await.unwrap().is_none() {
        assert!(begun.elapsed().as_secs() < 90, "it never came");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    until(|| async { (!saved(&panal).is_empty()).then_some(()) }).await;
    worker.signal("-TERM");
    worker.finish().exits(0);
}

/// A worker that finds the dead within seconds.
fn watchful(db: &TestDb) -> Panal {
    let mut panal = Panal::on(db);
    panal.set("PANAL__JOBS__RECOVERY_SECONDS", "3");
    panal
}

#[tokio::test]
async fn what_a_killed_worker_was_at_is_finished_by_the_next() {
    let db = TestDb::new().await;
    let panal = watchful(&db);
    let client = db.superuser().await;
    client
        .batch_execute(
            "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country)
             VALUES ('00000000-0000-4000-8000-000000000001', 'super_admin', 'nandu', 'Ñandú', 'otro', 'basico', 'PE')",
        )
        .await
        .unwrap();
    // Whoever makes a tenant waits for this table.
    let holder = db.superuser().await;
    holder
        .batch_execute("BEGIN; LOCK TABLE public.subscriptions")
        .await
        .unwrap();
    let payload = json!({"request_id": "00000000-0000-4000-8000-000000000001"});
    enqueue(&db, "create_tenant", payload).await;
    let killed = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async {
        let waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'public.subscriptions'::regclass";
        client.query_opt(waits, &[]).await.unwrap()
    })
    .await;
    killed.signal("-KILL");
    assert_eq!(killed.finish().code, None);
    holder.batch_execute("ROLLBACK").await.unwrap();
    // Nobody else may take it yet: its worker was alive a moment ago.
    let id = jobs(&panal)[0]["id"].to_string();
    panal.run(&["jobs", "retry", &id]).exits(1);
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async { jobs(&panal).is_empty().then_some(()) }).await;
    assert_eq!(
        db.provisioner.tenant("nandu").await.unwrap().state.as_str(),
        "active"
    );
    worker.signal("-TERM");
    worker.finish().exits(0);
}

#[tokio::test]
async fn a_job_whose_worker_died_long_ago_is_retried_by_hand_and_one_that_runs_is_not() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    enqueue(&db, "backup_all", json!({})).await;
    let client = db.superuser().await;
    client
        .batch_execute(
            "INSERT INTO graphile_worker._private_workers (id, last_heartbeat_at) VALUES ('someone', now());
             UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 hour', locked_by = 'someone'",
        )
        .await
        .unwrap();
    let id = jobs(&panal)[0]["id"].to_string();
    panal.run(&["jobs", "retry", &id]).exits(1);
    let silent = "UPDATE graphile_worker._private_workers SET last_heartbeat_at = now() - interval '2 minutes'";
    client.batch_execute(silent).await.unwrap();
    panal.run(&["jobs", "retry", &id]).exits(0);
    assert_eq!(jobs(&panal)[0]["state"], "waiting");
}

#[tokio::test]
async fn whoever_waits_for_a_business_comes_before_what_is_done_to_all() {
    let db = TestDb::new().await;
    for slug in ["uno", "dos"] {
        db.tenant(slug).await;
    }
    let mut panal = Panal::on(&db);
    panal.set("PANAL__JOBS__CONCURRENCY", "1");
    enqueue(&db, "cleanup_all", json!({})).await;
    work(&panal).await;
    let client = db.superuser().await;
    client
        .batch_execute(
            "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country)
             VALUES ('00000000-0000-4000-8000-000000000001', 'super_admin', 'nandu', 'Ñandú', 'otro', 'basico', 'PE');
             BEGIN; SELECT set_config('app.current_user_role', 'super_admin', true);
             SELECT public.enqueue_job('backup_tenant', json_build_object('tenant_id', id), id::text) FROM public.tenants;
             SELECT public.enqueue_job('create_tenant', '{\"request_id\": \"00000000-0000-4000-8000-000000000001\"}', 'r');
             COMMIT",
        )
        .await
        .unwrap();
    let order = "SELECT string_agg(k.identifier || ' ' || j.max_attempts || ' ' || coalesce(q.queue_name, '-'), ', '
                     ORDER BY j.priority, j.run_at, j.id)
                 FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks k ON k.id = j.task_id
                 LEFT JOIN graphile_worker._private_job_queues q ON q.id = j.job_queue_id";
    let row = client.query_one(order, &[]).await.unwrap();
    assert_eq!(
        row.get::<_, String>(0),
        "create_tenant 6 -, backup_tenant 25 backups, backup_tenant 25 backups"
    );
    let log = work(&panal).await.stderr;
    let at = |what: &str| log.find(what).unwrap_or_else(|| panic!("{what}: {log}"));
    assert!(at("create_tenant") < at("backup_tenant"), "{log}");
}

#[tokio::test]
async fn what_nobody_needs_any_more_is_forgotten() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    db.tenant("uno").await;
    let client = db.superuser().await;
    client
        .batch_execute(
            "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country, state, created_at, finished_at)
             SELECT gen_random_uuid(), 'super_admin', 's' || days, 'S', 'otro', 'basico', 'PE', 'failed',
                 now() - days * interval '1 day', now() - days * interval '1 day' FROM unnest(ARRAY[29, 31]) AS days;
             INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country, created_at, owner_password_hash)
             VALUES (gen_random_uuid(), 'super_admin', 'vieja', 'S', 'otro', 'basico', 'PE', now() - interval '2 days', 'x');
             INSERT INTO public.outbox (id, tenant_id, kind, payload, created_at, delivered_at)
             SELECT gen_random_uuid(), t.id, 'cita-creada', '{}', now() - days * interval '1 day', now()
             FROM public.tenants t, unnest(ARRAY[29, 31]) AS days;
             INSERT INTO public.platform_users (id, email, full_name, password_hash)
             VALUES ('00000000-0000-0000-0000-000000000009', 'root@panal.test', 'Root', 'x');
             INSERT INTO public.impersonations (id, tenant_id, user_id, platform_user_id, platform_user, reason, code_hash,
                 created_at, expires_at)
             SELECT gen_random_uuid(), t.id, gen_random_uuid(), '00000000-0000-0000-0000-000000000009', 'root', 'x',
                 days::text::bytea, now() - days * interval '1 day', now() FROM public.tenants t, unnest(ARRAY[360, 370]) AS days",
        )
        .await
        .unwrap();
    enqueue(&db, "cleanup_all", json!({})).await;
    work(&panal).await;
    let left = "SELECT concat_ws(' ', (SELECT string_agg(slug || ':' || state, ',' ORDER BY slug) FROM public.tenant_requests),
        (SELECT count(*) FROM public.tenant_requests WHERE owner_password_hash IS NOT NULL),
        (SELECT count(*) FROM public.outbox), (SELECT count(*) FROM public.impersonations))";
    let row = client.query_one(left, &[]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "s29:failed,vieja:failed 0 1 1");
}
