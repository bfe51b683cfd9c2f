//! Intervals of the agenda as people see and change them: availability by hand, and hours that the staff blocks.

use super::{
    Clock,
    generation::{self, Place},
    rules::{BranchClock, branch_clock},
    slots::{self, Slot},
};
use crate::{
    Error, Expected, Result, TenantTx, list,
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        entity::{branches, edited_days, professionals, rooms, time_slots},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{
    BranchId, BranchScope, ProfessionalId, RoomId, SlotId,
    scheduling::{Interval, SlotState},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait,
    FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use uuid::Uuid;

versioned!(time_slots);

/// Most intervals of one answer.
pub const MAX_LISTED: u64 = 20_000;

/// Which intervals are asked for.
#[derive(Debug, Clone)]
pub struct SlotFilter {
    /// Those that have a moment of this in them.
    pub range: Interval,
    /// Those of a professional.
    pub professional: Option<ProfessionalId>,
    /// Those of a room.
    pub room: Option<RoomId>,
    /// Those in a state.
    pub state: Option<SlotState>,
    /// Those at a branch.
    pub branch: Option<BranchId>,
}

/// An appointment where somebody wants to block.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, serde::Serialize)]
pub struct Conflict {
    /// Its code.
    pub code: String,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// The client's name.
    pub client: String,
}

/// Why an interval was not written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotWritten {
    /// The database said no. SQLSTATE 23P01 when availability overlaps.
    #[error(transparent)]
    Database(#[from] Error),
    /// There is no such open branch.
    #[error("no such branch")]
    UnknownBranch,
    /// There is no such professional.
    #[error("no such professional")]
    UnknownProfessional,
    /// There is no such room at the branch.
    #[error("no such room")]
    UnknownRoom,
    /// Appointments, holds or blocks lie there; the appointments are named.
    #[error("taken")]
    Taken(Vec<Conflict>),
}

type Written<T> = std::result::Result<T, NotWritten>;

/// Intervals of the branches of `scope` in order, [`MAX_LISTED`] at most. Holds that have expired are left out.
pub async fn list(
    tx: &TenantTx,
    now: DateTime<Utc>,
    filter: &SlotFilter,
    scope: &BranchScope,
) -> Result<Vec<Slot>> {
    let mut wanted = Condition::all()
        .add(time_slots::Column::StartsAt.lt(filter.range.until))
        .add(time_slots::Column::EndsAt.gt(filter.range.from))
        .add(
            Condition::any()
                .add(time_slots::Column::ExpiresAt.is_null())
                .add(time_slots::Column::ExpiresAt.gt(now)),
        )
        .add_option(
            filter
                .professional
                .map(|one| time_slots::Column::ProfessionalId.eq(one.0)),
        )
        .add_option(filter.room.map(|one| time_slots::Column::RoomId.eq(one.0)))
        .add_option(
            filter
                .state
                .map(|one| time_slots::Column::State.eq(one.as_str())),
        )
        .add_option(
            filter
                .branch
                .map(|one| time_slots::Column::BranchId.eq(one.0)),
        );
    wanted = wanted.add(list::within(time_slots::Column::BranchId, scope));
    Ok(time_slots::Entity::find()
        .filter(wanted)
        .order_by_asc(time_slots::Column::StartsAt)
        .order_by_asc(time_slots::Column::Id)
        .limit(MAX_LISTED)
        .all(tx)
        .await?)
}

/// One interval of `scope` in `state`; `None` when there is none such.
pub async fn get(
    tx: &TenantTx,
    id: SlotId,
    state: SlotState,
    scope: &BranchScope,
) -> Result<Option<Slot>> {
    let found = time_slots::Entity::find_by_id(id.0).one(tx).await?;
    Ok(found.filter(|slot| is_seen(slot, state, scope)))
}

fn is_seen(slot: &Slot, state: SlotState, scope: &BranchScope) -> bool {
    slot.state == state.as_str() && scope.allows(Some(BranchId(slot.branch_id)))
}

/// Adds availability by hand to what there is by schedule; its day is left alone at the branch by generating from now on.
pub async fn add_available(
    tx: &TenantTx,
    place: Place,
    branch: BranchId,
    professional: ProfessionalId,
    interval: Interval,
) -> Written<Slot> {
    let clock = locked(tx, place.clock, branch, Some(professional), None).await?;
    let day = clock.day(interval.from);
    // A day that was not made yet would have nothing but this.
    generation::generate(tx, place, professional, day, day).await?;
    let slot = time_slots::Entity::insert(time_slots::ActiveModel {
        id: Set(SlotId::generate().0),
        branch_id: Set(branch.0),
        professional_id: Set(Some(professional.0)),
        state: Set(SlotState::Disponible.as_str().to_owned()),
        starts_at: Set(interval.from),
        ends_at: Set(interval.until),
        created_by: Set(tx.actor().user()),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await
    .map_err(Error::from)?;
    created(tx, &slot).await?;
    generation::mark_edited(tx, professional, branch, [day]).await?;
    Ok(slot)
}

/// Moves availability of `scope` by hand; `None` when there is none such. The days from which and to which it goes are
/// left alone at its branch by generating from now on.
pub async fn move_available(
    tx: &TenantTx,
    place: Place,
    id: SlotId,
    scope: &BranchScope,
    expected: &Expected,
    starts_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
) -> Result<Option<Slot>> {
    let Some(before) = locked_slot(tx, id, SlotState::Disponible, scope).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    let moments = [before.starts_at, starts_at.unwrap_or(before.starts_at)];
    let row = time_slots::ActiveModel {
        starts_at: Set(starts_at.unwrap_or(before.starts_at)),
        ends_at: Set(ends_at.unwrap_or(before.ends_at)),
        ..Default::default()
    };
    edited(tx, place, &before, &moments).await?;
    Ok(Some(
        change::write::<time_slots::Entity>(tx, id.0, "update", before, row).await?,
    ))
}

/// Removes availability of `scope` by hand; `None` when there is none such. Its day is left alone at its branch by
/// generating from now on.
pub async fn remove_available(
    tx: &TenantTx,
    place: Place,
    id: SlotId,
    scope: &BranchScope,
    expected: &Expected,
) -> Result<Option<()>> {
    let Some(before) = locked_slot(tx, id, SlotState::Disponible, scope).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    removed(tx, &before).await?;
    edited(tx, place, &before, &[before.starts_at]).await?;
    Ok(Some(()))
}

/// Gives a day that was edited by hand at branches of `scope` back to generating; `None` when it was not edited there.
pub async fn give_back(
    tx: &TenantTx,
    place: Place,
    professional: ProfessionalId,
    day: NaiveDate,
    scope: &BranchScope,
) -> Result<Option<()>> {
    slots::lock(tx, &[professional], &[]).await?;
    let which = list::within(edited_days::Column::BranchId, scope)
        .add(edited_days::Column::ProfessionalId.eq(professional.0))
        .add(edited_days::Column::Day.eq(day));
    if !generation::give_back(tx, which).await? {
        return Ok(None);
    }
    generation::regenerate_days(tx, place, &[professional], (day, day)).await?;
    Ok(Some(()))
}

/// What is to be blocked, and why.
#[derive(Debug, Clone)]
pub struct NewBlock {
    /// Where.
    pub branch: BranchId,
    /// Whose time.
    pub professional: Option<ProfessionalId>,
    /// Of which room.
    pub room: Option<RoomId>,
    /// When.
    pub interval: Interval,
    /// Why.
    pub reason: Option<String>,
}

/// Blocks time of a professional, a room or both. Refused where appointments, holds or blocks lie; holds that have
/// expired never count. Appointments are named that lie at branches of `scope`.
pub async fn block(
    tx: &TenantTx,
    clock: Clock,
    new: &NewBlock,
    scope: &BranchScope,
) -> Written<Slot> {
    locked(tx, clock, new.branch, new.professional, new.room).await?;
    slots::clear_expired(tx, clock.now, new.professional, new.room, new.interval).await?;
    if is_taken(tx, new).await? {
        return Err(NotWritten::Taken(conflicts(tx, new, scope).await?));
    }
    let slot = time_slots::Entity::insert(time_slots::ActiveModel {
        id: Set(SlotId::generate().0),
        branch_id: Set(new.branch.0),
        professional_id: Set(new.professional.map(|one| one.0)),
        room_id: Set(new.room.map(|one| one.0)),
        state: Set(SlotState::Bloqueado.as_str().to_owned()),
        starts_at: Set(new.interval.from),
        ends_at: Set(new.interval.until),
        reason: Set(new.reason.clone()),
        created_by: Set(tx.actor().user()),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await
    .map_err(Error::from)?;
    created(tx, &slot).await?;
    Ok(slot)
}

/// Takes a block of `scope` away; `None` when there is none such.
pub async fn unblock(tx: &TenantTx, id: SlotId, scope: &BranchScope) -> Result<Option<()>> {
    let Some(slot) = locked_slot(tx, id, SlotState::Bloqueado, scope).await? else {
        return Ok(None);
    };
    removed(tx, &slot).await?;
    Ok(Some(()))
}

/// Locks the agendas of a professional and a room that are there, at a branch that is open; its clock.
async fn locked(
    tx: &TenantTx,
    clock: Clock,
    branch: BranchId,
    professional: Option<ProfessionalId>,
    room: Option<RoomId>,
) -> Written<BranchClock> {
    let clock = branch_clock(tx, clock, Some(branch))
        .await?
        .ok_or(NotWritten::UnknownBranch)?;
    slots::lock(tx, professional.as_slice(), room.as_slice()).await?;
    if let Some(professional) = professional
        && professionals::Entity::find_by_id(professional.0)
            .filter(professionals::Column::IsActive.eq(true))
            .one(tx)
            .await
            .map_err(Error::from)?
            .is_none()
    {
        return Err(NotWritten::UnknownProfessional);
    }
    if let Some(room) = room
        && rooms::Entity::find_by_id(room.0)
            .filter(rooms::Column::IsActive.eq(true))
            .filter(rooms::Column::BranchId.eq(branch.0))
            .one(tx)
            .await
            .map_err(Error::from)?
            .is_none()
    {
        return Err(NotWritten::UnknownRoom);
    }
    Ok(clock)
}

/// The interval, under the lock of its agenda.
async fn locked_slot(
    tx: &TenantTx,
    id: SlotId,
    state: SlotState,
    scope: &BranchScope,
) -> Result<Option<Slot>> {
    let Some(slot) = get(tx, id, state, scope).await? else {
        return Ok(None);
    };
    // The agenda before the interval, as everybody does.
    slots::lock(
        tx,
        slot.professional_id.map(ProfessionalId).as_slice(),
        slot.room_id.map(RoomId).as_slice(),
    )
    .await?;
    Ok(change::lock::<time_slots::Entity>(tx, id.0)
        .await?
        .filter(|slot| is_seen(slot, state, scope)))
}

async fn created(tx: &TenantTx, slot: &Slot) -> Result<()> {
    let changes = Changes::created(slot);
    audit::record(tx, "create", "time_slots", Some(slot.id), changes).await
}

async fn removed(tx: &TenantTx, slot: &Slot) -> Result<()> {
    time_slots::Entity::delete_by_id(slot.id).exec(tx).await?;
    let changes = Changes::deleted(slot);
    audit::record(tx, "delete", "time_slots", Some(slot.id), changes).await
}

/// Makes the days of these moments, by the clock of the branch, where they are not made yet, and notes that they are
/// edited by hand.
async fn edited(tx: &TenantTx, place: Place, slot: &Slot, moments: &[DateTime<Utc>]) -> Result<()> {
    let Some(professional) = slot.professional_id.map(ProfessionalId) else {
        return Ok(());
    };
    let Some(row) = branches::Entity::find_by_id(slot.branch_id).one(tx).await? else {
        return Ok(());
    };
    let branch = BranchId(row.id);
    let clock = place.clock.at(branch, row.time_zone.as_deref())?;
    let days: Vec<NaiveDate> = moments.iter().map(|moment| clock.day(*moment)).collect();
    let of = clock.day(slot.starts_at);
    for day in days.iter().filter(|day| **day != of) {
        generation::generate(tx, place, professional, *day, *day).await?;
    }
    generation::mark_edited(tx, professional, branch, days).await
}

/// Whether anything but availability lies in the way.
async fn is_taken(tx: &TenantTx, new: &NewBlock) -> Result<bool> {
    Ok(time_slots::Entity::find()
        .filter(time_slots::Column::State.ne(SlotState::Disponible.as_str()))
        .filter(time_slots::Column::StartsAt.lt(new.interval.until))
        .filter(time_slots::Column::EndsAt.gt(new.interval.from))
        .filter(
            Condition::any()
                .add_option(
                    new.professional
                        .map(|one| time_slots::Column::ProfessionalId.eq(one.0)),
                )
                .add_option(new.room.map(|one| time_slots::Column::RoomId.eq(one.0))),
        )
        .limit(1)
        .one(tx)
        .await?
        .is_some())
}

/// The appointments that lie in the way at branches of `scope`, the first hundred of them.
async fn conflicts(tx: &TenantTx, new: &NewBlock, scope: &BranchScope) -> Result<Vec<Conflict>> {
    let branches: Option<Vec<Uuid>> = scope
        .limited()
        .map(|branches| branches.iter().map(|one| one.0).collect());
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT a.code, a.starts_at, a.ends_at, btrim(c.first_name || ' ' || c.last_name) AS client
               FROM "tenant".time_slots s JOIN "tenant".appointments a ON a.id = s.appointment_id
               JOIN "tenant".clients c ON c.id = a.client_id
               WHERE (s.professional_id = $1 OR s.room_id = $2) AND s.starts_at < $4 AND s.ends_at > $3
                 AND ($5::uuid[] IS NULL OR a.branch_id = ANY ($5))
               ORDER BY a.starts_at, a.id LIMIT 100"#,
            [
                new.professional.map(|one| one.0).into(),
                new.room.map(|one| one.0).into(),
                new.interval.from.into(),
                new.interval.until.into(),
                branches.into(),
            ],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(Conflict::from_query_result(row, "")?))
        .collect()
}
