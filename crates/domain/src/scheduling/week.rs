//! A professional's working time on one day, from every week's hours, exceptions and holidays.

use super::time::{Hours, Interval};
use crate::{id::BranchId, invalid::Invalid};
use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;

/// Most ranges of a week, and most hours of an exception.
pub const MAX_RANGES: usize = 70;

/// Hours of every week, of one professional.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeeklyHours {
    /// Where.
    pub branch: BranchId,
    /// On which day of the week.
    pub weekday: Weekday,
    /// From when to when, by the clock of the branch.
    pub hours: Hours,
    /// False: cut out of those that do, as a lunch break is.
    pub allows_bookings: bool,
}

text_enum! {
    /// How days differ from those of every week.
    pub enum ExceptionKind ("snake_case", "exception_kind_unknown") {
        /// Nobody works.
        DayOff,
        /// Other hours in place of the week's.
        OtherHours,
        /// More hours beside the week's.
        ExtraDay,
    }
}

/// Days that are not like every week's, for one professional: their own, or those of a branch or of the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayException {
    /// How they differ.
    pub kind: ExceptionKind,
    /// Where; `None` is everywhere.
    pub branch: Option<BranchId>,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// The hours; empty of a day off.
    pub hours: Vec<Hours>,
}

/// Hours of one day, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoursAt {
    /// From when to when.
    pub hours: Hours,
    /// Where.
    pub branch: BranchId,
}

/// Whether people are free on a day. What the business says of it (`is_working`) goes before all; else they are on a
/// holiday of their country, unless the business works on holidays.
#[must_use]
pub fn is_free(own: Option<bool>, is_national: bool, works_on_holidays: bool) -> bool {
    own.map_or(is_national && !works_on_holidays, |is_working| !is_working)
}

/// A professional's working time on `day`, in order.
///
/// A day off goes before all else, for the branch that it names or everywhere. Other hours replace the week's at their
/// branch; extra hours are added; both hold on a holiday as well, and where the week has the professional at another
/// branch meanwhile they go before it. On a day that [`is_free`] the week's hours do not hold.
#[must_use]
pub fn working_time(
    day: NaiveDate,
    week: &[WeeklyHours],
    exceptions: &[DayException],
    is_free: bool,
) -> Vec<HoursAt> {
    let today = |kind| {
        exceptions
            .iter()
            .filter(move |one| one.kind == kind && (one.first..=one.last).contains(&day))
    };
    let explicit: Vec<HoursAt> = today(ExceptionKind::OtherHours)
        .chain(today(ExceptionKind::ExtraDay))
        .flat_map(|one| {
            let hours = one.hours.iter().copied();
            hours.filter_map(|hours| {
                Some(HoursAt {
                    hours,
                    branch: one.branch?,
                })
            })
        })
        .collect();
    let mut found = if is_free {
        Vec::new()
    } else {
        weekly(day.weekday(), week)
    };
    found.retain(|at| !today(ExceptionKind::OtherHours).any(|one| one.branch == Some(at.branch)));
    for elsewhere in &explicit {
        found = cut(found, elsewhere.hours, |at| at.branch != elsewhere.branch);
    }
    found.extend(explicit);
    found.retain(|at| {
        !today(ExceptionKind::DayOff).any(|one| one.branch.is_none_or(|branch| branch == at.branch))
    });
    found.sort_unstable();
    found
}

/// The week's hours of a weekday, without those of the same branch that take no bookings.
fn weekly(weekday: Weekday, week: &[WeeklyHours]) -> Vec<HoursAt> {
    let of_day = |allows: bool| {
        week.iter()
            .filter(move |one| one.weekday == weekday && one.allows_bookings == allows)
    };
    let hours = of_day(true).map(|one| HoursAt {
        hours: one.hours,
        branch: one.branch,
    });
    of_day(false).fold(hours.collect(), |found, pause| {
        cut(found, pause.hours, |at| at.branch == pause.branch)
    })
}

