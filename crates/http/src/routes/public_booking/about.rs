//! What a customer reads before booking.

use super::{Visit, change, closed, consent, holds, visit::linked};
use crate::{
    extract::Query,
    problem::{Problem, ProblemBody},
    retry::Failure,
    routes::availability::times::{
        Asked, AskedByCustomer, FreeTimesBody, TimesQuery, answered, not_known,
    },
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use panal_domain::{ServiceId, scheduling::BookingSettings};
use panal_persistence::{
    TenantTx,
    tenant::scheduling::{
        availability::{Known, Question, known},
        booking_settings,
        diary::Own,
        offers::Customer,
        visits,
    },
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How a business takes bookings.
#[derive(Serialize, ToSchema)]
#[schema(as = PublicBooking)]
pub struct BookingBody {
    /// Whether it takes bookings here. Where not, customers still read how to reach it.
    open: bool,
    /// Name of the business.
    #[schema(example = "Clínica Dental Norte")]
    business: String,
    /// Where its logo is.
    logo_url: Option<String>,
    /// ISO 4217 code of the currency of its prices.
    #[schema(example = "COP")]
    currency: String,
    /// The zone of branches that have none of their own.
    #[schema(example = "America/Bogota")]
    time_zone: String,
    /// Open branches; the first is meant when none is named.
    branches: Vec<PublicBranch>,
    /// Minutes of the clock of which every beginning is a multiple.
    #[schema(example = 15)]
    interval_minutes: u32,
    /// How many minutes ahead one books at least.
    #[schema(example = 120)]
    minimum_notice_minutes: u32,
    /// How many minutes ahead one moves or cancels at least.
    #[schema(example = 120)]
    change_notice_minutes: u32,
    /// How many days ahead one books at most.
    #[schema(example = 90)]
    window_days: u32,
    /// For how many minutes a time is held.
    #[schema(example = 10)]
    hold_minutes: u32,
    /// Whether an appointment is confirmed at once, or waits for the staff.
    confirms_at_once: bool,
    /// What is to be shown and agreed to; goes back in `consent.text`.
    consent_text: String,
}

/// A branch.
#[derive(Serialize, ToSchema)]
pub struct PublicBranch {
    /// The branch.
    id: Uuid,
    /// Its name.
    #[schema(example = "Centro")]
    name: String,
    /// Street address.
    address: Option<String>,
    /// Telephone, E.164.
    phone: Option<String>,
    /// Its zone.
    #[schema(example = "America/Bogota")]
    time_zone: String,
}

/// A service that customers may book.
#[derive(Serialize, ToSchema)]
#[schema(as = PublicService)]
pub struct PublicServiceBody {
    /// The service.
    id: Uuid,
    /// Its name.
    #[schema(example = "Limpieza")]
    name: String,
    /// What it is.
    description: Option<String>,
    /// Of which sort.
    category: Option<String>,
    /// Price, where the professional has none of their own.
    #[schema(example = "90000", value_type = String)]
    price: Decimal,
    /// Minutes, where the professional has none of their own.
    #[schema(example = 30)]
    minutes: i32,
    /// Colour.
    #[schema(example = "#4f9d69")]
    color: Option<String>,
}

/// A professional whom customers may book.
#[derive(Serialize, ToSchema)]
#[schema(as = PublicProfessional)]
pub struct PublicProfessionalBody {
    /// The professional.
    id: Uuid,
    /// Name.
    #[schema(example = "Dra. Ruiz")]
    full_name: String,
    /// Kind.
    #[schema(example = "odontologo")]
    kind: Option<String>,
    /// What they are good at.
    specialities: Vec<String>,
    /// What they say of themselves.
    bio: Option<String>,
    /// Colour.
    #[schema(example = "#4f9d69")]
    color: Option<String>,
    /// What they charge for the service asked for.
    #[schema(example = "90000", value_type = Option<String>)]
    price: Option<Decimal>,
    /// Minutes that it takes them.
    #[schema(example = 30)]
    minutes: Option<i32>,
}

/// Professionals of what.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfService {
    /// Only who gives this service.
    #[param(value_type = Option<Uuid>)]
    service: Option<ServiceId>,
}

/// How the business takes bookings; 403 where customers cannot book.
pub(super) async fn open_settings(tx: &TenantTx) -> Result<BookingSettings, Failure> {
    let settings = booking_settings(tx).await?;
    if settings.public_booking {
        Ok(settings)
    } else {
        Err(closed().into())
    }
}

/// How the business takes bookings.
///
/// Its branches and rules, and the text to which a customer agrees, in the language of the request. It answers as well
/// where bookings are not taken (`open`), so that customers learn whom to call; nothing else for booking does.
#[utoipa::path(
    tag = "public booking",
    operation_id = "get_public_booking",
    responses(
        (status = 200, description = "Rules.", body = BookingBody),
        (status = 403, description = "`public_booking_closed`: the business has no agenda.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/public/booking")]
pub(crate) async fn booking(visit: Visit, state: Data<AppState>) -> Result<HttpResponse, Problem> {
    let tx = visit.begin_read_only(&state).await?;
    let settings = booking_settings(&tx).await?;
    let branches = visits::branches(&tx).await?;
    tx.commit().await?;
    let tenant = &visit.tenant;
    let consent = consent::text(&settings, &tenant.name, &tenant.country);
    Ok(HttpResponse::Ok().json(BookingBody {
        open: settings.public_booking,
        business: tenant.name.clone(),
        logo_url: tenant.logo_url.clone(),
        currency: tenant.currency.to_string(),
        time_zone: tenant.time_zone.to_string(),
        branches: branches
            .into_iter()
            .map(|branch| PublicBranch {
                id: branch.id,
                name: branch.name,
                address: branch.address,
                phone: branch.phone,
                time_zone: branch
                    .time_zone
                    .unwrap_or_else(|| tenant.time_zone.to_string()),
            })
            .collect(),
        interval_minutes: settings.interval_minutes,
        minimum_notice_minutes: settings.minimum_notice_minutes,
        change_notice_minutes: settings.change_notice_minutes,
        window_days: settings.window_days,
        hold_minutes: settings.hold_minutes,
        confirms_at_once: settings.confirms_public,
        consent_text: consent.in_language(visit.request.language()).to_owned(),
    }))
}

/// Lists the services that customers may book.
#[utoipa::path(
    tag = "public booking",
    operation_id = "list_public_services",
    responses(
        (status = 200, description = "Services, by category and name.", body = Vec<PublicServiceBody>),
        (status = 403, description = "`public_booking_closed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/public/services")]
pub(crate) async fn services(visit: Visit, state: Data<AppState>) -> Result<HttpResponse, Problem> {
    let tx = visit.begin_read_only(&state).await?;
    open_settings(&tx).await?;
    let services = visits::services(&tx).await?;
    tx.commit().await?;
    let services: Vec<PublicServiceBody> = services
        .into_iter()
        .map(|service| PublicServiceBody {
            id: service.id,
            name: service.name,
            description: service.description,
            category: service.category,
            price: service.price,
            minutes: service.minutes,
            color: service.color,
        })
        .collect();
    Ok(HttpResponse::Ok().json(services))
}

/// Lists the professionals whom customers may book.
#[utoipa::path(
    tag = "public booking",
    operation_id = "list_public_professionals",
    params(OfService),
    responses(
        (status = 200, description = "Professionals, in the order of the agenda.", body = Vec<PublicProfessionalBody>),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`public_booking_closed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/public/professionals")]
pub(crate) async fn professionals(
    visit: Visit,
    state: Data<AppState>,
    query: Query<OfService>,
) -> Result<HttpResponse, Problem> {
    let tx = visit.begin_read_only(&state).await?;
    open_settings(&tx).await?;
    let professionals = visits::professionals(&tx, query.0.service).await?;
    tx.commit().await?;
    let professionals: Vec<PublicProfessionalBody> = professionals
        .into_iter()
        .map(|one| PublicProfessionalBody {
            id: one.id,
            full_name: one.full_name,
            kind: one.kind,
            specialities: one.specialities,
            bio: one.bio,
            color: one.color,
            price: one.price,
            minutes: one.minutes,
        })
        .collect();
    Ok(HttpResponse::Ok().json(professionals))
}

/// Lists the times that customers may book.
///
/// Every day from `from` to `to`, 31 at most. With `hold`, one's own hold is in nobody's way; with `appointment`, the times
/// are those to which one's own appointment can be moved.
#[utoipa::path(
    tag = "public booking",
    operation_id = "list_public_availability",
    params(TimesQuery),
    responses(
        (status = 200, description = "Free times.", body = FreeTimesBody),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`public_booking_closed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no such `appointment`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`state_conflict`, with `allowed`; `too_late_to_change`, `nobody_available`: the appointment cannot be moved.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: no such branch or service, or not by that professional.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/public/availability")]
pub(crate) async fn availability(
    visit: Visit,
    state: Data<AppState>,
    query: Query<TimesQuery>,
) -> Result<HttpResponse, Problem> {
    let asked = query.0.of_a_customer()?;
    let tx = visit.begin_read_only(&state).await?;
    let known = match asked {
        AskedByCustomer::Visit(asked, hold) => {
            let hold = hold.and_then(|token| holds::verified(&state, &visit, &token));
            of_a_visit(&visit, &tx, asked, hold).await?
        }
        AskedByCustomer::Move {
            token,
            professional,
            days,
        } => {
            let appointment = linked(&state, &visit, &tx, &token).await?;
            change::times(&visit, &tx, &appointment, professional, days).await?
        }
    };
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(answered(known).await?))
}

/// A hold that is nobody's keeps no time.
async fn of_a_visit(
    visit: &Visit,
    tx: &TenantTx,
    asked: Asked,
    hold: Option<Uuid>,
) -> Result<Known, Failure> {
    let question = Question {
        branch: asked.branch,
        customer: Customer::Online,
        services: asked.services,
        first: asked.first,
        last: asked.last,
        own: Own {
            hold,
            appointments: Vec::new(),
        },
    };
    let known = known(tx, visit.clock(), &question).await?;
    let known = known.map_err(not_known)?;
    match known.settings().public_booking {
        true => Ok(known),
        false => Err(closed().into()),
    }
}
