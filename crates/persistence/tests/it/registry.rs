//! The register of tenants: who may see and change what of it.

use crate::support::{refused, sql};
use chrono::Utc;
use panal_domain::{
    BusinessName, Country, DomainName, Limited, PasswordHash, PlanCode, Profile, Slug, TenantId,
    TenantState, UserId,
};
use panal_persistence::{
    Expected, PlatformContext, PlatformTx,
    list::ListQuery,
    platform::{
        audit::{self, AuditFilter, PlatformActor},
        impersonations::{self, NewImpersonation},
        jobs, plan_change, plans,
        registry::{self, TenantChanges, TenantField},
        requests::{self, NewOwner, NewRequest, RequestSource},
        subscriptions,
    },
};
use panal_test_support::TestDb;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

const ADMIN: Uuid = Uuid::from_u128(9);

async fn as_admin(db: &TestDb) -> PlatformTx {
    db.platform()
        .begin(PlatformContext::SuperAdmin(ADMIN))
        .await
        .unwrap()
}

fn actor() -> PlatformActor {
    PlatformActor {
        id: ADMIN,
        email: "sofia@panal.test".to_owned(),
        request_id: None,
        address: None,
    }
}

fn request(slug: &str, source: RequestSource) -> NewRequest {
    NewRequest {
        source,
        slug: Slug::parse(slug).unwrap(),
        name: BusinessName::parse("Clínica Sol").unwrap(),
        profile: Profile::ClinicaDental,
        plan: PlanCode::Trial,
        country: Country::Co,
        tax_id: None,
        email: None,
        phone: None,
        owner: Some(NewOwner {
            full_name: "Ana Pérez".parse().unwrap(),
            email: "ana@sol.test".parse().unwrap(),
            password_hash: Some(PasswordHash::from_stored("$2b$secret".to_owned())),
        }),
        requested_by: None,
        request_id: None,
        address: None,
    }
}

#[tokio::test]
async fn whoever_registers_asks_for_a_trial_and_reads_no_password() {
    let db = TestDb::new().await;
    let platform = db.platform();
    let tx = platform.begin(PlatformContext::Login).await.unwrap();
    let id = requests::ask(&tx, &request("sol", RequestSource::Registration))
        .await
        .unwrap();
    assert_eq!(id.get_version_num(), 4, "not to be guessed");
    tx.commit().await.unwrap();

    let tx = platform.begin(PlatformContext::Login).await.unwrap();
    let read = requests::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(
        (read.state.as_str(), read.is_finished()),
        ("waiting", false)
    );
    let found = requests::taken(&tx, &["sol", "luna"]).await.unwrap();
    assert_eq!(found, ["sol"]);
    let second = requests::ask(&tx, &request("sol", RequestSource::Registration)).await;
    assert_eq!(
        second.unwrap_err().constraint(),
        Some("tenant_requests_slug_key")
    );
    for (statement, what) in [
        (
            "SELECT owner_password_hash FROM public.tenant_requests",
            "a digest",
        ),
        (
            "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country)
             VALUES (gen_random_uuid(), 'super_admin', 'x', 'X', 'barberia', 'empresarial', 'CO')",
            "a plan for nothing",
        ),
        (
            "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country, state)
             VALUES (gen_random_uuid(), 'registration', 'x', 'X', 'barberia', 'trial', 'CO', 'done')",
            "a state",
        ),
        (
            "SELECT public.enqueue_job('backup_tenant', '{}')",
            "a super admin's job",
        ),
        ("SELECT * FROM public.list_jobs()", "the queue"),
        ("SELECT public.retry_job(1)", "a job again"),
    ] {
        let tx = platform.begin(PlatformContext::Login).await.unwrap();
        assert_eq!(refused(&tx, statement).await, "42501", "{what}");
    }
    let tx = platform.begin(PlatformContext::Login).await.unwrap();
    let done = tx
        .execute_raw(sql("UPDATE public.tenants SET plan = 'empresarial'"))
        .await
        .map(|done| done.rows_affected());
    assert!(done.is_err() || done.unwrap() == 0);
}

