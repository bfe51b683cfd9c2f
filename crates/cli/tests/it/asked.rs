//! What super admins ask the worker for, and what operators do about money and limits.

use crate::support::{Panal, Running, until};
use panal_test_support::TestDb;
use serde_json::{Value, json};

async fn ask(db: &TestDb, task: &str, payload: Value) {
    db.superuser()
        .await
        .execute(
            "SELECT graphile_worker.add_job($1, $2::jsonb::json)",
            &[&task, &payload],
        )
        .await
        .unwrap();
}

/// Runs a worker until every job is done; its log.
async fn work(panal: &Panal) -> String {
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async {
        let jobs = panal.run(&["jobs", "list", "--json"]).exits(0).json();
        jobs.as_array().unwrap().is_empty().then_some(())
    })
    .await;
    worker.signal("-TERM");
    worker.finish().exits(0).stderr
}

async fn fact(db: &TestDb, sql: &str) -> String {
    let row = db.superuser().await.query_one(sql, &[]).await.unwrap();
    row.get(0)
}

#[tokio::test]
async fn a_business_asked_for_is_made_measured_given_modules_and_brought_up_to_date() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let id = "00000000-0000-4000-8000-000000000001";
    let request = format!(
        "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country)
         VALUES ('{id}', 'super_admin', 'nandu', 'Ñandú', 'clinica_dental', 'basico', 'PE')"
    );
    db.superuser().await.batch_execute(&request).await.unwrap();
    ask(&db, "create_tenant", json!({"request_id": id})).await;
    work(&panal).await;
    let tenant = db.provisioner.tenant("nandu").await.unwrap();
    assert_eq!(
        (tenant.plan.as_str(), tenant.name.as_str()),
        ("basico", "Ñandú")
    );
    assert!(
        !tenant.modules.iter().any(|module| module == "kitchen"),
        "{tenant:?}"
    );

    panal
        .run(&[
            "migrate",
            "--schema",
            "nandu",
            "--to",
            "m20261120_000001_core",
            "--yes",
        ])
        .exits(0);
    ask(&db, "migrate_tenant", json!({"tenant_id": tenant.id})).await;
    work(&panal).await;
    panal.run(&["migrate", "--check"]).exits(0);

    let client = db.superuser().await;
    client
        .batch_execute("UPDATE nandu.usage_counters SET used = 9 WHERE resource = 'branches'")
        .await
        .unwrap();
    ask(
        &db,
        "enable_modules",
        json!({"tenant_id": tenant.id, "modules": ["kitchen"]}),
    )
    .await;
    ask(&db, "measure_all", json!({})).await;
    let log = work(&panal).await;
    assert!(log.contains("a counter had drifted"), "{log}");
    let tenant = db.provisioner.tenant("nandu").await.unwrap();
    assert!(
        tenant.modules.iter().any(|module| module == "kitchen"),
        "{tenant:?}"
    );
    assert_eq!(
        fact(
            &db,
            "SELECT drift::text FROM public.usage_metrics WHERE used ->> 'branches' = '1'"
        )
        .await,
        r#"{"branches": [9, 1]}"#
    );
}

#[tokio::test]
async fn what_cannot_be_made_is_told_after_the_last_try() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let id = "00000000-0000-4000-8000-000000000001";
    let request = format!(
        "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country)
         VALUES ('{id}', 'super_admin', 'nandu', 'Ñandú', 'clinica_dental', 'basico', 'PE');
         ALTER TABLE public.subscriptions RENAME TO away;
         SELECT graphile_worker.add_job('create_tenant', '{{\"request_id\": \"{id}\"}}', max_attempts => 1)"
    );
    db.superuser().await.batch_execute(&request).await.unwrap();
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async {
        let state = fact(
            &db,
            "SELECT concat_ws(' ', state, failure_code) FROM public.tenant_requests",
        )
        .await;
        (state == "failed provisioning_failed").then_some(())
    })
    .await;
    worker.signal("-TERM");
    worker.finish().exits(0);
}

#[tokio::test]
async fn a_trial_that_is_over_is_past_due_the_next_day_and_active_once_paid() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    panal
        .run(&[
            "tenant", "create", "nandu", "--name", "Ñandú", "--plan", "trial",
        ])
        .exits(0);
    let client = db.superuser().await;
    let over = "UPDATE public.subscriptions SET trial_ends_at = now() - interval '1 hour'";
    client.batch_execute(over).await.unwrap();
    ask(&db, "advance_subscriptions", json!({})).await;
    work(&panal).await;
    let shown = panal
        .run(&["subscription", "show", "nandu", "--json"])
        .exits(0)
        .json();
    assert_eq!(shown["state"], "past_due");
    assert_eq!(
        shown["history"].as_array().unwrap().last().unwrap()["actor"],
        "job"
    );
    let paid = panal
        .run(&[
            "subscription",
            "activate",
            "nandu",
            "--until",
            "2199-12-31",
            "--reason",
            "transferencia",
        ])
        .exits(0)
        .stdout;
    assert!(
        paid.contains("2200-01-01") && paid.contains("transferencia"),
        "{paid}"
    );
    panal
        .run(&["subscription", "activate", "nandu", "--until", "2020-01-01"])
        .exits(2);
    panal.run(&["subscription", "cancel", "nandu"]).exits(0);
    let shown = panal
        .run(&["subscription", "show", "nandu", "--json"])
        .exits(0)
        .json();
    assert_eq!(shown["state"], "cancelled");
}

#[tokio::test]
async fn a_smaller_plan_is_refused_with_what_exceeds_it() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    db.tenant("nandu").await;
    let clients = "INSERT INTO nandu.clients (id, first_name) SELECT gen_random_uuid(), 'C' FROM generate_series(1, 60)";
    db.superuser().await.batch_execute(clients).await.unwrap();
    let refused = panal.run(&["tenant", "plan", "nandu", "basico"]).exits(1);
    assert!(
        refused.stderr.contains("clients: 60, and 50 allowed"),
        "{refused:?}"
    );
    assert!(refused.stderr.contains("panal limit set"), "{refused:?}");
    panal
        .run(&[
            "limit",
            "set",
            "nandu",
            "clients",
            "unlimited",
            "--reason",
            "acordado",
        ])
        .exits(0);
    panal.run(&["tenant", "plan", "nandu", "basico"]).exits(0);
    panal.run(&["limit", "clear", "nandu", "clients"]).exits(0);
    panal.run(&["limit", "clear", "nandu", "clients"]).exits(1);
    panal
        .run(&["limit", "set", "nandu", "cars", "3", "--reason", "x"])
        .exits(2);
}
