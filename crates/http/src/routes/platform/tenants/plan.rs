//! A tenant's plan, and what was agreed beside it.

use super::{
    super::shared::{ReasonBody, actor, locked, told},
    TenantDetail, answer,
    work::{has_schema, without_schema},
};
use crate::{
    auth::SuperAdmin,
    checks::{self, Checks},
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, delete, http::StatusCode, put, web::Data};
use panal_domain::{Invalid, Limited, Message, PlanCode, TenantId};
use panal_persistence::platform::{
    plan_change::{self, Exceeded, PlanChange},
    subscriptions,
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(change).service(agree).service(disagree);
}

/// Another plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantPlanChange {
    /// The plan: `basico`, `profesional`, `empresarial` or `custom`.
    #[schema(required, nullable = false, example = "empresarial")]
    plan: Option<String>,
    /// Why: 10 to 500 characters.
    #[schema(required, nullable = false, min_length = 10, max_length = 500)]
    reason: Option<String>,
}

/// A limit agreed with a tenant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The most; null is without limit.
    #[schema(required, minimum = 0, example = 250)]
    #[serde(deserialize_with = "Option::deserialize")]
    maximum: Option<i32>,
    /// Why: 10 to 500 characters.
    #[schema(required, nullable = false, min_length = 10, max_length = 500)]
    reason: Option<String>,
}

/// Gives a tenant another plan, at once.
///
/// A smaller plan is refused while more is used than it allows.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_change_plan",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    request_body = TenantPlanChange,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Changed.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`plan_limits_exceeded`; `exceeds` lists `limit`, with `resource` and `maximum`, and `used`. `tenant_without_schema`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/tenants/{id}/plan")]
pub(crate) async fn change(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    body: Json<TenantPlanChange>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    let body = body.into_inner();
    let mut checks = Checks::default();
    let plan = checks.required("plan", body.plan.as_deref(), sellable);
    let reason = checks.required("reason", body.reason.as_deref(), checks::reason);
    let (plan, reason) = checks.finish(plan.zip(reason))?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = locked(&tx, id).await?;
        if !has_schema(&tenant) {
            return Err(without_schema().into());
        }
        subscriptions::say_who(&tx, &actor(&user), Some(&reason)).await?;
        match plan_change::change(&tx, id, plan).await? {
            None => return Err(Problem::not_found().into()),
            Some(PlanChange::Exceeds(exceeded)) => return Err(too_much(&exceeded).into()),
            Some(PlanChange::Same) => {}
            Some(PlanChange::Changed(before)) => {
                let detail = json!({"from": before, "to": plan, "reason": reason});
                told(&tx, &user, "tenant.plan", &tenant, detail).await?;
            }
        }
        Ok(tx.commit().await?)
    })
    .await?;
    answer(&state, &user, id).await
}

/// Agrees on a limit with a tenant, in place of its plan's.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_set_override",
    params(("id" = uuid::Uuid, Path, description = "The tenant."), ("limit" = String, Path, description = "`users`, `clients`, `professionals`, `appointments_per_month`, `branches` or `storage_mib`.")),
    request_body = Agreement,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Agreed.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/tenants/{id}/overrides/{limit}")]
pub(crate) async fn agree(
    state: Data<AppState>,
    user: SuperAdmin,
    path: Path<(TenantId, String)>,
    body: Json<Agreement>,
) -> Result<HttpResponse, Problem> {
    let (id, limit) = path.into_inner();
    let limited = Limited::parse(&limit).map_err(|_unknown| Problem::not_found())?;
    let body = body.into_inner();
    let mut checks = Checks::default();
    let reason = checks.required("reason", body.reason.as_deref(), checks::reason);
    if body.maximum.is_some_and(|most| most < 0) {
        checks.refuse("maximum", NEGATIVE);
    }
    let reason = checks.finish(reason)?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = locked(&tx, id).await?;
        subscriptions::agree(&tx, id, limited, body.maximum, &reason).await?;
        let detail = json!({"limit": limited, "maximum": body.maximum, "reason": reason});
        told(&tx, &user, "tenant.override", &tenant, detail).await?;
        Ok(tx.commit().await?)
    })
    .await?;
    answer(&state, &user, id).await
}

/// Goes back to the plan's limit.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_remove_override",
    params(("id" = uuid::Uuid, Path, description = "The tenant."), ("limit" = String, Path, description = "What is limited.")),
    request_body = ReasonBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The plan's limit holds.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: nothing else was agreed.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/tenants/{id}/overrides/{limit}")]
pub(crate) async fn disagree(
    state: Data<AppState>,
    user: SuperAdmin,
    path: Path<(TenantId, String)>,
    body: Json<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let (id, limit) = path.into_inner();
    let limited = Limited::parse(&limit).map_err(|_unknown| Problem::not_found())?;
    let reason = body.0.checked()?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = locked(&tx, id).await?;
        if !subscriptions::disagree(&tx, id, limited).await? {
            return Err(Problem::not_found().into());
        }
        let detail = json!({"limit": limited, "reason": reason});
        told(&tx, &user, "tenant.override_removed", &tenant, detail).await?;
        Ok(tx.commit().await?)
    })
    .await?;
    answer(&state, &user, id).await
}

/// 409 that lists what is used beyond the plan.
fn too_much(exceeded: &[Exceeded]) -> Problem {
    let exceeds: Vec<Value> = exceeded
        .iter()
        .map(|one| json!({"limit": {"resource": one.limited, "maximum": one.allowed}, "used": one.used}))
        .collect();
    Problem::new(
        StatusCode::CONFLICT,
        "plan_limits_exceeded",
        Message::new(
            "El negocio usa más de lo que permite ese plan",
            "The tenant uses more than that plan allows",
        ),
    )
    .detail(Message::new(
        "Reduzca lo que aparece en «exceeds», o elija un plan más grande.",
        "Reduce what \"exceeds\" lists, or choose a larger plan.",
    ))
    .with("exceeds", exceeds)
}

fn sellable(raw: &str) -> Result<PlanCode, Invalid> {
    match PlanCode::parse(raw)? {
        PlanCode::Trial => Err(TRIAL),
        plan => Ok(plan),
    }
}

const TRIAL: Invalid = Invalid::new(
    "plan_trial",
    "La prueba es solo para empezar; elija otro plan.",
    "The trial is for beginnings only; choose another plan.",
);
const NEGATIVE: Invalid = Invalid::new(
    "number_invalid",
    "Escriba 0 o un número mayor.",
    "Write 0 or a greater number.",
);
