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

mod attacks;
mod clients;
mod edge;
mod health;
mod hosts;
mod login;
mod openapi;
mod problems;
mod shutdown;
mod staff;
mod tenancy;
mod walk;
