//! Super admins in the place of tenants' users.
