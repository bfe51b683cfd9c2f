//! The second factor of platform users: `/platform/me/totp`. Without one they may do nothing else.

use crate::{
    auth::PlatformAuthenticated,
    extract::Json,
    problem::{Problem, ProblemBody},
    routes::auth::{
        Platform, Visit,
        factor::{
            self, CodeBody, PasswordAndCodeBody, PasswordBody, RecoveryCodesBody, TotpEnrolment,
        },
    },
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, delete, post, web::Data};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(platform_start_totp)
        .service(platform_confirm_totp)
        .service(platform_remove_totp)
        .service(platform_renew_recovery_codes);
}

/// Begins to set up a second factor.
///
/// The answer shows the secret for the authenticator app, once. The second factor is asked for at log-in from the moment
/// it is confirmed; starting again before that makes another secret.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_start_totp",
    request_body = PasswordBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The secret.", body = TotpEnrolment),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`second_factor_active`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `password_wrong`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/totp")]
pub(crate) async fn platform_start_totp(
    state: Data<AppState>,
    user: PlatformAuthenticated,
    request: HttpRequest,
    body: Json<PasswordBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Platform {
        state: &state,
        info: &user.request,
    };
    let visit = Visit {
        state: &state,
        info: &user.request,
        request: &request,
    };
    factor::start(&realm, &visit, user.user_id, "", body.into_inner()).await
}

/// Confirms a second factor with a code of the app, and turns it on.
///
/// The answer shows recovery codes, once. This session goes on; all others of the user end.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_confirm_totp",
    request_body = CodeBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is on.", body = RecoveryCodesBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`second_factor_active`, `second_factor_inactive`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `password_wrong`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/totp/confirm")]
pub(crate) async fn platform_confirm_totp(
    state: Data<AppState>,
    user: PlatformAuthenticated,
    request: HttpRequest,
    body: Json<CodeBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Platform {
        state: &state,
        info: &user.request,
    };
    let visit = Visit {
        state: &state,
        info: &user.request,
        request: &request,
    };
    factor::confirm(
        &realm,
        &visit,
        user.user_id,
        user.session_id,
        body.into_inner(),
    )
    .await
}

/// Turns the second factor off.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_remove_totp",
    request_body = PasswordAndCodeBody,
    security(("bearer" = [])),
    responses(
        (status = 204, description = "It is off."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`second_factor_inactive`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `password_wrong`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/me/totp")]
pub(crate) async fn platform_remove_totp(
    state: Data<AppState>,
    user: PlatformAuthenticated,
    request: HttpRequest,
    body: Json<PasswordAndCodeBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Platform {
        state: &state,
        info: &user.request,
    };
    let visit = Visit {
        state: &state,
        info: &user.request,
        request: &request,
    };
    factor::remove(&realm, &visit, user.user_id, body.into_inner()).await
}

/// Makes new recovery codes; those before are good no more.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_renew_recovery_codes",
    request_body = PasswordAndCodeBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The codes, shown once.", body = RecoveryCodesBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`second_factor_inactive`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `password_wrong`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/totp/recovery-codes")]
pub(crate) async fn platform_renew_recovery_codes(
    state: Data<AppState>,
    user: PlatformAuthenticated,
    request: HttpRequest,
    body: Json<PasswordAndCodeBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Platform {
        state: &state,
        info: &user.request,
    };
    let visit = Visit {
        state: &state,
        info: &user.request,
        request: &request,
    };
    factor::renew_codes(&realm, &visit, user.user_id, body.into_inner()).await
}
