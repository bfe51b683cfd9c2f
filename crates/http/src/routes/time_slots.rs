//! Intervals of the agenda, and hours that are blocked: `/time-slots`, `/blocks`.

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(_config: &mut ServiceConfig) {}
