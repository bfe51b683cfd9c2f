//! Sessions and their refresh tokens: the same rules for a tenant's staff and for the platform's users, on different
//! tables. The public functions are in `tenant::sessions` and `platform::sessions`.

use crate::{Error, Result};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};
use uuid::Uuid;

/// Where processes hear that a session, or all sessions of a user, ended: the payload is the id of either.
pub const CHANNEL: &str = "panal_session";

/// How old the note of a session's last use may grow before it is renewed.
const USE_NOTED_EVERY: &str = "interval '3 minutes'";

/// How long one token of a family may come again while nobody used the next: two tabs of one browser, or an answer that
/// got lost.
const GRACE: &str = "interval '10 seconds'";

/// How old a session may grow, however often it is renewed.
const LONGEST: TimeDelta = TimeDelta::days(90);

/// A session to be.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Whose it is.
    pub user_id: Uuid,
    /// What the browser called itself.
    pub user_agent: Option<String>,
    /// Where the log-in came from.
    pub address: Option<String>,
    /// SHA-256 of its first refresh token.
    pub token_hash: Vec<u8>,
    /// When that token stops being good.
    pub expires_at: DateTime<Utc>,
}

/// A session and the user it belongs to, as far as it concerns whether a request may be served.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct SessionUser {
    /// The session.
    pub session_id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// Log-in name.
    pub email: String,
    /// Name of the person.
    pub full_name: String,
    /// The language in which the user wants to read; none: the business's.
    pub language: Option<String>,
    /// The user's branch, where it is bound to one.
    pub branch_id: Option<Uuid>,
    /// When the session began.
    pub created_at: DateTime<Utc>,
    /// When the session ends unless renewed.
    pub expires_at: DateTime<Utc>,
    /// Whether a second factor is asked for at log-in.
    pub second_factor: bool,
    /// Whether the user showed that the address is theirs.
    pub email_confirmed: bool,
    /// The platform user who acts in the user's place.
    pub impersonator_id: Option<Uuid>,
    /// That user's log-in name.
    pub impersonator: Option<String>,
    /// Why.
    pub impersonation_reason: Option<String>,
    /// True while the session is neither ended nor out of time and its user may log in.
    pub live: bool,
    /// True when the note of its last use is old: see `used`.
    pub stale: bool,
}

/// What became of a refresh token that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// It was good; the new one took its place.
    Renewed(SessionUser),
    /// It had been used before: a copy is about. The whole family is revoked.
    Reused {
        /// The family.
        session_id: Uuid,
        /// Whose it is.
        user_id: Uuid,
    },
    /// Another request exchanged it a moment ago, and nobody used the next one yet.
    Raced,
    /// No such token, or it is out of time, or its session ended.
    Invalid,
}

/// The tables of one kind of users.
pub(crate) struct Tables {
    pub(crate) users: &'static str,
    pub(crate) sessions: &'static str,
    pub(crate) refresh_tokens: &'static str,
    /// SQL for what the two kinds of users `u` and their sessions `s` do not share: `branch_id`, `language`, `email_confirmed`,
    /// `impersonator_id`, `impersonator`, `impersonation_reason`.
    pub(crate) own: &'static str,
}

impl Tables {
    pub(crate) async fn open<C: ConnectionTrait>(&self, db: &C, new: NewSession) -> Result<Uuid> {
        let id = Uuid::now_v7();
        let (sessions, tokens) = (self.sessions, self.refresh_tokens);
        let expires_at = new.expires_at.min(Utc::now() + LONGEST);
        run(
            db,
            &format!(
                "INSERT INTO {sessions} (id, user_id, user_agent, address, expires_at) VALUES ($1, $2, $3, $4, $5)"
            ),
            [
                id.into(),
                new.user_id.into(),
                new.user_agent.into(),
                new.address.into(),
                expires_at.into(),
            ],
        )
        .await?;
        // A statement of its own: row level security of the platform's looks for the session.
        run(
            db,
            &format!(
                "INSERT INTO {tokens} (token_hash, session_id, expires_at) VALUES ($1, $2, $3)"
            ),
            [new.token_hash.into(), id.into(), expires_at.into()],
        )
        .await?;
        Ok(id)
    }

