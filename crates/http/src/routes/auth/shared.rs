//! What logging in to a tenant and to the platform have in common.

use crate::{
    auth::{Attempt, Claims, RefreshToken, problems},
    problem::Problem,
    request::RequestInfo,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, http::header};
use chrono::{DateTime, Utc};
use panal_domain::{SessionId, TenantId, UserId};
use panal_persistence::tenant::sessions::{NewSession, Rotation};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who wants to log in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginBody {
    /// Log-in name.
    #[schema(example = "admin@clinica1.test", max_length = 254)]
    pub(super) email: String,
    /// Password.
    #[schema(value_type = String, format = Password, example = "panal-demo-2026", max_length = 72)]
    pub(super) password: SecretString,
}

/// A token to be exchanged for the next.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshBody {
    /// The refresh token; good once.
    #[schema(value_type = String)]
    pub(super) refresh_token: SecretString,
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

/// A log-in name as addresses are kept. What is no address belongs to nobody, and takes as long to find that out.
pub(super) fn normal(email: &str) -> String {
    let email = email.trim();
    if email.len() > 254 || email.contains('\0') {
        return String::new();
    }
    email.to_ascii_lowercase()
}

pub(super) fn attempt(
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

pub(super) fn refresh_expiry(state: &AppState) -> DateTime<Utc> {
    Utc::now() + state.auth.config.refresh_token_life()
}

pub(super) fn new_session(
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

pub(super) fn address(info: &RequestInfo) -> Option<String> {
    info.address().map(|address| address.to_string())
}

pub(super) fn renewed(
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
pub(super) fn pair(
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
