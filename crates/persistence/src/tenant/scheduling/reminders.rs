//! Reminders of appointments.

use super::events::{self, Event};
use crate::{Result, TenantTx, tenant::entity::appointments};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    Statement,
};
use uuid::Uuid;

/// Something that is due.
#[derive(FromQueryResult)]
struct Due {
    appointment_id: Uuid,
    minutes: i32,
}

/// Asks for the reminders that are due at `now`, so many minutes before an appointment; how many it asked for.
///
/// Each is asked for once for an hour agreed, whoever asks how often. Of several that are due at once, as when no worker
/// ran, the last one is asked for and the others count as done. There is none for what was agreed after it would have
/// been due, none for what has begun, and one for a visit of several services.
pub async fn ask(tx: &TenantTx, now: DateTime<Utc>, minutes_before: &[u32]) -> Result<usize> {
    let minutes: Vec<i32> = minutes_before
        .iter()
        .filter_map(|minutes| i32::try_from(*minutes).ok())
        .collect();
    let Some(longest) = minutes.iter().max().copied() else {
        return Ok(0);
    };
    let due = due(tx, now, minutes, longest).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let ids = due.iter().map(|due| due.appointment_id);
    let appointments = appointments::Entity::find()
        .filter(appointments::Column::Id.is_in(ids))
        .order_by_asc(appointments::Column::StartsAt)
        .all(tx)
        .await?;
    for appointment in &appointments {
        let minutes = due
            .iter()
            .find(|due| due.appointment_id == appointment.id)
            .and_then(|due| u32::try_from(due.minutes).ok())
            .unwrap_or_default();
        events::tell(tx, Event::Reminder(minutes), appointment, true).await?;
    }
    Ok(appointments.len())
}

/// Notes what is due and was not noted before.
async fn due(
    tx: &TenantTx,
    now: DateTime<Utc>,
    minutes: Vec<i32>,
    longest: i32,
) -> Result<Vec<Due>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"WITH due AS (
                   SELECT a.id, a.starts_at, m.minutes
                   FROM "tenant".appointments a CROSS JOIN unnest($2::integer[]) AS m (minutes)
                   WHERE a.state IN ('pendiente', 'confirmada')
                     AND a.starts_at > $1 AND a.starts_at <= $1 + make_interval(mins => $3)
                     AND a.starts_at - make_interval(mins => m.minutes) <= $1
                     AND NOT EXISTS (SELECT FROM "tenant".reminders r WHERE r.appointment_id = a.id
                         AND r.starts_at = a.starts_at AND r.minutes_before = m.minutes)
                     -- Agreed before it would have been due.
                     AND a.starts_at - make_interval(mins => m.minutes) >= coalesce(
                         (SELECT max(h.at) FROM "tenant".appointment_history h
                          WHERE h.appointment_id = a.id AND h.to_starts_at = a.starts_at), a.created_at)
                     -- The first of its visit that day.
                     AND NOT EXISTS (SELECT FROM "tenant".appointments o WHERE o.visit_id = a.visit_id AND o.day = a.day
                         AND o.state <> 'cancelada' AND (o.starts_at, o.id) < (a.starts_at, a.id))
               ), noted AS (
                   INSERT INTO "tenant".reminders (appointment_id, starts_at, minutes_before)
                   SELECT id, starts_at, minutes FROM due
                   ON CONFLICT DO NOTHING RETURNING appointment_id, starts_at, minutes_before
               )
               SELECT n.appointment_id, min(n.minutes_before) AS minutes FROM noted n
               WHERE NOT EXISTS (SELECT FROM "tenant".reminders r WHERE r.appointment_id = n.appointment_id
                   AND r.starts_at = n.starts_at AND r.minutes_before < n.minutes_before)
               GROUP BY n.appointment_id"#,
            [now.into(), minutes.into(), longest.into()],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(Due::from_query_result(row, "")?))
        .collect()
}
