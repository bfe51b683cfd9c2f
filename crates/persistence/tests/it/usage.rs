//! What is used is counted, whoever writes, and plans hold it in bounds.

use crate::support::{begin, refused, sql};
use panal_domain::{Limited, PersonName, PlanCode, PreferredContact, Tags};
use panal_persistence::{
    Error, Expected, PlatformContext, TenantTx,
    platform::plan_change::{self, Exceeded, PlanChange},
    tenant::{
        clients::{self, Client, NewClient},
        usage,
    },
};
use panal_test_support::TestDb;
use sea_orm::ConnectionTrait;

const MONTH: &str = "2026-11";

async fn client(tx: &TenantTx) -> Client {
    let new = NewClient {
        document: None,
        first_name: PersonName::parse("José").unwrap(),
        last_name: None,
        email: None,
        phone: None,
        birthday: None,
        notes: None,
        tags: Tags::default(),
        preferred_contact: PreferredContact::None,
    };
    clients::create(tx, new).await.unwrap()
}

async fn used(tx: &TenantTx, limited: Limited) -> u64 {
    let usage = usage::current(tx, MONTH).await.unwrap();
    usage.get(&limited).copied().unwrap_or_default()
}

async fn allow(db: &TestDb, clients: u32) {
    db.superuser()
        .await
        .batch_execute(&format!(
            "INSERT INTO public.plan_overrides (tenant_id, resource, maximum, reason)
             SELECT id, 'clients', {clients}, 'agreed' FROM public.tenants"
        ))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_counter_follows_each_client_there_and_back() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = begin(&db.tenants(), &tenant).await;
    assert_eq!(used(&tx, Limited::Clients).await, 0);
    let jose = client(&tx).await;
    client(&tx).await;
    assert_eq!(used(&tx, Limited::Clients).await, 2);
    let id = panal_domain::ClientId(jose.id);
    clients::delete(&tx, id, &Expected::Any).await.unwrap();
    assert_eq!(used(&tx, Limited::Clients).await, 1);
    clients::restore(&tx, id).await.unwrap();
    clients::restore(&tx, id).await.unwrap();
    assert_eq!(used(&tx, Limited::Clients).await, 2);
    tx.execute_unprepared(r#"DELETE FROM "tenant".clients"#)
        .await
        .unwrap();
    assert_eq!(used(&tx, Limited::Clients).await, 0);
    tx.rollback().await.unwrap();
    let tx = begin(&db.tenants(), &tenant).await;
    assert_eq!(used(&tx, Limited::Clients).await, 0);
}

#[tokio::test]
async fn one_too_many_is_refused_with_the_plan_and_its_limit() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    allow(&db, 1).await;
    let tx = begin(&db.tenants(), &tenant).await;
    client(&tx).await;
    usage::admit(&tx, Limited::Clients).await.unwrap();
    client(&tx).await;
    match usage::admit(&tx, Limited::Clients).await {
        Err(Error::LimitReached {
            limited: Limited::Clients,
            maximum: 1,
            used: 1,
            plan,
        }) => assert_eq!(plan, "profesional"),
        other => panic!("{other:?}"),
    }
    // Who counted nothing is not refused, however full it is.
    tx.commit().await.unwrap();
    let tx = begin(&db.tenants(), &tenant).await;
    assert_eq!(used(&tx, Limited::Clients).await, 2);
    usage::admit(&tx, Limited::Clients).await.unwrap();
    usage::admit(&tx, Limited::StorageMib).await.unwrap();
}

#[tokio::test]
async fn what_was_added_within_a_savepoint_counts_and_what_was_undone_does_not() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    allow(&db, 1).await;
    let tx = begin(&db.tenants(), &tenant).await;
    let added: Result<(), Error> = tx
        .savepoint(async {
            client(&tx).await;
            client(&tx).await;
            Ok(())
        })
        .await;
    added.unwrap();
    let refused = usage::admit(&tx, Limited::Clients).await;
    assert!(
        matches!(refused, Err(Error::LimitReached { used: 1, .. })),
        "{refused:?}"
    );
    tx.commit().await.unwrap();

    // Two of one that is allowed. What adds nothing in the end passes, and so does what makes room.
    let tx = begin(&db.tenants(), &tenant).await;
    let undone: Result<(), Error> = tx
        .savepoint(async {
            client(&tx).await;
            Err(Error::VersionConflict)
        })
        .await;
    assert!(undone.is_err());
    usage::admit(&tx, Limited::Clients).await.unwrap();
    tx.execute_unprepared(
        r#"DELETE FROM "tenant".clients WHERE id = (SELECT id FROM "tenant".clients LIMIT 1)"#,
    )
    .await
    .unwrap();
    usage::admit(&tx, Limited::Clients).await.unwrap();
    client(&tx).await;
    assert!(usage::admit(&tx, Limited::Clients).await.is_err());
}

