//! Migrating the fleet.

use panal_domain::{Module, Profile, Role};
use panal_provisioner::{Error, MigrateOptions, Provisioner, schema};
use panal_tenant_migrations::{Body, PERMISSIONS, TenantMigration, TenantMigrator};
use panal_test_support::{TestDb, new_tenant};
use std::collections::{BTreeMap, BTreeSet};

fn with_one_more(up: &'static str) -> Vec<TenantMigration> {
    let mut all = panal_tenant_migrations::all();
    all.push(TenantMigration {
        module: Module::Crm,
        name: "m29990101_000001_test",
        repeats: false,
        expand: true,
        body: Body::Sql {
            up,
            down: "ALTER TABLE \"tenant\".clients DROP COLUMN nickname;",
        },
    });
    all
}

#[tokio::test]
async fn the_batch_makes_the_same_schema_as_step_by_step() {
    let db = TestDb::new().await;
    let tenant = db.tenant("batch").await;
    let tx = db.provisioner.owner().begin().await.unwrap();
    let target = db.target("steps");
    tx.batch(&schema::create_sql(&target)).await.unwrap();
    schema::apply_stepwise(&tx, &target, &TenantMigrator::new(&tenant.module_set()))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.catalogue("batch").await, db.catalogue("steps").await);
}

#[tokio::test]
async fn every_migration_goes_down_and_up_to_the_same_catalogue() {
    let db = TestDb::new().await;
    db.tenant("ida").await;
    let before = db.catalogue("ida").await;
    let to = |name: &str| MigrateOptions {
        to: Some(name.to_owned()),
        ..MigrateOptions::default()
    };
    let down = db.provisioner.migrate(&to("zero"), &|_| {}).await.unwrap();
    assert_eq!(
        (down.migrated, down.failed.len()),
        (1, 0),
        "{:?}",
        down.failed
    );
    let left: i64 = db
        .superuser()
        .await
        .query_one(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'ida'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, 1, "only the record of migrations is left");
    let up = db
        .provisioner
        .migrate(&MigrateOptions::default(), &|_| {})
        .await
        .unwrap();
    assert_eq!((up.migrated, up.failed.len()), (1, 0), "{:?}", up.failed);
    assert_eq!(before, db.catalogue("ida").await);
}

#[tokio::test]
async fn one_business_fails_and_the_others_are_done() {
    let db = TestDb::new().await;
    for slug in ["a", "b", "c", "d", "e"] {
        db.tenant(slug).await;
    }
    db.superuser()
        .await
        .batch_execute("ALTER TABLE a.clients ADD COLUMN nickname text")
        .await
        .unwrap();
    let newer = db.provisioner.clone().with_migrations(with_one_more(
        "ALTER TABLE \"tenant\".clients ADD COLUMN nickname text;",
    ));
    let report = newer
        .migrate(&MigrateOptions::default(), &|_| {})
        .await
        .unwrap();
    assert_eq!((report.migrated, report.failed.len()), (4, 1));
    assert_eq!(report.failed[0].slug, "a");
    let status = newer.fleet_status().await.unwrap();
    assert_eq!(status.failures[0].slug, "a");
    assert_eq!(
        status.failures[0].migration.as_deref(),
        Some("m29990101_000001_test")
    );
    assert_eq!(status.behind.len(), 1);

    // The older program refuses what it does not know.
    let refused = db
        .provisioner
        .migrate(&MigrateOptions::default(), &|_| {})
        .await
        .unwrap();
    assert_eq!(
        (refused.failed.len(), refused.skipped),
        (3, 1),
        "after three canaries the rest is left alone"
    );
    assert!(
        refused.failed[0]
            .error
            .as_deref()
            .unwrap()
            .contains("newer")
    );

    db.superuser()
        .await
        .batch_execute("ALTER TABLE a.clients DROP COLUMN nickname")
        .await
        .unwrap();
    let only = MigrateOptions {
        tenants: vec!["a".to_owned()],
        ..MigrateOptions::default()
    };
    assert_eq!(newer.migrate(&only, &|_| {}).await.unwrap().migrated, 1);
    assert!(newer.fleet_status().await.unwrap().failures.is_empty());
}

