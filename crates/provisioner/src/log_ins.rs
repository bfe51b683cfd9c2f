//! What opens doors (sessions, links sent by e-mail, API keys) is not the business's data: it stays behind when a copy goes to another tenant, ends when
//! a tenant comes back from a backup, and counts in no checksum. A refresh token does not say whose it is, so in a
//! copy it would open the copy too.

use crate::{OwnerTx, Result};
use panal_persistence::tenant::sessions::CHANNEL;
use panal_tenant_migrations::Target;
use std::collections::BTreeSet;
use uuid::Uuid;

const SESSIONS: &str = "sessions";

/// Tables with such rows, those that refer to others first.
pub(crate) const TABLES: [&str; 5] = [
    "refresh_tokens",
    SESSIONS,
    "idempotency_keys",
    "user_tokens",
    "api_keys",
];

/// Users in a session that has neither ended nor run out.
pub(crate) async fn users(tx: &OwnerTx, target: &Target) -> Result<BTreeSet<Uuid>> {
    if !exists(tx, target, SESSIONS).await? {
        return Ok(BTreeSet::new());
    }
    let sql = format!(
        "SELECT DISTINCT user_id FROM {}.{SESSIONS} WHERE revoked_at IS NULL AND expires_at > now()",
        target.schema.quoted()
    );
    let rows = tx.query_once(&sql, &[]).await?;
    Ok(rows.iter().map(|row| row.get("user_id")).collect())
}

/// Ends the sessions that came back with a backup: they may have ended since. Every process forgets those of
/// `users` when the transaction commits.
pub(crate) async fn end(tx: &OwnerTx, target: &Target, users: &BTreeSet<Uuid>) -> Result<()> {
    if exists(tx, target, SESSIONS).await? {
        let sql = format!(
            "UPDATE {}.{SESSIONS} SET revoked_at = now(), revoked_reason = 'restored' WHERE revoked_at IS NULL",
            target.schema.quoted()
        );
        tx.execute_once(&sql, &[]).await?;
    }
    let users: Vec<String> = users.iter().map(Uuid::to_string).collect();
    tx.query(
        "SELECT pg_notify($1, id) FROM unnest($2::text[]) AS id",
        &[&CHANNEL, &users],
    )
    .await?;
    Ok(())
}

/// Leaves the tables empty.
pub(crate) async fn leave_out(tx: &OwnerTx, target: &Target) -> Result<()> {
    for table in TABLES {
        if exists(tx, target, table).await? {
            let sql = format!("DELETE FROM {}.{table}", target.schema.quoted());
            tx.execute_once(&sql, &[]).await?;
        }
    }
    Ok(())
}

/// A schema whose migrations were taken back has none of them.
async fn exists(tx: &OwnerTx, target: &Target, table: &str) -> Result<bool> {
    let row = tx
        .query_opt(
            "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2",
            &[&target.schema.as_str(), &table],
        )
        .await?;
    Ok(row.is_some())
}
