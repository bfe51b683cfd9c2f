//! Plans.

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the platform.
pub(super) fn routes(_config: &mut ServiceConfig) {}
