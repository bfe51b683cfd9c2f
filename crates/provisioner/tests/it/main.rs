//! The life of tenants, on real PostgreSQL.

mod backup;
mod circle;
mod copy;
mod create;
mod doctor;
mod fleet;
mod lifecycle;
mod provision;
mod story;
mod transfer;
mod users;
