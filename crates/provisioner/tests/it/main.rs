//! The life of tenants, on real PostgreSQL.

mod create;
mod fleet;
