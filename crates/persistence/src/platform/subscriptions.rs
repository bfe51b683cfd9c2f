//! What tenants pay for, what was agreed with them, and what became of it.

use super::{audit::PlatformActor, query, tenants::LIMITS};
use crate::{Error, PlatformTx, Result};
use chrono::{DateTime, Utc};
use panal_domain::{Limited, PlanCode, PlanLimits, Subscription, SubscriptionState, TenantId};
use sea_orm::{DbErr, FromQueryResult};
use serde_json::Value;

/// A change of a plan or a subscription.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Change {
    /// Its number; later ones are greater.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The plan before.
    pub from_plan: Option<String>,
    /// The plan since.
    pub to_plan: String,
    /// The state before.
    pub from_state: Option<String>,
    /// The state since.
    pub to_state: String,
    /// Price a month, in US cents.
    pub price_usd_cents: i32,
    /// Until when it is paid.
    pub period_ends_at: Option<DateTime<Utc>>,
    /// Who changed it.
    pub actor: String,
    /// Why.
    pub reason: Option<String>,
}

/// A limit agreed with one tenant.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Override {
    /// What is limited.
    pub resource: String,
    /// The most; none is without limit.
    pub maximum: Option<i32>,
    /// Why.
    pub reason: String,
    /// When it was agreed.
    pub created_at: DateTime<Utc>,
}

/// A subscription and its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// State and dates.
    pub subscription: Subscription,
    /// Price a month, in US cents.
    pub price_usd_cents: i32,
}

#[derive(FromQueryResult)]
struct Row {
    state: String,
    price_usd_cents: i32,
    trial_ends_at: Option<DateTime<Utc>>,
    period_ends_at: Option<DateTime<Utc>>,
    past_due_at: Option<DateTime<Utc>>,
    suspended_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
}

/// Says who changes plans and subscriptions in this transaction, and why: the history takes it from there.
pub async fn say_who(tx: &PlatformTx, actor: &PlatformActor, reason: Option<&str>) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Said {}
    let _: Option<Said> = query::one(
        tx,
        "SELECT set_config('app.actor', $1, true), set_config('app.reason', $2, true)",
        [
            actor.email.as_str().into(),
            reason.unwrap_or_default().into(),
        ],
    )
    .await?;
    Ok(())
}

/// A tenant's subscription, locked until the transaction ends. Context: super admin.
pub async fn lock(tx: &PlatformTx, tenant: TenantId) -> Result<Option<Paid>> {
    let row: Option<Row> = query::one(
        tx,
        "SELECT state, price_usd_cents, trial_ends_at, period_ends_at, past_due_at, suspended_at, cancelled_at
         FROM public.subscriptions WHERE tenant_id = $1 FOR NO KEY UPDATE",
        [tenant.0.into()],
    )
    .await?;
    row.map(|row| {
        Ok(Paid {
            subscription: Subscription {
                state: SubscriptionState::parse(&row.state)
                    .map_err(|fault| Error::Orm(DbErr::Type(fault.to_string())))?,
                trial_ends_at: row.trial_ends_at,
                period_ends_at: row.period_ends_at,
                past_due_at: row.past_due_at,
                suspended_at: row.suspended_at,
                cancelled_at: row.cancelled_at,
            },
            price_usd_cents: row.price_usd_cents,
        })
    })
    .transpose()
}

/// Writes a tenant's subscription. Context: super admin.
pub async fn write(tx: &PlatformTx, tenant: TenantId, paid: &Paid) -> Result<()> {
    let subscription = &paid.subscription;
    query::run(
        tx,
        "UPDATE public.subscriptions SET state = $2, price_usd_cents = $3, trial_ends_at = $4, period_ends_at = $5,
             past_due_at = $6, suspended_at = $7, cancelled_at = $8
         WHERE tenant_id = $1",
        [
            tenant.0.into(),
            subscription.state.as_str().into(),
            paid.price_usd_cents.into(),
            subscription.trial_ends_at.into(),
            subscription.period_ends_at.into(),
            subscription.past_due_at.into(),
            subscription.suspended_at.into(),
            subscription.cancelled_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The last 200 changes of a tenant's plan and subscription, the newest first.
pub async fn history(tx: &PlatformTx, tenant: TenantId) -> Result<Vec<Change>> {
    query::all(
        tx,
        "SELECT id, at, from_plan, to_plan, from_state, to_state, price_usd_cents, period_ends_at, actor, reason
         FROM public.subscription_history WHERE tenant_id = $1 ORDER BY id DESC LIMIT 200",
        [tenant.0.into()],
    )
    .await
}

/// The limits agreed with a tenant.
pub async fn overrides(tx: &PlatformTx, tenant: TenantId) -> Result<Vec<Override>> {
    query::all(
        tx,
        "SELECT resource, maximum, reason, created_at FROM public.plan_overrides WHERE tenant_id = $1
         ORDER BY resource",
        [tenant.0.into()],
    )
    .await
}

/// Agrees on a limit with a tenant, in place of its plan's; `None` is without limit. Context: super admin.
pub async fn agree(
    tx: &PlatformTx,
    tenant: TenantId,
    limited: Limited,
    maximum: Option<i32>,
    reason: &str,
) -> Result<()> {
    query::run(
        tx,
        "INSERT INTO public.plan_overrides (tenant_id, resource, maximum, reason) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, resource) DO UPDATE SET maximum = excluded.maximum, reason = excluded.reason,
             created_at = now()",
        [
            tenant.0.into(),
            limited.as_str().into(),
            maximum.into(),
            reason.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Goes back to the plan's limit. False when nothing else was agreed. Context: super admin.
pub async fn disagree(tx: &PlatformTx, tenant: TenantId, limited: Limited) -> Result<bool> {
    let gone = query::run(
        tx,
        "DELETE FROM public.plan_overrides WHERE tenant_id = $1 AND resource = $2",
        [tenant.0.into(), limited.as_str().into()],
    )
    .await?;
    Ok(gone > 0)
}

#[derive(FromQueryResult)]
struct Limits {
    limits: Value,
}

/// The limits that a tenant would have with another plan, what was agreed with it kept.
pub async fn limits_with(tx: &PlatformTx, tenant: TenantId, plan: PlanCode) -> Result<PlanLimits> {
    let row: Option<Limits> = query::one(
        tx,
        &format!(
            "SELECT {LIMITS} AS limits FROM public.tenants t, public.plans p WHERE t.id = $1 AND p.code = $2"
        ),
        [tenant.0.into(), plan.as_str().into()],
    )
    .await?;
    Ok(row.map_or_else(PlanLimits::default, |row| {
        super::tenants::limits(&row.limits)
    }))
}

/// Gives a tenant another plan, and its price. Context: super admin, or the tenant.
pub async fn set_plan(tx: &PlatformTx, tenant: TenantId, plan: PlanCode) -> Result<()> {
    query::run(
        tx,
        "UPDATE public.tenants SET plan = $2 WHERE id = $1 AND plan <> $2",
        [tenant.0.into(), plan.as_str().into()],
    )
    .await?;
    Ok(())
}
