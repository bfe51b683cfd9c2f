//! Log-ins of a tenant's staff.

use crate::{
    Result, TenantTx,
    session_store::{Tables, statement},
    tenant::audit::{self, Changes},
};
use chrono::{DateTime, Utc};
use panal_domain::{SessionId, UserId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

pub use crate::session_store::{CHANNEL, NewSession, Rotation, SessionUser};

const TABLES: Tables = Tables {
    users: r#""tenant".users"#,
    sessions: r#""tenant".sessions"#,
    refresh_tokens: r#""tenant".refresh_tokens"#,
    // A schema that has not come as far yet has no such column.
    own: "u.branch_id, to_jsonb(u) ->> 'language' AS language, u.email_confirmed_at IS NOT NULL AS email_confirmed, s.impersonator_id, s.impersonator,
        s.impersonation_reason",
};

/// A session as its user sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ListedSession {
    /// The session.
    pub id: Uuid,
    /// What the browser called itself.
    pub user_agent: Option<String>,
    /// Where the log-in came from.
    pub address: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to a few minutes.
    pub last_used_at: DateTime<Utc>,
    /// The platform user who acts in the user's place.
    pub impersonator: Option<String>,
}

/// Opens a session with its first refresh token.
pub async fn open(tx: &TenantTx, new: NewSession) -> Result<SessionId> {
    let user = new.user_id;
    let id = TABLES.open(tx, new).await?;
    let changes = Changes::none().with("session_id", id.to_string());
    audit::record(tx, "login", "users", Some(user), changes).await?;
    Ok(SessionId(id))
}

/// A session and its user.
pub async fn find(tx: &TenantTx, session: SessionId) -> Result<Option<SessionUser>> {
    TABLES.find(tx, session.0).await
}

/// Notes that a session is in use; at most every few minutes, whoever calls.
pub async fn used(tx: &TenantTx, session: SessionId) -> Result<()> {
    TABLES.used(tx, session.0).await
}

/// The sessions that a user has open, the last used first; 200 at most.
pub async fn of_user(tx: &TenantTx, user: UserId) -> Result<Vec<ListedSession>> {
    Ok(ListedSession::find_by_statement(statement(
        r#"SELECT id, user_agent, address, created_at, last_used_at, impersonator FROM "tenant".sessions
           WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()
           ORDER BY last_used_at DESC, id DESC LIMIT 200"#,
        [user.0.into()],
    ))
    .all(tx)
    .await?)
}

/// Exchanges a refresh token for another, both given by their digests. The transaction is to be committed whatever
/// the answer, for a reused token revokes its family.
pub async fn rotate(
    tx: &TenantTx,
    old_hash: &[u8],
    new_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<Rotation> {
    let rotation = TABLES.rotate(tx, old_hash, new_hash, expires_at).await?;
    if let Rotation::Reused {
        session_id,
        user_id,
    } = &rotation
    {
        let changes = Changes::none()
            .with("session_id", session_id.to_string())
            .with("reason", "refresh_token_reused");
        audit::record(tx, "revoke_session", "users", Some(*user_id), changes).await?;
    }
    Ok(rotation)
}

/// The session of a refresh token, good or used, and whose it is.
pub async fn of_token(tx: &TenantTx, hash: &[u8]) -> Result<Option<(SessionId, UserId)>> {
    let found = TABLES.of_token(tx, hash).await?;
    Ok(found.map(|(session, user)| (SessionId(session), UserId(user))))
}

/// Ends a session, as at log-out. False when it had ended before.
pub async fn revoke(tx: &TenantTx, session: SessionId, reason: &str) -> Result<bool> {
    let ended = TABLES.revoke(tx, session.0, reason).await?;
    if ended {
        let changes = Changes::none().with("reason", reason);
        audit::record(tx, "revoke_session", "sessions", Some(session.0), changes).await?;
    }
    Ok(ended)
}

/// Ends a session of `user`. False when there is none such, or it had ended before.
pub async fn revoke_own(
    tx: &TenantTx,
    user: UserId,
    session: SessionId,
    reason: &str,
) -> Result<bool> {
    let ended = TABLES.revoke_own(tx, user.0, session.0, reason).await?;
    if ended {
        let changes = Changes::none().with("reason", reason);
        audit::record(tx, "revoke_session", "sessions", Some(session.0), changes).await?;
    }
    Ok(ended)
}

/// Ends all sessions of a user but `kept`, and says how many.
pub async fn revoke_others(
    tx: &TenantTx,
    user: UserId,
    kept: SessionId,
    reason: &str,
) -> Result<u64> {
    let ended = TABLES.revoke_others(tx, user.0, kept.0, reason).await?;
    if ended > 0 {
        let changes = Changes::none()
            .with("reason", reason)
            .with("sessions", ended);
        audit::record(tx, "revoke_sessions", "users", Some(user.0), changes).await?;
    }
    Ok(ended)
}

/// Ends all sessions of a user, everywhere at once.
pub async fn revoke_user(tx: &TenantTx, user: UserId, reason: &str) -> Result<u64> {
    let ended = TABLES.revoke_user(tx, user.0, reason).await?;
    if ended > 0 {
        let changes = Changes::none()
            .with("reason", reason)
            .with("sessions", ended);
        audit::record(tx, "revoke_sessions", "users", Some(user.0), changes).await?;
    }
    Ok(ended)
}
