//! What opens doors (sessions, links sent by e-mail, API keys, recovery codes) is not the business's data: it stays behind when a copy goes to another tenant, ends when
//! a tenant comes back from a backup, and counts in no checksum. A refresh token does not say whose it is, so in a
//! copy it would open the copy too.

use crate::{OwnerTx, Result};
use panal_persistence::tenant::sessions::CHANNEL;
use panal_tenant_migrations::Target;
use std::collections::BTreeSet;
use uuid::Uuid;

const SESSIONS: &str = "sessions";
const LINKS: &str = "user_tokens";
const KEYS: &str = "api_keys";

/// Tables with such rows, those that refer to others first.
pub(crate) const TABLES: [&str; 6] = [
    "refresh_tokens",
    SESSIONS,
    "idempotency_keys",
    LINKS,
    KEYS,
    "recovery_codes",
];

/// Users in a session that has neither ended nor run out, and keys that are good.
pub(crate) async fn holders(tx: &OwnerTx, target: &Target) -> Result<BTreeSet<Uuid>> {
    let schema = target.schema.quoted();
    let mut holders = BTreeSet::new();
    for (table, id) in [(SESSIONS, "user_id"), (KEYS, "id")] {
        if exists(tx, target, table).await? {
            let sql = format!(
                "SELECT DISTINCT {id} AS id FROM {schema}.{table}
                 WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())"
            );
            let rows = tx.query_once(&sql, &[]).await?;
            holders.extend(rows.iter().map(|row| row.get::<_, Uuid>("id")));
        }
    }
    Ok(holders)
}

/// Ends the sessions, keys and links that came back with a backup: they may have ended since. Every process forgets
/// those of `holders` when the transaction commits.
pub(crate) async fn end(tx: &OwnerTx, target: &Target, holders: &BTreeSet<Uuid>) -> Result<()> {
    let schema = target.schema.quoted();
    for (table, ending) in [
        (
            SESSIONS,
            format!(
                "UPDATE {schema}.{SESSIONS} SET revoked_at = now(), revoked_reason = 'restored' WHERE revoked_at IS NULL"
            ),
        ),
        (
            KEYS,
            format!("UPDATE {schema}.{KEYS} SET revoked_at = now() WHERE revoked_at IS NULL"),
        ),
        (LINKS, format!("DELETE FROM {schema}.{LINKS}")),
    ] {
        if exists(tx, target, table).await? {
            tx.execute_once(&ending, &[]).await?;
        }
    }
    let holders: Vec<String> = holders.iter().map(Uuid::to_string).collect();
    tx.query(
        "SELECT pg_notify($1, id) FROM unnest($2::text[]) AS id",
        &[&CHANNEL, &holders],
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

/// Takes second factors away, which are sealed with the key of the installation and the name of the tenant that they
/// come from, and says of how many users.
pub(crate) async fn without_factors(tx: &OwnerTx, target: &Target) -> Result<u64> {
    let row = tx
        .query_opt(
            "SELECT 1 FROM information_schema.columns
             WHERE table_schema = $1 AND table_name = 'users' AND column_name = 'totp_secret'",
            &[&target.schema.as_str()],
        )
        .await?;
    if row.is_none() {
        return Ok(0);
    }
    let sql = format!(
        "UPDATE {}.users SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = 0, totp_failures = 0,
             totp_blocked_until = NULL WHERE totp_secret IS NOT NULL",
        target.schema.quoted()
    );
    tx.execute_once(&sql, &[]).await
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
