//! Templates of services, and services made of them: `/service-templates`, `/setup/import-services`.

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(_config: &mut ServiceConfig) {}
