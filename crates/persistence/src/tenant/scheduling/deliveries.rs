//! Messages that left, so that none leaves twice.
//!
//! A message is claimed, in a transaction of its own, before it leaves, and finished after. Whoever dies between leaves
//! a claim behind of which nobody can know whether the message left; it is not sent again: a client who hears nothing
//! still has the appointment, one who hears everything twice stops reading.

use crate::{Result, TenantTx};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use uuid::Uuid;

/// What came of claiming a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It is to be sent now, and then finished or released.
    Ours,
    /// It was sent or refused, or somebody else is about to send the same.
    Told,
    /// It was claimed for the same event and never finished: it may have left.
    Unfinished,
}

#[derive(FromQueryResult)]
struct Claimed {
    is_ours: bool,
    is_unfinished: bool,
}

/// Claims the message `key` for `event`; one event claims one message. To be committed before the message leaves.
pub async fn claim(tx: &TenantTx, key: &str, event: Uuid) -> Result<Claim> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"WITH ours AS (
                   INSERT INTO "tenant".deliveries (key, channel, event_id)
                   SELECT $1, 'email', $2
                   WHERE NOT EXISTS (SELECT FROM "tenant".deliveries WHERE event_id = $2)
                   ON CONFLICT DO NOTHING RETURNING key
               )
               SELECT EXISTS (SELECT FROM ours) AS is_ours,
                   EXISTS (SELECT FROM "tenant".deliveries WHERE event_id = $2 AND state = 'sending') AS is_unfinished"#,
            [key.into(), event.into()],
        ))
        .await?;
    let claimed = row
        .map(|row| Claimed::from_query_result(&row, ""))
        .transpose()?;
    Ok(match claimed {
        Some(Claimed { is_ours: true, .. }) => Claim::Ours,
        Some(Claimed {
            is_unfinished: true,
            ..
        }) => Claim::Unfinished,
        _ => Claim::Told,
    })
}

/// Notes that the message left, or, with `failure`, that it was refused for good.
pub async fn finish(tx: &TenantTx, key: &str, failure: Option<&str>) -> Result<()> {
    let state = if failure.is_none() { "sent" } else { "refused" };
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"UPDATE "tenant".deliveries SET state = $2, failure = $3, finished_at = now() WHERE key = $1"#,
        [key.into(), state.into(), failure.into()],
    ))
    .await?;
    Ok(())
}

/// Gives a claim back: the message surely did not leave, and may be claimed again.
pub async fn release(tx: &TenantTx, key: &str) -> Result<()> {
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"DELETE FROM "tenant".deliveries WHERE key = $1 AND state = 'sending'"#,
        [key.into()],
    ))
    .await?;
    Ok(())
}
