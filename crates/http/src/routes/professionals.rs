//! Professionals: `/professionals`, and what they give.

mod body;

pub use body::{
    GiveServices, GivenService, GivenServices, NewProfessional, Professional, ProfessionalPatch,
    ServiceTerms,
};

use crate::{
    auth::{Can, CanEverywhere, Principal},
    etag::{IfMatch, IfNoneMatch, etag},
    extract::{Json, Path},
    idempotency::{Answer, IdempotencyKey},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    routes::{
        schedules::place,
        services::fields::{needed, times_taken},
    },
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    patch, post, put,
    web::Data,
};
use panal_domain::{
    Invalid, Limited, Message, ProfessionalId,
    scheduling::permissions::{
        AddProfessionals, ChangeProfessionals, DeleteProfessionals, ViewProfessionals,
    },
};
use panal_persistence::{
    Error,
    tenant::{
        scheduling::{
            catalogue::Needed,
            professionals::{self, NotGiven, Professional as Row, ProfessionalField},
        },
        usage,
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
        .service(remove)
        .service(list_given)
        .service(put_given);
}

/// Lists professionals.
///
/// Those who work here no longer too, unless `filter[is_active]=true`. `q` looks in name, kind, specialities, e-mail and
/// telephone; `filter[service]` asks who gives it.
#[utoipa::path(
    tag = "professionals",
    operation_id = "list_professionals",
    params(ListParams<ProfessionalField>),
    security(("bearer" = ["professionals.view"])),
    responses(
        (status = 200, description = "A page of professionals.", body = PageBody<Professional>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/professionals")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewProfessionals>,
    params: ListParams<ProfessionalField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let page = professionals::list(&tx, &params.query).await?;
    tx.commit().await?;
    let rows = page.rows.into_iter();
    let rows = rows
        .map(|row| Professional::seen_by(&user, row))
        .collect::<Vec<_>>();
    Ok(params.answer(rows, page.total))
}

/// Registers a professional.
///
/// They give the services that allow their kind from now on. With `Idempotency-Key`, sending the same request again
/// gives the same answer and no second professional.
#[utoipa::path(
    tag = "professionals",
    operation_id = "create_professional",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each professional.", max_length = 255)),
    request_body = NewProfessional,
    security(("bearer" = ["professionals.add"])),
    responses(
        (status = 201, description = "Registered.", body = Professional,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`, with `limit`, `used` and `plan`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`professional_user_taken`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/professionals")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: CanEverywhere<AddProfessionals>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let (name, more) = body::new_professional(body.clone(), &user.tenant)?;
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let made = professionals::create(&tx, name.clone(), more.clone())
                    .await
                    .map_err(database)?;
                usage::admit(&tx, Limited::Professionals).await?;
                let base = user.request.base_path();
                let location = format!("{base}/api/v1/professionals/{}", made.id);
                let version = made.version;
                Ok(
                    Answer::json(StatusCode::CREATED, &Professional::seen_by(&user, made))?
                        .header(&ETAG, etag(version))
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

/// Shows a professional.
#[utoipa::path(
    tag = "professionals",
    operation_id = "get_professional",
    params(("id" = uuid::Uuid, Path, description = "The professional."), ("If-None-Match" = Option<String>, Header, description = "Versions at hand.")),
    security(("bearer" = ["professionals.view"])),
    responses(
        (status = 200, description = "The professional.", body = Professional, headers(("ETag" = String, description = "Its version."))),
        (status = 304, description = "Not changed since."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/professionals/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewProfessionals>,
    id: Path<ProfessionalId>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let found = professionals::get(&tx, id.0).await?;
    tx.commit().await?;
    let found = found.ok_or_else(Problem::not_found)?;
    if known.has(found.version) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag(found.version)))
            .finish());
    }
    Ok(shown(&user, found))
}

/// Changes a professional.
///
/// Members that are left out stay as they are; null clears. A new kind adds the services that allow it, and takes none
/// away. Who has appointments to come goes on working.
#[utoipa::path(
    tag = "professionals",
    operation_id = "update_professional",
    params(("id" = uuid::Uuid, Path, description = "The professional."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = ProfessionalPatch,
    security(("bearer" = ["professionals.change"])),
    responses(
        (status = 200, description = "Changed.", body = Professional, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`, with `limit`, `used` and `plan`: of one who comes back.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`professional_user_taken`; `professional_has_appointments`, with `appointments`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/professionals/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: CanEverywhere<ChangeProfessionals>,
    id: Path<ProfessionalId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::professional_changes(body.into_inner(), &user.tenant)?;
    let place = place(&user.tenant);
    let professional = transaction(async || {
        let tx = user.begin(&state).await?;
        let change = professionals::update(&tx, place, id.0, &expected.0, changes.clone());
        let professional = Box::pin(change)
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        if changes.is_active == Some(true) {
            // Passes where they worked here before.
            usage::admit(&tx, Limited::Professionals).await?;
        }
        tx.commit().await?;
        Ok(professional)
    })
    .await?;
    Ok(shown(&user, professional))
}

/// Deletes a professional whom nobody ever booked.
///
/// Who was booked stays, for the sake of what was; `is_active=false` takes them out of the agenda.
#[utoipa::path(
    tag = "professionals",
    operation_id = "delete_professional",
    params(("id" = uuid::Uuid, Path, description = "The professional."), ("If-Match" = String, Header, description = "The version to delete: the ETag it was read with.")),
    security(("bearer" = ["professionals.delete"])),
    responses(
        (status = 204, description = "Deleted."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`professional_in_use`, with `times` where times to come are held or blocked.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/professionals/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: CanEverywhere<DeleteProfessionals>,
    id: Path<ProfessionalId>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        professionals::delete(&tx, id.0, &expected.0)
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Lists what a professional gives.
///
/// What was taken away by hand too, with `is_offered` false. The ETag is the professional's.
#[utoipa::path(
    tag = "professionals",
    operation_id = "list_professional_services",
    params(("id" = uuid::Uuid, Path, description = "The professional.")),
    security(("bearer" = ["professionals.view"])),
    responses(
        (status = 200, description = "What they give.", body = GivenServices, headers(("ETag" = String, description = "The professional's version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/professionals/{id}/services")]
pub(crate) async fn list_given(
    state: Data<AppState>,
    user: Can<ViewProfessionals>,
    id: Path<ProfessionalId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let found = professionals::get(&tx, id.0).await?;
    let given = professionals::given(&tx, id.0).await?;
    tx.commit().await?;
    let found = found.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(found.version)))
        .json(GivenServices::from(given)))
}

/// Replaces what a professional gives, and on which terms.
///
/// What is left out is taken away, and does not come back by itself. Prices and minutes that are left out are the
/// service's.
#[utoipa::path(
    tag = "professionals",
    operation_id = "put_professional_services",
    params(("id" = uuid::Uuid, Path, description = "The professional."), ("If-Match" = String, Header, description = "The professional's version: the ETag it was read with.")),
    request_body = GiveServices,
    security(("bearer" = ["professionals.change"])),
    responses(
        (status = 200, description = "What they give now.", body = GivenServices, headers(("ETag" = String, description = "The professional's new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/professionals/{id}/services")]
pub(crate) async fn put_given(
    state: Data<AppState>,
    user: CanEverywhere<ChangeProfessionals>,
    id: Path<ProfessionalId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let terms = body::terms(body.into_inner(), &user.tenant)?;
    let (professional, given) = transaction(async || {
        let tx = user.begin(&state).await?;
        let given = professionals::give(&tx, id.0, &expected.0, &terms)
            .await
            .map_err(not_given)?
            .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(given)
    })
    .await?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(professional.version)))
        .json(GivenServices::from(given)))
}

fn shown(user: &Principal, professional: Row) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(professional.version)))
        .json(Professional::seen_by(user, professional))
}