    pub(crate) async fn find<C: ConnectionTrait>(
        &self,
        db: &C,
        session: Uuid,
    ) -> Result<Option<SessionUser>> {
        let Self {
            users,
            sessions,
            own,
            ..
        } = self;
        Ok(SessionUser::find_by_statement(statement(
            &format!(
                "SELECT s.id AS session_id, u.id AS user_id, u.email, u.full_name, {own}, s.created_at,
                        s.expires_at, u.totp_confirmed_at IS NOT NULL AS second_factor,
                        s.revoked_at IS NULL AND s.expires_at > clock_timestamp() AND u.is_active AS live,
                        s.last_used_at < clock_timestamp() - {USE_NOTED_EVERY} AS stale
                 FROM {sessions} s JOIN {users} u ON u.id = s.user_id WHERE s.id = $1"
            ),
            [session.into()],
        ))
        .one(db)
        .await?)
    }

    /// Notes that a session is in use.
    pub(crate) async fn used<C: ConnectionTrait>(&self, db: &C, session: Uuid) -> Result<()> {
        let sessions = self.sessions;
        run(
            db,
            &format!(
                "UPDATE {sessions} SET last_used_at = clock_timestamp()
                 WHERE id = $1 AND last_used_at < clock_timestamp() - {USE_NOTED_EVERY}"
            ),
            [session.into()],
        )
        .await?;
        Ok(())
    }

