//! Days that were edited by hand: `/professionals/{id}/edited-days`.

use super::{MAX_DAYS, RANGE_INVALID, query_invalid};
use crate::{
    auth::Can,
    extract::{Path, Query},
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, Days, NaiveDate, Utc};
use panal_domain::{
    ProfessionalId,
    scheduling::{permissions::ViewSchedules, time},
};
use panal_persistence::tenant::scheduling::{Clock, edited};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list);
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EditedDayParams {
    /// The first day, by the clock of the branch; today, by that of the business, unless told.
    from: Option<NaiveDate>,
    /// The last day; at most 62 days in all, which it is unless told.
    until: Option<NaiveDate>,
}

/// Days that were edited by hand.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditedDayList {
    /// In order.
    data: Vec<EditedDay>,
}

/// A day whose availability at a branch was edited by hand, and which generating leaves alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditedDay {
    /// The day, by the clock of the branch.
    date: NaiveDate,
    /// Where.
    branch_id: Uuid,
    /// The branch's name.
    branch_name: String,
    /// When it was last edited.
    edited_at: DateTime<Utc>,
    /// By which user.
    edited_by: Option<Uuid>,
    /// The user's name.
    edited_by_name: Option<String>,
}

/// Lists the days on which somebody edited a professional's availability by hand.
///
/// Generating leaves them alone until they are given back. Who is limited to branches sees those of these.
#[utoipa::path(
    tag = "agenda",
    operation_id = "list_edited_days",
    params(("id" = uuid::Uuid, Path, description = "The professional."), EditedDayParams),
    security(("bearer" = ["schedules.view"])),
    responses(
        (status = 200, description = "The days.", body = EditedDayList),
        (status = 400, description = "`query_invalid`: more than 62 days.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/professionals/{id}/edited-days")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewSchedules>,
    id: Path<ProfessionalId>,
    params: Query<EditedDayParams>,
) -> Result<HttpResponse, Problem> {
    let params = params.into_inner();
    let clock = Clock::of(user.tenant.time_zone);
    let from = params
        .from
        .unwrap_or_else(|| time::day_of(clock.now, clock.zone));
    let until = params
        .until
        .or_else(|| from.checked_add_days(Days::new(MAX_DAYS.unsigned_abs() - 1)))
        .unwrap_or(from);
    if !(0..MAX_DAYS).contains(&(until - from).num_days()) {
        return Err(query_invalid("until", &RANGE_INVALID));
    }
    let tx = user.begin_read_only(&state).await?;
    let days = edited::list(&tx, id.into_inner(), (from, until), user.branches()).await?;
    tx.commit().await?;
    let days = days.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(EditedDayList {
        data: days.into_iter().map(EditedDay::from).collect(),
    }))
}

impl From<edited::EditedDay> for EditedDay {
    fn from(row: edited::EditedDay) -> Self {
        Self {
            date: row.day,
            branch_id: row.branch_id,
            branch_name: row.branch_name,
            edited_at: row.edited_at,
            edited_by: row.edited_by,
            edited_by_name: row.edited_by_name,
        }
    }
}
