//! Logging in and out, for a tenant's staff and, with the same rules, for the platform's users.

mod body;
pub(super) mod factor;
mod flow;
mod platform;
mod proof;
mod realm;

pub use body::{Carrier, LoginBody, RefreshBody, TokenPair};
pub use factor::{CodeBody, PasswordAndCodeBody, PasswordBody, RecoveryCodesBody, TotpEnrolment};
pub(super) use flow::Visit;
pub use platform::platform_routes;
pub(super) use realm::{Platform, Realm, Staff};

use crate::{
    auth::{Authenticated, Public, problems},
    extract::Json,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    state::AppState,
    tenancy::{self, CurrentTenant},
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, post, web::Data};
use body::Optional;
use panal_domain::UserId;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(login).service(refresh).service(logout);
}

/// Logs in.
///
/// An unknown address, a wrong password and a user who may not log in get the same answer after the same work.
/// Repeated failures slow down further attempts on the account and from the address. With `"session": "cookie"` the
/// refresh token is in an HttpOnly cookie, for browsers, and not in the body.
#[utoipa::path(
    tag = "auth",
    operation_id = "login",
    request_body = LoginBody,
    responses(
        (status = 200, description = "Logged in.", body = TokenPair),
        (status = 401, description = "`invalid_credentials`; after the right password also `second_factor_required`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`subscription_cancelled`, after the right credentials: how to get the data, and until when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`csrf_refused`: a page of another origin asks for a cookie.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`login_busy`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/login")]
pub(crate) async fn login(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    request: HttpRequest,
    body: Json<LoginBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Staff {
        state: &state,
        scope: &tenant.scope,
        info: &info,
        known: None,
    };
    let visit = Visit {
        state: &state,
        info: &info,
        request: &request,
    };
    let open = || tenancy::check_cancelled(&tenant);
    flow::login(&realm, &visit, body.into_inner(), open).await
}

/// Exchanges a refresh token for a new pair.
///
/// Each refresh token is good once. One that comes a second time has been copied: its session ends. A browser sends no
/// body: its token is in the cookie, and so is the next.
#[utoipa::path(
    tag = "auth",
    operation_id = "refresh",
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
pub(crate) async fn refresh(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    request: HttpRequest,
    body: Optional<RefreshBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Staff {
        state: &state,
        scope: &tenant.scope,
        info: &info,
        known: None,
    };
    let visit = Visit {
        state: &state,
        info: &info,
        request: &request,
    };
    flow::refresh(&realm, &visit, body.0).await
}

/// Logs out: the session ends at once, in every process.
///
/// Known by the access token, by a browser's cookie, or both; the cookie is removed.
#[utoipa::path(
    tag = "auth",
    operation_id = "logout",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Logged out."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`csrf_refused`: a page of another origin uses the cookie.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/logout")]
pub(crate) async fn logout(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let user = Authenticated::from_request(&request, &mut Payload::None).await;
    let realm = Staff {
        state: &state,
        scope: &tenant.scope,
        info: &info,
        known: user.as_ref().ok(),
    };
    let visit = Visit {
        state: &state,
        info: &info,
        request: &request,
    };
    let bearer = user.as_ref().map_err(Problem::clone).and_then(|user| {
        let session = user
            .session()
            .ok_or_else(problems::personal_session_required)?;
        Ok((UserId(user.id), session.id))
    });
    flow::logout(&realm, &visit, bearer).await
}
