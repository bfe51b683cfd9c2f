//! Appointments that recur: made together, by one rule, by the clock of the branch.

mod verbs;

pub use verbs::{Part, SeriesMove, SeriesNotChanged, Shift, Told, cancel, reschedule};

use super::{
    Booked, NotBooked, Order,
    booking::{self, Appointment, Placed},
    diary::Own,
    offers::{self, Offers},
    rules::Clock,
    slots,
};
use crate::{
    Error, Result, TenantTx, list,
    tenant::{
        audit::{self, Changes},
        clients,
        entity::{appointment_series, appointments},
    },
};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use panal_domain::{
    BranchScope, Invalid, ProfessionalId, SeriesId,
    scheduling::{
        Placement, Refusal,
        recurrence::{MAX_OCCURRENCES, RECURRENCE_TOO_LONG, Recurrence},
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A series.
pub use appointment_series::Model as Series;

/// What becomes of a series of which not every hour is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// Nothing is booked.
    Fail,
    /// The others are booked.
    Skip,
}

/// An hour of a series that cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// The hour.
    pub starts_at: DateTime<Utc>,
    /// Why.
    pub refusal: Refusal,
}

/// A series that was made.
#[derive(Debug, Clone)]
pub struct BookedSeries {
    /// The series.
    pub series: SeriesId,
    /// Its appointments, in order.
    pub appointments: Booked,
    /// The hours that were left out.
    pub skipped: Vec<Conflict>,
}

/// Why a series was not made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotBookedSeries {
    /// What would keep a single visit from being made.
    #[error(transparent)]
    NotBooked(#[from] NotBooked),
    /// The rule does not begin with the first visit, or goes too far.
    #[error("the rule does not fit: {}", .0.code)]
    Rule(Invalid),
    /// Hours that cannot be had; all of them where the others were to be booked.
    #[error("{} hours cannot be had", .0.len())]
    Conflicts(Vec<Conflict>),
}

impl From<Error> for NotBookedSeries {
    fn from(error: Error) -> Self {
        Self::NotBooked(error.into())
    }
}

/// Makes all visits of a series, the first of them as ordered. Every one has the order's services, by whoever is free
/// that day where nobody is named, at the same hour by the branch's clock. The client is written to of the first alone.
/// Of appointments there are [`MAX_OCCURRENCES`] at most.
///
/// Where nobody's working time is known there is no availability: see [`to_cover`]. Must not commit after an error.
pub async fn book_series(
    tx: &TenantTx,
    clock: Clock,
    order: &Order,
    recurrence: &Recurrence,
    on_conflict: OnConflict,
) -> std::result::Result<BookedSeries, NotBookedSeries> {
    if clients::get(tx, order.client).await?.is_none() {
        return Err(NotBooked::UnknownClient.into());
    }
    let mut offers = offers::offers(tx, clock, order.branch, order.customer, &order.services)
        .await?
        .map_err(NotBooked::Unknown)?;
    let (local, starts) = starts(&offers, order, recurrence).map_err(NotBookedSeries::Rule)?;
    offers.keep(&slots::lock(tx, &offers.professionals(), &offers.rooms()).await?);
    let (found, conflicts) = find(tx, &offers, order, &starts).await?;
    if found.is_empty() || !conflicts.is_empty() && on_conflict == OnConflict::Fail {
        return Err(NotBookedSeries::Conflicts(conflicts));
    }
    let series = insert(tx, &offers, recurrence, local).await?;
    let mut orders = Vec::with_capacity(found.len());
    for (at, placements) in &found {
        let order = Order {
            at: *at,
            series: Some((series, *at)),
            notify: order.notify && orders.is_empty(),
            ..order.clone()
        };
        orders.push((order, placements));
    }
    let visits: Vec<Placed<'_>> = orders
        .iter()
        .map(|(order, placements)| Placed { order, placements })
        .collect();
    Ok(BookedSeries {
        series,
        appointments: booking::write_all(tx, &offers, &visits).await?,
        skipped: conflicts,
    })
}

