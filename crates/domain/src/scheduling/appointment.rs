//! The life of an appointment.

use crate::{invalid::Invalid, message::Message};
use chrono::{DateTime, TimeDelta, Utc};

text_enum! {
    /// Where an appointment is in its life, with the values of seed 003, `estado_cita`.
    pub enum AppointmentState ("snake_case", "appointment_state_unknown") {
        /// Made; waits for a confirmation.
        Pendiente,
        /// Confirmed.
        Confirmada,
        /// The client is being attended to.
        EnCurso,
        /// Done.
        Completada,
        /// Called off.
        Cancelada,
        /// The client did not come.
        NoAsistio,
    }
}

text_enum! {
    /// How an appointment came about.
    pub enum AppointmentSource ("snake_case", "appointment_source_unknown") {
        /// The staff made it.
        Staff,
        /// The client made it on the public pages.
        Public,
        /// The client was standing there.
        WalkIn,
        /// The client took an offer of the waiting list.
        WaitingList,
    }
}

text_enum! {
    /// What can be done with an appointment.
    pub enum Verb ("kebab-case", "verb_unknown") {
        /// Confirm that it takes place.
        Confirm,
        /// Note that the client is there.
        Arrive,
        /// Begin.
        Start,
        /// End.
        Complete,
        /// Call it off.
        Cancel,
        /// Note that the client did not come.
        NoShow,
        /// Move it to another time, professional or room.
        Reschedule,
        /// Bring one back that was called off, whose client came after all, or that was begun by mistake.
        Reopen,
    }
}

use AppointmentState::{Cancelada, Completada, Confirmada, EnCurso, NoAsistio, Pendiente};

impl AppointmentState {
    /// The state after `verb`; `None` where the verb is not allowed.
    #[must_use]
    pub const fn after(self, verb: Verb) -> Option<Self> {
        match (verb, self) {
            (Verb::Confirm, Pendiente) | (Verb::Reopen, EnCurso | Cancelada | NoAsistio) => {
                Some(Confirmada)
            }
            // They change hours, not the state.
            (Verb::Arrive | Verb::Reschedule, Pendiente | Confirmada) => Some(self),
            (Verb::Start, Pendiente | Confirmada) => Some(EnCurso),
            (Verb::Complete, EnCurso) => Some(Completada),
            (Verb::Cancel, Pendiente | Confirmada) => Some(Cancelada),
            (Verb::NoShow, Pendiente | Confirmada) => Some(NoAsistio),
            _ => None,
        }
    }

    /// The verbs that are allowed in this state.
    pub fn allowed(self) -> impl Iterator<Item = Verb> {
        Verb::ALL
            .iter()
            .copied()
            .filter(move |verb| self.after(*verb).is_some())
    }

    /// Does `verb`.
    ///
    /// # Errors
    /// [`VerbConflict`], which lists what is allowed instead.
    pub fn apply(self, verb: Verb) -> Result<Self, VerbConflict> {
        self.after(verb).ok_or(VerbConflict { state: self, verb })
    }

    /// Whether an appointment in this state takes the time of its professional.
    #[must_use]
    pub const fn takes_time(self) -> bool {
        matches!(self, Pendiente | Confirmada | EnCurso | Completada)
    }

    /// Whether it is still to come.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Pendiente | Confirmada)
    }

    /// The state's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Pendiente => Message::new("Pendiente", "Pending"),
            Confirmada => Message::new("Confirmada", "Confirmed"),
            EnCurso => Message::new("En curso", "In progress"),
            Completada => Message::new("Completada", "Completed"),
            Cancelada => Message::new("Cancelada", "Cancelled"),
            NoAsistio => Message::new("No asistió", "No-show"),
        }
    }
}

/// A verb that the present state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an appointment that is {state} does not allow {verb}")]
pub struct VerbConflict {
    /// The present state.
    pub state: AppointmentState,
    /// What was asked.
    pub verb: Verb,
}

/// A client is attended to punctually within so long after the hour agreed (seed 003, `puntualidad`).
pub const PUNCTUAL_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// Whether an appointment agreed for `starts_at` that began at `started_at` was punctual.
#[must_use]
pub fn is_punctual(starts_at: DateTime<Utc>, started_at: DateTime<Utc>) -> bool {
    started_at <= starts_at + PUNCTUAL_WITHIN
}

/// Whole minutes that a client waited: from the arrival, or the hour agreed where that is later, to the start.
#[must_use]
pub fn waiting_minutes(
    starts_at: DateTime<Utc>,
    arrived_at: Option<DateTime<Utc>>,
    started_at: DateTime<Utc>,
) -> i64 {
    let since = arrived_at.map_or(starts_at, |arrived| arrived.max(starts_at));
    (started_at - since).num_minutes().max(0)
}

/// The number by which people know an appointment: `CIT-2026-000123`, counted by branch and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppointmentCode {
    /// The year of the appointment's day.
    pub year: i32,
    /// From 1, without gaps.
    pub number: i64,
}

impl std::fmt::Display for AppointmentCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CIT-{}-{:06}", self.year, self.number)
    }
}

/// A client's verdict: 1 to 5.
///
/// # Errors
/// `rating_invalid`.
pub fn check_rating(rating: i64) -> Result<i16, Invalid> {
    i16::try_from(rating)
        .ok()
        .filter(|rating| (1..=5).contains(rating))
        .ok_or(RATING_INVALID)
}

const RATING_INVALID: Invalid = Invalid::new(
    "rating_invalid",
    "Califique de 1 a 5.",
    "Give a rating from 1 to 5.",
);