#[tokio::test]
async fn a_month_s_count_is_its_own() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    db.superuser()
        .await
        .batch_execute(&format!(
            "INSERT INTO {}.usage_counters (resource, period, used)
             VALUES ('appointments_per_month', '2026-10', 9), ('appointments_per_month', '2026-11', 4)",
            tenant.schema.quoted()
        ))
        .await
        .unwrap();
    let tx = begin(&db.tenants(), &tenant).await;
    assert_eq!(used(&tx, Limited::AppointmentsPerMonth).await, 4);
}

#[tokio::test]
async fn nobody_holds_or_changes_another_s_plan() {
    let db = TestDb::new().await;
    let uno = db.tenant("uno").await;
    let dos = db.tenant("dos").await;
    let platform = db.platform();
    let tx = platform
        .begin(PlatformContext::Tenant(uno.id))
        .await
        .unwrap();
    // It is not even there.
    assert_eq!(
        plan_change::change(&tx, dos.id, PlanCode::Basico)
            .await
            .unwrap(),
        None
    );
    assert_eq!(plan_change::terms(&tx, dos.id).await.unwrap(), None);
    let query = format!("SELECT public.hold_usage('{}')", dos.id);
    assert_eq!(refused(&tx, &query).await, "42501");
    tx.rollback().await.unwrap();
    let tx = platform
        .begin(PlatformContext::Tenant(uno.id))
        .await
        .unwrap();
    let query = format!(
        "SELECT public.tell_plan('{}', gen_random_uuid(), NULL, 'nobody', '{{}}', NULL, NULL)",
        dos.id
    );
    assert_eq!(refused(&tx, &query).await, "42501");
    tx.rollback().await.unwrap();
    // Of itself it may write the plan, and nothing of what it pays or may have.
    let begin = || platform.begin(PlatformContext::Tenant(uno.id));
    for (statement, rows) in [
        ("UPDATE public.tenants SET plan = 'empresarial'", 1),
        ("UPDATE public.plans SET max_clients = 7", 0),
        ("UPDATE public.subscriptions SET price_usd_cents = 0", 0),
        ("DELETE FROM public.plan_overrides", 0),
    ] {
        let tx = begin().await.unwrap();
        let done = tx.execute_raw(sql(statement)).await.unwrap();
        assert_eq!(done.rows_affected(), rows, "{statement}");
    }
    for statement in [
        "UPDATE public.tenants SET plan = 'basico', state = 'suspended'",
        "INSERT INTO public.plan_overrides (tenant_id, resource, maximum, reason)
         SELECT id, 'clients', NULL, 'mine' FROM public.tenants",
        "DELETE FROM public.plans",
        "UPDATE public.subscription_history SET actor = 'somebody else'",
    ] {
        let tx = begin().await.unwrap();
        assert_eq!(refused(&tx, statement).await, "42501", "{statement}");
    }
}

#[tokio::test]
async fn a_plan_changes_once_and_with_its_price() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = begin(&db.tenants(), &tenant).await;
    tx.execute_unprepared(
        r#"INSERT INTO "tenant".clients (id, first_name) SELECT gen_random_uuid(), 'x' FROM generate_series(1, 51)"#,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let tx = db
        .platform()
        .begin(PlatformContext::Tenant(tenant.id))
        .await
        .unwrap();
    let change = async |plan: PlanCode| {
        plan_change::change(&tx, tenant.id, plan)
            .await
            .unwrap()
            .unwrap()
    };
    assert_eq!(
        change(PlanCode::Basico).await,
        PlanChange::Exceeds(vec![Exceeded {
            limited: Limited::Clients,
            used: 51,
            allowed: 50
        }])
    );
    assert_eq!(
        change(PlanCode::Empresarial).await,
        PlanChange::Changed(PlanCode::Profesional)
    );
    assert_eq!(change(PlanCode::Empresarial).await, PlanChange::Same);
    let terms = plan_change::terms(&tx, tenant.id).await.unwrap().unwrap();
    assert_eq!(
        (terms.plan, terms.price_usd_cents, terms.limits.clients),
        (PlanCode::Empresarial, 19_900, Some(500))
    );
}

