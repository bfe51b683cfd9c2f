//! An operator asks what is wrong.

use crate::{circle, story};
use panal_domain::{Profile, TenantState};
use panal_provisioner::{Finding, MigrateOptions, Provisioner, Severity};
use panal_tenant_migrations::{Body, TenantMigration};
use panal_test_support::{TestDb, new_tenant};
use std::time::Instant;

/// The only finding, mended if told, and then gone.
async fn mended(provisioner: &Provisioner, kind: &str) -> Finding {
    let found = provisioner.doctor(false).await.unwrap();
    assert_eq!(kinds(&found), [kind], "{found:#?}");
    assert!(found[0].fixable && !found[0].fixed, "{:?}", found[0]);
    // Whoever prints it adds that --fix does it.
    let cure = &found[0].cure;
    assert!(!cure.is_empty() && !cure.contains("doctor"), "{cure}");
    let fixed = provisioner.doctor(true).await.unwrap();
    let first = fixed.iter().find(|finding| finding.kind == kind).unwrap();
    assert!(first.fixed, "{fixed:#?}");
    let left = provisioner.doctor(false).await.unwrap();
    assert!(left.is_empty(), "{left:#?}");
    found[0].clone()
}

/// The only finding, which nobody mends but a person.
async fn told(provisioner: &Provisioner, kind: &str) -> Finding {
    for fix in [false, true] {
        let found = provisioner.doctor(fix).await.unwrap();
        assert_eq!(kinds(&found), [kind], "{found:#?}");
        assert!(!found[0].fixable && !found[0].fixed);
    }
    provisioner.doctor(false).await.unwrap().remove(0)
}

fn kinds(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.kind).collect()
}

async fn sql(db: &TestDb, text: &str) {
    let mut text = text.to_owned();
    if text.contains("@role") {
        let role = db.provisioner.tenant("norte").await.unwrap().role;
        text = text.replace("@role", &role.quoted());
    }
    db.superuser().await.batch_execute(&text).await.unwrap();
}

#[tokio::test]
async fn a_healthy_fleet_has_no_findings() {
    let db = TestDb::new().await;
    let mut shop = new_tenant("tienda");
    shop.profile = Profile::ComidaRapida;
    db.provisioner.create(&shop).await.unwrap();
    db.provisioner
        .fill_pool(&[Profile::ClinicaDental], 2, &|| {})
        .await
        .unwrap();
    db.tenant("norte").await;
    db.provisioner.reserve(&new_tenant("espera")).await.unwrap();
    db.provisioner
        .set_state("norte", TenantState::Suspended, None)
        .await
        .unwrap();
    let found = db.provisioner.doctor(true).await.unwrap();
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test]
async fn a_dropped_schema_is_made_again_empty_and_the_backup_is_named() {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    let before = db.catalogue("norte").await;
    sql(&db, "DROP SCHEMA norte CASCADE").await;
    let finding = mended(&db.provisioner, "schema_missing").await;
    assert_eq!(
        (finding.severity, finding.tenant.as_deref()),
        (Severity::Error, Some("norte"))
    );
    assert!(
        finding.message.contains("panal restore"),
        "{}",
        finding.message
    );
    assert_eq!(db.catalogue("norte").await, before);
    assert_eq!(story::count(&db, "norte.branches").await, 0);
    db.begin(&tenant).await.commit().await.unwrap();
}

