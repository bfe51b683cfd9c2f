//! Transactions, entities and queries against a real PostgreSQL; a database for each test.

mod clients;
mod isolation;
mod platform;
mod staff;
mod support;
mod transactions;
mod types;