#[tokio::test]
async fn a_tenant_sees_nothing_of_the_register_but_itself() {
    let db = TestDb::new().await;
    let sol = db.tenant("sol").await;
    db.tenant("luna").await;
    let platform = db.platform();
    let tx = platform.begin(PlatformContext::Login).await.unwrap();
    requests::ask(&tx, &request("tierra", RequestSource::Registration))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let tx = platform
        .begin(PlatformContext::Tenant(sol.id))
        .await
        .unwrap();
    let all = registry::list(&tx, &ListQuery::<TenantField>::default())
        .await
        .unwrap();
    assert_eq!(all.total, 1);
    for table in ["tenant_requests", "platform_users", "migration_failures"] {
        let rows = tx
            .query_all_raw(sql(&format!("SELECT 1 AS it FROM public.{table}")))
            .await
            .unwrap();
        assert!(rows.is_empty(), "{table}");
    }
    assert_eq!(registry::size(&tx, sol.id).await.unwrap(), 0);
    tx.rollback().await.unwrap();
    let tx = platform
        .begin(PlatformContext::Tenant(sol.id))
        .await
        .unwrap();
    let suspend = registry::set_state(&tx, sol.id, TenantState::Suspended, None, None).await;
    assert_eq!(suspend.unwrap_err().code(), Some("42501"));
}

