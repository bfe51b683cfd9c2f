//! Plans: `/platform/plans`.

use super::{shared::actor, tenants::differing};
use crate::{
    auth::SuperAdmin,
    body::Body,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, get, http::header::ETAG, patch, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{Invalid, Limited, PlanCode, PlanLimits};
use panal_persistence::platform::{
    audit,
    plans::{self, Plan, PlanChanges},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list).service(get_one).service(update);
}

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformPlan {
    /// Its code.
    #[schema(example = "profesional")]
    code: String,
    /// Price a month, in US cents.
    #[schema(example = 7900)]
    price_usd_cents: i32,
    /// The most that it allows; null is without limit.
    limits: PlatformPlanLimits,
    /// Last change.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    version: i32,
}

/// The most that a plan allows; null is without limit.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PlatformPlanLimits {
    /// Users that can log in.
    users: Option<u32>,
    /// Clients that are not deleted.
    clients: Option<u32>,
    /// Professionals with an agenda.
    professionals: Option<u32>,
    /// Appointments in a calendar month.
    appointments_per_month: Option<u32>,
    /// Branches that are open.
    branches: Option<u32>,
    /// Stored files, in mebibytes.
    storage_mib: Option<u32>,
}

// Describes what `changes` reads.
/// What is to change of a plan. What is left out stays; null takes a limit away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformPlanPatch {
    /// Price a month, in US cents; for who subscribes from now on.
    #[schema(nullable = false, minimum = 0, maximum = 100_000_000)]
    pub price_usd_cents: Option<u32>,
    /// Users that can log in.
    #[schema(minimum = 1)]
    pub users: Option<u32>,
    /// Clients that are not deleted.
    #[schema(minimum = 1)]
    pub clients: Option<u32>,
    /// Professionals with an agenda.
    #[schema(minimum = 1)]
    pub professionals: Option<u32>,
    /// Appointments in a calendar month.
    #[schema(minimum = 1)]
    pub appointments_per_month: Option<u32>,
    /// Branches that are open.
    #[schema(minimum = 1)]
    pub branches: Option<u32>,
    /// Stored files, in mebibytes.
    #[schema(minimum = 1)]
    pub storage_mib: Option<u32>,
}

impl From<PlanLimits> for PlatformPlanLimits {
    fn from(limits: PlanLimits) -> Self {
        Self {
            users: limits.users,
            clients: limits.clients,
            professionals: limits.professionals,
            appointments_per_month: limits.appointments_per_month,
            branches: limits.branches,
            storage_mib: limits.storage_mib,
        }
    }
}

impl From<Plan> for PlatformPlan {
    fn from(plan: Plan) -> Self {
        Self {
            limits: plan.limits().into(),
            code: plan.code,
            price_usd_cents: plan.price_usd_cents,
            updated_at: plan.updated_at,
            version: plan.version,
        }
    }
}

/// The plans.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_list_plans",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The plans, the cheapest first.", body = Vec<PlatformPlan>),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/plans")]
pub(crate) async fn list(state: Data<AppState>, user: SuperAdmin) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    let plans = plans::list(&tx).await?;
    tx.commit().await?;
    let rows: Vec<PlatformPlan> = plans.into_iter().map(PlatformPlan::from).collect();
    Ok(HttpResponse::Ok().json(rows))
}

/// Shows a plan.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_get_plan",
    params(("code" = String, Path, description = "Its code.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The plan.", body = PlatformPlan, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/plans/{code}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: SuperAdmin,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let code = PlanCode::parse(&code.0).map_err(|_unknown| Problem::not_found())?;
    let tx = user.begin(&state).await?;
    let plan = plans::get(&tx, code).await?;
    tx.commit().await?;
    Ok(shown(plan.ok_or_else(Problem::not_found)?))
}

/// Changes a plan. It holds at once for everybody who has it.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_update_plan",
    params(("code" = String, Path, description = "Its code."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = PlatformPlanPatch,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Changed.", body = PlatformPlan, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/plans/{code}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: SuperAdmin,
    code: Path<String>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let code = PlanCode::parse(&code.0).map_err(|_unknown| Problem::not_found())?;
    let changes = changes(body.into_inner())?;
    let plan = transaction(async || {
        let tx = user.begin(&state).await?;
        let (before, after) = plans::update(&tx, code, &expected.0, &changes)
            .await?
            .ok_or_else(Problem::not_found)?;
        let (old, new) = (before.limits(), after.limits());
        let mut changed = Map::new();
        for limited in Limited::ALL {
            changed.insert(
                limited.as_str().to_owned(),
                json!([old.of(*limited), new.of(*limited)]),
            );
        }
        changed.insert(
            "price_usd_cents".to_owned(),
            json!([before.price_usd_cents, after.price_usd_cents]),
        );
        let detail = json!({"plan": code, "changes": differing(changed.into())});
        audit::record(&tx, &actor(&user), "plan.update", None, detail).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await?;
    Ok(shown(plan))
}

fn changes(members: Map<String, Value>) -> Result<PlanChanges, Problem> {
    let mut body = Body::new(members);
    let price = body.read("price_usd_cents", |value| {
        value
            .as_i64()
            .filter(|price| (0..=100_000_000).contains(price))
            .and_then(|price| i32::try_from(price).ok())
            .map(Some)
            .ok_or(PRICE)
    });
    let price_usd_cents = body.not_null("price_usd_cents", price);
    let mut limits = Vec::new();
    for limited in Limited::ALL {
        let most = body.read(limited.as_str(), |value| {
            value
                .as_i64()
                .and_then(|most| i32::try_from(most).ok())
                .and_then(|most| u32::try_from(most).ok())
                .filter(|most| *most > 0)
                .map(Some)
                .ok_or(LIMIT)
        });
        if let Some(most) = most {
            limits.push((*limited, most));
        }
    }
    body.finish()?;
    Ok(PlanChanges {
        price_usd_cents,
        limits,
    })
}

fn shown(plan: Plan) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(plan.version)))
        .json(PlatformPlan::from(plan))
}

const PRICE: Invalid = Invalid::new(
    "price_invalid",
    "Indique el precio en centavos de dólar, de 0 a 100000000.",
    "Give the price in US cents, from 0 to 100000000.",
);
const LIMIT: Invalid = Invalid::new(
    "number_invalid",
    "Escriba un número mayor que 0, o null si no hay límite.",
    "Write a number greater than 0, or null for no limit.",
);
