//! What Panal costs, for whoever thinks about registering.

use crate::{auth::Public, problem::Problem, routes::subscription::Plan, state::AppState};
use actix_web::{HttpResponse, get, http::header::CACHE_CONTROL, web::Data};
use panal_persistence::PlatformContext;

/// Lists the plans with their prices and limits, the cheapest first.
///
/// A registered business begins with a trial and then chooses one of them.
#[utoipa::path(
    tag = "registration",
    operation_id = "list_offered_plans",
    responses((status = 200, description = "The plans.", body = [Plan]))
)]
#[get("/registrations/plans")]
pub(crate) async fn list(_: Public, state: Data<AppState>) -> Result<HttpResponse, Problem> {
    let tx = state.platform.begin(PlatformContext::Login).await?;
    let plans = Plan::offered(&tx).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "max-age=60"))
        .json(plans))
}