#[tokio::test]
async fn changes_of_plan_and_price_are_in_the_history_with_who_and_why() {
    let db = TestDb::new().await;
    let sol = db.tenant("sol").await;
    let tx = as_admin(&db).await;
    subscriptions::say_who(&tx, &actor(), Some("creció mucho"))
        .await
        .unwrap();
    subscriptions::set_plan(&tx, sol.id, PlanCode::Empresarial)
        .await
        .unwrap();
    subscriptions::agree(&tx, sol.id, Limited::Clients, Some(7), "a prueba")
        .await
        .unwrap();
    let limits = subscriptions::limits_with(&tx, sol.id, PlanCode::Basico)
        .await
        .unwrap();
    assert_eq!(
        (limits.clients, limits.users),
        (Some(7), Some(5)),
        "what was agreed goes along"
    );
    let history = subscriptions::history(&tx, sol.id).await.unwrap();
    assert_eq!(history[0].to_plan, "empresarial");
    assert_eq!(history[0].actor, "sofia@panal.test");
    assert_eq!(history[0].reason.as_deref(), Some("creció mucho"));
    assert!(
        subscriptions::disagree(&tx, sol.id, Limited::Clients)
            .await
            .unwrap()
    );
    assert!(
        !subscriptions::disagree(&tx, sol.id, Limited::Clients)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let tx = as_admin(&db).await;
    subscriptions::set_plan(&tx, sol.id, PlanCode::Custom)
        .await
        .unwrap();
    let history = subscriptions::history(&tx, sol.id).await.unwrap();
    assert_eq!(
        history[0].actor,
        ADMIN.to_string(),
        "who did not say is known by the context, and nothing is left of the transaction before"
    );
    assert_eq!(history[0].reason, None);
}

#[tokio::test]
async fn a_hand_over_is_claimed_once_and_by_its_tenant() {
    let db = TestDb::new().await;
    let sol = db.tenant("sol").await;
    let luna = db.tenant("luna").await;
    let admin = db
        .provisioner
        .create_platform_user(
            &"sofia@panal.test".parse().unwrap(),
            &"Sofía Súper".parse().unwrap(),
            &PasswordHash::from_stored("x".to_owned()),
        )
        .await
        .unwrap();
    db.superuser()
        .await
        .batch_execute("UPDATE public.platform_users SET totp_confirmed_at = now()")
        .await
        .unwrap();
    let digest = [7; 32];
    let tx = as_admin(&db).await;
    let prepared = NewImpersonation {
        tenant: sol.id.0,
        user: UserId(Uuid::from_u128(3)),
        platform_user: admin,
        email: "sofia@panal.test",
        reason: "para ver la agenda",
        code_hash: &digest,
    };
    impersonations::prepare(&tx, prepared).await.unwrap();
    tx.commit().await.unwrap();
    let claim = async |tenant: TenantId| {
        let tx = db
            .platform()
            .begin(PlatformContext::Tenant(tenant))
            .await
            .unwrap();
        let claimed = impersonations::claim(&tx, &digest).await.unwrap();
        tx.commit().await.unwrap();
        claimed
    };
    assert_eq!(claim(luna.id).await, None);
    let claimed = claim(sol.id).await.unwrap();
    assert_eq!(
        (claimed.platform_user_id, claimed.user_id),
        (admin, Uuid::from_u128(3))
    );
    assert_eq!(claim(sol.id).await, None);
}

#[tokio::test]
async fn the_register_is_changed_by_super_admins() {
    let db = TestDb::new().await;
    let sol = db.tenant("sol").await;
    let tx = as_admin(&db).await;
    let row = registry::get(&tx, sol.id).await.unwrap().unwrap();
    let changes = TenantChanges {
        name: Some("Sol".to_owned()),
        ..TenantChanges::default()
    };
    let (before, after) =
        registry::update(&tx, sol.id, &Expected::from(row.version), changes.clone())
            .await
            .unwrap()
            .unwrap();
    assert_eq!(
        (before.name.as_str(), after.name.as_str()),
        ("Clínica sol", "Sol")
    );
    let stale = registry::update(&tx, sol.id, &Expected::from(row.version), changes).await;
    assert!(matches!(
        stale,
        Err(panal_persistence::Error::VersionConflict)
    ));
    let domain = |name: &str| DomainName::parse(name).unwrap();
    registry::add_domain(&tx, sol.id, &domain("a.test"), false)
        .await
        .unwrap();
    registry::add_domain(&tx, sol.id, &domain("b.test"), true)
        .await
        .unwrap();
    let primaries = async || {
        let domains = registry::domains(&tx, sol.id).await.unwrap();
        domains
            .into_iter()
            .filter(|domain| domain.is_primary)
            .map(|domain| domain.domain)
            .collect::<Vec<_>>()
    };
    assert_eq!(primaries().await, ["b.test"]);
    assert!(
        registry::remove_domain(&tx, sol.id, &domain("b.test"))
            .await
            .unwrap()
    );
    assert_eq!(primaries().await, ["a.test"]);
    assert!(registry::size(&tx, sol.id).await.unwrap() > 100_000);
    let facts = registry::facts(&tx, &[sol.id.0]).await.unwrap();
    assert!(!facts[&sol.id.0].applied.is_empty());

    let job = jobs::enqueue(&tx, "migrate_tenant", json!({"tenant_id": sol.id}), None)
        .await
        .unwrap();
    let listed = jobs::list(&tx, false).await.unwrap();
    assert_eq!((listed[0].id, listed[0].tenant_id), (job, Some(sol.id.0)));
    assert!(jobs::retry(&tx, job).await.unwrap());
    assert!(!jobs::retry(&tx, job + 1).await.unwrap());

    for plan in plans::list(&tx).await.unwrap() {
        let code = PlanCode::parse(&plan.code).unwrap();
        assert_eq!(plan.limits(), code.limits(), "{code}");
    }
    for number in 0..3 {
        audit::record(
            &tx,
            &actor(),
            "test",
            Some((sol.id.0, "sol")),
            json!({"n": number}),
        )
        .await
        .unwrap();
    }
    let filter = AuditFilter {
        actor: Some("sofia@panal.test".to_owned()),
        ..AuditFilter::default()
    };
    let page = audit::list(&tx, &filter, None, 2).await.unwrap();
    assert_eq!((page.rows.len(), &page.rows[0].detail["n"]), (2, &json!(2)));
    let rest = audit::list(&tx, &filter, page.next, 2).await.unwrap();
    assert_eq!((rest.rows.len(), &rest.rows[0].detail["n"]), (1, &json!(0)));
    assert_eq!(rest.next, None);
    tx.rollback().await.unwrap();
    let tx = as_admin(&db).await;
    assert_eq!(
        refused(&tx, "DELETE FROM public.platform_audit").await,
        "42501"
    );
}

#[tokio::test]
async fn registrations_have_an_end_for_each_owner_and_for_everybody() {
    let db = TestDb::new().await;
    let owner = db.superuser().await;
    let put = async |count: i64, email: &str, state: &str, ago: &str| {
        owner
            .execute(
                "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country, owner_email, state, created_at)
                 SELECT gen_random_uuid(), 'registration', left(gen_random_uuid()::text, 8), 'x', 'barberia', 'trial', 'CO',
                     $2, $3, now() - $4::text::interval FROM generate_series(1, $1::bigint)",
                &[&count, &email, &state, &ago],
            )
            .await
            .unwrap();
    };
    let platform = db.platform();
    let spent = async |email: &str| {
        let tx = platform.begin(PlatformContext::Login).await.unwrap();
        requests::is_spent(&tx, &email.parse().unwrap())
            .await
            .unwrap()
    };
    put(requests::MOST_A_DAY - 1, "ana@sol.test", "done", "23 hours").await;
    put(9, "ana@sol.test", "done", "25 hours").await;
    put(9, "ana@sol.test", "failed", "1 minute").await;
    assert!(!spent("ana@sol.test").await);
    put(1, "ana@sol.test", "waiting", "1 minute").await;
    assert!(spent("ana@sol.test").await);
    assert!(!spent("eva@luna.test").await);
    let left = requests::MOST_AN_HOUR - 10;
    put(9, "x@x.test", "done", "61 minutes").await;
    put(left - 1, "x@x.test", "failed", "59 minutes").await;
    assert!(!spent("eva@luna.test").await);
    put(1, "x@x.test", "done", "59 minutes").await;
    assert!(spent("eva@luna.test").await);
}

#[tokio::test]
async fn a_subscription_is_where_time_has_left_it_before_anybody_wrote_it_down() {
    let db = TestDb::new().await;
    let sol = db.tenant("sol").await;
    let owner = db.superuser().await;
    for (state, days, expected) in [
        ("trial", 1, "trial"),
        ("trial", -1, "past_due"),
        ("trial", -6, "past_due"),
        ("trial", -8, "suspended"),
        ("trial", -38, "cancelled"),
        ("active", 1, "active"),
        ("active", -1, "past_due"),
        ("active", -36, "suspended"),
        ("active", -38, "cancelled"),
        ("past_due", -6, "past_due"),
        ("past_due", -8, "suspended"),
        ("past_due", -38, "cancelled"),
        ("suspended", -29, "suspended"),
        ("suspended", -31, "cancelled"),
        ("cancelled", -1, "cancelled"),
    ] {
        let date = match state {
            "trial" => "trial_ends_at",
            "active" => "period_ends_at",
            "past_due" => "past_due_at",
            "suspended" => "suspended_at",
            _ => "cancelled_at",
        };
        owner
            .batch_execute(&format!(
                "UPDATE public.subscriptions SET trial_ends_at = NULL, period_ends_at = NULL, past_due_at = NULL,
                     suspended_at = NULL, cancelled_at = NULL, state = 'active';
                 UPDATE public.subscriptions SET state = '{state}', {date} = now() + interval '{days} days'"
            ))
            .await
            .unwrap();
        let tx = as_admin(&db).await;
        let terms = plan_change::terms(&tx, sol.id).await.unwrap().unwrap();
        assert_eq!(
            terms.subscription.at(Utc::now()).state.as_str(),
            expected,
            "{state} {days}"
        );
        let facts = registry::facts(&tx, &[sol.id.0]).await.unwrap();
        let told = facts[&sol.id.0].subscription_state.as_deref();
        assert_eq!(told, Some(expected), "{state} {days}");
        tx.rollback().await.unwrap();
    }
}
