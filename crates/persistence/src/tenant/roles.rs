//! Roles of a tenant and their permissions.
