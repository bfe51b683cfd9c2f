//! Why a booking was refused, as people read it; the same at the desk and on the public pages.

use crate::{problem::Problem, retry::Failure};
use actix_web::http::StatusCode;
use panal_domain::{
    Invalid, Message,
    scheduling::{Refusal, VerbConflict},
};
use panal_persistence::tenant::scheduling::{NotBooked, offers::Unknown};

/// Says what is wrong with a visit. `prefix` is where its services stand in the body, such as `services.`, with the
/// place of the service and the member following; without it they are members of the body itself.
pub(crate) fn not_booked(refused: NotBooked, prefix: Option<&str>) -> Failure {
    match refused {
        NotBooked::Database(error) => error.into(),
        NotBooked::Unknown(unknown) => not_known(unknown, prefix).into(),
        NotBooked::UnknownClient => Problem::invalid([("client_id", UNKNOWN_CLIENT)]).into(),
        NotBooked::Refused(refusal) => not_then(refusal).into(),
    }
}

/// 422 that names the branch, the service or the professional.
pub(crate) fn not_known(unknown: Unknown, prefix: Option<&str>) -> Problem {
    let member = |at: usize, name: &str| match prefix {
        Some(prefix) => format!("{prefix}{at}.{name}"),
        None => name.to_owned(),
    };
    let (field, invalid) = match unknown {
        Unknown::Branch => ("branch_id".to_owned(), UNKNOWN_BRANCH),
        Unknown::Service(at) => (member(at, "service_id"), UNKNOWN_SERVICE),
        Unknown::Professional(at) => (member(at, "professional_id"), UNKNOWN_PROFESSIONAL),
    };
    Problem::invalid([(field, invalid)])
}

/// 409 that says why not at that time.
pub(crate) fn not_then(refusal: Refusal) -> Problem {
    let (code, title, detail) = match refusal {
        Refusal::Taken => (
            "slot_taken",
            Message::new("Ese horario ya está ocupado", "That time is already taken"),
            Message::new("Elija otra hora.", "Choose another time."),
        ),
        Refusal::OutsideHours => (
            "outside_working_time",
            Message::new("A esa hora no se atiende", "That is outside working time"),
            Message::new(
                "Elija una hora dentro del horario, o pida al equipo una excepción.",
                "Choose a time within working hours, or ask the staff for an exception.",
            ),
        ),
        Refusal::TooSoon => (
            "too_soon",
            Message::new("Esa hora es demasiado pronto", "That time is too soon"),
            Message::new(
                "Elija una hora con más anticipación.",
                "Choose a time that is further ahead.",
            ),
        ),
        Refusal::TooLate => (
            "too_far_ahead",
            Message::new(
                "Todavía no se reciben citas para esa fecha",
                "That day cannot be booked yet",
            ),
            Message::new("Elija una fecha más cercana.", "Choose an earlier day."),
        ),
        Refusal::OffInterval => (
            "off_interval",
            Message::new(
                "Las citas no empiezan a esa hora",
                "Appointments do not begin at that minute",
            ),
            Message::new(
                "Elija una de las horas que ofrece la disponibilidad.",
                "Choose one of the times that availability offers.",
            ),
        ),
        Refusal::Nobody => (
            "nobody_available",
            Message::new(
                "Nadie presta ese servicio en esta sucursal",
                "Nobody gives that service at this branch",
            ),
            Message::new(
                "Asigne el servicio a un profesional activo, o elija otro.",
                "Give the service to an active professional, or choose another.",
            ),
        ),
    };
    Problem::new(StatusCode::CONFLICT, code, title).detail(detail)
}

/// 409 `state_conflict` with the present state and the verbs that it allows.
pub(crate) fn wrong_verb(conflict: VerbConflict) -> Problem {
    let label = conflict.state.label();
    let allowed: Vec<&str> = conflict.state.allowed().map(|verb| verb.as_str()).collect();
    Problem::new(
        StatusCode::CONFLICT,
        "state_conflict",
        Message::new(
            "La cita no lo permite en su estado",
            "The appointment does not allow it in its state",
        ),
    )
    .detail(Message::made(
        format!("La cita está «{}».", label.es.to_lowercase()),
        format!("The appointment is \"{}\".", label.en.to_lowercase()),
    ))
    .with("state", conflict.state.as_str())
    .with("allowed", allowed)
}

const UNKNOWN_CLIENT: Invalid = Invalid::new(
    "client_unknown",
    "No existe ese cliente, o fue eliminado.",
    "There is no such client, or it was deleted.",
);
pub(crate) const UNKNOWN_BRANCH: Invalid = Invalid::new(
    "branch_unknown",
    "No existe esa sucursal, o está cerrada.",
    "There is no such branch, or it is closed.",
);
pub(crate) const UNKNOWN_SERVICE: Invalid = Invalid::new(
    "service_unknown",
    "No existe ese servicio, o no se ofrece.",
    "There is no such service, or it is not offered.",
);
pub(crate) const UNKNOWN_PROFESSIONAL: Invalid = Invalid::new(
    "professional_unknown",
    "Ese profesional no presta este servicio.",
    "That professional does not give this service.",
);
