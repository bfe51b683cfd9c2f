//! What super admins do: `/platform`.

pub mod audit;
pub mod health;
pub mod jobs;
pub mod migrations;
pub mod overview;
pub mod password;
pub mod plans;
pub mod requests;
mod second_factor;
pub mod shared;
pub mod templates;
pub mod tenants;
pub mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the platform.
pub fn routes(config: &mut ServiceConfig) {
    tenants::routes(config);
    requests::routes(config);
    plans::routes(config);
    templates::routes(config);
    overview::routes(config);
    health::routes(config);
    users::routes(config);
    second_factor::routes(config);
    password::routes(config);
    jobs::routes(config);
    migrations::routes(config);
    audit::routes(config);
}
