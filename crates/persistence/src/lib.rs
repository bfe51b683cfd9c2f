//! Transactions that belong to one tenant, entities and queries.
//!
//! The only way to touch a tenant's rows is a [`TenantTx`]: it runs as the tenant's own database role, and entities
//! name the schema `tenant`, which never exists; the transaction puts the tenant's schema in its place. SQL that
//! reaches the database any other way fails: relation not found. Rows of the platform are reached through a
//! [`PlatformTx`], under row level security.

pub mod config;
mod credentials;
pub mod db;
mod error;
pub mod list;
pub mod metrics;
pub mod platform;
mod session_store;
pub mod tenant;
mod version;

pub use db::{
    Actor, ActorKind, PlatformContext, PlatformDb, PlatformTx, TenantDb, TenantScope, TenantTx,
};
pub use error::{Error, PgError, Result};
pub use version::Expected;
