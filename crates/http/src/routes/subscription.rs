//! Plan, usage and limits: `/subscription` and `/plans`.

mod body;

pub use body::{ChosenPlan, LimitUse, Limits, Plan, PlanBody, PlanHistory, Subscription};

use crate::{
    auth::{Authenticated, CanEverywhere},
    extract::Json,
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{HttpResponse, get, http::StatusCode, post, web::Data};
use chrono::Utc;
use panal_domain::{
    Invalid, Message, PlanCode,
    access::staff::{ChangeSubscription, ViewSubscription},
};
use panal_persistence::{
    PlatformContext, PlatformTx,
    platform::{
        plan_change::{self, Exceeded, PlanChange},
        subscriptions,
    },
    tenant::usage::{self, Usage},
};
use serde_json::{Value, json};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_one).service(choose).service(list_plans);
}

/// Shows the plan, what is used of it, and what is paid.
#[utoipa::path(
    tag = "subscription",
    operation_id = "get_subscription",
    security(("bearer" = ["subscription.view"])),
    responses(
        (status = 200, description = "The subscription.", body = Subscription),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/subscription")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: CanEverywhere<ViewSubscription>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let used = usage::current(&tx, &month(&user)).await?;
    tx.commit().await?;
    let tx = begin(&state, &user).await?;
    let shown = shown(&tx, &user, &used).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Chooses another plan.
///
/// It holds at once, with its limits and its price; what was agreed beside the plan stays. Whoever is on trial stays
/// on trial until its end, and pays the plan's price from then on. A plan that allows less than what is used is
/// refused with the list of what exceeds it. Choosing a plan pays nothing: a subscription that is past due or
/// suspended stays so.
#[utoipa::path(
    tag = "subscription",
    operation_id = "choose_plan",
    request_body = PlanBody,
    security(("bearer" = ["subscription.change"])),
    responses(
        (status = 200, description = "Chosen; the subscription as it is now.", body = Subscription),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`plan_limits_exceeded`; `exceeds` lists `limit`, with `resource` and `maximum`, and `used`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/subscription/plan")]
pub(crate) async fn choose(
    state: Data<AppState>,
    user: CanEverywhere<ChangeSubscription>,
    body: Json<PlanBody>,
) -> Result<HttpResponse, Problem> {
    let plan = chosen(&body.0.plan).map_err(|invalid| Problem::invalid([("plan", invalid)]))?;
    let shown = transaction(async || {
        let tx = begin(&state, &user).await?;
        plan_change::say_tenant(&tx, &user.actor()).await?;
        let change = plan_change::change(&tx, user.tenant.id, plan)
            .await?
            .ok_or_else(Problem::not_found)?;
        match change {
            PlanChange::Exceeds(exceeded) => return Err(too_much(plan, &exceeded).into()),
            PlanChange::Same => {}
            PlanChange::Changed(before) => {
                plan_change::record(&tx, user.tenant.id, &user.actor(), (before, plan)).await?;
            }
        }
        let used = plan_change::hold_usage(&tx, user.tenant.id).await?;
        let shown = shown(&tx, &user, &used).await?;
        tx.commit().await?;
        Ok(shown)
    })
    .await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Lists the plans to choose from, the cheapest first.
#[utoipa::path(
    tag = "subscription",
    operation_id = "list_plans",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The plans.", body = [Plan]),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/plans")]
pub(crate) async fn list_plans(
    state: Data<AppState>,
    user: Authenticated,
) -> Result<HttpResponse, Problem> {
    let tx = begin(&state, &user).await?;
    let plans = Plan::offered(&tx).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(plans))
}

/// The month of the tenant's own calendar.
fn month(user: &Authenticated) -> String {
    let now = Utc::now().with_timezone(&user.tenant.time_zone.tz());
    now.format("%Y-%m").to_string()
}

async fn begin(state: &AppState, user: &Authenticated) -> Result<PlatformTx, Failure> {
    let context = PlatformContext::Tenant(user.tenant.id);
    Ok(state.platform.begin(context).await?)
}

async fn shown(
    tx: &PlatformTx,
    user: &Authenticated,
    used: &Usage,
) -> Result<Subscription, Failure> {
    let terms = plan_change::terms(tx, user.tenant.id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let history = subscriptions::history(tx, user.tenant.id).await?;
    Ok(Subscription::new(terms, used, history))
}

fn chosen(code: &str) -> Result<PlanCode, Invalid> {
    PlanCode::parse(code)
        .ok()
        .filter(|plan| plan.is_chosen())
        .ok_or_else(|| {
            let all: Vec<&str> = PlanCode::ALL
                .iter()
                .filter(|plan| plan.is_chosen())
                .map(|plan| plan.as_str())
                .collect();
            Invalid::unknown_value("plan_unknown", &all)
        })
}

fn too_much(plan: PlanCode, exceeded: &[Exceeded]) -> Problem {
    let list = |one: fn(&Exceeded) -> String| {
        let parts: Vec<String> = exceeded.iter().map(one).collect();
        parts.join(", ")
    };
    let es = list(|one| {
        let what = one.limited.label().es;
        format!("{what} (tiene {}, el límite es {})", one.used, one.allowed)
    });
    let en = list(|one| {
        let what = one.limited.label().en;
        format!(
            "{what} (you have {}, the limit is {})",
            one.used, one.allowed
        )
    });
    let exceeds: Vec<Value> = exceeded
        .iter()
        .map(|one| json!({"limit": {"resource": one.limited, "maximum": one.allowed}, "used": one.used}))
        .collect();
    Problem::new(
        StatusCode::CONFLICT,
        "plan_limits_exceeded",
        Message::new(
            "Usa más de lo que ese plan permite",
            "You use more than that plan allows",
        ),
    )
    .detail(Message::made(
        format!("No cabe en ese plan: {es}. Elimine lo que sobra o elija un plan mayor."),
        format!(
            "It does not fit that plan: {en}. Delete what is too much or choose a larger plan."
        ),
    ))
    .with("plan", plan.as_str())
    .with("exceeds", exceeds)
}
