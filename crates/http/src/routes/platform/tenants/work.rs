//! What workers do to a tenant, and what they measured.

use super::{
    super::shared::{found, locked, told},
    body::TenantMetric,
};
use crate::{
    auth::SuperAdmin,
    checks::Checks,
    extract::{Json, Path, Query},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, get, http::StatusCode, post, web::Data};
use chrono::{Days, NaiveDate, Utc};
use panal_domain::{Invalid, Message, Module, TenantId};
use panal_persistence::platform::{
    jobs,
    registry::{self, Tenant},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Most days of metrics in one answer.
const MAX_DAYS: i64 = 400;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(modules)
        .service(migrate)
        .service(backup)
        .service(metrics);
}

/// Modules to enable.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModulesBody {
    /// The modules; what they build on is enabled with them.
    #[schema(example = json!(["scheduling"]), min_items = 1, max_items = 20)]
    modules: Vec<String>,
}

/// Work that a worker will do.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobAccepted {
    /// The job, as `GET /platform/jobs` lists it while it is not done.
    #[schema(example = 42)]
    job: i64,
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Period {
    /// The first day; 30 days before the last when left out.
    from: Option<NaiveDate>,
    /// The last day; today when left out.
    to: Option<NaiveDate>,
}

/// Enables modules: a worker makes their tables.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_enable_modules",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    request_body = ModulesBody,
    security(("bearer" = [])),
    responses(
        (status = 202, description = "Asked for.", body = JobAccepted),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_without_schema`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/modules")]
pub(crate) async fn modules(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    body: Json<ModulesBody>,
) -> Result<HttpResponse, Problem> {
    let mut checks = Checks::default();
    let names = body.into_inner().modules;
    let mut wanted = Vec::new();
    for name in &names {
        match Module::parse(name) {
            Ok(module) => wanted.push(module),
            Err(invalid) => checks.refuse("modules", invalid),
        }
    }
    if names.is_empty() || names.len() > Module::ALL.len() {
        checks.refuse("modules", NO_MODULES);
    }
    let wanted = checks.finish(Some(wanted))?;
    let payload = json!({"tenant_id": id.0, "modules": wanted});
    enqueue(&state, &user, id.0, "enable_modules", payload).await
}

/// Migrates a tenant's schema to the workers' version: again where it failed.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_migrate_tenant",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    security(("bearer" = [])),
    responses(
        (status = 202, description = "Asked for.", body = JobAccepted),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_without_schema`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/migrate")]
pub(crate) async fn migrate(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
) -> Result<HttpResponse, Problem> {
    let payload = json!({"tenant_id": id.0});
    enqueue(&state, &user, id.0, "migrate_tenant", payload).await
}

/// Backs a tenant up.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_backup_tenant",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    security(("bearer" = [])),
    responses(
        (status = 202, description = "Asked for.", body = JobAccepted),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_without_schema`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/backup")]
pub(crate) async fn backup(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
) -> Result<HttpResponse, Problem> {
    let payload = json!({"tenant_id": id.0});
    enqueue(&state, &user, id.0, "backup_tenant", payload).await
}

/// What a tenant used, day by day.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_tenant_metrics",
    params(("id" = uuid::Uuid, Path, description = "The tenant."), Period),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The days that were measured, oldest first.", body = Vec<TenantMetric>),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/tenants/{id}/metrics")]
pub(crate) async fn metrics(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    period: Query<Period>,
) -> Result<HttpResponse, Problem> {
    let Period { from, to } = period.into_inner();
    let to = to.unwrap_or_else(|| Utc::now().date_naive());
    let from = from
        .or_else(|| to.checked_sub_days(Days::new(30)))
        .unwrap_or(to);
    if from > to || (to - from).num_days() > MAX_DAYS {
        return Err(Problem::invalid([("from", PERIOD)]));
    }
    let tx = user.begin(&state).await?;
    found(&tx, id.0).await?;
    let days = registry::metrics(&tx, id.0, from, to).await?;
    tx.commit().await?;
    let rows: Vec<TenantMetric> = days.into_iter().map(TenantMetric::from).collect();
    Ok(HttpResponse::Ok().json(rows))
}

async fn enqueue(
    state: &AppState,
    user: &SuperAdmin,
    id: TenantId,
    task: &str,
    payload: Value,
) -> Result<HttpResponse, Problem> {
    let job = transaction(async || {
        let tx = user.begin(state).await?;
        let tenant = locked(&tx, id).await?;
        if !has_schema(&tenant) {
            return Err(without_schema().into());
        }
        let key = format!("{task}:{id}");
        // Two requests for different modules are two jobs.
        let key = (task != "enable_modules").then_some(key.as_str());
        let job = jobs::enqueue(&tx, task, payload.clone(), key).await?;
        let action = format!("tenant.{task}");
        told(
            &tx,
            user,
            &action,
            &tenant,
            json!({"job": job, "payload": payload}),
        )
        .await?;
        tx.commit().await?;
        Ok(job)
    })
    .await?;
    Ok(HttpResponse::Accepted().json(JobAccepted { job }))
}

/// Whether a tenant has its tables.
pub(super) fn has_schema(tenant: &Tenant) -> bool {
    !matches!(
        tenant.state.as_str(),
        "pending" | "provisioning" | "deleted"
    ) && tenant.purge_started_at.is_none()
}

/// 409 for a tenant that has no tables.
pub(super) fn without_schema() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "tenant_without_schema",
        Message::new(
            "El negocio no tiene datos todavía, o ya no",
            "The tenant has no data yet, or no longer",
        ),
    )
    .detail(Message::new(
        "Espere a que esté activo.",
        "Wait until it is active.",
    ))
}

const NO_MODULES: Invalid = Invalid::new(
    "modules_invalid",
    "Indique al menos un módulo.",
    "Give at least one module.",
);
const PERIOD: Invalid = Invalid::new(
    "period_invalid",
    "Indique un período de 400 días como máximo.",
    "Give a period of at most 400 days.",
);
