//! Working time: `/professionals/{id}/schedule`, `/schedule-exceptions`, `/schedules/generate`.

mod body;
mod exceptions;
mod generate;

pub use body::{Schedule, ScheduleBody, ScheduleHours};
pub use exceptions::{
    DayHours, DeletedException, ExceptionParams, NewScheduleException, ScheduleException,
    ScheduleExceptionList, WrittenException,
};
pub use generate::{GenerateBody, GeneratedBody};

pub(crate) use body::date;

use crate::{
    auth::Can,
    etag::{IfMatch, IfNoneMatch, etag},
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
    tenancy::Tenant,
};
use actix_web::{HttpResponse, get, http::header::ETAG, put, web::Data};
use panal_domain::{
    Country, Invalid, ProfessionalId,
    scheduling::permissions::{ChangeSchedules, ViewSchedules},
};
use panal_persistence::tenant::scheduling::{
    Clock,
    generation::Place,
    schedules::{self, NotWritten, Week},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_one).service(put_one);
    exceptions::routes(config);
    generate::routes(config);
}

/// The clock and the country by which a business works.
pub(crate) fn place(tenant: &Tenant) -> Place {
    Place {
        clock: Clock::of(tenant.time_zone),
        country: Country::parse(&tenant.country).ok(),
    }
}

/// Shows the hours of a professional's every week.
///
/// Who is limited to branches sees the hours of these. The ETag is that of the professional.
#[utoipa::path(
    tag = "schedules",
    operation_id = "get_schedule",
    params(("id" = uuid::Uuid, Path, description = "The professional."), ("If-None-Match" = Option<String>, Header, description = "Versions at hand.")),
    security(("bearer" = ["schedules.view"])),
    responses(
        (status = 200, description = "The hours.", body = Schedule, headers(("ETag" = String, description = "The professional's version."))),
        (status = 304, description = "Not changed since."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/professionals/{id}/schedule")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewSchedules>,
    id: Path<ProfessionalId>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let week = schedules::get(&tx, id.0, user.branches()).await?;
    tx.commit().await?;
    let week = week.ok_or_else(Problem::not_found)?;
    if known.has(week.version) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag(week.version)))
            .finish());
    }
    Ok(shown(week))
}

/// Writes the hours of a professional's every week, all of them at once.
///
/// A day may have several ranges; those with `allows_bookings` false are cut out of the others, as a lunch break is.
/// Ranges of one day that both take bookings do not overlap, at one branch or two. Availability is made anew; appointments
/// stay as they are. Who is limited to branches writes the hours of these; those of others stay.
#[utoipa::path(
    tag = "schedules",
    operation_id = "put_schedule",
    params(("id" = uuid::Uuid, Path, description = "The professional."), ("If-Match" = String, Header, description = "The professional's version: the ETag the hours were read with.")),
    request_body = ScheduleBody,
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 200, description = "Written.", body = Schedule, headers(("ETag" = String, description = "The professional's new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `schedule_overlap`, `hours_invalid`, `branch_unknown`, ... of one of the hours.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/professionals/{id}/schedule")]
pub(crate) async fn put_one(
    state: Data<AppState>,
    user: Can<ChangeSchedules>,
    id: Path<ProfessionalId>,
    expected: IfMatch,
    body: Json<ScheduleBody>,
) -> Result<HttpResponse, Problem> {
    let hours = body::week(&body.into_inner(), user.branches())?;
    let place = place(&user.tenant);
    let week = transaction(async || {
        let tx = user.begin(&state).await?;
        let week = Box::pin(schedules::put(
            &tx,
            place,
            id.0,
            user.branches(),
            &expected.0,
            hours.clone(),
        ))
        .await
        .map_err(refused)?
        .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(week)
    })
    .await?;
    Ok(shown(week))
}

fn shown(week: Week) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(week.version)))
        .json(Schedule::from(week))
}

fn refused(error: NotWritten) -> Failure {
    match error {
        NotWritten::Hours(at, invalid) => {
            Problem::invalid([(format!("hours.{at}"), invalid)]).into()
        }
        NotWritten::Database(error)
            if error.constraint() == Some("weekly_schedules_branch_id_fkey") =>
        {
            Problem::invalid([("hours", BRANCH_UNKNOWN)]).into()
        }
        NotWritten::Database(error) => error.into(),
    }
}

pub(crate) const BRANCH_UNKNOWN: Invalid = Invalid::new(
    "branch_unknown",
    "No existe esa sucursal, o no es de las suyas.",
    "There is no such branch, or it is none of yours.",
);
pub(crate) const PROFESSIONAL_UNKNOWN: Invalid = Invalid::new(
    "professional_unknown",
    "No existe ese profesional, o ya no atiende.",
    "There is no such professional, or it works here no more.",
);
