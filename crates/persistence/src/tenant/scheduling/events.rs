//! What is told of appointments, by the names of seed 003 (`WORKFLOW_EVENTS`).

use super::booking_settings;
use crate::{
    Result, TenantTx,
    tenant::{
        entity::appointments::{self, Model as Appointment},
        outbox,
    },
};
use panal_domain::scheduling::AppointmentState;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

/// Something that happened to an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Made.
    Created,
    /// Confirmed.
    Confirmed,
    /// Moved. Not of the seed: its clients would not hear of it.
    Rescheduled,
    /// Called off.
    Cancelled,
    /// Done.
    Completed,
    /// About to be; so many minutes before.
    Reminder(u32),
    /// The client is asked how it was.
    Feedback,
}

impl Event {
    /// The name under which it is told.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Created => "cita-creada",
            Self::Confirmed => "cita-confirmada",
            Self::Rescheduled => "cita-reprogramada",
            Self::Cancelled => "cita-cancelada",
            Self::Completed => "cita-completada",
            Self::Reminder(_) => "recordatorio-cita",
            Self::Feedback => "solicitar-feedback",
        }
    }
}

/// Tells of an appointment, in the transaction in which it happens. The payload names the appointment and says nothing
/// of the client: whoever delivers it reads the rest. With `notify` false nobody writes to the client.
pub async fn tell(
    tx: &TenantTx,
    event: Event,
    appointment: &Appointment,
    notify: bool,
) -> Result<()> {
    let mut payload = json!({
        "appointment_id": appointment.id,
        "visit_id": appointment.visit_id,
        "code": appointment.code,
        "state": appointment.state,
        "starts_at": appointment.starts_at,
        "sequence": appointment.sequence,
        "notify": notify,
    });
    if let (Event::Reminder(minutes), Some(members)) = (event, payload.as_object_mut()) {
        members.insert("minutes_before".to_owned(), minutes.into());
    }
    outbox::emit(tx, event.kind(), payload).await
}

/// Asks the client how it was, of the visit of which `ended` was done, called off or not come to: whoever came for one
/// service and not for the other came. The letter waits until nothing of the visit is left to do, and is one.
pub async fn ask_feedback(tx: &TenantTx, ended: &Appointment) -> Result<()> {
    let done = AppointmentState::Completada.as_str();
    let attended = if ended.state == done {
        Some(ended.clone())
    } else {
        appointments::Entity::find()
            .filter(appointments::Column::VisitId.eq(ended.visit_id))
            .filter(appointments::Column::State.eq(done))
            .order_by_asc(appointments::Column::StartsAt)
            .one(tx)
            .await?
    };
    match attended {
        Some(attended) if booking_settings(tx).await?.asks_feedback => {
            tell(tx, Event::Feedback, &attended, true).await
        }
        _ => Ok(()),
    }
}
