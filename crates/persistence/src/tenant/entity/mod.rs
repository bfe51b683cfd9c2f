//! Tables of a tenant's schema, as SeaORM entities. Their schema, `tenant`, never exists: [`crate::TenantTx`] puts the
//! tenant's own in its place. Generated columns (`clients.search`) are not read, and so are no fields here.

pub mod api_keys;
pub mod audit_log;
pub mod branches;
pub mod clients;
pub mod document_sequences;
pub mod idempotency_keys;
pub mod refresh_tokens;
pub mod roles;
pub mod sessions;
pub mod settings;
pub mod users;
