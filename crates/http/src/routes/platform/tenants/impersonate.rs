//! Taking the place of a tenant's user.

use super::super::shared::{actor, found, told};
use crate::{
    auth::{RefreshToken, SuperAdmin, problems},
    checks::{self, Checks},
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    progress::address,
    retry::transaction,
    state::AppState,
};
use actix_web::{
    HttpResponse,
    http::{StatusCode, header::CACHE_CONTROL},
    post,
    web::Data,
};
use panal_domain::{Invalid, Message, Slug, TenantId, UserId};
use panal_persistence::{
    ActorKind,
    platform::{
        impersonations::{self, CODE_SECONDS, NewImpersonation},
        tenants,
    },
    tenant::users,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(impersonate);
}

/// Whose place is to be taken, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImpersonateBody {
    /// The user.
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    /// Why: 10 to 500 characters. The tenant reads it in its audit.
    #[schema(
        required,
        nullable = false,
        min_length = 10,
        max_length = 500,
        example = "Revisar por qué no ve la agenda"
    )]
    reason: Option<String>,
}

/// A hand-over.
#[derive(Serialize, ToSchema)]
pub struct HandOverBody {
    /// Where to go: the tenant's page claims the code.
    #[schema(example = "https://clinica-sol.panal.co/entrar#entrega=…")]
    url: String,
    /// The code itself; good once.
    code: String,
    /// Seconds for which it is good.
    #[schema(example = 60)]
    expires_in: u32,
}

/// Prepares to take the place of a tenant's user for 15 minutes.
///
/// The code is exchanged for a token at the tenant: `POST /auth/impersonation`.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_impersonate",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    request_body = ImpersonateBody,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "Prepared.", body = HandOverBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_not_active`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, also when there is no such user who may log in.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/impersonate")]
pub(crate) async fn impersonate(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    body: Json<ImpersonateBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let mut checks = Checks::default();
    let reason = checks.required("reason", body.reason.as_deref(), checks::reason);
    let reason = checks.finish(reason)?;
    let code = RefreshToken::generate().map_err(Problem::internal)?;
    let slug = transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = found(&tx, id.0).await?;
        if tenant.state != "active" {
            return Err(not_active().into());
        }
        let slug = Slug::parse(&tenant.slug).map_err(Problem::internal)?;
        let hosted = tenants::by_slug(&tx, &slug)
            .await?
            .ok_or_else(Problem::not_found)?;
        let by = user.request.actor(ActorKind::Operator, None);
        let there = state.tenants.begin_read_only(&hosted.scope, by).await?;
        let member = users::get(&there, body.user_id).await?;
        there.commit().await?;
        let member = member
            .filter(|member| member.is_active)
            .ok_or_else(|| Problem::invalid([("user_id", NO_SUCH_USER)]))?;
        let who = actor(&user);
        let prepared = NewImpersonation {
            tenant: tenant.id,
            user: body.user_id,
            platform_user: who.id,
            email: &who.email,
            reason: &reason,
            code_hash: &code.digest(),
        };
        // A session that is remembered may outlive its user's rights by a moment.
        impersonations::prepare(&tx, prepared)
            .await?
            .ok_or_else(problems::session_ended)?;
        let detail = json!({"user_id": member.id, "user": member.email, "reason": reason});
        told(&tx, &user, "tenant.impersonate", &tenant, detail).await?;
        tx.commit().await?;
        Ok(tenant.slug)
    })
    .await?;
    let url =
        address(&state, &slug).ok_or_else(|| Problem::internal("a tenant without address"))?;
    Ok(HttpResponse::Created()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(HandOverBody {
            // Behind the #: browsers keep it from servers, proxies and logs.
            url: format!("{url}/entrar#entrega={}", code.expose()),
            code: code.expose().to_owned(),
            expires_in: CODE_SECONDS,
        }))
}

fn not_active() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "tenant_not_active",
        Message::new("El negocio no está activo", "The tenant is not active"),
    )
    .detail(Message::new("Actívelo primero.", "Activate it first."))
}

const NO_SUCH_USER: Invalid = Invalid::new(
    "user_unknown",
    "No hay un usuario activo con ese identificador en el negocio.",
    "The tenant has no active user with that identifier.",
);
