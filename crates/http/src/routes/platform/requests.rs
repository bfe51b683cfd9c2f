//! How far the making of a tenant is: `/platform/requests`.

use crate::{
    auth::SuperAdmin,
    extract::Path,
    problem::{Problem, ProblemBody},
    progress::{self, ProgressBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, http::header::CACHE_CONTROL, web::Data};
use panal_persistence::platform::requests::RequestSource;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(follow).service(get_one);
}

/// How far the making of a tenant is.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_get_request",
    params(("id" = Uuid, Path, description = "The request, as its `Location` named it.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "How far it is.", body = ProgressBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/requests/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let source = RequestSource::SuperAdmin;
    let body = progress::now(&state, source, id.into_inner(), user.request.language()).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(body))
}

/// How far the making of a tenant is, as it happens.
///
/// Server-sent events, as those of a registration.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_follow_request",
    params(("id" = Uuid, Path, description = "The request, as its `Location` named it.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Events.", body = String, content_type = "text/event-stream"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`too_many_streams`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/requests/{id}/events")]
pub(crate) async fn follow(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let source = RequestSource::SuperAdmin;
    progress::events(&state, source, id.into_inner(), &user.request).await
}
