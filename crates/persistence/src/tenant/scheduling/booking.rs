//! Making appointments.

use super::{
    diary::{Own, diary},
    events::{self, Event},
    offers::{self, Customer, Offers, Unknown},
    rules::{BranchClock, Clock},
    slots,
};
use crate::{
    Error, Result, TenantTx,
    tenant::{
        audit::{self, Changes},
        clients,
        entity::{appointment_history, appointments},
        sequences, usage,
    },
};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use futures_util::{future::try_join_all, try_join};
use panal_domain::{
    AppointmentId, BranchId, ClientId, Limited, SeriesId,
    scheduling::{
        AppointmentCode, AppointmentSource, AppointmentState, BookingSettings, Interval, Placement,
        Refusal, Rules, place,
    },
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use std::collections::HashSet;
use uuid::Uuid;

pub use super::offers::Wanted;

/// An appointment.
pub use appointments::Model as Appointment;

/// The kind of document that appointments are numbered as.
const SEQUENCE: &str = "appointment";

/// A visit to be: one or more services, one after the other.
#[derive(Debug, Clone)]
pub struct Order {
    /// Where; `None` is the first open branch.
    pub branch: Option<BranchId>,
    /// What, by whom.
    pub services: Vec<Wanted>,
    /// When.
    pub at: DateTime<Utc>,
    /// For whom.
    pub client: ClientId,
    /// Who asks: customers are bound to notice, window and interval, the staff is not.
    pub customer: Customer,
    /// How it came about.
    pub source: AppointmentSource,
    /// `pendiente` or `confirmada`; `None` is as the business takes bookings: what the staff makes is `pendiente`.
    pub state: Option<AppointmentState>,
    /// Whether working time does not matter.
    pub outside_hours: bool,
    /// The hold that this visit was promised by, whose terms it keeps, and whose id the visit gets.
    pub hold: Option<Uuid>,
    /// The series it is of, and the start that the series gave.
    pub series: Option<(SeriesId, DateTime<Utc>)>,
    /// What the client says.
    pub client_notes: Option<String>,
    /// What the staff keeps for itself.
    pub internal_notes: Option<String>,
    /// Where word of it goes, where that differs from the client's own.
    pub contact: Contact,
    /// Whether the client is written to.
    pub notify: bool,
}

/// Whom to write to.
#[derive(Debug, Clone, Default)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone, E.164.
    pub phone: Option<String>,
}

/// A visit that was made: its appointments, in order.
pub type Booked = Vec<Appointment>;

/// Why a visit was not made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotBooked {
    /// The database said no; SQLSTATE 23P01 when somebody else was faster.
    #[error(transparent)]
    Database(#[from] Error),
    /// There is nothing to choose from.
    #[error("unknown: {0:?}")]
    Unknown(Unknown),
    /// There is no such client.
    #[error("no such client")]
    UnknownClient,
    /// Not at that time.
    #[error("refused: {0:?}")]
    Refused(Refusal),
}

/// Makes a visit.
///
/// What is offered is what can be booked: both ask [`place`]. The agendas of all who could give the services stay locked
/// until the transaction ends. Must not commit after an error.
pub async fn book(
    tx: &TenantTx,
    clock: Clock,
    order: &Order,
) -> std::result::Result<Booked, NotBooked> {
    // Asked together.
    let (client, offers) = try_join!(
        clients::get(tx, order.client),
        offers::offers(tx, clock, order.branch, order.customer, &order.services),
    )?;
    if client.is_none() {
        return Err(NotBooked::UnknownClient);
    }
    let mut offers = offers.map_err(NotBooked::Unknown)?;
    offers.keep(&slots::lock(tx, &offers.professionals(), &offers.rooms()).await?);
    let own = Own {
        hold: order.hold,
        appointments: Vec::new(),
    };
    let rules = rules(&offers, order);
    let placements = find(tx, &offers, &rules, order.at, &own).await?;
    if let Some(hold) = order.hold {
        slots::release(tx, hold).await?;
    }
    write(tx, &offers, order, &placements).await
}

/// Locks the agendas that [`book`] locks, for whoever locks something else before it.
pub async fn lock_agendas(
    tx: &TenantTx,
    clock: Clock,
    branch: Option<BranchId>,
    customer: Customer,
    services: &[Wanted],
) -> std::result::Result<(), NotBooked> {
    let offers = offers::offers(tx, clock, branch, customer, services).await?;
    let offers = offers.map_err(NotBooked::Unknown)?;
    slots::lock(tx, &offers.professionals(), &offers.rooms()).await?;
    Ok(())
}

