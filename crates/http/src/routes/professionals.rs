//! Professionals: `/professionals`.

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(_config: &mut ServiceConfig) {}
