//! What the holder of an appointment's link sees, and their verdict: `/public/appointments/{token}`.

use super::{Visit, body};
use crate::{
    body::Body,
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    routes::availability::times::local,
    state::AppState,
};
use actix_web::{HttpResponse, get, http::StatusCode, post, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{
    AppointmentId, BranchId, Invalid, Message, ProfessionalId, ServiceId, SignedFor, SignedLink,
    TimeZone,
    scheduling::{AppointmentState, BookingSettings, appointment::check_rating},
};
use panal_persistence::{
    TenantTx,
    tenant::scheduling::{
        booking::Appointment,
        booking_settings,
        changes::clients_confirm,
        told::{self, Part},
        visits::{self, Names, NotRated, RATING_OPEN},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// Longest comment, in characters.
const MAX_COMMENT: usize = 1_000;

/// An appointment as its own client sees it.
#[derive(Serialize, ToSchema)]
pub struct PublicAppointment {
    /// The number by which people know it.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// `pendiente`, `confirmada`, `en_curso`, `completada`, `cancelada` or `no_asistio`.
    #[schema(example = "confirmada")]
    state: String,
    /// The state for people.
    #[schema(example = "Confirmada")]
    state_label: String,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// The day by the clock of the branch.
    local_date: NaiveDate,
    /// The hour by the clock of the branch.
    #[schema(example = "09:30")]
    local_time: String,
    /// The zone of the branch.
    #[schema(example = "America/Bogota")]
    time_zone: &'static str,
    /// The service.
    service_id: Uuid,
    /// Its name.
    #[schema(example = "Limpieza")]
    service: String,
    /// Who gives it.
    professional_id: Uuid,
    /// Name.
    #[schema(example = "Dra. Ruiz")]
    professional: String,
    /// Name of the business.
    business: String,
    /// Where.
    branch_id: Uuid,
    /// Name of the branch.
    branch: String,
    /// Its address.
    address: Option<String>,
    /// Its telephone.
    phone: Option<String>,
    /// Whether it can be called off by the link now.
    can_cancel: bool,
    /// Whether it can be moved by the link now.
    can_reschedule: bool,
    /// Whether it can be confirmed by the link now.
    can_confirm: bool,
    /// Until when it can be moved or called off by the link.
    change_until: DateTime<Utc>,
    /// Whether it can be rated now.
    can_rate: bool,
    /// The verdict: 1 to 5.
    rating: Option<i16>,
    /// The words that came with it.
    rating_comment: Option<String>,
    /// What comes with it: what else of the visit the link confirms and calls off.
    others: Vec<OtherService>,
}

/// Another service of the visit.
#[derive(Serialize, ToSchema)]
pub struct OtherService {
    /// The number by which people know it.
    #[schema(example = "CIT-2026-000124")]
    code: String,
    /// As of an appointment.
    #[schema(example = "confirmada")]
    state: String,
    /// The service.
    #[schema(example = "Endodoncia")]
    service: String,
    /// Who gives it.
    #[schema(example = "Dra. Ruiz")]
    professional: String,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
}

/// A verdict.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPublicRating)]
pub struct NewRating {
    /// 1 to 5.
    #[schema(example = 5, minimum = 1, maximum = 5)]
    pub rating: i64,
    /// In words.
    #[schema(max_length = 1000)]
    pub comment: Option<String>,
}

/// The appointment that a token names, if this server signed it for this business. A token that is wrong, old or of
/// another business is looked up like any other, and the answer is the same 404.
pub(super) async fn linked(
    state: &AppState,
    visit: &Visit,
    tx: &TenantTx,
    token: &str,
) -> Result<Appointment, Failure> {
    let link = SignedLink::parse(token);
    let id = link.map_or_else(Uuid::nil, |link| link.id);
    let found = visits::appointment(tx, AppointmentId(id)).await?;
    let version = found.as_ref().map_or(0, |row| row.link_version);
    let is_good = link.is_some_and(|link| {
        state
            .links
            .verifies(&link, SignedFor::Appointment, visit.tenant.id, version)
    });
    found
        .filter(|_| is_good)
        .ok_or_else(|| Problem::not_found().into())
}

/// Shows an appointment.
#[utoipa::path(
    tag = "public booking",
    operation_id = "get_public_appointment",
    params(("token" = String, Path, description = "The end of the secret link.")),
    responses(
        (status = 200, description = "The appointment.", body = PublicAppointment),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/public/appointments/{token}")]
pub(crate) async fn get_one(
    visit: Visit,
    state: Data<AppState>,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    let tx = visit.begin_read_only(&state).await?;
    let appointment = linked(&state, &visit, &tx, &token.0).await?;
    let body = shown(&visit, &tx, appointment).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(body))
}

/// Rates an appointment that took place.
///
/// A verdict can be changed for 7 days.
#[utoipa::path(
    tag = "public booking",
    operation_id = "rate_public_appointment",
    params(("token" = String, Path, description = "The end of the secret link.")),
    request_body = NewRating,
    responses(
        (status = 200, description = "Kept.", body = PublicAppointment),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`not_completed`, `rating_closed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/public/appointments/{token}/rating")]
pub(crate) async fn rate(
    visit: Visit,
    state: Data<AppState>,
    token: Path<String>,
    json: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let mut read = Body::new(json.into_inner());
    let rating = read.read("rating", |value| {
        let number = value.as_i64().ok_or(RATING_INVALID)?;
        check_rating(number).map(Some)
    });
    let rating = read.required("rating", rating);
    let comment = read
        .text("comment", |raw| body::lines(raw, MAX_COMMENT))
        .flatten();
    read.finish()?;
    let rating = rating.ok_or_else(|| Problem::internal("rating without a rating passed"))?;
    state
        .bookings
        .take(Some(visit.tenant.id), visit.request.address())?;
    let body = transaction(async || {
        let tx = visit.begin(&state).await?;
        let appointment = linked(&state, &visit, &tx, &token.0).await?;
        let id = AppointmentId(appointment.id);
        let rated = visits::rate(&tx, visit.clock().now, id, rating, comment.clone())
            .await?
            .map_err(not_rated)?;
        let body = shown(&visit, &tx, rated).await?;
        tx.commit().await?;
        Ok(body)
    })
    .await?;
    Ok(HttpResponse::Ok().json(body))
}

fn not_rated(refused: NotRated) -> Problem {
    match refused {
        NotRated::Unknown => Problem::not_found(),
        NotRated::NotCompleted => Problem::new(
            StatusCode::CONFLICT,
            "not_completed",
            Message::new("Todavía no se puede calificar", "It cannot be rated yet"),
        )
        .detail(Message::new(
            "Se califican las citas que ya se atendieron.",
            "Appointments are rated once they have taken place.",
        )),
        NotRated::Closed => Problem::new(
            StatusCode::CONFLICT,
            "rating_closed",
            Message::new(
                "La calificación ya no se puede cambiar",
                "The rating can no longer be changed",
            ),
        )
        .detail(Message::new(
            "Se puede cambiar durante 7 días; cuente al negocio lo que quiera agregar.",
            "It can be changed for 7 days; tell the business what you would like to add.",
        )),
    }
}

pub(super) async fn names(tx: &TenantTx, appointment: &Appointment) -> Result<Names, Failure> {
    let (branch, service) = (
        BranchId(appointment.branch_id),
        ServiceId(appointment.service_id),
    );
    visits::names(
        tx,
        branch,
        service,
        ProfessionalId(appointment.professional_id),
    )
    .await?
    .ok_or_else(|| Problem::internal("appointment without names").into())
}

/// What else of the visit the link stands for.
pub(super) async fn others(tx: &TenantTx, appointment: &Appointment) -> Result<Vec<Part>, Failure> {
    let along = visits::along(tx, appointment).await?;
    if along.is_empty() {
        return Ok(Vec::new());
    }
    let mut parts = told::visit_of(tx, appointment.id).await?;
    parts.retain(|part| along.iter().any(|other| other.id == part.id));
    Ok(parts)
}

impl From<Part> for OtherService {
    fn from(part: Part) -> Self {
        Self {
            code: part.code,
            state: part.state,
            service: part.service,
            professional: part.professional,
            starts_at: part.starts_at,
            ends_at: part.ends_at,
        }
    }
}

/// The appointment as its client sees it.
pub(super) async fn shown(
    visit: &Visit,
    tx: &TenantTx,
    appointment: Appointment,
) -> Result<PublicAppointment, Failure> {
    let names = names(tx, &appointment).await?;
    let others = others(tx, &appointment).await?;
    let settings: BookingSettings = booking_settings(tx).await?;
    let zone = zone(visit, names.time_zone.as_deref());
    let now = visit.clock().now;
    let state = AppointmentState::parse(&appointment.state).map_err(Problem::internal)?;
    let change_until = appointment.starts_at - settings.change_notice();
    let can_change = state.is_open() && now <= change_until;
    // What the link stands for is called off together.
    let open = others.iter().filter(|part| part.is_open());
    let first = open
        .map(|part| part.starts_at)
        .chain(state.is_open().then_some(appointment.starts_at))
        .min();
    let can_cancel = first.is_some_and(|first| now <= first - settings.change_notice());
    let waits = state == AppointmentState::Pendiente
        || others
            .iter()
            .any(|part| part.is(AppointmentState::Pendiente));
    let can_confirm = waits && clients_confirm(&appointment, &settings, now);
    let is_rateable = appointment
        .rated_at
        .is_none_or(|rated| now <= rated + RATING_OPEN);
    Ok(PublicAppointment {
        code: appointment.code,
        state_label: state
            .label()
            .in_language(visit.request.language())
            .to_owned(),
        state: appointment.state,
        starts_at: appointment.starts_at,
        ends_at: appointment.ends_at,
        local_date: appointment.starts_at.with_timezone(&zone).date_naive(),
        local_time: local(appointment.starts_at, zone),
        time_zone: zone.name(),
        service_id: appointment.service_id,
        service: names.service,
        professional_id: appointment.professional_id,
        professional: names.professional,
        business: visit.tenant.name.clone(),
        branch_id: appointment.branch_id,
        branch: names.branch,
        address: names.address,
        phone: names.phone,
        can_cancel,
        can_reschedule: can_change,
        can_confirm,
        change_until,
        can_rate: state == AppointmentState::Completada && is_rateable,
        rating: appointment.rating,
        rating_comment: appointment.rating_comment,
        others: others.into_iter().map(OtherService::from).collect(),
    })
}

/// The zone of a branch: its own, or the business's.
pub(super) fn zone(visit: &Visit, own: Option<&str>) -> chrono_tz::Tz {
    own.and_then(|name| TimeZone::parse(name).ok())
        .unwrap_or(visit.tenant.time_zone)
        .tz()
}

/// The page of an appointment, for people.
pub(super) fn page(state: &AppState, visit: &Visit, token: &str) -> String {
    let url = match &visit.tenant.primary_domain {
        Some(domain) => Some(state.config.public_url(domain)),
        None => state.tenant_url(&visit.tenant.slug),
    };
    format!("{}/cita#token={token}", url.unwrap_or_default())
}

const RATING_INVALID: Invalid = Invalid::new(
    "rating_invalid",
    "Califique de 1 a 5.",
    "Give a rating from 1 to 5.",
);