/// Where a visit that begins at `at` finds its place, by what the database says now.
pub(super) async fn find(
    tx: &TenantTx,
    offers: &Offers,
    rules: &Rules,
    at: DateTime<Utc>,
    own: &Own,
) -> std::result::Result<Vec<Placement>, NotBooked> {
    // The work of that day decides whose turn it is.
    let day = offers.clock.day(at);
    let range = offers
        .clock
        .days(day, day)
        .map(|day| Interval {
            from: day.from - LONGEST,
            until: day.until + LONGEST,
        })
        .ok_or(NotBooked::Refused(Refusal::OutsideHours))?;
    let (professionals, rooms) = (offers.professionals(), offers.rooms());
    let diary = diary(tx, &offers.clock, &professionals, &rooms, range, own).await?;
    place(&offers.needs(), &diary, rules, at).map_err(NotBooked::Refused)
}

/// A visit that begins one day ends on the next at the latest.
pub(super) const LONGEST: TimeDelta = TimeDelta::hours(24);

/// The staff may note what began earlier today; customers book ahead.
pub(super) fn rules(offers: &Offers, order: &Order) -> Rules {
    let rules = match order.customer {
        Customer::Online => customers_rules(&offers.clock, offers),
        Customer::AtTheDesk => staff_rules(&offers.clock),
    };
    if order.hold.is_some() {
        // Promised already.
        Rules {
            earliest: DateTime::<Utc>::MIN_UTC,
            latest: DateTime::<Utc>::MAX_UTC,
            interval: None,
            ..rules
        }
    } else {
        Rules {
            outside_hours: order.outside_hours,
            ..rules
        }
    }
}

/// The times at which customers may book: with notice, within the window, at the interval.
#[must_use]
pub fn customers_rules(clock: &BranchClock, offers: &Offers) -> Rules {
    times_for_customers(clock, &offers.settings)
}

pub(super) fn times_for_customers(clock: &BranchClock, settings: &BookingSettings) -> Rules {
    let last = clock.today() + chrono::Days::new(settings.window_days.into());
    Rules {
        earliest: clock.now + settings.notice(),
        latest: clock.days(last, last).map_or(clock.now, |last| last.until),
        interval: Some(settings.interval_minutes),
        outside_hours: false,
        zone: clock.zone,
    }
}

/// The times at which the staff may book: from this morning, to any minute of the next two years.
#[must_use]
pub fn staff_rules(clock: &BranchClock) -> Rules {
    let today = clock.today();
    Rules {
        earliest: clock.days(today, today).map_or(clock.now, |day| day.from),
        latest: clock.now + TimeDelta::days(2 * 366),
        interval: None,
        outside_hours: false,
        zone: clock.zone,
    }
}

/// A visit that found its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) order: &'a Order,
    pub(super) placements: &'a [Placement],
}

/// Makes the appointments of a visit that found its place, under the locks under which it was found.
pub(super) async fn write(
    tx: &TenantTx,
    offers: &Offers,
    order: &Order,
    placements: &[Placement],
) -> std::result::Result<Booked, NotBooked> {
    write_all(tx, offers, &[Placed { order, placements }]).await
}

