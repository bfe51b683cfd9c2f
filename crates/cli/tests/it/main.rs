//! Tests of the panal command: the real binary against a database of its own.

mod config;
mod demo;
mod docs;
mod migrate;
mod secrets;
mod serve;
mod support;
mod tenants;
mod worker;
