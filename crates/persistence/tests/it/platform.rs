//! Row level security of the platform's tables, context by context.

use crate::support::{count, refused};
use chrono::{TimeDelta, Utc};
use panal_domain::{PlanCode, UserId};
use panal_persistence::{
    PlatformContext, PlatformDb, PlatformTx,
    platform::{
        second_factor::TABLES,
        sessions::{self, AuditEntry, NewSession, Rotation},
        users,
    },
};
use panal_test_support::TestDb;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

const ROOT: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

/// Two tenants with a domain each, two platform users.
async fn given() -> (TestDb, Uuid, Uuid) {
    let db = TestDb::new().await;
    let (one, two) = (db.tenant("uno").await, db.tenant("dos").await);
    let owner = db.superuser().await;
    owner
        .batch_execute(&format!(
            "INSERT INTO public.platform_users (id, email, full_name, password_hash) VALUES
                 ('{ROOT}', 'root@panal.test', 'Root', 'x'), ('{OTHER}', 'other@panal.test', 'Other', 'x');
             INSERT INTO public.domains (id, tenant_id, domain) VALUES
                 (gen_random_uuid(), '{0}', 'one.example'), (gen_random_uuid(), '{1}', 'two.example');
             DELETE FROM public.platform_audit;
             INSERT INTO public.platform_audit (id, actor_kind, actor, action, tenant_id) VALUES
                 (gen_random_uuid(), 'operator', 'x', 'x', '{0}'), (gen_random_uuid(), 'operator', 'x', 'x', '{1}');
             INSERT INTO public.outbox (id, tenant_id, kind, payload) VALUES (gen_random_uuid(), '{0}', 'x', '{{}}')",
            one.id, two.id
        ))
        .await
        .unwrap();
    (db, one.id.0, two.id.0)
}

async fn of(platform: &PlatformDb, context: PlatformContext) -> PlatformTx {
    platform.begin(context).await.unwrap()
}

async fn counts(platform: &PlatformDb, context: PlatformContext) -> [i64; 5] {
    let tx = of(platform, context).await;
    let mut counts = [0; 5];
    for (place, table) in counts.iter_mut().zip([
        "tenants",
        "domains",
        "platform_users",
        "platform_audit",
        "outbox",
    ]) {
        *place = count(&tx, &format!("public.{table}")).await;
    }
    counts
}

#[tokio::test]
async fn each_context_sees_its_own() {
    let (db, one, _) = given().await;
    let platform = db.platform();
    assert_eq!(
        counts(&platform, PlatformContext::Login).await,
        [2, 2, 2, 0, 0]
    );
    assert_eq!(
        counts(&platform, PlatformContext::SuperAdmin(ROOT)).await,
        [2, 2, 2, 2, 1]
    );
    assert_eq!(
        counts(&platform, PlatformContext::Tenant(one.into())).await,
        [1, 1, 0, 1, 0]
    );
    assert_eq!(
        counts(&platform, PlatformContext::Itself(ROOT)).await,
        [0, 0, 1, 0, 0]
    );
    assert_eq!(
        counts(
            &platform,
            PlatformContext::Tenant(Uuid::from_u128(5).into())
        )
        .await,
        [0, 0, 0, 0, 0]
    );
    // The fifth, bypass, is the owner's alone, and no context: without one, nothing is seen.
    let app = db.app_client().await;
    for table in [
        "tenants",
        "domains",
        "platform_users",
        "platform_audit",
        "outbox",
    ] {
        let row = app
            .query_one(&format!("SELECT count(*) FROM public.{table}"), &[])
            .await
            .unwrap();
        assert_eq!(row.get::<_, i64>(0), 0, "{table}");
        let forced = app
            .batch_execute(&format!(
                "BEGIN; SET LOCAL row_security = off; SELECT * FROM public.{table}"
            ))
            .await;
        assert!(forced.is_err(), "{table}");
        app.batch_execute("ROLLBACK").await.unwrap();
    }
    let owner = db.superuser().await;
    owner.batch_execute("SET ROLE panal_owner").await.unwrap();
    assert_eq!(
        owner
            .query_one("SELECT count(*) FROM public.tenants", &[])
            .await
            .unwrap()
            .get::<_, i64>(0),
        2
    );
}

