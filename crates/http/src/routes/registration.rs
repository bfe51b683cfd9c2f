//! A business registers itself, on the base domain.

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the platform's public pages.
pub fn routes(_config: &mut ServiceConfig) {}
