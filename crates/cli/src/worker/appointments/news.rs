//! What an event is worth telling, given the visit as it is now.

use super::{Event, digest, latest};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::scheduling::AppointmentState;
use panal_integrations::mail::News;
use panal_persistence::tenant::scheduling::told::Part;
use uuid::Uuid;

/// Events that clients may hear of. `cita-completada` is none: `solicitar-feedback` follows it.
pub(super) const KINDS: [&str; 6] = [
    "cita-creada",
    "cita-confirmada",
    "cita-reprogramada",
    "cita-cancelada",
    "recordatorio-cita",
    "solicitar-feedback",
];

/// Parts of a visit further apart are told of apart.
const TOGETHER: TimeDelta = TimeDelta::hours(24);

/// What is told.
pub(super) struct Told<'a> {
    pub(super) news: News<'a>,
    /// The appointment that the link leads to.
    pub(super) subject: &'a Part,
    /// What the letter lists; at least one.
    pub(super) parts: Vec<&'a Part>,
    /// What the client's calendar is to hold; none where it learns nothing.
    pub(super) calendar: Vec<&'a Part>,
    /// Counts changes of all the visit.
    pub(super) sequence: u32,
    pub(super) changed_at: DateTime<Utc>,
    /// Equal for what must not be told twice.
    pub(super) what: String,
}

impl Told<'_> {
    pub(super) fn asks_feedback(&self) -> bool {
        self.news == News::Feedback
    }
}

/// What `event` about `appointment` is worth telling at `now`; `None` when later events tell otherwise, or another
/// event of the visit tells it.
pub(super) fn told<'a>(
    event: &Event,
    appointment: Uuid,
    visit: &'a [Part],
    now: DateTime<Utc>,
) -> Option<Told<'a>> {
    let own = visit.iter().find(|part| part.id == appointment)?;
    let agreed = event
        .payload
        .get("starts_at")
        .and_then(|at| serde_json::from_value::<DateTime<Utc>>(at.clone()).ok());
    let is_as_told = agreed.is_none_or(|agreed| agreed == own.starts_at);
    let is_to_come = own.is_open() && own.starts_at > now;
    let standing: Vec<&Part> = visit
        .iter()
        .filter(|part| !part.is(AppointmentState::Cancelada))
        .collect();
    let open: Vec<&Part> = together(
        visit
            .iter()
            .filter(|part| part.is_open() && part.starts_at > now),
    );
    let told = |news, subject, parts, calendar, what| Told {
        news,
        subject,
        parts,
        calendar: together(calendar),
        sequence: visit
            .iter()
            .filter_map(|part| u32::try_from(part.sequence).ok())
            .sum(),
        changed_at: latest(visit).unwrap_or(own.updated_at),
        what,
    };
    let state = || state(visit);
    match event.kind.as_str() {
        // The first speaks for the visit.
        "cita-creada" if own.id == own.visit_id => {
            let first = *open.first()?;
            Some(told(News::Booked, first, open, standing, state()))
        }
        "cita-confirmada" if is_to_come && own.is(AppointmentState::Confirmada) => {
            let first = *open.first()?;
            Some(told(News::Confirmed, first, open, standing, state()))
        }
        "cita-reprogramada" if is_to_come && is_as_told => {
            let first = *open.first()?;
            // Of a visit of which a part was moved there is no one hour that it had.
            let from = first
                .moved_from
                .filter(|_| open.iter().all(|part| part.moved_from.is_some()));
            Some(told(News::Moved { from }, first, open, standing, state()))
        }
        "cita-cancelada" if own.is(AppointmentState::Cancelada) && own.starts_at > now => {
            let cancelled: Vec<&Part> = visit
                .iter()
                .filter(|part| part.is(AppointmentState::Cancelada))
                .collect();
            let reason = own.cancellation_reason.as_deref();
            let left = if standing.is_empty() {
                cancelled.clone()
            } else {
                standing
            };
            Some(told(
                News::Cancelled { reason },
                own,
                cancelled,
                left,
                state(),
            ))
        }
        "recordatorio-cita" if is_to_come && is_as_told => {
            let minutes = event.payload.get("minutes_before");
            let minutes = minutes
                .and_then(serde_json::Value::as_u64)
                .unwrap_or_default();
            let what = format!("{}:{}:{minutes}", own.id, own.starts_at.timestamp());
            let parts = together(open_from(visit, own));
            Some(told(News::Reminder, own, parts, standing, what))
        }
        "solicitar-feedback" if own.is(AppointmentState::Completada) && !own.is_rated => {
            let is_over = |part: &Part| !part.is_open() && !part.is(AppointmentState::EnCurso);
            // Whoever is still there is asked when all is done.
            if !visit.iter().all(is_over) {
                return None;
            }
            let parts: Vec<&Part> = visit
                .iter()
                .filter(|part| part.is(AppointmentState::Completada))
                .collect();
            let what = own.visit_id.to_string();
            Some(told(News::Feedback, own, parts, Vec::new(), what))
        }
        _ => None,
    }
}

fn open_from<'a>(visit: &'a [Part], own: &'a Part) -> impl Iterator<Item = &'a Part> {
    visit
        .iter()
        .filter(move |part| part.is_open() && part.starts_at >= own.starts_at)
}

/// Those that begin within a day of the first.
fn together<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Vec<&'a Part> {
    let mut parts = parts.into_iter().peekable();
    let until = parts.peek().map(|first| first.starts_at + TOGETHER);
    parts
        .take_while(|part| until.is_some_and(|until| part.starts_at < until))
        .collect()
}

/// A visit's state, in a few digits.
fn state(visit: &[Part]) -> String {
    let parts: Vec<String> = visit
        .iter()
        .map(|part| {
            let begins = part.starts_at.timestamp();
            format!("{}/{}/{}/{begins}", part.id, part.sequence, part.state)
        })
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let visit = visit.first().map_or_else(Uuid::nil, |part| part.visit_id);
    format!("{visit}:{}", digest(&parts))
}