#[tokio::test]
async fn wrong_rights_are_mended_to_the_letter() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    db.tenant("sur").await;
    let before = db.catalogue("norte").await;
    let owner = "SET SESSION AUTHORIZATION panal_owner;";
    for (damage, kind) in [
        ("REVOKE SELECT ON norte.clients FROM @role", "grant_missing"),
        ("REVOKE USAGE ON SCHEMA norte FROM @role", "grant_missing"),
        (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA norte REVOKE ALL ON SEQUENCES FROM @role",
            "grant_missing",
        ),
        ("GRANT DELETE ON norte.audit_log TO @role", "grant_extra"),
        ("GRANT SELECT ON norte.users TO PUBLIC", "grant_extra"),
        (
            "GRANT SELECT (password_hash) ON norte.users TO panal_readonly",
            "grant_extra",
        ),
        ("GRANT CREATE ON SCHEMA norte TO panal_app", "grant_extra"),
        (
            "RESET SESSION AUTHORIZATION; REVOKE @role FROM panal_app",
            "grant_missing",
        ),
        (
            "RESET SESSION AUTHORIZATION; REVOKE panal_tenant FROM @role",
            "grant_missing",
        ),
        (
            "RESET SESSION AUTHORIZATION; GRANT panal_integration TO @role",
            "grant_extra",
        ),
    ] {
        sql(&db, &format!("{owner} {damage}")).await;
        let finding = mended(&db.provisioner, kind).await;
        assert_eq!(finding.tenant.as_deref(), Some("norte"), "{damage}");
        assert_eq!(db.catalogue("norte").await, before, "{damage}");
    }
}

#[tokio::test]
async fn a_lost_role_is_made_again_with_its_rights() {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    let before = db.catalogue("norte").await;
    sql(&db, "DROP OWNED BY @role; DROP ROLE @role").await;
    mended(&db.provisioner, "role_missing").await;
    assert_eq!(db.catalogue("norte").await, before);
    let tx = db.begin(&tenant).await;
    let email = "nadie@norte.test";
    assert!(
        panal_persistence::tenant::users::find_by_email(&tx, email)
            .await
            .unwrap()
            .is_none()
    );
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_structure_changed_by_hand_is_told_and_left_alone() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    db.tenant("sur").await;
    sql(
        &db,
        "SET SESSION AUTHORIZATION panal_owner; ALTER TABLE norte.clients ADD COLUMN a_mano text, DROP CONSTRAINT clients_phone_check;
         DROP INDEX norte.clients_name_idx; ALTER TABLE norte.users DISABLE TRIGGER touch",
    )
    .await;
    let finding = told(&db.provisioner, "catalogue_drift").await;
    assert_eq!(finding.tenant.as_deref(), Some("norte"));
    assert!(
        finding.message.contains("clients_phone_check"),
        "{}",
        finding.message
    );
    assert!(
        finding.message.contains("and 2 more"),
        "{}",
        finding.message
    );
}

#[tokio::test]
async fn a_table_that_should_not_be_there_keeps_its_rights() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    sql(
        &db,
        "SET SESSION AUTHORIZATION panal_owner; CREATE TABLE norte.a_mano (id integer); DROP TABLE norte.settings",
    )
    .await;
    let finding = told(&db.provisioner, "catalogue_drift").await;
    assert!(finding.message.contains("settings"), "{}", finding.message);
}

