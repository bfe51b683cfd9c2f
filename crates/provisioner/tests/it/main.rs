//! The life of tenants, on real PostgreSQL.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop, also in its helpers"
)]

mod backup;
mod billing;
mod catalogue;
mod circle;
mod copy;
mod create;
mod doctor;
mod fleet;
mod lifecycle;
mod owner;
mod provision;
mod requests;
mod story;
mod transfer;
mod users;
