//! What is sent and answered.

use chrono::{DateTime, Duration, Utc};
use panal_domain::{
    Limited, PlanCode, PlanLimits, SubscriptionState,
    subscription::{GRACE_DAYS, SUSPENDED_DAYS},
};
use panal_persistence::{
    PlatformTx, Result as DbResult,
    platform::{plan_change::Terms, plans, subscriptions::Change},
    tenant::usage::Usage,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The plan to change to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// `basico`, `profesional` or `empresarial`.
    #[schema(example = "profesional", max_length = 40)]
    pub plan: String,
}

/// A plan to choose.
#[derive(Debug, Serialize, ToSchema)]
pub struct Plan {
    /// Its code.
    #[schema(example = "profesional")]
    code: &'static str,
    /// Its name, in Spanish.
    #[schema(example = "Profesional")]
    name_es: String,
    /// Its name, in English.
    #[schema(example = "Professional")]
    name_en: String,
    /// Price a month, in US cents.
    #[schema(example = 7900)]
    price_usd_cents: i32,
    /// The most that it allows.
    limits: Limits,
}

/// The most that a plan allows; null is without limit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanLimits)]
pub struct Limits {
    /// Users that can log in.
    #[schema(example = 10)]
    users: Option<u32>,
    /// Clients (or patients) that are not deleted.
    #[schema(example = 100)]
    clients: Option<u32>,
    /// Professionals with an agenda.
    #[schema(example = 10)]
    professionals: Option<u32>,
    /// Appointments in a calendar month of the business's time zone.
    #[schema(example = 2000)]
    appointments_per_month: Option<u32>,
    /// Branches that are open.
    #[schema(example = 3)]
    branches: Option<u32>,
    /// Stored files, in mebibytes.
    #[schema(example = 10240)]
    storage_mib: Option<u32>,
}

/// The plan that a business has.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChosenPlan {
    /// Its code.
    #[schema(example = "profesional")]
    code: &'static str,
    /// Its name, in Spanish.
    #[schema(example = "Profesional")]
    name_es: String,
    /// Its name, in English.
    #[schema(example = "Professional")]
    name_en: String,
}

/// What a business has, uses and pays.
#[derive(Debug, Serialize, ToSchema)]
pub struct Subscription {
    /// The plan.
    plan: ChosenPlan,
    /// `trial`, `active`, `past_due`, `suspended` or `cancelled`.
    #[schema(example = "active")]
    state: &'static str,
    /// Price a month, in US cents; on trial, from its end on.
    #[schema(example = 7900)]
    price_usd_cents: i32,
    /// Since when.
    started_at: DateTime<Utc>,
    /// When the trial ends, or ended.
    trial_ends_at: Option<DateTime<Utc>>,
    /// Until when it is paid; null: no end was agreed.
    period_ends_at: Option<DateTime<Utc>>,
    /// Since when a payment is due.
    past_due_at: Option<DateTime<Utc>>,
    /// While past due: when it will be suspended unless paid.
    grace_ends_at: Option<DateTime<Utc>>,
    /// Since when it is suspended.
    suspended_at: Option<DateTime<Utc>>,
    /// While suspended: when it will be cancelled unless paid.
    cancels_at: Option<DateTime<Utc>>,
    /// What plan and agreement allow, and what is used of it.
    limits: Vec<LimitUse>,
    /// The last 200 changes, the newest first.
    history: Vec<PlanHistory>,
}

/// A limit, and what is used of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitUse {
    /// `users`, `clients`, `professionals`, `appointments_per_month`, `branches` or `storage_mib`.
    #[schema(example = "clients")]
    resource: &'static str,
    /// The most; null is without limit.
    #[schema(example = 100)]
    maximum: Option<u32>,
    /// How much is used; of what counts by month, this month.
    #[schema(example = 42)]
    used: u64,
}

/// A change of the plan or of the subscription.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanHistory {
    /// When.
    at: DateTime<Utc>,
    /// The plan before; null at the beginning.
    from_plan: Option<String>,
    /// The plan since.
    #[schema(example = "profesional")]
    to_plan: String,
    /// The state before; null at the beginning.
    from_state: Option<String>,
    /// The state since.
    #[schema(example = "active")]
    to_state: String,
    /// Price a month, in US cents.
    #[schema(example = 7900)]
    price_usd_cents: i32,
    /// Until when it is paid.
    period_ends_at: Option<DateTime<Utc>>,
}

impl Plan {
    /// Those that a business can choose, the cheapest first.
    pub(crate) async fn offered(tx: &PlatformTx) -> DbResult<Vec<Self>> {
        let rows = plans::list(tx).await?;
        Ok(rows
            .iter()
            .filter_map(|row| {
                let code = PlanCode::parse(&row.code).ok()?;
                code.is_chosen().then(|| Self::new(code, row))
            })
            .collect())
    }

    fn new(code: PlanCode, row: &plans::Plan) -> Self {
        let ChosenPlan {
            code,
            name_es,
            name_en,
        } = code.into();
        Self {
            code,
            name_es,
            name_en,
            price_usd_cents: row.price_usd_cents,
            limits: row.limits().into(),
        }
    }
}

impl From<PlanCode> for ChosenPlan {
    fn from(plan: PlanCode) -> Self {
        let label = plan.label();
        Self {
            code: plan.as_str(),
            name_es: label.es.into_owned(),
            name_en: label.en.into_owned(),
        }
    }
}

impl From<PlanLimits> for Limits {
    fn from(limits: PlanLimits) -> Self {
        Self {
            users: limits.users,
            clients: limits.clients,
            professionals: limits.professionals,
            appointments_per_month: limits.appointments_per_month,
            branches: limits.branches,
            storage_mib: limits.storage_mib,
        }
    }
}

impl From<Change> for PlanHistory {
    /// Who on the platform changed it, and the note about it, stay there.
    fn from(change: Change) -> Self {
        Self {
            at: change.at,
            from_plan: change.from_plan,
            to_plan: change.to_plan,
            from_state: change.from_state,
            to_state: change.to_state,
            price_usd_cents: change.price_usd_cents,
            period_ends_at: change.period_ends_at,
        }
    }
}

impl Subscription {
    /// As time has left it.
    pub(super) fn new(terms: Terms, used: &Usage, history: Vec<Change>) -> Self {
        let now = terms.subscription.at(Utc::now());
        let after = |at: Option<DateTime<Utc>>, state: SubscriptionState, days: i64| {
            at.filter(|_| now.state == state)
                .map(|at| at + Duration::days(days))
        };
        Self {
            plan: terms.plan.into(),
            state: now.state.as_str(),
            price_usd_cents: terms.price_usd_cents,
            started_at: terms.started_at,
            trial_ends_at: now.trial_ends_at,
            period_ends_at: now.period_ends_at,
            past_due_at: now.past_due_at,
            grace_ends_at: after(now.past_due_at, SubscriptionState::PastDue, GRACE_DAYS),
            suspended_at: now.suspended_at,
            cancels_at: after(
                now.suspended_at,
                SubscriptionState::Suspended,
                SUSPENDED_DAYS,
            ),
            limits: Limited::ALL
                .iter()
                .map(|limited| LimitUse {
                    resource: limited.as_str(),
                    maximum: terms.limits.of(*limited),
                    used: used.get(limited).copied().unwrap_or_default(),
                })
                .collect(),
            history: history.into_iter().map(PlanHistory::from).collect(),
        }
    }
}
