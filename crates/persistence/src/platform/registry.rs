//! The tenants on record, as super admins see and change them. All functions want their context.

use super::{
    entity::tenants::{self, Column, Entity},
    query,
    tenants::{AppliedMigration, LIMITS, limits},
};
use crate::{
    Expected, PlatformTx, Result,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{
    DomainName, PlanLimits, SubscriptionState, TenantId, TenantState,
    subscription::{GRACE_DAYS, SUSPENDED_DAYS},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A tenant's row.
pub use tenants::Model as Tenant;

/// What stands beside a tenant's row.
#[derive(Debug, Clone)]
pub struct Facts {
    /// State of the subscription, as time has left it.
    pub subscription_state: Option<String>,
    /// Price a month, in US cents.
    pub price_usd_cents: Option<i32>,
    /// End of the trial.
    pub trial_ends_at: Option<DateTime<Utc>>,
    /// Until when it is paid.
    pub period_ends_at: Option<DateTime<Utc>>,
    /// The most that plan and agreement allow.
    pub limits: PlanLimits,
    /// What was last measured.
    pub measured: Option<Measured>,
    /// Domains of its own, the primary one first.
    pub domains: Vec<String>,
    /// The migrations that its schema has.
    pub applied: Vec<AppliedMigration>,
    /// Why a migration of it failed.
    pub migration_failure: Option<String>,
}

/// What a tenant used on a day.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Measured {
    /// The day.
    pub day: NaiveDate,
    /// How much of what plans limit, by its name.
    pub used: Value,
    /// Counters that were wrong: `{resource: [counter, truth]}`.
    pub drift: Value,
    /// Bytes on disk.
    pub size_bytes: i64,
    /// When somebody last did something.
    pub last_activity_at: Option<DateTime<Utc>>,
    /// When it was measured.
    pub measured_at: DateTime<Utc>,
}

/// A step of the making of a tenant.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Step {
    /// What was done.
    pub step: String,
    /// `done` or `failed`.
    pub state: String,
    /// More about it.
    pub detail: Option<String>,
    /// Milliseconds that it took.
    pub duration_ms: f64,
    /// When it ended.
    pub at: DateTime<Utc>,
}

/// A migration that failed in a tenant.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct MigrationFailure {
    /// The tenant.
    pub tenant_id: Uuid,
    /// Its slug.
    pub slug: String,
    /// The migration, where it was one.
    pub name: Option<String>,
    /// What went wrong.
    pub error: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it last failed.
    pub failed_at: DateTime<Utc>,
}

/// A domain of a tenant's own.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Domain {
    /// The domain.
    pub domain: String,
    /// Whether browsers are sent to it.
    pub is_primary: bool,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// What is to change of a tenant; the inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct TenantChanges {
    /// Name of the business.
    pub name: Option<String>,
    /// Tax number.
    pub tax_id: Option<Option<String>>,
    /// E-mail of the business.
    pub email: Option<Option<String>>,
}

/// By what tenants are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TenantField {
    /// Label under the base domain.
    Slug,
    /// Name of the business.
    Name,
    /// Where it is in its life.
    State,
    /// Plan.
    Plan,
    /// Industry.
    Profile,
    /// ISO 3166 code of its country.
    Country,
    /// State of the subscription.
    Subscription,
    /// Bytes on disk, as last measured.
    SizeBytes,
    /// When somebody last did something, as last measured.
    LastActivityAt,
    /// When it was made.
    CreatedAt,
}

impl ListField for TenantField {
    const ALL: &'static [Self] = &[
        Self::Slug,
        Self::Name,
        Self::State,
        Self::Plan,
        Self::Profile,
        Self::Country,
        Self::Subscription,
        Self::SizeBytes,
        Self::LastActivityAt,
        Self::CreatedAt,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[(Self::Slug, Direction::Ascending)];

