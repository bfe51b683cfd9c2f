//! HTTP: routing to a tenant, authentication, handlers, problems, OpenAPI.
//!
//! A request's way is written down, from top to bottom, in `edge`: who asks (`request`), which tenant that is
//! (`tenancy`), whether it may (`cors`, `limit`, the tenant's state), then the routes. Whatever goes wrong leaves as a
//! [`problem::Problem`].

pub mod auth;
pub mod body;
mod booking;
mod checks;
mod compress;
pub mod config;
mod cors;
pub mod cursor;
mod drain;
mod edge;
pub mod etag;
pub mod extract;
mod headers;
pub mod health;
pub mod idempotency;
mod limit;
pub mod list;
pub mod metrics;
mod openapi;
pub mod problem;
pub mod progress;
mod proxy;
pub mod request;
pub mod retry;
pub mod routes;
pub mod server;
pub mod state;
pub mod tenancy;

/// What the server must hear of: [`AppState::new`] wants notifications that listen on these channels.
pub const CHANNELS: &[&str] = &[tenancy::CHANNEL, auth::CHANNEL, REQUESTS];

/// The channel on which the database says that a tenant which is being made got further; the payload is the request.
pub const REQUESTS: &str = "panal_request";

pub use auth::AuthConfig;
pub use config::{Environment, HttpConfig};
pub use openapi::openapi;
pub use problem::Problem;
pub use server::{Listeners, Server};
pub use state::AppState;
