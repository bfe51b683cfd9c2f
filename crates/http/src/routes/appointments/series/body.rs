//! Series as JSON.

use super::super::{
    body::{professional, reason, uuid},
    verbs::Members,
};
use crate::{body::Body, problem::Problem};
use chrono::{DateTime, NaiveDateTime, Utc};
use panal_domain::{
    AppointmentId, Invalid,
    scheduling::{TimeOfDay, recurrence::Recurrence},
};
use panal_persistence::tenant::scheduling::{
    booking::Appointment,
    series::{self, OnConflict, SeriesMove, Shift, Told},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// Farthest that a series is moved, in minutes: a week.
const MAX_SHIFT: i64 = 7 * 24 * 60;

/// By what rule an appointment recurs.
#[derive(Debug, Clone)]
pub(in super::super) struct Recurring {
    pub(super) rule: Recurrence,
    pub(super) on_conflict: OnConflict,
}

/// Reads `recurrence` and `on_conflict` of an appointment to be.
pub(in super::super) fn recurring(body: &mut Body) -> Option<Recurring> {
    let rule = body.text("recurrence", Recurrence::parse).flatten();
    let on_conflict = body.text("on_conflict", |raw| match raw {
        "fail" => Ok(OnConflict::Fail),
        "skip" => Ok(OnConflict::Skip),
        _ => Err(Invalid::unknown_value(
            "on_conflict_unknown",
            &["fail", "skip"],
        )),
    });
    let on_conflict = on_conflict.flatten();
    if on_conflict.is_some() && rule.is_none() && !body.is_refused("recurrence") {
        body.refuse("on_conflict", WITHOUT_RECURRENCE);
    }
    Some(Recurring {
        rule: rule?,
        on_conflict: on_conflict.unwrap_or(OnConflict::Fail),
    })
}

/// A series that was booked.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookedSeries {
    /// The series.
    pub(super) id: Uuid,
    /// RFC 5545, without DTSTART.
    #[schema(example = "FREQ=WEEKLY;COUNT=10")]
    pub(super) rrule: String,
    /// Everything that was booked, in order, the first visit included.
    pub(super) appointments: Vec<SeriesOccurrence>,
    /// Hours that were left out, with `on_conflict` `skip`.
    pub(super) skipped: Vec<SeriesConflict>,
}

/// An appointment of a series.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesOccurrence {
    /// The appointment.
    id: Uuid,
    /// Its visit: services of one visit have the same.
    visit_id: Uuid,
    /// Its number.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// Where it is in its life.
    #[schema(example = "pendiente")]
    state: String,
    /// The hour that the rule gave.
    occurs_at: Option<DateTime<Utc>>,
    /// When it begins now.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// What.
    service_id: Uuid,
    /// By whom.
    professional_id: Uuid,
}

impl From<&Appointment> for SeriesOccurrence {
    fn from(row: &Appointment) -> Self {
        Self {
            id: row.id,
            visit_id: row.visit_id,
            code: row.code.clone(),
            state: row.state.clone(),
            occurs_at: row.occurs_at,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            service_id: row.service_id,
            professional_id: row.professional_id,
        }
    }
}

/// An hour that cannot be had.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesConflict {
    /// The hour.
    pub(super) starts_at: DateTime<Utc>,
    /// Why: `slot_taken`, `outside_working_time` and the like.
    #[schema(example = "slot_taken")]
    pub(super) reason: String,
}

/// A series.
#[derive(Debug, Serialize, ToSchema)]
pub struct Series {
    /// The series.
    id: Uuid,
    /// RFC 5545, without DTSTART.
    #[schema(example = "FREQ=WEEKLY;COUNT=10")]
    rrule: String,
    /// The first hour, by the clock of the series.
    #[schema(example = "2026-03-02T09:00:00")]
    starts_local: NaiveDateTime,
    /// That clock: IANA.
    #[schema(example = "America/Bogota")]
    time_zone: String,
    /// Its appointments, in the order in which the rule gave them.
    appointments: Vec<SeriesOccurrence>,
}

impl From<(series::Series, Vec<Appointment>)> for Series {
    fn from((series, appointments): (series::Series, Vec<Appointment>)) -> Self {
        Self {
            id: series.id,
            rrule: series.rrule,
            starts_local: series.starts_local,
            time_zone: series.time_zone,
            appointments: appointments.iter().map(SeriesOccurrence::from).collect(),
        }
    }
}

// Describes what `cancel` reads.
/// Why a series is called off, and how much of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelSeries {
    /// An appointment of the series: its occurrence and those after it; left out, all that are to come.
    pub from: Option<Uuid>,
    /// Why.
    #[schema(min_length = 3, max_length = 500, example = "El cliente viaja")]
    pub reason: String,
    /// Whether the client is written to; true unless told.
    pub notify: Option<bool>,
}

