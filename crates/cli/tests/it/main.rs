//! Tests of the panal command: the real binary against a database of its own.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up must stop, and so must its helpers"
)]

mod asked;
mod care;
mod config;
mod demo;
mod docs;
mod first_clinic;
mod letters;
mod mail;
mod migrate;
mod own_words;
mod registration;
mod reminders;
mod secrets;
mod serve;
mod sink;
mod sql;
mod support;
mod tenants;
mod worker;
