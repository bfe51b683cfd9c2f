//! Logging in to the platform and out.

use super::shared::{
    LoginBody, RefreshBody, TokenPair, address, attempt, new_session, normal, pair, refresh_expiry,
    renewed,
};
use crate::{
    auth::{PlatformAuthenticated, Public, RefreshToken, problems},
    extract::Json,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use panal_domain::{PasswordHash, UserId};
use panal_persistence::{
    PlatformContext,
    platform::{
        sessions::{self as platform_sessions, AuditEntry, Rotation},
        users as platform_users,
    },
};
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
/// With the same rules as at a tenant.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_login",
    request_body = LoginBody,
    responses(
        (status = 200, description = "Logged in.", body = TokenPair),
        (status = 401, description = "`invalid_credentials`.", body = ProblemBody, content_type = "application/problem+json"),
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
    let body = body.into_inner();
    let email = normal(&body.email);
    let attempt = attempt(&state, None, &email, &info)?;
    let work = async {
        let tx = state.platform.begin(PlatformContext::Login).await?;
        let user = platform_users::find_by_email(&tx, &email).await?;
        tx.commit().await?;
        let hash = user
            .as_ref()
            .map(|user| PasswordHash::from_stored(user.password_hash.clone()));
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
    let known = user.as_ref().map(|user| user.id.to_string());
    let Some(user) = user.filter(|user| right && user.is_active) else {
        let reason = if right {
            "user_disabled"
        } else {
            "invalid_credentials"
        };
        let actor = known.as_deref().unwrap_or("unknown");
        platform_audit(&state, &info, actor, "login_failed", Some(reason)).await?;
        return Err(problems::invalid_credentials());
    };
    attempt.succeeded();
    let token = RefreshToken::generate().map_err(Problem::internal)?;
    let user_id = UserId(user.id);
    let session = transaction(async || {
        let tx = state.platform.begin(PlatformContext::Login).await?;
        let session =
            platform_sessions::open(&tx, new_session(&state, user.id, &token, &request, &info))
                .await?;
        let actor = user.id.to_string();
        platform_sessions::audit(
            &tx,
            entry(&info, &actor, "login", None, address(&info).as_deref()),
        )
        .await?;
        tx.commit().await?;
        Ok(session)
    })
    .await?;
    // Nobody but the user itself may write to its row.
    let tx = state
        .platform
        .begin(PlatformContext::Itself(user.id))
        .await?;
    platform_users::logged_in(&tx, user_id).await?;
    tx.commit().await?;
    info.set_user(user_id);
    pair(&state, None, user_id, session, &token)
}

/// Exchanges a refresh token of the platform for a new pair.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_refresh",
    request_body = RefreshBody,
    responses(
        (status = 200, description = "Renewed.", body = TokenPair),
        (status = 401, description = "`refresh_token_invalid`, `refresh_token_reused`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`refresh_in_progress`: another request won.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/refresh")]
pub(crate) async fn platform_refresh(
    _: Public,
    state: Data<AppState>,
    info: RequestInfo,
    body: Json<RefreshBody>,
) -> Result<HttpResponse, Problem> {
    let shown = RefreshToken::digest_of(&body.into_inner().refresh_token);
    let token = RefreshToken::generate().map_err(Problem::internal)?;
    let rotation = transaction(async || {
        let tx = state.platform.begin(PlatformContext::Login).await?;
        let rotation =
            platform_sessions::rotate(&tx, &shown, &token.digest(), refresh_expiry(&state)).await?;
        if let Rotation::Reused { user_id, .. } = &rotation {
            let actor = user_id.to_string();
            let reason = Some("refresh_token_reused");
            platform_sessions::audit(
                &tx,
                entry(
                    &info,
                    &actor,
                    "revoke_session",
                    reason,
                    address(&info).as_deref(),
                ),
            )
            .await?;
        }
        tx.commit().await?;
        Ok(rotation)
    })
    .await?;
    renewed(&state, None, &info, rotation, &token)
}

/// Logs out of the platform: the session ends at once, in every process.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_logout",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Logged out."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/logout")]
pub(crate) async fn platform_logout(
    state: Data<AppState>,
    user: PlatformAuthenticated,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = state.platform.begin(PlatformContext::Login).await?;
        platform_sessions::revoke(&tx, user.session_id, "logout").await?;
        let actor = user.user_id.to_string();
        platform_sessions::audit(
            &tx,
            entry(
                &user.request,
                &actor,
                "logout",
                None,
                address(&user.request).as_deref(),
            ),
        )
        .await?;
        Ok(tx.commit().await?)
    })
    .await?;
    state.auth.sessions.forget(user.session_id.0);
    Ok(HttpResponse::NoContent().finish())
}

fn entry<'a>(
    info: &'a RequestInfo,
    actor: &'a str,
    action: &'a str,
    reason: Option<&'a str>,
    address: Option<&'a str>,
) -> AuditEntry<'a> {
    AuditEntry {
        actor,
        action,
        reason,
        request_id: Some(info.id()),
        address,
    }
}

async fn platform_audit(
    state: &AppState,
    info: &RequestInfo,
    actor: &str,
    action: &str,
    reason: Option<&str>,
) -> Result<(), Problem> {
    transaction(async || {
        let tx = state.platform.begin(PlatformContext::Login).await?;
        platform_sessions::audit(
            &tx,
            entry(info, actor, action, reason, address(info).as_deref()),
        )
        .await?;
        Ok::<_, Failure>(tx.commit().await?)
    })
    .await
}