/// When the first visit begins by the clock of the branch, and the moments at which all of them begin.
fn starts(
    offers: &Offers,
    order: &Order,
    recurrence: &Recurrence,
) -> std::result::Result<(NaiveDateTime, Vec<DateTime<Utc>>), Invalid> {
    let local = order.at.with_timezone(&offers.clock.zone).naive_local();
    let starts = recurrence.occurrences(local, offers.clock.zone)?;
    match starts.len() * order.services.len() <= MAX_OCCURRENCES {
        true => Ok((local, starts)),
        false => Err(RECURRENCE_TOO_LONG),
    }
}

/// Whose availability has to be made before a series is booked, and as far as which day: the series may go further than
/// customers book. Each is made in a transaction of its own ([`super::generation::regenerate`]), so that nobody waits
/// for all of them. None where there is nothing to make, or the series cannot be booked at all.
pub async fn to_cover(
    tx: &TenantTx,
    clock: Clock,
    order: &Order,
    recurrence: &Recurrence,
) -> Result<Option<(Vec<ProfessionalId>, NaiveDate)>> {
    let offers = offers::offers(tx, clock, order.branch, order.customer, &order.services).await?;
    let Ok(offers) = offers else {
        return Ok(None);
    };
    let Ok((_, starts)) = starts(&offers, order, recurrence) else {
        return Ok(None);
    };
    let last = starts.last().map(|last| offers.clock.day(*last));
    let window = offers.clock.today() + Days::new(offers.settings.window_days.into());
    Ok(last
        .filter(|last| window < *last)
        .map(|last| (offers.professionals(), last)))
}

type Found = Vec<(DateTime<Utc>, Vec<Placement>)>;

/// The hours that can be had, and those that cannot.
async fn find(
    tx: &TenantTx,
    offers: &Offers,
    order: &Order,
    starts: &[DateTime<Utc>],
) -> std::result::Result<(Found, Vec<Conflict>), NotBooked> {
    let rules = booking::rules(offers, order);
    let (mut found, mut conflicts) = (Found::with_capacity(starts.len()), Vec::new());
    for at in starts {
        let placed = match booking::find(tx, offers, &rules, *at, &Own::default()).await {
            Ok(placements) if is_clear(&found, &placements) => Ok(placements),
            Ok(_) => Err(Refusal::Taken),
            Err(NotBooked::Refused(refusal)) => Err(refusal),
            Err(other) => return Err(other),
        };
        match placed {
            Ok(placements) => found.push((*at, placements)),
            Err(refusal) => conflicts.push(Conflict {
                starts_at: *at,
                refusal,
            }),
        }
    }
    Ok((found, conflicts))
}

/// Whether a visit does not run into the one before it, which the database does not know yet.
fn is_clear(found: &Found, placements: &[Placement]) -> bool {
    let end = |placements: &[Placement]| placements.iter().map(|one| one.busy.until).max();
    let begins = placements.iter().map(|one| one.busy.from).min();
    found.last().is_none_or(|(_, before)| end(before) <= begins)
}

async fn insert(
    tx: &TenantTx,
    offers: &Offers,
    recurrence: &Recurrence,
    local: NaiveDateTime,
) -> Result<SeriesId> {
    let series = appointment_series::Entity::insert(appointment_series::ActiveModel {
        id: Set(SeriesId::generate().0),
        rrule: Set(recurrence.as_str().to_owned()),
        starts_local: Set(local),
        time_zone: Set(offers.clock.zone.name().to_owned()),
        created_by: Set(tx.actor().user()),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await?;
    let changes = Changes::created(&series);
    audit::record(tx, "create", "appointment_series", Some(series.id), changes).await?;
    Ok(SeriesId(series.id))
}

/// A series and its appointments in `scope`, in the order in which the rule gave them; `None` where there are none.
pub async fn get(
    tx: &TenantTx,
    id: SeriesId,
    scope: &BranchScope,
) -> Result<Option<(Series, Vec<Appointment>)>> {
    let Some(series) = appointment_series::Entity::find_by_id(id.0).one(tx).await? else {
        return Ok(None);
    };
    let select = appointments::Entity::find()
        .filter(appointments::Column::SeriesId.eq(id.0))
        .filter(list::within(appointments::Column::BranchId, scope))
        .order_by_asc(appointments::Column::OccursAt)
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id);
    let found = select.all(tx).await?;
    Ok((!found.is_empty()).then_some((series, found)))
}
