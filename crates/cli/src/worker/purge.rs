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
        match tenant.state {
            // Done before, or brought back since.
            TenantState::Deleted | TenantState::Active => return Ok::<(), JobError>(()),
            _ => {}
        }
        // What was saved before the grace period began may be old.
        let name = tenant.id.to_string();
        Box::pin(tools.provisioner.backup(&name, &tools.backup.directory)).await?;
        let purged = Box::pin(tools.provisioner.purge(&name, false)).await?;
        tracing::info!(tenant = purged.slug, tables = purged.tables, "purged");
        Ok(())
    }
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
        let now = Utc::now();
        let over = deleted
            .iter()
            .filter(|tenant| tenant.purge_after.is_some_and(|end| end <= now))
            .map(|tenant| tenant.id);
        enqueue_for(&tools.provisioner, PurgeTenant::IDENTIFIER, over).await?;
        Ok::<(), JobError>(())
    }
}
