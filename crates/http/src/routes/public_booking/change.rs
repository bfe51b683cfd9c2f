//! Confirming, calling off and moving one's own appointment by its link.
//!
//! The link of the first appointment of a visit stands for the visit: it confirms and calls off all that is still to
//! come ([`visits::along`]). Each service is moved by its own link.

use super::{
    Visit,
    body::{self, professional},
    book::unavailable,
    visit::{PublicAppointment, linked, names, shown},
};
use crate::{
    body::Body,
    booking::{UNKNOWN_PROFESSIONAL, not_for_clients, not_then_online, wrong_verb},
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{HttpResponse, http::StatusCode, post, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{AppointmentId, Message, ProfessionalId, scheduling::Verb};
use panal_persistence::{
    Error, TenantTx,
    tenant::scheduling::{
        availability::Known,
        booking::Appointment,
        changes::{
            Ask, By, Change, Move, NotChanged, apply, lock_agendas, state_of, times_to_move,
        },
        visits,
    },
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Longest reason, in characters.
const MAX_REASON: usize = 500;

/// Why an appointment is called off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PublicCancellation)]
pub struct Cancellation {
    /// In the customer's words.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// Where an appointment is moved to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PublicMove)]
pub struct NewTime {
    /// When it is to begin: one of the times that availability offers.
    pub starts_at: DateTime<Utc>,
    /// By whom; left out, the same professional; `any` is whoever is free.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
}

/// Confirms an appointment.
///
/// One that the business made, or offered from the waiting list; what customers book only where the business confirms
/// such bookings at once, else it confirms them itself.
#[utoipa::path(
    tag = "public booking",
    operation_id = "confirm_public_appointment",
    params(("token" = String, Path, description = "The end of the secret link.")),
    responses(
        (status = 200, description = "Confirmed.", body = PublicAppointment),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `allowed`; `business_confirms`; `too_late_to_change` once it is over.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/public/appointments/{token}/confirm")]
pub(crate) async fn confirm(
    visit: Visit,
    state: Data<AppState>,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    change(&visit, &state, &token.0, Change::Confirm, None).await
}

/// Calls an appointment off.
///
/// Its time is free at once. The business decides how far ahead customers may do it; later they call.
#[utoipa::path(
    tag = "public booking",
    operation_id = "cancel_public_appointment",
    params(("token" = String, Path, description = "The end of the secret link.")),
    request_body = Cancellation,
    responses(
        (status = 200, description = "Called off.", body = PublicAppointment),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `allowed`; `too_late_to_change`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/public/appointments/{token}/cancel")]
pub(crate) async fn cancel(
    visit: Visit,
    state: Data<AppState>,
    token: Path<String>,
    json: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let mut read = Body::new(json.into_inner());
    let reason = read
        .text("reason", |raw| body::lines(raw, MAX_REASON))
        .flatten();
    read.finish()?;
    change(&visit, &state, &token.0, Change::Cancel, reason).await
}

/// Moves an appointment.
///
/// By the rules for customers: notice, window, interval, and as far ahead as the business says. Where the business confirms
/// what customers book, it confirms the new time too: the appointment is `pendiente` again.
#[utoipa::path(
    tag = "public booking",
    operation_id = "reschedule_public_appointment",
    params(("token" = String, Path, description = "The end of the secret link.")),
    request_body = NewTime,
    responses(
        (status = 200, description = "Moved.", body = PublicAppointment),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `allowed`; `too_late_to_change`, `slot_taken`, `outside_working_time`, `too_soon`, `too_far_ahead`, `off_interval`, `nobody_available`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/public/appointments/{token}/reschedule")]
pub(crate) async fn reschedule(
    visit: Visit,
    state: Data<AppState>,
    token: Path<String>,
    json: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let mut read = Body::new(json.into_inner());
    let at = read.text("starts_at", body::moment);
    let at = read.required("starts_at", at);
    let professional = read.text("professional_id", professional).flatten();
    read.finish()?;
    let to = Move {
        at,
        professional,
        ..Move::default()
    };
    change(&visit, &state, &token.0, Change::Reschedule(to), None).await
}

async fn change(
    visit: &Visit,
    state: &AppState,
    token: &str,
    change: Change,
    reason: Option<String>,
) -> Result<HttpResponse, Problem> {
    state
        .bookings
        .take(Some(visit.tenant.id), visit.request.address())?;
    let ask = Ask {
        change,
        reason,
        notify: true,
        expected: None,
    };
    let body = transaction(async || {
        let tx = visit.begin(state).await?;
        let appointment = linked(state, visit, &tx, token).await?;
        let changed = changed(visit, &tx, &appointment, &ask).await?;
        let body = shown(visit, &tx, changed).await?;
        tx.commit().await?;
        Ok(body)
    })
    .await?;
    Ok(HttpResponse::Ok().json(body))
}

/// What it takes to say to which times the appointment can be moved.
pub(super) async fn times(
    visit: &Visit,
    tx: &TenantTx,
    appointment: &Appointment,
    professional: Option<Option<ProfessionalId>>,
    days: (NaiveDate, NaiveDate),
) -> Result<Known, Failure> {
    let phone = names(tx, appointment).await?.phone;
    times_to_move(tx, visit.clock(), appointment, professional, days)
        .await
        .map_err(|refused| not_changed(refused, phone.as_deref()))
}

async fn changed(
    visit: &Visit,
    tx: &TenantTx,
    appointment: &Appointment,
    ask: &Ask,
) -> Result<Appointment, Failure> {
    let phone = names(tx, appointment).await?.phone;
    let clock = visit.clock();
    let refused = |refused| not_changed(refused, phone.as_deref());
    let mut all = vec![appointment.clone()];
    if matches!(ask.change.verb(), Verb::Cancel | Verb::Confirm) {
        all.extend(visits::along(tx, appointment).await?);
    }
    if ask.change.verb() == Verb::Cancel {
        // All agendas of the visit before any is changed, or two who meet would wait for each other.
        lock_agendas(tx, &all).await?;
    }
    let mut open = Vec::with_capacity(all.len());
    for one in all {
        if state_of(&one)?.after(ask.change.verb()).is_some() {
            open.push(one.id);
        }
    }
    if open.is_empty() {
        // Which says why.
        open.push(appointment.id);
    }
    let mut own = appointment.clone();
    for id in open {
        let changed = apply(tx, clock, AppointmentId(id), ask, By::Client)
            .await
            .map_err(refused)?;
        if id == appointment.id {
            own = changed;
        }
    }
    Ok(own)
}

fn not_changed(refused: NotChanged, phone: Option<&str>) -> Failure {
    match refused {
        NotChanged::Database(Error::LimitReached { .. }) => unavailable().into(),
        NotChanged::Database(error) => error.into(),
        NotChanged::State(conflict) => wrong_verb(conflict).into(),
        NotChanged::ShortNotice(_) | NotChanged::TooEarly => too_late(phone).into(),
        NotChanged::NotForClients => not_for_clients().into(),
        NotChanged::Refused(refusal) => not_then_online(refusal).into(),
        NotChanged::UnknownProfessional => {
            Problem::invalid([("professional_id", UNKNOWN_PROFESSIONAL)]).into()
        }
        NotChanged::NotFound | NotChanged::NotOwn | NotChanged::UnknownRoom => {
            Problem::not_found().into()
        }
    }
}

/// 409 with the telephone of the branch, where there is one.
fn too_late(phone: Option<&str>) -> Problem {
    let (es, en) = match phone {
        Some(phone) => (
            format!("Llame al negocio al {phone}."),
            format!("Call the business at {phone}."),
        ),
        None => (
            "Llame al negocio.".to_owned(),
            "Call the business.".to_owned(),
        ),
    };
    let problem = Problem::new(
        StatusCode::CONFLICT,
        "too_late_to_change",
        Message::new(
            "La cita ya no se puede cambiar por internet",
            "The appointment can no longer be changed online",
        ),
    )
    .detail(Message::made(es, en));
    match phone {
        Some(phone) => problem.with("phone", phone),
        None => problem,
    }
}
