//! Transactions, entities and queries against a real PostgreSQL; a database for each test.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::large_futures,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that meets the unexpected must stop"
)]

mod access;
mod audit;
mod clients;
mod isolation;
mod platform;
mod registry;
mod staff;
mod support;
mod transactions;
mod types;
mod usage;