fn refused(refused: Needed) -> Failure {
    match refused {
        Needed::Database(error) => database(error),
        Needed::ByAppointments(count) => needed(
            "professional_has_appointments",
            Message::new(
                "Este profesional tiene citas pendientes",
                "This professional has appointments to come",
            ),
            Message::made(
                format!(
                    "Tiene {count}. Cancélelas o páselas a otro profesional antes de desactivarlo."
                ),
                format!(
                    "There are {count}. Cancel them or give them to another professional before deactivating this one."
                ),
            ),
            Some(("appointments", count)),
        )
        .into(),
        Needed::ByTimes(count) => needed(
            "professional_in_use",
            Message::new(
                "Este profesional tiene horas apartadas",
                "Times of this professional are taken",
            ),
            times_taken(count),
            Some(("times", count)),
        )
        .into(),
        Needed::ByServices(_) | Needed::BranchNotOwn => Problem::internal(refused).into(),
    }
}

fn not_given(refused: NotGiven) -> Failure {
    let (place, invalid) = match refused {
        NotGiven::Database(error) => return database(error),
        NotGiven::UnknownService(place) => (place, SERVICE_UNKNOWN),
        NotGiven::OtherKind(place) => (place, OTHER_KIND),
    };
    Problem::invalid([(format!("services.{place}.service_id"), invalid)]).into()
}

/// Names the refusals that a form can show beside a field.
fn database(error: Error) -> Failure {
    match error.constraint() {
        Some("professionals_user_id_key") => Problem::new(
            StatusCode::CONFLICT,
            "professional_user_taken",
            Message::new(
                "Otro profesional ya es ese usuario",
                "Another professional is that user already",
            ),
        )
        .into(),
        Some("professionals_user_id_fkey") => Problem::invalid([("user_id", USER_UNKNOWN)]).into(),
        Some("appointments_professional_id_fkey" | "waiting_list_professional_id_fkey") => needed(
            "professional_in_use",
            Message::new(
                "Este profesional ya tuvo citas",
                "This professional had appointments",
            ),
            Message::new(
                "Se queda por su historial. Para que no atienda más, cambie «is_active» a false.",
                "They stay for the sake of their history. To take them out of the agenda, set \"is_active\" to false.",
            ),
            None,
        )
        .into(),
        _ => error.into(),
    }
}

const USER_UNKNOWN: Invalid = Invalid::new(
    "user_unknown",
    "No hay un usuario con ese identificador; búsquelo en GET /users.",
    "There is no user with that identifier; find it with GET /users.",
);
const SERVICE_UNKNOWN: Invalid = Invalid::new(
    "service_unknown",
    "No hay un servicio con ese identificador; búsquelo en GET /services.",
    "There is no service with that identifier; find it with GET /services.",
);
const OTHER_KIND: Invalid = Invalid::new(
    "professional_kind_not_allowed",
    "Ese servicio es para otros tipos de profesional. Agregue el tipo en «professional_kinds» del servicio o cambie el del profesional.",
    "That service is for other kinds of professionals. Add the kind to the service's \"professional_kinds\", or change the professional's.",
);
