//! What was done on the platform, and by whom.

use super::query;
use crate::{PlatformTx, Result};
use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use uuid::Uuid;

/// Who does something on the platform, as the audit names him.
#[derive(Debug, Clone)]
pub struct PlatformActor {
    /// The platform user.
    pub id: Uuid,
    /// Log-in name.
    pub email: String,
    /// Correlates with the log.
    pub request_id: Option<String>,
    /// The client's address.
    pub address: Option<String>,
}

/// A line of the audit.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct AuditLine {
    /// The line; later ones have greater ids.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// `operator`, `platform_user` or `job`.
    pub actor_kind: String,
    /// Who: the id of a platform user, a name for others.
    pub actor: String,
    /// What was done, such as `tenant.suspend`.
    pub action: String,
    /// The tenant concerned.
    pub tenant_id: Option<Uuid>,
    /// Its slug then.
    pub tenant_slug: Option<String>,
    /// Before, after, why.
    pub detail: Value,
    /// Correlates with the log.
    pub request_id: Option<String>,
    /// The client's address.
    pub address: Option<String>,
}

/// Which lines to read.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Of this tenant.
    pub tenant: Option<Uuid>,
    /// By this actor.
    pub actor: Option<String>,
    /// With this action.
    pub action: Option<String>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub to: Option<DateTime<Utc>>,
    /// Older than this line.
    pub before: Option<Uuid>,
}

/// Records that `actor` did `action`, to `tenant` where it concerns one. `detail` holds no secrets.
pub async fn record(
    tx: &PlatformTx,
    actor: &PlatformActor,
    action: &str,
    tenant: Option<(Uuid, &str)>,
    mut detail: Value,
) -> Result<()> {
    if let Value::Object(members) = &mut detail {
        members.insert("email".to_owned(), json!(actor.email));
    }
    query::run(
        tx,
        "INSERT INTO public.platform_audit (id, actor_kind, actor, action, tenant_id, tenant_slug, detail, request_id,
             address)
         VALUES ($1, 'platform_user', $2, $3, $4, $5, $6, $7, $8)",
        [
            Uuid::now_v7().into(),
            actor.id.to_string().into(),
            action.into(),
            tenant.map(|(id, _)| id).into(),
            tenant.map(|(_, slug)| slug).into(),
            detail.into(),
            actor.request_id.clone().into(),
            actor.address.clone().into(),
        ],
    )
    .await?;
    Ok(())
}

/// The newest `most` lines that `filter` lets through. Context: super admin.
pub async fn list(tx: &PlatformTx, filter: &AuditFilter, most: u64) -> Result<Vec<AuditLine>> {
    query::all(
        tx,
        "SELECT id, at, actor_kind, actor, action, tenant_id, tenant_slug, detail, request_id, address
         FROM public.platform_audit
         WHERE ($1::uuid IS NULL OR tenant_id = $1) AND ($2::text IS NULL OR actor = $2 OR detail ->> 'email' = $2)
           AND ($3::text IS NULL OR action = $3) AND ($4::timestamptz IS NULL OR at >= $4)
           AND ($5::timestamptz IS NULL OR at < $5) AND ($6::uuid IS NULL OR id < $6)
         ORDER BY id DESC LIMIT $7",
        [
            filter.tenant.into(),
            filter.actor.clone().into(),
            filter.action.clone().into(),
            filter.from.into(),
            filter.to.into(),
            filter.before.into(),
            most.into(),
        ],
    )
    .await
}
