//! The tenants on record, as super admins see and change them.
