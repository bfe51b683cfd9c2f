use super::{
    queue::enqueue_for,
    tools::{JobError, Tools},
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::TenantState;
use panal_persistence::{Actor, ActorKind};
use panal_provisioner::TenantFilter;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is past its time, table by table. Sessions take their refresh tokens with them; those that ended are kept a
/// month for the audit.
const EXPIRED: &[&str] = &[
    r#"DELETE FROM "tenant".idempotency_keys WHERE created_at < now() - interval '2 days'"#,
    r#"DELETE FROM "tenant".refresh_tokens WHERE expires_at < now() - interval '1 day'"#,
    r#"DELETE FROM "tenant".sessions WHERE expires_at < now() - interval '30 days'"#,
];

/// Deletes a tenant's expired idempotency keys, refresh tokens and sessions.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CleanupTenant {
    tenant_id: Uuid,
}

impl TaskHandler for CleanupTenant {
    const IDENTIFIER: &'static str = "cleanup_tenant";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenant = tools.tenant(self.tenant_id).await?;
        let tx = tools
            .tenants
            .begin(&tenant.scope(), Actor::of(ActorKind::Job))
            .await?;
        let mut rows = 0;
        for sql in EXPIRED {
            let result = tx
                .execute_raw(Statement::from_string(DbBackend::Postgres, *sql))
                .await?;
            rows += result.rows_affected();
        }
        tx.commit().await?;
        tracing::info!(tenant = tenant.slug, rows, "cleaned up");
        Ok::<(), JobError>(())
    }
}

/// Enqueues the clean-up of every tenant whose users may log in.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CleanupAll {}

impl TaskHandler for CleanupAll {
    const IDENTIFIER: &'static str = "cleanup_all";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let active = tools
            .provisioner
            .tenants(&TenantFilter {
                states: vec![TenantState::Active],
                ..TenantFilter::default()
            })
            .await?;
        let ids = active.iter().map(|tenant| tenant.id);
        enqueue_for(&tools.provisioner, CleanupTenant::IDENTIFIER, ids).await?;
        Ok::<(), JobError>(())
    }
}
