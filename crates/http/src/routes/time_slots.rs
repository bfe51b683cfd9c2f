//! Intervals of the agenda, and hours that are blocked: `/time-slots`, `/blocks`.

mod blocks;
mod body;
mod edited;

pub use body::{NewBlockBody, NewTimeSlot, TimeSlot, TimeSlotList, TimeSlotPatch};
pub use edited::{EditedDay, EditedDayList, EditedDayParams};

use super::schedules::{BRANCH_UNKNOWN, PROFESSIONAL_UNKNOWN, date, place};
use crate::{
    auth::Can,
    etag::{IfMatch, etag},
    extract::{Json, Path, Query},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get,
    http::{StatusCode, header::ETAG},
    patch, post,
    web::Data,
};
use chrono::NaiveDate;
use panal_domain::{
    BranchId, Invalid, Message, ProfessionalId, RoomId, SlotId,
    scheduling::{
        SlotState,
        permissions::{ChangeSchedules, ViewAppointments},
        time,
    },
};
use panal_persistence::{
    Error,
    tenant::scheduling::{
        Clock,
        blocks::{self as slots, NotWritten, SlotFilter},
        slots::Slot,
    },
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(update)
        .service(remove)
        .service(give_back);
    edited::routes(config);
    blocks::routes(config);
}

/// Most days of one answer.
const MAX_DAYS: i64 = 62;

/// Which intervals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotParams {
    /// The first day, by the clock of the business.
    from: NaiveDate,
    /// The last day; at most 62 days in all.
    until: NaiveDate,
    /// Those of a professional.
    #[param(value_type = Option<uuid::Uuid>)]
    professional: Option<ProfessionalId>,
    /// Those of a room.
    #[param(value_type = Option<uuid::Uuid>)]
    room: Option<RoomId>,
    /// Those in a state: `disponible`, `reservado_temporal`, `ocupado` or `bloqueado`.
    #[param(value_type = Option<String>)]
    state: Option<SlotState>,
    /// Those at a branch.
    #[param(value_type = Option<uuid::Uuid>)]
    branch: Option<BranchId>,
}

/// Lists intervals of the agenda, as its shading: what is available, held, taken and blocked.
///
/// Holds that have expired are left out.
#[utoipa::path(
    tag = "agenda",
    operation_id = "list_time_slots",
    params(SlotParams),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "The intervals.", body = TimeSlotList),
        (status = 400, description = "`query_invalid`: more than 62 days, or more than 20,000 intervals.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/time-slots")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    params: Query<SlotParams>,
) -> Result<HttpResponse, Problem> {
    let params = params.into_inner();
    let clock = Clock::of(user.tenant.time_zone);
    let days = (params.until - params.from).num_days();
    let range = time::days(params.from, params.until, clock.zone)
        .filter(|_| (0..MAX_DAYS).contains(&days))
        .ok_or_else(|| query_invalid("until", &RANGE_INVALID))?;
    let filter = SlotFilter {
        range,
        professional: params.professional,
        room: params.room,
        state: params.state,
        branch: params.branch,
    };
    let tx = user.begin_read_only(&state).await?;
    let rows = slots::list(&tx, clock.now, &filter, user.branches()).await?;
    tx.commit().await?;
    if u64::try_from(rows.len()).is_ok_and(|rows| rows >= slots::MAX_LISTED) {
        return Err(query_invalid("until", &TOO_MANY));
    }
    let data = rows.into_iter().map(TimeSlot::from).collect();
    Ok(HttpResponse::Ok().json(TimeSlotList { data }))
}

/// Adds availability by hand.
///
/// It is added to what there is by schedule. Its day is left alone at its branch by generating from now on, until it is
/// given back, or until somebody writes a day off or a holiday over it.
#[utoipa::path(
    tag = "agenda",
    operation_id = "create_time_slot",
    request_body = NewTimeSlot,
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 201, description = "Added.", body = TimeSlot, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`availability_overlaps`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/time-slots")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<ChangeSchedules>,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let place = place(&user.tenant);
    let new = body::new_slot(body.into_inner(), user.branches(), place.clock.now)?;
    let slot = transaction(async || {
        let tx = user.begin(&state).await?;
        let added = slots::add_available(&tx, place, new.branch, new.professional, new.interval);
        let slot = Box::pin(added).await.map_err(not_written)?;
        tx.commit().await?;
        Ok(slot)
    })
    .await?;
    Ok(shown(StatusCode::CREATED, slot))
}

