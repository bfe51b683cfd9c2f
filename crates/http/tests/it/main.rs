//! The server as clients meet it: real sockets, a real PostgreSQL, a database for each test.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::large_futures,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that meets the unexpected must stop"
)]

mod client;
mod harness;

mod admin;
mod api_keys;
mod attacks;
mod audit_log;
mod branches;
mod clients;
mod cookies;
mod edge;
mod health;
mod hosts;
mod impersonation;
mod limits;
mod login;
mod matrix;
mod openapi;
mod passwords;
mod platform_tenants;
mod platform_users;
mod problems;
mod rbac;
mod registration;
mod second_factor;
mod sessions;
mod settings;
mod shutdown;
mod staff;
mod subscription;
mod tenancy;
mod users;
mod walk;
