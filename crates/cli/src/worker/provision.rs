use super::tools::{JobError, Tools};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::TenantId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Makes the schema of a tenant that was only recorded.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ProvisionTenant {
    tenant_id: Uuid,
}

impl TaskHandler for ProvisionTenant {
    const IDENTIFIER: &'static str = "provision_tenant";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenant = Box::pin(tools.provisioner.provision(TenantId(self.tenant_id))).await?;
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            tenant = tenant.slug,
            "provisioned"
        );
        Ok::<(), JobError>(())
    }
}
