use super::{
    queue::enqueue_for,
    tools::{JobError, Tools},
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::TenantState;
use panal_provisioner::{Retention, TenantFilter, prune_backups};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Saves one tenant.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BackupTenant {
    tenant_id: Uuid,
}

impl TaskHandler for BackupTenant {
    const IDENTIFIER: &'static str = "backup_tenant";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenant = tools.tenant(self.tenant_id).await?;
        if tenant.state == TenantState::Deleted {
            return Ok::<(), JobError>(());
        }
        let backup = Box::pin(
            tools
                .provisioner
                .backup(&tenant.id.to_string(), &tools.backup.directory),
        )
        .await?;
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            tenant = tenant.slug,
            backup = backup.id,
            bytes = backup.bytes,
            "saved"
        );
        Ok(())
    }
}

/// Enqueues the backup of every tenant, and deletes backups that are old enough.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct BackupAll {}

impl TaskHandler for BackupAll {
    const IDENTIFIER: &'static str = "backup_all";

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
        enqueue_for(&tools.provisioner, BackupTenant::IDENTIFIER, ids).await?;
        let keep = Retention {
            days: tools.backup.keep_days,
            at_least: tools.backup.keep_at_least,
        };
        let gone = prune_backups(&tools.backup.directory, keep).await?;
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            tenants = tenants.len(),
            pruned = gone.len(),
            "backups asked for"
        );
        Ok::<(), JobError>(())
    }
}
