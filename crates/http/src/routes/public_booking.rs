//! What customers do without an account: `/public`.

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(_config: &mut ServiceConfig) {}
