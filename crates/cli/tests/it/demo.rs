//! The demonstration.

use crate::support::Panal;
use panal_domain::PasswordHash;
use panal_test_support::TestDb;

#[tokio::test]
async fn the_demo_loads_once_and_a_second_time_changes_nothing() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let loaded = panal.run(&["demo", "load", "--json"]).exits(0).json();
    assert_eq!(loaded.as_array().unwrap().len(), 5);
    assert!(
        loaded
            .as_array()
            .unwrap()
            .iter()
            .all(|tenant| tenant["clients"].as_u64() >= Some(200))
    );
    let tenant = panal
        .run(&["tenant", "show", "clinica1", "--checksum", "--json"])
        .json();
    assert_eq!(tenant["name"], "Clínica Dental Norte");
    assert_eq!(tenant["tax_id"], "20123456789");
    // More clients than its plan allows, as agreed with it.
    let doctor = panal.run(&["doctor", "--json"]).json();
    assert!(!doctor.to_string().contains("usage_drift"), "{doctor}");
    let over: i64 = db
        .superuser()
        .await
        .query_one(
            "SELECT count(*) FROM clinica1.usage_counters c JOIN public.plan_overrides o USING (resource)
             WHERE c.resource = 'clients' AND c.used = 320 AND o.maximum >= c.used AND o.reason <> ''",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(over, 1);
    assert_eq!(tenant["country"], "PE");
    let again = panal.run(&["demo", "load", "--json"]).exits(0).json();
    for tenant in again.as_array().unwrap() {
        assert_eq!(
            (&tenant["created"], &tenant["users"], &tenant["clients"]),
            (&false.into(), &0.into(), &0.into())
        );
    }
    let after = panal
        .run(&["tenant", "show", "clinica1", "--checksum", "--json"])
        .json();
    assert_eq!(tenant["checksum"], after["checksum"]);
    assert_eq!(tenant["updated_at"], after["updated_at"]);
}

#[tokio::test]
async fn there_is_a_user_for_each_role_and_a_super_admin_and_all_have_the_password() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    panal.run(&["demo", "load"]).exits(0);
    let users = panal
        .run(&["user", "list", "--tenant", "sisalchi", "--json"])
        .exits(0)
        .json();
    let emails: Vec<&str> = users
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["email"].as_str().unwrap())
        .collect();
    for role in ["admin", "propietario", "cashier", "kitchen", "delivery"] {
        assert!(
            emails.contains(&format!("{role}@sisalchi.test").as_str()),
            "{emails:?}"
        );
    }
    let root = panal.run(&["user", "list", "--platform", "--json"]).json();
    assert_eq!(root[0]["email"], "root@panal.test");
    let client = db.superuser().await;
    let hash: String = client
        .query_one(
            "SELECT password_hash FROM clinica1.users WHERE email = 'admin@clinica1.test'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert!(PasswordHash::from_stored(hash).verify("panal-demo-2026"));
}
