//! What was done on the platform, and by whom.

use super::{
    entity::platform_audit::{self, Column},
    query,
};
use crate::{
    PlatformTx, Result,
    list::{self, Cursor, CursorPage},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
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
pub use platform_audit::Model as AuditLine;

/// Which lines to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

/// Up to `limit` lines that `filter` lets through, the newest first, from after `cursor` on. Context: super admin.
pub async fn list(
    tx: &PlatformTx,
    filter: &AuditFilter,
    cursor: Option<Cursor>,
    limit: u64,
) -> Result<CursorPage<AuditLine>> {
    let select = platform_audit::Entity::find().filter(condition(filter));
    list::newest(
        tx,
        select,
        (Column::At, Column::Id),
        |line| Cursor {
            at: line.at,
            id: line.id,
        },
        cursor,
        limit,
    )
    .await
}

fn condition(filter: &AuditFilter) -> Condition {
    let actor = filter.actor.as_deref().map(|actor| {
        Condition::any()
            .add(Column::Actor.eq(actor))
            .add(Expr::cust_with_values("detail ->> 'email' = $1", [actor]))
    });
    Condition::all()
        .add_option(actor)
        .add_option(filter.tenant.map(|id| Column::TenantId.eq(id)))
        .add_option(
            filter
                .action
                .as_deref()
                .map(|action| Column::Action.eq(action)),
        )
        .add_option(filter.from.map(|from| Column::At.gte(from)))
        .add_option(filter.to.map(|to| Column::At.lt(to)))
}
