//! Log-ins of the platform's users. All functions want the login context, where nobody is known yet, or that of
//! the user itself; exchanging a token wants the former.

use crate::{PlatformTx, Result, session_store::Tables};
use chrono::{DateTime, Utc};
use panal_domain::{SessionId, UserId};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use uuid::Uuid;

pub use crate::session_store::{CHANNEL, NewSession, Rotation, SessionUser};

const TABLES: Tables = Tables {
    users: "public.platform_users",
    sessions: "public.platform_sessions",
    refresh_tokens: "public.platform_refresh_tokens",
    own: "NULL::uuid AS branch_id, NULL::text AS language, true AS email_confirmed, NULL::uuid AS impersonator_id, NULL::text AS impersonator,
        NULL::text AS impersonation_reason",
};

/// Opens a session with its first refresh token.
pub async fn open(tx: &PlatformTx, new: NewSession) -> Result<SessionId> {
    TABLES.open(tx, new).await.map(SessionId)
}

/// A session and its user.
pub async fn find(tx: &PlatformTx, session: SessionId) -> Result<Option<SessionUser>> {
    TABLES.find(tx, session.0).await
}

/// Notes that a session is in use; at most every few minutes, whoever calls.
pub async fn used(tx: &PlatformTx, session: SessionId) -> Result<()> {
    TABLES.used(tx, session.0).await
}

/// Exchanges a refresh token for another, both given by their digests. The transaction is to be committed whatever
/// the answer, for a reused token revokes its family.
pub async fn rotate(
    tx: &PlatformTx,
    old_hash: &[u8],
    new_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<Rotation> {
    TABLES.rotate(tx, old_hash, new_hash, expires_at).await
}

/// The session of a refresh token, good or used, and whose it is.
pub async fn of_token(tx: &PlatformTx, hash: &[u8]) -> Result<Option<(SessionId, UserId)>> {
    let found = TABLES.of_token(tx, hash).await?;
    Ok(found.map(|(session, user)| (SessionId(session), UserId(user))))
}

/// Ends a session, as at log-out. False when it had ended before.
pub async fn revoke(tx: &PlatformTx, session: SessionId, reason: &str) -> Result<bool> {
    TABLES.revoke(tx, session.0, reason).await
}

/// Ends all sessions of a user, everywhere at once.
pub async fn revoke_user(tx: &PlatformTx, user: UserId, reason: &str) -> Result<u64> {
    TABLES.revoke_user(tx, user.0, reason).await
}

/// Ends all sessions of a user but `kept`, and says how many.
pub async fn revoke_others(
    tx: &PlatformTx,
    user: UserId,
    kept: SessionId,
    reason: &str,
) -> Result<u64> {
    TABLES.revoke_others(tx, user.0, kept.0, reason).await
}

/// What is written of a log-in, good or bad.
#[derive(Debug, Clone, Default)]
pub struct AuditEntry<'a> {
    /// The user, or the e-mail that was tried.
    pub actor: &'a str,
    /// `login`, `login_failed`, `logout`, …
    pub action: &'a str,
    /// Why, where there is a reason.
    pub reason: Option<&'a str>,
    /// Correlates with the log.
    pub request_id: Option<&'a str>,
    /// The client's address.
    pub address: Option<&'a str>,
}

/// Writes an entry into the platform's audit.
pub async fn audit(tx: &PlatformTx, entry: AuditEntry<'_>) -> Result<()> {
    let detail = entry
        .reason
        .map_or_else(|| json!({}), |reason| json!({ "reason": reason }));
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        "INSERT INTO public.platform_audit (id, actor_kind, actor, action, detail, request_id, address)
         SELECT $1, 'platform_user', $2, $3, $4 || coalesce((SELECT jsonb_build_object('email', u.email)
                FROM public.platform_users u WHERE u.id::text = $2), '{}'), $5, $6",
        [
            Uuid::now_v7().into(),
            entry.actor.into(),
            entry.action.into(),
            detail.into(),
            entry.request_id.into(),
            entry.address.into(),
        ],
    ))
    .await?;
    Ok(())
}
