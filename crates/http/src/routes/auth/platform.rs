//! Logging in to the platform and out.

use super::{
    body::{LoginBody, Optional, RefreshBody, TokenPair},
    flow::{self, Visit},
    realm::Platform,
};
use crate::{
    auth::{PlatformAuthenticated, Public},
    extract::Json,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    state::AppState,
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, post, web::Data};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the platform.
pub fn platform_routes(config: &mut ServiceConfig) {
    config
        .service(platform_login)
        .service(platform_refresh)
        .service(platform_logout);
}

/// Logs in to the platform.
///
/// An unknown address, a wrong password and a user who may not log in get the same answer after the same work.
/// Repeated failures slow down further attempts on the account and from the address. With `"session": "cookie"` the
/// refresh token is in an HttpOnly cookie, for browsers, and not in the body.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_login",
    request_body = LoginBody,
    responses(
        (status = 200, description = "Logged in.", body = TokenPair),
        (status = 401, description = "`invalid_credentials`; after the right password also `second_factor_required`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`csrf_refused`: a page of another origin asks for a cookie.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`login_busy`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/login")]
pub(crate) async fn platform_login(
    _: Public,
    state: Data<AppState>,
    info: RequestInfo,
    request: HttpRequest,
    body: Json<LoginBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Platform {
        state: &state,
        info: &info,
    };
    let visit = Visit {
        state: &state,
        info: &info,
        request: &request,
    };
    flow::login(&realm, &visit, body.into_inner(), || Ok(())).await
}

/// Exchanges a refresh token of the platform for a new pair.
///
/// Each refresh token is good once. One that comes a second time has been copied: its session ends. A browser sends no
/// body: its token is in the cookie, and so is the next.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_refresh",
    request_body(content = Option<RefreshBody>),
    responses(
        (status = 200, description = "Renewed.", body = TokenPair),
        (status = 401, description = "`refresh_token_invalid`, `refresh_token_reused`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`csrf_refused`: a page of another origin uses the cookie.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`refresh_in_progress`: another request won.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/refresh")]
pub(crate) async fn platform_refresh(
    _: Public,
    state: Data<AppState>,
    info: RequestInfo,
    request: HttpRequest,
    body: Optional<RefreshBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Platform {
        state: &state,
        info: &info,
    };
    let visit = Visit {
        state: &state,
        info: &info,
        request: &request,
    };
    flow::refresh(&realm, &visit, body.0).await
}

/// Logs out of the platform: the session ends at once, in every process.
///
/// Known by the access token, by a browser's cookie, or both; the cookie is removed.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_logout",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Logged out."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`csrf_refused`: a page of another origin uses the cookie.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/logout")]
pub(crate) async fn platform_logout(
    _: Public,
    state: Data<AppState>,
    info: RequestInfo,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let user = PlatformAuthenticated::from_request(&request, &mut Payload::None).await;
    let realm = Platform {
        state: &state,
        info: &info,
    };
    let visit = Visit {
        state: &state,
        info: &info,
        request: &request,
    };
    let bearer = user.map(|user| (user.user_id, user.session_id));
    flow::logout(&realm, &visit, bearer).await
}
