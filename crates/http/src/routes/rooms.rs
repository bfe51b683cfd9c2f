//! Rooms and chairs: `/rooms`.

mod body;

pub use body::{NewRoom, Room, RoomPatch};

use crate::{
    auth::Can,
    etag::{IfMatch, IfNoneMatch, etag},
    extract::{Json, Path},
    idempotency::{Answer, IdempotencyKey},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    routes::services::fields::{needed, times_taken},
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    patch, post,
    web::Data,
};
use panal_domain::{
    Invalid, Message, RoomId,
    scheduling::permissions::{AddRooms, ChangeRooms, DeleteRooms, ViewRooms},
};
use panal_persistence::{
    Error,
    tenant::{
        scheduling::{
            catalogue::Needed,
            rooms::{self, Room as Row, RoomField},
        },
        steward::Denied,
    },
};
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(update)
        .service(remove);
}

/// Lists rooms and chairs.
///
/// Those no longer used too, unless `filter[is_active]=true`. Whoever has the permission in some branches only sees
/// those. `q` looks in name and description.
#[utoipa::path(
    tag = "rooms",
    operation_id = "list_rooms",
    params(ListParams<RoomField>),
    security(("bearer" = ["rooms.view"])),
    responses(
        (status = 200, description = "A page of rooms.", body = PageBody<Room>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/rooms")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewRooms>,
    params: ListParams<RoomField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let page = rooms::list(&tx, &params.query, user.branches()).await?;
    tx.commit().await?;
    let rows: Vec<Room> = page.rows.into_iter().map(Room::from).collect();
    Ok(params.answer(rows, page.total))
}

/// Makes a room or chair.
///
/// With `Idempotency-Key`, sending the same request again gives the same answer and no second room.
#[utoipa::path(
    tag = "rooms",
    operation_id = "create_room",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each room.", max_length = 255)),
    request_body = NewRoom,
    security(("bearer" = ["rooms.add"])),
    responses(
        (status = 201, description = "Made.", body = Room,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `branch_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`room_name_taken`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/rooms")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<AddRooms>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let (branch, name, more) = body::new_room(body.clone())?;
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let room = rooms::create(&tx, user.branches(), branch, name.clone(), more.clone())
                    .await
                    .map_err(refused)?;
                let location = format!("{}/api/v1/rooms/{}", user.request.base_path(), room.id);
                let version = room.version;
                Ok(Answer::json(StatusCode::CREATED, &Room::from(room))?
                    .header(&ETAG, etag(version))
                    .header(&LOCATION, location))
            })
            .await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await?;
    Ok(answer.into_response())
}

/// Shows a room.
#[utoipa::path(
    tag = "rooms",
    operation_id = "get_room",
    params(("id" = uuid::Uuid, Path, description = "The room."), ("If-None-Match" = Option<String>, Header, description = "Versions at hand.")),
    security(("bearer" = ["rooms.view"])),
    responses(
        (status = 200, description = "The room.", body = Room, headers(("ETag" = String, description = "Its version."))),
        (status = 304, description = "Not changed since."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/rooms/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewRooms>,
    id: Path<RoomId>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let room = rooms::get(&tx, id.0, user.branches()).await?;
    tx.commit().await?;
    let room = room.ok_or_else(Problem::not_found)?;
    if known.has(room.version) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag(room.version)))
            .finish());
    }
    Ok(shown(room))
}

/// Changes a room.
///
/// Members that are left out stay as they are; null clears. One that upcoming appointments need stays in use.
#[utoipa::path(
    tag = "rooms",
    operation_id = "update_room",
    params(("id" = uuid::Uuid, Path, description = "The room."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = RoomPatch,
    security(("bearer" = ["rooms.change"])),
    responses(
        (status = 200, description = "Changed.", body = Room, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`room_name_taken`; `room_in_use`, with `appointments`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/rooms/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: Can<ChangeRooms>,
    id: Path<RoomId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::room_changes(body.into_inner())?;
    let room = transaction(async || {
        let tx = user.begin(&state).await?;
        let room = rooms::update(&tx, id.0, user.branches(), &expected.0, changes.clone())
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(room)
    })
    .await?;
    Ok(shown(room))
}

/// Deletes a room in which nothing was ever booked.
///
/// One in which something was booked, or that services name, stays; `is_active=false` takes it out of use.
#[utoipa::path(
    tag = "rooms",
    operation_id = "delete_room",
    params(("id" = uuid::Uuid, Path, description = "The room."), ("If-Match" = String, Header, description = "The version to delete: the ETag it was read with.")),
    security(("bearer" = ["rooms.delete"])),
    responses(
        (status = 204, description = "Deleted."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`room_in_use`, with `appointments`, `services` or `times`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/rooms/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: Can<DeleteRooms>,
    id: Path<RoomId>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        rooms::delete(&tx, id.0, user.branches(), &expected.0)
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn shown(room: Row) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(room.version)))
        .json(Room::from(room))
}

fn refused(needed_by: Needed) -> Failure {
    match needed_by {
        Needed::Database(error) => database(error),
        Needed::BranchNotOwn => Denied::BranchNotOwn.into(),
        Needed::ByAppointments(count) => needed(
            "room_in_use",
            Message::new(
                "Hay citas en este consultorio",
                "There are appointments in this room",
            ),
            Message::made(
                format!(
                    "Tiene {count}. Muévalas a otro consultorio antes de dejar de usarlo; si ya pasaron, cambie «is_active» a false en lugar de eliminarlo."
                ),
                format!(
                    "It has {count}. Move them to another room before you stop using it; if they are over, set \"is_active\" to false instead of deleting it."
                ),
            ),
            Some(("appointments", count)),
        )
        .into(),
        Needed::ByServices(count) => needed(
            "room_in_use",
            Message::new(
                "Hay servicios que se prestan en este consultorio",
                "There are services that are given in this room",
            ),
            Message::made(
                format!(
                    "Son {count}. Quítelo antes de sus «rooms», o cambie «is_active» a false."
                ),
                format!(
                    "There are {count}. Remove it from their \"rooms\" first, or set \"is_active\" to false."
                ),
            ),
            Some(("services", count)),
        )
        .into(),
        Needed::ByTimes(count) => needed(
            "room_in_use",
            Message::new(
                "Hay horas apartadas en este consultorio",
                "There are times taken in this room",
            ),
            times_taken(count),
            Some(("times", count)),
        )
        .into(),
    }
}

/// Names the refusals that a form can show beside a field.
fn database(error: Error) -> Failure {
    match error.constraint() {
        Some("rooms_name_key") => Problem::new(
            StatusCode::CONFLICT,
            "room_name_taken",
            Message::new(
                "Otro consultorio activo de la sucursal ya tiene ese nombre",
                "Another active room of the branch has that name already",
            ),
        )
        .into(),
        Some("rooms_branch_id_fkey") => Problem::invalid([("branch_id", BRANCH_UNKNOWN)]).into(),
        _ => error.into(),
    }
}

const BRANCH_UNKNOWN: Invalid = Invalid::new(
    "branch_unknown",
    "No hay una sucursal con ese identificador; búsquela en GET /branches.",
    "There is no branch with that identifier; find it with GET /branches.",
);
