//! Finding the tenant that a host belongs to, before anybody is known: in [`PlatformContext::Login`].
//!
//! [`PlatformContext::Login`]: crate::PlatformContext::Login

use crate::{Error, PlatformTx, Result, TenantScope};
use chrono::{DateTime, Utc};
use panal_domain::{
    CurrencyCode, Host, Invalid, Limited, Locale, Module, ModuleSet, PlanCode, PlanLimits, Profile,
    RoleName, SchemaName, Slug, Subscription, SubscriptionState, TenantId, TenantState, TimeZone,
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};
use uuid::Uuid;

/// A tenant as the server needs it to answer requests.
#[derive(Debug, Clone)]
pub struct HostedTenant {
    /// Its id.
    pub id: TenantId,
    /// Its label under a base domain.
    pub slug: Slug,
    /// The business's name.
    pub name: String,
    /// Its industry.
    pub profile: Profile,
    /// Its plan.
    pub plan: PlanCode,
    /// The most that plan and agreement allow.
    pub limits: PlanLimits,
    /// Whether it pays.
    pub subscription: Subscription,
    /// Where it is in its life.
    pub state: TenantState,
    /// ISO 3166 code of its country.
    pub country: String,
    /// Its currency.
    pub currency: CurrencyCode,
    /// Its time zone.
    pub time_zone: TimeZone,
    /// Its locale.
    pub locale: Locale,
    /// Where its logo is.
    pub logo_url: Option<String>,
    /// Its modules.
    pub modules: ModuleSet,
    /// Digest of the migrations applied to its schema.
    pub fingerprint: String,
    /// Its domains, the primary one first.
    pub domains: Vec<Host>,
    /// The domain to which browsers are sent.
    pub primary_domain: Option<Host>,
    /// What a transaction of its own needs.
    pub scope: TenantScope,
}

/// A migration that was applied to a tenant's schema.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct AppliedMigration {
    /// Its name.
    pub name: String,
    /// Whether a program that does not know it can serve the schema.
    pub expand: bool,
}

/// The tenant with this slug. Of several, which only purged tenants can be, the latest.
pub async fn by_slug(tx: &PlatformTx, slug: &Slug) -> Result<Option<HostedTenant>> {
    let condition = "t.slug = $1 ORDER BY t.state = 'deleted', t.updated_at DESC LIMIT 1";
    one(tx, condition, slug.as_str()).await
}

/// The tenant that owns this domain.
pub async fn by_domain(tx: &PlatformTx, domain: &Host) -> Result<Option<HostedTenant>> {
    let condition = "t.id = (SELECT tenant_id FROM public.domains WHERE domain = $1)";
    one(tx, condition, domain.as_str()).await
}

/// The migrations applied to a tenant's schema, by name.
pub async fn applied_migrations(
    tx: &PlatformTx,
    tenant: TenantId,
) -> Result<Vec<AppliedMigration>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT name, expand FROM public.migration_ledger WHERE tenant_id = $1 ORDER BY name",
            [Value::from(tenant.0)],
        ))
        .await?;
    rows.iter()
        .map(|row| AppliedMigration::from_query_result(row, "").map_err(Error::from))
        .collect()
}

/// The platform's own migrations that were applied, by name.
pub async fn platform_migrations(tx: &PlatformTx) -> Result<Vec<String>> {
    let rows = tx
        .query_all_raw(Statement::from_string(
            DbBackend::Postgres,
            "SELECT version FROM public.platform_migrations ORDER BY version",
        ))
        .await?;
    rows.iter()
        .map(|row| row.try_get::<String>("", "version").map_err(Error::from))
        .collect()
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    slug: String,
    schema_name: String,
    role_name: String,
    name: String,
    profile: String,
    plan: String,
    limits: serde_json::Value,
    subscription_state: Option<String>,
    trial_ends_at: Option<DateTime<Utc>>,
    period_ends_at: Option<DateTime<Utc>>,
    past_due_at: Option<DateTime<Utc>>,
    suspended_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
    state: String,
    country: String,
    currency: String,
    time_zone: String,
    locale: String,
    logo_url: Option<String>,
    modules: Vec<String>,
    fingerprint: String,
    domains: Vec<String>,
    primary_domain: Option<String>,
}

