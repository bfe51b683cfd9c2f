//! Appointments that recur: made with `recurrence` in `POST /appointments`, changed under `/appointments/series`.

mod body;

pub use body::{
    BookedSeries, CancelSeries, RescheduleSeries, Series, SeriesConflict, SeriesOccurrence,
};
pub(super) use body::{Recurring, recurring};

use super::{BookedAppointment, verbs::Members};
use crate::{
    auth::Can,
    booking::{not_booked, not_changed, not_then},
    extract::Path,
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{HttpResponse, get, http::StatusCode, post, web::Data};
use panal_domain::{
    BranchScope, Country, Message, PermissionMarker, SeriesId,
    scheduling::permissions::{
        AddAppointments, CancelAnyAppointment, ChangeAppointments, ChangePrices, ViewAppointments,
    },
};
use panal_persistence::{
    TenantTx,
    tenant::scheduling::{
        Clock, Order, appointments,
        changes::By,
        generation::{self, Place},
        series::{self, Conflict, NotBookedSeries, Part, SeriesNotChanged},
    },
};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(show).service(cancel).service(reschedule);
}

/// Makes availability as far as a series goes, before it is booked: one professional after the other, so that nobody
/// waits for all of them.
pub(super) async fn cover(
    state: &AppState,
    user: &Can<AddAppointments>,
    order: &Order,
    recurring: &Recurring,
) -> Result<(), Problem> {
    let clock = Clock::of(user.tenant.time_zone);
    let tx = user.begin_read_only(state).await?;
    let cover = series::to_cover(&tx, clock, order, &recurring.rule).await?;
    tx.commit().await?;
    let Some((professionals, last)) = cover else {
        return Ok(());
    };
    let place = Place {
        clock,
        country: Country::parse(&user.tenant.country).ok(),
    };
    for professional in professionals {
        transaction(async || {
            let tx = user.begin(state).await?;
            generation::regenerate(&tx, place, professional, Some(last)).await?;
            Ok(tx.commit().await?)
        })
        .await?;
    }
    Ok(())
}

/// Books a series; the answer is its first visit, with all of the series beside it.
pub(super) async fn booked(
    tx: &TenantTx,
    user: &Can<AddAppointments>,
    order: &Order,
    recurring: &Recurring,
    prefix: Option<&str>,
) -> Result<BookedAppointment, Failure> {
    let clock = Clock::of(user.tenant.time_zone);
    let made = series::book_series(tx, clock, order, &recurring.rule, recurring.on_conflict)
        .await
        .map_err(|refused| not_made(refused, prefix))?;
    let first = made.appointments.first();
    let first = first.ok_or_else(|| Problem::internal("a series without appointments"))?;
    let named = appointments::visit(tx, first.visit_id).await?;
    let booked = BookedAppointment::of(named)
        .ok_or_else(|| Problem::internal("a visit that was booked is not there"))?;
    let all = made.appointments.iter();
    Ok(booked.of_series(BookedSeries {
        id: made.series.0,
        rrule: recurring.rule.as_str().to_owned(),
        appointments: all.map(SeriesOccurrence::from).collect(),
        skipped: conflicts(&made.skipped),
    }))
}

/// Shows a series and all its appointments.
///
/// In the order in which the rule gave them, wherever they were moved since.
#[utoipa::path(
    tag = "appointments",
    operation_id = "get_series",
    params(("id" = uuid::Uuid, Path, description = "The series.")),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "The series.", body = Series),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/appointments/series/{id}")]
pub(crate) async fn show(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    id: Path<SeriesId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let series = series::get(&tx, id.0, user.branches()).await?;
    tx.commit().await?;
    let series = series.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(Series::from(series)))
}

/// Calls a series off.
///
/// All of it that is to come, or the occurrence of the appointment `from` and those after it. What was done, begun or
/// called off already stays. The client is written to once.
#[utoipa::path(
    tag = "appointments",
    operation_id = "cancel_series",
    params(("id" = uuid::Uuid, Path, description = "The series.")),
    request_body = CancelSeries,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Called off; the series as it is now.", body = Series),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`; also for somebody else's appointments, without `appointments.cancel_any`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no such series, or `from` is none of it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`series_over`: nothing of it is to come.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/series/{id}/cancel")]
