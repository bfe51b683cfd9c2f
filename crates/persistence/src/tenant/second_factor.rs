//! The second factor of a tenant's users.
