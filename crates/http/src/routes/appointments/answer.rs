//! Appointments as JSON.

use super::series::BookedSeries;
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{BranchId, scheduling::appointment::is_punctual};
use panal_persistence::tenant::{
    client_notes::Note,
    scheduling::appointments::{HistoryEntry, Named, Summary},
};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An appointment, with the names of all that it points to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Appointment {
    /// The appointment.
    pub(crate) id: Uuid,
    /// The number by which people know it, counted by branch and year.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// `pendiente`, `confirmada`, `en_curso`, `completada`, `cancelada` or `no_asistio`.
    #[schema(example = "confirmada")]
    state: String,
    /// How it came about: `staff`, `public`, `walk_in` or `waiting_list`.
    #[schema(example = "staff")]
    source: String,
    /// Where.
    branch_id: Uuid,
    /// The branch's name.
    branch_name: String,
    /// For whom.
    client_id: Uuid,
    /// The client's whole name.
    #[schema(example = "José Quispe Mamani")]
    client_name: String,
    /// The client's telephone, E.164.
    client_phone: Option<String>,
    /// By whom.
    professional_id: Uuid,
    /// The professional's name.
    professional_name: String,
    /// In which the professional is drawn.
    #[schema(example = "#3366cc")]
    professional_color: Option<String>,
    /// What.
    service_id: Uuid,
    /// The service's name.
    service_name: String,
    /// In which the service is drawn.
    service_color: Option<String>,
    /// In which room or chair.
    room_id: Option<Uuid>,
    /// The room's name.
    room_name: Option<String>,
    /// In which the room is drawn.
    room_color: Option<String>,
    /// The day by the clock of the branch.
    day: NaiveDate,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// Minutes agreed.
    #[schema(example = 30)]
    minutes: i64,
    /// Kept free before, in minutes.
    buffer_before_minutes: i32,
    /// Kept free after, in minutes.
    buffer_after_minutes: i32,
    /// When the client came, where somebody noted it.
    arrived_at: Option<DateTime<Utc>>,
    /// When it really began.
    started_at: Option<DateTime<Utc>>,
    /// When it really ended.
    completed_at: Option<DateTime<Utc>>,
    /// Minutes that it really took.
    actual_minutes: Option<i64>,
    /// Minutes from the arrival, or the hour agreed where that is later, to the start.
    waiting_minutes: Option<i32>,
    /// `puntual`: started at most 5 minutes after the hour agreed. Else `tarde`.
    #[schema(example = "puntual")]
    punctuality: Option<&'static str>,
    /// What the service costs by this professional.
    #[schema(value_type = String, example = "45000.00")]
    service_price: Decimal,
    /// What is charged.
    #[schema(value_type = String, example = "45000.00")]
    final_price: Decimal,
    /// Why that differs.
    price_reason: Option<String>,
    /// The client's verdict, 1 to 5.
    rating: Option<i16>,
    /// The same in words.
    rating_comment: Option<String>,
    /// When it was given.
    rated_at: Option<DateTime<Utc>>,
    /// When it was called off.
    cancelled_at: Option<DateTime<Utc>>,
    /// By whom: `staff` or `client`.
    cancelled_by: Option<String>,
    /// Why.
    cancellation_reason: Option<String>,
    /// What the client said when booking.
    client_notes: Option<String>,
    /// What the staff keeps for itself.
    internal_notes: Option<String>,
    /// Whom to write to, where it is not the client.
    contact_name: Option<String>,
    /// Where to, where it is not the client's own.
    contact_email: Option<String>,
    /// Where to, where it is not the client's own; E.164.
    contact_phone: Option<String>,
    /// One for all services of a visit: the id of the first of them.
    visit_id: Uuid,
    /// The series it is of.
    series_id: Option<Uuid>,
    /// The start that the series gave.
    occurs_at: Option<DateTime<Utc>>,
    /// The user who made it.
    created_by: Option<Uuid>,
    /// The user who last changed it.
    updated_by: Option<Uuid>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    pub(crate) version: i32,
}

impl From<Named> for Appointment {
    fn from(named: Named) -> Self {
        let row = named.appointment;
        let actual = row.started_at.zip(row.completed_at);
        Self {
            id: row.id,
            code: row.code,
            state: row.state,
            source: row.source,
            branch_id: row.branch_id,
            branch_name: named.branch_name,
            client_id: row.client_id,
            client_name: named.client_name,
            client_phone: named.client_phone,
            professional_id: row.professional_id,
            professional_name: named.professional_name,
            professional_color: named.professional_color,
            service_id: row.service_id,
            service_name: named.service_name,
            service_color: named.service_color,
            room_id: row.room_id,
            room_name: named.room_name,
            room_color: named.room_color,
            day: row.day,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            minutes: (row.ends_at - row.starts_at).num_minutes(),
            buffer_before_minutes: row.buffer_before_minutes,
            buffer_after_minutes: row.buffer_after_minutes,
            arrived_at: row.arrived_at,
            started_at: row.started_at,
            completed_at: row.completed_at,
            actual_minutes: actual.map(|(from, until)| (until - from).num_minutes()),
            waiting_minutes: row.waiting_minutes,
            punctuality: row.started_at.map(|at| punctuality(row.starts_at, at)),
            service_price: row.service_price,
            final_price: row.final_price,
            price_reason: row.price_reason,
            rating: row.rating,
            rating_comment: row.rating_comment,
            rated_at: row.rated_at,
            cancelled_at: row.cancelled_at,
            cancelled_by: row.cancelled_by,
            cancellation_reason: row.cancellation_reason,
            client_notes: row.client_notes,
            internal_notes: row.internal_notes,
            contact_name: row.contact_name,
            contact_email: row.contact_email,
            contact_phone: row.contact_phone,
            visit_id: row.visit_id,
            series_id: row.series_id,
            occurs_at: row.occurs_at,
            created_by: row.created_by,
            updated_by: row.updated_by,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// In the words of seed 003.
fn punctuality(agreed: DateTime<Utc>, started: DateTime<Utc>) -> &'static str {
    if is_punctual(agreed, started) {
        "puntual"
    } else {
        "tarde"
    }
}

/// What was booked: the first appointment, and all of its visit.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookedAppointment {
    /// The appointment; of a visit with several services, the first.
    #[serde(flatten)]
    appointment: Appointment,
    /// Every service of the visit, in order, this one included.
    visit: Vec<Appointment>,
    /// All of the series, where there was a `recurrence`.
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<BookedSeries>,
}

impl BookedAppointment {
    /// The first of a visit; `None` where there is none.
    pub(super) fn of(visit: Vec<Named>) -> Option<Self> {
        let visit: Vec<Appointment> = visit.into_iter().map(Appointment::from).collect();
        let appointment = visit.first()?.clone();
        Some(Self {
            appointment,
            visit,
            series: None,
        })
    }

