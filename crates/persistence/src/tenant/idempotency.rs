//! Answers to requests that must not take effect twice.

use crate::{Result, TenantTx, tenant::entity::idempotency_keys};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement,
};
use serde_json::Value as Json;
use uuid::Uuid;

/// The state of an idempotency key.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// Nobody used it: the request is to be carried out, and [`store`] called with its answer.
    Fresh,
    /// The same request was answered before.
    Answered(Answer),
    /// It belongs to a different request.
    OtherRequest,
}

/// A kept answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON body, where there is one.
    pub body: Option<Json>,
    /// Headers, name to value.
    pub headers: Json,
}

/// Claims `key` for the request with this digest. While another transaction holds the key, this waits for it: it ends
/// with that one's answer, or with the key, should that one roll back. SQLSTATE 55P03 when the wait was too long.
pub async fn claim(
    tx: &TenantTx,
    principal: Uuid,
    key: &str,
    request_hash: &[u8],
) -> Result<Claim> {
    let inserted = tx
        .execute_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"INSERT INTO "tenant".idempotency_keys (user_id, key, request_hash, status) VALUES ($1, $2, $3, 0)
               ON CONFLICT (user_id, key) DO NOTHING"#,
            [principal.into(), key.into(), request_hash.into()],
        ))
        .await?;
    if inserted.rows_affected() == 1 {
        return Ok(Claim::Fresh);
    }
    let kept = idempotency_keys::Entity::find_by_id((principal, key.to_owned()))
        .one(tx)
        .await?;
    Ok(match kept {
        Some(kept) if kept.request_hash == request_hash => Claim::Answered(Answer {
            status: u16::try_from(kept.status).unwrap_or_default(),
            body: kept.body,
            headers: kept.headers,
        }),
        _ => Claim::OtherRequest,
    })
}

/// Keeps the answer to the request that claimed `key` in this transaction.
pub async fn store(tx: &TenantTx, principal: Uuid, key: &str, answer: &Answer) -> Result<()> {
    idempotency_keys::Entity::update_many()
        .set(idempotency_keys::ActiveModel {
            status: Set(i32::from(answer.status)),
            body: Set(answer.body.clone()),
            headers: Set(answer.headers.clone()),
            ..Default::default()
        })
        .filter(idempotency_keys::Column::UserId.eq(principal))
        .filter(idempotency_keys::Column::Key.eq(key))
        .exec(tx)
        .await?;
    Ok(())
}
