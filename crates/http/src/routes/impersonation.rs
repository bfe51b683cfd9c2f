//! The tenant's side of a super admin taking a user's place: `/auth/impersonation`.

use crate::{
    auth::{Claims, Public, RefreshToken, problems},
    extract::Json,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    retry::transaction,
    state::AppState,
    tenancy::CurrentTenant,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, USER_AGENT, WWW_AUTHENTICATE},
    },
    post,
    web::Data,
};
use panal_domain::{Message, SessionId, UserId};
use panal_persistence::{
    Actor, ActorKind, PlatformContext,
    platform::{
        audit::{self, PlatformActor},
        impersonations::{self, Impersonation},
    },
    tenant::impersonation,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(claim);
}

/// A hand-over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// The code, as the link `#entrega=` holds it; good once, for a minute.
    #[schema(value_type = String, max_length = 100)]
    code: SecretString,
}

/// What a super admin needs to act in a user's place.
#[derive(Serialize, ToSchema)]
pub struct ImpersonationToken {
    /// To be sent as `Authorization: Bearer …`. There is no refresh token: nothing renews it.
    access_token: String,
    /// `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds for which the token is good.
    #[schema(example = 900)]
    expires_in: u64,
    /// The user in whose place the bearer acts.
    user_id: uuid::Uuid,
    /// Why.
    reason: String,
}

/// Takes a user's place, as a super admin prepared it.
///
/// The session lasts 15 minutes, is marked in every line of the audit, and can change neither passwords nor roles,
/// second factors or API keys.
#[utoipa::path(
    tag = "auth",
    operation_id = "claim_impersonation",
    request_body = HandOver,
    responses(
        (status = 200, description = "In the user's place.", body = ImpersonationToken),
        (status = 401, description = "`handover_invalid`: unknown, used, out of time or another tenant's.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/impersonation")]
pub(crate) async fn claim(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    request: HttpRequest,
    body: Json<HandOver>,
) -> Result<HttpResponse, Problem> {
    let digest = RefreshToken::digest_of(&body.into_inner().code);
    // Codes cannot be guessed, nor is one worth a second try: it is the address that is slowed down.
    let account: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let attempt = state
        .auth
        .throttle
        .begin(Some(tenant.id), &account, info.address())
        .map_err(problems::too_many_attempts)?;
    let claimed = match claimed(&state, &tenant, &info, &digest).await {
        Ok(claimed) => claimed,
        Err(problem) => {
            attempt.undecided();
            return Err(problem);
        }
    };
    // An attempt that is dropped has failed.
    let Some(by) = claimed else {
        return Err(hand_over_invalid());
    };
    attempt.succeeded();
    let session = open(&state, &tenant, &info, &request, &by).await?;
    info.set_user(UserId(by.user_id));
    tracing::warn!(user = %by.user_id, impersonator = %by.platform_user_id, session = %session, "a platform user takes a user's place");
    let seconds = u64::from(impersonation::MINUTES.unsigned_abs()) * 60;
    let claims = Claims::new(Some(tenant.id), UserId(by.user_id), session, seconds)
        .impersonated(UserId(by.platform_user_id));
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(ImpersonationToken {
            access_token: state.auth.tokens.sign(&claims).map_err(Problem::internal)?,
            token_type: "Bearer",
            expires_in: seconds,
            user_id: by.user_id,
            reason: by.reason,
        }))
}

/// Spends the code before anything is done with it: should that fail, the code is gone and nobody has two sessions.
async fn claimed(
    state: &AppState,
    tenant: &CurrentTenant,
    info: &RequestInfo,
    digest: &[u8],
) -> Result<Option<Impersonation>, Problem> {
    transaction(async || {
        let tx = state
            .platform
            .begin(PlatformContext::Tenant(tenant.id))
            .await?;
        let claimed = impersonations::claim(&tx, digest).await?;
        if let Some(by) = &claimed {
            let actor = PlatformActor {
                id: by.platform_user_id,
                email: by.platform_user.clone(),
                request_id: Some(info.id().to_owned()),
                address: info.address().map(|address| address.to_string()),
            };
            let detail = json!({"user_id": by.user_id, "reason": by.reason});
            let of = Some((tenant.id.0, tenant.slug.as_str()));
            audit::record(&tx, &actor, "impersonation.begin", of, detail).await?;
        }
        tx.commit().await?;
        Ok(claimed)
    })
    .await
}

async fn open(
    state: &AppState,
    tenant: &CurrentTenant,
    info: &RequestInfo,
    request: &HttpRequest,
    by: &Impersonation,
) -> Result<SessionId, Problem> {
    let user_agent = request
        .headers()
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.chars().take(300).collect::<String>());
    let actor = Actor {
        name: Some(by.platform_user.clone()),
        on_behalf_of: Some(by.user_id),
        ..info.actor(ActorKind::Impersonator, Some(by.platform_user_id))
    };
    let session = transaction(async || {
        let tx = state.tenants.begin(&tenant.scope, actor.clone()).await?;
        let session = impersonation::open(&tx, by, user_agent.clone())
            .await?
            .ok_or_else(hand_over_invalid)?;
        tx.commit().await?;
        Ok(session)
    })
    .await?;
    transaction(async || {
        let tx = state
            .platform
            .begin(PlatformContext::Tenant(tenant.id))
            .await?;
        impersonations::opened(&tx, by.id, session).await?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(session)
}

fn hand_over_invalid() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "handover_invalid",
        Message::new(
            "La entrega ya no es válida",
            "The hand-over is no longer valid",
        ),
    )
    .detail(Message::new(
        "Sirve una sola vez y por un minuto, en este negocio. Pida otra desde la administración.",
        "It is good once and for a minute, at this business. Ask for another one in the administration.",
    ))
    .header(WWW_AUTHENTICATE, "Bearer realm=\"panal\"")
}
