//! Copies, backups and the doctor.

use crate::support::Panal;
use panal_test_support::TestDb;

fn checksum(panal: &Panal, tenant: &str) -> serde_json::Value {
    panal
        .run(&["tenant", "show", tenant, "--checksum", "--json"])
        .exits(0)
        .json()["checksum"]
        .clone()
}

#[tokio::test]
async fn a_tenant_is_cloned_exported_imported_saved_purged_and_restored_the_same() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let create = [
        "tenant",
        "create",
        "uno",
        "--name",
        "Uno",
        "--admin-email",
        "a@uno.pe",
        "--country",
        "PE",
    ];
    panal.run(&create).exits(0);
    let original = checksum(&panal, "uno");
    panal.run(&["tenant", "clone", "uno", "dos"]).exits(0);
    assert_eq!(checksum(&panal, "dos"), original);
    panal
        .run(&["tenant", "export", "uno", "uno.panal"])
        .exits(0);
    let imported = panal
        .run(&["tenant", "import", "uno.panal", "--as", "tres", "--json"])
        .exits(0)
        .json();
    assert_eq!(imported["tenant"]["slug"], "tres");
    assert_eq!(checksum(&panal, "tres"), original);
    let saved = panal.run(&["backup", "uno", "--json"]).exits(0).json();
    assert_eq!(saved[0]["tenant"], "uno");
    panal.run(&["tenant", "delete", "uno", "--yes"]).exits(0);
    let purged = panal
        .run(&["tenant", "purge", "uno", "--early", "--yes", "--json"])
        .exits(0)
        .json();
    let id = purged["backup"].as_str().unwrap();
    let listed = panal.run(&["backup", "list", "uno"]).exits(0).stdout;
    assert_eq!(listed.lines().count(), 2, "{listed}");
    panal.run(&["restore", id]).exits(0);
    assert_eq!(checksum(&panal, "uno"), original);
    panal.run(&["restore", id, "--replace"]).exits(2);
    panal.run(&["restore", id, "--as", "cuatro"]).exits(0);
    panal.run(&["backup", "--all", "--json"]).exits(0);
    let pruned = panal
        .run(&["backup", "prune", "--keep-at-least", "1", "--json"])
        .exits(0);
    assert_eq!(pruned.json(), serde_json::json!([]));
    assert!(
        panal
            .run(&["backup", "uno", "nadie"])
            .exits(1)
            .stderr
            .contains("nadie")
    );
}

#[tokio::test]
async fn the_doctor_finds_a_missing_grant_and_mends_it() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let tenant = db.tenant("uno").await;
    panal.run(&["doctor"]).exits(0);
    db.superuser()
        .await
        .batch_execute(&format!(
            "REVOKE SELECT ON uno.clients FROM {}",
            tenant.role.quoted()
        ))
        .await
        .unwrap();
    let found = panal.run(&["doctor"]).exits(1).stdout;
    assert!(
        found.contains("uno: ") && found.matches("panal doctor --fix").count() == 1,
        "{found}"
    );
    panal.run(&["doctor", "--fix"]).exits(0);
    panal.run(&["doctor"]).exits(0);
}
