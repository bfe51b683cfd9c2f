//! The subscription that every tenant has, its plan, and what was agreed beside the plan.

use crate::{Error, OwnerTx, Provisioner, Result, TenantRecord, usage};
use chrono::{DateTime, Utc};
use panal_domain::{Limited, PlanCode, PlanLimits, Subscription, SubscriptionState, TenantId};
use panal_persistence::platform::tenants::{LIMITS, limits};
use serde::Serialize;
use serde_json::json;
use tokio_postgres::Row;
use uuid::Uuid;

/// A subscription on record, with what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct SubscriptionRecord {
    /// The tenant, by slug.
    pub tenant: String,
    /// Its plan.
    pub plan: String,
    /// Where the subscription is.
    pub state: SubscriptionState,
    /// Price a month, in US cents.
    pub price_usd_cents: i32,
    /// End of the trial.
    pub trial_ends_at: Option<DateTime<Utc>>,
    /// Until when it is paid.
    pub period_ends_at: Option<DateTime<Utc>>,
    /// Since when a payment is due.
    pub past_due_at: Option<DateTime<Utc>>,
    /// Since when it is suspended.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Since when it is cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Every change, the oldest first.
    pub history: Vec<SubscriptionChange>,
}

/// A change of a plan or a subscription.
#[derive(Debug, Clone, Serialize)]
pub struct SubscriptionChange {
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
    /// Who changed it.
    pub actor: String,
    /// Why.
    pub reason: Option<String>,
}

/// A subscription that time moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advanced {
    /// The tenant, by slug.
    pub tenant: String,
    /// Where it was.
    pub from: SubscriptionState,
    /// Where it is now.
    pub to: SubscriptionState,
}

/// Begins the subscription of a tenant on record; one that has one keeps it.
pub(crate) async fn begin(tx: &OwnerTx, tenant: TenantId) -> Result<()> {
    let row = tx
        .query_one(
            "SELECT plan FROM public.tenants WHERE id = $1",
            &[&tenant.0],
        )
        .await?;
    let plan = PlanCode::parse(row.get("plan"))?;
    let new = Subscription::new(plan, Utc::now());
    tx.execute(
        "INSERT INTO public.subscriptions (tenant_id, state, price_usd_cents, trial_ends_at)
         SELECT $1, $2, price_usd_cents, $3 FROM public.plans WHERE code = $4
         ON CONFLICT (tenant_id) DO NOTHING",
        &[
            &tenant.0,
            &new.state.as_str(),
            &new.trial_ends_at,
            &plan.as_str(),
        ],
    )
    .await?;
    Ok(())
}

impl Provisioner {
    /// Gives a tenant another plan, at once. Refused while it uses more than that plan and what was agreed with it
    /// allow; the message lists what. The plan that it has is no change, and a trial is for beginnings only.
    pub async fn set_plan(
        &self,
        name: &str,
        plan: PlanCode,
        reason: Option<&str>,
    ) -> Result<TenantRecord> {
        let present = self.tenant(name).await?;
        if present.plan == plan.as_str() {
            return Ok(present);
        }
        if plan == PlanCode::Trial {
            return Err(Error::Refused {
                message: "the trial is for beginnings only".to_owned(),
                cure: "choose another plan; `panal subscription activate` gives free time"
                    .to_owned(),
            });
        }
        self.change(name, "tenant.plan", async |tx, tenant| {
            // Whoever is writing may wait for nothing of ours, but we do not wait for ever.
            tx.batch(&format!("SET LOCAL lock_timeout = {}", self.config.lock_timeout_ms))
                .await?;
            let used = usage::held(tx, tenant).await?;
            let most = allowed(tx, tenant.id, plan).await?;
            let excess: Vec<String> = Limited::ALL
                .iter()
                .filter_map(|limited| {
                    let most = most.of(*limited)?;
                    let used = used.get(limited.as_str()).copied().unwrap_or_default();
                    (used > i64::from(most)).then(|| format!("{limited}: {used}, and {most} allowed"))
                })
                .collect();
            if !excess.is_empty() {
                return Err(Error::Refused {
                    message: format!("{} uses more than {plan} allows: {}", tenant.slug, excess.join("; ")),
                    cure: format!(
                        "reduce it, or agree on another limit: `panal limit set {} RESOURCE N --reason …`",
                        tenant.slug
                    ),
                });
            }
            self.say_who(tx, reason).await?;
            tx.execute(
                "UPDATE public.tenants SET plan = $2 WHERE id = $1",
                &[&tenant.id.0, &plan.as_str()],
            )
            .await?;
            Ok(json!({"plan": [tenant.plan, plan], "reason": reason}))
        })
        .await
    }

