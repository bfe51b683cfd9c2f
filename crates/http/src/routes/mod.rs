//! The routes: one file a feature.
//!
//! A feature gives a function `routes(&mut ServiceConfig)` whose paths are relative: the tenants' set hangs under
//! `/api/v1`, the platform's under `/api/v1/platform`. Every route that takes part in the API carries
//! `#[utoipa::path]`, from which the OpenAPI document, the answer 405 and the standing tests are made.

pub mod api_keys;
pub mod appointments;
pub mod audit_log;
pub mod auth;
pub mod availability;
pub mod booking_settings;
pub mod branches;
pub mod brand;
pub mod calendar;
pub mod clients;
pub mod dashboard;
mod docs;
mod fallback;
mod health;
pub mod holidays;
pub mod impersonation;
pub mod letters;
pub mod me;
mod pages;
pub mod password;
pub mod platform;
pub mod professionals;
pub mod public_booking;
pub mod rbac;
pub mod reception;
pub mod registration;
pub mod rooms;
pub mod schedules;
pub mod search;
pub mod second_factor;
pub mod service_templates;
pub mod services;
pub mod sessions;
pub mod settings;
pub mod subscription;
mod tenant;
pub mod time_slots;
mod tls;
pub mod users;
pub mod waiting_list;

pub(crate) use pages::{Counted, is_file, may_be_page, shell::nonce};
pub use tenant::TenantInfo;

use crate::{extract, openapi::Document, state::AppState, tenancy::Site};
use actix_web::{guard::GuardContext, web};
use std::sync::Arc;
use utoipa_actix_web::{scope::scope, service_config::ServiceConfig};

/// Routes of tenants.
pub(crate) const TENANT: &str = "/api/v1";
/// Routes of the platform.
pub(crate) const PLATFORM: &str = "/api/v1/platform";

/// Paths of the platform's public pages, beside tenants' routes under the same prefix.
const REGISTRATION: [&str; 2] = [
    "/api/v1/auth/register-organization",
    "/api/v1/registrations",
];

/// Whether a path is the platform's and not tenants'.
pub(crate) fn is_of_platform(path: &str) -> bool {
    [PLATFORM].iter().chain(&REGISTRATION).any(|owned| {
        path.strip_prefix(owned)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Everything that the OpenAPI document describes.
pub(crate) fn api(config: &mut ServiceConfig) {
    health::routes(config);
    docs::routes(config);
    config.service(scope(PLATFORM).guard(on_platform).configure(|config| {
        tls::routes(config);
        auth::platform_routes(config);
        me::platform_routes(config);
        platform::routes(config);
    }));
    config.service(scope(TENANT).guard(on_tenant).configure(|config| {
        tenant::routes(config);
        auth::routes(config);
        me::routes(config);
        sessions::routes(config);
        password::routes(config);
        second_factor::routes(config);
        impersonation::routes(config);
        rbac::routes(config);
        users::routes(config);
        branches::routes(config);
        api_keys::routes(config);
        settings::routes(config);
        brand::routes(config);
        letters::routes(config);
        subscription::routes(config);
        audit_log::routes(config);
        clients::routes(config);
        service_templates::routes(config);
        services::routes(config);
        professionals::routes(config);
        rooms::routes(config);
        schedules::routes(config);
        holidays::routes(config);
        time_slots::routes(config);
        booking_settings::routes(config);
        availability::routes(config);
        appointments::routes(config);
        reception::routes(config);
        waiting_list::routes(config);
        public_booking::routes(config);
        calendar::routes(config);
        dashboard::routes(config);
        search::routes(config);
    }));
    // Last of those with this prefix: what no route answers is counted under the first whose prefix fits.
    config.service(
        scope(TENANT)
            .guard(on_platform)
            .configure(registration::routes),
    );
}

/// The whole application: the API, the pages, and an answer for all the rest.
pub(crate) fn configure(
    config: &mut web::ServiceConfig,
    state: &AppState,
    document: &Arc<Document>,
) {
    config
        .app_data(web::Data::new(state.clone()))
        .app_data(web::Data::from(Arc::clone(document)));
    extract::configure(config, state.config.body_limit);
    api(&mut ServiceConfig::new(config));
    docs::page(config);
    pages::routes(config);
    config.default_service(web::to(fallback::answer));
}

/// Whether a route is part of the API, and so says who may reach it.
pub(crate) fn is_api(pattern: &str) -> bool {
    pattern
        .strip_prefix(TENANT)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// What probes ask has nothing to do with a tenant, so it is answered whatever the host.
pub(crate) fn answers_any_host(path: &str) -> bool {
    path == "/health" || path.starts_with("/health/")
}

/// What a proxy asks of the machine next door, which it calls `127.0.0.1` or by a name of its own network.
pub(crate) fn is_asked_by_proxies(path: &str) -> bool {
    path == "/api/v1/platform/tls-ask"
}

/// What a suspended tenant, or one that is cancelled, still answers: that it is one, and what it looks like.
pub(crate) fn answers_suspended(path: &str) -> bool {
    ["/api/v1/tenant", "/api/v1/tenant/logo"].contains(&path)
}

fn on_platform(context: &GuardContext<'_>) -> bool {
    matches!(context.req_data().get::<Site>(), Some(Site::Platform))
}

fn on_tenant(context: &GuardContext<'_>) -> bool {
    matches!(context.req_data().get::<Site>(), Some(Site::Tenant(_)))
}
