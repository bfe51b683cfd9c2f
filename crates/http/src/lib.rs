//! HTTP: routing to a tenant, authentication, handlers, problems, OpenAPI.
//!
//! A request's way is written down, from top to bottom, in `edge`: who asks (`request`), which tenant that is
//! (`tenancy`), whether it may (`cors`, `limit`, the tenant's state), then the routes. Whatever goes wrong leaves as a
//! [`problem::Problem`].

pub mod config;
pub mod extract;
pub mod problem;
pub mod request;
pub mod routes;
pub mod state;
pub mod tenancy;

pub use config::{Environment, HttpConfig};
pub use problem::Problem;
pub use state::AppState;
