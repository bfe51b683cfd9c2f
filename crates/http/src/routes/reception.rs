//! The desk: clients who come without an appointment (`/walk-ins`), and who is there (`/queue`).

mod body;

pub use body::{NewWalkIn, Queue, QueueEntry};

use super::appointments::{Appointment, branch};
use crate::{
    auth::Can,
    booking::not_booked,
    etag::etag,
    extract::{Json, Query},
    idempotency::{Answer, IdempotencyKey},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{
    HttpResponse, get,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    post,
    web::Data,
};
use chrono::{DateTime, SecondsFormat, Utc};
use panal_domain::{
    AppointmentId, BranchId, BranchScope, Message,
    scheduling::permissions::{AddAppointments, ViewAppointments},
};
use panal_persistence::tenant::scheduling::{
    Clock, appointments,
    walk_ins::{self, TurnedAway},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(create_walk_in).service(queue);
}

/// Takes a client who comes without an appointment.
///
/// They get the first time that is left today, to the minute, from whoever is asked for or whoever is free first. The
/// appointment is `confirmada` and the client has arrived. They are not written to unless `notify` says so. Where
/// nothing is left today, `next` is the next time there is. With `Idempotency-Key`, sending the same request again
/// books nothing more.
#[utoipa::path(
    tag = "reception",
    operation_id = "create_walk_in",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each client.", max_length = 255)),
    request_body = NewWalkIn,
    security(("bearer" = ["appointments.add"])),
    responses(
        (status = 201, description = "In the queue.", body = Appointment,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`: the plan's limit of appointments a month.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `branch_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`no_free_time_today`, with `next` (null: none within 31 days); `nobody_available`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/walk-ins")]
pub(crate) async fn create_walk_in(
    state: Data<AppState>,
    user: Can<AddAppointments>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let mut walk_in = body::walk_in(body.clone())?;
    walk_in.branch = branch(&state, &user, walk_in.branch).await?;
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let clock = Clock::of(user.tenant.time_zone);
                let made = walk_ins::walk_in(&tx, clock, &walk_in)
                    .await
                    .map_err(turned_away)?;
                let named = appointments::get(&tx, AppointmentId(made.id), &BranchScope::All)
                    .await?
                    .ok_or_else(|| {
                        Problem::internal("an appointment that was made is not there")
                    })?;
                let base = user.request.base_path();
                let location = format!("{base}/api/v1/appointments/{}", made.id);
                Ok(
                    Answer::json(StatusCode::CREATED, &Appointment::from(named))?
                        .header(&ETAG, etag(made.version))
                        .header(&LOCATION, location),
                )
            })
            .await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await?;
    Ok(answer.into_response())
}

/// Whose queue.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct QueueParams {
    /// Which branch's; left out, one's own, else the first open one.
    branch: Option<Uuid>,
}

/// Shows who is there.
///
/// Of today's appointments, those whose client has arrived: first those who wait, in the order of their turns (whoever
/// came in time by the hour agreed, whoever came late by the arrival), then those who are being attended to.
#[utoipa::path(
    tag = "reception",
    operation_id = "get_queue",
    params(QueueParams),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "The queue.", body = Queue),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `branch_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no such open branch.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/queue")]
pub(crate) async fn queue(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    params: Query<QueueParams>,
) -> Result<HttpResponse, Problem> {
    let branch = branch(&state, &user, params.0.branch.map(BranchId)).await?;
    let tx = user.begin_read_only(&state).await?;
    let clock = Clock::of(user.tenant.time_zone);
    let queue = walk_ins::queue(&tx, clock, branch, user.branches()).await?;
    tx.commit().await?;
    let queue = queue.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(Queue::from(queue)))
}

fn turned_away(refused: TurnedAway) -> Failure {
    match refused {
        TurnedAway::NotBooked(refused) => not_booked(refused, None),
        TurnedAway::NotToday(next) => not_today(next).into(),
    }
}

/// 409 with the next time there is.
fn not_today(next: Option<DateTime<Utc>>) -> Problem {
    let detail = match next {
        Some(_) => Message::new(
            "Ofrezca la hora que indica «next», o anote al cliente en la lista de espera.",
            "Offer the time in \"next\", or put the client on the waiting list.",
        ),
        None => Message::new(
            "Tampoco hay horas libres en los próximos 31 días. Revise los horarios, o anote al cliente en la lista de espera.",
            "Nor is there any within the next 31 days. Look at the schedules, or put the client on the waiting list.",
        ),
    };
    Problem::new(
        StatusCode::CONFLICT,
        "no_free_time_today",
        Message::new("Hoy no quedan horas libres", "There is no time left today"),
    )
    .detail(detail)
    .with(
        "next",
        next.map(|next| next.to_rfc3339_opts(SecondsFormat::Secs, true)),
    )
}