    /// A tenant's subscription and its history.
    pub async fn subscription(&self, name: &str) -> Result<SubscriptionRecord> {
        let tenant = self.tenant(name).await?;
        let missing = || Error::NotFound(format!("subscription of {}", tenant.slug));
        let row = self
            .owner
            .query_opt(
                "SELECT * FROM public.subscriptions WHERE tenant_id = $1",
                &[&tenant.id.0],
            )
            .await?
            .ok_or_else(missing)?;
        let history = self
            .owner
            .query(
                "SELECT at, from_plan, to_plan, from_state, to_state, actor, reason FROM public.subscription_history
                 WHERE tenant_id = $1 ORDER BY id",
                &[&tenant.id.0],
            )
            .await?;
        let Subscription {
            state,
            trial_ends_at,
            period_ends_at,
            past_due_at,
            suspended_at,
            cancelled_at,
        } = read(&row)?;
        Ok(SubscriptionRecord {
            tenant: tenant.slug,
            plan: tenant.plan,
            state,
            price_usd_cents: row.get("price_usd_cents"),
            trial_ends_at,
            period_ends_at,
            past_due_at,
            suspended_at,
            cancelled_at,
            history: history
                .iter()
                .map(|row| SubscriptionChange {
                    at: row.get("at"),
                    from_plan: row.get("from_plan"),
                    to_plan: row.get("to_plan"),
                    from_state: row.get("from_state"),
                    to_state: row.get("to_state"),
                    actor: row.get("actor"),
                    reason: row.get("reason"),
                })
                .collect(),
        })
    }

    /// Takes a subscription for paid until then, or without an agreed end.
    pub async fn activate_subscription(
        &self,
        name: &str,
        until: Option<DateTime<Utc>>,
        reason: Option<&str>,
    ) -> Result<TenantRecord> {
        self.move_subscription(name, "subscription.activate", reason, |subscription| {
            subscription.activated(until)
        })
        .await
    }

    /// Ends a subscription now.
    pub async fn cancel_subscription(
        &self,
        name: &str,
        reason: Option<&str>,
    ) -> Result<TenantRecord> {
        self.move_subscription(name, "subscription.cancel", reason, |subscription| {
            subscription.cancelled(Utc::now())
        })
        .await
    }

    async fn move_subscription(
        &self,
        name: &str,
        action: &str,
        reason: Option<&str>,
        change: impl FnOnce(Subscription) -> Subscription,
    ) -> Result<TenantRecord> {
        self.change(name, action, async |tx, tenant| {
            let before = lock(tx, tenant.id)
                .await?
                .ok_or_else(|| Error::NotFound(format!("subscription of {}", tenant.slug)))?;
            let from = before.state;
            let after = change(before);
            if !from.next().contains(&after.state) {
                return Err(Error::Refused {
                    message: format!("the subscription of {} is {from} already", tenant.slug),
                    cure: format!("`panal subscription show {}` tells since when", tenant.slug),
                });
            }
            self.say_who(tx, reason).await?;
            write(tx, tenant.id, &after).await?;
            Ok(json!({
                "state": [from.as_str(), after.state.as_str()],
                "period_ends_at": after.period_ends_at,
                "reason": reason,
            }))
        })
        .await
    }

