//! Migrating a fleet, whatever happens.

use crate::support::{Panal, Running, until};
use futures_util::future::join_all;
use panal_test_support::{TestDb, new_tenant};

const CORE: &str = "m20261120_000001_core";
const CLIENTS: &str = "m20261120_000002_clients";
/// What comes after the core.
const COMING: [&str; 10] = [
    CLIENTS,
    "m20261120_000003_access",
    "m20261120_000004_client_usage",
    "m20261121_000005_deliveries",
    "m20261121_000006_consents",
    "m20261121_000007_agenda",
    "m20261121_000008_brand",
    "m20261121_000009_client_notes",
    "m20261121_000010_user_language",
    "repeat_permissions",
];

async fn fleet(db: &TestDb, count: usize) {
    let tenants = (0..count).map(|number| async move {
        db.provisioner
            .create(&new_tenant(&format!("t{number:02}")))
            .await
            .unwrap();
    });
    join_all(tenants).await;
}

/// Tenants that have the migration, and when the last of them got it.
async fn having(client: &tokio_postgres::Client) -> Vec<(String, chrono::DateTime<chrono::Utc>)> {
    client
        .query(
            "SELECT t.slug, l.applied_at FROM public.migration_ledger l JOIN public.tenants t ON t.id = l.tenant_id
             WHERE l.name = $1 ORDER BY t.slug",
            &[&CLIENTS],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect()
}

#[tokio::test]
async fn a_current_fleet_costs_one_statement() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    fleet(&db, 3).await;
    let report = panal.run(&["migrate", "--json"]).exits(0).json();
    assert_eq!(report["tenants"]["statements"], 1);
    assert_eq!(report["tenants"]["current"], 3);
    assert_eq!(report["shared"].as_array().unwrap().len(), 0);
    panal.run(&["migrate", "--check"]).exits(0);
}

#[tokio::test]
async fn going_down_wants_yes_and_a_plan_says_what_is_coming() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    fleet(&db, 2).await;
    let run = panal.run(&["migrate", "--to", CORE]).exits(2);
    assert!(
        run.stderr.contains("takes migrations back in 2 tenants"),
        "{run:?}"
    );
    panal.run(&["migrate", "--to", CORE, "--yes"]).exits(0);
    let plan = panal.run(&["migrate", "--plan"]).exits(0).stdout;
    let coming: Vec<String> = ["t00", "t01"]
        .iter()
        .flat_map(|slug| COMING.map(|name| format!("{slug}: apply {name}\n")))
        .collect();
    assert_eq!(plan, coming.concat());
    panal.run(&["migrate", "--check"]).exits(1);
    panal.run(&["migrate", "--schema", "t00"]).exits(0);
    let status = panal.run(&["migrate", "status", "--json"]).exits(0).json();
    assert_eq!(
        (&status["current"], &status["behind"][0]["slug"]),
        (&1.into(), &"t01".into())
    );
    assert!(
        panal
            .run(&["migrate", "--to", "nothing"])
            .exits(1)
            .stderr
            .contains("nothing")
    );
}

#[tokio::test]
async fn killed_in_the_middle_it_resumes_and_does_nothing_twice() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    fleet(&db, 60).await;
    panal
        .run(&["migrate", "--to", CORE, "--yes", "--jobs", "4"])
        .exits(0);
    let client = db.superuser().await;
    assert!(having(&client).await.is_empty());
    // Somebody holds the thirtieth tenant, so that the migration waits there.
    let holder = db.superuser().await;
    holder
        .batch_execute("BEGIN; SELECT 1 FROM public.tenants WHERE slug = 't29' FOR UPDATE")
        .await
        .unwrap();
    let child = panal
        .command(&["migrate", "--jobs", "1", "--lock-timeout", "60000"])
        .spawn()
        .unwrap();
    let run = Running(Some(child));
    until(|| async { (having(&client).await.len() == 29).then_some(()) }).await;
    run.signal("-KILL");
    assert_eq!(run.finish().code, None);
    holder.batch_execute("ROLLBACK").await.unwrap();
    let before = having(&client).await;
    assert_eq!(before.len(), 29);
    panal.run(&["migrate", "--check"]).exits(1);
    let report = panal
        .run(&["migrate", "--json", "--jobs", "4"])
        .exits(0)
        .json();
    assert_eq!(
        (
            &report["tenants"]["migrated"],
            &report["tenants"]["current"]
        ),
        (&31.into(), &29.into())
    );
    let after = having(&client).await;
    assert_eq!(after.len(), 60);
    assert!(
        before.iter().all(|done| after.contains(done)),
        "one was migrated twice"
    );
    panal.run(&["migrate", "--check"]).exits(0);
    let counted = panal
        .run(&[
            "tenant",
            "sql",
            "--all",
            "-c",
            "SELECT count(*) AS n FROM clients",
            "--json",
        ])
        .exits(0)
        .json();
    assert_eq!(counted.as_array().unwrap().len(), 60);
}

#[tokio::test]
async fn one_that_fails_does_not_hold_up_the_rest_and_is_retried() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    fleet(&db, 12).await;
    panal.run(&["migrate", "--to", CORE, "--yes"]).exits(0);
    let client = db.superuser().await;
    client
        .batch_execute("CREATE TABLE t07.clients (id int)")
        .await
        .unwrap();
    let run = panal.run(&["migrate"]).exits(3);
    assert!(
        run.stdout.contains("11 migrated, 0 current, 1 failed"),
        "{run:?}"
    );
    assert!(
        run.stderr.contains("t07") && run.stderr.contains("clients"),
        "{run:?}"
    );
    let status = panal.run(&["migrate", "status"]).exits(0).stdout;
    assert!(status.contains(&format!("t07\t{CLIENTS}\t1\t")), "{status}");
    panal.run(&["migrate", "--schema", "t07"]).exits(1);
    client
        .batch_execute("DROP TABLE t07.clients")
        .await
        .unwrap();
    panal.run(&["migrate", "--schema", "t07"]).exits(0);
    let status = panal.run(&["migrate", "status", "--json"]).exits(0).json();
    assert_eq!(
        (&status["current"], &status["failures"]),
        (&12.into(), &serde_json::json!([]))
    );
}
