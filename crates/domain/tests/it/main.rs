//! Rules of the domain, told as tests.
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests may fail a test as the tests themselves do"
)]

mod access;
mod availability;
mod client;
mod color;
mod contact;
mod country;
mod holidays;
mod host;
mod industry;
mod link;
mod message;
mod names;
mod password;
mod plan;
mod recurrence;
mod state;
mod subscription;
mod text;
mod week;

/// The code of a refusal; fails when the value was accepted.
fn code<T: std::fmt::Debug>(result: Result<T, panal_domain::Invalid>) -> &'static str {
    result.unwrap_err().code
}
