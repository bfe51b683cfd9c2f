//! Free times: `/availability`.

pub mod times;

pub use times::FreeTimesBody;

use crate::{
    auth::{Authenticated, Can},
    booking::UNKNOWN_BRANCH,
    extract::{Path, Query},
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use panal_domain::{BranchId, BranchScope, scheduling::permissions::ViewAppointments};
use panal_persistence::tenant::scheduling::{
    Clock,
    availability::{Question, known},
    offers::Customer,
};
use times::{Asked, TimesQuery, answered, not_known};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list).service(day);
}

/// Lists free times.
///
/// Every day from `from` to `to`, 62 at most, with the times at which a visit can begin: by working time, the length of
/// the service by each professional, what is kept free before and after, rooms, what is booked, held or blocked. The
/// staff needs no notice and has no window; `as=customer` shows what customers are offered. Nothing is offered that
/// booking refuses.
#[utoipa::path(
    tag = "availability",
    operation_id = "list_availability",
    params(TimesQuery),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "Free times.", body = FreeTimesBody),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `module_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: no such branch or service, or not by that professional.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/availability")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    query: Query<TimesQuery>,
) -> Result<HttpResponse, Problem> {
    let asked = query.0.of_the_staff(None)?;
    answer(&state, &user, user.branches(), asked).await
}

/// Lists the free times of a day.
#[utoipa::path(
    tag = "availability",
    operation_id = "get_availability",
    params(("date" = NaiveDate, Path, description = "The day.", example = "2026-11-23"), TimesQuery),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "Free times of that day.", body = FreeTimesBody),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `module_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: no such day, branch or service, or not by that professional.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/availability/{date}")]
pub(crate) async fn day(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    date: Path<String>,
    query: Query<TimesQuery>,
) -> Result<HttpResponse, Problem> {
    let date = times::date(&date.0).map_err(|invalid| Problem::invalid([("date", invalid)]))?;
    let asked = query.0.of_the_staff(Some(date))?;
    answer(&state, &user, user.branches(), asked).await
}

async fn answer(
    state: &AppState,
    user: &Authenticated,
    scope: &BranchScope,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let question = Question {
        branch: branch_within(scope, asked.branch)?,
        customer: asked.customer.unwrap_or(Customer::AtTheDesk),
        services: asked.services,
        first: asked.first,
        last: asked.last,
        own: asked.own,
    };
    let tx = user.begin_read_only(state).await?;
    let known = known(&tx, Clock::of(user.tenant.time_zone), &question).await?;
    tx.commit().await?;
    let known = known.map_err(not_known)?;
    Ok(HttpResponse::Ok().json(answered(known).await?))
}

/// The branch asked for, if the right holds there. Who has it in some branches only and names none means the first.
fn branch_within(
    scope: &BranchScope,
    asked: Option<BranchId>,
) -> Result<Option<BranchId>, Problem> {
    let branch = match (scope.limited(), asked) {
        (Some(branches), None) => branches.first().copied(),
        (_, asked) => asked,
    };
    if scope.limited().is_none() || branch.is_some_and(|branch| scope.allows(Some(branch))) {
        Ok(branch)
    } else {
        Err(Problem::invalid([("branch", UNKNOWN_BRANCH)]))
    }
}
