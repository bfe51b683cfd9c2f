//! Logging in and out, for a tenant's staff and, with the same rules, for the platform's users.

use crate::{
    auth::{Attempt, Authenticated, Claims, PlatformAuthenticated, RefreshToken, problems},
    extract::Json,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    retry::{Failure, transaction},
    state::AppState,
    tenancy::CurrentTenant,
};
use actix_web::{HttpRequest, HttpResponse, http::header, post, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{PasswordHash, SessionId, TenantId, UserId};
use panal_persistence::{
    ActorKind, PlatformContext,
    platform::{
        sessions::{self as platform_sessions, AuditEntry},
        users as platform_users,
    },
    tenant::{
        audit::{self, Changes},
        sessions::{self, NewSession, Rotation},
        users,
    },
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(login).service(refresh).service(logout);
}

/// Routes of the platform.
pub fn platform_routes(config: &mut ServiceConfig) {
    config
        .service(platform_login)
        .service(platform_refresh)
        .service(platform_logout);
}

/// Who wants to log in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginBody {
    /// Log-in name.
    #[schema(example = "admin@clinica1.test", max_length = 254)]
    email: String,
    /// Password.
    #[schema(value_type = String, format = Password, example = "panal-demo-2026", max_length = 72)]
    password: SecretString,
}

/// A token to be exchanged for the next.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshBody {
    /// The refresh token; good once.
    #[schema(value_type = String)]
    refresh_token: SecretString,
}

/// What a program needs to act in a user's name.
#[derive(Serialize, ToSchema)]
pub struct TokenPair {
    /// To be sent as `Authorization: Bearer …`.
    access_token: String,
    /// To be exchanged at `/auth/refresh`, once.
    refresh_token: String,
    /// `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds for which the access token is good.
    #[schema(example = 3600)]
    expires_in: u64,
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
        (status = 401, description = "`invalid_credentials`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`login_busy`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/login")]
pub(crate) async fn login(
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
    transaction(async || {
        let tx = user.begin(&state).await?;
        sessions::revoke(&tx, user.session_id, "logout").await?;
        Ok(tx.commit().await?)
    })
    .await?;
    state.auth.sessions.forget(user.session_id.0);
    Ok(HttpResponse::NoContent().finish())
}

/// Logs in to the platform.
///
/// As [`login`], for users of the platform.
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

/// As addresses are kept. What is no address belongs to nobody, and takes as long to find that out.
fn normal(email: &str) -> String {
    let email = email.trim();
    if email.len() > 254 || email.contains('\0') {
        return String::new();
    }
    email.to_ascii_lowercase()
}

fn attempt(
    state: &AppState,
    tenant: Option<TenantId>,
    email: &str,
    info: &RequestInfo,
) -> Result<Attempt, Problem> {
    state
        .auth
        .throttle
        .begin(tenant, email, info.address())
        .map_err(problems::too_many_attempts)
}

fn refresh_expiry(state: &AppState) -> DateTime<Utc> {
    Utc::now() + state.auth.config.refresh_token_life()
}

fn new_session(
    state: &AppState,
    user_id: uuid::Uuid,
    token: &RefreshToken,
    request: &HttpRequest,
    info: &RequestInfo,
) -> NewSession {
    let user_agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.chars().take(300).collect());
    NewSession {
        user_id,
        user_agent,
        address: address(info),
        token_hash: token.digest(),
        expires_at: refresh_expiry(state),
    }
}

fn address(info: &RequestInfo) -> Option<String> {
    info.address().map(|address| address.to_string())
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

fn renewed(
    state: &AppState,
    tenant: Option<TenantId>,
    info: &RequestInfo,
    rotation: Rotation,
    token: &RefreshToken,
) -> Result<HttpResponse, Problem> {
    match rotation {
        Rotation::Renewed(user) => {
            info.set_user(UserId(user.user_id));
            pair(
                state,
                tenant,
                UserId(user.user_id),
                SessionId(user.session_id),
                token,
            )
        }
        Rotation::Reused {
            session_id,
            user_id,
        } => {
            state.auth.sessions.forget(session_id);
            tracing::warn!(user = %user_id, session = %session_id, "refresh token used twice; session revoked");
            Err(problems::refresh_token_reused())
        }
        Rotation::Raced => Err(problems::refresh_in_progress()),
        Rotation::Invalid => Err(problems::refresh_token_invalid()),
    }
}

/// The answer to a log-in or a renewal. No cache may keep it.
fn pair(
    state: &AppState,
    tenant: Option<TenantId>,
    user: UserId,
    session: SessionId,
    refresh_token: &RefreshToken,
) -> Result<HttpResponse, Problem> {
    let seconds = state.auth.config.access_token_life().as_secs();
    let claims = Claims::new(tenant, user, session, seconds);
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(TokenPair {
            access_token: state.auth.tokens.sign(&claims).map_err(Problem::internal)?,
            refresh_token: refresh_token.expose().to_owned(),
            token_type: "Bearer",
            expires_in: seconds,
        }))
}
