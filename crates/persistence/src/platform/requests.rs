//! Tenants that are asked for and being made.
