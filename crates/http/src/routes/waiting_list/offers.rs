//! An offer as the client sees it who got the link.
//!
//! The link names the entry and the offer: it is signed for the entry's id and the number of the offer.

use super::{not_accepted, offer_expired};
use crate::{
    auth::{Public, problems::module_missing},
    extract::Path,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    retry::{Failure, transaction},
    routes::public_booking::book::unavailable,
    state::AppState,
    tenancy::{CurrentTenant, Tenant},
};
use actix_web::{HttpResponse, get, post, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{
    AppointmentId, BranchScope, Module, SignedFor, SignedLink, WaitingId, scheduling::WaitingState,
};
use panal_persistence::{
    Actor, ActorKind, Error, TenantTx,
    tenant::scheduling::{
        Clock, NotBooked, appointments,
        waiting_list::{self, Entry, Names, NotAccepted, state_of},
    },
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(look).service(accept).service(decline);
}

/// A time that is held for whoever has the link.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicOffer {
    /// `open` or `accepted`.
    #[schema(example = "open")]
    state: &'static str,
    /// The business.
    business: String,
    /// Where.
    branch: String,
    /// The service.
    service: String,
    /// By whom.
    professional: Option<String>,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// By whose clock people are told the hour: IANA.
    #[schema(example = "America/Bogota")]
    time_zone: String,
    /// Until when it is held; null once it was accepted.
    expires_at: Option<DateTime<Utc>>,
    /// What came of it.
    appointment: Option<TakenAppointment>,
}

/// The appointment that an offer became.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenAppointment {
    /// The number by which people know it.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// Its link: look at it, move it, cancel it. Null when it is over, or when links that were given out were taken back.
    token: Option<String>,
}

/// Shows an offer of the waiting list to whoever has its link.
#[utoipa::path(
    tag = "public",
    operation_id = "get_offer",
    params(("token" = String, Path, description = "The end of the link.")),
    responses(
        (status = 200, description = "The offer.", body = PublicOffer),
        (status = 404, description = "`not_found`: no such link.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`offer_expired`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/public/offers/{token}")]
pub(crate) async fn look(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    serves(&tenant)?;
    let anonymous = anonymous(&info);
    let tx = state
        .tenants
        .begin_read_only(&tenant.scope, anonymous)
        .await?;
    let meant = meant(&tx, &state, &tenant, &token.0).await?;
    let offer = shown(&tx, &state, &tenant, meant).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(offer))
}

/// Accepts an offer of the waiting list.
///
/// The time becomes an appointment that is confirmed. Accepting again gives the same answer.
#[utoipa::path(
    tag = "public",
    operation_id = "accept_offer",
    params(("token" = String, Path, description = "The end of the link.")),
    responses(
        (status = 200, description = "Booked.", body = PublicOffer),
        (status = 404, description = "`not_found`: no such link.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`offer_expired`; `booking_unavailable`: the business takes no more appointments.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/public/offers/{token}/accept")]
pub(crate) async fn accept(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    serves(&tenant)?;
    state.bookings.take(Some(tenant.id), info.address())?;
    transaction(async || {
        let tx = state.tenants.begin(&tenant.scope, anonymous(&info)).await?;
        let (entry, _, offer) = meant(&tx, &state, &tenant, &token.0).await?;
        let id = WaitingId(entry.id);
        let clock = Clock::of(tenant.time_zone);
        waiting_list::accept(&tx, clock, id, &BranchScope::All, Some(offer), true)
            .await
            .map_err(too_late)?;
        let meant = meant(&tx, &state, &tenant, &token.0).await?;
        let offer = shown(&tx, &state, &tenant, meant).await?;
        tx.commit().await?;
        Ok(HttpResponse::Ok().json(offer))
    })
    .await
}

/// Turns an offer of the waiting list down.
///
/// The client waits on, and the time is offered to the next.
#[utoipa::path(
    tag = "public",
    operation_id = "decline_offer",
    params(("token" = String, Path, description = "The end of the link.")),
    responses(
        (status = 204, description = "Turned down."),
        (status = 404, description = "`not_found`: no such link.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`offer_expired`; also one that was accepted.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/public/offers/{token}/decline")]
