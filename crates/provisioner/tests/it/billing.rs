//! Plans, limits and subscriptions, and what counts against them.

use crate::story;
use chrono::{TimeDelta, Utc};
use panal_domain::{Limited, PlanCode, SubscriptionState};
use panal_provisioner::{Error, NewTenant};
use panal_test_support::{TestDb, new_tenant};

/// So many clients.
async fn clients(db: &TestDb, slug: &str, count: i32) {
    db.superuser()
        .await
        .execute(
            &format!("INSERT INTO {slug}.clients (id, first_name) SELECT gen_random_uuid(), 'C' FROM generate_series(1, $1)"),
            &[&count],
        )
        .await
        .unwrap();
}

async fn on_trial(db: &TestDb, slug: &str) {
    let new = NewTenant {
        plan: PlanCode::Trial,
        ..new_tenant(slug)
    };
    db.provisioner.create(&new).await.unwrap();
}

#[tokio::test]
async fn time_leads_a_trial_down_step_by_step_and_each_step_is_told() {
    let db = TestDb::new().await;
    on_trial(&db, "prueba").await;
    db.tenant("paga").await;
    let now = Utc::now();
    let jobs = db.provisioner.clone().by_job("worker");
    assert_eq!(jobs.advance_subscriptions(now).await.unwrap(), []);
    for (days, state) in [
        (15, SubscriptionState::PastDue),
        (22, SubscriptionState::Suspended),
        (52, SubscriptionState::Cancelled),
    ] {
        let later = now + TimeDelta::days(days);
        let advanced = jobs.advance_subscriptions(later).await.unwrap();
        assert_eq!(advanced.len(), 1, "{state}");
        assert_eq!(
            (advanced[0].tenant.as_str(), advanced[0].to),
            ("prueba", state)
        );
        assert_eq!(jobs.advance_subscriptions(later).await.unwrap(), []);
    }
    let told = db.provisioner.subscription("prueba").await.unwrap();
    assert_eq!(told.state, SubscriptionState::Cancelled);
    let history: Vec<(&str, &str, Option<&str>)> = told
        .history
        .iter()
        .skip(1)
        .map(|change| {
            (
                change.to_state.as_str(),
                change.actor.as_str(),
                change.reason.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        history,
        [
            ("past_due", "job", Some("the trial is over")),
            (
                "suspended",
                "job",
                Some("unpaid until the end of the grace period")
            ),
            ("cancelled", "job", Some("unpaid for too long")),
        ]
    );
    assert_eq!(
        db.provisioner.subscription("paga").await.unwrap().state,
        SubscriptionState::Active
    );
}

#[tokio::test]
async fn whoever_looks_late_finds_every_step_at_the_time_it_was_due() {
    let db = TestDb::new().await;
    on_trial(&db, "prueba").await;
    let past = "UPDATE public.subscriptions SET trial_ends_at = now() - interval '10 days'";
    db.superuser().await.batch_execute(past).await.unwrap();
    let advanced = db
        .provisioner
        .advance_subscriptions(Utc::now())
        .await
        .unwrap();
    assert_eq!(advanced[0].to, SubscriptionState::Suspended);
    let told = db.provisioner.subscription("prueba").await.unwrap();
    let days = |at: Option<chrono::DateTime<Utc>>| (Utc::now() - at.unwrap()).num_days();
    assert_eq!((days(told.past_due_at), days(told.suspended_at)), (10, 3));
    let steps: Vec<&str> = told.history.iter().map(|c| c.to_state.as_str()).collect();
    assert_eq!(steps[steps.len() - 2..], ["past_due", "suspended"]);
    // A payment brings it back, whatever came before.
    let until = Utc::now() + TimeDelta::days(30);
    db.provisioner
        .activate_subscription("prueba", Some(until), Some("pagó"))
        .await
        .unwrap();
    assert_eq!(
        db.provisioner
            .advance_subscriptions(Utc::now())
            .await
            .unwrap(),
        []
    );
    let told = db.provisioner.subscription("prueba").await.unwrap();
    assert_eq!(
        (told.state, told.past_due_at, told.suspended_at),
        (SubscriptionState::Active, None, None)
    );
    db.provisioner
        .cancel_subscription("prueba", None)
        .await
        .unwrap();
    let told = db.provisioner.subscription("prueba").await.unwrap();
    assert_eq!(told.state, SubscriptionState::Cancelled);
}

#[tokio::test]
async fn a_smaller_plan_is_refused_with_what_exceeds_until_it_is_agreed() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    clients(&db, "norte", 60).await;
    let refused = db
        .provisioner
        .set_plan("norte", PlanCode::Basico, None)
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::Refused { .. }));
    assert!(
        refused.to_string().contains("clients: 60, and 50 allowed"),
        "{refused}"
    );
    assert_eq!(
        db.provisioner.tenant("norte").await.unwrap().plan,
        "profesional"
    );
    let bigger = db
        .provisioner
        .set_plan("norte", PlanCode::Empresarial, Some("crece"))
        .await
        .unwrap();
    assert_eq!(bigger.plan, "empresarial");
    db.provisioner
        .set_limit("norte", Limited::Clients, Some(60), "acordado")
        .await
        .unwrap();
    db.provisioner
        .set_plan("norte", PlanCode::Basico, None)
        .await
        .unwrap();
    let told = db.provisioner.subscription("norte").await.unwrap();
    assert_eq!(told.price_usd_cents, 2_900);
    let plans: Vec<&str> = told.history.iter().map(|c| c.to_plan.as_str()).collect();
    assert_eq!(plans[plans.len() - 2..], ["empresarial", "basico"]);
    db.provisioner
        .clear_limit("norte", Limited::Clients)
        .await
        .unwrap();
    let gone = db.provisioner.clear_limit("norte", Limited::Clients).await;
    assert!(matches!(gone, Err(Error::NotFound(_))));
    assert_eq!(
        story::count(
            &db,
            "public.platform_audit WHERE action IN ('limit.set', 'limit.clear', 'tenant.plan')"
        )
        .await,
        4
    );
}

