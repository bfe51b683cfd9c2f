//! Taking time of professionals and rooms, and giving it back.
//!
//! Whoever takes time locks the agendas concerned first, all of them at once and in one order; so nobody waits for each
//! other, and what was read under the lock is still true when it is written. The database itself refuses overlaps
//! (`time_slots_professional_busy`, `time_slots_room_busy`), whoever forgets.

use super::rules::BranchClock;
use crate::{Result, TenantTx, tenant::entity::time_slots};
use chrono::{DateTime, Utc};
use panal_domain::{
    AppointmentId, BranchId, ProfessionalId, RoomId, ServiceId, SlotId,
    scheduling::{Interval, Placement, SlotState},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter,
    Statement,
};
use uuid::Uuid;

/// An interval.
pub use time_slots::Model as Slot;

/// Those who work, and the rooms in use, of agendas that are locked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InUse {
    professionals: Vec<Uuid>,
    rooms: Vec<Uuid>,
}

impl InUse {
    /// Whether the professional works here.
    #[must_use]
    pub fn has(&self, professional: ProfessionalId) -> bool {
        self.professionals.contains(&professional.0)
    }

    /// Whether the room is in use.
    #[must_use]
    pub fn has_room(&self, room: RoomId) -> bool {
        self.rooms.contains(&room.0)
    }
}

/// Until the transaction ends, nobody else takes time of these professionals and rooms, and nobody takes them out of
/// use: which of them are in use, by now. What was read before may have changed while others were waited for.
pub async fn lock(
    tx: &TenantTx,
    professionals: &[ProfessionalId],
    rooms: &[RoomId],
) -> Result<InUse> {
    let professionals: Vec<Uuid> = professionals.iter().map(|one| one.0).collect();
    let rooms: Vec<Uuid> = rooms.iter().map(|one| one.0).collect();
    Ok(InUse {
        professionals: lock_of(tx, "professionals", professionals).await?,
        rooms: lock_of(tx, "rooms", rooms).await?,
    })
}

/// Locks rows of a table by id; those that are active.
async fn lock_of(tx: &TenantTx, table: &str, ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            format!(
                r#"SELECT id, is_active FROM "tenant".{table} WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE"#
            ),
            [ids.into()],
        ))
        .await?;
    let mut active = Vec::with_capacity(rows.len());
    for row in rows {
        if row.try_get("", "is_active")? {
            active.push(row.try_get("", "id")?);
        }
    }
    Ok(active)
}

/// Deletes holds of these that have expired in the way of `wanted`: they no longer count, but the database does not know.
pub async fn clear_expired(
    tx: &TenantTx,
    now: DateTime<Utc>,
    professional: Option<ProfessionalId>,
    room: Option<RoomId>,
    wanted: Interval,
) -> Result<()> {
    time_slots::Entity::delete_many()
        .filter(time_slots::Column::ExpiresAt.lte(now))
        .filter(time_slots::Column::StartsAt.lt(wanted.until))
        .filter(time_slots::Column::EndsAt.gt(wanted.from))
        .filter(
            Condition::any()
                .add_option(professional.map(|one| time_slots::Column::ProfessionalId.eq(one.0)))
                .add_option(room.map(|one| time_slots::Column::RoomId.eq(one.0))),
        )
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes the time of a placement for an appointment. SQLSTATE 23P01 when it is taken.
pub async fn occupy(
    tx: &TenantTx,
    clock: &BranchClock,
    placement: &Placement,
    appointment: AppointmentId,
) -> Result<()> {
    let (professional, room) = (Some(placement.professional), placement.room);
    clear_expired(tx, clock.now, professional, room, placement.busy).await?;
    time_slots::Entity::insert(time_slots::ActiveModel {
        state: Set(SlotState::Ocupado.as_str().to_owned()),
        appointment_id: Set(Some(appointment.0)),
        ..of(clock.branch, placement)
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Whose hold it is, and until when it lasts.
#[derive(Debug, Clone)]
pub struct NewHold {
    /// One for all services of a visit.
    pub id: Uuid,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// Digest of the address that asks.
    pub held_by: Option<Vec<u8>>,
}

/// Holds the time of a placement. SQLSTATE 23P01 when it is taken.
pub async fn hold(
    tx: &TenantTx,
    clock: &BranchClock,
    placement: &Placement,
    service: ServiceId,
    hold: &NewHold,
) -> Result<()> {
    let (professional, room) = (Some(placement.professional), placement.room);
    clear_expired(tx, clock.now, professional, room, placement.busy).await?;
    time_slots::Entity::insert(time_slots::ActiveModel {
        state: Set(SlotState::ReservadoTemporal.as_str().to_owned()),
        expires_at: Set(Some(hold.expires_at)),
        hold_id: Set(Some(hold.id)),
        held_by: Set(hold.held_by.clone()),
        service_id: Set(Some(service.0)),
        service_starts_at: Set(Some(placement.service.from)),
        service_ends_at: Set(Some(placement.service.until)),
        ..of(clock.branch, placement)
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

fn of(branch: BranchId, placement: &Placement) -> time_slots::ActiveModel {
    time_slots::ActiveModel {
        id: Set(SlotId::generate().0),
        branch_id: Set(branch.0),
        professional_id: Set(Some(placement.professional.0)),
        room_id: Set(placement.room.map(|room| room.0)),
        starts_at: Set(placement.busy.from),
        ends_at: Set(placement.busy.until),
        ..Default::default()
    }
}

/// Gives back the time of an appointment, at once.
pub async fn free(tx: &TenantTx, appointment: AppointmentId) -> Result<()> {
    time_slots::Entity::delete_many()
        .filter(time_slots::Column::AppointmentId.eq(appointment.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// The same of several.
pub async fn free_all(tx: &TenantTx, appointments: &[Uuid]) -> Result<()> {
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"DELETE FROM "tenant".time_slots WHERE appointment_id = ANY ($1)"#,
        [appointments.to_vec().into()],
    ))
    .await?;
    Ok(())
}

/// Gives back what a hold holds; how many intervals that were.
pub async fn release(tx: &TenantTx, hold: Uuid) -> Result<u64> {
    let deleted = time_slots::Entity::delete_many()
        .filter(time_slots::Column::HoldId.eq(hold))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}
