//! Availability, made from schedules: intervals `disponible` of the agenda.
//!
//! Generating compares what is there with what should be there, and writes the difference: an interval that stays
//! keeps its id. Days that somebody edited by hand at a branch are left alone there, and so are days that are over.

use super::{
    Clock, booking_settings, exceptions, holidays,
    rules::{BranchClock, zone_of},
    schedules, slots,
};
use crate::{
    Error, Result, TenantTx, list,
    tenant::{
        audit::{self, Changes},
        entity::{branches, edited_days, professionals, time_slots},
    },
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
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Most days ahead for which availability is made.
pub const MAX_DAYS: u64 = 366;

/// Rows of one INSERT.
const BATCH: usize = 1_000;

/// Professionals whose availability is compared at once.
const TOGETHER: usize = 25;

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

/// Locks the agendas of all professionals, or of those of `only` that exist, until the transaction ends; whose they are.
pub async fn lock(tx: &TenantTx, only: Option<&[ProfessionalId]>) -> Result<Vec<ProfessionalId>> {
    let all = professionals(tx, only).await?;
    slots::lock(tx, &all, &[]).await?;
    Ok(all)
}

/// Makes the availability of one professional from `first` to `last`; days before today are left alone. Of somebody
/// who does not work here any more, all that is to come is removed.
///
/// The professional's agenda stays locked until the transaction ends. Whoever generates for several takes a transaction
/// for each, so that bookings wait for one only.
pub async fn generate(
    tx: &TenantTx,
    place: Place,
    professional: ProfessionalId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Generated> {
    slots::lock(tx, &[professional], &[]).await?;
    let task = Task {
        professional,
        first,
        last,
    };
    make(tx, place, &[task]).await
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
    let reach = Reach::read(tx, place, &[professional]).await?;
    let most = today(place) + Days::new(MAX_DAYS);
    let last = reach.of(professional);
    let last = cover.map_or(last, |cover| cover.min(most).max(last));
    let task = Task {
        professional,
        first: today(place),
        last,
    };
    make(tx, place, &[task]).await?;
    Ok(last)
}

/// Makes everybody's availability anew, as far as there is any, at least to the end of the window.
pub async fn regenerate_all(tx: &TenantTx, place: Place) -> Result<()> {
    let all = lock(tx, None).await?;
    let last = today(place) + Days::new(MAX_DAYS);
    regenerate_days(tx, place, &all, (today(place), last)).await?;
    Ok(())
}

/// Makes the availability of some, whose agendas are [locked](lock), anew on the days of which something changed: as far
/// as there is any, at least to the end of the window. The day up to which all of them have it; `None` for nobody.
pub async fn regenerate_days(
    tx: &TenantTx,
    place: Place,
    locked: &[ProfessionalId],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Option<NaiveDate>> {
    if last < today(place) {
        return Ok(None);
    }
    let reach = Reach::read(tx, place, locked).await?;
    // By clocks of other branches hours may reach into the day before or after.
    let (first, last) = (first.max(today(place)) - Days::new(1), last + Days::new(1));
    let tasks: Vec<Task> = locked
        .iter()
        .map(|professional| Task {
            professional: *professional,
            first,
            last: last.min(reach.of(*professional)),
        })
        .collect();
    make(tx, place, &tasks).await?;
    Ok(locked.iter().map(|one| reach.of(*one)).min())
}

/// Makes everybody's availability anew after a branch changed its clock, opened or closed. What people edited by hand
/// at a branch that closes is gone. All agendas should be [locked](lock) before the branch is written, as bookings do.
pub async fn branch_changed(
    tx: &TenantTx,
    place: Place,
    before: &branches::Model,
    after: &branches::Model,
) -> Result<()> {
    if before.time_zone == after.time_zone && before.is_active == after.is_active {
        return Ok(());
    }
    if !after.is_active {
        let days = Condition::all()
            .add(edited_days::Column::BranchId.eq(after.id))
            .add(edited_days::Column::Day.gte(today(place)));
        give_back(tx, days).await?;
    }
    regenerate_all(tx, place).await
}

/// How far availability of each is made.
struct Reach {
    /// The end of the window.
    least: NaiveDate,
    each: BTreeMap<ProfessionalId, NaiveDate>,
}

#[derive(FromQueryResult)]
struct Newest {
    professional_id: Uuid,
    branch_id: Uuid,
    starts_at: DateTime<Utc>,
}

impl Reach {
    async fn read(tx: &TenantTx, place: Place, of: &[ProfessionalId]) -> Result<Self> {
        let (today, least) = window(tx, place).await?;
        let most = today + Days::new(MAX_DAYS);
        let newest: Vec<Newest> = time_slots::Entity::find()
            .select_only()
            .column(time_slots::Column::ProfessionalId)
            .column(time_slots::Column::BranchId)
            .column_as(time_slots::Column::StartsAt.max(), "starts_at")
            .filter(list::among(
                time_slots::Column::ProfessionalId,
                of.iter().map(|one| one.0),
            ))
            .filter(time_slots::Column::State.eq(SlotState::Disponible.as_str()))
            .filter(time_slots::Column::EndsAt.gt(place.clock.now))
            .group_by(time_slots::Column::ProfessionalId)
            .group_by(time_slots::Column::BranchId)
            .into_model()
            .all(tx)
            .await?;
        let clocks = open_branches(tx, place.clock).await?.clocks;
        let mut each: BTreeMap<ProfessionalId, NaiveDate> = BTreeMap::new();
        for one in newest {
            let Some(clock) = clocks.get(&BranchId(one.branch_id)) else {
                continue;
            };
            let last = each
                .entry(ProfessionalId(one.professional_id))
                .or_insert(least);
            *last = clock.day(one.starts_at).min(most).max(*last);
        }
        Ok(Self { least, each })
    }

    fn of(&self, professional: ProfessionalId) -> NaiveDate {
        self.each.get(&professional).copied().unwrap_or(self.least)
    }
}

/// Days of somebody's to be made.
#[derive(Debug, Clone, Copy)]
struct Task {
    professional: ProfessionalId,
    first: NaiveDate,
    last: NaiveDate,
}

/// Makes availability of those whose agendas are locked; days before today are left alone.
///
/// What it is made from is read here, under the locks, and is still true when the transaction ends: whoever changes it
/// takes the same locks.
async fn make(tx: &TenantTx, place: Place, tasks: &[Task]) -> Result<Generated> {
    let today = today(place);
    let tasks: Vec<Task> = tasks
        .iter()
        .map(|task| Task {
            first: task.first.max(today),
            ..*task
        })
        .collect();
    let first = tasks.iter().map(|task| task.first).min();
    let Some((first, last)) = first.zip(tasks.iter().map(|task| task.last).max()) else {
        return Ok(Generated::default());
    };
    let business = Business::read(tx, place, first, last).await?;
    let mut all = Generated::default();
    for some in tasks.chunks(TOGETHER) {
        all += make_some(tx, place, &business, some, (first, last)).await?;
    }
    Ok(all)
}

async fn make_some(
    tx: &TenantTx,
    place: Place,
    business: &Business,
    tasks: &[Task],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Generated> {
    let ids: Vec<ProfessionalId> = tasks.iter().map(|task| task.professional).collect();
    let mut sources = Sources::read(tx, &ids, first, last).await?;
    let mut found = Difference::default();
    let mut generated = Generated::default();
    for task in tasks {
        let Some(is_active) = sources.active.get(&task.professional) else {
            continue;
        };
        generated.professionals += 1;
        if !is_active {
            generated.removed += remove_to_come(tx, place, task.professional).await?;
            continue;
        }
        let edited = sources.edited.remove(&task.professional);
        let edited = edited.unwrap_or_default();
        let days: BTreeSet<NaiveDate> = edited
            .iter()
            .map(|(_, day)| *day)
            .filter(|day| (task.first..=task.last).contains(day))
            .collect();
        generated.kept_days += count(days.len());
        let existing = sources.existing.remove(&task.professional);
        found.add(difference(
            existing.unwrap_or_default(),
            &business.branches,
            &edited,
            task,
            wanted(business, &sources, task),
        ));
    }
    found.write(tx).await?;
    generated.created += count(found.missing.len());
    generated.removed += count(found.stale.len());
    Ok(generated)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or_default()
}

/// Of somebody who does not work here any more.
async fn remove_to_come(tx: &TenantTx, place: Place, professional: ProfessionalId) -> Result<u64> {
    let days = Condition::all()
        .add(edited_days::Column::ProfessionalId.eq(professional.0))
        .add(edited_days::Column::Day.gte(today(place)));
    give_back(tx, days).await?;
    Ok(time_slots::Entity::delete_many()
        .filter(time_slots::Column::ProfessionalId.eq(professional.0))
        .filter(time_slots::Column::State.eq(SlotState::Disponible.as_str()))
        .filter(time_slots::Column::EndsAt.gt(place.clock.now))
        .exec(tx)
        .await?
        .rows_affected)
}

/// What is common to all professionals.
struct Business {
    branches: Branches,
    free: BTreeSet<NaiveDate>,
}

impl Business {
    async fn read(tx: &TenantTx, place: Place, first: NaiveDate, last: NaiveDate) -> Result<Self> {
        let settings = booking_settings(tx).await?;
        Ok(Self {
            branches: open_branches(tx, place.clock).await?,
            free: free_days(tx, place.country, &settings, first, last).await?,
        })
    }
}

/// What is of each professional.
struct Sources {
    active: BTreeMap<ProfessionalId, bool>,
    weeks: BTreeMap<ProfessionalId, Vec<WeeklyHours>>,
    /// Everybody's under `None`.
    exceptions: BTreeMap<Option<ProfessionalId>, Vec<DayException>>,
    edited: BTreeMap<ProfessionalId, BTreeSet<(BranchId, NaiveDate)>>,
    existing: BTreeMap<ProfessionalId, Vec<slots::Slot>>,
}

impl Sources {
    async fn read(
        tx: &TenantTx,
        of: &[ProfessionalId],
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Self> {
        let rows = professionals::Entity::find()
            .filter(list::among(
                professionals::Column::Id,
                of.iter().map(|one| one.0),
            ))
            .all(tx)
            .await?;
        Ok(Self {
            active: rows
                .into_iter()
                .map(|row| (ProfessionalId(row.id), row.is_active))
                .collect(),
            weeks: schedules::weeks(tx, of).await?,
            exceptions: exceptions::concerning(tx, of, first, last).await?,
            edited: edited(tx, of, first, last).await?,
            existing: existing(tx, of, first, last).await?,
        })
    }
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
fn wanted(
    business: &Business,
    sources: &Sources,
    task: &Task,
) -> Vec<(NaiveDate, BranchId, Interval)> {
    let week = sources.weeks.get(&task.professional);
    let week = week.map_or(&[][..], Vec::as_slice);
    let exceptions: Vec<DayException> = [None, Some(task.professional)]
        .iter()
        .filter_map(|whose| sources.exceptions.get(whose))
        .flatten()
        .cloned()
        .collect();
    let zone = |branch: BranchId| {
        let clock = business.branches.clocks.get(&branch)?;
        business
            .branches
            .open
            .contains(&branch)
            .then_some(clock.zone)
    };
    let mut found = Vec::new();
    for day in task.first.iter_days().take_while(|day| *day <= task.last) {
        let hours = working_time(day, week, &exceptions, business.free.contains(&day));
        let moments = moments(day, &hours, zone);
        found.extend(moments.into_iter().map(|(branch, one)| (day, branch, one)));
    }
    found
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

/// Intervals `disponible` about these days, with some before and after by other clocks.
async fn existing(
    tx: &TenantTx,
    of: &[ProfessionalId],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<BTreeMap<ProfessionalId, Vec<slots::Slot>>> {
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    let rows = time_slots::Entity::find()
        .filter(list::among(
            time_slots::Column::ProfessionalId,
            of.iter().map(|one| one.0),
        ))
        .filter(time_slots::Column::State.eq(SlotState::Disponible.as_str()))
        .filter(time_slots::Column::EndsAt.gt(midnight(first) - Days::new(2)))
        .filter(time_slots::Column::StartsAt.lt(midnight(last) + Days::new(3)))
        .order_by_asc(time_slots::Column::StartsAt)
        .all(tx)
        .await?;
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in rows {
        if let Some(professional) = row.professional_id {
            found
                .entry(ProfessionalId(professional))
                .or_default()
                .push(row);
        }
    }
    Ok(found)
}

async fn edited(
    tx: &TenantTx,
    of: &[ProfessionalId],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<BTreeMap<ProfessionalId, BTreeSet<(BranchId, NaiveDate)>>> {
    let rows = edited_days::Entity::find()
        .filter(list::among(
            edited_days::Column::ProfessionalId,
            of.iter().map(|one| one.0),
        ))
        .filter(edited_days::Column::Day.between(first, last))
        .all(tx)
        .await?;
    let mut found: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for row in rows {
        let days = found.entry(ProfessionalId(row.professional_id));
        days.or_default().insert((BranchId(row.branch_id), row.day));
    }
    Ok(found)
}

/// What has to be removed and what has to be made.
#[derive(Debug, Default)]
struct Difference {
    stale: Vec<Uuid>,
    missing: Vec<(ProfessionalId, BranchId, Interval)>,
}

impl Difference {
    fn add(&mut self, other: Self) {
        self.stale.extend(other.stale);
        self.missing.extend(other.missing);
    }

    async fn write(&self, tx: &TenantTx) -> Result<()> {
        for ids in self.stale.chunks(BATCH) {
            time_slots::Entity::delete_many()
                .filter(time_slots::Column::Id.is_in(ids.iter().copied()))
                .exec(tx)
                .await?;
        }
        for missing in self.missing.chunks(BATCH) {
            let rows =
                missing
                    .iter()
                    .map(|(professional, branch, interval)| time_slots::ActiveModel {
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
        Ok(())
    }
}

fn difference(
    existing: Vec<slots::Slot>,
    branches: &Branches,
    edited: &BTreeSet<(BranchId, NaiveDate)>,
    task: &Task,
    wanted: Vec<(NaiveDate, BranchId, Interval)>,
) -> Difference {
    let days = task.first..=task.last;
    let mut replaced = BTreeMap::new();
    let mut kept = Vec::new();
    for slot in existing {
        let Some(interval) = Interval::new(slot.starts_at, slot.ends_at) else {
            continue;
        };
        let branch = BranchId(slot.branch_id);
        let is_ours = |day| days.contains(&day) && !edited.contains(&(branch, day));
        if branches.day(branch, interval).is_some_and(is_ours) {
            replaced.insert((branch, interval), slot.id);
        } else {
            kept.push(interval);
        }
    }
    let mut found = Difference::default();
    let mut end = DateTime::<Utc>::MIN_UTC;
    for (day, branch, interval) in wanted {
        if edited.contains(&(branch, day)) {
            continue;
        }
        // Days of branches with other clocks may overlap, and so may what was made by a clock that changed since.
        let Some(interval) = Interval::new(interval.from.max(end), interval.until) else {
            continue;
        };
        end = interval.until;
        for piece in without_all(interval, &kept) {
            if replaced.remove(&(branch, piece)).is_none() {
                found.missing.push((task.professional, branch, piece));
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

/// Notes that somebody edited these days of a professional at a branch by hand.
pub(super) async fn mark_edited(
    tx: &TenantTx,
    professional: ProfessionalId,
    branch: BranchId,
    days: impl IntoIterator<Item = NaiveDate>,
) -> Result<()> {
    let rows = days
        .into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|day| edited_days::ActiveModel {
            professional_id: Set(professional.0),
            branch_id: Set(branch.0),
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

/// Gives days that were edited by hand back to generating, which has to follow; whether there were any. Their agendas
/// are locked.
pub(super) async fn give_back(tx: &TenantTx, which: Condition) -> Result<bool> {
    let rows = edited_days::Entity::delete_many()
        .filter(which)
        .exec_with_returning(tx)
        .await?;
    let mut days: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for row in &rows {
        let of = days.entry(row.professional_id).or_default();
        of.insert(row.day.to_string());
    }
    for (professional, days) in days {
        let days: Vec<String> = days.into_iter().collect();
        let changes = Changes::none().with("days", days);
        audit::record(tx, "delete", "edited_days", Some(professional), changes).await?;
    }
    Ok(!rows.is_empty())
}
