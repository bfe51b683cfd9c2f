//! Availability, made from schedules: intervals `disponible` of the agenda.
//!
//! Generating compares what is there with what should be there, and writes the difference: an interval that stays
//! keeps its id. Days that somebody edited by hand are left alone, and so are days that are over.

use super::{
    Clock, booking_settings, exceptions, holidays,
    rules::{BranchClock, zone_of},
    schedules, slots,
};
use crate::{
    Error, Result, TenantTx, list,
    tenant::entity::{branches, edited_days, professionals, time_slots},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use panal_domain::{
    BranchId, Country, ProfessionalId, SlotId,
    scheduling::{
        BookingSettings, Interval, SlotState,
        holidays::of_year,
        week::{DayException, WeeklyHours, is_free, moments, working_time},
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Most days ahead for which availability is made.
pub const MAX_DAYS: u64 = 366;

/// Rows of one INSERT.
const BATCH: usize = 1_000;

/// Where and when a business works, as far as its own tables do not say it.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Its clock.
    pub clock: Clock,
    /// Its country, whose holidays it keeps; `None` is one without any.
    pub country: Option<Country>,
}

/// What generating did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Generated {
    /// Professionals looked at.
    pub professionals: u64,
    /// Intervals made.
    pub created: u64,
    /// Intervals removed.
    pub removed: u64,
    /// Days left alone, since somebody edited them by hand.
    pub kept_days: u64,
}

impl std::ops::AddAssign for Generated {
    fn add_assign(&mut self, other: Self) {
        self.professionals += other.professionals;
        self.created += other.created;
        self.removed += other.removed;
        self.kept_days += other.kept_days;
    }
}

/// The days from today to the last on which customers may book.
pub async fn window(tx: &TenantTx, place: Place) -> Result<(NaiveDate, NaiveDate)> {
    let settings = booking_settings(tx).await?;
    let today = today(place);
    Ok((today, today + Days::new(settings.window_days.into())))
}

/// The day it is where the business is.
#[must_use]
pub fn today(place: Place) -> NaiveDate {
    panal_domain::scheduling::time::day_of(place.clock.now, place.clock.zone)
}

/// All professionals, or those of `only` that exist, in the order in which their agendas are locked.
pub async fn professionals(
    tx: &TenantTx,
    only: Option<&[ProfessionalId]>,
) -> Result<Vec<ProfessionalId>> {
    let mut select = professionals::Entity::find().order_by_asc(professionals::Column::Id);
    if let Some(only) = only {
        let only = only.iter().map(|one| one.0);
        select = select.filter(list::among(professionals::Column::Id, only));
    }
    let rows = select.all(tx).await?;
    Ok(rows.into_iter().map(|row| ProfessionalId(row.id)).collect())
}

/// Makes the availability of one professional from `first` to `last`; days before today are left alone. Of somebody
/// who does not work here any more, all that is to come is removed.
///
/// The professional's agenda stays locked until the transaction ends. Whoever generates for several in one transaction
/// takes them in the order of [`professionals`]; whoever need not, takes a transaction for each, so that bookings wait
/// for one only.
pub async fn generate(
    tx: &TenantTx,
    place: Place,
    professional: ProfessionalId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Generated> {
    slots::lock(tx, &[professional], &[]).await?;
    let Some(row) = professionals::Entity::find_by_id(professional.0)
        .one(tx)
        .await?
    else {
        return Ok(Generated::default());
    };
    if !row.is_active {
        return Ok(Generated {
            professionals: 1,
            removed: remove_to_come(tx, place.clock.now, professional).await?,
            ..Generated::default()
        });
    }
    let first = first.max(today(place));
    // What is read from here on is still true when the transaction ends: whoever changes it takes the same lock.
    let branches = open_branches(tx, place.clock).await?;
    let edited = edited(tx, professional, first, last).await?;
    let difference = difference(
        existing(tx, professional, first, last).await?,
        &branches,
        &edited,
        (first, last),
        wanted(tx, place, professional, &branches, first, last).await?,
    );
    for ids in difference.stale.chunks(BATCH) {
        time_slots::Entity::delete_many()
            .filter(time_slots::Column::Id.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
    }
    for missing in difference.missing.chunks(BATCH) {
        let rows = missing
            .iter()
            .map(|(branch, interval)| time_slots::ActiveModel {
                id: Set(SlotId::generate().0),
                branch_id: Set(branch.0),
                professional_id: Set(Some(professional.0)),
                state: Set(SlotState::Disponible.as_str().to_owned()),
                starts_at: Set(interval.from),
                ends_at: Set(interval.until),
                ..Default::default()
            });
        time_slots::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    let count = |length: usize| u64::try_from(length).unwrap_or_default();
    Ok(Generated {
        professionals: 1,
        created: count(difference.missing.len()),
        removed: count(difference.stale.len()),
        kept_days: count(edited.len()),
    })
}

/// Makes the availability of one professional anew after a change of what it is made from: from today to the end of
/// the window, or as far as there is any already, or to `cover`. The last day that was made.
pub async fn regenerate(
    tx: &TenantTx,
    place: Place,
    professional: ProfessionalId,
    cover: Option<NaiveDate>,
) -> Result<NaiveDate> {
    slots::lock(tx, &[professional], &[]).await?;
    let (today, window) = window(tx, place).await?;
    let newest = time_slots::Entity::find()
        .filter(time_slots::Column::ProfessionalId.eq(professional.0))
        .filter(time_slots::Column::State.eq(SlotState::Disponible.as_str()))
        .order_by_desc(time_slots::Column::StartsAt)
        .limit(1)
        .one(tx)
        .await?
        // By the clock of a branch further east it may be the day after.
        .map(|slot| slot.starts_at.date_naive() + Days::new(1));
    let most = today + Days::new(MAX_DAYS);
    let last = [newest, cover]
        .into_iter()
        .flatten()
        .fold(window, NaiveDate::max)
        .min(most);
    generate(tx, place, professional, today, last).await?;
    Ok(last)
}

/// The same for everybody, one after the other. The last day that was made for all of them.
pub async fn regenerate_all(
    tx: &TenantTx,
    place: Place,
    cover: Option<NaiveDate>,
) -> Result<NaiveDate> {
    let mut last = today(place) + Days::new(MAX_DAYS);
    for professional in professionals(tx, None).await? {
        last = last.min(regenerate(tx, place, professional, cover).await?);
    }
    Ok(last)
}

async fn remove_to_come(
    tx: &TenantTx,
    now: DateTime<Utc>,
    professional: ProfessionalId,
) -> Result<u64> {
    Ok(time_slots::Entity::delete_many()
        .filter(time_slots::Column::ProfessionalId.eq(professional.0))
        .filter(time_slots::Column::State.eq(SlotState::Disponible.as_str()))
        .filter(time_slots::Column::StartsAt.gte(now))
        .exec(tx)
        .await?
        .rows_affected)
}

/// The clocks of all branches, and which of them are open.
struct Branches {
    clocks: BTreeMap<BranchId, BranchClock>,
    open: BTreeSet<BranchId>,
}

impl Branches {
    /// The day of an interval by the clock of its branch.
    fn day(&self, branch: BranchId, interval: Interval) -> Option<NaiveDate> {
        Some(self.clocks.get(&branch)?.day(interval.from))
    }
}

async fn open_branches(tx: &TenantTx, clock: Clock) -> Result<Branches> {
    let mut found = Branches {
        clocks: BTreeMap::new(),
        open: BTreeSet::new(),
    };
    for row in branches::Entity::find().all(tx).await? {
        let branch = BranchId(row.id);
        let zone = row.time_zone.as_deref().map_or(Ok(clock.zone), zone_of)?;
        let now = clock.now;
        found
            .clocks
            .insert(branch, BranchClock { branch, zone, now });
        if row.is_active {
            found.open.insert(branch);
        }
    }
    Ok(found)
}

/// The intervals that there should be, by the day they are of.
async fn wanted(
    tx: &TenantTx,
    place: Place,
    professional: ProfessionalId,
    branches: &Branches,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(NaiveDate, BranchId, Interval)>> {
    let settings = booking_settings(tx).await?;
    let week: Vec<WeeklyHours> = schedules::week(tx, professional).await?;
    let exceptions: Vec<DayException> =
        exceptions::concerning(tx, professional, first, last).await?;
    let free = free_days(tx, place.country, &settings, first, last).await?;
    let zone = |branch: BranchId| {
        let clock = branches.clocks.get(&branch)?;
        branches.open.contains(&branch).then_some(clock.zone)
    };
    let mut found = Vec::new();
    for day in first.iter_days().take_while(|day| *day <= last) {
        let hours = working_time(day, &week, &exceptions, free.contains(&day));
        let moments = moments(day, &hours, zone);
        found.extend(moments.into_iter().map(|(branch, one)| (day, branch, one)));
    }
    Ok(found)
}

/// The days on which people are free, exceptions aside.
async fn free_days(
    tx: &TenantTx,
    country: Option<Country>,
    settings: &BookingSettings,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<BTreeSet<NaiveDate>> {
    let own: BTreeMap<NaiveDate, bool> = holidays::own(tx, first, last)
        .await?
        .into_iter()
        .map(|row| (row.day, row.is_working))
        .collect();
    let national: BTreeSet<NaiveDate> = country
        .into_iter()
        .flat_map(|country| {
            (first.year()..=last.year()).flat_map(move |year| of_year(country, year))
        })
        .map(|holiday| holiday.day)
        .collect();
    Ok(own
        .keys()
        .chain(&national)
        .copied()
        .filter(|day| {
            let own = own.get(day).copied();
            is_free(own, national.contains(day), settings.works_on_holidays)
        })
        .collect())
}

/// A professional's intervals `disponible` about these days, with some before and after by other clocks.
async fn existing(
    tx: &TenantTx,
    professional: ProfessionalId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<slots::Slot>> {
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    Ok(time_slots::Entity::find()
        .filter(time_slots::Column::ProfessionalId.eq(professional.0))
        .filter(time_slots::Column::State.eq(SlotState::Disponible.as_str()))
        .filter(time_slots::Column::EndsAt.gt(midnight(first) - Days::new(2)))
        .filter(time_slots::Column::StartsAt.lt(midnight(last) + Days::new(3)))
        .order_by_asc(time_slots::Column::StartsAt)
        .all(tx)
        .await?)
}

async fn edited(
    tx: &TenantTx,
    professional: ProfessionalId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<BTreeSet<NaiveDate>> {
    let rows = edited_days::Entity::find()
        .filter(edited_days::Column::ProfessionalId.eq(professional.0))
        .filter(edited_days::Column::Day.between(first, last))
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.day).collect())
}

/// What has to be removed and what has to be made.
#[derive(Debug, Default)]
struct Difference {
    stale: Vec<Uuid>,
    missing: Vec<(BranchId, Interval)>,
}

fn difference(
    existing: Vec<slots::Slot>,
    branches: &Branches,
    edited: &BTreeSet<NaiveDate>,
    (first, last): (NaiveDate, NaiveDate),
    wanted: Vec<(NaiveDate, BranchId, Interval)>,
) -> Difference {
    let is_ours = |day: NaiveDate| (first..=last).contains(&day) && !edited.contains(&day);
    let mut replaced = BTreeMap::new();
    let mut kept = Vec::new();
    for slot in existing {
        let Some(interval) = Interval::new(slot.starts_at, slot.ends_at) else {
            continue;
        };
        let branch = BranchId(slot.branch_id);
        if branches.day(branch, interval).is_some_and(is_ours) {
            replaced.insert((branch, interval), slot.id);
        } else {
            kept.push(interval);
        }
    }
    let mut found = Difference::default();
    let mut end = DateTime::<Utc>::MIN_UTC;
    for (day, branch, interval) in wanted {
        if edited.contains(&day) {
            continue;
        }
        // Days of branches with other clocks may overlap, and so may what was made by a clock that changed since.
        let Some(interval) = Interval::new(interval.from.max(end), interval.until) else {
            continue;
        };
        end = interval.until;
        for piece in without_all(interval, &kept) {
            if replaced.remove(&(branch, piece)).is_none() {
                found.missing.push((branch, piece));
            }
        }
    }
    found.stale = replaced.into_values().collect();
    found
}

/// What is left of an interval without others.
fn without_all(interval: Interval, others: &[Interval]) -> Vec<Interval> {
    others
        .iter()
        .filter(|other| other.overlaps(&interval))
        .fold(vec![interval], |pieces, other| {
            pieces
                .into_iter()
                .flat_map(|piece| piece.without(other))
                .collect()
        })
}

/// Notes that somebody edited these days of a professional by hand.
pub(super) async fn mark_edited(
    tx: &TenantTx,
    professional: ProfessionalId,
    days: impl IntoIterator<Item = NaiveDate>,
) -> Result<()> {
    let rows = days
        .into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|day| edited_days::ActiveModel {
            professional_id: Set(professional.0),
            day: Set(day),
            edited_by: Set(tx.actor().user()),
            ..Default::default()
        });
    edited_days::Entity::insert_many(rows)
        .on_conflict_do_nothing()
        .exec_without_returning(tx)
        .await
        .map_err(Error::from)?;
    Ok(())
}
