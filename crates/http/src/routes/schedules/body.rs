//! Hours of every week as JSON.

use super::BRANCH_UNKNOWN;
use crate::{list::DATE_INVALID, problem::Problem};
use chrono::{Datelike, NaiveDate, Weekday};
use panal_domain::{
    BranchId, BranchScope, Invalid,
    scheduling::{
        Hours, TimeOfDay,
        week::{WeeklyHours, check_week},
    },
};
use panal_persistence::tenant::scheduling::schedules::Week;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Hours of every week.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleHours {
    /// Where.
    branch_id: Uuid,
    /// On which day of the week: 1 is Monday, 7 is Sunday.
    #[schema(example = 1, minimum = 1, maximum = 7)]
    weekday: u32,
    /// From when, by the clock of the branch.
    #[schema(example = "08:00")]
    from: String,
    /// Until when; `24:00` is the midnight that ends the day.
    #[schema(example = "12:00")]
    until: String,
    /// Whether customers can be booked in them; false is a break.
    #[serde(default = "yes")]
    allows_bookings: bool,
}

const fn yes() -> bool {
    true
}

/// The hours of a week to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleBody {
    /// All hours of the week; what is left out is worked no more.
    #[schema(max_items = 70)]
    hours: Vec<ScheduleHours>,
}

/// The hours of a professional's every week.
#[derive(Debug, Serialize, ToSchema)]
pub struct Schedule {
    /// In order.
    hours: Vec<ScheduleHours>,
    /// The professional's version; the ETag.
    version: i32,
}

impl From<Week> for Schedule {
    fn from(week: Week) -> Self {
        let hours = week.hours.iter().map(|one| ScheduleHours {
            branch_id: one.branch.0,
            weekday: one.weekday.number_from_monday(),
            from: one.hours.from.to_string(),
            until: one.hours.until.to_string(),
            allows_bookings: one.allows_bookings,
        });
        Self {
            hours: hours.collect(),
            version: week.version,
        }
    }
}

/// Reads a week at the branches of `scope`.
///
/// # Errors
/// 422 with every fault.
pub(super) fn week(body: &ScheduleBody, scope: &BranchScope) -> Result<Vec<WeeklyHours>, Problem> {
    let mut faults = Vec::new();
    let mut week = Vec::with_capacity(body.hours.len());
    for (at, one) in body.hours.iter().enumerate() {
        let mut refuse = |member: &str, invalid| {
            faults.push((format!("hours.{at}{member}"), invalid));
        };
        let branch = BranchId(one.branch_id);
        if !scope.allows(Some(branch)) {
            refuse(".branch_id", BRANCH_UNKNOWN);
        }
        let weekday = u8::try_from(one.weekday)
            .ok()
            .and_then(|day| day.checked_sub(1))
            .and_then(|day| Weekday::try_from(day).ok());
        if weekday.is_none() {
            refuse(".weekday", WEEKDAY_INVALID);
        }
        let mut time = |member: &str, raw: &str| {
            TimeOfDay::parse(raw)
                .map_err(|invalid| refuse(member, invalid))
                .ok()
        };
        let times = (time(".from", &one.from), time(".until", &one.until));
        let (Some(from), Some(until)) = times else {
            continue;
        };
        match Hours::new(from, until) {
            Ok(hours) => week.extend(weekday.map(|weekday| WeeklyHours {
                branch,
                weekday,
                hours,
                allows_bookings: one.allows_bookings,
            })),
            Err(invalid) => refuse(".until", invalid),
        }
    }
    if faults.is_empty()
        && let Err((at, invalid)) = check_week(&week)
    {
        faults.push((format!("hours.{at}"), invalid));
    }
    if faults.is_empty() {
        Ok(week)
    } else {
        Err(Problem::invalid(faults))
    }
}

/// Reads a day of a year that calendars know.
pub(crate) fn date(raw: &str) -> Result<NaiveDate, Invalid> {
    raw.parse()
        .ok()
        .filter(|day: &NaiveDate| (2000..=2100).contains(&day.year()))
        .ok_or(DATE_INVALID)
}

const WEEKDAY_INVALID: Invalid = Invalid::new(
    "weekday_invalid",
    "Use un número de 1 (lunes) a 7 (domingo).",
    "Use a number from 1 (Monday) to 7 (Sunday).",
);