// Describes what `reschedule` reads.
/// Where a series is moved. `by_minutes`, `time` or `professional_id` at least; not both of the first two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RescheduleSeries {
    /// An appointment of the series: its occurrence and those after it; left out, all that are to come.
    pub from: Option<Uuid>,
    /// So many minutes later; earlier where it is negative. A week at most.
    #[schema(minimum = -10080, maximum = 10080)]
    pub by_minutes: Option<i64>,
    /// To this hour of the same days, by the clock of the series.
    #[schema(example = "10:30")]
    pub time: Option<String>,
    /// To another professional.
    pub professional_id: Option<Uuid>,
    /// Whether working time does not matter.
    pub outside_hours: Option<bool>,
    /// Why.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: Option<String>,
    /// Whether the client is written to; true unless told.
    pub notify: Option<bool>,
}

/// The appointment from whose occurrence on.
type Since = Option<AppointmentId>;

/// Reads how much of a series is called off, and why.
///
/// # Errors
/// 422 with every fault.
pub(super) fn cancel(members: Members) -> Result<(Since, Told), Problem> {
    let mut body = Body::new(members.into_inner());
    let from = uuid(&mut body, "from").flatten().map(AppointmentId);
    let why = body.text("reason", reason);
    let why = body.required("reason", why);
    let notify = body.boolean("notify").flatten().unwrap_or(true);
    body.finish()?;
    let told = Told {
        reason: why,
        notify,
    };
    Ok((from, told))
}

/// Reads how much of a series is moved, and where.
///
/// # Errors
/// 422 with every fault.
pub(super) fn reschedule(members: Members) -> Result<(Since, SeriesMove, Told), Problem> {
    let mut body = Body::new(members.into_inner());
    let from = uuid(&mut body, "from").flatten().map(AppointmentId);
    let minutes = body.read("by_minutes", minutes).flatten();
    let hour = body.text("time", hour).flatten();
    let to = professional(&mut body, "professional_id")
        .flatten()
        .flatten();
    let shift = match (minutes, hour) {
        (Some(minutes), None) => Shift::Minutes(minutes),
        (None, Some(hour)) => Shift::To(hour),
        (Some(_), Some(_)) => {
            body.refuse("time", ONE_OF_BOTH);
            Shift::Stay
        }
        (None, None) => Shift::Stay,
    };
    let is_said = ["by_minutes", "time", "professional_id"]
        .iter()
        .any(|name| body.is_refused(name));
    if shift == Shift::Stay && to.is_none() && !is_said {
        body.refuse("time", NOWHERE);
    }
    let outside_hours = body.boolean("outside_hours").flatten().unwrap_or(false);
    let why = body.text("reason", reason).flatten();
    let notify = body.boolean("notify").flatten().unwrap_or(true);
    body.finish()?;
    let to = SeriesMove {
        shift,
        professional: to,
        outside_hours,
    };
    let told = Told {
        reason: why,
        notify,
    };
    Ok((from, to, told))
}

fn minutes(value: Value) -> Result<Option<i64>, Invalid> {
    value
        .as_i64()
        .filter(|minutes| minutes.abs() <= MAX_SHIFT && *minutes != 0)
        .map(Some)
        .ok_or(MINUTES_INVALID)
}

/// The midnight that ends a day is the next day's.
fn hour(raw: &str) -> Result<TimeOfDay, Invalid> {
    TimeOfDay::parse(raw).and_then(|hour| match hour {
        TimeOfDay::END => Err(HOUR_INVALID),
        hour => Ok(hour),
    })
}

const WITHOUT_RECURRENCE: Invalid = Invalid::new(
    "on_conflict_without_recurrence",
    "Solo sirve junto con «recurrence».",
    "Only works together with \"recurrence\".",
);
const MINUTES_INVALID: Invalid = Invalid::new(
    "minutes_invalid",
    "Indique cuántos minutos después, o antes si es negativo: hasta 10080, y no 0.",
    "Give how many minutes later, or earlier if negative: up to 10080, and not 0.",
);
const HOUR_INVALID: Invalid = Invalid::new(
    "time_of_day_invalid",
    "Indique una hora de «00:00» a «23:59».",
    "Give a time from \"00:00\" to \"23:59\".",
);
const ONE_OF_BOTH: Invalid = Invalid::new(
    "time_or_minutes",
    "Indique «time» o «by_minutes», no los dos.",
    "Give \"time\" or \"by_minutes\", not both.",
);
const NOWHERE: Invalid = Invalid::new(
    "required",
    "Indique «time», «by_minutes» o «professional_id».",
    "Give \"time\", \"by_minutes\" or \"professional_id\".",
);
