use super::{
    queue::enqueue_for,
    remind::has_agenda,
    tools::{JobError, Tools},
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::TenantState;
use panal_persistence::{Actor, ActorKind};
use panal_provisioner::TenantFilter;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is past its time, as table and condition. Sessions take their refresh tokens with them; those that ended are
/// kept a month for the audit.
type Expired = &'static [(&'static str, &'static str)];

const TENANT: Expired = &[
    (
        r#""tenant".idempotency_keys"#,
        "created_at < now() - interval '2 days'",
    ),
    (
        r#""tenant".refresh_tokens"#,
        "expires_at < now() - interval '1 day'",
    ),
    (
        r#""tenant".sessions"#,
        "expires_at < now() - interval '30 days'",
    ),
    (
        r#""tenant".user_tokens"#,
        "expires_at < now() - interval '30 days'",
    ),
    // The events that led to them are gone by then.
    (
        r#""tenant".deliveries"#,
        "started_at < now() - interval '60 days'",
    ),
];

/// Of businesses with an agenda.
const SCHEDULING: Expired = &[(
    r#""tenant".reminders"#,
    "starts_at < now() - interval '7 days'",
)];

const PLATFORM: Expired = &[
    (
        "public.platform_refresh_tokens",
        "expires_at < now() - interval '1 day'",
    ),
    (
        "public.platform_sessions",
        "expires_at < now() - interval '30 days'",
    ),
    (
        "public.tenant_requests",
        "state IN ('done', 'failed') AND coalesce(finished_at, created_at) < now() - interval '30 days'",
    ),
    // Delivered or not: who has not taken them by now will not.
    ("public.outbox", "created_at < now() - interval '30 days'"),
    (
        "public.impersonations",
        "created_at < now() - interval '1 year'",
    ),
];

/// Rows deleted in one transaction: few enough for the shortest time-out.
const BATCH: u64 = 5_000;

/// Deletes the next few.
fn delete(table: &str, expired: &str) -> String {
    format!(
        "DELETE FROM {table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE {expired} LIMIT {BATCH}))"
    )
}

/// Deletes a tenant's expired idempotency keys, refresh tokens, sessions and links.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CleanupTenant {
    tenant_id: Uuid,
}

impl TaskHandler for CleanupTenant {
    const IDENTIFIER: &'static str = "cleanup_tenant";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenant = tools.tenant(self.tenant_id).await?;
        if !TenantState::KEPT.contains(&tenant.state) {
            // Deleted since.
            return Ok::<(), JobError>(());
        }
        let mut rows = 0;
        let scheduling = if has_agenda(&tenant) { SCHEDULING } else { &[] };
        for (table, expired) in TENANT.iter().chain(scheduling) {
            let sql = delete(table, expired);
            loop {
                let tx = tools
                    .tenants
                    .begin(&tenant.scope(), Actor::of(ActorKind::Job))
                    .await?;
                let deleted = tx
                    .execute_raw(Statement::from_string(DbBackend::Postgres, &sql))
                    .await?
                    .rows_affected();
                tx.commit().await?;
                rows += deleted;
                if deleted < BATCH {
                    break;
                }
            }
        }
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            tenant = tenant.slug,
            rows,
            "cleaned up"
        );
        Ok(())
    }
}

/// Deletes the platform's expired refresh tokens and sessions, old requests, events and hand-overs; fails requests that
/// nobody fulfilled, deletes registrations that nobody confirmed softly, and enqueues the clean-up of every tenant.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CleanupAll {}

impl TaskHandler for CleanupAll {
    const IDENTIFIER: &'static str = "cleanup_all";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let expired = tools.provisioner.expire_requests().await?;
        let unconfirmed = tools.provisioner.delete_unconfirmed().await?;
        let tenants = tools
            .provisioner
            .tenants(&TenantFilter {
                states: TenantState::KEPT.to_vec(),
                ..TenantFilter::default()
            })
            .await?;
        let ids = tenants.iter().map(|tenant| tenant.id);
        enqueue_for(&tools.provisioner, CleanupTenant::IDENTIFIER, ids).await?;
        let mut rows = 0;
        for (table, expired) in PLATFORM {
            let sql = delete(table, expired);
            loop {
                let tx = tools.provisioner.owner().begin().await?;
                let deleted = tx.execute(&sql, &[]).await?;
                tx.commit().await?;
                rows += deleted;
                if deleted < BATCH {
                    break;
                }
            }
        }
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            rows,
            expired,
            unconfirmed = unconfirmed.join(","),
            "cleaned up the platform"
        );
        Ok::<(), JobError>(())
    }
}