/// Moves the beginning or the end of availability by hand.
///
/// Its day is left alone at its branch by generating from now on, until it is given back. Only intervals that are
/// `disponible` can be changed.
#[utoipa::path(
    tag = "agenda",
    operation_id = "update_time_slot",
    params(("id" = uuid::Uuid, Path, description = "The interval."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = TimeSlotPatch,
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 200, description = "Moved.", body = TimeSlot, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`availability_overlaps`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/time-slots/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: Can<ChangeSchedules>,
    id: Path<SlotId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let place = place(&user.tenant);
    let moved = body::moved(body.into_inner())?;
    let slot = transaction(async || {
        let tx = user.begin(&state).await?;
        let scope = user.branches();
        let before = slots::get(&tx, id.0, SlotState::Disponible, scope)
            .await?
            .ok_or_else(Problem::not_found)?;
        body::check(
            moved.0.unwrap_or(before.starts_at),
            moved.1.unwrap_or(before.ends_at),
            place.clock.now,
        )
        .map_err(|invalid| Problem::invalid([("ends_at", invalid)]))?;
        let moved = slots::move_available(&tx, place, id.0, scope, &expected.0, moved.0, moved.1);
        let slot = Box::pin(moved)
            .await
            .map_err(|error| not_written(error.into()))?
            .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(slot)
    })
    .await?;
    Ok(shown(StatusCode::OK, slot))
}

/// Removes availability by hand.
///
/// Its day is left alone at its branch by generating from now on, until it is given back. Only intervals that are
/// `disponible` can be removed; appointments stay.
#[utoipa::path(
    tag = "agenda",
    operation_id = "delete_time_slot",
    params(("id" = uuid::Uuid, Path, description = "The interval."), ("If-Match" = String, Header, description = "The version to remove: the ETag it was read with.")),
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 204, description = "Removed."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/time-slots/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: Can<ChangeSchedules>,
    id: Path<SlotId>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    let place = place(&user.tenant);
    transaction(async || {
        let tx = user.begin(&state).await?;
        let scope = user.branches();
        Box::pin(slots::remove_available(
            &tx,
            place,
            id.0,
            scope,
            &expected.0,
        ))
        .await?
        .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives a day that was edited by hand back to generating, which makes its availability anew.
///
/// Who is limited to branches gives back what was edited at these.
#[utoipa::path(
    tag = "agenda",
    operation_id = "delete_edited_day",
    params(("id" = uuid::Uuid, Path, description = "The professional."), ("date" = NaiveDate, Path, description = "The day, by the clock of the branch.")),
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 204, description = "Given back."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: the day was not edited.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/professionals/{id}/edited-days/{date}")]
pub(crate) async fn give_back(
    state: Data<AppState>,
    user: Can<ChangeSchedules>,
    path: Path<(ProfessionalId, String)>,
) -> Result<HttpResponse, Problem> {
    let (professional, day) = path.into_inner();
    let day = date(&day).map_err(|_invalid| Problem::not_found())?;
    let place = place(&user.tenant);
    transaction(async || {
        let tx = user.begin(&state).await?;
        let scope = user.branches();
        Box::pin(slots::give_back(&tx, place, professional, day, scope))
            .await?
            .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn shown(status: StatusCode, slot: Slot) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((ETAG, etag(slot.version)))
        .json(TimeSlot::from(slot))
}

fn not_written(refused: NotWritten) -> Failure {
    match refused {
        NotWritten::UnknownBranch => Problem::invalid([("branch_id", BRANCH_UNKNOWN)]).into(),
        NotWritten::UnknownProfessional => {
            Problem::invalid([("professional_id", PROFESSIONAL_UNKNOWN)]).into()
        }
        NotWritten::UnknownRoom => Problem::invalid([("room_id", ROOM_UNKNOWN)]).into(),
        NotWritten::Taken(conflicts) => taken(&conflicts).into(),
        NotWritten::Database(error) => overlapping(error),
    }
}

/// 409 that names the appointments in the way.
fn taken(conflicts: &[slots::Conflict]) -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "slot_taken",
        Message::new("Ese horario ya está ocupado", "That time is already taken"),
    )
    .detail(Message::new(
        "Mueva o cancele primero las citas de «conflicts», o elija otro horario.",
        "Move or cancel the appointments in \"conflicts\" first, or choose another time.",
    ))
    .with("conflicts", serde_json::json!(conflicts))
}

fn overlapping(error: Error) -> Failure {
    if error.constraint() == Some("time_slots_available_once") {
        return Problem::new(
            StatusCode::CONFLICT,
            "availability_overlaps",
            Message::new(
                "El profesional ya está disponible a esa hora",
                "The professional is available at that time already",
            ),
        )
        .detail(Message::new(
            "Cambie la franja que ya existe, o elija horas que no se crucen con ella.",
            "Change the interval that is there, or choose hours that do not overlap it.",
        ))
        .into();
    }
    error.into()
}

fn query_invalid(field: &str, invalid: &Invalid) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "query_invalid",
        Message::new("La consulta tiene un error", "The query has an error"),
    )
    .field(field, invalid)
}

const RANGE_INVALID: Invalid = Invalid::new(
    "range_invalid",
    "Pida como máximo 62 días, el último después del primero.",
    "Ask for at most 62 days, the last after the first.",
);
const TOO_MANY: Invalid = Invalid::new(
    "range_too_wide",
    "Son demasiadas franjas. Pida menos días, o un profesional o una sucursal.",
    "There are too many intervals. Ask for fewer days, or for one professional or branch.",
);
const ROOM_UNKNOWN: Invalid = Invalid::new(
    "room_unknown",
    "No existe ese consultorio en esta sucursal, o ya no se usa.",
    "There is no such room at this branch, or it is used no more.",
);