    fn name(self) -> &'static str {
        match self {
            Self::Slug => "slug",
            Self::Name => "name",
            Self::State => "state",
            Self::Plan => "plan",
            Self::Profile => "profile",
            Self::Country => "country",
            Self::Subscription => "subscription",
            Self::SizeBytes => "size_bytes",
            Self::LastActivityAt => "last_activity_at",
            Self::CreatedAt => "created_at",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::Slug | Self::Name | Self::Plan | Self::Profile | Self::Country => FieldKind::Text,
            Self::State => FieldKind::Choice(TenantState::NAMES),
            Self::Subscription => FieldKind::Choice(SubscriptionState::NAMES),
            Self::SizeBytes => FieldKind::Integer,
            Self::LastActivityAt | Self::CreatedAt => FieldKind::Timestamp,
        }
    }

    fn sortable(self) -> bool {
        true
    }

    fn optional(self) -> bool {
        matches!(
            self,
            Self::Subscription | Self::SizeBytes | Self::LastActivityAt
        )
    }

    fn expr(self) -> Expr {
        match self {
            Self::Slug => Expr::cust(r#""tenants"."slug""#),
            Self::Name => Expr::cust(r#"extensions.fold("tenants"."name")"#),
            Self::State => Expr::cust(r#""tenants"."state""#),
            Self::Plan => Expr::cust(r#""tenants"."plan""#),
            Self::Profile => Expr::cust(r#""tenants"."profile""#),
            Self::Country => Expr::cust(r#""tenants"."country""#),
            Self::Subscription => Expr::cust(format!(
                r#"(SELECT {} FROM public.subscriptions s WHERE s.tenant_id = "tenants"."id")"#,
                reckoned()
            )),
            Self::SizeBytes => measured("size_bytes"),
            Self::LastActivityAt => measured("last_activity_at"),
            Self::CreatedAt => Expr::cust(r#""tenants"."created_at""#),
        }
    }
}

/// SQL for the state of subscription `s` as time has left it, as [`panal_domain::Subscription::at`] reckons it.
pub(super) fn reckoned() -> String {
    format!(
        "(SELECT CASE WHEN s.state = 'cancelled' OR unpaid.until + interval '{} hours' <= now() THEN 'cancelled'
              WHEN s.state = 'suspended' OR unpaid.until <= now() THEN 'suspended'
              WHEN s.state = 'past_due' OR paid.until <= now() THEN 'past_due' ELSE s.state END
          FROM (SELECT CASE s.state WHEN 'trial' THEN s.trial_ends_at WHEN 'active' THEN s.period_ends_at
                    WHEN 'past_due' THEN s.past_due_at END AS until) paid,
              LATERAL (SELECT CASE s.state WHEN 'suspended' THEN s.suspended_at
                    ELSE paid.until + interval '{} hours' END AS until) unpaid)",
        SUSPENDED_DAYS * 24,
        GRACE_DAYS * 24,
    )
}

/// A column of the latest measurement.
fn measured(column: &str) -> Expr {
    Expr::cust(format!(
        r#"(SELECT m.{column} FROM public.usage_metrics m WHERE m.tenant_id = "tenants"."id" ORDER BY m.day DESC LIMIT 1)"#
    ))
}

/// What a search looks in.
const SEARCHED: &str = r#"extensions.fold("tenants"."slug" || ' ' || "tenants"."name" || ' ' || coalesce("tenants"."email", '') || ' ' || coalesce("tenants"."tax_id", ''))"#;

/// A page of tenants. Purged ones are left out unless the states to see are named.
pub async fn list(tx: &PlatformTx, query: &ListQuery<TenantField>) -> Result<Page<Tenant>> {
    let mut select = Entity::find();
    let by_state = |filter: &list::Filter<TenantField>| filter.field == TenantField::State;
    if !query.filters.iter().any(by_state) {
        select = select.filter(Column::State.ne(TenantState::Deleted.as_str()));
    }
    if let Some(text) = &query.search {
        select = select.filter(list::search(SEARCHED, text));
    }
    list::fetch(tx, select, query, Column::Id).await
}

/// One tenant.
pub async fn get(tx: &PlatformTx, id: TenantId) -> Result<Option<Tenant>> {
    Ok(Entity::find_by_id(id.0).one(tx).await?)
}

/// One tenant, which nobody else changes until the transaction ends.
pub async fn lock(tx: &PlatformTx, id: TenantId) -> Result<Option<Tenant>> {
    let lock = sea_orm::sea_query::LockType::NoKeyUpdate;
    Ok(Entity::find_by_id(id.0).lock(lock).one(tx).await?)
}

/// Moves a tenant to another state. The move has to be one that [`TenantState::transition`] allows.
pub async fn set_state(
    tx: &PlatformTx,
    id: TenantId,
    state: TenantState,
    reason: Option<&str>,
    purge_after: Option<DateTime<Utc>>,
) -> Result<()> {
    query::run(
        tx,
        "UPDATE public.tenants SET state = $2, state_reason = $3, purge_after = $4 WHERE id = $1",
        [
            id.0.into(),
            state.as_str().into(),
            reason.into(),
            purge_after.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Changes a tenant's row; gives it as it was and as it is. `None` when there is none.
pub async fn update(
    tx: &PlatformTx,
    id: TenantId,
    expected: &Expected,
    changes: TenantChanges,
) -> Result<Option<(Tenant, Tenant)>> {
    fn set<T>(value: Option<T>) -> sea_orm::ActiveValue<T>
    where
        sea_orm::Value: From<T>,
    {
        value.map_or(NotSet, Set)
    }
    let Some(before) = lock(tx, id).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    let change = tenants::ActiveModel {
        name: set(changes.name),
        tax_id: set(changes.tax_id),
        email: set(changes.email),
        ..Default::default()
    };
    if !sea_orm::ActiveModelTrait::is_changed(&change) {
        return Ok(Some((before.clone(), before)));
    }
    Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    let after = get(tx, id).await?;
    Ok(after.map(|after| (before, after)))
}

#[derive(FromQueryResult)]
struct FactsRow {
    id: Uuid,
    subscription_state: Option<String>,
    price_usd_cents: Option<i32>,
    trial_ends_at: Option<DateTime<Utc>>,
    period_ends_at: Option<DateTime<Utc>>,
    limits: Value,
    domains: Vec<String>,
    applied: Value,
    migration_failure: Option<String>,
    day: Option<NaiveDate>,
    used: Option<Value>,
    drift: Option<Value>,
    size_bytes: Option<i64>,
    last_activity_at: Option<DateTime<Utc>>,
    measured_at: Option<DateTime<Utc>>,
}

/// What stands beside the rows of these tenants.
pub async fn facts(tx: &PlatformTx, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Facts>> {
    let rows: Vec<FactsRow> = query::all(
        tx,
        &format!(
            "SELECT t.id, {reckoned} AS subscription_state, s.price_usd_cents, s.trial_ends_at, s.period_ends_at,
                 {LIMITS} AS limits,
                 ARRAY(SELECT domain FROM public.domains d WHERE d.tenant_id = t.id
                       ORDER BY is_primary DESC, domain) AS domains,
                 coalesce((SELECT jsonb_agg(jsonb_build_object('name', l.name, 'expand', l.expand))
                           FROM public.migration_ledger l WHERE l.tenant_id = t.id), '[]') AS applied,
                 (SELECT error FROM public.migration_failures f WHERE f.tenant_id = t.id) AS migration_failure,
                 m.day, m.used, m.drift, m.size_bytes, m.last_activity_at, m.measured_at
             FROM public.tenants t JOIN public.plans p ON p.code = t.plan
             LEFT JOIN public.subscriptions s ON s.tenant_id = t.id
             LEFT JOIN LATERAL (SELECT * FROM public.usage_metrics u WHERE u.tenant_id = t.id
                                ORDER BY u.day DESC LIMIT 1) m ON true
             WHERE t.id = ANY ($1)",
            reckoned = reckoned(),
        ),
        [ids.to_vec().into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.into())).collect())
}

impl From<FactsRow> for Facts {
    fn from(row: FactsRow) -> Self {
        let measured = match (row.day, row.size_bytes, row.measured_at) {
            (Some(day), Some(size_bytes), Some(measured_at)) => Some(Measured {
                day,
                used: row.used.unwrap_or_default(),
                drift: row.drift.unwrap_or_default(),
                size_bytes,
                last_activity_at: row.last_activity_at,
                measured_at,
            }),
            _ => None,
        };
        let applied = row.applied.as_array().cloned().unwrap_or_default();
        Self {
            subscription_state: row.subscription_state,
            price_usd_cents: row.price_usd_cents,
            trial_ends_at: row.trial_ends_at,
            period_ends_at: row.period_ends_at,
            limits: limits(&row.limits),
            measured,
            domains: row.domains,
            applied: applied
                .iter()
                .filter_map(|migration| {
                    Some(AppliedMigration {
                        name: migration.get("name")?.as_str()?.to_owned(),
                        expand: migration.get("expand")?.as_bool()?,
                    })
                })
                .collect(),
            migration_failure: row.migration_failure,
        }
    }
}

#[derive(FromQueryResult)]
struct Size {
    bytes: i64,
}

/// Bytes that a tenant has on disk now.
pub async fn size(tx: &PlatformTx, id: TenantId) -> Result<i64> {
    let row: Option<Size> =
        query::one(tx, "SELECT public.tenant_size($1) AS bytes", [id.0.into()]).await?;
    Ok(row.map_or(0, |row| row.bytes))
}

/// The steps by which a tenant was made, in their order.
pub async fn steps(tx: &PlatformTx, id: TenantId) -> Result<Vec<Step>> {
    query::all(
        tx,
        "SELECT step, state, detail, duration_ms, at FROM (
             SELECT * FROM public.provisioning_steps WHERE tenant_id = $1 ORDER BY id DESC LIMIT 100) s ORDER BY s.id",
        [id.0.into()],
    )
    .await
}

/// What was measured of a tenant from one day to another, both included.
pub async fn metrics(
    tx: &PlatformTx,
    id: TenantId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Measured>> {
    query::all(
        tx,
        "SELECT day, used, drift, size_bytes, last_activity_at, measured_at FROM public.usage_metrics
         WHERE tenant_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day",
        [id.0.into(), from.into(), to.into()],
    )
    .await
}

/// The migrations that failed and were not made good, the latest first, at most 200.
pub async fn migration_failures(tx: &PlatformTx) -> Result<Vec<MigrationFailure>> {
    query::all(
        tx,
        "SELECT f.tenant_id, t.slug, f.name, f.error, f.attempts, f.failed_at
         FROM public.migration_failures f JOIN public.tenants t ON t.id = f.tenant_id
         ORDER BY f.failed_at DESC LIMIT 200",
        [],
    )
    .await
}

/// Tenants and their migrations, a number of each kind.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Version {
    /// Modules.
    pub modules: Vec<String>,
    /// Digest of the migrations applied.
    pub fingerprint: String,
    /// How many tenants are alike.
    pub tenants: i64,
    /// The slugs of the first hundred of them.
    pub slugs: Vec<String>,
}

/// Which versions the schemas are at. Purged tenants and those still to be made have none.
pub async fn versions(tx: &PlatformTx) -> Result<Vec<Version>> {
    query::all(
        tx,
        "SELECT modules, fingerprint, count(*) AS tenants, (array_agg(slug ORDER BY slug))[1:100] AS slugs
         FROM public.tenants WHERE state NOT IN ('pending', 'provisioning', 'deleted') AND purge_started_at IS NULL
         GROUP BY modules, fingerprint ORDER BY count(*) DESC, fingerprint",
        [],
    )
    .await
}

/// A tenant's domains, the primary one first.
pub async fn domains(tx: &PlatformTx, id: TenantId) -> Result<Vec<Domain>> {
    query::all(
        tx,
        "SELECT domain, is_primary, created_at FROM public.domains WHERE tenant_id = $1
         ORDER BY is_primary DESC, domain",
        [id.0.into()],
    )
    .await
}

/// Adds a domain; the first of a tenant is its primary one, and so is one added as `primary`. Constraint
/// `domains_domain_key` when somebody has it. The tenant has to be locked.
pub async fn add_domain(
    tx: &PlatformTx,
    id: TenantId,
    domain: &DomainName,
    primary: bool,
) -> Result<()> {
    let primary = primary || domains(tx, id).await?.is_empty();
    if primary {
        demote(tx, id).await?;
    }
    query::run(
        tx,
        "INSERT INTO public.domains (id, tenant_id, domain, is_primary) VALUES ($1, $2, $3, $4)",
        [
            Uuid::now_v7().into(),
            id.0.into(),
            domain.as_str().into(),
            primary.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Makes one of a tenant's domains its primary one. False when it has no such domain. The tenant has to be locked.
pub async fn make_primary(tx: &PlatformTx, id: TenantId, domain: &DomainName) -> Result<bool> {
    demote(tx, id).await?;
    let changed = query::run(
        tx,
        "UPDATE public.domains SET is_primary = true WHERE tenant_id = $1 AND domain = $2",
        [id.0.into(), domain.as_str().into()],
    )
    .await?;
    Ok(changed > 0)
}

/// Takes a domain away; if it was the primary one, the oldest of the others follows. False when the tenant has no
/// such domain. The tenant has to be locked.
pub async fn remove_domain(tx: &PlatformTx, id: TenantId, domain: &DomainName) -> Result<bool> {
    let gone = query::run(
        tx,
        "DELETE FROM public.domains WHERE tenant_id = $1 AND domain = $2",
        [id.0.into(), domain.as_str().into()],
    )
    .await?;
    query::run(
        tx,
        "UPDATE public.domains SET is_primary = true WHERE id = (
             SELECT id FROM public.domains WHERE tenant_id = $1 ORDER BY created_at, id LIMIT 1)
           AND NOT EXISTS (SELECT FROM public.domains WHERE tenant_id = $1 AND is_primary)",
        [id.0.into()],
    )
    .await?;
    Ok(gone > 0)
}

async fn demote(tx: &PlatformTx, id: TenantId) -> Result<()> {
    query::run(
        tx,
        "UPDATE public.domains SET is_primary = false WHERE tenant_id = $1 AND is_primary",
        [id.0.into()],
    )
    .await?;
    Ok(())
}
