//! No tenant reaches another's rows, by whatever way.

use crate::support::{actor, begin, count, lanes, one_connection, refused, sql, text};
use panal_domain::{RoleName, SchemaName, Slug};
use panal_persistence::{TenantScope, tenant::settings};
use panal_test_support::{TestDb, new_tenant};
use sea_orm::ConnectionTrait;
use serde_json::json;

#[tokio::test]
async fn the_role_of_one_tenant_cannot_touch_another() {
    let db = TestDb::new().await;
    let (one, two) = (db.tenant("uno").await, db.tenant("dos").await);
    let tenants = one_connection(&db);
    let other = two.schema.quoted();
    for attempt in [
        format!("SELECT * FROM {other}.clients"),
        format!("INSERT INTO {other}.settings (key, value) VALUES ('a', '1')"),
        format!("UPDATE {other}.users SET email = 'x'"),
        format!("INSERT INTO {other}.user_roles SELECT * FROM {other}.user_roles"),
        format!("DELETE FROM {other}.sessions"),
        format!("SELECT nextval('{other}.x')"),
        "SELECT * FROM public.platform_users".to_owned(),
        "SELECT * FROM public.tenants".to_owned(),
        "SELECT * FROM public.outbox".to_owned(),
        "SELECT * FROM graphile_worker.jobs".to_owned(),
        "SELECT public.enqueue_job('create_tenant', '{}')".to_owned(),
        "UPDATE \"tenant\".audit_log SET action = 'x'".to_owned(),
        "DELETE FROM \"tenant\".audit_log".to_owned(),
        "TRUNCATE \"tenant\".audit_log".to_owned(),
        // Within its own business: what would make somebody an administrator, or a plan larger.
        "UPDATE \"tenant\".roles SET grants_all = true".to_owned(),
        "UPDATE \"tenant\".roles SET template = 'admin'".to_owned(),
        "INSERT INTO \"tenant\".roles (id, code, name, template, grants_all)
             VALUES (gen_random_uuid(), 'x', 'x', 'admin', true)"
            .to_owned(),
        "DELETE FROM \"tenant\".permissions".to_owned(),
        "UPDATE \"tenant\".usage_counters SET used = 0".to_owned(),
        "DELETE FROM \"tenant\".usage_counters".to_owned(),
        "SELECT public.count_usage()".to_owned(),
        "SELECT * FROM public.list_jobs()".to_owned(),
        "SELECT * FROM public.plan_overrides".to_owned(),
        "SELECT * FROM public.tenant_requests".to_owned(),
        // What an injected query would try: becoming somebody else or outliving the transaction.
        format!("SELECT set_config('role', '{}', true)", two.role),
        "SELECT set_config('statement_timeout', '0', false)".to_owned(),
        "SELECT pg_advisory_lock(1)".to_owned(),
        "SELECT lo_create(0)".to_owned(),
    ] {
        let tx = begin(&tenants, &one).await;
        let code = refused(&tx, &attempt).await;
        // 3F000 and 42P01: it is not even there.
        assert!(
            ["42501", "3F000", "42P01"].contains(&code.as_str()),
            "{attempt}: {code}"
        );
        if attempt.contains(&other) && !attempt.contains("nextval") {
            assert_eq!(code, "42501", "{attempt}");
        }
    }
}

#[tokio::test]
async fn nobody_at_runtime_makes_tables() {
    let db = TestDb::new().await;
    let one = db.tenant("uno").await;
    let tenants = one_connection(&db);
    for place in [
        one.schema.quoted(),
        "public".to_owned(),
        "extensions".to_owned(),
    ] {
        let tx = begin(&tenants, &one).await;
        assert_eq!(
            refused(&tx, &format!("CREATE TABLE {place}.loot (id int)")).await,
            "42501",
            "{place}"
        );
    }
    for attempt in ["CREATE SCHEMA loot", "CREATE TEMP TABLE loot (id int)"] {
        let tx = begin(&tenants, &one).await;
        assert_eq!(refused(&tx, attempt).await, "42501", "{attempt}");
    }
    let app = db.app_client().await;
    for place in [
        one.schema.quoted(),
        "public".to_owned(),
        "extensions".to_owned(),
        "pg_temp".to_owned(),
    ] {
        let error = app
            .batch_execute(&format!("CREATE TABLE {place}.loot (id int)"))
            .await
            .unwrap_err();
        assert_eq!(
            error.code().map(tokio_postgres::error::SqlState::code),
            Some("42501"),
            "{place}"
        );
    }
}

#[tokio::test]
async fn the_log_in_sees_no_tenant_without_taking_its_role() {
    let db = TestDb::new().await;
    let one = db.tenant("uno").await;
    let app = db.app_client().await;
    let select = format!("SELECT * FROM {}.clients", one.schema.quoted());
    let code = |error: tokio_postgres::Error| error.code().map(|code| code.code().to_owned());
    assert_eq!(
        code(app.batch_execute(&select).await.unwrap_err()).as_deref(),
        Some("42501")
    );
    // Its search path leads nowhere near a tenant.
    assert_eq!(
        code(
            app.batch_execute("SELECT * FROM clients")
                .await
                .unwrap_err()
        )
        .as_deref(),
        Some("42P01")
    );
    // It may take no role but those of tenants.
    for role in ["panal_owner", "postgres", "panal_readonly"] {
        let error = app
            .batch_execute(&format!("SET ROLE {role}"))
            .await
            .unwrap_err();
        assert_eq!(code(error).as_deref(), Some("42501"), "{role}");
    }
    app.batch_execute(&format!("SET ROLE {}", one.role.quoted()))
        .await
        .unwrap();
    app.batch_execute(&select).await.unwrap();
}

