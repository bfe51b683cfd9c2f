//! What is done with appointments: `/appointments/{id}/<verb>`.

mod body;

pub use body::{CancelAppointment, CompleteAppointment, RescheduleAppointment, ToldVerb};

use super::{Appointment, require, shown};
use crate::{
    auth::Can,
    booking::not_changed,
    etag::IfMatch,
    extract::Path,
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, post, put, web::Data};
pub(super) use body::Members;
use panal_domain::{
    AppointmentId, BranchId, PermissionMarker,
    scheduling::permissions::{CancelAnyAppointment, ChangeAppointments, ChangePrices},
};
use panal_persistence::tenant::scheduling::{
    Clock,
    changes::{self, Ask, By, Change},
};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(confirm)
        .service(arrive)
        .service(start)
        .service(put_start)
        .service(complete)
        .service(put_complete)
        .service(cancel)
        .service(no_show)
        .service(reschedule)
        .service(reopen);
}

/// Confirms that an appointment takes place.
///
/// The client is written to, unless `notify` is false.
#[utoipa::path(
    tag = "appointments",
    operation_id = "confirm_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<ToldVerb>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Confirmed.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/{id}/confirm")]
pub(crate) async fn confirm(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let ask = body::told(members, Change::Confirm)?;
    done(&state, &user, id.0, expected, ask).await
}

/// Notes that the client is there.
///
/// The first arrival counts: noting it again changes nothing.
#[utoipa::path(
    tag = "appointments",
    operation_id = "arrive_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<ToldVerb>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Noted.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/{id}/arrive")]
pub(crate) async fn arrive(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let ask = body::told(members, Change::Arrive)?;
    done(&state, &user, id.0, expected, ask).await
}

/// Begins an appointment.
///
/// Notes the real time, how long the client waited, and whether it was punctual.
#[utoipa::path(
    tag = "appointments",
    operation_id = "start_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<ToldVerb>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Begun.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/{id}/start")]
pub(crate) async fn start(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    start_it(&state, &user, id.0, expected, members).await
}

/// Begins an appointment.
///
/// The same as `POST`.
#[utoipa::path(
    tag = "appointments",
    operation_id = "put_appointment_start",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<ToldVerb>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Begun.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/appointments/{id}/start")]
pub(crate) async fn put_start(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    start_it(&state, &user, id.0, expected, members).await
}

/// Ends an appointment.
///
/// Another price than was agreed needs `appointments.change_price` and a reason. The client is asked for a rating where the
/// business asks, unless `notify` is false.
#[utoipa::path(
    tag = "appointments",
    operation_id = "complete_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<CompleteAppointment>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Done.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/{id}/complete")]
pub(crate) async fn complete(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    complete_it(&state, &user, id.0, expected, members).await
}

/// Ends an appointment.
///
/// The same as `POST`.
#[utoipa::path(
    tag = "appointments",
    operation_id = "put_appointment_complete",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<CompleteAppointment>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Done.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/appointments/{id}/complete")]
pub(crate) async fn put_complete(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    complete_it(&state, &user, id.0, expected, members).await
}

/// Calls an appointment off.
///
/// Its time is free at once, and offered to whoever waits for it. Appointments that one neither made nor gives need
/// `appointments.cancel_any`.
#[utoipa::path(
    tag = "appointments",
    operation_id = "cancel_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<CancelAppointment>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Cancelled.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/{id}/cancel")]
pub(crate) async fn cancel(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let ask = body::cancel(members)?;
    done(&state, &user, id.0, expected, ask).await
}

/// Notes that the client did not come.
///
/// Not before the hour agreed. The time that is left is free at once.
#[utoipa::path(
    tag = "appointments",
    operation_id = "no_show_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<ToldVerb>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Noted.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`; `too_early`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/{id}/no-show")]
pub(crate) async fn no_show(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let ask = body::told(members, Change::NoShow)?;
    done(&state, &user, id.0, expected, ask).await
}

/// Moves an appointment to another time, professional or room.
///
/// What is left out stays. The length agreed stays too, unless another professional has their own. So does the price,
/// unless another professional has their own, whoever asks has `appointments.change_price`, and none was agreed by hand.
/// Code, visit and history go along.
#[utoipa::path(
    tag = "appointments",
    operation_id = "reschedule_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<RescheduleAppointment>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Moved.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`: the plan's limit of appointments a month.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`; `slot_taken`, `outside_working_time`, `too_soon`, `too_far_ahead`, `off_interval`, `nobody_available`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/{id}/reschedule")]
pub(crate) async fn reschedule(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let ask = body::reschedule(members)?;
    done(&state, &user, id.0, expected, ask).await
}

/// Brings an appointment back that was called off, whose client came after all, or that was begun by mistake.
///
/// It takes its own time again, also when that is over, and is `confirmada`. One that was begun forgets when, and nobody
/// is written to.
#[utoipa::path(
    tag = "appointments",
    operation_id = "reopen_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = Option<String>, Header, description = "The version to change, where it matters.")),
    request_body = Option<ToldVerb>,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Confirmed again.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`: the plan's limit of appointments a month.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `state` and `allowed`; `slot_taken`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/{id}/reopen")]
pub(crate) async fn reopen(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let ask = body::told(members, Change::Reopen)?;
    done(&state, &user, id.0, expected, ask).await
}

async fn start_it(
    state: &AppState,
    user: &Can<ChangeAppointments>,
    id: AppointmentId,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let ask = body::told(members, Change::Start)?;
    done(state, user, id, expected, ask).await
}

async fn complete_it(
    state: &AppState,
    user: &Can<ChangeAppointments>,
    id: AppointmentId,
    expected: Option<IfMatch>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let ask = body::complete(members, &user.tenant)?;
    done(state, user, id, expected, ask).await
}

async fn done(
    state: &AppState,
    user: &Can<ChangeAppointments>,
    id: AppointmentId,
    expected: Option<IfMatch>,
    ask: Ask,
) -> Result<HttpResponse, Problem> {
    let ask = Ask {
        expected: expected.map(|versions| versions.0),
        ..ask
    };
    let prices = matches!(&ask.change, Change::Complete(completion) if completion.price.is_some());
    let by = By::Staff {
        branches: user.branches(),
        cancels_any: user.scope(CancelAnyAppointment::PERMISSION),
        prices: user.scope(ChangePrices::PERMISSION),
    };
    transaction(async || {
        let tx = user.begin(state).await?;
        let clock = Clock::of(user.tenant.time_zone);
        let changed = changes::apply(&tx, clock, id, &ask, by)
            .await
            .map_err(not_changed)?;
        if prices {
            require(user, ChangePrices::PERMISSION, BranchId(changed.branch_id))?;
        }
        let answer = shown(&tx, id).await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await
}
