//! Days that are not like every week's: `/schedule-exceptions`.

use super::{BRANCH_UNKNOWN, PROFESSIONAL_UNKNOWN, date, place};
use crate::{
    auth::Can,
    body::Body,
    etag::{IfMatch, etag},
    extract::{Json, Path, Query},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get,
    http::header::{ETAG, LOCATION},
    post, put,
    web::Data,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use panal_domain::{
    BranchId, BranchScope, Invalid, ProfessionalId, Text,
    scheduling::{
        Hours, TimeOfDay,
        permissions::{ChangeSchedules, ViewSchedules},
        week::{DayException, ExceptionKind, MAX_RANGES},
    },
};
use panal_persistence::{
    Error,
    tenant::scheduling::{
        exceptions::{self, ExceptionFilter, NewException, NotWritten, Written},
        generation,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(put_one)
        .service(remove);
}

/// Longest exception, in days.
const MAX_DAYS: u64 = 366;

/// Hours of a day.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayHours {
    /// From when, by the clock of the branch.
    #[schema(value_type = String, example = "09:00")]
    from: TimeOfDay,
    /// Until when.
    #[schema(value_type = String, example = "13:00")]
    until: TimeOfDay,
}

/// Days that are not like every week's.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScheduleException {
    /// The exception.
    id: Uuid,
    /// Whose; null is everybody's.
    professional_id: Option<Uuid>,
    /// Where; null is everywhere.
    branch_id: Option<Uuid>,
    /// `day_off`, `other_hours` or `extra_day`.
    #[schema(example = "day_off")]
    kind: String,
    /// The first day.
    starts_on: NaiveDate,
    /// The last day.
    ends_on: NaiveDate,
    /// The hours; empty of a day off.
    hours: Vec<DayHours>,
    /// Why.
    #[schema(example = "Vacaciones")]
    reason: Option<String>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    version: i32,
}

/// An exception that was written.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrittenException {
    /// The exception.
    #[serde(flatten)]
    exception: ScheduleException,
    /// Appointments of its days that are still to come and lie outside working time now. They stay until somebody moves
    /// or cancels them.
    appointments_outside: i64,
}

/// Exceptions.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScheduleExceptionList {
    /// The next first, 1000 at most.
    data: Vec<ScheduleException>,
}

/// What became of taking an exception back.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeletedException {
    /// Appointments of its days that are still to come and lie outside working time now.
    appointments_outside: i64,
}

// Describes what `read` reads.
/// An exception to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewScheduleException {
    /// Whose; null, or left out, is everybody's. Needed for hours.
    pub professional_id: Option<Uuid>,
    /// Where; null, or left out, is everywhere. Needed for hours, and by who is limited to branches.
    pub branch_id: Option<Uuid>,
    /// `day_off`: nobody works. `other_hours`: these in place of the week's at the branch. `extra_day`: these beside the week's.
    #[schema(example = "day_off")]
    pub kind: String,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; the first unless told, at most 366 days later.
    pub ends_on: Option<NaiveDate>,
    /// The hours; none of a day off.
    #[schema(max_items = 70)]
    pub hours: Option<Vec<DayHours>>,
    /// Why.
    #[schema(example = "Vacaciones", max_length = 200)]
    pub reason: Option<String>,
}

/// Which exceptions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExceptionParams {
    /// Those that end on this day or later; today unless told.
    from: Option<NaiveDate>,
    /// Those that begin on this day or earlier; a year from the first unless told.
    until: Option<NaiveDate>,
    /// Those that concern this professional, everybody's included.
    #[param(value_type = Option<Uuid>)]
    professional: Option<ProfessionalId>,
}

