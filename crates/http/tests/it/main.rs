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
mod agenda;
mod api_keys;
mod appointments;
mod attacks;
mod audit_log;
mod availability;
mod booking;
mod branches;
mod brand;
mod calendar;
mod catalogue;
mod client_notes;
mod clients;
mod cookies;
mod edge;
mod health;
mod holidays;
mod hosts;
mod impersonation;
mod letters;
mod limits;
mod login;
mod matrix;
mod numbers;
mod openapi;
mod oversight;
mod own_language;
mod pages;
mod passwords;
mod platform_templates;
mod platform_tenants;
mod platform_users;
mod problems;
mod rbac;
mod reception;
mod registration;
mod schedules;
mod search;
mod second_factor;
mod series;
mod sessions;
mod settings;
mod shutdown;
mod staff;
mod stress;
mod subscription;
mod tenancy;
mod timeline;
mod users;
mod verbs;
mod waiting_list;
mod walk;
