use super::{
    queue::enqueue_for,
    tools::{JobError, Tools},
};
use chrono::Utc;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::TenantState;
use panal_provisioner::{TenantFilter, TenantRecord};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Ends the data of a deleted tenant whose grace period is over.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PurgeTenant {
    tenant_id: Uuid,
}

impl TaskHandler for PurgeTenant {
    const IDENTIFIER: &'static str = "purge_tenant";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenant = tools.tenant(self.tenant_id).await?;
        if !is_due(&tenant) {
            // Done before, or brought back since.
            return Ok::<(), JobError>(());
        }
        let name = tenant.id.to_string();
        // What was saved before the grace period began may be old. Half a business is nothing to save.
        if tenant.purge_started_at.is_none() {
            Box::pin(tools.provisioner.backup(&name, &tools.backup.directory)).await?;
        }
        let purged = Box::pin(tools.provisioner.purge(&name, false)).await?;
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            tenant = purged.slug,
            tables = purged.tables,
            "purged"
        );
        Ok(())
    }
}

/// Whether a tenant's grace period is over.
fn is_due(tenant: &TenantRecord) -> bool {
    tenant.state == TenantState::Deleting && tenant.purge_after.is_some_and(|end| end <= Utc::now())
}

/// Enqueues the purge of every tenant whose grace period is over.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct PurgeExpired {}

impl TaskHandler for PurgeExpired {
    const IDENTIFIER: &'static str = "purge_expired";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let deleted = tools
            .provisioner
            .tenants(&TenantFilter {
                states: vec![TenantState::Deleting],
                ..TenantFilter::default()
            })
            .await?;
        let over = deleted
            .iter()
            .filter(|tenant| is_due(tenant))
            .map(|tenant| tenant.id);
        enqueue_for(&tools.provisioner, PurgeTenant::IDENTIFIER, over).await?;
        Ok::<(), JobError>(())
    }
}
