//! What is done with appointments: the verbs.
//!
//! Whoever takes or gives back time locks the agendas concerned first and the appointment after, as booking does; so
//! nobody waits for each other. What was read before is read again under the locks.

mod moving;

pub use moving::times_to_move;

use super::{
    appointments::{self as rows, AgreedPrice, AppointmentChanges},
    booking::{self, Appointment},
    events::{self, Event},
    rules::{Clock, booking_settings},
    slots::{self, InUse},
    waiting_list::{self, Freed},
};
use crate::{
    Error, Expected, Result, TenantTx,
    tenant::{
        change,
        entity::{appointments, professionals},
        steward::is_visible,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::try_join;
use panal_domain::{
    AppointmentId, BranchId, BranchScope, ProfessionalId, RoomId,
    scheduling::{
        AppointmentSource, AppointmentState, BookingSettings, Refusal, Verb, VerbConflict,
        appointment::waiting_minutes,
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

/// Something to be done with an appointment.
#[derive(Debug, Clone)]
pub enum Change {
    /// It takes place.
    Confirm,
    /// The client is there.
    Arrive,
    /// It begins.
    Start,
    /// It is done.
    Complete(Completion),
    /// It is called off. Its time is free at once.
    Cancel,
    /// The client did not come. Its time is free at once.
    NoShow,
    /// It is moved.
    Reschedule(Move),
    /// It takes place after all, at its hour; or it has not begun yet.
    Reopen,
}

/// What is noted when an appointment is done.
#[derive(Debug, Clone, Default)]
pub struct Completion {
    /// What is charged, where it is not what was agreed.
    pub price: Option<AgreedPrice>,
    /// What the staff keeps for itself; an inner `None` clears it.
    pub internal_notes: Option<Option<String>>,
}

/// Where an appointment is moved to; what is not said stays.
#[derive(Debug, Clone, Default)]
pub struct Move {
    /// When it is to begin.
    pub at: Option<DateTime<Utc>>,
    /// By whom; an inner `None` is whoever is free.
    pub professional: Option<Option<ProfessionalId>>,
    /// In which room.
    pub room: Option<RoomId>,
    /// Whether working time does not matter; for the staff.
    pub outside_hours: bool,
}

/// A change, and how it is told.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The change.
    pub change: Change,
    /// Why.
    pub reason: Option<String>,
    /// Whether the client is written to.
    pub notify: bool,
    /// The versions that the appointment may be at; `None` is any.
    pub expected: Option<Expected>,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// Somebody of the business.
    Staff {
        /// Where they may change appointments; others do not exist.
        branches: &'a BranchScope,
        /// Where they may cancel those of others too; `None` is nowhere.
        cancels_any: Option<&'a BranchScope>,
        /// Where they may change prices; `None` is nowhere, and what was agreed stays.
        prices: Option<&'a BranchScope>,
    },
    /// The client, who is bound to the notice of the business and to the times that it offers.
    Client,
}

/// Why an appointment is as it was.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotChanged {
    /// The database said no, the version is another, or the plan's limit is reached; SQLSTATE 23P01 when somebody else
    /// was faster.
    #[error(transparent)]
    Database(#[from] Error),
    /// There is no such appointment, or not for whoever asks.
    #[error("no such appointment")]
    NotFound,
    /// Its state does not allow it.
    #[error(transparent)]
    State(#[from] VerbConflict),
    /// It is somebody else's, and whoever asks may cancel their own only.
    #[error("somebody else's appointment")]
    NotOwn,
    /// The client may still come: it begins later.
    #[error("it has not begun")]
    TooEarly,
    /// The business confirms it itself: the client cannot.
    #[error("not for the client to confirm")]
    NotForClients,
    /// Clients change appointments further ahead, by so many minutes.
    #[error("less than {0} minutes ahead")]
    ShortNotice(u32),
    /// Not then.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// That professional does not give the service.
    #[error("no such professional")]
    UnknownProfessional,
    /// There is no such room at the branch, or not for that service.
    #[error("no such room")]
    UnknownRoom,
}

impl From<DbErr> for NotChanged {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

type Changed<T = Appointment> = std::result::Result<T, NotChanged>;

impl Change {
    /// Its name.
    #[must_use]
    pub const fn verb(&self) -> Verb {
        match self {
            Self::Confirm => Verb::Confirm,
            Self::Arrive => Verb::Arrive,
            Self::Start => Verb::Start,
            Self::Complete(_) => Verb::Complete,
            Self::Cancel => Verb::Cancel,
            Self::NoShow => Verb::NoShow,
            Self::Reschedule(_) => Verb::Reschedule,
            Self::Reopen => Verb::Reopen,
        }
    }

    const fn event(&self) -> Option<Event> {
        match self {
            Self::Confirm | Self::Reopen => Some(Event::Confirmed),
            Self::Reschedule(_) => Some(Event::Rescheduled),
            Self::Cancel => Some(Event::Cancelled),
            Self::Complete(_) => Some(Event::Completed),
            Self::Arrive | Self::Start | Self::NoShow => None,
        }
    }
}

/// Does something with an appointment, and tells of it: history, audit, outbox. What changes nothing, such as a second
/// arrival, tells nothing. Must not commit after an error.
pub async fn apply(
    tx: &TenantTx,
    clock: Clock,
    id: AppointmentId,
    ask: &Ask,
    by: By<'_>,
) -> Changed {
    let (after, freed) = apply_all_but_offers(tx, clock, id, ask, by).await?;
    if let Some(freed) = freed {
        waiting_list::offer_freed(tx, clock, &freed).await;
    }
    Ok(after)
}

/// The same, but for offering the time that was given back to those who wait: whoever changes several appointments does
/// so when all of them have their new time.
pub(super) async fn apply_all_but_offers(
    tx: &TenantTx,
    clock: Clock,
    id: AppointmentId,
    ask: &Ask,
    by: By<'_>,
) -> Changed<(Appointment, Option<Freed>)> {
    // A large future, which callers would carry along.
    Box::pin(applied(tx, clock, id, ask, by)).await
}

async fn applied(
    tx: &TenantTx,
    clock: Clock,
    id: AppointmentId,
    ask: &Ask,
    by: By<'_>,
) -> Changed<(Appointment, Option<Freed>)> {
    let (before, after) = match &ask.change {
        Change::Reschedule(to) => Box::pin(moving::moved(tx, clock, id, ask, by, to)).await?,
        Change::Reopen => Box::pin(reopened(tx, clock, id, ask, by)).await?,
        Change::Cancel | Change::NoShow => Box::pin(given_back(tx, clock, id, ask, by)).await?,
        Change::Confirm | Change::Arrive | Change::Start | Change::Complete(_) => {
            let before = lock(tx, id).await?;
            let row = allowed(tx, clock, &before, ask, by).await?;
            let after = write(tx, before.clone(), ask, row).await?;
            (before, after)
        }
    };
    if after.version == before.version {
        return Ok((after, None));
    }
    tell(tx, ask, &before, &after).await?;
    let frees = matches!(
        ask.change,
        Change::Cancel | Change::NoShow | Change::Reschedule(_)
    );
    Ok((after, Freed::by(&before).filter(|_| frees)))
}

async fn tell(tx: &TenantTx, ask: &Ask, before: &Appointment, after: &Appointment) -> Result<()> {
    let verb = ask.change.verb().as_str();
    let reason = ask.reason.as_deref();
    let event = async {
        match ask.change.event() {
            // Whoever sits in the chair knows.
            Some(_) if is_begun(before) && matches!(ask.change, Change::Reopen) => Ok(()),
            Some(event) => events::tell(tx, event, after, ask.notify).await,
            None => Ok(()),
        }
    };
    try_join!(
        booking::record(tx, verb, Some(before), after, reason),
        event
    )?;
    let ends = matches!(
        ask.change,
        Change::Complete(_) | Change::Cancel | Change::NoShow
    );
    if ends && ask.notify {
        events::ask_feedback(tx, after).await?;
    }
    Ok(())
}

/// Brings it back. What was begun by mistake has kept its time; all else takes its own time again.
async fn reopened(
    tx: &TenantTx,
    clock: Clock,
    id: AppointmentId,
    ask: &Ask,
    by: By<'_>,
) -> Changed<(Appointment, Appointment)> {
    if !is_begun(&seen(tx, id, by).await?) {
        let same = Move {
            outside_hours: true,
            ..Move::default()
        };
        return moving::moved(tx, clock, id, ask, by, &same).await;
    }
    let before = lock(tx, id).await?;
    let row = allowed(tx, clock, &before, ask, by).await?;
    if !is_begun(&before) {
        // Called off meanwhile, so that its time is gone.
        return Err(Error::VersionConflict.into());
    }
    let after = write(tx, before.clone(), ask, row).await?;
    Ok((before, after))
}

fn is_begun(appointment: &Appointment) -> bool {
    appointment.state == AppointmentState::EnCurso.as_str()
}

/// Calls it off, or notes that nobody came.
async fn given_back(
    tx: &TenantTx,
    clock: Clock,
    id: AppointmentId,
    ask: &Ask,
    by: By<'_>,
) -> Changed<(Appointment, Appointment)> {
    let (before, _) = lock_with_agendas(tx, id, by, &[], &[]).await?;
    let row = allowed(tx, clock, &before, ask, by).await?;
    let after = write(tx, before.clone(), ask, row).await?;
    slots::free(tx, id).await?;
    Ok((before, after))
}

async fn write(
    tx: &TenantTx,
    before: Appointment,
    ask: &Ask,
    row: appointments::ActiveModel,
) -> Result<Appointment> {
    rows::write(tx, ask.change.verb().as_str(), before, row).await
}

/// The appointment as whoever asks sees it; nothing is locked.
async fn seen(tx: &TenantTx, id: AppointmentId, by: By<'_>) -> Changed {
    appointments::Entity::find_by_id(id.0)
        .one(tx)
        .await?
        .filter(|one| exists(one, by))
        .ok_or(NotChanged::NotFound)
}

fn exists(appointment: &Appointment, by: By<'_>) -> bool {
    match by {
        By::Staff { branches, .. } => is_visible(branches, Some(BranchId(appointment.branch_id))),
        By::Client => true,
    }
}

async fn lock(tx: &TenantTx, id: AppointmentId) -> Changed {
    change::lock::<appointments::Entity>(tx, id.0)
        .await?
        .ok_or(NotChanged::NotFound)
}

/// The appointment, locked after its agendas and these others, and which of these are in use.
/// [`Error::VersionConflict`] when others change it again and again meanwhile.
async fn lock_with_agendas(
    tx: &TenantTx,
    id: AppointmentId,
    by: By<'_>,
    professionals: &[ProfessionalId],
    rooms: &[RoomId],
) -> Changed<(Appointment, InUse)> {
    for _ in 0..ATTEMPTS {
        let seen = seen(tx, id, by).await?;
        let mut all: Vec<ProfessionalId> = professionals.to_vec();
        all.push(ProfessionalId(seen.professional_id));
        let mut places: Vec<RoomId> = rooms.to_vec();
        places.extend(seen.room_id.map(RoomId));
        places.extend(waiting_list::rooms_wanted(tx, &[seen.branch_id]).await?);
        let in_use = slots::lock(tx, &all, &places).await?;
        let row = lock(tx, id).await?;
        let is_there = (row.professional_id, row.room_id) == (seen.professional_id, seen.room_id);
        if is_there {
            return Ok((row, in_use));
        }
    }
    Err(Error::VersionConflict.into())
}

const ATTEMPTS: u32 = 3;

/// Locks the agendas of all these at once, for whoever changes several in one transaction.
pub async fn lock_agendas(tx: &TenantTx, appointments: &[Appointment]) -> Result<()> {
    let professionals: Vec<ProfessionalId> = appointments
        .iter()
        .map(|one| ProfessionalId(one.professional_id))
        .collect();
    let branches: Vec<Uuid> = appointments.iter().map(|one| one.branch_id).collect();
    let mut rooms = waiting_list::rooms_wanted(tx, &branches).await?;
    rooms.extend(
        appointments
            .iter()
            .filter_map(|one| one.room_id.map(RoomId)),
    );
    slots::lock(tx, &professionals, &rooms).await?;
    Ok(())
}

/// What the change makes of the row, if it is allowed.
async fn allowed(
    tx: &TenantTx,
    clock: Clock,
    before: &Appointment,
    ask: &Ask,
    by: By<'_>,
) -> Changed<appointments::ActiveModel> {
    let state = admitted(tx, clock, before, ask, by).await?;
    let now = clock.now;
    let row = appointments::ActiveModel {
        state: Set(state.as_str().to_owned()),
        ..Default::default()
    };
    Ok(match &ask.change {
        Change::Confirm => row,
        Change::Arrive => appointments::ActiveModel {
            // The first arrival counts.
            arrived_at: Set(Some(before.arrived_at.unwrap_or(now))),
            ..row
        },
        Change::Start => {
            let waited = waiting_minutes(before.starts_at, before.arrived_at, now);
            appointments::ActiveModel {
                started_at: Set(Some(now)),
                waiting_minutes: Set(Some(i32::try_from(waited).unwrap_or(i32::MAX))),
                ..row
            }
        }
        Change::Complete(completion) => {
            let noted = AppointmentChanges {
                price: completion.price.clone(),
                internal_notes: completion.internal_notes.clone(),
                ..AppointmentChanges::default()
            };
            appointments::ActiveModel {
                state: row.state,
                completed_at: Set(Some(before.started_at.map_or(now, |began| began.max(now)))),
                ..noted.into_row()
            }
        }
        Change::Cancel => appointments::ActiveModel {
            cancelled_at: Set(Some(now)),
            cancelled_by: Set(Some(by.as_str().to_owned())),
            cancellation_reason: Set(ask.reason.clone()),
            sequence: Set(before.sequence + 1),
            ..row
        },
        Change::NoShow => row,
        Change::Reopen if is_begun(before) => appointments::ActiveModel {
            started_at: Set(None),
            waiting_minutes: Set(None),
            ..row
        },
        Change::Reschedule(_) | Change::Reopen => appointments::ActiveModel {
            cancelled_at: Set(None),
            cancelled_by: Set(None),
            cancellation_reason: Set(None),
            sequence: Set(before.sequence + 1),
            ..row
        },
    })
}

impl By<'_> {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Staff { .. } => "staff",
            Self::Client => "client",
        }
    }
}

/// The state after the change, if whoever asks may make it now.
async fn admitted(
    tx: &TenantTx,
    clock: Clock,
    before: &Appointment,
    ask: &Ask,
    by: By<'_>,
) -> Changed<AppointmentState> {
    if !exists(before, by) {
        return Err(NotChanged::NotFound);
    }
    if let Some(expected) = &ask.expected {
        expected.admit(before.version)?;
    }
    let cancels = matches!(ask.change, Change::Cancel);
    if cancels && !may_cancel(tx, before, by).await? {
        return Err(NotChanged::NotOwn);
    }
    let state = state_of(before)?.apply(ask.change.verb())?;
    if matches!(ask.change, Change::NoShow) && clock.now < before.starts_at {
        return Err(NotChanged::TooEarly);
    }
    match by {
        By::Staff { .. } => Ok(state),
        By::Client => admitted_to_clients(tx, clock, before, ask, state).await,
    }
}

/// The state after a change by the client. What the business confirms itself waits for it again at another hour.
async fn admitted_to_clients(
    tx: &TenantTx,
    clock: Clock,
    before: &Appointment,
    ask: &Ask,
    state: AppointmentState,
) -> Changed<AppointmentState> {
    let settings = booking_settings(tx).await?;
    match &ask.change {
        Change::Confirm if is_business_to_confirm(before, &settings) => {
            return Err(NotChanged::NotForClients);
        }
        Change::Confirm if before.starts_at <= clock.now => {
            return Err(NotChanged::ShortNotice(0));
        }
        Change::Cancel | Change::Reschedule(_) => in_time(&settings, clock, before)?,
        _ => {}
    }
    let moves = matches!(ask.change, Change::Reschedule(_));
    Ok(match moves && is_business_to_confirm(before, &settings) {
        true => AppointmentState::Pendiente,
        false => state,
    })
}

/// Whether clients confirm this appointment, as far as its state allows: one that is to come, unless the business has
/// reserved it to itself to confirm what customers book.
#[must_use]
pub fn clients_confirm(
    appointment: &Appointment,
    settings: &BookingSettings,
    now: DateTime<Utc>,
) -> bool {
    now < appointment.starts_at && !is_business_to_confirm(appointment, settings)
}

fn is_business_to_confirm(appointment: &Appointment, settings: &BookingSettings) -> bool {
    appointment.source == AppointmentSource::Public.as_str() && !settings.confirms_public
}

/// Clients change what is far enough ahead.
fn in_time(settings: &BookingSettings, clock: Clock, before: &Appointment) -> Changed<()> {
    let ahead: TimeDelta = before.starts_at - clock.now;
    if ahead < settings.change_notice() || ahead <= TimeDelta::zero() {
        return Err(NotChanged::ShortNotice(settings.change_notice_minutes));
    }
    Ok(())
}

impl By<'_> {
    /// Whether another professional's price becomes that of an appointment at this branch: clients pay what is offered
    /// to them, and of the staff those change prices who may.
    fn takes_prices(self, branch: BranchId) -> bool {
        match self {
            By::Client => true,
            By::Staff { prices, .. } => prices.is_some_and(|scope| scope.allows(Some(branch))),
        }
    }
}

/// One's own are those that one made, or gives; what nobody of the staff made, such as online, is
/// everybody's.
async fn may_cancel(tx: &TenantTx, before: &Appointment, by: By<'_>) -> Result<bool> {
    let By::Staff { cancels_any, .. } = by else {
        return Ok(true);
    };
    let branch = Some(BranchId(before.branch_id));
    if cancels_any.is_some_and(|scope| scope.allows(branch)) {
        return Ok(true);
    }
    let Some(maker) = before.created_by else {
        return Ok(true);
    };
    let Some(user) = tx.actor().user() else {
        return Ok(false);
    };
    if maker == user {
        return Ok(true);
    }
    let own = professionals::Entity::find()
        .filter(professionals::Column::Id.eq(before.professional_id))
        .filter(professionals::Column::UserId.eq(user))
        .count(tx)
        .await?;
    Ok(own > 0)
}

/// The state of an appointment. The table allows no other texts.
pub fn state_of(appointment: &Appointment) -> Result<AppointmentState> {
    AppointmentState::parse(&appointment.state).map_err(|_unknown| {
        Error::Orm(DbErr::Custom(format!(
            "appointment state {}",
            appointment.state
        )))
    })
}