#[tokio::test]
async fn orphans_are_dropped_when_nothing_is_lost_by_it() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    let orphan = format!("\"{}huerfano\"", db.role_prefix);
    sql(&db, &format!("CREATE ROLE {orphan} IN ROLE panal_tenant")).await;
    mended(&db.provisioner, "orphan_role").await;
    assert_eq!(story::traces(&db).await, (1, 1, 1));
    // Also one that has a large object.
    sql(
        &db,
        &format!(
            "CREATE ROLE {orphan} IN ROLE panal_tenant;
             SELECT lo_create(4711); ALTER LARGE OBJECT 4711 OWNER TO {orphan}"
        ),
    )
    .await;
    mended(&db.provisioner, "orphan_role").await;
    // One with tables of its own is left to a person.
    sql(
        &db,
        &format!(
            "CREATE ROLE {orphan} IN ROLE panal_tenant; CREATE TABLE public.suya (id integer);
             ALTER TABLE public.suya OWNER TO {orphan}"
        ),
    )
    .await;
    let found = db.provisioner.doctor(true).await.unwrap();
    assert_eq!(kinds(&found), ["orphan_role"], "{found:#?}");
    assert!(!found[0].fixed, "{found:#?}");
    assert_eq!(
        story::count(&db, "public.suya").await,
        0,
        "it is still there"
    );
    sql(&db, &format!("DROP OWNED BY {orphan}; DROP ROLE {orphan}")).await;

    // One that is only named so.
    sql(&db, &format!("CREATE ROLE {orphan} NOLOGIN")).await;
    mended(&db.provisioner, "orphan_role").await;
    // Somebody's group is none, nor is what may log in.
    sql(
        &db,
        &format!(
            "CREATE ROLE {orphan} NOLOGIN; CREATE ROLE \"{prefix}persona\" LOGIN IN ROLE {orphan}",
            prefix = db.role_prefix
        ),
    )
    .await;
    let left = db.provisioner.doctor(true).await.unwrap();
    assert!(left.is_empty(), "{left:#?}");
    sql(
        &db,
        &format!("DROP ROLE \"{}persona\", {orphan}", db.role_prefix),
    )
    .await;

    sql(&db, "CREATE SCHEMA vacio AUTHORIZATION panal_owner").await;
    mended(&db.provisioner, "orphan_schema").await;
    sql(
        &db,
        "CREATE SCHEMA lleno AUTHORIZATION panal_owner; CREATE TABLE lleno.t ()",
    )
    .await;
    let finding = told(&db.provisioner, "orphan_schema").await;
    assert!(finding.message.contains("lleno"), "{}", finding.message);
    sql(&db, "DROP SCHEMA lleno CASCADE").await;

    // A pool schema whose row is gone, and a row whose schema is gone.
    db.provisioner
        .fill_pool(&[Profile::ClinicaDental], 2, &|| {})
        .await
        .unwrap();
    sql(
        &db,
        "DELETE FROM public.schema_pool WHERE id = (SELECT id FROM public.schema_pool LIMIT 1)",
    )
    .await;
    let found = db.provisioner.doctor(true).await.unwrap();
    assert_eq!(
        kinds(&found),
        ["orphan_role", "orphan_schema"],
        "{found:#?}"
    );
    assert!(found.iter().all(|finding| finding.fixed), "{found:#?}");
    sql(
        &db,
        "DO $$ BEGIN EXECUTE format('DROP SCHEMA %I CASCADE', (SELECT schema_name FROM public.schema_pool)); END $$",
    )
    .await;
    mended(&db.provisioner, "pool_broken").await;
    assert_eq!(story::traces(&db).await, (1, 1, 1));
}

#[tokio::test]
async fn a_role_that_is_still_used_in_another_database_stays() {
    let db = TestDb::new().await;
    let other = TestDb::new().await;
    // As if both databases had the same prefix.
    let role = other.tenant("norte").await.role;
    let provisioner = Provisioner::new(
        db.provisioner.owner().clone(),
        db.app.clone(),
        TestDb::tenants_config(),
        &other.role_prefix,
    );
    let found = provisioner.doctor(true).await.unwrap();
    assert_eq!(kinds(&found), ["orphan_role"]);
    assert!(
        !found[0].fixed && found[0].message.contains("mending it failed"),
        "{found:#?}"
    );
    assert_eq!(
        story::count(&other, &format!("pg_roles WHERE rolname = '{role}'")).await,
        1
    );
}

#[tokio::test]
async fn an_edited_migration_is_told_and_so_is_a_newer_schema() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    let edited = |up: &'static str| {
        let mut all = panal_tenant_migrations::all();
        all[1] = TenantMigration {
            body: Body::Sql { up, down: "" },
            ..all[1].clone()
        };
        db.provisioner.clone().with_migrations(all)
    };
    let finding = told(&edited("SELECT 1;"), "migration_edited").await;
    assert!(
        finding.message.contains("m20261120_000002_clients"),
        "{}",
        finding.message
    );
    assert_eq!(finding.severity, Severity::Error);
    let newer = circle::with_circle(&db.provisioner);
    let behind = told(&newer, "behind").await;
    assert_eq!((behind.severity, behind.tenant), (Severity::Info, None));
    newer
        .migrate(&MigrateOptions::default(), &|_| {})
        .await
        .unwrap();
    assert!(newer.doctor(false).await.unwrap().is_empty());
    let finding = told(&db.provisioner, "schema_newer").await;
    assert!(
        finding.message.contains(circle::CIRCLE),
        "{}",
        finding.message
    );
}