impl ScheduleException {
    fn new(row: exceptions::Exception) -> Result<Self, Error> {
        let hours = exceptions::hours(&row)?.into_iter().map(|one| DayHours {
            from: one.from,
            until: one.until,
        });
        Ok(Self {
            hours: hours.collect(),
            id: row.id,
            professional_id: row.professional_id,
            branch_id: row.branch_id,
            kind: row.kind,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            reason: row.reason,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}

impl WrittenException {
    fn new(written: Written) -> Result<Self, Error> {
        Ok(Self {
            exception: ScheduleException::new(written.exception)?,
            appointments_outside: written.appointments_outside,
        })
    }
}

/// Lists days off, other hours and extra days.
#[utoipa::path(
    tag = "schedules",
    operation_id = "list_schedule_exceptions",
    params(ExceptionParams),
    security(("bearer" = ["schedules.view"])),
    responses(
        (status = 200, description = "The exceptions.", body = ScheduleExceptionList),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/schedule-exceptions")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewSchedules>,
    params: Query<ExceptionParams>,
) -> Result<HttpResponse, Problem> {
    let params = params.into_inner();
    let from = params
        .from
        .unwrap_or_else(|| generation::today(place(&user.tenant)));
    let filter = ExceptionFilter {
        from,
        until: params
            .until
            .or_else(|| from.checked_add_days(Days::new(MAX_DAYS)))
            .unwrap_or(from),
        professional: params.professional,
    };
    let tx = user.begin_read_only(&state).await?;
    let rows = exceptions::list(&tx, &filter, user.branches()).await?;
    tx.commit().await?;
    let data = rows
        .into_iter()
        .map(ScheduleException::new)
        .collect::<Result<_, _>>()?;
    Ok(HttpResponse::Ok().json(ScheduleExceptionList { data }))
}

/// Makes an exception.
///
/// Availability of all whom it concerns is made anew; appointments stay, and `appointments_outside` says how many of
/// them lie outside working time now. A day off goes before all else, and takes back what was edited by hand before it.
/// Who is limited to branches writes no hours over those of the week at others.
#[utoipa::path(
    tag = "schedules",
    operation_id = "create_schedule_exception",
    request_body = NewScheduleException,
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 201, description = "Made.", body = WrittenException,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `schedule_overlap`, `branch_unknown`, ...", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/schedule-exceptions")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<ChangeSchedules>,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let new = read(body.into_inner(), user.branches())?;
    let place = place(&user.tenant);
    let written = transaction(async || {
        let tx = user.begin(&state).await?;
        let written = Box::pin(exceptions::create(&tx, place, user.branches(), &new))
            .await
            .map_err(refused)?;
        tx.commit().await?;
        Ok(written)
    })
    .await?;
    let (id, version) = (written.exception.id, written.exception.version);
    let location = format!(
        "{}/api/v1/schedule-exceptions/{id}",
        user.request.base_path()
    );
    Ok(HttpResponse::Created()
        .insert_header((ETAG, etag(version)))
        .insert_header((LOCATION, location))
        .json(WrittenException::new(written)?))
}

/// Shows an exception.
#[utoipa::path(
    tag = "schedules",
    operation_id = "get_schedule_exception",
    params(("id" = uuid::Uuid, Path, description = "The exception.")),
    security(("bearer" = ["schedules.view"])),
    responses(
        (status = 200, description = "The exception.", body = ScheduleException, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/schedule-exceptions/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewSchedules>,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let row = exceptions::get(&tx, id.0, user.branches()).await?;
    tx.commit().await?;
    let row = row.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(row.version)))
        .json(ScheduleException::new(row)?))
}

/// Writes an exception anew, all of it.
///
/// Availability of all whom it concerns, or concerned, is made anew.
#[utoipa::path(
    tag = "schedules",
    operation_id = "put_schedule_exception",
    params(("id" = uuid::Uuid, Path, description = "The exception."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = NewScheduleException,
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 200, description = "Written.", body = WrittenException, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/schedule-exceptions/{id}")]
pub(crate) async fn put_one(
    state: Data<AppState>,
    user: Can<ChangeSchedules>,
    id: Path<Uuid>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let new = read(body.into_inner(), user.branches())?;
    let place = place(&user.tenant);
    let written = transaction(async || {
        let tx = user.begin(&state).await?;
        let written = Box::pin(exceptions::update(
            &tx,
            place,
            id.0,
            user.branches(),
            &expected.0,
            &new,
        ))
        .await
        .map_err(refused)?
        .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(written)
    })
    .await?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(written.exception.version)))
        .json(WrittenException::new(written)?))
}

/// Takes an exception back.
///
/// Availability of all whom it concerned is made anew.
#[utoipa::path(
    tag = "schedules",
    operation_id = "delete_schedule_exception",
    params(("id" = uuid::Uuid, Path, description = "The exception."), ("If-Match" = String, Header, description = "The version to delete: the ETag it was read with.")),
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 200, description = "Taken back.", body = DeletedException),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/schedule-exceptions/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: Can<ChangeSchedules>,
    id: Path<Uuid>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    let place = place(&user.tenant);
    let appointments_outside = transaction(async || {
        let tx = user.begin(&state).await?;
        let scope = user.branches();
        let outside = Box::pin(exceptions::delete(&tx, place, id.0, scope, &expected.0))
            .await?
            .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(outside)
    })
    .await?;
    Ok(HttpResponse::Ok().json(DeletedException {
        appointments_outside,
    }))
}