#[tokio::test]
async fn two_runs_at_once_apply_each_migration_once() {
    let db = TestDb::new().await;
    for slug in ["a", "b", "c", "d"] {
        db.tenant(slug).await;
    }
    let newer = db.provisioner.clone().with_migrations(with_one_more(
        "ALTER TABLE \"tenant\".clients ADD COLUMN nickname text;",
    ));
    let options = MigrateOptions::default();
    let (one, other) = tokio::join!(
        newer.migrate(&options, &|_| {}),
        newer.migrate(&options, &|_| {})
    );
    for report in [one.unwrap(), other.unwrap()] {
        assert!(report.failed.is_empty(), "{:?}", report.failed);
    }
    let status = newer.fleet_status().await.unwrap();
    assert_eq!((status.current, status.behind.len()), (4, 0));
}

#[tokio::test]
async fn an_edited_migration_is_refused() {
    let db = TestDb::new().await;
    db.tenant("a").await;
    let column = "ALTER TABLE \"tenant\".clients ADD COLUMN nickname text;";
    let newer = db
        .provisioner
        .clone()
        .with_migrations(with_one_more(column));
    newer
        .migrate(&MigrateOptions::default(), &|_| {})
        .await
        .unwrap();
    let edited = db.provisioner.clone().with_migrations(with_one_more(
        "ALTER TABLE \"tenant\".clients ADD COLUMN nickname varchar(20);",
    ));
    let report = edited
        .migrate(&MigrateOptions::default(), &|_| {})
        .await
        .unwrap();
    assert!(
        report.failed[0]
            .error
            .as_deref()
            .unwrap()
            .contains("edited")
    );
}

#[tokio::test]
async fn a_business_created_while_the_fleet_migrates_is_not_disturbed() {
    let db = TestDb::new().await;
    for slug in ["a", "b", "c"] {
        db.tenant(slug).await;
    }
    let newer = db.provisioner.clone().with_migrations(with_one_more(
        "ALTER TABLE \"tenant\".clients ADD COLUMN nickname text;",
    ));
    let options = MigrateOptions::default();
    let new = new_tenant("nueva");
    let (migrated, created) = tokio::join!(newer.migrate(&options, &|_| {}), newer.create(&new));
    assert!(migrated.unwrap().failed.is_empty());
    created.unwrap();
    assert!(newer.fleet_status().await.unwrap().behind.is_empty());
}

#[tokio::test]
async fn an_unknown_migration_is_an_error_that_names_it() {
    let db = TestDb::new().await;
    db.tenant("a").await;
    let options = MigrateOptions {
        to: Some("m1_nothing".to_owned()),
        ..MigrateOptions::default()
    };
    let error = db.provisioner.migrate(&options, &|_| {}).await.unwrap_err();
    assert!(matches!(error, Error::NotFound(what) if what.contains("m1_nothing")));
}

fn added(
    module: Module,
    name: &'static str,
    up: &'static str,
    down: &'static str,
) -> TenantMigration {
    TenantMigration {
        module,
        name,
        repeats: false,
        expand: true,
        body: Body::Sql { up, down },
    }
}

/// A migration of crm, then one of a module that needs crm, then one of core, which does not.
async fn with_three_more(db: &TestDb) -> Provisioner {
    let mut all = with_one_more("ALTER TABLE \"tenant\".clients ADD COLUMN nickname text;");
    all.push(added(
        Module::Finance,
        "m29990102_000001_bills",
        "CREATE TABLE \"tenant\".bills (id integer);",
        "DROP TABLE \"tenant\".bills;",
    ));
    all.push(added(
        Module::Core,
        "m29990103_000001_colour",
        "ALTER TABLE \"tenant\".branches ADD COLUMN colour text;",
        "ALTER TABLE \"tenant\".branches DROP COLUMN colour;",
    ));
    let newer = db.provisioner.clone().with_migrations(all);
    newer
        .migrate(&MigrateOptions::default(), &|_| {})
        .await
        .unwrap();
    newer
}