/// SQL for the limits of tenant `t` with plan `p`, overrides applied, by the names of [`Limited`]; null is no limit.
pub const LIMITS: &str = "(jsonb_build_object('users', p.max_users, 'clients', p.max_clients, \
     'professionals', p.max_professionals, 'appointments_per_month', p.max_appointments_per_month, \
     'branches', p.max_branches, 'storage_mib', p.max_storage_mib) || coalesce((SELECT \
     jsonb_object_agg(o.resource, o.maximum) FROM public.plan_overrides o WHERE o.tenant_id = t.id), '{}'))";

/// Reads what [`LIMITS`] wrote.
#[must_use]
pub fn limits(json: &serde_json::Value) -> PlanLimits {
    Limited::ALL
        .iter()
        .fold(PlanLimits::default(), |limits, limited| {
            let most = json
                .get(limited.as_str())
                .and_then(serde_json::Value::as_u64);
            limits.with(*limited, most.and_then(|most| u32::try_from(most).ok()))
        })
}

async fn one(tx: &PlatformTx, condition: &str, value: &str) -> Result<Option<HostedTenant>> {
    let sql = format!(
        "SELECT t.id, t.slug, t.schema_name, t.role_name, t.name, t.profile, t.plan, t.state, t.country, t.currency, \
         t.time_zone, t.locale, t.logo_url, t.modules, t.fingerprint, \
         ARRAY(SELECT domain FROM public.domains d WHERE d.tenant_id = t.id ORDER BY is_primary DESC, domain) AS domains, \
         (SELECT domain FROM public.domains d WHERE d.tenant_id = t.id AND is_primary) AS primary_domain, \
         {LIMITS} AS limits, s.state AS subscription_state, s.trial_ends_at, s.period_ends_at, s.past_due_at, \
         s.suspended_at, s.cancelled_at \
         FROM public.tenants t JOIN public.plans p ON p.code = t.plan \
         LEFT JOIN public.subscriptions s ON s.tenant_id = t.id WHERE {condition}"
    );
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            sql,
            [Value::from(value)],
        ))
        .await?;
    let Some(row) = row else { return Ok(None) };
    let row = Row::from_query_result(&row, "")?;
    let id = row.id;
    hosted(row)
        .map(Some)
        .map_err(|fault| Error::Orm(DbErr::Type(format!("tenant {id}: {fault}"))))
}

fn hosted(row: Row) -> std::result::Result<HostedTenant, Invalid> {
    let id = TenantId(row.id);
    let scope = TenantScope::new(
        id,
        &SchemaName::parse(&row.schema_name)?,
        &RoleName::parse(&row.role_name)?,
    );
    let plan = PlanCode::parse(&row.plan)?;
    let subscription = match row.subscription_state {
        Some(state) => Subscription {
            state: SubscriptionState::parse(&state)?,
            trial_ends_at: row.trial_ends_at,
            period_ends_at: row.period_ends_at,
            past_due_at: row.past_due_at,
            suspended_at: row.suspended_at,
            cancelled_at: row.cancelled_at,
        },
        // Every tenant gets one with its row; one made by hand is as on its first day.
        None => Subscription::new(plan, Utc::now()),
    };
    Ok(HostedTenant {
        id,
        slug: Slug::parse(&row.slug)?,
        name: row.name,
        profile: Profile::parse(&row.profile)?,
        plan,
        limits: limits(&row.limits),
        subscription,
        state: TenantState::parse(&row.state)?,
        country: row.country,
        currency: CurrencyCode::parse(&row.currency)?,
        time_zone: TimeZone::parse(&row.time_zone)?,
        locale: Locale::parse(&row.locale)?,
        logo_url: row.logo_url,
        // A module that only a newer program knows is none of this one's.
        modules: row
            .modules
            .iter()
            .filter_map(|module| Module::parse(module).ok())
            .collect(),
        fingerprint: row.fingerprint,
        domains: row
            .domains
            .iter()
            .filter_map(|domain| Host::parse(domain).ok())
            .collect(),
        primary_domain: row
            .primary_domain
            .and_then(|domain| Host::parse(&domain).ok()),
        scope,
    })
}
