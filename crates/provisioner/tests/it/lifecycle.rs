//! The states, names and end of a business.

use crate::story;
use panal_domain::{BaseDomains, DomainName, Module, SchemaName, Slug, TenantState};
use panal_persistence::{Actor, ActorKind};
use panal_provisioner::{Error, MigrateOptions, Provisioner, TenantFilter};
use panal_tenant_migrations::{Body, TenantMigration};
use panal_test_support::{TestDb, new_tenant};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

fn slug(name: &str) -> Slug {
    Slug::parse(name).unwrap()
}

fn schema(name: &str) -> SchemaName {
    SchemaName::parse(name).unwrap()
}

#[tokio::test]
async fn each_state_goes_only_where_it_may() {
    use TenantState::{Active, Deleting, Maintenance, Suspended};
    let db = TestDb::new().await;
    db.tenant("norte").await;
    let all = [Active, Suspended, Maintenance, Deleting];
    for from in all {
        for to in [Active, Suspended, Maintenance] {
            db.superuser()
                .await
                .execute("UPDATE public.tenants SET state = $1", &[&from.as_str()])
                .await
                .unwrap();
            let result = db
                .provisioner
                .set_state("norte", to, Some("porque sí"))
                .await;
            if from.can_become(to) {
                let tenant = result.unwrap();
                assert_eq!(
                    (tenant.state, tenant.state_reason.as_deref()),
                    (to, Some("porque sí"))
                );
            } else {
                let error = result.unwrap_err();
                assert!(matches!(error, Error::State(_)), "{from} to {to}: {error}");
                let cure = error.cure().unwrap();
                assert!(
                    from.allowed()
                        .iter()
                        .all(|state| cure.contains(state.as_str())),
                    "{cure}"
                );
                assert_eq!(db.provisioner.tenant("norte").await.unwrap().state, from);
            }
        }
    }
}

