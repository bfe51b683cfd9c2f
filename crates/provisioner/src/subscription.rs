//! The subscription that every tenant has.

use crate::{OwnerTx, Result};
use chrono::Utc;
use panal_domain::{PlanCode, Subscription, TenantId};

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