#[tokio::test]
async fn records_that_contradict_each_other_are_found() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    sql(&db, "UPDATE public.tenants SET fingerprint = 'x'").await;
    mended(&db.provisioner, "fingerprint_wrong").await;
    sql(
        &db,
        "INSERT INTO norte.schema_migrations VALUES ('m1_a_mano', 0)",
    )
    .await;
    let finding = told(&db.provisioner, "ledger_mismatch").await;
    assert!(finding.message.contains("m1_a_mano"), "{}", finding.message);
    sql(
        &db,
        "DELETE FROM norte.schema_migrations WHERE version = 'm1_a_mano'",
    )
    .await;
    sql(
        &db,
        "INSERT INTO public.domains (id, tenant_id, domain) SELECT gen_random_uuid(), id, 'norte.pe' FROM public.tenants",
    )
    .await;
    mended(&db.provisioner, "domain_without_primary").await;
}

#[tokio::test]
async fn a_business_stuck_on_its_way_is_finished() {
    let db = TestDb::new().await;
    db.provisioner.reserve(&new_tenant("norte")).await.unwrap();
    let age = "ALTER TABLE public.tenants DISABLE TRIGGER touch;
        UPDATE public.tenants SET updated_at = now() - interval '11 minutes', state = 'provisioning';
        ALTER TABLE public.tenants ENABLE TRIGGER touch";
    sql(&db, age).await;
    let finding = mended(&db.provisioner, "stuck_provisioning").await;
    assert!(
        finding.message.contains("11 minutes"),
        "{}",
        finding.message
    );
    assert_eq!(
        db.provisioner.tenant("norte").await.unwrap().state,
        TenantState::Active
    );

    // One that cannot be finished keeps its reason.
    db.provisioner.reserve(&new_tenant("sur")).await.unwrap();
    sql(
        &db,
        &age.replace("'provisioning'", "'provisioning' WHERE slug = 'sur'"),
    )
    .await;
    sql(&db, "CREATE SCHEMA sur").await;
    let found = db.provisioner.doctor(true).await.unwrap();
    assert_eq!(kinds(&found), ["stuck_provisioning"], "{found:#?}");
    assert!(
        !found[0].fixed && found[0].message.contains("is taken"),
        "{found:#?}"
    );
}

#[tokio::test]
async fn what_the_grace_period_left_and_what_the_platform_lacks_is_told() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    db.provisioner.delete("norte", None).await.unwrap();
    assert!(db.provisioner.doctor(false).await.unwrap().is_empty());
    sql(
        &db,
        "UPDATE public.tenants SET purge_after = now() - interval '1 day'",
    )
    .await;
    let finding = told(&db.provisioner, "grace_over").await;
    assert_eq!(finding.severity, Severity::Info);
    db.provisioner.purge("norte", false).await.unwrap();

    let name = &db.name;
    sql(
        &db,
        &format!("ALTER ROLE panal_app IN DATABASE {name} RESET plan_cache_mode"),
    )
    .await;
    let finding = mended(&db.provisioner, "role_settings").await;
    assert!(
        finding.message.contains("plan_cache_mode"),
        "{}",
        finding.message
    );

    let empty = TestDb::empty().await;
    let finding = told(&empty.provisioner, "platform_behind").await;
    assert!(finding.cure.contains("panal migrate --shared"));
}

#[tokio::test]
async fn two_hundred_businesses_are_examined_in_seconds() {
    let db = TestDb::new().await;
    let provisioner = &db.provisioner;
    for number in 0..200 {
        provisioner
            .create(&new_tenant(&format!("negocio-{number}")))
            .await
            .unwrap();
    }
    let before = provisioner.owner().statements();
    let begun = Instant::now();
    let found = provisioner.doctor(false).await.unwrap();
    let (seconds, statements) = (
        begun.elapsed().as_secs_f64(),
        provisioner.owner().statements() - before,
    );
    assert!(found.is_empty(), "{found:#?}");
    assert!(statements < 60, "{statements} statements");
    assert!(seconds < 20.0, "{seconds} s");
    println!("{statements} statements, {seconds:.2} s");
}

