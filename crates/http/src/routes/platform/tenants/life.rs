//! The life of a tenant: suspend, activate, maintenance, delete, restore.

use super::{
    super::shared::{ReasonBody, locked, told},
    TenantDetail, answer,
};
use crate::{
    auth::SuperAdmin,
    checks::{self, Checks},
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, http::StatusCode, post, web::Data};
use chrono::{DateTime, Duration, Utc};
use panal_domain::{Invalid, Message, StateConflict, TenantId, TenantState};
use panal_persistence::platform::registry::{self, Tenant};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(suspend)
        .service(activate)
        .service(maintenance)
        .service(delete)
        .service(restore);
}

/// Which tenant is to be deleted, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteBody {
    /// The tenant's slug, typed once more.
    #[schema(required, nullable = false, example = "clinica-sol")]
    confirm: Option<String>,
    /// Why: 10 to 500 characters.
    #[schema(required, nullable = false, min_length = 10, max_length = 500)]
    reason: Option<String>,
}

/// A move in a tenant's life.
struct Move<'a> {
    action: &'a str,
    to: TenantState,
    /// The states it starts from; the others get 409.
    from: &'a [TenantState],
    reason: Option<&'a str>,
    purge_after: Option<DateTime<Utc>>,
}

/// Suspends a tenant: it answers nobody; its data stays.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_suspend_tenant",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    request_body = ReasonBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Suspended.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_state_conflict`; `allowed` lists what is possible.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/suspend")]
pub(crate) async fn suspend(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    body: Json<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let reason = body.0.checked()?;
    let step = Move {
        action: "tenant.suspend",
        to: TenantState::Suspended,
        from: &[TenantState::Active],
        reason: Some(&reason),
        purge_after: None,
    };
    moved(&state, &user, id.into_inner(), &step, |_| Ok(())).await
}

/// Lets a suspended tenant, or one under maintenance, serve again.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_activate_tenant",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Active.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_state_conflict`; `allowed` lists what is possible.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/activate")]
pub(crate) async fn activate(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
) -> Result<HttpResponse, Problem> {
    let step = Move {
        action: "tenant.activate",
        to: TenantState::Active,
        from: &[TenantState::Suspended, TenantState::Maintenance],
        reason: None,
        purge_after: None,
    };
    moved(&state, &user, id.into_inner(), &step, |_| Ok(())).await
}

/// Puts a tenant under maintenance: it answers 503 until it is activated.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_maintain_tenant",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    request_body = ReasonBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Under maintenance.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_state_conflict`; `allowed` lists what is possible.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/maintenance")]
pub(crate) async fn maintenance(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    body: Json<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let reason = body.0.checked()?;
    let step = Move {
        action: "tenant.maintenance",
        to: TenantState::Maintenance,
        from: &[TenantState::Active],
        reason: Some(&reason),
        purge_after: None,
    };
    moved(&state, &user, id.into_inner(), &step, |_| Ok(())).await
}

/// Deletes a tenant: it is out of reach at once, and can be restored for 30 days.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_delete_tenant",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    request_body = DeleteBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Deleted; `purge_after` says until when it can be restored.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_state_conflict`; `allowed` lists what is possible.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, also when the slug is another.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/delete")]
pub(crate) async fn delete(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    body: Json<DeleteBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let mut checks = Checks::default();
    let confirm = checks.required("confirm", body.confirm.as_deref(), |raw| {
        Ok(raw.trim().to_owned())
    });
    let reason = checks.required("reason", body.reason.as_deref(), checks::reason);
    let (confirm, reason) = checks.finish(confirm.zip(reason))?;
    let step = Move {
        action: "tenant.delete",
        to: TenantState::Deleting,
        from: &[
            TenantState::Active,
            TenantState::Suspended,
            TenantState::Maintenance,
        ],
        reason: Some(&reason),
        purge_after: Some(Utc::now() + Duration::days(state.config.grace_days.into())),
    };
    moved(&state, &user, id.into_inner(), &step, |tenant| {
        if tenant.slug == confirm {
            Ok(())
        } else {
            Err(Problem::invalid([("confirm", NOT_THE_SLUG)]))
        }
    })
    .await
}

/// Brings a deleted tenant back, as long as its purge has not begun.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_restore_tenant",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Active.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_state_conflict`, `tenant_purged`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/restore")]
pub(crate) async fn restore(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
) -> Result<HttpResponse, Problem> {
    let step = Move {
        action: "tenant.restore",
        to: TenantState::Active,
        from: &[TenantState::Deleting],
        reason: None,
        purge_after: None,
    };
    moved(&state, &user, id.into_inner(), &step, |tenant| {
        if tenant.purge_started_at.is_none() {
            Ok(())
        } else {
            Err(purged())
        }
    })
    .await
}

async fn moved(
    state: &AppState,
    user: &SuperAdmin,
    id: TenantId,
    step: &Move<'_>,
    check: impl Fn(&Tenant) -> Result<(), Problem>,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(state).await?;
        let tenant = locked(&tx, id).await?;
        check(&tenant)?;
        let from = TenantState::parse(&tenant.state).map_err(Problem::internal)?;
        from.transition(step.to).map_err(conflict)?;
        if !step.from.contains(&from) {
            return Err(conflict(StateConflict {
                from,
                to: step.to,
                allowed: from.allowed(),
            })
            .into());
        }
        registry::set_state(&tx, id, step.to, step.reason, step.purge_after).await?;
        let detail = json!({
            "from": from, "to": step.to, "reason": step.reason, "purge_after": step.purge_after,
        });
        told(&tx, user, step.action, &tenant, detail).await?;
        Ok(tx.commit().await?)
    })
    .await?;
    answer(state, user, id).await
}

/// 409 that lists what is possible.
fn conflict(conflict: StateConflict) -> Problem {
    let allowed: Vec<&str> = conflict
        .allowed
        .iter()
        .map(|state| state.as_str())
        .collect();
    Problem::new(
        StatusCode::CONFLICT,
        StateConflict::CODE,
        Message::new(
            "El estado del negocio no lo permite",
            "The tenant's state does not allow it",
        ),
    )
    .detail(conflict.message())
    .with("state", conflict.from.as_str())
    .with("allowed", allowed)
}

fn purged() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "tenant_purged",
        Message::new(
            "Los datos ya se están borrando",
            "Its data is being erased already",
        ),
    )
    .detail(Message::new(
        "Solo una copia de seguridad lo puede recuperar: use «panal restore».",
        "Only a backup can bring it back: use `panal restore`.",
    ))
}

const NOT_THE_SLUG: Invalid = Invalid::new(
    "confirm_mismatch",
    "Escriba la dirección del negocio tal como es.",
    "Write the tenant's slug as it is.",
);
