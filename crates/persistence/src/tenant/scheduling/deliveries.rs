//! Messages that left, so that none leaves twice.
//!
//! A message is claimed, in a transaction of its own, before it leaves, and finished after. Whoever dies between leaves
//! a claim behind of which nobody can know whether the message left; it is not sent again: a client who hears nothing
//! still has the appointment, one who hears everything twice stops reading.

use crate::{
    Result, TenantTx,
    list::{Cursor, CursorPage},
};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use sha2::{Digest, Sha256};
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

/// A letter to a client, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Delivery {
    /// The event that it told of.
    pub id: Uuid,
    /// What the event is called.
    pub kind: String,
    /// `sending`, `sent` or `refused`.
    pub state: String,
    /// Why it was refused, as the mail server says it.
    pub failure: Option<String>,
    /// When it was about to leave.
    pub started_at: DateTime<Utc>,
    /// When it had left, or was refused.
    pub finished_at: Option<DateTime<Utc>>,
    /// The appointment that it was about, where it was about one.
    pub appointment_id: Option<Uuid>,
    /// The appointment's code.
    pub appointment_code: Option<String>,
    /// Name of the client.
    pub client_name: Option<String>,
    /// The address that the client has by now.
    email: Option<String>,
    /// The digest of the address that was written to.
    address_digest: String,
}

impl Delivery {
    /// The address that was written to; `None` where the client has another one by now, or none: addresses are not kept.
    #[must_use]
    pub fn recipient(&self) -> Option<&str> {
        let email = self.email.as_deref()?;
        (digest(&[email]) == self.address_digest).then_some(email)
    }
}

/// Letters to clients from the newest on, up to `limit` after `cursor`; with `state`, those in it alone. One query.
///
/// What a letter was about follows from its key, which the worker makes:
/// `<event>:<appointment or entry of the waiting list>:...:<digest of the address>`.
pub async fn list(
    tx: &TenantTx,
    state: Option<&str>,
    cursor: Option<Cursor>,
    limit: u64,
) -> Result<CursorPage<Delivery>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"WITH page AS (
                   SELECT event_id AS id, state, failure, started_at, finished_at, split_part(key, ':', 1) AS kind,
                       CASE WHEN split_part(key, ':', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                           THEN split_part(key, ':', 2)::uuid END AS about,
                       split_part(key, ':', -1) AS address_digest
                   FROM "tenant".deliveries
                   WHERE event_id IS NOT NULL AND ($1::text IS NULL OR state = $1)
                       AND ($2::timestamptz IS NULL OR (started_at, event_id) < ($2, $3::uuid))
                   ORDER BY started_at DESC, event_id DESC LIMIT $4
               )
               SELECT page.id, page.kind, page.state, page.failure, page.started_at, page.finished_at, page.address_digest,
                   a.id AS appointment_id, a.code AS appointment_code,
                   coalesce(a.contact_name, c.first_name) AS client_name,
                   CASE WHEN c.deleted_at IS NULL THEN coalesce(a.contact_email, c.email) END AS email
               FROM page
               LEFT JOIN "tenant".appointments a ON a.id = page.about
               LEFT JOIN "tenant".waiting_list w ON w.id = page.about
               LEFT JOIN "tenant".clients c ON c.id = coalesce(a.client_id, w.client_id)
               ORDER BY page.started_at DESC, page.id DESC"#,
            [
                state.into(),
                cursor.map(|cursor| cursor.at).into(),
                cursor.map(|cursor| cursor.id).into(),
                i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX).into(),
            ],
        ))
        .await?;
    let mut rows = rows
        .iter()
        .map(|row| Ok(Delivery::from_query_result(row, "")?))
        .collect::<Result<Vec<Delivery>>>()?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|row| Cursor {
        at: row.started_at,
        id: row.id,
    });
    Ok(CursorPage { rows, next })
}

/// As many hexadecimal digits as tell things apart.
#[must_use]
pub fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
