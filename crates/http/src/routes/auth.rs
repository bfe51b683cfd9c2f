//! Logging in and out, for a tenant's staff and, with the same rules, for the platform's users.

mod platform;
mod shared;

pub use platform::platform_routes;
pub use shared::{LoginBody, RefreshBody, TokenPair};

use crate::{
    auth::{Authenticated, Public, RefreshToken, problems},
    extract::Json,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    retry::transaction,
    state::AppState,
    tenancy::{self, CurrentTenant},
};
use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use panal_domain::{PasswordHash, UserId};
use panal_persistence::{
    ActorKind,
    tenant::{
        audit::{self, Changes},
        sessions, users,
    },
};
use shared::{attempt, new_session, normal, pair, refresh_expiry, renewed};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(login).service(refresh).service(logout);
}

/// Logs in.
///
/// An unknown address, a wrong password and a user who may not log in get the same answer after the same work.
/// Repeated failures slow down further attempts on the account and from the address.
#[utoipa::path(
    tag = "auth",
    operation_id = "login",
    request_body = LoginBody,
    responses(
        (status = 200, description = "Logged in.", body = TokenPair),
        (status = 402, description = "`subscription_cancelled`: nobody gets in any more; how to get the data.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "`invalid_credentials`.", body = ProblemBody, content_type = "application/problem+json"),
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
    let body = body.into_inner();
    let email = normal(&body.email);
    let attempt = attempt(&state, Some(tenant.id), &email, &info)?;
    let anonymous = info.actor(ActorKind::Anonymous, None);
    let work = async {
        let tx = state
            .tenants
            .begin_read_only(&tenant.scope, anonymous.clone())
            .await?;
        let user = users::find_by_email(&tx, &email).await?;
        // The connection goes back before the long work on the password.
        tx.commit().await?;
        let hash = user
            .as_ref()
            .and_then(|user| user.password_hash.clone())
            .map(PasswordHash::from_stored);
        let right = state.auth.passwords.verify(body.password, hash).await?;
        Ok::<_, Problem>((user, right))
    };
    let (user, right) = match work.await {
        Ok(found) => found,
        Err(problem) => {
            attempt.undecided();
            return Err(problem);
        }
    };
    let known = user.as_ref().map(|user| user.id);
    let Some(user) = user.filter(|user| right && user.is_active) else {
        let reason = if right {
            "user_disabled"
        } else {
            "invalid_credentials"
        };
        transaction(async || {
            let tx = state
                .tenants
                .begin(&tenant.scope, anonymous.clone())
                .await?;
            // What was typed is not written down: it may be a password in the wrong field.
            let changes = Changes::none().with("reason", reason);
            audit::record(&tx, "login_failed", "users", known, changes).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        return Err(problems::invalid_credentials());
    };
    attempt.succeeded();
    tenancy::check_cancelled(&tenant)?;
    let token = RefreshToken::generate().map_err(Problem::internal)?;
    let user_id = UserId(user.id);
    let session = transaction(async || {
        let actor = info.actor(ActorKind::User, Some(user.id));
        let tx = state.tenants.begin(&tenant.scope, actor).await?;
        let session =
            sessions::open(&tx, new_session(&state, user.id, &token, &request, &info)).await?;
        users::logged_in(&tx, user_id).await?;
        tx.commit().await?;
        Ok(session)
    })
    .await?;
    info.set_user(user_id);
    pair(&state, Some(tenant.id), user_id, session, &token)
}

/// Exchanges a refresh token for a new pair.
///
/// Each refresh token is good once. One that comes a second time has been copied: its session ends.
#[utoipa::path(
    tag = "auth",
    operation_id = "refresh",
    request_body = RefreshBody,
    responses(
        (status = 200, description = "Renewed.", body = TokenPair),
        (status = 401, description = "`refresh_token_invalid`, `refresh_token_reused`.", body = ProblemBody, content_type = "application/problem+json"),
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
    body: Json<RefreshBody>,
) -> Result<HttpResponse, Problem> {
    let shown = RefreshToken::digest_of(&body.into_inner().refresh_token);
    let token = RefreshToken::generate().map_err(Problem::internal)?;
    let rotation = transaction(async || {
        let actor = info.actor(ActorKind::Anonymous, None);
        let tx = state.tenants.begin(&tenant.scope, actor).await?;
        let rotation =
            sessions::rotate(&tx, &shown, &token.digest(), refresh_expiry(&state)).await?;
        tx.commit().await?;
        Ok(rotation)
    })
    .await?;
    renewed(&state, Some(tenant.id), &info, rotation, &token)
}

/// Logs out: the session ends at once, in every process.
#[utoipa::path(
    tag = "auth",
    operation_id = "logout",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Logged out."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/logout")]
pub(crate) async fn logout(
    state: Data<AppState>,
    user: Authenticated,
) -> Result<HttpResponse, Problem> {
    let session = user
        .session()
        .ok_or_else(problems::personal_session_required)?
        .id;
    transaction(async || {
        let tx = user.begin(&state).await?;
        sessions::revoke(&tx, session, "logout").await?;
        Ok(tx.commit().await?)
    })
    .await?;
    state.auth.sessions.forget(session.0);
    Ok(HttpResponse::NoContent().finish())
}
