//! An operator makes a second business like the first.

use crate::{circle, story};
use panal_domain::{BusinessName, SchemaName, Slug};
use panal_provisioner::{CopyRequest, Error};
use panal_test_support::TestDb;

fn request(slug: &str) -> CopyRequest {
    CopyRequest {
        slug: Slug::parse(slug).unwrap(),
        schema: None,
        name: None,
        data: true,
    }
}

#[tokio::test]
async fn a_clone_with_data_has_every_row_sequence_constraint_and_right_of_its_source() {
    let db = TestDb::new().await;
    let source = db.tenant("norte").await;
    story::live(&db, &source).await;
    let provisioner = circle::played(&db, "norte").await;
    let copied = provisioner
        .clone_tenant(
            "norte",
            &CopyRequest {
                schema: Some(SchemaName::parse("prueba-1").unwrap()),
                name: Some(BusinessName::parse("Ensayo").unwrap()),
                ..request("ensayo")
            },
        )
        .await
        .unwrap();
    assert_eq!(copied.tenant.name, "Ensayo");
    assert_eq!(copied.tenant.schema.as_str(), "prueba-1");
    assert_ne!(copied.tenant.id, source.id);
    assert!(copied.rows > 250, "{}", copied.rows);
    // What belongs to a log-in is not the business's data: no token of the source opens the copy.
    assert_eq!(story::log_ins(&db, "norte").await, (1, 1, 1));
    assert_eq!(story::log_ins(&db, "prueba-1").await, (0, 0, 0));
    let source = provisioner.tenant("norte").await.unwrap();
    let before = provisioner.checksum(&source).await.unwrap();
    assert_eq!(before, provisioner.checksum(&copied.tenant).await.unwrap());

    // The two go on apart from each other: the next number is the same in both, and no row is shared.
    let client = db.superuser().await;
    for schema in ["norte", "prueba-1"] {
        let next: i64 = client
            .query_one(
                &format!(
                    r#"INSERT INTO "{schema}".teams (name) VALUES ('nueva') RETURNING ticket"#
                ),
                &[],
            )
            .await
            .unwrap()
            .get(0);
        assert_eq!(next, 130);
    }
    client
        .batch_execute(r#"DELETE FROM norte.audit_log"#)
        .await
        .unwrap();
    assert_ne!(story::count(&db, r#""prueba-1".audit_log"#).await, 0);
    let refused = client
        .batch_execute(&format!(
            r#"SET ROLE {}; DELETE FROM "prueba-1".audit_log"#,
            copied.tenant.role.quoted()
        ))
        .await
        .unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "42501");
    let status = provisioner.fleet_status().await.unwrap();
    assert_eq!((status.current, status.behind.len()), (2, 0));
}

#[tokio::test]
async fn a_clone_of_the_structure_begins_as_a_new_business_does() {
    let db = TestDb::new().await;
    let source = db.tenant("norte").await;
    story::live(&db, &source).await;
    let copied = db
        .provisioner
        .clone_tenant(
            "norte",
            &CopyRequest {
                data: false,
                ..request("vacia")
            },
        )
        .await
        .unwrap();
    let new = db.tenant("nueva").await;
    let new = db.provisioner.checksum(&new).await.unwrap();
    assert_eq!((copied.rows, copied.tenant.plan), (new.rows, source.plan));
    assert_eq!(db.catalogue("norte").await, db.catalogue("vacia").await);
    assert_eq!(
        story::count(&db, "vacia.branches WHERE code = 'P'").await,
        1
    );
    assert_eq!(story::count(&db, "vacia.clients").await, 0);
}

#[tokio::test]
async fn the_source_serves_while_it_is_cloned() {
    let db = TestDb::new().await;
    let source = db.tenant("norte").await;
    story::live(&db, &source).await;
    // Somebody is in the middle of writing: the clone neither waits for him nor sees what he did not finish.
    let writer = db.superuser().await;
    writer
        .batch_execute("BEGIN; UPDATE norte.settings SET value = '1'; DELETE FROM norte.clients")
        .await
        .unwrap();
    let copied = db
        .provisioner
        .clone_tenant("norte", &request("copia"))
        .await
        .unwrap();
    writer.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(
        db.provisioner.checksum(&source).await.unwrap(),
        db.provisioner.checksum(&copied.tenant).await.unwrap()
    );
}

#[tokio::test]
async fn a_clone_that_cannot_be_made_leaves_nothing_behind_and_says_why() {
    let db = TestDb::new().await;
    let source = db.tenant("norte").await;
    db.tenant("sur").await;
    let before = story::traces(&db).await;

    let taken = db.provisioner.clone_tenant("norte", &request("sur")).await;
    assert!(matches!(taken, Err(Error::Taken { what: "slug", .. })));
    let schema = CopyRequest {
        schema: Some(SchemaName::parse("sur").unwrap()),
        ..request("otra")
    };
    let taken = db.provisioner.clone_tenant("norte", &schema).await;
    assert!(matches!(taken, Err(Error::Taken { what: "schema", .. })));
    let nobody = db.provisioner.clone_tenant("nadie", &request("otra")).await;
    assert!(matches!(nobody, Err(Error::TenantNotFound(_))));

    // Behind this program.
    let newer = circle::with_circle(&db.provisioner);
    let behind = newer
        .clone_tenant("norte", &request("otra"))
        .await
        .unwrap_err();
    assert!(
        behind
            .cure()
            .unwrap()
            .contains("panal migrate --schema norte"),
        "{behind}"
    );

    // Changed by hand: a clone from the migrations would silently lack it.
    db.superuser()
        .await
        .batch_execute("ALTER TABLE norte.clients ADD COLUMN a_mano text")
        .await
        .unwrap();
    let drifted = db
        .provisioner
        .clone_tenant("norte", &request("otra"))
        .await
        .unwrap_err();
    assert!(drifted.to_string().contains("clients.a_mano"), "{drifted}");
    assert!(drifted.cure().unwrap().contains("panal doctor"));
    assert_eq!(story::traces(&db).await, before);
    drop(source);
}

#[tokio::test]
async fn a_clone_interrupted_in_the_middle_leaves_nothing_behind() {
    let db = TestDb::new().await;
    let source = db.tenant("norte").await;
    story::live(&db, &source).await;
    let before = story::traces(&db).await;
    // A lock on one of its tables stops the clone half way.
    let blocker = db.superuser().await;
    blocker
        .batch_execute("BEGIN; LOCK TABLE norte.settings")
        .await
        .unwrap();
    let provisioner = db.provisioner.clone();
    let cloning =
        tokio::spawn(async move { provisioner.clone_tenant("norte", &request("copia")).await });
    story::until(
        &db,
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .await;
    cloning.abort();
    assert!(cloning.await.unwrap_err().is_cancelled());
    blocker.batch_execute("ROLLBACK").await.unwrap();
    // The slug is free as soon as the server has noticed.
    let copied = db
        .provisioner
        .clone_tenant("norte", &request("copia"))
        .await
        .unwrap();
    assert_eq!(copied.tenant.slug, "copia");
    let (schemas, roles, tenants) = story::traces(&db).await;
    assert_eq!(
        (schemas, roles, tenants),
        (before.0 + 1, before.1 + 1, before.2 + 1)
    );
}

#[tokio::test]
async fn a_business_emits_events_while_it_is_cloned() {
    let db = TestDb::new().await;
    let source = db.tenant("norte").await;
    let blocker = db.superuser().await;
    blocker
        .batch_execute("BEGIN; LOCK TABLE norte.settings")
        .await
        .unwrap();
    let provisioner = db.provisioner.clone();
    let cloning =
        tokio::spawn(async move { provisioner.clone_tenant("norte", &request("copia")).await });
    story::until(
        &db,
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .await;
    let app = db.app_client().await;
    app.batch_execute(&format!(
        "BEGIN; SET LOCAL lock_timeout = '1s'; SET LOCAL ROLE {};
         INSERT INTO public.outbox (id, tenant_id, kind, payload) VALUES (gen_random_uuid(), '{}', 'test', '{{}}');
         COMMIT",
        source.role.quoted(),
        source.id
    ))
    .await
    .unwrap();
    blocker.batch_execute("ROLLBACK").await.unwrap();
    cloning.await.unwrap().unwrap();
}

#[tokio::test]
async fn second_factors_stay_with_the_business_that_they_were_made_for() {
    let db = TestDb::new().await;
    let source = db.tenant("norte").await;
    story::live(&db, &source).await;
    let client = db.superuser().await;
    client
        .batch_execute(
            "UPDATE norte.users SET totp_secret = 'sealed here', totp_confirmed_at = now()
             WHERE id = '00000000-0000-7000-8000-000000000002'",
        )
        .await
        .unwrap();
    let copied = db
        .provisioner
        .clone_tenant("norte", &request("ensayo"))
        .await
        .unwrap();
    assert_eq!(copied.second_factors_removed, 1);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("norte.panal");
    db.provisioner.export("norte", &file).await.unwrap();
    let elsewhere = TestDb::new().await;
    let imported = elsewhere
        .provisioner
        .import(&file, &panal_provisioner::ImportRequest::default())
        .await
        .unwrap();
    assert_eq!(imported.second_factors_removed, 1);
    for (db, schema, left) in [
        (&db, "norte", 1),
        (&db, "ensayo", 0),
        (&elsewhere, "norte", 0),
    ] {
        let sealed = format!(
            "{schema}.users WHERE totp_secret IS NOT NULL OR totp_confirmed_at IS NOT NULL"
        );
        assert_eq!(story::count(db, &sealed).await, left, "{schema}");
        let codes = format!("{schema}.recovery_codes");
        assert_eq!(story::count(db, &codes).await.min(1), left, "{schema}");
    }
}
