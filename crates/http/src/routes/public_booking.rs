//! What customers do without an account: `/public`.
//!
//! Nobody has proved who they are. Whoever has a link to an appointment may see it, move it, call it off and rate it;
//! nothing here tells whether somebody else is a client.

pub mod about;
pub mod body;
pub mod book;
pub mod change;
mod consent;
pub mod holds;
pub mod keepsake;
pub mod visit;

pub use about::{BookingBody, PublicProfessionalBody, PublicServiceBody};
pub use book::{BookedBody, NewPublicAppointment};
pub use change::{Cancellation, NewTime};
pub use holds::{HoldBody, NewHold};
pub use visit::{NewRating, PublicAppointment};

use crate::{
    auth::Public,
    limit::network,
    problem::Problem,
    request::RequestInfo,
    state::AppState,
    tenancy::{CurrentTenant, Tenant},
};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{StatusCode, header::USER_AGENT},
};
use panal_domain::{Message, Module};
use panal_persistence::{ActorKind, Result as DbResult, TenantTx, tenant::scheduling::Clock};
use sha2::{Digest, Sha256};
use std::{
    future::{Ready, ready},
    sync::Arc,
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(about::booking)
        .service(about::services)
        .service(about::professionals)
        .service(about::availability)
        .service(holds::create)
        .service(holds::remove)
        .service(book::create)
        .service(visit::get_one)
        .service(keepsake::calendar)
        .service(visit::rate)
        .service(change::confirm)
        .service(change::cancel)
        .service(change::reschedule);
}

/// Longest name of a browser that is kept, in characters.
const MAX_USER_AGENT: usize = 300;

/// Somebody on the public pages of a business that takes appointments. 403 `public_booking_closed` where it does not.
pub(crate) struct Visit {
    tenant: Arc<Tenant>,
    request: RequestInfo,
    user_agent: Option<String>,
}

impl Visit {
    /// The business's clock, now.
    fn clock(&self) -> Clock {
        Clock::of(self.tenant.time_zone)
    }

    async fn begin(&self, state: &AppState) -> DbResult<TenantTx> {
        let actor = self.request.actor(ActorKind::Anonymous, None);
        state.tenants.begin(&self.tenant.scope, actor).await
    }

    async fn begin_read_only(&self, state: &AppState) -> DbResult<TenantTx> {
        let actor = self.request.actor(ActorKind::Anonymous, None);
        state
            .tenants
            .begin_read_only(&self.tenant.scope, actor)
            .await
    }

    /// By which holds of one network are counted. Differs from business to business.
    fn network_digest(&self) -> Vec<u8> {
        Sha256::new()
            .chain_update("panal holds")
            .chain_update(self.tenant.id.0.as_bytes())
            .chain_update(network(self.request.address()).to_string())
            .finalize()
            .to_vec()
    }
}

impl FromRequest for Visit {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut visit = || {
            Public::from_request(request, payload).into_inner()?;
            let CurrentTenant(tenant) =
                CurrentTenant::from_request(request, payload).into_inner()?;
            if !tenant.modules.contains(Module::Scheduling) {
                return Err(closed());
            }
            let user_agent = request.headers().get(USER_AGENT);
            Ok(Self {
                tenant,
                request: RequestInfo::of(request)?,
                user_agent: user_agent
                    .and_then(|value| value.to_str().ok())
                    .map(|text| text.chars().take(MAX_USER_AGENT).collect()),
            })
        };
        ready(visit())
    }
}

/// 403 where customers cannot book by themselves.
fn closed() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "public_booking_closed",
        Message::new(
            "Este negocio no recibe reservas por internet",
            "This business does not take bookings online",
        ),
    )
    .detail(Message::new(
        "Llame al negocio para pedir su cita.",
        "Call the business to make an appointment.",
    ))
}