#[tokio::test]
async fn the_platforms_own_roles_are_no_orphans_whatever_the_prefix() {
    let db = TestDb::new().await;
    for prefix in ["p", "panal_", "pa"] {
        let provisioner = Provisioner::new(
            db.provisioner.owner().clone(),
            db.app.clone(),
            TestDb::tenants_config(),
            prefix,
        );
        let found = provisioner.doctor(false).await.unwrap();
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[tokio::test]
async fn a_business_whose_row_fell_behind_its_schema_is_made_active() {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    story::live(&db, &tenant).await;
    let sum = db.provisioner.checksum(&tenant).await.unwrap();
    let age = "ALTER TABLE public.tenants DISABLE TRIGGER touch;
        UPDATE public.tenants SET updated_at = now() - interval '11 minutes', state = 'provisioning', fingerprint = '',
            failed_step = 'schema', failure = 'x';
        ALTER TABLE public.tenants ENABLE TRIGGER touch";
    sql(&db, age).await;
    mended(&db.provisioner, "stuck_provisioning").await;
    let after = db.provisioner.tenant("norte").await.unwrap();
    assert_eq!(
        (after.state, &after.fingerprint, &after.failure),
        (TenantState::Active, &tenant.fingerprint, &None)
    );
    assert_eq!(db.provisioner.checksum(&after).await.unwrap(), sum);

    // One that lacks a table is left to a person.
    sql(&db, "DROP TABLE norte.settings").await;
    sql(&db, age).await;
    let found = db.provisioner.doctor(true).await.unwrap();
    assert_eq!(kinds(&found), ["stuck_provisioning"], "{found:#?}");
    assert!(
        !found[0].fixed && found[0].message.contains("settings"),
        "{found:#?}"
    );
    assert!(story::count(&db, "norte.clients").await > 200);
}

#[tokio::test]
async fn what_waits_for_too_long_and_who_has_no_subscription_is_told_and_mended_where_it_can_be() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    let client = db.superuser().await;
    client
        .batch_execute(
            "DELETE FROM public.subscriptions;
             INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country, created_at)
             VALUES (gen_random_uuid(), 'super_admin', 'espera', 'Espera', 'otro', 'basico', 'PE', now() - interval '2 hours');
             INSERT INTO public.outbox (id, tenant_id, kind, payload, created_at)
             SELECT gen_random_uuid(), id, 'user-invited', '{}', now() - interval '3 hours' FROM public.tenants;
             INSERT INTO graphile_worker._private_workers (id, last_heartbeat_at) VALUES ('live', now());
             SELECT graphile_worker.add_job('backup_all', '{}'), graphile_worker.add_job('cleanup_all', '{}');
             UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 hour',
                 locked_by = CASE task_id WHEN (SELECT id FROM graphile_worker._private_tasks
                     WHERE identifier = 'backup_all') THEN 'live' ELSE 'dead' END",
        )
        .await
        .unwrap();
    let kinds = |findings: Vec<panal_provisioner::Finding>| {
        let mut kinds: Vec<_> = findings.iter().map(|f| (f.kind, f.fixed)).collect();
        kinds.sort_unstable();
        kinds
    };
    let found = kinds(db.provisioner.doctor(true).await.unwrap());
    assert_eq!(
        found,
        [
            ("job_abandoned", true),
            ("letters_waiting", false),
            ("request_stuck", false),
            ("subscription_missing", true),
        ]
    );
    // What a living worker holds is left to it.
    let held = "graphile_worker._private_jobs WHERE locked_by = 'live'";
    assert_eq!(story::count(&db, held).await, 1);
    let found = kinds(db.provisioner.doctor(false).await.unwrap());
    assert_eq!(
        found,
        [("letters_waiting", false), ("request_stuck", false)]
    );
}
