//! Appointments: `/appointments`.

mod answer;
mod body;
mod query;
mod series;
mod verbs;

pub use answer::{
    Appointment, AppointmentChange, AppointmentDetail, AppointmentMoment, AppointmentSummary,
    BookedAppointment, ClientAlert,
};
pub use body::{AppointmentPatch, NewAppointment, WantedService};
pub use series::{
    BookedSeries, CancelSeries, RescheduleSeries, Series, SeriesConflict, SeriesOccurrence,
};
pub use verbs::{CancelAppointment, CompleteAppointment, RescheduleAppointment, ToldVerb};

use crate::{
    auth::{Authenticated, Can, problems::permission_denied},
    booking::not_booked,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    idempotency::{Answer, IdempotencyKey},
    list::PageBody,
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{
    HttpResponse, get,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    patch, post,
    web::Data,
};
use chrono::Utc;
use futures_util::try_join;
use panal_domain::{
    AppointmentId, BranchId, BranchScope, ClientId, Permission, PermissionMarker,
    scheduling::{
        AppointmentSource,
        permissions::{AddAppointments, ChangeAppointments, ChangePrices, ViewAppointments},
    },
};
use panal_persistence::{
    Expected, TenantTx,
    tenant::{
        branches, client_notes, clients,
        scheduling::{
            Clock, Order,
            appointments::{self, AppointmentChanges},
            book,
            booking::Contact,
            offers::Customer,
        },
        steward::Denied,
    },
};
use query::AppointmentParams;
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(update)
        .service(client_summary);
    verbs::routes(config);
    series::routes(config);
}

/// Lists appointments, with the names of all that they point to.
///
/// `from` and `until` are days by the clock of the branch; `client`, `professional`, `service`, `room`, `branch`,
/// `series`, `state` and `source` take one value, or several with commas between. Over at most 62 days a page has up to
/// 500 rows, so that a month is seen at once. `q` looks in the code and in the client's names, document and telephone.
/// Three statements at most are sent to the database, however many rows.
#[utoipa::path(
    tag = "appointments",
    operation_id = "list_appointments",
    params(AppointmentParams),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "A page of appointments.", body = PageBody<Appointment>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/appointments")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    params: AppointmentParams,
) -> Result<HttpResponse, Problem> {
    let params = params.0;
    let tx = user.begin_read_only(&state).await?;
    let page = appointments::list(&tx, &params.query, user.branches()).await?;
    tx.commit().await?;
    let rows: Vec<Appointment> = page.rows.into_iter().map(Appointment::from).collect();
    Ok(params.answer(rows, page.total))
}

/// Books an appointment, or a visit of several services.
///
/// The answer is the first appointment, with all of the visit beside it. Several services follow each other, each by
/// whom it was asked for, else by the same professional where that is possible. Unless told, an appointment is
/// `pendiente`. The staff books from this morning on, at any minute within working time. With `recurrence`, all visits
/// of the series are booked together and `series` tells of them. With `Idempotency-Key`, sending the same request again
/// books nothing more.
#[utoipa::path(
    tag = "appointments",
    operation_id = "create_appointment",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each booking.", max_length = 255)),
    request_body = NewAppointment,
    security(("bearer" = ["appointments.add"])),
    responses(
        (status = 201, description = "Booked.", body = BookedAppointment,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`: the plan's limit of appointments a month.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `branch_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`slot_taken`, `outside_working_time`, `too_soon`, `too_far_ahead`, `off_interval`, `nobody_available`, `idempotency_key_in_progress`; `series_conflicts`, with `conflicts`: the hours of a series that cannot be had, and why.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<AddAppointments>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let visit = body::new_appointment(body.clone(), &user.tenant)?;
    let order = order(&state, &user, &visit).await?;
    if let Some(recurring) = &visit.recurring {
        series::cover(&state, &user, &order, recurring).await?;
    }
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                booked(&tx, &user, &order, &visit).await
            })
            .await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await?;
    Ok(answer.into_response())
}

async fn booked(
    tx: &TenantTx,
    user: &Can<AddAppointments>,
    order: &Order,
    visit: &body::Visit,
) -> Result<Answer, Failure> {
    let prefix = visit.listed.then_some("services.");
    let body = match &visit.recurring {
        Some(recurring) => series::booked(tx, user, order, recurring, prefix).await?,
        None => booked_once(tx, user, order, visit, prefix).await?,
    };
    if visit.outside_hours {
        require(user, ChangeAppointments::PERMISSION, body.branch())?;
    }
    let location = format!(
        "{}/api/v1/appointments/{}",
        user.request.base_path(),
        body.id()
    );
    Ok(Answer::json(StatusCode::CREATED, &body)?
        .header(&ETAG, etag(body.version()))
        .header(&LOCATION, location))
}

async fn booked_once(
    tx: &TenantTx,
    user: &Can<AddAppointments>,
    order: &Order,
    visit: &body::Visit,
    prefix: Option<&str>,
) -> Result<BookedAppointment, Failure> {
    let clock = Clock::of(user.tenant.time_zone);
    let booked = book(tx, clock, order)
        .await
        .map_err(|refused| not_booked(refused, prefix))?;
    let first = booked
        .first()
        .ok_or_else(|| Problem::internal("a visit without appointments"))?;
    if let Some(price) = &visit.price {
        let branch = BranchId(first.branch_id);
        require(user, ChangePrices::PERMISSION, branch)?;
        let changes = AppointmentChanges {
            price: Some(price.clone()),
            ..AppointmentChanges::default()
        };
        let id = AppointmentId(first.id);
        appointments::update(tx, id, &BranchScope::All, &Expected::Any, changes).await?;
    }
    let named = appointments::visit(tx, first.visit_id).await?;
    let booked = BookedAppointment::of(named)
        .ok_or_else(|| Problem::internal("a visit that was booked is not there"))?;
    Ok(booked)
}

