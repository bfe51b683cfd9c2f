//! The second factor: `/me/totp`.

use crate::{
    auth::Personal,
    extract::Json,
    problem::{Problem, ProblemBody},
    routes::auth::{
        Staff, Visit,
        factor::{
            self, CodeBody, PasswordAndCodeBody, PasswordBody, RecoveryCodesBody, TotpEnrolment,
        },
    },
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, delete, post, web::Data};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(start_totp)
        .service(confirm_totp)
        .service(remove_totp)
        .service(renew_recovery_codes);
}

/// Begins to set up a second factor.
///
/// The answer shows the secret for the authenticator app, once. The second factor is asked for at log-in from the moment
/// it is confirmed; starting again before that makes another secret.
#[utoipa::path(
    tag = "auth",
    operation_id = "start_totp",
    request_body = PasswordBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The secret.", body = TotpEnrolment),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`second_factor_active`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `password_wrong`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/totp")]
pub(crate) async fn start_totp(
    state: Data<AppState>,
    user: Personal,
    request: HttpRequest,
    body: Json<PasswordBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Staff {
        state: &state,
        scope: &user.tenant.scope,
        info: &user.request,
        known: Some(&user),
    };
    let visit = Visit {
        state: &state,
        info: &user.request,
        request: &request,
    };
    factor::start(
        &realm,
        &visit,
        user.user_id,
        &user.tenant.name,
        body.into_inner(),
    )
    .await
}

/// Confirms a second factor with a code of the app, and turns it on.
///
/// The answer shows recovery codes, once. This session goes on; all others of the user end.
#[utoipa::path(
    tag = "auth",
    operation_id = "confirm_totp",
    request_body = CodeBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is on.", body = RecoveryCodesBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`second_factor_active`, `second_factor_inactive`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `password_wrong`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/totp/confirm")]
pub(crate) async fn confirm_totp(
    state: Data<AppState>,
    user: Personal,
    request: HttpRequest,
    body: Json<CodeBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Staff {
        state: &state,
        scope: &user.tenant.scope,
        info: &user.request,
        known: Some(&user),
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
    tag = "auth",
    operation_id = "remove_totp",
    request_body = PasswordAndCodeBody,
    security(("bearer" = [])),
    responses(
        (status = 204, description = "It is off."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`second_factor_inactive`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `password_wrong`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/me/totp")]
pub(crate) async fn remove_totp(
    state: Data<AppState>,
    user: Personal,
    request: HttpRequest,
    body: Json<PasswordAndCodeBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Staff {
        state: &state,
        scope: &user.tenant.scope,
        info: &user.request,
        known: Some(&user),
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
    tag = "auth",
    operation_id = "renew_recovery_codes",
    request_body = PasswordAndCodeBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The codes, shown once.", body = RecoveryCodesBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`second_factor_inactive`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `password_wrong`, `second_factor_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/totp/recovery-codes")]
pub(crate) async fn renew_recovery_codes(
    state: Data<AppState>,
    user: Personal,
    request: HttpRequest,
    body: Json<PasswordAndCodeBody>,
) -> Result<HttpResponse, Problem> {
    let realm = Staff {
        state: &state,
        scope: &user.tenant.scope,
        info: &user.request,
        known: Some(&user),
    };
    let visit = Visit {
        state: &state,
        info: &user.request,
        request: &request,
    };
    factor::renew_codes(&realm, &visit, user.user_id, body.into_inner()).await
}
