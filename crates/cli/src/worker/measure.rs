use super::{
    queue::enqueue_for,
    tools::{JobError, Tools},
};
use chrono::Utc;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::TenantState;
use panal_provisioner::TenantFilter;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Counts what one tenant uses.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MeasureTenant {
    tenant_id: Uuid,
}

impl TaskHandler for MeasureTenant {
    const IDENTIFIER: &'static str = "measure_tenant";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenant = tools.tenant(self.tenant_id).await?;
        if !TenantState::KEPT.contains(&tenant.state) {
            // Deleted since.
            return Ok::<(), JobError>(());
        }
        let measured = tools.provisioner.measure(&tenant.id.to_string()).await?;
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            tenant = tenant.slug,
            bytes = measured.size_bytes,
            drifted = measured.drift.len(),
            "measured"
        );
        Ok(())
    }
}

/// Enqueues the measurement of every tenant.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct MeasureAll {}

impl TaskHandler for MeasureAll {
    const IDENTIFIER: &'static str = "measure_all";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenants = tools
            .provisioner
            .tenants(&TenantFilter {
                states: TenantState::KEPT.to_vec(),
                ..TenantFilter::default()
            })
            .await?;
        let ids = tenants.iter().map(|tenant| tenant.id);
        enqueue_for(&tools.provisioner, MeasureTenant::IDENTIFIER, ids).await?;
        Ok::<(), JobError>(())
    }
}

/// Moves subscriptions on to where time has left them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct AdvanceSubscriptions {}

impl TaskHandler for AdvanceSubscriptions {
    const IDENTIFIER: &'static str = "advance_subscriptions";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let advanced = tools.provisioner.advance_subscriptions(Utc::now()).await?;
        for moved in &advanced {
            tracing::info!(
                task = Self::IDENTIFIER,
                job = context.job().id(),
                tenant = moved.tenant,
                from = moved.from.as_str(),
                to = moved.to.as_str(),
                "subscription moved on"
            );
        }
        Ok::<(), JobError>(())
    }
}
