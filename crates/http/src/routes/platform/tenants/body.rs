//! Tenants as JSON.

use crate::{progress::address, state::AppState, tenancy::SchemaState};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{Limited, Module};
use panal_persistence::platform::{
    registry::{Facts, Measured, Step, Tenant},
    subscriptions::{Change, Override},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// A tenant.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantBody {
    /// The tenant.
    id: Uuid,
    /// Label under the base domain.
    #[schema(example = "clinica-sol")]
    slug: String,
    /// Name of the business.
    #[schema(example = "Clínica Sol")]
    name: String,
    /// Its address.
    #[schema(example = "https://clinica-sol.panal.co")]
    url: Option<String>,
    /// `pending`, `provisioning`, `active`, `suspended`, `maintenance`, `deleting` or `deleted`.
    #[schema(example = "active")]
    state: String,
    /// Why it is in that state.
    state_reason: Option<String>,
    /// The provisioning step that failed.
    failed_step: Option<String>,
    /// Why it failed.
    failure: Option<String>,
    /// Industry.
    #[schema(example = "clinica_dental")]
    profile: String,
    /// Plan.
    #[schema(example = "profesional")]
    plan: String,
    /// ISO 3166 code of its country.
    #[schema(example = "CO")]
    country: String,
    /// Its currency.
    #[schema(example = "COP")]
    currency: String,
    /// Its time zone.
    #[schema(example = "America/Bogota")]
    time_zone: String,
    /// Tax number.
    tax_id: Option<String>,
    /// E-mail of the business.
    email: Option<String>,
    /// Its modules.
    modules: Vec<String>,
    /// Domains of its own, the primary one first.
    domains: Vec<String>,
    /// What it pays.
    subscription: Option<TenantSubscription>,
    /// What it uses of what its plan limits, as last measured.
    usage: Vec<TenantUsage>,
    /// Whether its schema is at this program's version: `current`, `behind`, `ahead`, or none where it has no schema.
    #[schema(example = "current")]
    schema_version: Option<&'static str>,
    /// Why a migration of it failed.
    migration_failure: Option<String>,
    /// Bytes on disk, as last measured.
    size_bytes: Option<i64>,
    /// When somebody last did something, as last measured.
    last_activity_at: Option<DateTime<Utc>>,
    /// When it was last measured.
    measured_at: Option<DateTime<Utc>>,
    /// End of the grace period of a deleted tenant.
    purge_after: Option<DateTime<Utc>>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// Last change.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    version: i32,
}

/// What a tenant pays.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantSubscription {
    /// `trial`, `active`, `past_due`, `suspended` or `cancelled`.
    #[schema(example = "active")]
    state: String,
    /// Price a month, in US cents.
    #[schema(example = 7900)]
    price_usd_cents: Option<i32>,
    /// End of the trial.
    trial_ends_at: Option<DateTime<Utc>>,
    /// Until when it is paid.
    period_ends_at: Option<DateTime<Utc>>,
}

/// How much is used of one thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantUsage {
    /// `users`, `clients`, `professionals`, `appointments_per_month`, `branches` or `storage_mib`.
    #[schema(example = "clients")]
    resource: &'static str,
    /// How much is used; none: not measured yet.
    used: Option<u64>,
    /// The most that is allowed; none: without limit.
    limit: Option<u32>,
}

/// A tenant and all there is to know of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantDetail {
    /// The tenant.
    #[serde(flatten)]
    tenant: TenantBody,
    /// Bytes on disk now.
    size_now_bytes: i64,
    /// Limits agreed with it, in place of its plan's.
    overrides: Vec<TenantOverride>,
    /// Changes of its plan and subscription, the newest first.
    history: Vec<SubscriptionChange>,
    /// How it was made.
    steps: Vec<ProvisioningStep>,
}

/// A limit agreed with a tenant.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantOverride {
    /// What is limited.
    #[schema(example = "clients")]
    resource: String,
    /// The most; none is without limit.
    maximum: Option<i32>,
    /// Why.
    reason: String,
    /// When it was agreed.
    created_at: DateTime<Utc>,
}

/// A change of a plan or a subscription.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubscriptionChange {
    /// When.
    at: DateTime<Utc>,
    /// The plan before.
    from_plan: Option<String>,
    /// The plan since.
    to_plan: String,
    /// The state before.
    from_state: Option<String>,
    /// The state since.
    to_state: String,
    /// Price a month, in US cents.
    price_usd_cents: i32,
    /// Until when it is paid.
    period_ends_at: Option<DateTime<Utc>>,
    /// Who changed it.
    actor: String,
    /// Why.
    reason: Option<String>,
}

/// A step of the making of a tenant.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvisioningStep {
    /// What was done.
    step: String,
    /// `done` or `failed`.
    state: String,
    /// More about it.
    detail: Option<String>,
    /// Milliseconds that it took.
    duration_ms: f64,
    /// When it ended.
    at: DateTime<Utc>,
}

