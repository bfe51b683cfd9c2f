//! Why a booking was refused, as people read it; the same at the desk and on the public pages.

use crate::{auth::problems::permission_denied, problem::Problem, retry::Failure};
use actix_web::http::StatusCode;
use panal_domain::{
    Invalid, Message, PermissionMarker,
    scheduling::{Refusal, VerbConflict, permissions::CancelAnyAppointment},
};
use panal_persistence::tenant::scheduling::{NotBooked, changes::NotChanged, offers::Unknown};

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

/// As [`not_booked`], for a customer.
pub(crate) fn not_booked_online(refused: NotBooked, prefix: Option<&str>) -> Failure {
    match refused {
        NotBooked::Refused(refusal) => not_then_online(refusal).into(),
        other => not_booked(other, prefix),
    }
}

/// As [`not_then`], for a customer, who cannot change what the business offers.
pub(crate) fn not_then_online(refusal: Refusal) -> Problem {
    let detail = match refusal {
        Refusal::OutsideHours => Message::new(
            "Elija una de las horas que ofrece la disponibilidad.",
            "Choose one of the times that availability offers.",
        ),
        Refusal::Nobody => Message::new(
            "Elija otro servicio u otra sucursal, o llame al negocio.",
            "Choose another service or branch, or call the business.",
        ),
        Refusal::Taken | Refusal::TooSoon | Refusal::TooLate | Refusal::OffInterval => {
            return not_then(refusal);
        }
    };
    not_then(refusal).detail(detail)
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

/// Says why an appointment is as it was; the same at the desk and by a customer's link.
pub(crate) fn not_changed(refused: NotChanged) -> Failure {
    match refused {
        NotChanged::Database(error) => error.into(),
        NotChanged::NotFound => Problem::not_found().into(),
        NotChanged::State(conflict) => wrong_verb(conflict).into(),
        NotChanged::NotOwn => permission_denied(CancelAnyAppointment::PERMISSION).into(),
        NotChanged::TooEarly => too_early().into(),
        NotChanged::NotForClients => not_for_clients().into(),
        NotChanged::ShortNotice(minutes) => short_notice(minutes).into(),
        NotChanged::Refused(refusal) => not_then(refusal).into(),
        NotChanged::UnknownProfessional => {
            Problem::invalid([("professional_id", UNKNOWN_PROFESSIONAL)]).into()
        }
        NotChanged::UnknownRoom => Problem::invalid([("room_id", UNKNOWN_ROOM)]).into(),
    }
}

fn too_early() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "too_early",
        Message::new(
            "La hora de la cita aún no llega",
            "The appointment's hour has not come yet",
        ),
    )
    .detail(Message::new(
        "Espere a la hora acordada, o cancele la cita.",
        "Wait for the hour agreed, or cancel the appointment.",
    ))
}

/// 409 for a client who confirms what the business confirms itself.
pub(crate) fn not_for_clients() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "business_confirms",
        Message::new(
            "Esta cita la confirma el negocio",
            "The business confirms this appointment",
        ),
    )
    .detail(Message::new(
        "Espere a que el negocio la confirme, o llámelo.",
        "Wait for the business to confirm it, or call.",
    ))
}

fn short_notice(minutes: u32) -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "short_notice",
        Message::new(
            "Falta muy poco para la cita",
            "It is too short before the appointment",
        ),
    )
    .detail(Message::made(
        format!(
            "Los cambios se hacen al menos {minutes} minutos antes. Comuníquese con el negocio."
        ),
        format!(
            "Changes are made at least {minutes} minutes ahead. Get in touch with the business."
        ),
    ))
    .with("notice_minutes", minutes)
}

const UNKNOWN_ROOM: Invalid = Invalid::new(
    "room_unknown",
    "No existe esa sala en la sucursal, o no sirve para el servicio.",
    "There is no such room at the branch, or it does not serve for the service.",
);
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
