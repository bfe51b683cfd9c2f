//! The server as clients meet it: real sockets, a real PostgreSQL, a database for each test.

mod client;
mod harness;

mod edge;
mod health;
mod hosts;
mod openapi;
mod problems;
mod shutdown;
mod tenancy;
mod walk;