pub(crate) async fn decline(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    serves(&tenant)?;
    state.bookings.take(Some(tenant.id), info.address())?;
    transaction(async || {
        let tx = state.tenants.begin(&tenant.scope, anonymous(&info)).await?;
        let (entry, _, offer) = meant(&tx, &state, &tenant, &token.0).await?;
        let clock = Clock::of(tenant.time_zone);
        waiting_list::decline(&tx, clock, WaitingId(entry.id), offer)
            .await
            .map_err(too_late)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn serves(tenant: &Tenant) -> Result<(), Problem> {
    if tenant.modules.contains(Module::Scheduling) {
        Ok(())
    } else {
        Err(module_missing(Module::Scheduling))
    }
}

fn anonymous(info: &RequestInfo) -> Actor {
    info.actor(ActorKind::Anonymous, None)
}

/// Older offers of an entry whose links are still told from what nobody signed.
const OLD_OFFERS: usize = 50;

/// The version that the links of an appointment have when it is made. Links of offers outlive those of appointments:
/// whoever has only an old one gets no new one for it.
const LINK_WHEN_MADE: i32 = 0;

type Meant = (Entry, Names, i32);

/// The entry and the offer of a link. 404 for what nobody signed.
async fn meant(
    tx: &TenantTx,
    state: &AppState,
    tenant: &Tenant,
    token: &str,
) -> Result<Meant, Problem> {
    let link = SignedLink::parse(token).ok_or_else(Problem::not_found)?;
    let (entry, names) = waiting_list::get(tx, WaitingId(link.id), &BranchScope::All)
        .await?
        .ok_or_else(Problem::not_found)?;
    let offer = (1..=entry.offers)
        .rev()
        .take(OLD_OFFERS)
        .find(|offer| {
            state
                .links
                .verifies(&link, SignedFor::Offer, tenant.id, *offer)
        })
        .ok_or_else(Problem::not_found)?;
    Ok((entry, names, offer))
}

/// The offer while it is open, or what it became.
async fn shown(
    tx: &TenantTx,
    state: &AppState,
    tenant: &Tenant,
    (entry, names, offer): Meant,
) -> Result<PublicOffer, Problem> {
    let clock = Clock::of(tenant.time_zone);
    let time_zone = names.zone(clock)?.name().to_owned();
    let is_current = offer == entry.offers;
    match (state_of(&entry), entry.appointment_id) {
        (WaitingState::Booked, Some(made)) if is_current => {
            let named = appointments::get(tx, AppointmentId(made), &BranchScope::All)
                .await?
                .ok_or_else(offer_expired)?;
            let made = named.appointment;
            let is_good = made.link_version == LINK_WHEN_MADE && clock.now < made.ends_at;
            let token = is_good.then(|| {
                let links = &state.links;
                links.sign(
                    SignedFor::Appointment,
                    tenant.id,
                    made.id,
                    made.link_version,
                )
            });
            Ok(PublicOffer {
                state: "accepted",
                business: tenant.name.clone(),
                branch: named.branch_name,
                service: named.service_name,
                professional: Some(named.professional_name),
                starts_at: made.starts_at,
                ends_at: made.ends_at,
                time_zone,
                expires_at: None,
                appointment: Some(TakenAppointment {
                    code: made.code,
                    token,
                }),
            })
        }
        (WaitingState::Offered, _) if is_current => {
            let expires_at = entry
                .offer_expires_at
                .filter(|expires_at| clock.now < *expires_at);
            let (Some(starts_at), Some(ends_at), Some(expires_at)) =
                (names.offered_starts_at, names.offered_ends_at, expires_at)
            else {
                return Err(offer_expired());
            };
            Ok(PublicOffer {
                state: "open",
                business: tenant.name.clone(),
                branch: names.branch_name,
                service: names.service_name,
                professional: names.offered_professional_name,
                starts_at,
                ends_at,
                time_zone,
                expires_at: Some(expires_at),
                appointment: None,
            })
        }
        _ => Err(offer_expired()),
    }
}

/// Whoever has a link that is good no more learns that, and nothing of what became of the entry.
fn too_late(refused: NotAccepted) -> Failure {
    match refused {
        NotAccepted::State(_) => offer_expired().into(),
        // A plan that is full is no business of a customer's.
        NotAccepted::NotBooked(NotBooked::Database(Error::LimitReached { .. }))
        | NotAccepted::Database(Error::LimitReached { .. }) => unavailable().into(),
        other => not_accepted(other),
    }
}
