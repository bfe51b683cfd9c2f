//! How a tenant's users prove who they are.

pub use crate::credentials::{CODE_ATTEMPTS, CodeAttempt, CredentialTables, Credentials, UserTx};

/// The tables of a tenant's users; wants a transaction of the tenant. The caller writes the audit.
pub const TABLES: CredentialTables = CredentialTables {
    users: r#""tenant".users"#,
    recovery_codes: r#""tenant".recovery_codes"#,
};