#[tokio::test]
async fn a_counter_that_drifted_is_found_told_and_put_right() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    clients(&db, "norte", 3).await;
    let client = db.superuser().await;
    let good = db.provisioner.measure("norte").await.unwrap();
    assert_eq!(
        (
            good.used["clients"],
            good.used["branches"],
            good.used["users"]
        ),
        (3, 1, 0)
    );
    assert!(good.drift.is_empty() && good.size_bytes > 0, "{good:?}");
    client
        .batch_execute(
            "UPDATE norte.usage_counters SET used = 7 WHERE resource = 'clients';
             DELETE FROM norte.usage_counters WHERE resource = 'branches'",
        )
        .await
        .unwrap();
    let found = db.provisioner.doctor(false).await.unwrap();
    let found = found
        .iter()
        .find(|finding| finding.kind == "usage_drift")
        .unwrap();
    assert_eq!(found.tenant.as_deref(), Some("norte"));
    assert!(
        found.message.contains("clients counted 7, and there are 3"),
        "{found:?}"
    );
    assert_eq!(
        story::count(&db, "norte.usage_counters WHERE used = 7").await,
        1
    );
    let measured = db.provisioner.measure("norte").await.unwrap();
    assert_eq!(measured.drift["clients"], (7, 3));
    assert_eq!(measured.drift["branches"], (0, 1));
    // What went wrong today stays told, however often it is measured.
    assert!(
        db.provisioner
            .measure("norte")
            .await
            .unwrap()
            .drift
            .is_empty()
    );
    assert_eq!(
        story::count(
            &db,
            "public.usage_metrics WHERE drift -> 'clients' = '[7, 3]' AND used ->> 'clients' = '3'"
        )
        .await,
        1
    );
    client
        .batch_execute("UPDATE norte.usage_counters SET used = 0 WHERE resource = 'clients'")
        .await
        .unwrap();
    let mended = db.provisioner.doctor(true).await.unwrap();
    assert!(
        mended
            .iter()
            .any(|finding| finding.kind == "usage_drift" && finding.fixed)
    );
    assert_eq!(
        story::count(
            &db,
            "norte.usage_counters WHERE resource = 'clients' AND used = 3"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn counters_of_the_agenda_that_drifted_are_put_right_month_by_month() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    clients(&db, "norte", 1).await;
    let client = db.superuser().await;
    client
        .batch_execute(
            "INSERT INTO norte.professionals (id, full_name, is_active)
             SELECT gen_random_uuid(), 'P' || n, n < 4 FROM generate_series(1, 4) n;
             INSERT INTO norte.services (id, name, price, minutes) VALUES (gen_random_uuid(), 'Corte', 1, 30);
             -- Two this month, one of them cancelled; three the next; one long ago.
             INSERT INTO norte.appointments (id, code, branch_id, client_id, professional_id, service_id, state, source,
                 day, starts_at, ends_at, service_price, final_price, visit_id, cancelled_at)
             SELECT gen_random_uuid(), 'C' || n, b.id, c.id, p.id, s.id,
                 CASE WHEN n = 1 THEN 'cancelada' ELSE 'pendiente' END, 'staff', day, day, day + interval '1 hour', 1, 1,
                 gen_random_uuid(), CASE WHEN n = 1 THEN now() END
             FROM (SELECT n, (date_trunc('month', now() AT TIME ZONE 'America/Lima')
                     + CASE WHEN n < 3 THEN '0' WHEN n < 6 THEN '1 month' ELSE '-5 months' END::interval)::date AS day
                   FROM generate_series(1, 6) n) d,
                 norte.branches b, norte.clients c, norte.services s,
                 (SELECT id FROM norte.professionals LIMIT 1) p",
        )
        .await
        .unwrap();
    let good = db.provisioner.measure("norte").await.unwrap();
    assert_eq!(
        (
            good.used["professionals"],
            good.used["appointments_per_month"]
        ),
        (3, 1)
    );
    assert!(good.drift.is_empty(), "{good:?}");
    client
        .batch_execute(
            "UPDATE norte.usage_counters SET used = 9 WHERE resource = 'professionals';
             UPDATE norte.usage_counters SET used = used + 6 WHERE resource = 'appointments_per_month'
                 AND period = to_char(now() AT TIME ZONE 'America/Lima', 'YYYY-MM');
             DELETE FROM norte.usage_counters WHERE resource = 'appointments_per_month'
                 AND period > to_char(now() AT TIME ZONE 'America/Lima', 'YYYY-MM')",
        )
        .await
        .unwrap();
    let found = db.provisioner.doctor(false).await.unwrap();
    let told: String = found
        .iter()
        .filter(|finding| finding.kind == "usage_drift")
        .map(|finding| finding.message.clone())
        .collect();
    for said in [
        "professionals counted 9, and there are 3",
        " counted 7, and there are 1",
        " counted 0, and there are 3",
        "appointments_per_month of 2",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let measured = db.provisioner.measure("norte").await.unwrap();
    let months: Vec<(i64, i64)> = measured
        .drift
        .iter()
        .filter(|(name, _)| name.starts_with("appointments_per_month:"))
        .map(|(_, both)| *both)
        .collect();
    assert_eq!(measured.drift["professionals"], (9, 3));
    assert_eq!(months, [(7, 1), (0, 3)]);
    let again = db.provisioner.measure("norte").await.unwrap();
    assert!(again.drift.is_empty(), "{again:?}");
    assert_eq!(again.used["appointments_per_month"], 1);
    assert_eq!(
        story::count(
            &db,
            "norte.usage_counters WHERE resource = 'appointments_per_month' AND used = 3"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn what_is_written_while_it_is_counted_counts_once() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    let writer = db.superuser().await;
    writer
        .batch_execute(
            "BEGIN; INSERT INTO norte.clients (id, first_name) VALUES (gen_random_uuid(), 'Ana')",
        )
        .await
        .unwrap();
    let provisioner = db.provisioner.clone();
    let counting = tokio::spawn(async move { provisioner.measure("norte").await });
    story::until(
        &db,
        "pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    )
    .await;
    writer.batch_execute("COMMIT").await.unwrap();
    let measured = counting.await.unwrap().unwrap();
    assert_eq!((measured.used["clients"], measured.drift.len()), (1, 0));
}

#[tokio::test]
async fn a_lost_second_factor_is_taken_away_with_its_codes_and_sessions() {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    story::live(&db, &tenant).await;
    let client = db.superuser().await;
    client
        .batch_execute("UPDATE norte.users SET totp_secret = '\\x01', totp_confirmed_at = now()")
        .await
        .unwrap();
    let ended = db
        .provisioner
        .reset_totp("norte", &"ana@norte.test".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(ended, 1);
    for (rows, expected) in [
        (
            "norte.users WHERE totp_secret IS NULL AND totp_confirmed_at IS NULL",
            1,
        ),
        ("norte.recovery_codes", 0),
        ("norte.sessions WHERE revoked_at IS NULL", 0),
        (
            "norte.audit_log WHERE actor_kind = 'operator' AND changes ? 'totp_secret'",
            1,
        ),
        ("public.platform_audit WHERE action = 'user.totp_reset'", 1),
    ] {
        assert_eq!(story::count(&db, rows).await, expected, "{rows}");
    }
    let nobody = db
        .provisioner
        .reset_totp("norte", &"x@norte.test".parse().unwrap())
        .await;
    assert!(matches!(nobody, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn what_a_subscription_cannot_become_is_refused() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    let provisioner = &db.provisioner;
    provisioner
        .cancel_subscription("norte", None)
        .await
        .unwrap();
    let lines = "public.subscription_history";
    let before = story::count(&db, lines).await;
    let twice = provisioner.cancel_subscription("norte", None).await;
    assert!(matches!(twice, Err(Error::Refused { .. })), "{twice:?}");
    let trial = provisioner.set_plan("norte", PlanCode::Trial, None).await;
    assert!(matches!(trial, Err(Error::Refused { .. })), "{trial:?}");
    let audited = story::count(&db, "public.platform_audit").await;
    let same = provisioner.tenant("norte").await.unwrap().plan;
    let plan = PlanCode::parse(&same).unwrap();
    assert_eq!(
        provisioner
            .set_plan("norte", plan, None)
            .await
            .unwrap()
            .plan,
        same
    );
    assert_eq!(story::count(&db, lines).await, before);
    assert_eq!(story::count(&db, "public.platform_audit").await, audited);
}

#[tokio::test]
async fn a_subscription_that_cannot_be_moved_on_holds_no_other_up() {
    let db = TestDb::new().await;
    for slug in ["alfa", "beta", "gama"] {
        on_trial(&db, slug).await;
    }
    let client = db.superuser().await;
    client
        .batch_execute(
            "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$",
        )
        .await
        .unwrap();
    let id = db.provisioner.tenant("beta").await.unwrap().id;
    client
        .batch_execute(&format!(
            "CREATE TRIGGER refuse BEFORE UPDATE ON public.subscriptions FOR EACH ROW
                 WHEN (OLD.tenant_id = '{id}') EXECUTE FUNCTION public.refuse()"
        ))
        .await
        .unwrap();
    let later = Utc::now() + TimeDelta::days(15);
    db.provisioner
        .advance_subscriptions(later)
        .await
        .unwrap_err();
    let moved = "public.subscriptions WHERE state = 'past_due'";
    assert_eq!(story::count(&db, moved).await, 2);
}

#[tokio::test]
async fn a_change_of_plan_waits_for_whoever_has_counted_one_thing_and_counts_another() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    let writer = db.superuser().await;
    writer
        .batch_execute(
            "BEGIN; UPDATE norte.usage_counters SET used = used WHERE resource = 'users'",
        )
        .await
        .unwrap();
    let provisioner = db.provisioner.clone();
    let changing = tokio::spawn(async move {
        provisioner
            .set_plan("norte", PlanCode::Empresarial, None)
            .await
    });
    let watcher = db.superuser().await;
    let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (
        SELECT oid FROM pg_database WHERE datname = current_database())
        UNION ALL SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'";
    let begun = std::time::Instant::now();
    while watcher
        .query(waits, &[])
        .await
        .unwrap()
        .iter()
        .all(|row| row.get::<_, i64>(0) == 0)
    {
        assert!(begun.elapsed().as_secs() < 10, "it never waited");
    }
    // Before that in the alphabet: rows locked one by one would be waiting for each other now.
    writer
        .batch_execute(
            "UPDATE norte.usage_counters SET used = used WHERE resource IN ('branches', 'clients');
             INSERT INTO public.outbox (id, tenant_id, kind, payload)
             SELECT gen_random_uuid(), id, 'cita-creada', '{}' FROM public.tenants; COMMIT",
        )
        .await
        .unwrap();
    let changed = changing.await.unwrap().unwrap();
    assert_eq!(changed.plan, "empresarial");
}

#[tokio::test]
async fn a_trial_from_before_there_were_subscriptions_begins_with_the_upgrade() {
    let db = TestDb::new().await;
    for (slug, plan) in [("prueba", PlanCode::Trial), ("paga", PlanCode::Basico)] {
        let new = NewTenant {
            plan,
            ..new_tenant(slug)
        };
        db.provisioner.reserve(&new).await.unwrap();
    }
    let client = db.superuser().await;
    let before = concat!(
        "SET ROLE panal_owner; SET search_path = public; ",
        include_str!("../../../../migrations/src/sql/000002_access.down.sql"),
        "; UPDATE public.tenants SET created_at = now() - interval '60 days';
         INSERT INTO public.outbox (id, tenant_id, kind, payload)
         SELECT gen_random_uuid(), id, 'user-invited', '{}' FROM public.tenants"
    );
    client.batch_execute(before).await.unwrap();
    client
        .batch_execute(include_str!(
            "../../../../migrations/src/sql/000002_access.up.sql"
        ))
        .await
        .unwrap();
    let later = Utc::now() + TimeDelta::days(13);
    assert_eq!(
        db.provisioner.advance_subscriptions(later).await.unwrap(),
        []
    );
    let told = |slug: &'static str| {
        let provisioner = db.provisioner.clone();
        async move { provisioner.subscription(slug).await.unwrap().state }
    };
    assert_eq!(told("prueba").await, SubscriptionState::Trial);
    assert_eq!(told("paga").await, SubscriptionState::Active);
    // Nobody gets letters about what happened before there were letters.
    let waiting = "public.outbox WHERE mailed_at IS NULL";
    assert_eq!(story::count(&db, waiting).await, 0);
}
