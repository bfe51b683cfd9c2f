//! What is free and what is taken.

use super::rules::BranchClock;
use crate::{Result, TenantTx};
use chrono::{DateTime, Utc};
use panal_domain::{
    AppointmentId, ProfessionalId, RoomId,
    scheduling::{Diary, Interval, SlotState},
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use uuid::Uuid;

/// What does not count as taken: one's own hold, and the appointments that are being moved.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// The hold.
    pub hold: Option<Uuid>,
    /// The appointments.
    pub appointments: Vec<AppointmentId>,
}

#[derive(FromQueryResult)]
struct Slot {
    professional_id: Option<Uuid>,
    room_id: Option<Uuid>,
    state: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

/// What is free and what is taken of these professionals and rooms in `range`. Working time is that at the branch; what
/// is taken is taken everywhere. Holds that have expired take nothing. One query.
pub async fn diary(
    tx: &TenantTx,
    clock: &BranchClock,
    professionals: &[ProfessionalId],
    rooms: &[RoomId],
    range: Interval,
    own: &Own,
) -> Result<Diary> {
    let professionals: Vec<Uuid> = professionals.iter().map(|one| one.0).collect();
    let rooms: Vec<Uuid> = rooms.iter().map(|one| one.0).collect();
    let appointments: Vec<Uuid> = own.appointments.iter().map(|one| one.0).collect();
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT professional_id, room_id, state, starts_at, ends_at FROM "tenant".time_slots
               WHERE (professional_id = ANY ($1) OR room_id = ANY ($2))
                 AND starts_at < $4 AND ends_at > $3
                 AND (state <> 'disponible' OR branch_id = $5)
                 AND (expires_at IS NULL OR expires_at > $6)
                 AND (hold_id IS NULL OR $7::uuid IS NULL OR hold_id <> $7)
                 AND (appointment_id IS NULL OR appointment_id <> ALL ($8))"#,
            [
                professionals.into(),
                rooms.into(),
                range.from.into(),
                range.until.into(),
                clock.branch.0.into(),
                clock.now.into(),
                own.hold.into(),
                appointments.into(),
            ],
        ))
        .await?;
    let mut diary = Diary::default();
    for row in rows {
        let slot = Slot::from_query_result(&row, "")?;
        let Some(interval) = Interval::new(slot.starts_at, slot.ends_at) else {
            continue;
        };
        let professional = slot.professional_id.map(ProfessionalId);
        if slot.state == SlotState::Disponible.as_str() {
            if let Some(professional) = professional {
                diary.add_available(professional, interval);
            }
        } else {
            let is_work = slot.state != SlotState::Bloqueado.as_str();
            let room = slot.room_id.map(RoomId);
            diary.add_busy(professional, room, interval, is_work, clock.zone);
        }
    }
    Ok(diary.sorted())
}
