//! Rows of the platform.

pub mod entity;
pub mod sessions;
pub mod tenants;
pub mod users;
