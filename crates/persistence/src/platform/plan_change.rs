//! A tenant's plan and what it pays for it, as the tenant sees it; and changing the plan, which is the same whoever
//! does it.

use super::{
    query,
    subscriptions::{limits_with, set_plan},
    tenants::{LIMITS, limits},
};
use crate::{Actor, Error, PlatformTx, Result, tenant::usage::Usage};
use chrono::{DateTime, Utc};
use panal_domain::{
    Invalid, Limited, PlanCode, PlanLimits, Subscription, SubscriptionState, TenantId,
};
use sea_orm::{DbErr, FromQueryResult};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a tenant has and pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Its plan.
    pub plan: PlanCode,
    /// The most that plan and agreement allow.
    pub limits: PlanLimits,
    /// State and dates, as written.
    pub subscription: Subscription,
    /// Price a month, in US cents; on trial, that of what follows.
    pub price_usd_cents: i32,
    /// Since when.
    pub started_at: DateTime<Utc>,
}

/// Something of which there is more than a plan allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// What.
    pub limited: Limited,
    /// How much is used.
    pub used: u64,
    /// How much the plan allows.
    pub allowed: u64,
}

/// What came of changing a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanChange {
    /// It holds from now on, and its price; this one was before.
    Changed(PlanCode),
    /// It was that plan already.
    Same,
    /// Nothing changed: what is used is more than the plan allows.
    Exceeds(Vec<Exceeded>),
}

#[derive(FromQueryResult)]
struct Row {
    plan: String,
    limits: Value,
    state: String,
    price_usd_cents: i32,
    started_at: DateTime<Utc>,
    trial_ends_at: Option<DateTime<Utc>>,
    period_ends_at: Option<DateTime<Utc>>,
    past_due_at: Option<DateTime<Utc>>,
    suspended_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Plan {
    plan: String,
}

#[derive(FromQueryResult)]
struct Used {
    resource: String,
    used: i64,
}

/// What a tenant has and pays; `None` when there is no such tenant. Context: super admin, or the tenant.
pub async fn terms(tx: &PlatformTx, tenant: TenantId) -> Result<Option<Terms>> {
    let row: Option<Row> = query::one(
        tx,
        &format!(
            "SELECT t.plan, {LIMITS} AS limits, s.state, s.price_usd_cents, s.started_at, s.trial_ends_at,
                 s.period_ends_at, s.past_due_at, s.suspended_at, s.cancelled_at
             FROM public.tenants t JOIN public.plans p ON p.code = t.plan
             JOIN public.subscriptions s ON s.tenant_id = t.id WHERE t.id = $1"
        ),
        [tenant.0.into()],
    )
    .await?;
    row.map(|row| {
        Ok(Terms {
            plan: PlanCode::parse(&row.plan).map_err(unknown)?,
            limits: limits(&row.limits),
            subscription: Subscription {
                state: SubscriptionState::parse(&row.state).map_err(unknown)?,
                trial_ends_at: row.trial_ends_at,
                period_ends_at: row.period_ends_at,
                past_due_at: row.past_due_at,
                suspended_at: row.suspended_at,
                cancelled_at: row.cancelled_at,
            },
            price_usd_cents: row.price_usd_cents,
            started_at: row.started_at,
        })
    })
    .transpose()
}

/// What a tenant uses, this month where it is limited by month. Until the transaction ends nothing more is counted:
/// whoever would add something waits. Context: super admin, or the tenant.
pub async fn hold_usage(tx: &PlatformTx, tenant: TenantId) -> Result<Usage> {
    let rows: Vec<Used> = query::all(
        tx,
        "SELECT resource, used FROM public.hold_usage($1)",
        [tenant.0.into()],
    )
    .await?;
    Ok(rows
        .iter()
        // What only a newer program limits is nothing to this one.
        .filter_map(|row| {
            let limited = Limited::parse(&row.resource).ok()?;
            Some((limited, u64::try_from(row.used).unwrap_or_default()))
        })
        .collect())
}

/// Gives a tenant another plan, at once, if what is used fits; `None` when there is no such tenant. What was agreed
/// beside the plan stays. Say first who does it ([`say_tenant`], [`super::subscriptions::say_who`]). Context: super
/// admin, or the tenant.
pub async fn change(
    tx: &PlatformTx,
    tenant: TenantId,
    plan: PlanCode,
) -> Result<Option<PlanChange>> {
    let row: Option<Plan> = query::one(
        tx,
        "SELECT plan FROM public.tenants WHERE id = $1 FOR NO KEY UPDATE",
        [tenant.0.into()],
    )
    .await?;
    let Some(row) = row else { return Ok(None) };
    let before = PlanCode::parse(&row.plan).map_err(unknown)?;
    if before == plan {
        return Ok(Some(PlanChange::Same));
    }
    let used = hold_usage(tx, tenant).await?;
    let exceeded = exceeded(&used, &limits_with(tx, tenant, plan).await?);
    if !exceeded.is_empty() {
        return Ok(Some(PlanChange::Exceeds(exceeded)));
    }
    set_plan(tx, tenant, plan).await?;
    Ok(Some(PlanChange::Changed(before)))
}

/// What is used beyond limits.
#[must_use]
pub fn exceeded(used: &Usage, limits: &PlanLimits) -> Vec<Exceeded> {
    used.iter()
        .filter_map(|(limited, used)| {
            let allowed = u64::from(limits.of(*limited)?);
            (*used > allowed).then_some(Exceeded {
                limited: *limited,
                used: *used,
                allowed,
            })
        })
        .collect()
}

/// Says that one of the tenant's own people changes its plan in this transaction: the history takes it from there.
pub async fn say_tenant(tx: &PlatformTx, actor: &Actor) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Said {}
    let _: Option<Said> = query::one(
        tx,
        "SELECT set_config('app.actor', $1, true)",
        [actor.name.as_deref().unwrap_or_default().into()],
    )
    .await?;
    Ok(())
}

/// Records that one of the tenant's own people gave it another plan: on the platform and in the tenant's own audit log,
/// both in this transaction, which makes the change. Context: the tenant.
pub async fn record(
    tx: &PlatformTx,
    tenant: TenantId,
    actor: &Actor,
    (from, to): (PlanCode, PlanCode),
) -> Result<()> {
    let name = actor.name.as_deref().unwrap_or_default();
    query::run(
        tx,
        "INSERT INTO public.platform_audit (id, actor_kind, actor, action, tenant_id, tenant_slug, detail, request_id,
             address)
         SELECT $1, 'tenant_user', $2, 'tenant.plan', id, slug, $3, $4, $5 FROM public.tenants WHERE id = $6",
        [
            Uuid::now_v7().into(),
            actor.id.map(|id| id.to_string()).unwrap_or_default().into(),
            json!({"email": name, "from": from, "to": to}).into(),
            actor.request_id.clone().into(),
            actor.address.clone().into(),
            tenant.0.into(),
        ],
    )
    .await?;
    query::run(
        tx,
        "SELECT public.tell_plan($1, $2, $3, $4, $5, $6, $7)",
        [
            tenant.0.into(),
            Uuid::now_v7().into(),
            actor.id.into(),
            actor.name.clone().into(),
            json!({"plan": [from, to]}).into(),
            actor.request_id.clone().into(),
            actor.address.clone().into(),
        ],
    )
    .await?;
    Ok(())
}

fn unknown(fault: Invalid) -> Error {
    Error::Orm(DbErr::Type(fault.to_string()))
}
