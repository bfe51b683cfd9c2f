//! What an event is worth telling, given the visit as it is now.

use super::Event;
use chrono::{DateTime, Utc};
use panal_domain::scheduling::AppointmentState;
use panal_integrations::mail::News;
use panal_persistence::tenant::scheduling::{deliveries::digest, told::Part, visits::TOGETHER};
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

/// Those that a change of a whole series tells.
pub(super) const OF_A_SERIES: [&str; 3] = ["cita-creada", "cita-reprogramada", "cita-cancelada"];

/// What is told.
pub(super) struct Told<'a> {
    pub(super) news: News<'a>,
    /// The appointment that the link leads to: what is listed and to come follows it within a day, and its link stands for
    /// that too (`visits::along`).
    pub(super) subject: &'a Part,
    /// What the letter lists; at least one.
    pub(super) parts: Vec<&'a Part>,
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
    let is_coming = |part: &Part| part.is_open() && part.starts_at > now;
    let around = |center: DateTime<Utc>, is_told: &dyn Fn(&Part) -> bool| -> Vec<&'a Part> {
        visit
            .iter()
            .filter(|part| (part.starts_at - center).abs() < TOGETHER && is_told(part))
            .collect()
    };
    let told = |news, subject, parts, what| Told {
        news,
        subject,
        parts,
        what,
    };
    match event.kind.as_str() {
        // The first speaks for the visit. Where it was moved away since, it tells of that itself.
        "cita-creada" if own.id == own.visit_id => {
            let first = visit.iter().find(|part| is_coming(part))?;
            let parts = around(first.starts_at, &is_coming);
            let what = state(&parts);
            Some(told(News::Booked, first, parts, what))
        }
        "cita-confirmada" if is_to_come && own.is(AppointmentState::Confirmada) => {
            let is_confirmed =
                |part: &Part| is_coming(part) && part.is(AppointmentState::Confirmada);
            let first = *around(own.starts_at, &is_coming).first()?;
            let parts = around(own.starts_at, &is_confirmed);
            let what = state(&parts);
            Some(told(News::Confirmed, first, parts, what))
        }
        "cita-reprogramada" if is_to_come && is_as_told => {
            let parts = around(own.starts_at, &is_coming);
            let first = *parts.first()?;
            // Of a visit of which a part was moved there is no one hour that it had.
            let from = first
                .moved_from
                .filter(|_| parts.iter().all(|part| part.moved_from.is_some()));
            let what = state(&parts);
            Some(told(News::Moved { from }, first, parts, what))
        }
        "cita-cancelada" if own.is(AppointmentState::Cancelada) && own.starts_at > now => {
            let parts = around(own.starts_at, &|part| part.is(AppointmentState::Cancelada));
            let reason = own.cancellation_reason.as_deref();
            let what = state(&parts);
            Some(told(News::Cancelled { reason }, own, parts, what))
        }
        "recordatorio-cita" if is_to_come && is_as_told => {
            let minutes = event.payload.get("minutes_before");
            let minutes = minutes
                .and_then(serde_json::Value::as_u64)
                .unwrap_or_default();
            // Late, when a later one has been asked for.
            if own
                .last_reminder
                .is_some_and(|last| u64::try_from(last).is_ok_and(|last| last < minutes))
            {
                return None;
            }
            let what = format!("{}:{}:{minutes}", own.id, own.starts_at.timestamp());
            let parts = around(own.starts_at, &|part| {
                part.is_open() && part.starts_at >= own.starts_at
            });
            Some(told(News::Reminder, own, parts, what))
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
            Some(told(News::Feedback, own, parts, what))
        }
        _ => None,
    }
}

/// The state of parts of a visit, in a few digits.
fn state(parts: &[&Part]) -> String {
    let states: Vec<String> = parts
        .iter()
        .map(|part| {
            let begins = part.starts_at.timestamp();
            format!("{}/{}/{}/{begins}", part.id, part.sequence, part.state)
        })
        .collect();
    let states: Vec<&str> = states.iter().map(String::as_str).collect();
    let visit = parts.first().map_or_else(Uuid::nil, |part| part.visit_id);
    format!("{visit}:{}", digest(&states))
}