/// So many appointments on a day, with whoever and whatever there is.
async fn appointments(tx: &TenantTx, day: &str, count: u32) {
    tx.execute_unprepared(&format!(
        r#"INSERT INTO "tenant".appointments (id, code, branch_id, client_id, professional_id, service_id, state, source,
               day, starts_at, ends_at, service_price, final_price, visit_id)
           SELECT gen_random_uuid(), gen_random_uuid()::text, b.id, c.id, p.id, s.id, 'pendiente', 'staff', '{day}',
               '{day} 15:00Z', '{day} 16:00Z', 1, 1, gen_random_uuid()
           FROM "tenant".branches b, (SELECT id FROM "tenant".clients LIMIT 1) c, "tenant".professionals p,
               "tenant".services s, generate_series(1, {count})"#
    ))
    .await
    .unwrap();
}

async fn of_month(tx: &TenantTx, month: &str) -> u64 {
    let usage = usage::current(tx, month).await.unwrap();
    usage
        .get(&Limited::AppointmentsPerMonth)
        .copied()
        .unwrap_or_default()
}

#[tokio::test]
async fn appointments_are_counted_by_the_month_of_their_day_and_admitted_month_by_month() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    db.superuser()
        .await
        .batch_execute(
            "INSERT INTO public.plan_overrides (tenant_id, resource, maximum, reason)
             SELECT id, 'appointments_per_month', 2, 'agreed' FROM public.tenants",
        )
        .await
        .unwrap();
    let tx = begin(&db.tenants(), &tenant).await;
    client(&tx).await;
    tx.execute_unprepared(
        r#"INSERT INTO "tenant".services (id, name, price, minutes) VALUES (gen_random_uuid(), 'Corte', 1, 30);
           INSERT INTO "tenant".professionals (id, full_name) VALUES (gen_random_uuid(), 'Luz')"#,
    )
    .await
    .unwrap();
    appointments(&tx, "2026-11-30", 2).await;
    appointments(&tx, "2026-12-01", 1).await;
    usage::admit(&tx, Limited::AppointmentsPerMonth)
        .await
        .unwrap();
    assert_eq!(
        (of_month(&tx, MONTH).await, of_month(&tx, "2026-12").await),
        (2, 1)
    );
    tx.commit().await.unwrap();

    // Another hour and another state are nothing new; a full month takes no more.
    let tx = begin(&db.tenants(), &tenant).await;
    tx.execute_unprepared(
        r#"UPDATE "tenant".appointments SET state = 'confirmada', ends_at = ends_at + interval '1 hour'"#,
    )
    .await
    .unwrap();
    usage::admit(&tx, Limited::AppointmentsPerMonth)
        .await
        .unwrap();
    assert_eq!(of_month(&tx, MONTH).await, 2);
    appointments(&tx, "2026-11-29", 1).await;
    let refused = usage::admit(&tx, Limited::AppointmentsPerMonth).await;
    assert!(
        matches!(
            refused,
            Err(Error::LimitReached {
                used: 2,
                maximum: 2,
                ..
            })
        ),
        "{refused:?}"
    );
    tx.rollback().await.unwrap();

    // What is cancelled makes room, and so does what moves to another month, where it takes a place.
    let tx = begin(&db.tenants(), &tenant).await;
    tx.execute_unprepared(
        r#"UPDATE "tenant".appointments SET state = 'cancelada', cancelled_at = now()
           WHERE id = (SELECT id FROM "tenant".appointments WHERE day = '2026-11-30' LIMIT 1)"#,
    )
    .await
    .unwrap();
    assert_eq!(of_month(&tx, MONTH).await, 1);
    tx.execute_unprepared(
        r#"UPDATE "tenant".appointments SET day = '2026-12-02' WHERE day = '2026-11-30' AND state <> 'cancelada'"#,
    )
    .await
    .unwrap();
    assert_eq!(
        (of_month(&tx, MONTH).await, of_month(&tx, "2026-12").await),
        (0, 2)
    );
    usage::admit(&tx, Limited::AppointmentsPerMonth)
        .await
        .unwrap();
    appointments(&tx, "2026-12-03", 1).await;
    let refused = usage::admit(&tx, Limited::AppointmentsPerMonth).await;
    assert!(matches!(refused, Err(Error::LimitReached { .. })));
    tx.rollback().await.unwrap();

    // Deleting counts back.
    let tx = begin(&db.tenants(), &tenant).await;
    tx.execute_unprepared(r#"DELETE FROM "tenant".appointments"#)
        .await
        .unwrap();
    assert_eq!(
        (of_month(&tx, MONTH).await, of_month(&tx, "2026-12").await),
        (0, 0)
    );
}
