//! Rows of tenants. Every function takes the transaction of the tenant whose rows it touches, and writes its audit
//! entry in that same transaction.

pub mod access;
pub mod api_keys;
pub mod audit;
pub mod branches;
pub mod brand;
mod change;
pub mod client_notes;
pub mod clients;
pub mod consents;
pub mod entity;
pub mod idempotency;
pub mod impersonation;
pub mod outbox;
pub mod passwords;
pub mod roles;
pub mod scheduling;
pub mod second_factor;
pub mod sequences;
pub mod sessions;
pub mod settings;
pub mod steward;
pub mod timeline;
pub mod usage;
pub mod user_tokens;
pub mod users;