/// What a tenant used on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantMetric {
    /// The day.
    day: NaiveDate,
    /// How much of what plans limit, by its name.
    #[schema(value_type = Object, example = json!({"clients": 40}))]
    used: Value,
    /// Counters that were wrong: `{resource: [counter, truth]}`.
    #[schema(value_type = Object)]
    drift: Value,
    /// Bytes on disk.
    size_bytes: i64,
    /// When somebody last did something.
    last_activity_at: Option<DateTime<Utc>>,
    /// When it was measured.
    measured_at: DateTime<Utc>,
}

// Describes what `changes` reads.
/// What is to change of a tenant. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantPatch {
    /// Name of the business.
    #[schema(example = "Clínica Sol", max_length = 160, nullable = false)]
    pub name: Option<String>,
    /// Tax number, by the rules of its country.
    pub tax_id: Option<String>,
    /// E-mail of the business.
    #[schema(max_length = 254)]
    pub email: Option<String>,
}

impl TenantBody {
    pub(super) fn new(state: &AppState, row: Tenant, facts: Facts) -> Self {
        let has_schema = super::work::has_schema(&row);
        let modules = row
            .modules
            .iter()
            .filter_map(|module| Module::parse(module).ok())
            .collect();
        let schema_version = has_schema.then(|| {
            version_name(
                state
                    .directory
                    .compare(&modules, &row.fingerprint, &facts.applied),
            )
        });
        let usage = usage(&facts);
        let measured = facts.measured;
        Self {
            id: row.id,
            url: (row.state != "deleted")
                .then(|| address(state, &row.slug))
                .flatten(),
            slug: row.slug,
            name: row.name,
            state: row.state,
            state_reason: row.state_reason,
            failed_step: row.failed_step,
            failure: row.failure,
            profile: row.profile,
            plan: row.plan,
            country: row.country,
            currency: row.currency,
            time_zone: row.time_zone,
            tax_id: row.tax_id,
            email: row.email,
            modules: row.modules,
            domains: facts.domains,
            subscription: facts.subscription_state.map(|state| TenantSubscription {
                state,
                price_usd_cents: facts.price_usd_cents,
                trial_ends_at: facts.trial_ends_at,
                period_ends_at: facts.period_ends_at,
            }),
            usage,
            schema_version,
            migration_failure: facts.migration_failure,
            size_bytes: measured.as_ref().map(|measured| measured.size_bytes),
            last_activity_at: measured
                .as_ref()
                .and_then(|measured| measured.last_activity_at),
            measured_at: measured.as_ref().map(|measured| measured.measured_at),
            purge_after: row.purge_after,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

fn usage(facts: &Facts) -> Vec<TenantUsage> {
    Limited::ALL
        .iter()
        .map(|limited| TenantUsage {
            resource: limited.as_str(),
            used: facts
                .measured
                .as_ref()
                .and_then(|measured| measured.used.get(limited.as_str()))
                .and_then(Value::as_u64),
            limit: facts.limits.of(*limited),
        })
        .collect()
}

pub(in crate::routes::platform) fn version_name(schema: SchemaState) -> &'static str {
    match schema {
        SchemaState::Current => "current",
        SchemaState::Behind => "behind",
        SchemaState::Ahead => "ahead",
    }
}

impl TenantDetail {
    pub(super) fn new(
        tenant: TenantBody,
        size_now_bytes: i64,
        overrides: Vec<Override>,
        history: Vec<Change>,
        steps: Vec<Step>,
    ) -> Self {
        Self {
            tenant,
            size_now_bytes,
            overrides: overrides.into_iter().map(TenantOverride::from).collect(),
            history: history.into_iter().map(SubscriptionChange::from).collect(),
            steps: steps
                .into_iter()
                .map(|step| ProvisioningStep {
                    step: step.step,
                    state: step.state,
                    detail: step.detail,
                    duration_ms: step.duration_ms,
                    at: step.at,
                })
                .collect(),
        }
    }

    pub(super) fn version(&self) -> i32 {
        self.tenant.version
    }
}

impl From<Override> for TenantOverride {
    fn from(row: Override) -> Self {
        Self {
            resource: row.resource,
            maximum: row.maximum,
            reason: row.reason,
            created_at: row.created_at,
        }
    }
}

impl From<Change> for SubscriptionChange {
    fn from(row: Change) -> Self {
        Self {
            at: row.at,
            from_plan: row.from_plan,
            to_plan: row.to_plan,
            from_state: row.from_state,
            to_state: row.to_state,
            price_usd_cents: row.price_usd_cents,
            period_ends_at: row.period_ends_at,
            actor: row.actor,
            reason: row.reason,
        }
    }
}

impl From<Measured> for TenantMetric {
    fn from(row: Measured) -> Self {
        Self {
            day: row.day,
            used: row.used,
            drift: row.drift,
            size_bytes: row.size_bytes,
            last_activity_at: row.last_activity_at,
            measured_at: row.measured_at,
        }
    }
}
