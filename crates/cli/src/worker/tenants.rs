//! What super admins ask for: businesses made, migrated and given modules.

use super::{
    refill::RefillPool,
    tools::{JobError, Tools},
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::{Module, TenantState};
use panal_provisioner::{Fulfilled, MigrateOptions};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Makes the business that a request asks for, and sees to the pool of ready schemas.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CreateTenant {
    request_id: Uuid,
}

impl TaskHandler for CreateTenant {
    const IDENTIFIER: &'static str = "create_tenant";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let fulfilled = Box::pin(tools.provisioner.fulfil(self.request_id)).await;
        let job = context.job();
        if fulfilled.is_err() && job.attempts() >= job.max_attempts() {
            tools.provisioner.give_up(self.request_id).await?;
        }
        match fulfilled? {
            Fulfilled::Done(tenant) => tracing::info!(
                task = Self::IDENTIFIER,
                job = job.id(),
                tenant = tenant.slug,
                "made"
            ),
            Fulfilled::Failed(code) => tracing::warn!(
                task = Self::IDENTIFIER,
                job = job.id(),
                request = %self.request_id,
                code,
                "cannot be made"
            ),
        }
        RefillPool::ask(&tools.provisioner).await?;
        Ok::<(), JobError>(())
    }
}

/// Applies the migrations that a tenant lacks.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MigrateTenant {
    tenant_id: Uuid,
}

impl TaskHandler for MigrateTenant {
    const IDENTIFIER: &'static str = "migrate_tenant";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenant = tools.tenant(self.tenant_id).await?;
        if tenant.state == TenantState::Deleted {
            return Ok::<(), JobError>(());
        }
        let options = MigrateOptions {
            tenants: vec![tenant.id.to_string()],
            jobs: 1,
            ..MigrateOptions::default()
        };
        let report = Box::pin(tools.provisioner.migrate(&options, &|_| {})).await?;
        if let Some(failed) = report.failed.into_iter().next() {
            let cause = failed.error.unwrap_or_default();
            return Err(JobError::new(match failed.cure {
                Some(cure) => format!("{cause} (cure: {cure})"),
                None => cause,
            }));
        }
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            tenant = tenant.slug,
            "migrated"
        );
        Ok(())
    }
}

/// Gives a tenant modules, and those that they require, with their tables.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EnableModules {
    tenant_id: Uuid,
    modules: Vec<String>,
}

impl TaskHandler for EnableModules {
    const IDENTIFIER: &'static str = "enable_modules";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let modules = self
            .modules
            .iter()
            .map(|name| Module::parse(name))
            .collect::<Result<Vec<_>, _>>()?;
        let tenant = tools.tenant(self.tenant_id).await?;
        let name = tenant.id.to_string();
        let tenant = Box::pin(tools.provisioner.enable_modules(&name, &modules)).await?;
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            tenant = tenant.slug,
            modules = tenant.modules.join(","),
            "modules enabled"
        );
        Ok::<(), JobError>(())
    }
}

impl RefillPool {
    /// Has the pool refilled where it is low.
    async fn ask(provisioner: &panal_provisioner::Provisioner) -> Result<(), JobError> {
        let low = provisioner
            .pool_status()
            .await?
            .iter()
            .any(|kind| kind.ready < kind.wanted);
        if low {
            let task = Self::IDENTIFIER;
            super::enqueue(provisioner, task, &serde_json::json!({}), task).await?;
        }
        Ok(())
    }
}
