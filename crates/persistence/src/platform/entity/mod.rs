//! Tables of the platform that the server reads and writes, as SeaORM entities.

pub mod platform_audit;
pub mod platform_refresh_tokens;
pub mod platform_sessions;
pub mod platform_users;
pub mod service_templates;
pub mod tenants;