/// What is to be booked, at a branch of the user's.
async fn order(
    state: &AppState,
    user: &Can<AddAppointments>,
    visit: &body::Visit,
) -> Result<Order, Failure> {
    Ok(Order {
        branch: branch(state, user, visit.branch).await?,
        services: visit.services.clone(),
        at: visit.at,
        client: visit.client,
        customer: Customer::AtTheDesk,
        source: AppointmentSource::Staff,
        state: visit.state,
        outside_hours: visit.outside_hours,
        hold: None,
        series: None,
        client_notes: visit.client_notes.clone(),
        internal_notes: visit.internal_notes.clone(),
        contact: Contact::default(),
        notify: visit.notify,
    })
}

/// The branch that was asked for; else the user's own while it is open; else the first open one of those that the
/// permission holds for. `None` is the first that is open.
pub(crate) async fn branch<P: PermissionMarker>(
    state: &AppState,
    user: &Can<P>,
    asked: Option<BranchId>,
) -> Result<Option<BranchId>, Failure> {
    let scope = user.branches();
    if let Some(branch) = asked {
        return match scope.allows(Some(branch)) {
            true => Ok(Some(branch)),
            false => Err(Denied::BranchNotOwn.into()),
        };
    }
    if user.branch_id.is_none() && scope.limited().is_none() {
        return Ok(None);
    }
    let tx = user.begin_read_only(state).await?;
    let usual = branches::usual(&tx, user.branch_id, scope).await?;
    tx.commit().await?;
    match usual {
        Some(branch) => Ok(Some(branch)),
        None => Err(Denied::BranchNotOwn.into()),
    }
}

/// 403 `permission_denied` unless the user has another permission at `branch` too.
pub(crate) fn require(
    user: &Authenticated,
    permission: &'static Permission,
    branch: BranchId,
) -> Result<(), Problem> {
    match user.scope(permission) {
        Some(scope) if scope.allows(Some(branch)) => Ok(()),
        _ => Err(permission_denied(permission)),
    }
}

/// Shows an appointment, its visit, its history, and the pinned notes about its client.
///
/// The ETag is the version of the appointment, for `If-Match`. What else the answer tells has versions of its own, so it
/// is always sent whole.
#[utoipa::path(
    tag = "appointments",
    operation_id = "get_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment.")),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "The appointment.", body = AppointmentDetail, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`; also of a branch for which the permission does not hold.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/appointments/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    id: Path<AppointmentId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let named = appointments::get(&tx, id.0, user.branches())
        .await?
        .ok_or_else(Problem::not_found)?;
    let version = named.appointment.version;
    let client = ClientId(named.appointment.client_id);
    let (visit, history, client_no_shows) = try_join!(
        appointments::visit(&tx, named.appointment.visit_id),
        appointments::history(&tx, id.0),
        appointments::no_shows(&tx, client),
    )?;
    let alerts = client_notes::alerts(&tx, client).await?;
    tx.commit().await?;
    let detail = AppointmentDetail {
        appointment: named.into(),
        visit: visit.into_iter().map(Appointment::from).collect(),
        history: history.into_iter().map(AppointmentChange::from).collect(),
        client_no_shows,
        client_alerts: alerts.into_iter().map(ClientAlert::from).collect(),
    };
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(version)))
        .json(detail))
}

/// Changes notes, contact and price of an appointment.
///
/// Members that are left out stay as they are; null clears. State and time change by the verbs.
#[utoipa::path(
    tag = "appointments",
    operation_id = "update_appointment",
    params(("id" = uuid::Uuid, Path, description = "The appointment."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = AppointmentPatch,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Changed.", body = Appointment, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/appointments/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<AppointmentId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::changes(body.into_inner(), &user.tenant)?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        let row = appointments::update(&tx, id.0, user.branches(), &expected.0, changes.clone())
            .await?
            .ok_or_else(Problem::not_found)?;
        if changes.price.is_some() {
            require(&user, ChangePrices::PERMISSION, BranchId(row.branch_id))?;
        }
        let answer = shown(&tx, id.0).await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await
}

/// Sums up a client's appointments.
///
/// Those at branches for which the permission does not hold do not count.
#[utoipa::path(
    tag = "appointments",
    operation_id = "summarize_client_appointments",
    params(("id" = uuid::Uuid, Path, description = "The client.")),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "In numbers.", body = AppointmentSummary),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/clients/{id}/appointments/summary")]
pub(crate) async fn client_summary(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    id: Path<ClientId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let (client, summary) = try_join!(
        clients::get(&tx, id.0),
        appointments::summary(&tx, id.0, user.branches(), Utc::now()),
    )?;
    tx.commit().await?;
    let summary = client.and(summary).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(AppointmentSummary::from(summary)))
}

/// The appointment as it is now, with names.
async fn shown(tx: &TenantTx, id: AppointmentId) -> Result<HttpResponse, Failure> {
    let named = appointments::get(tx, id, &BranchScope::All)
        .await?
        .ok_or_else(Problem::not_found)?;
    let version = named.appointment.version;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(version)))
        .json(Appointment::from(named)))
}