/// The same for several visits with the services of `offers`, in order of time.
///
/// The time is taken first, so who comes too late uses up no number; numbers as late as can be, for whoever else wants
/// one waits until the transaction ends.
pub(super) async fn write_all(
    tx: &TenantTx,
    offers: &Offers,
    visits: &[Placed<'_>],
) -> std::result::Result<Booked, NotBooked> {
    let mut rows = Vec::new();
    let mut told = HashSet::new();
    for visit in visits {
        let ids = ids(visit);
        // Sent together, here and below.
        let taken = visit.placements.iter().zip(&ids);
        try_join_all(taken.map(|(placement, id)| slots::occupy(tx, &offers.clock, placement, *id)))
            .await?;
        rows.extend(unnumbered(tx, offers, visit, &ids));
        told.extend(ids.first().filter(|_| visit.order.notify).map(|id| id.0));
    }
    number(tx, offers.clock.branch, &mut rows).await?;
    let mut booked = appointments::Entity::insert_many(rows.into_iter().map(|(_, row)| row))
        .exec_with_returning(tx)
        .await
        .map_err(Error::from)?;
    booked.sort_by_key(|one| one.starts_at);
    try_join_all(booked.iter().map(async |one| {
        let changes = Changes::created(one);
        try_join!(
            record(tx, "create", None, one, None),
            audit::record(tx, "create", "appointments", Some(one.id), changes),
            events::tell(tx, Event::Created, one, told.contains(&one.visit_id)),
        )
    }))
    .await?;
    usage::admit(tx, Limited::AppointmentsPerMonth).await?;
    Ok(booked)
}

/// Ids of a visit's appointments to be. What a hold became is known by the hold, so that whoever asks twice finds it.
fn ids(visit: &Placed<'_>) -> Vec<AppointmentId> {
    let hold = visit.order.hold.map(AppointmentId).into_iter();
    hold.chain(std::iter::repeat_with(AppointmentId::generate))
        .take(visit.placements.len())
        .collect()
}

/// Numbers appointments in their order, one statement a year.
async fn number(
    tx: &TenantTx,
    branch: BranchId,
    rows: &mut [(i32, appointments::ActiveModel)],
) -> Result<()> {
    rows.sort_by_key(|(year, _)| *year);
    for of_year in rows.chunk_by_mut(|(one, _), (other, _)| one == other) {
        let Some((year, _)) = of_year.first() else {
            continue;
        };
        let (year, count) = (*year, u32::try_from(of_year.len()).unwrap_or(u32::MAX));
        let first = sequences::take(tx, SEQUENCE, branch, year, count).await?;
        for ((_, row), number) in of_year.iter_mut().zip(first..) {
            row.code = Set(AppointmentCode { year, number }.to_string());
        }
    }
    Ok(())
}

/// The appointments of a visit, but for their numbers, and the year of which those are to be.
fn unnumbered(
    tx: &TenantTx,
    offers: &Offers,
    visit: &Placed<'_>,
    ids: &[AppointmentId],
) -> Vec<(i32, appointments::ActiveModel)> {
    let order = visit.order;
    let state = order.state.unwrap_or(AppointmentState::Pendiente);
    let first = ids.first().copied().unwrap_or_else(AppointmentId::generate);
    let minutes = |minutes: u32| i32::try_from(minutes).unwrap_or_default();
    let all = visit.placements.iter().zip(ids).zip(&offers.services);
    all.map(|((placement, id), offer)| {
        let day = offers.clock.day(placement.service.from);
        let price = offer
            .prices
            .get(&placement.professional)
            .copied()
            .unwrap_or_default();
        let row = appointments::ActiveModel {
            id: Set(id.0),
            branch_id: Set(offers.clock.branch.0),
            client_id: Set(order.client.0),
            professional_id: Set(placement.professional.0),
            service_id: Set(offer.service.0),
            room_id: Set(placement.room.map(|room| room.0)),
            state: Set(state.as_str().to_owned()),
            source: Set(order.source.as_str().to_owned()),
            day: Set(day),
            starts_at: Set(placement.service.from),
            ends_at: Set(placement.service.until),
            buffer_before_minutes: Set(minutes(offer.need.before)),
            buffer_after_minutes: Set(minutes(offer.need.after)),
            service_price: Set(price),
            final_price: Set(price),
            client_notes: Set(order.client_notes.clone()),
            internal_notes: Set(order.internal_notes.clone()),
            contact_name: Set(order.contact.name.clone()),
            contact_email: Set(order.contact.email.clone()),
            contact_phone: Set(order.contact.phone.clone()),
            visit_id: Set(first.0),
            series_id: Set(order.series.map(|(series, _)| series.0)),
            occurs_at: Set(order.series.map(|(_, occurs_at)| occurs_at)),
            created_by: Set(tx.actor().user()),
            updated_by: Set(tx.actor().user()),
            ..Default::default()
        };
        (day.year(), row)
    })
    .collect()
}

/// Writes a change of state or time into the history of an appointment. `before` is none of one that was just made.
pub(super) async fn record(
    tx: &TenantTx,
    action: &str,
    before: Option<&Appointment>,
    after: &Appointment,
    reason: Option<&str>,
) -> Result<()> {
    let actor = tx.actor();
    let moved = before.is_none_or(|before| before.starts_at != after.starts_at);
    appointment_history::Entity::insert(appointment_history::ActiveModel {
        id: Set(Uuid::now_v7()),
        appointment_id: Set(after.id),
        action: Set(action.to_owned()),
        from_state: Set(before.map(|before| before.state.clone())),
        to_state: Set(after.state.clone()),
        from_starts_at: Set(before.filter(|_| moved).map(|before| before.starts_at)),
        to_starts_at: Set(moved.then_some(after.starts_at)),
        reason: Set(reason.map(str::to_owned)),
        actor_kind: Set(actor.kind.as_str().to_owned()),
        actor_id: Set(actor.id),
        actor_name: Set(actor.name.clone()),
        ..Default::default()
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}