#[tokio::test]
async fn an_entity_outside_a_tenant_transaction_finds_nothing() {
    use panal_persistence::{PlatformContext, tenant::entity::clients};
    use sea_orm::EntityTrait;
    let db = TestDb::new().await;
    db.tenant("uno").await;
    let tx = db.platform().begin(PlatformContext::Login).await.unwrap();
    let error = panal_persistence::Error::from(clients::Entity::find().all(&tx).await.unwrap_err());
    assert_eq!(error.code(), Some("42P01"));
    let app = db.app_client().await;
    let error = app
        .batch_execute("SELECT * FROM \"tenant\".clients")
        .await
        .unwrap_err();
    assert_eq!(
        error.code().map(tokio_postgres::error::SqlState::code),
        Some("42P01")
    );
}

#[tokio::test]
async fn a_new_tenant_under_an_old_name_never_shows_the_old_rows() {
    let db = TestDb::new().await;
    let old = db.tenant("nombre").await;
    // One connection, so that its prepared statements are those of before.
    let tenants = one_connection(&db);
    let tx = begin(&tenants, &old).await;
    settings::set(&tx, "whose", json!("old"), None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for _ in 0..3 {
        let tx = begin(&tenants, &old).await;
        assert_eq!(settings::all(&tx).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
    }
    let renamed = db
        .provisioner
        .rename(
            "nombre",
            &Slug::parse("otro").unwrap(),
            Some(&SchemaName::parse("otro").unwrap()),
        )
        .await
        .unwrap();
    let young = db
        .provisioner
        .create(&new_tenant("nombre"))
        .await
        .unwrap()
        .tenant;
    assert_eq!(young.schema, old.schema);
    for _ in 0..3 {
        let tx = begin(&tenants, &young).await;
        assert!(settings::all(&tx).await.unwrap().is_empty());
        tx.commit().await.unwrap();
        let tx = begin(&tenants, &renamed).await;
        assert_eq!(
            settings::get(&tx, "whose").await.unwrap().unwrap().value,
            json!("old")
        );
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn names_that_are_sql_stay_names() {
    let db = TestDb::new().await;
    let select = db.tenant("select").await;
    let tx = db.begin(&select).await;
    assert_eq!(count(&tx, "\"tenant\".clients").await, 0);
    assert_eq!(
        text(&tx, "SELECT current_user::text AS it").await,
        select.role.as_str()
    );
    // A role that does not exist, or is not ours to take, ends the transaction at its first statement.
    for role in ["panal_owner", "nobody"] {
        let scope = TenantScope::new(select.id, &select.schema, &RoleName::parse(role).unwrap());
        let tenants = lanes(&db, 1, 1, 10);
        let tx = tenants.begin(&scope, actor()).await.unwrap();
        assert!(
            tx.query_all_raw(sql("SELECT 1 AS it")).await.is_err(),
            "{role}"
        );
        assert!(tx.commit().await.is_err(), "{role}");
    }
}

#[tokio::test]
async fn the_same_statement_serves_many_tenants_on_one_connection() {
    let db = TestDb::new().await;
    let tenants = one_connection(&db);
    let mut all = Vec::new();
    for number in 0..4 {
        let tenant = db.tenant(&format!("t{number}")).await;
        let tx = begin(&tenants, &tenant).await;
        settings::set(&tx, "number", json!(number), None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        all.push(tenant);
    }
    for _ in 0..3 {
        for (number, tenant) in all.iter().enumerate() {
            let tx = begin(&tenants, tenant).await;
            let found = settings::all(&tx).await.unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].value, json!(number));
            tx.commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn the_server_asks_for_its_own_jobs_and_touches_no_others() {
    let db = TestDb::new().await;
    let owner = db.superuser().await;
    owner
        .execute(
            "SELECT graphile_worker.add_job('purge_tenant', '{}'::json, job_key => 'purge')",
            &[],
        )
        .await
        .unwrap();
    let server = db.app_client().await;
    server
        .batch_execute("SET app.current_user_role = 'login_context'")
        .await
        .unwrap();
    server
        .execute(
            "SELECT public.enqueue_job('create_tenant', '{}', 'purge')",
            &[],
        )
        .await
        .unwrap();
    let waiting = owner
        .query(
            "SELECT task_identifier FROM graphile_worker.jobs ORDER BY task_identifier",
            &[],
        )
        .await
        .unwrap();
    let waiting: Vec<String> = waiting.iter().map(|row| row.get(0)).collect();
    assert_eq!(waiting, ["create_tenant", "purge_tenant"]);
    for refused in [
        "SELECT public.enqueue_job('purge_tenant', '{}')",
        "SELECT public.enqueue_job('create_tenant', 'null')",
        "SELECT public.enqueue_job('create_tenant', '[]')",
    ] {
        assert!(server.execute(refused, &[]).await.is_err(), "{refused}");
    }
}
