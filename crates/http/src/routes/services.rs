//! Services: `/services`.

mod body;
pub(crate) mod fields;

pub use body::{NewService, Service, ServicePatch};

use crate::{
    auth::{Can, CanEverywhere},
    etag::{IfMatch, IfNoneMatch, etag},
    extract::{Json, Path},
    idempotency::{Answer, IdempotencyKey},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
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
    Invalid, Message, ServiceId,
    scheduling::permissions::{AddServices, ChangeServices, DeleteServices, ViewServices},
};
use panal_persistence::{
    Error,
    tenant::scheduling::services::{self, Service as Row, ServiceField},
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

/// Lists services.
///
/// Those that are not given any more too, unless `filter[is_active]=true`. `q` looks in name, category and description;
/// `filter[professional]` asks who gives them, `filter[professional_kind]` to whom they are reserved, `filter[room]`
/// where they can be given.
#[utoipa::path(
    tag = "services",
    operation_id = "list_services",
    params(ListParams<ServiceField>),
    security(("bearer" = ["services.view"])),
    responses(
        (status = 200, description = "A page of services.", body = PageBody<Service>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/services")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewServices>,
    params: ListParams<ServiceField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let page = services::list(&tx, &params.query).await?;
    tx.commit().await?;
    let rows: Vec<Service> = page.rows.into_iter().map(Service::from).collect();
    Ok(params.answer(rows, page.total))
}

/// Makes a service.
///
/// The active professionals whose kind it allows give it from now on. With `Idempotency-Key`, sending the same request
/// again gives the same answer and no second service.
#[utoipa::path(
    tag = "services",
    operation_id = "create_service",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each service.", max_length = 255)),
    request_body = NewService,
    security(("bearer" = ["services.add"])),
    responses(
        (status = 201, description = "Made.", body = Service,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`service_name_taken`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/services")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: CanEverywhere<AddServices>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let new = body::new_service(body.clone(), &user.tenant)?;
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let service = services::create(&tx, new.clone()).await.map_err(refused)?;
                let (id, version) = (service.row.id, service.row.version);
                let location = format!("{}/api/v1/services/{id}", user.request.base_path());
                Ok(Answer::json(StatusCode::CREATED, &Service::from(service))?
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

/// Shows a service.
#[utoipa::path(
    tag = "services",
    operation_id = "get_service",
    params(("id" = uuid::Uuid, Path, description = "The service."), ("If-None-Match" = Option<String>, Header, description = "Versions at hand.")),
    security(("bearer" = ["services.view"])),
    responses(
        (status = 200, description = "The service.", body = Service, headers(("ETag" = String, description = "Its version."))),
        (status = 304, description = "Not changed since."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/services/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewServices>,
    id: Path<ServiceId>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let service = services::get(&tx, id.0).await?;
    tx.commit().await?;
    let service = service.ok_or_else(Problem::not_found)?;
    if known.has(service.row.version) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag(service.row.version)))
            .finish());
    }
    Ok(shown(service))
}

/// Changes a service.
///
/// Members that are left out stay as they are; null clears. Whoever gives it goes on giving it; those whose kind it
/// allows from now on give it too.
#[utoipa::path(
    tag = "services",
    operation_id = "update_service",
    params(("id" = uuid::Uuid, Path, description = "The service."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = ServicePatch,
    security(("bearer" = ["services.change"])),
    responses(
        (status = 200, description = "Changed.", body = Service, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`service_name_taken`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/services/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: CanEverywhere<ChangeServices>,
    id: Path<ServiceId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::service_changes(body.into_inner(), &user.tenant)?;
    let service = transaction(async || {
        let tx = user.begin(&state).await?;
        let service = services::update(&tx, id.0, &expected.0, changes.clone())
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(service)
    })
    .await?;
    Ok(shown(service))
}

/// Deletes a service that nobody ever booked.
///
/// One that was booked stays, for the sake of what was; `is_active=false` takes it off the list.
#[utoipa::path(
    tag = "services",
    operation_id = "delete_service",
    params(("id" = uuid::Uuid, Path, description = "The service."), ("If-Match" = String, Header, description = "The version to delete: the ETag it was read with.")),
    security(("bearer" = ["services.delete"])),
    responses(
        (status = 204, description = "Deleted."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`service_in_use`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/services/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: CanEverywhere<DeleteServices>,
    id: Path<ServiceId>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        services::delete(&tx, id.0, &expected.0)
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn shown(service: Row) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(service.row.version)))
        .json(Service::from(service))
}

/// Names the refusals that a form can show beside a field.
fn refused(error: Error) -> Failure {
    match error.constraint() {
        Some("services_name_key") => Problem::new(
            StatusCode::CONFLICT,
            "service_name_taken",
            Message::new(
                "Otro servicio activo ya tiene ese nombre",
                "Another active service has that name already",
            ),
        )
        .into(),
        Some("service_rooms_room_id_fkey") => Problem::invalid([("rooms", ROOM_UNKNOWN)]).into(),
        Some("appointments_service_id_fkey" | "waiting_list_service_id_fkey") => fields::needed(
            "service_in_use",
            Message::new(
                "Este servicio ya se reservó alguna vez",
                "This service was booked before",
            ),
            Message::new(
                "Se queda por su historial. Para no ofrecerlo más, cambie «is_active» a false.",
                "It stays for the sake of its history. To offer it no more, set \"is_active\" to false.",
            ),
            None,
        )
        .into(),
        _ => error.into(),
    }
}

const ROOM_UNKNOWN: Invalid = Invalid::new(
    "room_unknown",
    "Uno de estos consultorios no existe; búsquelos en GET /rooms.",
    "One of these rooms does not exist; find them with GET /rooms.",
);
