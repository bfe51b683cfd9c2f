//! Holidays: `/holidays`.

use super::schedules::{date, place};
use crate::{
    auth::{Can, CanEverywhere},
    body::Body,
    extract::{Json, Path, Query},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, delete, get, put, web::Data};
use chrono::{Datelike, NaiveDate};
use panal_domain::{
    Text,
    scheduling::{
        holidays::of_year,
        permissions::{ChangeSchedules, ViewSchedules},
    },
};
use panal_persistence::tenant::scheduling::{booking_settings, generation, holidays};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list).service(put_one).service(remove);
}

/// A holiday.
#[derive(Debug, Serialize, ToSchema)]
pub struct Holiday {
    /// The day.
    day: NaiveDate,
    /// Its name.
    #[schema(example = "Navidad")]
    name: String,
    /// `country`, or `own` where the business has said something of the day.
    #[schema(example = "country")]
    source: &'static str,
    /// Whether the hours of every week hold on it.
    is_working: bool,
}

/// Holidays of a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolidayList {
    /// The year.
    year: i32,
    /// In order.
    data: Vec<Holiday>,
}

/// What the business says of a day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HolidayBody {
    /// Its name.
    #[schema(example = "Aniversario", max_length = 120)]
    pub name: String,
    /// Whether the business works; false unless told.
    #[schema(nullable = false)]
    pub is_working: Option<bool>,
}

/// Which holidays.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HolidayParams {
    /// The year, 2000 to 2100; this one unless told.
    #[param(example = 2026)]
    year: Option<u16>,
}

/// Lists the holidays of a year: the country's, and what the business says otherwise.
#[utoipa::path(
    tag = "schedules",
    operation_id = "list_holidays",
    params(HolidayParams),
    security(("bearer" = ["schedules.view"])),
    responses(
        (status = 200, description = "The holidays.", body = HolidayList),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/holidays")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewSchedules>,
    params: Query<HolidayParams>,
) -> Result<HttpResponse, Problem> {
    let place = place(&user.tenant);
    let year = params
        .0
        .year
        .map_or_else(|| generation::today(place).year(), i32::from)
        .clamp(2000, 2100);
    let days = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
    let (first, last) = days.ok_or_else(|| Problem::internal("a year without days"))?;
    let tx = user.begin_read_only(&state).await?;
    let own = holidays::own(&tx, first, last).await?;
    let settings = booking_settings(&tx).await?;
    tx.commit().await?;
    let language = user.request.language();
    let country = place
        .country
        .map_or_else(Vec::new, |country| of_year(country, year));
    let all: BTreeMap<NaiveDate, Holiday> = country
        .into_iter()
        .map(|holiday| Holiday {
            day: holiday.day,
            name: holiday.name.in_language(language).to_owned(),
            source: "country",
            is_working: settings.works_on_holidays,
        })
        .chain(own.into_iter().map(Holiday::from))
        .map(|holiday| (holiday.day, holiday))
        .collect();
    let data = all.into_values().collect();
    Ok(HttpResponse::Ok().json(HolidayList { year, data }))
}

impl From<holidays::OwnHoliday> for Holiday {
    fn from(row: holidays::OwnHoliday) -> Self {
        Self {
            day: row.day,
            name: row.name,
            source: "own",
            is_working: row.is_working,
        }
    }
}

/// Says of a day whether the business works on it, whatever its country says.
///
/// Everybody's availability is made anew.
#[utoipa::path(
    tag = "schedules",
    operation_id = "put_holiday",
    params(("date" = NaiveDate, Path, description = "The day.")),
    request_body = HolidayBody,
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 200, description = "Said.", body = Holiday),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no such day.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: somebody else says something of this day at this moment.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/holidays/{date}")]
pub(crate) async fn put_one(
    state: Data<AppState>,
    user: CanEverywhere<ChangeSchedules>,
    day: Path<String>,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let day = date(&day.0).map_err(|_invalid| Problem::not_found())?;
    let mut body = Body::new(body.into_inner());
    let name = body.text("name", Text::<120>::parse);
    let name = body.required("name", name);
    let is_working = body.boolean("is_working");
    let is_working = body.not_null("is_working", is_working).unwrap_or(false);
    body.finish()?;
    let name = String::from(name.ok_or_else(|| Problem::internal("body without name passed"))?);
    let place = place(&user.tenant);
    let row = transaction(async || {
        let tx = user.begin(&state).await?;
        let row = Box::pin(holidays::put(&tx, place, day, name.clone(), is_working)).await?;
        tx.commit().await?;
        Ok(row)
    })
    .await?;
    Ok(HttpResponse::Ok().json(Holiday::from(row)))
}

/// Takes back what the business said of a day; its country's word holds again.
///
/// Everybody's availability is made anew.
#[utoipa::path(
    tag = "schedules",
    operation_id = "delete_holiday",
    params(("date" = NaiveDate, Path, description = "The day.")),
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 204, description = "Taken back."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: the business has said nothing of this day.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/holidays/{date}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: CanEverywhere<ChangeSchedules>,
    day: Path<String>,
) -> Result<HttpResponse, Problem> {
    let day = date(&day.0).map_err(|_invalid| Problem::not_found())?;
    let place = place(&user.tenant);
    transaction(async || {
        let tx = user.begin(&state).await?;
        Box::pin(holidays::delete(&tx, place, day))
            .await?
            .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