/// What is left of those that `concerned` names without `other`, and the others.
fn cut(found: Vec<HoursAt>, other: Hours, concerned: impl Fn(&HoursAt) -> bool) -> Vec<HoursAt> {
    let pieces = |at: HoursAt| {
        if !concerned(&at) {
            return vec![at];
        }
        let left = at.hours.without(other);
        left.map(|hours| HoursAt { hours, ..at }).collect()
    };
    found.into_iter().flat_map(pieces).collect()
}

/// The moments that hours of `day` are, in order; those of one branch that touch are one. Nobody is at two branches at
/// once: where their clocks make hours overlap, the later begin when the earlier end.
///
/// `zone` tells the clock of a branch; hours at a branch without one are left out.
pub fn moments(
    day: NaiveDate,
    hours: &[HoursAt],
    zone: impl Fn(BranchId) -> Option<Tz>,
) -> Vec<(BranchId, Interval)> {
    let mut all: Vec<(Interval, BranchId)> = hours
        .iter()
        .filter_map(|at| Some((at, zone(at.branch)?)))
        .flat_map(|(at, zone)| at.hours.on(day, zone).map(|one| (one, at.branch)))
        .collect();
    all.sort_unstable();
    let mut found: Vec<(BranchId, Interval)> = Vec::with_capacity(all.len());
    for (interval, branch) in all {
        match found.last_mut() {
            Some((same, last)) if *same == branch && interval.from <= last.until => {
                last.until = last.until.max(interval.until);
            }
            Some((_, last)) => {
                let from = interval.from.max(last.until);
                found.extend(Interval::new(from, interval.until).map(|rest| (branch, rest)));
            }
            None => found.push((branch, interval)),
        }
    }
    found
}

/// Checks the hours of a week.
///
/// # Errors
/// `schedule_overlap` with the place of the later of two ranges of one weekday that overlap, at one branch or two;
/// `schedule_too_long` where there are more than [`MAX_RANGES`].
pub fn check_week(week: &[WeeklyHours]) -> Result<(), (usize, Invalid)> {
    if week.len() > MAX_RANGES {
        return Err((MAX_RANGES, SCHEDULE_TOO_LONG));
    }
    for (at, one) in week.iter().enumerate() {
        let clash = week.iter().take(at).find(|other| {
            one.allows_bookings
                && other.allows_bookings
                && one.weekday == other.weekday
                && one.hours.overlaps(other.hours)
        });
        if let Some(other) = clash {
            return Err((at, overlap(other)));
        }
    }
    Ok(())
}

/// Checks hours of an exception against hours of the week at branches that its author does not answer for.
///
/// # Errors
/// `schedule_overlap` where they have a minute in common on one of the exception's days.
pub fn check_exception(exception: &DayException, elsewhere: &[WeeklyHours]) -> Result<(), Invalid> {
    let weekdays: Vec<Weekday> = exception
        .first
        .iter_days()
        .take_while(|day| *day <= exception.last)
        .take(7)
        .map(|day| day.weekday())
        .collect();
    let clash = elsewhere.iter().find(|other| {
        other.allows_bookings
            && weekdays.contains(&other.weekday)
            && exception.hours.iter().any(|one| one.overlaps(other.hours))
    });
    clash.map_or(Ok(()), |other| Err(overlap(other)))
}

fn overlap(other: &WeeklyHours) -> Invalid {
    let Hours { from, until } = other.hours;
    Invalid::made(
        "schedule_overlap",
        format!(
            "Se cruza con el horario de {from} a {until} del mismo día. Cambie uno de los dos; nadie atiende en dos lugares a la vez."
        ),
        format!(
            "It overlaps the hours from {from} to {until} of the same day. Change one of them; nobody works in two places at once."
        ),
    )
}

const SCHEDULE_TOO_LONG: Invalid = Invalid::new(
    "schedule_too_long",
    "Indique como máximo 70 horarios por semana.",
    "Give at most 70 ranges a week.",
);