pub(crate) async fn cancel(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<SeriesId>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let (from, told) = body::cancel(members)?;
    let part = Part { series: id.0, from };
    transaction(async || {
        let tx = user.begin(&state).await?;
        let clock = Clock::of(user.tenant.time_zone);
        series::cancel(&tx, clock, part, &told, by(&user))
            .await
            .map_err(not_done)?;
        let answer = shown(&tx, id.0, user.branches()).await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await
}

/// Moves a series.
///
/// All of it that is to come, or the occurrence of the appointment `from` and those after it: by `by_minutes`, or to
/// `time` of the same days by the clock of the series, and to another professional. All are moved, or none:
/// 409 `series_conflicts` names every hour that cannot be had. The client is written to once.
#[utoipa::path(
    tag = "appointments",
    operation_id = "reschedule_series",
    params(("id" = uuid::Uuid, Path, description = "The series.")),
    request_body = RescheduleSeries,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Moved; the series as it is now.", body = Series),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no such series, or `from` is none of it.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`series_conflicts`, with `conflicts`: hours that cannot be had, and why; `series_over`: nothing of it is to come.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/appointments/series/{id}/reschedule")]
pub(crate) async fn reschedule(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<SeriesId>,
    members: Members,
) -> Result<HttpResponse, Problem> {
    let (from, to, told) = body::reschedule(members)?;
    let part = Part { series: id.0, from };
    transaction(async || {
        let tx = user.begin(&state).await?;
        let clock = Clock::of(user.tenant.time_zone);
        series::reschedule(&tx, clock, part, to, &told, by(&user))
            .await
            .map_err(not_done)?;
        let answer = shown(&tx, id.0, user.branches()).await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await
}

fn by(user: &Can<ChangeAppointments>) -> By<'_> {
    By::Staff {
        branches: user.branches(),
        cancels_any: user.scope(CancelAnyAppointment::PERMISSION),
        prices: user.scope(ChangePrices::PERMISSION),
    }
}

/// The series as it is now.
async fn shown(tx: &TenantTx, id: SeriesId, scope: &BranchScope) -> Result<HttpResponse, Failure> {
    let series = series::get(tx, id, scope).await?;
    let series = series.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(Series::from(series)))
}

fn not_made(refused: NotBookedSeries, prefix: Option<&str>) -> Failure {
    match refused {
        NotBookedSeries::NotBooked(refused) => not_booked(refused, prefix),
        NotBookedSeries::Rule(invalid) => Problem::invalid([("recurrence", invalid)]).into(),
        NotBookedSeries::Conflicts(found) => in_conflict(&found).into(),
    }
}

fn not_done(refused: SeriesNotChanged) -> Failure {
    match refused {
        SeriesNotChanged::NotChanged(refused) => not_changed(refused),
        SeriesNotChanged::Conflicts(found) => in_conflict(&found).into(),
        SeriesNotChanged::NothingToCome => Problem::new(
            StatusCode::CONFLICT,
            "series_over",
            Message::new(
                "De esa serie ya no queda nada por venir",
                "Nothing of that series is to come",
            ),
        )
        .detail(Message::new(
            "Solo se cambian las citas futuras que están pendientes o confirmadas.",
            "Only appointments to come that are pending or confirmed are changed.",
        ))
        .into(),
    }
}

/// 409 that names every hour and why it cannot be had.
fn in_conflict(found: &[Conflict]) -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "series_conflicts",
        Message::new(
            "No todas las horas de la serie están libres",
            "Not every hour of the series is free",
        ),
    )
    .detail(Message::new(
        "Elija otra hora u otro profesional; al crear la serie también puede omitir esas fechas con «on_conflict»: «skip».",
        "Choose another hour or professional; a new series can leave those dates out with \"on_conflict\": \"skip\".",
    ))
    .with(
        "conflicts",
        serde_json::to_value(conflicts(found)).unwrap_or_default(),
    )
}

fn conflicts(found: &[Conflict]) -> Vec<SeriesConflict> {
    found
        .iter()
        .map(|one| SeriesConflict {
            starts_at: one.starts_at,
            reason: not_then(one.refusal).code().to_owned(),
        })
        .collect()
}
