//! Rows of tenants.