    /// The same with the series whose first visit it is.
    pub(super) fn of_series(self, series: BookedSeries) -> Self {
        Self {
            series: Some(series),
            ..self
        }
    }

    pub(super) fn id(&self) -> Uuid {
        self.appointment.id
    }

    pub(super) fn version(&self) -> i32 {
        self.appointment.version
    }

    pub(super) fn branch(&self) -> BranchId {
        BranchId(self.appointment.branch_id)
    }
}

/// An appointment and what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppointmentDetail {
    /// The appointment.
    #[serde(flatten)]
    pub(super) appointment: Appointment,
    /// Every service of the visit, in order, this one included.
    pub(super) visit: Vec<Appointment>,
    /// What happened to it, in order.
    pub(super) history: Vec<AppointmentChange>,
    /// How often the client did not come.
    #[schema(example = 0)]
    pub(super) client_no_shows: u64,
    /// What whoever attends to the client is to know: the pinned notes, the newest first, 20 at most.
    pub(super) client_alerts: Vec<ClientAlert>,
}

/// A pinned note about a client.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientAlert {
    /// The note.
    id: Uuid,
    /// What it says: plain text, several lines.
    #[schema(example = "Alérgica a la penicilina.")]
    body: String,
}

impl From<Note> for ClientAlert {
    fn from(note: Note) -> Self {
        Self {
            id: note.id,
            body: note.body,
        }
    }
}

/// Something that happened to an appointment.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppointmentChange {
    /// When.
    at: DateTime<Utc>,
    /// `create`, or the verb: `confirm`, `arrive`, `start`, `complete`, `cancel`, `no-show`, `reschedule`, `reopen`.
    #[schema(example = "confirm")]
    action: String,
    /// The state before; none of one that was just made.
    from_state: Option<String>,
    /// The state after.
    to_state: String,
    /// The hour before, where it was moved.
    from_starts_at: Option<DateTime<Utc>>,
    /// The hour after, where it was moved or just made.
    to_starts_at: Option<DateTime<Utc>>,
    /// Why.
    reason: Option<String>,
    /// What sort of actor did it, as in the audit log.
    #[schema(example = "user")]
    actor_kind: String,
    /// Who.
    actor_id: Option<Uuid>,
    /// As they were called then.
    actor_name: Option<String>,
}

impl From<HistoryEntry> for AppointmentChange {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            at: entry.at,
            action: entry.action,
            from_state: entry.from_state,
            to_state: entry.to_state,
            from_starts_at: entry.from_starts_at,
            to_starts_at: entry.to_starts_at,
            reason: entry.reason,
            actor_kind: entry.actor_kind,
            actor_id: entry.actor_id,
            actor_name: entry.actor_name,
        }
    }
}

/// A client's appointments in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppointmentSummary {
    /// Of all states.
    total: i64,
    /// Still to come.
    upcoming: i64,
    /// Done.
    completed: i64,
    /// Called off.
    cancelled: i64,
    /// The client did not come.
    no_shows: i64,
    /// What was charged for what is done.
    #[schema(value_type = String, example = "135000.00")]
    spent: Decimal,
    /// Mean of the client's verdicts; none until there is one.
    #[schema(value_type = Option<String>, example = "4.50")]
    average_rating: Option<Decimal>,
    /// The last that is done.
    last: Option<AppointmentMoment>,
    /// The next to come.
    next: Option<AppointmentMoment>,
}

/// One appointment, and when.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppointmentMoment {
    /// The appointment.
    id: Uuid,
    /// When it begins.
    starts_at: DateTime<Utc>,
}

impl From<Summary> for AppointmentSummary {
    fn from(summary: Summary) -> Self {
        let moment = |id: Option<Uuid>, at: Option<DateTime<Utc>>| {
            id.zip(at)
                .map(|(id, starts_at)| AppointmentMoment { id, starts_at })
        };
        Self {
            total: summary.total,
            upcoming: summary.upcoming,
            completed: summary.completed,
            cancelled: summary.cancelled,
            no_shows: summary.no_shows,
            spent: summary.spent,
            average_rating: summary.average_rating,
            last: moment(summary.last_id, summary.last_at),
            next: moment(summary.next_id, summary.next_at),
        }
    }
}
