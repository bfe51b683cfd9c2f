//! Calling a series off, or moving it: all that is to come of it, or what follows an occurrence. All or nothing.

use super::{
    super::{
        Clock,
        booking::Appointment,
        changes::{self, Ask, By, Change, Move, NotChanged},
        rules::zone_of,
        slots,
        waiting_list::{self, Freed},
    },
    Conflict,
};
use crate::{
    Error, Result, TenantTx,
    tenant::{
        entity::{appointment_series, appointments, rooms},
        steward::is_visible,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use panal_domain::{
    AppointmentId, BranchId, ProfessionalId, RoomId, SeriesId,
    scheduling::{
        AppointmentState, Refusal, TimeOfDay,
        time::{self, Edge},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// Which occurrences of a series.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The series.
    pub series: SeriesId,
    /// The occurrence of this appointment and those after it; `None` is all that are to come.
    pub from: Option<AppointmentId>,
}

/// By how much, or to which hour, a series is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// Stays at its hours.
    Stay,
    /// So many minutes later, or earlier.
    Minutes(i64),
    /// To this hour of the same days, by the clock of the series.
    To(TimeOfDay),
}

/// Where a series is moved.
#[derive(Debug, Clone, Copy)]
pub struct SeriesMove {
    /// When.
    pub shift: Shift,
    /// To whom; `None` is nobody else.
    pub professional: Option<ProfessionalId>,
    /// Whether working time does not matter.
    pub outside_hours: bool,
}

/// How a change of a series is told.
#[derive(Debug, Clone)]
pub struct Told {
    /// Why.
    pub reason: Option<String>,
    /// Whether the client is written to, once for all.
    pub notify: bool,
}

/// Why a series stays as it is.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SeriesNotChanged {
    /// What keeps an appointment of it from being changed.
    #[error(transparent)]
    NotChanged(#[from] NotChanged),
    /// Hours that cannot be had.
    #[error("{} hours cannot be had", .0.len())]
    Conflicts(Vec<Conflict>),
    /// Nothing of it is to come, or of that part of it.
    #[error("nothing is to come")]
    NothingToCome,
}

impl From<Error> for SeriesNotChanged {
    fn from(error: Error) -> Self {
        Self::NotChanged(error.into())
    }
}

type Changed<T> = std::result::Result<T, SeriesNotChanged>;

/// Calls off what is to come of a series. What was done, or called off already, stays. Must not commit after an error.
pub async fn cancel(
    tx: &TenantTx,
    clock: Clock,
    part: Part,
    told: &Told,
    by: By<'_>,
) -> Changed<Vec<Appointment>> {
    let open = to_come(tx, clock, part, by).await?.open;
    lock(tx, &open, None).await?;
    let (mut cancelled, mut freed) = (Vec::with_capacity(open.len()), Vec::new());
    for one in open {
        let ask = ask(Change::Cancel, told, cancelled.is_empty());
        let id = AppointmentId(one.id);
        let (row, gave_back) = changes::apply_all_but_offers(tx, clock, id, &ask, by).await?;
        cancelled.push(row);
        freed.extend(gave_back);
    }
    offer(tx, clock, &freed).await;
    Ok(cancelled)
}

/// Offers the times to those who wait.
async fn offer(tx: &TenantTx, clock: Clock, freed: &[Freed]) {
    for one in freed {
        waiting_list::offer_freed(tx, clock, one).await;
    }
}

/// Moves what is to come of a series; the services of a visit by the same. [`SeriesNotChanged::Conflicts`] names every
/// hour that cannot be had. Must not commit after an error.
pub async fn reschedule(
    tx: &TenantTx,
    clock: Clock,
    part: Part,
    to: SeriesMove,
    told: &Told,
    by: By<'_>,
) -> Changed<Vec<Appointment>> {
    let coming = to_come(tx, clock, part, by).await?;
    lock(tx, &coming.open, to.professional).await?;
    let targets = targets(coming, to.shift);
    // None of them stands in the way of another. Later ones come after earlier ones, also where they cross into another
    // month: so the months' counters are locked in order.
    give_back(tx, &targets, to).await?;
    let (mut moved, mut freed, mut conflicts) = (Vec::new(), Vec::new(), Vec::new());
    for (at_first, (one, at)) in targets.iter().enumerate() {
        let change = Change::Reschedule(Move {
            at: Some(*at),
            professional: to.professional.map(Some),
            room: None,
            outside_hours: to.outside_hours,
        });
        let ask = ask(change, told, at_first == 0);
        let id = AppointmentId(one.id);
        let change = changes::apply_all_but_offers(tx, clock, id, &ask, by);
        match tx.savepoint(change).await {
            Ok((row, gave_back)) => {
                moved.push(row);
                freed.extend(gave_back);
            }
            Err(error) => conflicts.push(Conflict {
                starts_at: *at,
                refusal: refusal(error)?,
            }),
        }
    }
    if conflicts.is_empty() {
        // Not before: the times of one are those of the next.
        offer(tx, clock, &freed).await;
        moved.sort_by_key(|one| (one.starts_at, one.id));
        Ok(moved)
    } else {
        conflicts.sort_by_key(|one| one.starts_at);
        Err(SeriesNotChanged::Conflicts(conflicts))
    }
}

/// Gives back the time of all that are to get another.
async fn give_back(tx: &TenantTx, targets: &[Target], to: SeriesMove) -> Result<()> {
    let moves = |(one, at): &&Target| {
        let is_given_away = |other: ProfessionalId| other.0 != one.professional_id;
        one.starts_at != *at || to.professional.is_some_and(is_given_away)
    };
    let ids: Vec<Uuid> = targets
        .iter()
        .filter(moves)
        .map(|(one, _)| one.id)
        .collect();
    slots::free_all(tx, &ids).await
}

fn ask(change: Change, told: &Told, is_first: bool) -> Ask {
    Ask {
        change,
        reason: told.reason.clone(),
        notify: told.notify && is_first,
        expected: None,
    }
}

/// Why an hour cannot be had; what has nothing to do with the hour is no conflict.
fn refusal(error: NotChanged) -> std::result::Result<Refusal, NotChanged> {
    match error {
        NotChanged::Refused(refusal) => Ok(refusal),
        NotChanged::Database(error) if error.code() == Some("23P01") => Ok(Refusal::Taken),
        other => Err(other),
    }
}

/// An appointment and when it is to begin.
type Target = (Appointment, DateTime<Utc>);

/// When each is to begin, in order of time. A visit moves as its first service does, whatever became of that.
fn targets(coming: Coming, shift: Shift) -> Vec<Target> {
    let Coming { zone, open, begins } = coming;
    open.into_iter()
        .map(|one| {
            let begins = begins.get(&one.visit_id).copied().unwrap_or(one.starts_at);
            let at = one.starts_at + shift.by(begins, zone);
            (one, at)
        })
        .collect()
}

impl Shift {
    fn by(self, starts_at: DateTime<Utc>, zone: Tz) -> TimeDelta {
        match self {
            Self::Stay => TimeDelta::zero(),
            Self::Minutes(minutes) => TimeDelta::minutes(minutes),
            Self::To(hour) => {
                let day = time::day_of(starts_at, zone);
                time::moment(day, hour, zone, Edge::Begin)
                    .map_or_else(TimeDelta::zero, |at| at - starts_at)
            }
        }
    }
}

/// What is to come of a part of a series.
struct Coming {
    /// By which clock.
    zone: Tz,
    /// The appointments, in order.
    open: Vec<Appointment>,
    /// When their visits begin.
    begins: HashMap<Uuid, DateTime<Utc>>,
}

/// What is to come of a part of a series.
async fn to_come(tx: &TenantTx, clock: Clock, part: Part, by: By<'_>) -> Changed<Coming> {
    let series = appointment_series::Entity::find_by_id(part.series.0)
        .one(tx)
        .await
        .map_err(Error::from)?
        .ok_or(NotChanged::NotFound)?;
    let mut all = appointments::Entity::find()
        .filter(appointments::Column::SeriesId.eq(part.series.0))
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
        .all(tx)
        .await
        .map_err(Error::from)?;
    all.retain(|one| exists(one, by));
    if all.is_empty() {
        return Err(NotChanged::NotFound.into());
    }
    let mut begins = HashMap::new();
    for one in &all {
        begins.entry(one.visit_id).or_insert(one.starts_at);
    }
    let since = match part.from {
        None => None,
        Some(from) => Some(
            all.iter()
                .find(|one| one.id == from.0)
                .ok_or(NotChanged::NotFound)?
                .occurs_at,
        ),
    };
    all.retain(|one| {
        is_open(one)
            && clock.now < one.starts_at
            && since.is_none_or(|since| since <= one.occurs_at)
    });
    if all.is_empty() {
        return Err(SeriesNotChanged::NothingToCome);
    }
    Ok(Coming {
        zone: zone_of(&series.time_zone)?,
        open: all,
        begins,
    })
}

fn exists(appointment: &Appointment, by: By<'_>) -> bool {
    match by {
        By::Staff { branches, .. } => is_visible(branches, Some(BranchId(appointment.branch_id))),
        // Clients change one by one, by its link.
        By::Client => false,
    }
}

fn is_open(appointment: &Appointment) -> bool {
    AppointmentState::parse(&appointment.state).is_ok_and(AppointmentState::is_open)
}

/// Locks all agendas concerned at once: one after the other, two who change series would wait for each other.
async fn lock(
    tx: &TenantTx,
    open: &[Appointment],
    professional: Option<ProfessionalId>,
) -> Result<()> {
    let professionals: Vec<ProfessionalId> = open
        .iter()
        .map(|one| ProfessionalId(one.professional_id))
        .chain(professional)
        .collect();
    let branches: Vec<Uuid> = open.iter().map(|one| one.branch_id).collect();
    let rooms: Vec<RoomId> = rooms::Entity::find()
        .filter(rooms::Column::BranchId.is_in(branches))
        .all(tx)
        .await?
        .into_iter()
        .map(|room| RoomId(room.id))
        .collect();
    slots::lock(tx, &professionals, &rooms).await?;
    Ok(())
}
