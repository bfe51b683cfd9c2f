//! Background jobs.

use crate::support::{Panal, Running, until};
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
    worker.finish().exits(0);
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
