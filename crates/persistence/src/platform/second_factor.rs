//! How the platform's users prove who they are.

pub use crate::credentials::{CODE_ATTEMPTS, CodeAttempt, CredentialTables, Credentials, UserTx};

/// The tables of the platform's users; to read wants the login context, to write that of the user itself. The caller
/// writes the audit.
pub const TABLES: CredentialTables = CredentialTables {
    users: "public.platform_users",
    recovery_codes: "public.platform_recovery_codes",
};
