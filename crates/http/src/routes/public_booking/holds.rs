//! Holding a time while one fills the form in: `/public/holds`.

use super::{
    Visit,
    body::{self, PublicWanted, Wish},
    closed,
};
use crate::{
    body::Body,
    booking::not_booked_online,
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{HttpResponse, delete, http::StatusCode, post, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{Message, SignedFor, SignedLink};
use panal_persistence::tenant::scheduling::{
    holds::{self, Held, HoldOrder, MOST_OF_ONE_ADDRESS, MOST_SERVICES_OF_ONE_ADDRESS, NotHeld},
    visits,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

// Describes what `create` reads.
/// A time to hold. Either `service_id` or `services`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPublicHold)]
pub struct NewHold {
    /// What.
    pub service_id: Option<Uuid>,
    /// By whom; `any`, or left out, is whoever is free and has the least work that day.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
    /// Several services, one after the other.
    #[schema(max_items = 5)]
    pub services: Option<Vec<PublicWanted>>,
    /// Where; the first open branch unless told.
    pub branch_id: Option<Uuid>,
    /// When it begins: one of the times that availability offers.
    pub starts_at: DateTime<Utc>,
    /// One's own earlier hold, which this one takes the place of.
    pub hold: Option<String>,
}

/// A time that is held.
#[derive(Serialize, ToSchema)]
#[schema(as = PublicHold)]
pub struct HoldBody {
    /// The hold, to be sent with the form.
    hold: String,
    /// When it ends by itself.
    expires_at: DateTime<Utc>,
    /// When the visit begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// Who gives the first service.
    professional: HeldBy,
    /// The services, in order.
    services: Vec<HeldServiceBody>,
}

/// Who gives a service.
#[derive(Serialize, ToSchema)]
pub struct HeldBy {
    /// The professional.
    id: Uuid,
    /// Name.
    #[schema(example = "Dra. Ruiz")]
    full_name: String,
}

/// A service of a hold.
#[derive(Serialize, ToSchema)]
pub struct HeldServiceBody {
    /// The service.
    service_id: Uuid,
    /// Who gives it.
    professional_id: Uuid,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
}

/// Holds a time.
///
/// For ten minutes, unless the business says otherwise, nobody else gets it. At most 3 of one address at once, with
/// 5 services in all.
#[utoipa::path(
    tag = "public booking",
    operation_id = "create_public_hold",
    request_body = NewHold,
    responses(
        (status = 201, description = "Held.", body = HoldBody),
        (status = 403, description = "`public_booking_closed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`slot_taken`, `outside_working_time`, `too_soon`, `too_far_ahead`, `off_interval`, `nobody_available`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_holds`, `rate_limited`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/public/holds")]
pub(crate) async fn create(
    visit: Visit,
    state: Data<AppState>,
    json: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let mut read = Body::new(json.into_inner());
    let wish = body::wish(&mut read, true);
    let earlier = read.text("hold", |raw| Ok(raw.to_owned())).flatten();
    read.finish()?;
    // `finish` has refused a body without it.
    let wish = wish.ok_or_else(|| Problem::internal("hold without a time passed"))?;
    state
        .holds
        .take(Some(visit.tenant.id), visit.request.address())?;
    let order = HoldOrder {
        branch: wish.branch,
        services: wish.services.clone(),
        at: wish.at,
        held_by: visit.network_digest(),
        // One that is nobody's is nothing to give up.
        earlier: earlier.and_then(|token| verified(&state, &visit, &token)),
    };
    let held = transaction(async || {
        let tx = visit.begin(&state).await?;
        let held = holds::place(&tx, visit.clock(), &order)
            .await
            .map_err(|refused| not_held(refused, &wish))?;
        let body = shown(&state, &visit, &tx, held).await?;
        tx.commit().await?;
        Ok(body)
    })
    .await?;
    Ok(HttpResponse::Created().json(held))
}

/// Gives a time back.
///
/// Once it has expired, or became an appointment, there is nothing to give back and the answer is the same.
#[utoipa::path(
    tag = "public booking",
    operation_id = "delete_public_hold",
    params(("token" = String, Path, description = "The hold.")),
    responses(
        (status = 204, description = "Given back."),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/public/holds/{token}")]
pub(crate) async fn remove(
    visit: Visit,
    state: Data<AppState>,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    let hold = verified(&state, &visit, &token.0).ok_or_else(Problem::not_found)?;
    transaction(async || {
        let tx = visit.begin(&state).await?;
        holds::release(&tx, hold).await?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The hold that a token names, if this server signed it for this business.
pub(super) fn verified(state: &AppState, visit: &Visit, token: &str) -> Option<Uuid> {
    let link = SignedLink::parse(token)?;
    state
        .links
        .verifies(&link, SignedFor::Hold, visit.tenant.id, 0)
        .then_some(link.id)
}

async fn shown(
    state: &AppState,
    visit: &Visit,
    tx: &panal_persistence::TenantTx,
    held: Held,
) -> Result<HoldBody, Failure> {
    let nothing = || Problem::internal("hold of nothing");
    let (first, last) = match (held.services.first(), held.services.last()) {
        (Some(first), Some(last)) => (*first, *last),
        _ => return Err(nothing().into()),
    };
    let names = visits::names(tx, held.branch, first.service, first.professional).await?;
    let names = names.ok_or_else(nothing)?;
    let services = held.services.iter().map(|one| HeldServiceBody {
        service_id: one.service.0,
        professional_id: one.professional.0,
        starts_at: one.starts_at,
        ends_at: one.ends_at,
    });
    Ok(HoldBody {
        hold: state
            .links
            .sign(SignedFor::Hold, visit.tenant.id, held.id, 0),
        expires_at: held.expires_at,
        starts_at: first.starts_at,
        ends_at: last.ends_at,
        professional: HeldBy {
            id: first.professional.0,
            full_name: names.professional,
        },
        services: services.collect(),
    })
}

fn not_held(refused: NotHeld, wish: &Wish) -> Failure {
    match refused {
        NotHeld::Refused(refused) => not_booked_online(refused, wish.prefix()),
        NotHeld::Closed => closed().into(),
        NotHeld::TooMany => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_holds",
            Message::new(
                "Tiene demasiadas horas apartadas",
                "You hold too many times",
            ),
        )
        .detail(Message::made(
            format!(
                "Se apartan {MOST_OF_ONE_ADDRESS} horas a la vez, con {MOST_SERVICES_OF_ONE_ADDRESS} servicios en total. Termine una reserva, suelte una hora o espere unos minutos."
            ),
            format!(
                "{MOST_OF_ONE_ADDRESS} times are held at once, with {MOST_SERVICES_OF_ONE_ADDRESS} services in all. Finish a booking, give a time back or wait a few minutes."
            ),
        ))
        .into(),
    }
}
