//! What super admins do: `/platform`.

mod audit;
mod jobs;
mod plans;
mod requests;
mod second_factor;
mod tenants;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the platform.
pub fn routes(config: &mut ServiceConfig) {
    tenants::routes(config);
    requests::routes(config);
    plans::routes(config);
    users::routes(config);
    second_factor::routes(config);
    jobs::routes(config);
    audit::routes(config);
}
