//! A tenant's subscription.

use super::{
    super::shared::{ReasonBody, actor, found, locked, told},
    TenantDetail, answer,
    body::SubscriptionChange,
};
use crate::{
    auth::SuperAdmin,
    checks::Checks,
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{HttpResponse, get, http::StatusCode, post, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{Invalid, Message, SubscriptionState, TenantId};
use panal_persistence::{
    PlatformTx,
    platform::subscriptions::{self, Paid},
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(activate).service(cancel).service(history);
}

/// What was paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    /// Until when it is paid; none: no end was agreed.
    period_ends_at: Option<DateTime<Utc>>,
    /// Price a month, in US cents; as before when left out.
    #[schema(minimum = 0, maximum = 100_000_000, example = 7900)]
    price_usd_cents: Option<i32>,
}

/// Notes that a tenant has paid: its subscription is active.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_activate_subscription",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    request_body = Activation,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Active.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`subscription_state_conflict`; `allowed` lists what is possible.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/subscription/activate")]
pub(crate) async fn activate(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    body: Json<Activation>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    let body = body.into_inner();
    let mut checks = Checks::default();
    if body.period_ends_at.is_some_and(|end| end <= Utc::now()) {
        checks.refuse("period_ends_at", OVER);
    }
    if body
        .price_usd_cents
        .is_some_and(|price| !(0..=100_000_000).contains(&price))
    {
        checks.refuse("price_usd_cents", PRICE);
    }
    checks.finish(Some(()))?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = locked(&tx, id).await?;
        let before = subscribed(&tx, id, &user).await?;
        admit(before.subscription.state, SubscriptionState::Active)?;
        let after = Paid {
            subscription: before.subscription.clone().activated(body.period_ends_at),
            price_usd_cents: body.price_usd_cents.unwrap_or(before.price_usd_cents),
        };
        subscriptions::say_who(&tx, &actor(&user), None).await?;
        subscriptions::write(&tx, id, &after).await?;
        let detail = json!({
            "from": before.subscription.state,
            "period_ends_at": body.period_ends_at,
            "price_usd_cents": [before.price_usd_cents, after.price_usd_cents],
        });
        told(&tx, &user, "subscription.activate", &tenant, detail).await?;
        Ok(tx.commit().await?)
    })
    .await?;
    answer(&state, &user, id).await
}

/// Cancels a tenant's subscription: nobody gets in; the data can be asked for during 90 days.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_cancel_subscription",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    request_body = ReasonBody,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Cancelled.", body = TenantDetail),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`subscription_state_conflict`; `allowed` lists what is possible.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/subscription/cancel")]
pub(crate) async fn cancel(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    body: Json<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    let reason = body.0.checked()?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = locked(&tx, id).await?;
        let before = subscribed(&tx, id, &user).await?;
        admit(before.subscription.state, SubscriptionState::Cancelled)?;
        let after = Paid {
            subscription: before.subscription.clone().cancelled(Utc::now()),
            price_usd_cents: before.price_usd_cents,
        };
        subscriptions::say_who(&tx, &actor(&user), Some(&reason)).await?;
        subscriptions::write(&tx, id, &after).await?;
        let detail = json!({"from": before.subscription.state, "reason": reason});
        told(&tx, &user, "subscription.cancel", &tenant, detail).await?;
        Ok(tx.commit().await?)
    })
    .await?;
    answer(&state, &user, id).await
}

/// Every change of a tenant's plan and subscription, the newest first.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_subscription_history",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The last 200 changes.", body = Vec<SubscriptionChange>),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/tenants/{id}/subscription/history")]
pub(crate) async fn history(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    found(&tx, id.0).await?;
    let history = subscriptions::history(&tx, id.0).await?;
    tx.commit().await?;
    let rows: Vec<SubscriptionChange> = history.into_iter().map(SubscriptionChange::from).collect();
    Ok(HttpResponse::Ok().json(rows))
}

/// The subscription as time has left it; where nobody wrote that down yet, it is written now.
async fn subscribed(tx: &PlatformTx, id: TenantId, user: &SuperAdmin) -> Result<Paid, Failure> {
    let written = subscriptions::lock(tx, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let now = Paid {
        subscription: written.subscription.clone().at(Utc::now()),
        price_usd_cents: written.price_usd_cents,
    };
    if now != written {
        subscriptions::say_who(tx, &actor(user), Some("time")).await?;
        subscriptions::write(tx, id, &now).await?;
    }
    Ok(now)
}

/// 409 that lists what is possible.
fn admit(from: SubscriptionState, to: SubscriptionState) -> Result<(), Problem> {
    let next = from.next();
    if next.contains(&to) {
        return Ok(());
    }
    let allowed: Vec<&str> = next.iter().map(|state| state.as_str()).collect();
    let (old, new) = (from.label(), to.label());
    Err(Problem::new(
        StatusCode::CONFLICT,
        "subscription_state_conflict",
        Message::new(
            "El estado de la suscripción no lo permite",
            "The subscription's state does not allow it",
        ),
    )
    .detail(Message::made(
        format!("Está «{}» y no puede pasar a «{}».", old.es, new.es),
        format!("It is \"{}\" and cannot become \"{}\".", old.en, new.en),
    ))
    .with("state", from.as_str())
    .with("allowed", allowed))
}

const OVER: Invalid = Invalid::new(
    "time_past",
    "Indique un momento futuro.",
    "Give a moment in the future.",
);
const PRICE: Invalid = Invalid::new(
    "price_invalid",
    "Indique el precio en centavos de dólar, de 0 a 100000000.",
    "Give the price in US cents, from 0 to 100000000.",
);