/// What the schema of `a`, its own record and the ledger have of what was added.
async fn present(db: &TestDb) -> Vec<String> {
    let rows = db
        .superuser()
        .await
        .query(
            "SELECT column_name::text AS name FROM information_schema.columns
             WHERE table_schema = 'a' AND column_name IN ('nickname', 'colour')
             UNION ALL SELECT tablename FROM pg_tables WHERE schemaname = 'a' AND tablename = 'bills'
             UNION ALL SELECT 'record ' || version FROM a.schema_migrations WHERE version LIKE 'm2999%'
             UNION ALL SELECT 'ledger ' || name FROM public.migration_ledger WHERE name LIKE 'm2999%'
             ORDER BY 1",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get("name")).collect()
}

#[tokio::test]
async fn only_what_was_named_is_taken_back() {
    let db = TestDb::new().await;
    db.tenant("a").await;
    let newer = with_three_more(&db).await;
    let whole = db.catalogue("a").await;
    let finance = MigrateOptions {
        module: Some(Module::Finance),
        to: Some("zero".to_owned()),
        ..MigrateOptions::default()
    };
    let report = newer.migrate(&finance, &|_| {}).await.unwrap();
    assert_eq!(report.migrated, 1, "{:?}", report.failed);
    assert_eq!(
        present(&db).await,
        [
            "colour",
            "ledger m29990101_000001_test",
            "ledger m29990103_000001_colour",
            "nickname",
            "record m29990101_000001_test",
            "record m29990103_000001_colour",
        ]
    );
    newer
        .migrate(&MigrateOptions::default(), &|_| {})
        .await
        .unwrap();
    let mut again = db.catalogue("a").await;
    again.sort();
    assert_eq!(again, whole);
    assert!(newer.doctor(false).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_another_module_needs_is_not_taken_back() {
    let db = TestDb::new().await;
    db.tenant("a").await;
    let newer = with_three_more(&db).await;
    let before = present(&db).await;
    let crm = MigrateOptions {
        module: Some(Module::Crm),
        to: Some("m20261121_000006_consents".to_owned()),
        ..MigrateOptions::default()
    };
    let report = newer.migrate(&crm, &|_| {}).await.unwrap();
    let error = report.failed[0].error.as_deref().unwrap();
    assert!(error.contains("m29990102_000001_bills"), "{error}");
    let cure = report.failed[0].cure.as_deref().unwrap();
    assert!(cure.contains("--module finance"), "{cure}");
    assert_eq!(present(&db).await, before);
    // Nobody's fault but the command's: no failure is on record.
    assert!(newer.fleet_status().await.unwrap().failures.is_empty());
    // Without a module everything newer goes, so nothing that stays can need it.
    let all = MigrateOptions {
        module: None,
        ..crm
    };
    let report = newer.migrate(&all, &|_| {}).await.unwrap();
    assert_eq!(report.migrated, 1, "{:?}", report.failed);
    assert!(present(&db).await.is_empty());
}

#[tokio::test]
async fn a_fake_taking_back_only_forgets() {
    let db = TestDb::new().await;
    db.tenant("a").await;
    let newer = with_three_more(&db).await;
    let fake = MigrateOptions {
        to: Some("m20261120_000002_clients".to_owned()),
        fake: true,
        ..MigrateOptions::default()
    };
    let report = newer.migrate(&fake, &|_| {}).await.unwrap();
    assert_eq!(report.migrated, 1, "{:?}", report.failed);
    assert_eq!(present(&db).await, ["bills", "colour", "nickname"]);
    // And back, as it was.
    let fake = MigrateOptions { to: None, ..fake };
    newer.migrate(&fake, &|_| {}).await.unwrap();
    assert_eq!(present(&db).await.len(), 9);
    assert!(newer.doctor(false).await.unwrap().is_empty());
}

/// Takes the businesses back to before there were roles.
async fn before_roles(db: &TestDb) {
    let to = MigrateOptions {
        to: Some("m20261120_000002_clients".to_owned()),
        ..MigrateOptions::default()
    };
    let report = db.provisioner.migrate(&to, &|_| {}).await.unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
}

async fn up(db: &TestDb) {
    let report = db
        .provisioner
        .migrate(&MigrateOptions::default(), &|_| {})
        .await
        .unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    assert_eq!(report.migrated, 1);
}

async fn hires_with(db: &TestDb, role: &str) {
    db.superuser()
        .await
        .execute(
            "INSERT INTO uno.users (id, email, full_name, password_hash, role)
             VALUES (gen_random_uuid(), $1 || '@uno.test', $1, 'x', $1)",
            &[&role],
        )
        .await
        .unwrap();
}

/// Code of each role: its name, its template, and its permissions.
async fn roles(db: &TestDb) -> BTreeMap<String, (String, Option<String>, BTreeSet<String>)> {
    let rows = db
        .superuser()
        .await
        .query(
            "SELECT code, name, template, ARRAY(SELECT permission FROM uno.role_permissions WHERE role_id = r.id) AS given
             FROM uno.roles r",
            &[],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            let given: Vec<String> = row.get("given");
            (
                row.get("code"),
                (
                    row.get("name"),
                    row.get("template"),
                    given.into_iter().collect(),
                ),
            )
        })
        .collect()
}

fn given(role: Role) -> BTreeSet<String> {
    if role.grants_all() {
        return BTreeSet::new();
    }
    role.permissions().map(|one| one.code.to_owned()).collect()
}

#[tokio::test]
async fn a_business_from_before_roles_gets_those_of_its_industry_and_everybody_keeps_theirs() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    before_roles(&db).await;
    let staff = ["empleado", "propietario", "recepcion"];
    for role in staff {
        hires_with(&db, role).await;
    }
    up(&db).await;
    let roles = roles(&db).await;
    let profile = Profile::parse(&tenant.profile).unwrap();
    for role in Role::for_profile(profile) {
        let expected = (
            role.label().es.to_string(),
            Some(role.to_string()),
            given(*role),
        );
        assert_eq!(roles.get(role.as_str()), Some(&expected), "{role}");
    }
    // What nobody's template explains is a role of the business's own, which gives nothing yet.
    assert_eq!(
        roles["recepcion"],
        ("Recepcion".to_owned(), None, BTreeSet::new())
    );
    assert_eq!(roles.len(), Role::for_profile(profile).len() + 1);
    let held = db
        .superuser()
        .await
        .query(
            "SELECT u.full_name, r.code, ur.all_branches FROM uno.users u
             JOIN uno.user_roles ur ON ur.user_id = u.id JOIN uno.roles r ON r.id = ur.role_id ORDER BY 1",
            &[],
        )
        .await
        .unwrap();
    let held: Vec<(String, String, bool)> = held
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    assert_eq!(
        held,
        staff.map(|role| (role.to_owned(), role.to_owned(), true))
    );
    assert!(db.provisioner.doctor(false).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_role_from_before_is_called_as_new_businesses_call_it() {
    let db = TestDb::new().await;
    db.tenant("uno").await;
    before_roles(&db).await;
    for role in Role::ALL {
        hires_with(&db, role.as_str()).await;
    }
    up(&db).await;
    let roles = roles(&db).await;
    assert_eq!(roles.len(), Role::ALL.len());
    for role in Role::ALL {
        let expected = (
            role.label().es.to_string(),
            Some(role.to_string()),
            given(*role),
        );
        assert_eq!(roles[role.as_str()], expected);
    }
}

#[tokio::test]
async fn an_older_program_leaves_what_a_newer_one_knows() {
    let db = TestDb::new().await;
    db.tenant("uno").await;
    let client = db.superuser().await;
    // A newer one was here: it knows another permission, and calls one otherwise.
    client
        .batch_execute(&format!(
            "INSERT INTO uno.permissions
             VALUES ('ships.fly', 'ships', 'naves', 'ships', 'change', 'core', 'core', 'Volar', 'Fly', false, 999);
             INSERT INTO uno.role_permissions (role_id, permission)
             SELECT id, 'ships.fly' FROM uno.roles WHERE code = 'empleado';
             DELETE FROM uno.role_permissions WHERE permission = 'clients.add';
             UPDATE uno.permissions SET name_es = 'Mirar clientes' WHERE code = 'clients.view';
             UPDATE public.migration_ledger SET checksum = 'newer' WHERE name = '{PERMISSIONS}';
             UPDATE public.tenants SET fingerprint = 'newer';"
        ))
        .await
        .unwrap();
    up(&db).await;
    let roles = roles(&db).await;
    assert!(roles["empleado"].2.contains("ships.fly"));
    assert!(
        !roles["empleado"].2.contains("clients.add"),
        "what was taken away stays away"
    );
    let name = client
        .query_one(
            "SELECT name_es FROM uno.permissions WHERE code = 'clients.view'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(name.get::<_, String>(0), "Ver clientes", "it was repeated");
}
