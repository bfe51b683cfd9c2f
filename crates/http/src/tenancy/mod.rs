//! Which tenant a request is for, and whether that tenant serves.

mod directory;
mod gate;
mod resolve;
mod schema;

pub use directory::Directory;
pub(crate) use gate::{admit, check_cancelled, migrating};
pub(crate) use resolve::{Destination, Site, is_known, tenant_not_found};

use crate::problem::Problem;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use chrono::Utc;
use panal_domain::{
    CurrencyCode, Host, Locale, ModuleSet, PlanCode, PlanLimits, Profile, Slug, Subscription,
    TenantId, TenantState, TimeZone,
};
use panal_persistence::{TenantScope, platform::tenants::HostedTenant};
use std::{
    future::{Ready, ready},
    sync::Arc,
};

/// The channel on which the database says that a tenant, or one of its domains, changed. The payload is its id.
pub const CHANNEL: &str = "panal_tenant";

/// A tenant as every request needs it.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its label under a base domain.
    pub slug: Slug,
    /// The business's name.
    pub name: String,
    /// Its industry.
    pub profile: Profile,
    /// Its plan.
    pub plan: PlanCode,
    /// The most that plan and agreement allow.
    pub limits: PlanLimits,
    /// Whether it pays.
    pub subscription: Subscription,
    /// Where it is in its life.
    pub state: TenantState,
    /// Whether its schema and this program go together.
    pub schema: SchemaState,
    /// ISO 3166 code of its country.
    pub country: String,
    /// Its currency.
    pub currency: CurrencyCode,
    /// Its time zone.
    pub time_zone: TimeZone,
    /// Its locale.
    pub locale: Locale,
    /// Where its logo is.
    pub logo_url: Option<String>,
    /// Its modules.
    pub modules: ModuleSet,
    /// Its domains, the primary one first.
    pub domains: Vec<Host>,
    /// The domain to which browsers are sent.
    pub primary_domain: Option<Host>,
    /// What a transaction of its own needs.
    pub scope: TenantScope,
}

impl Tenant {
    fn new(hosted: HostedTenant, schema: SchemaState) -> Self {
        Self {
            id: hosted.id,
            slug: hosted.slug,
            name: hosted.name,
            profile: hosted.profile,
            plan: hosted.plan,
            limits: hosted.limits,
            subscription: hosted.subscription,
            state: hosted.state,
            schema,
            country: hosted.country,
            currency: hosted.currency,
            time_zone: hosted.time_zone,
            locale: hosted.locale,
            logo_url: hosted.logo_url,
            modules: hosted.modules,
            domains: hosted.domains,
            primary_domain: hosted.primary_domain,
            scope: hosted.scope,
        }
    }

    /// The subscription as time has left it, whether or not somebody moved it on in the database.
    #[must_use]
    pub fn subscription_now(&self) -> Subscription {
        self.subscription.clone().at(Utc::now())
    }
}

/// Whether a tenant's schema and this program go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaState {
    /// They do.
    Current,
    /// A migration that this program needs is missing.
    Behind,
    /// A migration was applied that this program does not know and cannot live with.
    Ahead,
}

/// The tenant of this request; a handler that takes it serves tenants only.
#[derive(Debug, Clone)]
pub struct CurrentTenant(pub Arc<Tenant>);

impl std::ops::Deref for CurrentTenant {
    type Target = Tenant;

    fn deref(&self) -> &Tenant {
        &self.0
    }
}

impl FromRequest for CurrentTenant {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // On the platform's own host there is no tenant, and so none of its routes.
        ready(
            request
                .extensions()
                .get::<Self>()
                .cloned()
                .ok_or_else(Problem::not_found),
        )
    }
}
