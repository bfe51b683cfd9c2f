//! Rows of the platform.

pub mod audit;
pub mod entity;
pub mod health;
pub mod impersonations;
pub mod jobs;
pub mod overview;
pub mod plan_change;
pub mod plans;
mod query;
pub mod registry;
pub mod requests;
pub mod second_factor;
pub mod sessions;
pub mod subscriptions;
pub mod templates;
pub mod tenants;
pub mod users;
