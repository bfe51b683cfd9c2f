//! Intervals of the agenda as JSON.

use crate::{
    body::Body, list::TIMESTAMP_INVALID, problem::Problem, routes::schedules::BRANCH_UNKNOWN,
};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use panal_domain::{
    BranchId, BranchScope, Invalid, ProfessionalId, RoomId, Text, scheduling::Interval,
};
use panal_persistence::tenant::scheduling::{blocks::NewBlock, slots::Slot};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// Longest availability of one piece.
const LONGEST: TimeDelta = TimeDelta::hours(25);
/// Longest block.
const LONGEST_BLOCK: TimeDelta = TimeDelta::days(31);

/// An interval of the agenda; what is held, taken or blocked includes what is kept free before and after.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeSlot {
    /// The interval.
    id: Uuid,
    /// Where.
    branch_id: Uuid,
    /// Whose time.
    professional_id: Option<Uuid>,
    /// Of which room.
    room_id: Option<Uuid>,
    /// `disponible`, `reservado_temporal`, `ocupado` or `bloqueado`.
    #[schema(example = "disponible")]
    state: String,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// The appointment that takes it.
    appointment_id: Option<Uuid>,
    /// When a hold ends by itself.
    expires_at: Option<DateTime<Utc>>,
    /// Why it is blocked.
    reason: Option<String>,
    /// Counts changes; the ETag.
    version: i32,
}

/// Intervals.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeSlotList {
    /// In order.
    pub(super) data: Vec<TimeSlot>,
}

impl From<Slot> for TimeSlot {
    fn from(row: Slot) -> Self {
        Self {
            id: row.id,
            branch_id: row.branch_id,
            professional_id: row.professional_id,
            room_id: row.room_id,
            state: row.state,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            appointment_id: row.appointment_id,
            expires_at: row.expires_at,
            reason: row.reason,
            version: row.version,
        }
    }
}

/// Availability to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTimeSlot {
    /// Where.
    pub branch_id: Uuid,
    /// Whose.
    pub professional_id: Uuid,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends; at most 25 hours later, and not in the past.
    pub ends_at: DateTime<Utc>,
}

/// What is to change of availability.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeSlotPatch {
    /// When it begins.
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// When it ends.
    #[schema(nullable = false)]
    pub ends_at: Option<DateTime<Utc>>,
}

/// Time to be blocked: of a professional, a room or both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBlockBody {
    /// Where.
    pub branch_id: Uuid,
    /// Whose time.
    pub professional_id: Option<Uuid>,
    /// Of which room.
    pub room_id: Option<Uuid>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends; at most 31 days later.
    pub ends_at: DateTime<Utc>,
    /// Why.
    #[schema(example = "Reunión", max_length = 200)]
    pub reason: Option<String>,
}

pub(super) struct Available {
    pub(super) branch: BranchId,
    pub(super) professional: ProfessionalId,
    pub(super) interval: Interval,
}

/// Reads availability to be by somebody of `scope`.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_slot(
    body: Map<String, Value>,
    scope: &BranchScope,
    now: DateTime<Utc>,
) -> Result<Available, Problem> {
    let mut body = Body::new(body);
    let branch = branch(&mut body, scope);
    let professional = body.text("professional_id", str::parse::<ProfessionalId>);
    let professional = body.required("professional_id", professional);
    let interval = interval(&mut body, |from, until| check(from, until, now));
    body.finish()?;
    match (branch, professional, interval) {
        (Some(branch), Some(professional), Some(interval)) => Ok(Available {
            branch,
            professional,
            interval,
        }),
        _ => Err(Problem::internal("incomplete availability passed")),
    }
}

/// When availability is to begin and to end; `None` stays as it is.
pub(super) type Moved = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Reads when availability is to begin and to end.
///
/// # Errors
/// 422 with every fault.
pub(super) fn moved(body: Map<String, Value>) -> Result<Moved, Problem> {
    let mut body = Body::new(body);
    let from = body.text("starts_at", moment);
    let from = body.not_null("starts_at", from);
    let until = body.text("ends_at", moment);
    let until = body.not_null("ends_at", until);
    body.finish()?;
    Ok((from, until))
}

/// Reads a block by somebody of `scope`.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_block(
    body: Map<String, Value>,
    scope: &BranchScope,
) -> Result<NewBlock, Problem> {
    let mut body = Body::new(body);
    let branch = branch(&mut body, scope);
    let professional = body
        .text("professional_id", str::parse::<ProfessionalId>)
        .flatten();
    let room = body.text("room_id", str::parse::<RoomId>).flatten();
    let is_named = professional.is_some() || room.is_some();
    if !is_named && !body.is_refused("professional_id") && !body.is_refused("room_id") {
        body.refuse("professional_id", NOBODY);
    }
    let interval = interval(&mut body, |from, until| {
        long_enough(from, until, LONGEST_BLOCK)
    });
    let reason = body.text("reason", Text::<200>::parse).flatten();
    body.finish()?;
    match (branch, interval) {
        (Some(branch), Some(interval)) => Ok(NewBlock {
            branch,
            professional,
            room,
            interval,
            reason: reason.map(Into::into),
        }),
        _ => Err(Problem::internal("incomplete block passed")),
    }
}

/// Availability is of one day at most, and not over.
///
/// # Errors
/// `interval_invalid`, `in_the_past`.
pub(super) fn check(
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Interval, Invalid> {
    let interval = long_enough(from, until, LONGEST)?;
    if until <= now {
        return Err(IN_THE_PAST);
    }
    Ok(interval)
}

fn long_enough(
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    longest: TimeDelta,
) -> Result<Interval, Invalid> {
    Interval::new(from, until)
        .filter(|interval| interval.length() <= longest)
        .ok_or(INTERVAL_INVALID)
}

fn branch(body: &mut Body, scope: &BranchScope) -> Option<BranchId> {
    let branch = body.text("branch_id", str::parse::<BranchId>);
    let branch = body.required("branch_id", branch)?;
    if !scope.allows(Some(branch)) {
        body.refuse("branch_id", BRANCH_UNKNOWN);
    }
    Some(branch)
}

fn interval(
    body: &mut Body,
    check: impl FnOnce(DateTime<Utc>, DateTime<Utc>) -> Result<Interval, Invalid>,
) -> Option<Interval> {
    let from = body.text("starts_at", moment);
    let from = body.required("starts_at", from);
    let until = body.text("ends_at", moment);
    let until = body.required("ends_at", until);
    match check(from?, until?) {
        Ok(interval) => Some(interval),
        Err(invalid) => {
            body.refuse("ends_at", invalid);
            None
        }
    }
}

/// A moment to the second.
fn moment(raw: &str) -> Result<DateTime<Utc>, Invalid> {
    DateTime::parse_from_rfc3339(raw)
        .map(|moment| moment.to_utc().trunc_subsecs(0))
        .map_err(|_cause| TIMESTAMP_INVALID)
}

const NOBODY: Invalid = Invalid::new(
    "required",
    "Indique el profesional, el consultorio o ambos.",
    "Give the professional, the room or both.",
);
const INTERVAL_INVALID: Invalid = Invalid::new(
    "interval_invalid",
    "Debe terminar después de empezar, y una franja dura a lo más un día (un bloqueo, 31).",
    "It must end after it begins, and availability lasts a day at most (a block, 31).",
);
const IN_THE_PAST: Invalid = Invalid::new(
    "in_the_past",
    "Ese horario ya pasó. Elija uno que esté por venir.",
    "That time is over. Choose one that is still to come.",
);