#[tokio::test]
async fn a_slug_changes_alone_or_with_its_schema_and_role() {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    story::live(&db, &tenant).await;
    let sum = db.provisioner.checksum(&tenant).await.unwrap();

    let renamed = db
        .provisioner
        .rename("norte", &slug("centro"), None)
        .await
        .unwrap();
    assert_eq!(
        (renamed.slug.as_str(), &renamed.schema, &renamed.role),
        ("centro", &tenant.schema, &tenant.role)
    );
    let renamed = db
        .provisioner
        .rename("centro", &slug("centro"), Some(&schema("42-select")))
        .await
        .unwrap();
    assert_eq!(
        (renamed.slug.as_str(), renamed.schema.as_str()),
        ("centro", "42-select")
    );
    let renamed = db
        .provisioner
        .rename("centro", &slug("sur"), Some(&schema("sur")))
        .await
        .unwrap();
    assert_eq!(
        renamed.role,
        db.provisioner.target(schema("sur"), tenant.id.0).role
    );
    assert_eq!(renamed.id, tenant.id);
    assert_eq!(db.provisioner.checksum(&renamed).await.unwrap(), sum);
    assert_eq!(story::traces(&db).await, (1, 1, 1));
    for old in ["norte", "centro", "42-select"] {
        assert!(matches!(
            db.provisioner.tenant(old).await,
            Err(Error::TenantNotFound(_))
        ));
    }
    // It works under its new names.
    let tx = db.begin(&renamed).await;
    let clients = panal_persistence::tenant::users::find_by_email(&tx, "ana@norte.test")
        .await
        .unwrap();
    assert!(clients.is_some());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused_and_nothing_changes() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    db.tenant("sur").await;
    let before = db.provisioner.tenant("norte").await.unwrap();
    let rename = async |slug: Slug, schema: Option<SchemaName>| match db
        .provisioner
        .rename("norte", &slug, schema.as_ref())
        .await
    {
        Err(Error::Taken { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(rename(slug("sur"), None).await, "slug");
    assert_eq!(rename(slug("este"), Some(schema("sur"))).await, "schema");
    let client = db.superuser().await;
    client.batch_execute("CREATE SCHEMA suelto").await.unwrap();
    assert_eq!(rename(slug("este"), Some(schema("suelto"))).await, "schema");
    client
        .batch_execute(&format!(
            "CREATE ROLE {}",
            db.provisioner
                .target(schema("libre"), before.id.0)
                .role
                .quoted()
        ))
        .await
        .unwrap();
    assert_eq!(rename(slug("este"), Some(schema("libre"))).await, "role");
    let after = db.provisioner.tenant("norte").await.unwrap();
    assert_eq!(
        (before.slug, before.schema, before.updated_at),
        (after.slug, after.schema, after.updated_at)
    );
}

#[tokio::test]
async fn a_deleted_business_comes_back_within_its_grace_and_ends_after_it() {
    let db = TestDb::new().await;
    let mut new = new_tenant("norte");
    new.domain = Some(DomainName::parse("norte.pe").unwrap());
    let tenant = db.provisioner.create(&new).await.unwrap().tenant;
    story::live(&db, &tenant).await;
    let sum = db.provisioner.checksum(&tenant).await.unwrap();
    let purge = db.provisioner.purge("norte", true).await.unwrap_err();
    assert!(purge.cure().unwrap().contains("tenant delete norte"));
    assert!(matches!(
        db.provisioner.undelete("norte").await,
        Err(Error::Refused { .. })
    ));

    let deleted = db.provisioner.delete("norte", Some("cerró")).await.unwrap();
    assert_eq!(deleted.state, TenantState::Deleting);
    let days = (deleted.purge_after.unwrap() - chrono::Utc::now()).num_days();
    assert_eq!(days, 29);
    let restored = db.provisioner.undelete("norte").await.unwrap();
    assert_eq!(
        (restored.state, restored.purge_after),
        (TenantState::Active, None)
    );
    assert_eq!(db.provisioner.checksum(&restored).await.unwrap(), sum);

    db.provisioner.delete("norte", None).await.unwrap();
    let early = db.provisioner.purge("norte", false).await.unwrap_err();
    assert!(early.to_string().contains("grace period"), "{early}");
    db.superuser()
        .await
        .batch_execute("UPDATE public.tenants SET purge_after = now() - interval '1 second'")
        .await
        .unwrap();
    let tables = story::count(&db, "pg_tables WHERE schemaname = 'norte'").await;
    let purged = db.provisioner.purge("norte", false).await.unwrap();
    assert_eq!(
        (purged.slug.as_str(), i64::try_from(purged.tables).unwrap()),
        ("norte", tables)
    );
    assert_eq!(story::traces(&db).await, (0, 0, 0));
    assert_eq!(story::count(&db, "public.domains").await, 0);
    let kept = db.provisioner.tenant(&tenant.id.to_string()).await.unwrap();
    assert_eq!(kept.state, TenantState::Deleted);
    // Slug and domain are free again.
    db.provisioner.create(&new).await.unwrap();
    assert_eq!(
        db.provisioner
            .tenants(&TenantFilter::default())
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_purge_interrupted_half_way_goes_on_where_it_stopped() {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    db.provisioner.delete("norte", None).await.unwrap();
    // As one killed between two batches leaves it.
    let client = db.superuser().await;
    client
        .batch_execute("DROP TABLE norte.clients, norte.audit_log CASCADE")
        .await
        .unwrap();
    // And one stopped by somebody who holds a table.
    client
        .batch_execute("BEGIN; LOCK TABLE norte.users")
        .await
        .unwrap();
    let provisioner = db.provisioner.clone();
    let purging = tokio::spawn(async move { provisioner.purge("norte", true).await });
    story::until(
        &db,
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .await;
    purging.abort();
    assert!(purging.await.unwrap_err().is_cancelled());
    client.batch_execute("ROLLBACK").await.unwrap();
    let half = db.provisioner.tenant("norte").await.unwrap();
    assert_eq!(half.state, TenantState::Deleting);
    db.provisioner.purge("norte", true).await.unwrap();
    assert_eq!(story::traces(&db).await, (0, 0, 0));
    let again = db.provisioner.purge(&tenant.id.to_string(), true).await;
    assert!(matches!(again, Err(Error::Refused { .. })));
}

#[tokio::test]
async fn the_first_domain_is_primary_and_another_can_take_its_place() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    db.tenant("sur").await;
    let bases = BaseDomains::parse("panal.test").unwrap();
    let domain = |name: &str| DomainName::parse(name).unwrap();
    let provisioner: &Provisioner = &db.provisioner;
    let add = async |name: &str, primary: bool| {
        provisioner
            .add_domain("norte", &domain(name), primary, &bases)
            .await
            .unwrap()
            .domains
    };
    assert_eq!(add("a.pe", false).await, ["a.pe"]);
    assert_eq!(add("b.pe", false).await, ["a.pe", "b.pe"]);
    assert_eq!(add("c.pe", true).await, ["c.pe", "a.pe", "b.pe"]);
    let tenant = provisioner
        .make_primary("norte", &domain("b.pe"))
        .await
        .unwrap();
    assert_eq!(tenant.domains, ["b.pe", "a.pe", "c.pe"]);
    assert_eq!(
        story::count(&db, "public.domains WHERE is_primary").await,
        1
    );
    let tenant = provisioner
        .remove_domain("norte", &domain("b.pe"))
        .await
        .unwrap();
    assert_eq!(tenant.domains, ["a.pe", "c.pe"]);
    assert_eq!(
        story::count(&db, "public.domains WHERE is_primary AND domain = 'a.pe'").await,
        1
    );

    let taken = provisioner
        .add_domain("sur", &domain("a.pe"), false, &bases)
        .await;
    assert!(matches!(taken, Err(Error::Taken { what: "domain", .. })));
    let foreign = provisioner.make_primary("sur", &domain("a.pe")).await;
    assert!(matches!(foreign, Err(Error::NotFound(_))));
    assert!(
        provisioner
            .remove_domain("sur", &domain("a.pe"))
            .await
            .is_err()
    );
    for ours in ["www.panal.test", "norte.panal.test"] {
        let base = provisioner
            .add_domain("sur", &domain(ours), false, &bases)
            .await;
        assert!(matches!(base, Err(Error::Invalid(_))), "{ours}");
    }
    // The refusals changed nothing.
    assert_eq!(
        provisioner.tenant("norte").await.unwrap().domains,
        ["a.pe", "c.pe"]
    );
}

#[tokio::test]
async fn a_module_enabled_later_brings_its_tables() {
    let db = TestDb::new().await;
    let mut all = panal_tenant_migrations::all();
    all.push(TenantMigration {
        module: Module::Kitchen,
        name: "m29990101_000001_kitchen",
        repeats: false,
        expand: true,
        body: Body::Sql {
            up: r#"CREATE TABLE "tenant".dishes (id uuid PRIMARY KEY);"#,
            down: r#"DROP TABLE "tenant".dishes;"#,
        },
    });
    let provisioner = db.provisioner.clone().with_migrations(all);
    provisioner.create(&new_tenant("norte")).await.unwrap();
    let tables = "pg_tables WHERE schemaname = 'norte' AND tablename = 'dishes'";
    assert_eq!(
        story::count(&db, tables).await,
        0,
        "a clinic has no kitchen"
    );
    for _ in 0..2 {
        let tenant = provisioner
            .enable_module("norte", Module::Kitchen)
            .await
            .unwrap();
        for module in ["kitchen", "commerce", "core"] {
            assert!(
                tenant.modules.iter().any(|enabled| enabled == module),
                "{module}"
            );
        }
        assert_eq!(story::count(&db, tables).await, 1);
    }
    assert!(provisioner.fleet_status().await.unwrap().behind.is_empty());
    let tx = db.begin(&provisioner.tenant("norte").await.unwrap()).await;
    use sea_orm::ConnectionTrait as _;
    tx.execute_unprepared(r#"INSERT INTO "tenant".dishes VALUES (gen_random_uuid())"#)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_server_that_missed_a_renaming_does_not_read_the_business_that_took_the_old_names() {
    let db = TestDb::new().await;
    let stale = db.tenant("norte").await.scope();
    db.provisioner
        .rename("norte", &slug("sur"), Some(&schema("sur")))
        .await
        .unwrap();
    db.tenant("norte").await;
    let tx = db
        .tenants()
        .begin(&stale, Actor::of(ActorKind::Anonymous))
        .await
        .unwrap();
    let read = tx
        .query_all_raw(Statement::from_string(
            DbBackend::Postgres,
            "SELECT id FROM \"tenant\".branches",
        ))
        .await;
    assert!(read.is_err(), "{read:?}");
}

#[tokio::test]
async fn a_business_whose_purge_began_comes_back_only_from_a_backup() {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    db.provisioner.delete("norte", None).await.unwrap();
    // Stopped by somebody who holds a table.
    let client = db.superuser().await;
    client
        .batch_execute("BEGIN; LOCK TABLE norte.users")
        .await
        .unwrap();
    let provisioner = db.provisioner.clone();
    let purging = tokio::spawn(async move { provisioner.purge("norte", true).await });
    story::until(
        &db,
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .await;
    purging.abort();
    assert!(purging.await.unwrap_err().is_cancelled());
    client.batch_execute("ROLLBACK").await.unwrap();

    let undeleted = db.provisioner.undelete("norte").await;
    let activated = db
        .provisioner
        .set_state("norte", TenantState::Active, None)
        .await;
    for refused in [undeleted, activated] {
        let error = refused.unwrap_err();
        assert!(matches!(error, Error::Refused { .. }), "{error}");
        let cure = error.cure().unwrap();
        assert!(cure.contains("panal restore"), "{cure}");
        assert!(cure.contains("panal tenant purge norte"), "{cure}");
    }
    // Half a business is nothing to save or to copy, and nothing for the fleet.
    let directory = tempfile::tempdir().unwrap();
    let saved = db.provisioner.backup("norte", directory.path()).await;
    assert!(matches!(saved, Err(Error::Refused { .. })));
    let status = db.provisioner.fleet_status().await.unwrap();
    assert_eq!((status.current, status.behind.len()), (0, 0));
    client
        .batch_execute("DROP TABLE norte.clients CASCADE")
        .await
        .unwrap();
    let found = db.provisioner.doctor(true).await.unwrap();
    let kinds: Vec<&str> = found.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, ["grace_over"], "the worker goes on with it");

    db.provisioner.purge("norte", false).await.unwrap();
    assert_eq!(story::traces(&db).await, (0, 0, 0));
    let purged = db.provisioner.tenant(&tenant.id.to_string()).await.unwrap();
    assert_eq!(purged.state, TenantState::Deleted);
}

#[tokio::test]
async fn a_business_that_is_brought_back_at_the_last_moment_is_not_purged() {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    let sum = db.provisioner.checksum(&tenant).await.unwrap();
    db.provisioner.delete("norte", None).await.unwrap();
    let client = db.superuser().await;
    client
        .batch_execute("BEGIN; UPDATE public.tenants SET state = 'active', purge_after = NULL")
        .await
        .unwrap();
    let provisioner = db.provisioner.clone();
    let purging = tokio::spawn(async move { provisioner.purge("norte", true).await });
    story::until(
        &db,
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .await;
    client.batch_execute("COMMIT").await.unwrap();
    let refused = purging.await.unwrap();
    assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
    assert_eq!(db.provisioner.checksum(&tenant).await.unwrap(), sum);
    assert_eq!(
        db.provisioner.tenant("norte").await.unwrap().state,
        TenantState::Active
    );
}

#[tokio::test]
async fn a_purged_business_is_history_and_its_successor_is_left_alone() {
    let db = TestDb::new().await;
    let gone = db.tenant("norte").await.id.to_string();
    db.provisioner.delete("norte", None).await.unwrap();
    db.provisioner.purge("norte", true).await.unwrap();
    let live = db.tenant("norte").await;
    let bases = BaseDomains::parse("panal.test").unwrap();
    let domain = DomainName::parse("norte.pe").unwrap();
    let provisioner = &db.provisioner;
    for (what, result) in [
        (
            "rename",
            provisioner
                .rename(&gone, &slug("sur"), Some(&schema("sur")))
                .await,
        ),
        (
            "slug",
            provisioner.rename(&gone, &slug("norte"), None).await,
        ),
        (
            "domain",
            provisioner.add_domain(&gone, &domain, true, &bases).await,
        ),
        (
            "module",
            provisioner.enable_module(&gone, Module::Kitchen).await,
        ),
        (
            "state",
            provisioner
                .set_state(&gone, TenantState::Active, None)
                .await,
        ),
        ("undelete", provisioner.undelete(&gone).await),
        ("delete", provisioner.delete(&gone, None).await),
    ] {
        let error = result.unwrap_err();
        assert!(error.to_string().contains("was purged"), "{what}: {error}");
    }
    let report = provisioner
        .migrate(
            &MigrateOptions {
                tenants: vec![gone],
                ..MigrateOptions::default()
            },
            &|_| {},
        )
        .await
        .unwrap();
    assert_eq!(report.migrated, 0);
    let error = report.failed[0].error.as_deref().unwrap();
    assert!(error.contains("was purged"), "{error}");
    let after = provisioner.tenant("norte").await.unwrap();
    assert_eq!((after.id, after.schema), (live.id, live.schema));
}

#[tokio::test]
async fn a_business_that_is_not_made_yet_can_only_change_its_slug() {
    let db = TestDb::new().await;
    db.provisioner.reserve(&new_tenant("norte")).await.unwrap();
    // Somebody's schema that happens to have the name.
    db.superuser()
        .await
        .batch_execute("CREATE SCHEMA norte AUTHORIZATION panal_owner")
        .await
        .unwrap();
    let bases = BaseDomains::parse("panal.test").unwrap();
    let domain = DomainName::parse("norte.pe").unwrap();
    let provisioner = &db.provisioner;
    for result in [
        provisioner
            .rename("norte", &slug("sur"), Some(&schema("sur")))
            .await,
        provisioner.add_domain("norte", &domain, true, &bases).await,
        provisioner.enable_module("norte", Module::Kitchen).await,
    ] {
        let error = result.unwrap_err();
        assert!(error.to_string().contains("no tables yet"), "{error}");
    }
    let renamed = provisioner
        .rename("norte", &slug("sur"), None)
        .await
        .unwrap();
    assert_eq!(
        (renamed.slug.as_str(), renamed.state),
        ("sur", TenantState::Pending)
    );
}

#[tokio::test]
async fn a_role_that_owns_more_than_its_schema_is_dropped_with_it() {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    db.superuser()
        .await
        .batch_execute(&format!(
            "SELECT lo_create(4711); ALTER LARGE OBJECT 4711 OWNER TO {role};
             GRANT SELECT ON public.plans TO {role}",
            role = tenant.role.quoted()
        ))
        .await
        .unwrap();
    db.provisioner.delete("norte", None).await.unwrap();
    db.provisioner.purge("norte", true).await.unwrap();
    assert_eq!(story::traces(&db).await, (0, 0, 0));
    assert_eq!(story::count(&db, "pg_largeobject_metadata").await, 0);
}
