use super::tools::{JobError, Tools};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::Profile;
use serde::{Deserialize, Serialize};

/// Makes the ready schemas that are missing.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct RefillPool {}

impl TaskHandler for RefillPool {
    const IDENTIFIER: &'static str = "refill_pool";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let size = tools.provisioner.config().pool_size;
        let made = tools
            .provisioner
            .fill_pool(Profile::ALL, size, &|| {})
            .await?;
        if made > 0 {
            tracing::info!(
                task = Self::IDENTIFIER,
                job = context.job().id(),
                made,
                "refilled the pool of ready schemas"
            );
        }
        Ok::<(), JobError>(())
    }
}