/// Reads an exception by somebody of `scope`.
///
/// # Errors
/// 422 with every fault.
fn read(body: Map<String, Value>, scope: &BranchScope) -> Result<NewException, Problem> {
    let mut body = Body::new(body);
    let professional = body
        .text("professional_id", str::parse::<ProfessionalId>)
        .flatten();
    let branch = body.text("branch_id", str::parse::<BranchId>).flatten();
    let kind = body.text("kind", ExceptionKind::parse);
    let kind = body.required("kind", kind);
    let first = body.text("starts_on", date);
    let first = body.required("starts_on", first);
    let last = body.text("ends_on", date).flatten().or(first);
    let hours = body.read("hours", hours).flatten().unwrap_or_default();
    let reason = body.text("reason", Text::<200>::parse).flatten();
    // What is of all branches is said by who is responsible for all.
    let is_own = scope.limited().is_none() || branch.is_some() && scope.allows(branch);
    if !is_own && !body.is_refused("branch_id") {
        body.refuse("branch_id", BRANCH_UNKNOWN);
    }
    if let (Some(first), Some(last)) = (first, last)
        && !u64::try_from((last - first).num_days()).is_ok_and(|days| days <= MAX_DAYS)
    {
        body.refuse("ends_on", RANGE_INVALID);
    }
    match kind {
        None => {}
        Some(ExceptionKind::DayOff) if hours.is_empty() => {}
        Some(ExceptionKind::DayOff) => body.refuse("hours", NO_HOURS),
        Some(ExceptionKind::OtherHours | ExceptionKind::ExtraDay) => {
            let missing = [
                ("professional_id", professional.is_none()),
                ("branch_id", branch.is_none()),
                ("hours", hours.is_empty()),
            ];
            for (member, is_missing) in missing {
                if is_missing && !body.is_refused(member) {
                    body.refuse(member, REQUIRED_FOR_HOURS);
                }
            }
        }
    }
    body.finish()?;
    let (Some(kind), Some(first), Some(last)) = (kind, first, last) else {
        return Err(Problem::internal("body without kind or day passed"));
    };
    Ok(NewException {
        professional,
        day: DayException {
            kind,
            branch,
            first,
            last,
            hours,
        },
        reason: reason.map(Into::into),
    })
}

fn hours(value: Value) -> Result<Option<Vec<Hours>>, Invalid> {
    let all: Vec<DayHours> = serde_json::from_value(value).map_err(|_cause| HOURS_LIST)?;
    if all.len() > MAX_RANGES {
        return Err(HOURS_LIST);
    }
    let mut all = all
        .into_iter()
        .map(|one| Hours::new(one.from, one.until))
        .collect::<Result<Vec<_>, _>>()?;
    all.sort_unstable();
    let is_clear = all
        .iter()
        .zip(all.iter().skip(1))
        .all(|(one, next)| !one.overlaps(*next));
    is_clear.then_some(Some(all)).ok_or(HOURS_OVERLAP)
}

/// Names the refusals that a form can show beside a field.
fn refused(error: NotWritten) -> Failure {
    let error = match error {
        NotWritten::Hours(invalid) => return Problem::invalid([("hours", invalid)]).into(),
        NotWritten::Database(error) => error,
    };
    match error.constraint() {
        Some("schedule_exceptions_professional_id_fkey") => {
            Problem::invalid([("professional_id", PROFESSIONAL_UNKNOWN)]).into()
        }
        Some("schedule_exceptions_branch_id_fkey") => {
            Problem::invalid([("branch_id", BRANCH_UNKNOWN)]).into()
        }
        _ => error.into(),
    }
}

const RANGE_INVALID: Invalid = Invalid::new(
    "range_invalid",
    "El último día debe estar entre el primero y 366 días después.",
    "The last day must lie between the first and 366 days later.",
);
const NO_HOURS: Invalid = Invalid::new(
    "hours_not_allowed",
    "Un día libre no lleva horas. Para otras horas use «other_hours».",
    "A day off has no hours. For other hours use \"other_hours\".",
);
const REQUIRED_FOR_HOURS: Invalid = Invalid::new(
    "required",
    "Falta este dato: las horas son de un profesional en una sucursal.",
    "This is missing: hours are of a professional at a branch.",
);
const HOURS_LIST: Invalid = Invalid::new(
    "hours_list_invalid",
    "Escriba hasta 70 horarios como {\"from\": \"09:00\", \"until\": \"13:00\"}.",
    "Write up to 70 ranges such as {\"from\": \"09:00\", \"until\": \"13:00\"}.",
);
const HOURS_OVERLAP: Invalid = Invalid::new(
    "schedule_overlap",
    "Dos de estos horarios se cruzan. Cambie uno de ellos.",
    "Two of these ranges overlap. Change one of them.",
);