    pub(crate) async fn rotate<C: ConnectionTrait>(
        &self,
        db: &C,
        old_hash: &[u8],
        new_hash: &[u8],
        expires_at: DateTime<Utc>,
    ) -> Result<Rotation> {
        let (sessions, tokens) = (self.sessions, self.refresh_tokens);
        let claimed = one(
            db,
            &format!(
                "UPDATE {tokens} SET used_at = clock_timestamp()
                 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > clock_timestamp() RETURNING session_id"
            ),
            [old_hash.into()],
        )
        .await?;
        let Some(claimed) = claimed else {
            return self.refused(db, old_hash).await;
        };
        let session_id: Uuid = claimed.try_get("", "session_id")?;
        let Some(mut user) = self.find(db, session_id).await?.filter(|user| user.live) else {
            return Ok(Rotation::Invalid);
        };
        let end = user.created_at + LONGEST;
        if end <= Utc::now() {
            return Ok(Rotation::Invalid);
        }
        let expires_at = expires_at.min(end);
        run(
            db,
            &format!(
                "WITH session AS (UPDATE {sessions} SET last_used_at = clock_timestamp(), expires_at = $3
                     WHERE id = $2 RETURNING id)
                 INSERT INTO {tokens} (token_hash, session_id, expires_at) SELECT $1, id, $3 FROM session"
            ),
            [new_hash.into(), session_id.into(), expires_at.into()],
        )
        .await?;
        user.expires_at = expires_at;
        Ok(Rotation::Renewed(user))
    }

    /// The session of a refresh token, good or used, and whose it is.
    pub(crate) async fn of_token<C: ConnectionTrait>(
        &self,
        db: &C,
        hash: &[u8],
    ) -> Result<Option<(Uuid, Uuid)>> {
        let (sessions, tokens) = (self.sessions, self.refresh_tokens);
        let found = one(
            db,
            &format!(
                "SELECT s.id, s.user_id FROM {tokens} t JOIN {sessions} s ON s.id = t.session_id WHERE t.token_hash = $1"
            ),
            [hash.into()],
        )
        .await?;
        found
            .map(|row| Ok((row.try_get("", "id")?, row.try_get("", "user_id")?)))
            .transpose()
    }

    /// Why a token could not be claimed. The last one that was used may come again for a moment, and learns nothing by
    /// it; any other that was used is a copy in somebody else's hands. A family has one unused token at most, so the
    /// last used is the one whose successor nobody used.
    async fn refused<C: ConnectionTrait>(&self, db: &C, hash: &[u8]) -> Result<Rotation> {
        let (sessions, tokens) = (self.sessions, self.refresh_tokens);
        let token = one(
            db,
            &format!(
                "SELECT t.session_id, s.user_id, t.used_at IS NOT NULL AS used, s.revoked_at IS NOT NULL AS revoked,
                        coalesce(t.used_at > clock_timestamp() - {GRACE}, false) AND NOT EXISTS (
                            SELECT FROM {tokens} later
                            WHERE later.session_id = t.session_id AND later.used_at > t.used_at) AS raced
                 FROM {tokens} t JOIN {sessions} s ON s.id = t.session_id WHERE t.token_hash = $1"
            ),
            [hash.into()],
        )
        .await?;
        let Some(token) = token else {
            return Ok(Rotation::Invalid);
        };
        if !token.try_get::<bool>("", "used")? || token.try_get::<bool>("", "revoked")? {
            return Ok(Rotation::Invalid);
        }
        if token.try_get::<bool>("", "raced")? {
            return Ok(Rotation::Raced);
        }
        let session_id = token.try_get("", "session_id")?;
        self.revoke(db, session_id, "refresh_token_reused").await?;
        Ok(Rotation::Reused {
            session_id,
            user_id: token.try_get("", "user_id")?,
        })
    }

    pub(crate) async fn revoke<C: ConnectionTrait>(
        &self,
        db: &C,
        session: Uuid,
        reason: &str,
    ) -> Result<bool> {
        self.end(db, "id", session, reason)
            .await
            .map(|ended| ended > 0)
    }

    pub(crate) async fn revoke_user<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        reason: &str,
    ) -> Result<u64> {
        self.end(db, "user_id", user, reason).await
    }

    /// Ends a session if it is that user's.
    pub(crate) async fn revoke_own<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        session: Uuid,
        reason: &str,
    ) -> Result<bool> {
        let sessions = self.sessions;
        let owned = one(
            db,
            &format!("SELECT 1 AS found FROM {sessions} WHERE id = $1 AND user_id = $2 FOR UPDATE"),
            [session.into(), user.into()],
        )
        .await?;
        match owned {
            Some(_) => self.revoke(db, session, reason).await,
            None => Ok(false),
        }
    }

    /// Ends all sessions of a user but one.
    pub(crate) async fn revoke_others<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        kept: Uuid,
        reason: &str,
    ) -> Result<u64> {
        let sessions = self.sessions;
        let ended = run(
            db,
            &format!(
                "UPDATE {sessions} SET revoked_at = clock_timestamp(), revoked_reason = $3
                 WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL"
            ),
            [user.into(), kept.into(), reason.into()],
        )
        .await?;
        // The one that is kept is read anew, too.
        notify(db, user).await?;
        Ok(ended)
    }

    /// Ends sessions and says so to every process when the transaction commits.
    async fn end<C: ConnectionTrait>(
        &self,
        db: &C,
        column: &str,
        id: Uuid,
        reason: &str,
    ) -> Result<u64> {
        let sessions = self.sessions;
        let ended = run(
            db,
            &format!(
                "UPDATE {sessions} SET revoked_at = clock_timestamp(), revoked_reason = $2
                 WHERE {column} = $1 AND revoked_at IS NULL"
            ),
            [id.into(), reason.into()],
        )
        .await?;
        notify(db, id).await?;
        Ok(ended)
    }
}

/// Tells every process to forget what it knows of a session or of a user's sessions.
pub(crate) async fn notify<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<()> {
    one(
        db,
        "SELECT pg_notify($1, $2)",
        [CHANNEL.into(), id.to_string().into()],
    )
    .await?;
    Ok(())
}

pub(crate) fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

async fn run<C: ConnectionTrait, const N: usize>(
    db: &C,
    sql: &str,
    values: [Value; N],
) -> Result<u64> {
    Ok(db
        .execute_raw(statement(sql, values))
        .await?
        .rows_affected())
}

async fn one<C: ConnectionTrait, const N: usize>(
    db: &C,
    sql: &str,
    values: [Value; N],
) -> Result<Option<sea_orm::QueryResult>> {
    db.query_one_raw(statement(sql, values))
        .await
        .map_err(|error: DbErr| Error::from(error))
}