#[tokio::test]
async fn contexts_do_not_leak_to_the_next_transaction() {
    let (db, one, _) = given().await;
    let mut config = db.config.clone();
    config.platform_size = 1;
    let platform = PlatformDb::new(&db.app, &config).unwrap();
    for _ in 0..3 {
        of(&platform, PlatformContext::SuperAdmin(ROOT))
            .await
            .commit()
            .await
            .unwrap();
        let tx = of(&platform, PlatformContext::SuperAdmin(ROOT)).await;
        assert_eq!(count(&tx, "public.tenants").await, 2);
        tx.commit().await.unwrap();
        assert_eq!(
            counts(&platform, PlatformContext::Tenant(one.into())).await,
            [1, 1, 0, 1, 0]
        );
        assert_eq!(
            counts(&platform, PlatformContext::Itself(OTHER)).await,
            [0, 0, 1, 0, 0]
        );
    }
}

#[tokio::test]
async fn nobody_writes_what_is_not_his() {
    let (db, one, two) = given().await;
    let platform = db.platform();
    let tenant = PlatformContext::Tenant(one.into());
    for (context, attempt) in [
        (tenant, format!("UPDATE public.tenants SET state = 'suspended' WHERE id = '{one}'")),
        (tenant, format!("UPDATE public.tenants SET schema_name = 'x' WHERE id = '{one}'")),
        (tenant, format!("INSERT INTO public.plan_overrides (tenant_id, resource, reason) VALUES ('{one}', 'users', 'x')")),
        (tenant, format!("INSERT INTO public.subscription_history (tenant_id, to_plan) VALUES ('{one}', 'x')")),
        (PlatformContext::Login, "SELECT owner_password_hash FROM public.tenant_requests".to_owned()),
        (tenant, "DELETE FROM public.tenants".to_owned()),
        (tenant, format!("INSERT INTO public.domains (id, tenant_id, domain) VALUES (gen_random_uuid(), '{two}', 'x.example')")),
        (tenant, format!("INSERT INTO public.platform_audit (id, actor_kind, actor, action) VALUES ('{ROOT}', 'job', 'x', 'x')")),
        (tenant, format!("INSERT INTO public.outbox (id, tenant_id, kind, payload) VALUES ('{ROOT}', '{two}', 'x', '{{}}')")),
        (PlatformContext::Login, "UPDATE public.platform_users SET email = 'x'".to_owned()),
        (PlatformContext::Itself(ROOT), "UPDATE public.platform_users SET email = 'x'".to_owned()),
        (PlatformContext::SuperAdmin(ROOT), "DELETE FROM public.platform_audit".to_owned()),
        (PlatformContext::SuperAdmin(ROOT), "UPDATE public.platform_audit SET actor = 'x'".to_owned()),
        (PlatformContext::SuperAdmin(ROOT), "CREATE TABLE public.loot (id int)".to_owned()),
        (
            PlatformContext::Itself(ROOT),
            format!("INSERT INTO public.platform_sessions (id, user_id, expires_at) VALUES (gen_random_uuid(), '{OTHER}', now())"),
        ),
        (
            PlatformContext::SuperAdmin(ROOT),
            "INSERT INTO public.platform_refresh_tokens (token_hash, session_id, expires_at) VALUES ('x', gen_random_uuid(), now())".to_owned(),
        ),
    ] {
        let tx = of(&platform, context).await;
        assert_eq!(refused(&tx, &attempt).await, "42501", "{context:?} {attempt}");
    }
    // Of what he may see of others he changes nothing.
    for context in [PlatformContext::Login, tenant] {
        let tx = of(&platform, context).await;
        tx.execute_unprepared("UPDATE public.platform_users SET is_active = false")
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let off = "SELECT count(*) FROM public.platform_users WHERE NOT is_active";
    let off: i64 = db
        .superuser()
        .await
        .query_one(off, &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(off, 0);
    // One's own row alone is within reach.
    let tx = of(&platform, PlatformContext::Itself(ROOT)).await;
    let log_in = async |user| TABLES.admit(&tx, user, "x", None).await.unwrap();
    assert!(!log_in(OTHER).await && log_in(ROOT).await);
    tx.commit().await.unwrap();
    let tx = of(&platform, PlatformContext::Login).await;
    assert_eq!(
        users::find_by_email(&tx, "other@panal.test")
            .await
            .unwrap()
            .unwrap()
            .last_login_at,
        None
    );
    assert!(
        users::find_by_email(&tx, "root@panal.test")
            .await
            .unwrap()
            .unwrap()
            .last_login_at
            .is_some()
    );
}

#[tokio::test]
async fn a_platform_user_logs_in_renews_and_logs_out() {
    let (db, ..) = given().await;
    let platform = db.platform();
    let later = Utc::now() + TimeDelta::days(7);
    let tx = of(&platform, PlatformContext::Login).await;
    let new = NewSession {
        user_id: ROOT,
        user_agent: None,
        address: None,
        token_hash: vec![1; 32],
        expires_at: later,
    };
    let id = sessions::open(&tx, new).await.unwrap();
    let entry = AuditEntry {
        actor: "root",
        action: "login",
        ..AuditEntry::default()
    };
    sessions::audit(&tx, entry).await.unwrap();
    tx.commit().await.unwrap();
    let tx = of(&platform, PlatformContext::Login).await;
    let found = sessions::find(&tx, id).await.unwrap().unwrap();
    assert_eq!(
        (found.user_id, found.second_factor, found.live),
        (ROOT, false, true)
    );
    let Rotation::Renewed(_) = sessions::rotate(&tx, &[1; 32], &[2; 32], later)
        .await
        .unwrap()
    else {
        panic!("not renewed")
    };
    let Rotation::Renewed(_) = sessions::rotate(&tx, &[2; 32], &[4; 32], later)
        .await
        .unwrap()
    else {
        panic!("not renewed")
    };
    tx.commit().await.unwrap();
    let tx = of(&platform, PlatformContext::Login).await;
    let reused = sessions::rotate(&tx, &[1; 32], &[3; 32], later)
        .await
        .unwrap();
    assert_eq!(
        reused,
        Rotation::Reused {
            session_id: id.0,
            user_id: ROOT
        }
    );
    tx.commit().await.unwrap();
    let tx = of(&platform, PlatformContext::Login).await;
    assert!(!sessions::find(&tx, id).await.unwrap().unwrap().live);
    assert_eq!(
        sessions::revoke_user(&tx, UserId(ROOT), "x").await.unwrap(),
        0
    );
}

#[tokio::test]
async fn a_business_moves_neither_itself_nor_its_subscription_to_another_state() {
    let (db, one, _) = given().await;
    let agreed = format!(
        "INSERT INTO public.plan_overrides (tenant_id, resource, maximum, reason) VALUES ('{one}', 'users', 1, 'x')"
    );
    let owner = db.superuser().await;
    owner.batch_execute(&agreed).await.unwrap();
    let platform = db.platform();
    let tx = of(&platform, PlatformContext::Tenant(one.into())).await;
    tx.execute_unprepared(
        "UPDATE public.subscriptions SET state = 'active', period_ends_at = NULL, price_usd_cents = 0",
    )
    .await
    .unwrap();
    tx.execute_unprepared("DELETE FROM public.plan_overrides")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let left = "SELECT (SELECT count(*) FROM public.plan_overrides) - (SELECT count(*) FROM public.subscriptions WHERE price_usd_cents = 0)";
    assert_eq!(
        owner.query_one(left, &[]).await.unwrap().get::<_, i64>(0),
        1
    );
}

#[tokio::test]
async fn the_server_asks_for_few_jobs_and_for_most_only_in_a_super_admins_name() {
    let (db, one, _) = given().await;
    let platform = db.platform();
    let tasks = [
        "create_tenant",
        "migrate_tenant",
        "enable_modules",
        "backup_tenant",
        "measure_tenant",
        "provision_tenant",
        "refill_pool",
        "deliver_event",
        "purge_tenant",
        "advance_subscriptions",
        "x",
    ];
    let contexts = [
        (PlatformContext::Login, 1),
        (PlatformContext::Itself(ROOT), 0),
        (PlatformContext::Tenant(one.into()), 0),
        (PlatformContext::SuperAdmin(ROOT), 4),
    ];
    for (context, allowed) in contexts {
        let is_super_admin = context == PlatformContext::SuperAdmin(ROOT);
        for (number, task) in tasks.iter().enumerate() {
            let tx = of(&platform, context).await;
            let ask = format!("SELECT public.enqueue_job('{task}', '{{}}', '{task}')");
            if number < allowed {
                assert_eq!(count_of(&tx, &ask).await, 1, "{context:?} {task}");
            } else {
                assert_eq!(refused(&tx, &ask).await, "42501", "{context:?} {task}");
            }
        }
        for look in [
            "SELECT count(*) FROM public.list_jobs()",
            "SELECT public.retry_job(1)",
        ] {
            let tx = of(&platform, context).await;
            if is_super_admin {
                count_of(&tx, look).await;
            } else {
                assert_eq!(refused(&tx, look).await, "42501", "{context:?} {look}");
            }
        }
    }
}

#[tokio::test]
async fn nobody_replaces_a_job_that_another_asked_for() {
    let (db, ..) = given().await;
    let platform = db.platform();
    let ask = async |context, task: &str, of_whom: &str| {
        let tx = of(&platform, context).await;
        let payload = format!(r#"{{"of": "{of_whom}"}}"#);
        count_of(
            &tx,
            &format!("SELECT public.enqueue_job('{task}', '{payload}', 'same')"),
        )
        .await;
        tx.commit().await.unwrap();
    };
    let root = PlatformContext::SuperAdmin(ROOT);
    ask(root, "create_tenant", "first").await;
    ask(root, "create_tenant", "root").await;
    ask(root, "backup_tenant", "root").await;
    ask(PlatformContext::Login, "create_tenant", "anybody").await;
    let waiting: Vec<String> = db
        .superuser()
        .await
        .query(
            "SELECT k.identifier || ' ' || (j.payload ->> 'of') FROM graphile_worker._private_jobs j
             JOIN graphile_worker._private_tasks k ON k.id = j.task_id
             WHERE j.payload ->> 'of' IS NOT NULL ORDER BY 1",
            &[],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(
        waiting,
        [
            "backup_tenant root",
            "create_tenant anybody",
            "create_tenant root"
        ]
    );
}

#[tokio::test]
async fn a_business_changes_its_plan_alone_and_to_one_that_is_for_sale() {
    let (db, one, _) = given().await;
    let platform = db.platform();
    let tenant = PlatformContext::Tenant(one.into());
    for change in [
        "name = 'Otro'",
        "tax_id = '1'",
        "email = 'x@x.test'",
        "logo_url = 'https://x.test'",
        "state = 'suspended'",
        "state_reason = 'x'",
        "purge_after = now()",
        "plan = 'basico', name = 'Otro'",
    ] {
        let tx = of(&platform, tenant).await;
        let attempt = format!("UPDATE public.tenants SET {change}");
        assert_eq!(refused(&tx, &attempt).await, "42501", "{change}");
    }
    for plan in PlanCode::ALL {
        let tx = of(&platform, tenant).await;
        // From one that is neither.
        let owner = db.superuser().await;
        owner
            .batch_execute("UPDATE public.tenants SET plan = CASE plan WHEN 'basico' THEN 'empresarial' ELSE 'basico' END")
            .await
            .unwrap();
        let attempt = format!("UPDATE public.tenants SET plan = '{plan}' WHERE plan <> '{plan}'");
        if plan.is_chosen() {
            tx.execute_unprepared(&attempt).await.unwrap();
        } else {
            assert_eq!(refused(&tx, &attempt).await, "42501", "{plan}");
        }
    }
    let tx = of(&platform, PlatformContext::SuperAdmin(ROOT)).await;
    tx.execute_unprepared("UPDATE public.tenants SET plan = 'custom', name = 'Otro'")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_business_signs_the_audit_with_its_own_people_alone() {
    let (db, one, two) = given().await;
    let platform = db.platform();
    hand_over(&db, two).await;
    let line = |kind: &str, actor: Uuid, action: &str, of: Uuid| {
        format!(
            "INSERT INTO public.platform_audit (id, actor_kind, actor, action, tenant_id)
             VALUES (gen_random_uuid(), '{kind}', '{actor}', '{action}', '{of}')"
        )
    };
    for forged in [
        line("platform_user", ROOT, "impersonation.begin", one),
        line("operator", ROOT, "tenant.plan", one),
        line("job", ROOT, "tenant.plan", one),
        line("tenant_user", ROOT, "tenant.plan", two),
    ] {
        let tx = of(&platform, PlatformContext::Tenant(one.into())).await;
        assert_eq!(refused(&tx, &forged).await, "42501", "{forged}");
    }
    let tx = of(&platform, PlatformContext::Tenant(one.into())).await;
    tx.execute_unprepared(&line("tenant_user", ROOT, "tenant.plan", one))
        .await
        .unwrap();
    // The platform's user whose hand-over it has just claimed is the one who came in.
    let tx = of(&platform, PlatformContext::Tenant(two.into())).await;
    let begins = line("platform_user", ROOT, "impersonation.begin", two);
    assert_eq!(refused(&tx, &begins).await, "42501");
    let tx = of(&platform, PlatformContext::Tenant(two.into())).await;
    tx.execute_unprepared("UPDATE public.impersonations SET used_at = now()")
        .await
        .unwrap();
    tx.execute_unprepared(&begins).await.unwrap();
    let other = line("platform_user", OTHER, "impersonation.begin", two);
    assert_eq!(refused(&tx, &other).await, "42501");
}

#[tokio::test]
async fn a_hand_over_that_was_spent_stays_spent() {
    let (db, one, _) = given().await;
    let platform = db.platform();
    hand_over(&db, one).await;
    let tenant = PlatformContext::Tenant(one.into());
    let tx = of(&platform, tenant).await;
    let forged = format!(
        "INSERT INTO public.impersonations (id, tenant_id, user_id, platform_user_id, platform_user, reason, code_hash, expires_at)
         VALUES (gen_random_uuid(), '{one}', '{ROOT}', '{ROOT}', 'x', 'x', 'forged', now() + interval '1 minute')"
    );
    assert_eq!(refused(&tx, &forged).await, "42501");
    let tx = of(&platform, tenant).await;
    tx.execute_unprepared("UPDATE public.impersonations SET used_at = now()")
        .await
        .unwrap();
    tx.execute_unprepared("UPDATE public.impersonations SET session_id = gen_random_uuid()")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for context in [tenant, PlatformContext::SuperAdmin(ROOT)] {
        for again in [
            "used_at = NULL",
            "used_at = now()",
            "session_id = NULL",
            "session_id = gen_random_uuid()",
        ] {
            let tx = of(&platform, context).await;
            let attempt = format!("UPDATE public.impersonations SET {again}");
            assert_eq!(refused(&tx, &attempt).await, "42501", "{context:?} {again}");
        }
    }
}

#[tokio::test]
async fn recovery_codes_are_their_owners() {
    let (db, ..) = given().await;
    let platform = db.platform();
    db.superuser()
        .await
        .batch_execute(&format!(
            "INSERT INTO public.platform_recovery_codes (user_id, code_hash) VALUES ('{ROOT}', 'one'), ('{OTHER}', 'two')"
        ))
        .await
        .unwrap();
    let insert = |user| {
        format!(
            "INSERT INTO public.platform_recovery_codes (user_id, code_hash) VALUES ('{user}', 'new')"
        )
    };
    let tx = of(&platform, PlatformContext::Login).await;
    assert_eq!(refused(&tx, &insert(ROOT)).await, "42501");
    let changes = [
        "UPDATE public.platform_recovery_codes SET used_at = now()",
        "DELETE FROM public.platform_recovery_codes",
    ];
    for (context, rows) in [
        (PlatformContext::Login, 0),
        (PlatformContext::Itself(ROOT), 1),
    ] {
        for change in changes {
            let tx = of(&platform, context).await;
            let change_it = Statement::from_string(DbBackend::Postgres, change);
            let done = tx.execute_raw(change_it).await.unwrap();
            assert_eq!(done.rows_affected(), rows, "{context:?} {change}");
        }
    }
    let tx = of(&platform, PlatformContext::Itself(ROOT)).await;
    tx.execute_unprepared(&insert(ROOT)).await.unwrap();
    assert_eq!(refused(&tx, &insert(OTHER)).await, "42501");
}

/// A hand-over to a tenant that nobody claimed yet.
async fn hand_over(db: &TestDb, tenant: Uuid) {
    db.superuser()
        .await
        .batch_execute(&format!(
            "INSERT INTO public.impersonations (id, tenant_id, user_id, platform_user_id, platform_user, reason, code_hash, expires_at)
             VALUES (gen_random_uuid(), '{tenant}', '{ROOT}', '{ROOT}', 'root@panal.test', 'x', 'code', now() + interval '1 minute')"
        ))
        .await
        .unwrap();
}

/// Rows that a query answers with.
async fn count_of(tx: &PlatformTx, sql: &str) -> usize {
    tx.query_all_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await
        .unwrap()
        .len()
}