    /// Moves subscriptions on to where time has left them at `now`. Safe at any time, and as often as one likes. What
    /// fails for one tenant holds no other up: it is logged, and the error when all have had their turn.
    pub async fn advance_subscriptions(&self, now: DateTime<Utc>) -> Result<Vec<Advanced>> {
        let rows = self
            .owner
            .query(
                "SELECT s.*, t.slug FROM public.subscriptions s JOIN public.tenants t ON t.id = s.tenant_id
                 WHERE s.state <> 'cancelled' AND t.state <> 'deleted' ORDER BY t.slug",
                &[],
            )
            .await?;
        let mut advanced = Vec::new();
        let mut failed = None;
        for row in rows {
            let (id, slug): (Uuid, String) = (row.get("tenant_id"), row.get("slug"));
            let moved = match read(&row) {
                Ok(subscription) if subscription.due().is_none_or(|(at, _)| at > now) => continue,
                Ok(_due) => self.advance(TenantId(id), slug.clone(), now).await,
                Err(error) => Err(error),
            };
            match moved {
                Ok(moved) => advanced.extend(moved),
                Err(error) => {
                    tracing::error!(tenant = slug, error = %error, "the subscription could not be moved on");
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(advanced), Err)
    }

    /// One tenant's; each step is a line of its history.
    async fn advance(
        &self,
        id: TenantId,
        slug: String,
        now: DateTime<Utc>,
    ) -> Result<Option<Advanced>> {
        let tx = self.owner.begin().await?;
        let Some(before) = lock(&tx, id).await? else {
            tx.rollback().await?;
            return Ok(None);
        };
        let from = before.state;
        let mut subscription = before;
        while let Some((at, to)) = subscription.due().filter(|(at, _)| *at <= now) {
            let reason = why(&subscription, to);
            subscription = subscription.at(at);
            self.say_who(&tx, Some(reason)).await?;
            write(&tx, id, &subscription).await?;
        }
        if subscription.state == from {
            tx.rollback().await?;
            return Ok(None);
        }
        let to = subscription.state;
        let detail = json!({"state": [from.as_str(), to.as_str()]});
        self.audit(&tx, "subscription.advance", id, &slug, detail)
            .await?;
        tx.commit().await?;
        Ok(Some(Advanced {
            tenant: slug,
            from,
            to,
        }))
    }

    /// Agrees on a limit with a tenant, in place of its plan's; `None` is without limit.
    pub async fn set_limit(
        &self,
        name: &str,
        limited: Limited,
        most: Option<u32>,
        reason: &str,
    ) -> Result<TenantRecord> {
        let maximum = most
            .map(i32::try_from)
            .transpose()
            .map_err(|_too_large| Error::Refused {
                message: format!("{} is more than any limit can be", most.unwrap_or_default()),
                cure: "say unlimited".to_owned(),
            })?;
        self.change(name, "limit.set", async |tx, tenant| {
            tx.execute(
                "INSERT INTO public.plan_overrides (tenant_id, resource, maximum, reason) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (tenant_id, resource) DO UPDATE SET maximum = excluded.maximum, reason = excluded.reason,
                     created_at = now()",
                &[&tenant.id.0, &limited.as_str(), &maximum, &reason],
            )
            .await?;
            Ok(json!({"resource": limited, "maximum": most, "reason": reason}))
        })
        .await
    }

    /// Puts the plan's own limit back.
    pub async fn clear_limit(&self, name: &str, limited: Limited) -> Result<TenantRecord> {
        self.change(name, "limit.clear", async |tx, tenant| {
            let gone = tx
                .execute(
                    "DELETE FROM public.plan_overrides WHERE tenant_id = $1 AND resource = $2",
                    &[&tenant.id.0, &limited.as_str()],
                )
                .await?;
            if gone == 0 {
                let what = format!("limit on {limited} agreed with {}", tenant.slug);
                return Err(Error::NotFound(what));
            }
            Ok(json!({"resource": limited}))
        })
        .await
    }

    /// For the history that a trigger writes.
    async fn say_who(&self, tx: &OwnerTx, reason: Option<&str>) -> Result<()> {
        let (kind, name) = &self.actor;
        let actor: &str = if *kind == "job" { kind } else { name };
        tx.query(
            "SELECT set_config('app.actor', $1, true), set_config('app.reason', $2, true)",
            &[&actor, &reason.unwrap_or_default()],
        )
        .await
        .map(drop)
    }
}

/// Why time moved a subscription on.
fn why(before: &Subscription, to: SubscriptionState) -> &'static str {
    match (before.state, to) {
        (SubscriptionState::Trial, _) => "the trial is over",
        (SubscriptionState::Active, _) => "the paid period is over",
        (SubscriptionState::PastDue, _) => "unpaid until the end of the grace period",
        _ => "unpaid for too long",
    }
}

/// The most that a plan and what was agreed with a tenant allow.
async fn allowed(tx: &OwnerTx, tenant: TenantId, plan: PlanCode) -> Result<PlanLimits> {
    let sql = format!(
        "SELECT {LIMITS} AS limits FROM public.tenants t, public.plans p WHERE t.id = $1 AND p.code = $2"
    );
    let row = tx.query_one(&sql, &[&tenant.0, &plan.as_str()]).await?;
    Ok(limits(&row.get("limits")))
}

async fn lock(tx: &OwnerTx, tenant: TenantId) -> Result<Option<Subscription>> {
    tx.query_opt(
        "SELECT * FROM public.subscriptions WHERE tenant_id = $1 FOR UPDATE",
        &[&tenant.0],
    )
    .await?
    .map(|row| read(&row))
    .transpose()
}

async fn write(tx: &OwnerTx, tenant: TenantId, subscription: &Subscription) -> Result<()> {
    tx.execute(
        "UPDATE public.subscriptions SET state = $2, trial_ends_at = $3, period_ends_at = $4, past_due_at = $5,
             suspended_at = $6, cancelled_at = $7 WHERE tenant_id = $1",
        &[
            &tenant.0,
            &subscription.state.as_str(),
            &subscription.trial_ends_at,
            &subscription.period_ends_at,
            &subscription.past_due_at,
            &subscription.suspended_at,
            &subscription.cancelled_at,
        ],
    )
    .await
    .map(drop)
}

fn read(row: &Row) -> Result<Subscription> {
    Ok(Subscription {
        state: SubscriptionState::parse(row.get("state"))?,
        trial_ends_at: row.get("trial_ends_at"),
        period_ends_at: row.get("period_ends_at"),
        past_due_at: row.get("past_due_at"),
        suspended_at: row.get("suspended_at"),
        cancelled_at: row.get("cancelled_at"),
    })
}
