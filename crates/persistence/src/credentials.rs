//! How users prove who they are: password, second factor, recovery codes. The same rules for a tenant's staff and for
//! the platform's users, on different tables: `tenant::second_factor::TABLES` and `platform::second_factor::TABLES`.

use crate::{PlatformTx, Result, TenantTx, session_store};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use uuid::Uuid;

/// Codes of the app that may be tried before the right one, wherever they are sent. Then they are refused for some
/// minutes, and for twice as long after each further one that is wrong, for a day at most.
pub const CODE_ATTEMPTS: i32 = 10;

/// Whether a code of the app may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeAttempt {
    /// It may, and counts as wrong until it is used.
    Open,
    /// The same, and unless it is right no other may be tried for a while.
    Last,
    /// No code may be tried before that time.
    Blocked(DateTime<Utc>),
}

/// A transaction in which such users are found.
pub trait UserTx: ConnectionTrait {}

impl UserTx for TenantTx {}
impl UserTx for PlatformTx {}

/// A user, as far as it concerns logging in. Holds the password's digest: never serialise it.
#[derive(Clone, PartialEq, Eq, FromQueryResult)]
pub struct Credentials {
    /// The user.
    pub id: Uuid,
    /// Log-in name.
    pub email: String,
    /// Digest of the password; none until an invitation is accepted.
    pub password_hash: Option<String>,
    /// Whether the user may log in.
    pub is_active: bool,
    /// Whether a second factor is asked for.
    pub second_factor: bool,
    /// Its secret, encrypted; before it is confirmed, too.
    pub totp_secret: Option<Vec<u8>>,
    /// The last time step whose code was used.
    pub totp_last_step: i64,
}

/// The tables of one kind of users. A transaction of theirs must be given to each function.
pub struct CredentialTables {
    pub(crate) users: &'static str,
    pub(crate) recovery_codes: &'static str,
}

impl CredentialTables {
    /// The user with this log-in name, active or not.
    pub async fn by_email<C: ConnectionTrait>(
        &self,
        db: &C,
        email: &str,
    ) -> Result<Option<Credentials>> {
        self.one(db, "email = $1", email.into()).await
    }

    /// One user.
    pub async fn by_id<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Option<Credentials>> {
        self.one(db, "id = $1", id.into()).await
    }

    async fn one<C: ConnectionTrait>(
        &self,
        db: &C,
        which: &str,
        value: Value,
    ) -> Result<Option<Credentials>> {
        let users = self.users;
        let sql = format!(
            "SELECT id, email, password_hash, is_active, totp_confirmed_at IS NOT NULL AS second_factor, totp_secret,
                    totp_last_step
             FROM {users} WHERE {which}"
        );
        Ok(Credentials::find_by_statement(statement(&sql, [value]))
            .one(db)
            .await?)
    }

    /// Notes the log-in of a user whose password was found to be the one kept as `hash`, and keeps it as `renewed`
    /// from now on. False, and nothing is noted, when the user may no longer log in with it.
    pub async fn admit<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        hash: &str,
        renewed: Option<&str>,
    ) -> Result<bool> {
        let users = self.users;
        let sql = format!(
            "UPDATE {users} SET last_login_at = clock_timestamp(), password_hash = coalesce($3, password_hash)
             WHERE id = $1 AND password_hash = $2 AND is_active"
        );
        changed(db, &sql, [user.into(), hash.into(), renewed.into()]).await
    }

    /// Counts that a code of the app is going to be tried, before anybody looks whether it is right: a thousand at once
    /// do not slip through. To be committed whatever comes of the code.
    pub async fn try_code<C: ConnectionTrait>(&self, db: &C, user: Uuid) -> Result<CodeAttempt> {
        let users = self.users;
        let counted = format!(
            "UPDATE {users} SET totp_failures = least(totp_failures, 1000) + 1,
                 totp_blocked_until = CASE WHEN totp_failures + 1 >= $2 THEN clock_timestamp()
                     + least(interval '15 minutes' * power(2, least(totp_failures + 1 - $2, 10)), interval '1 day') END
             WHERE id = $1 AND coalesce(totp_blocked_until <= clock_timestamp(), true)
             RETURNING totp_blocked_until"
        );
        let values = [user.into(), CODE_ATTEMPTS.into()];
        if let Some(row) = db.query_one_raw(statement(&counted, values)).await? {
            let blocked: Option<DateTime<Utc>> = row.try_get("", "totp_blocked_until")?;
            return Ok(match blocked {
                None => CodeAttempt::Open,
                Some(_) => CodeAttempt::Last,
            });
        }
        let sql = format!(
            "SELECT coalesce(totp_blocked_until, clock_timestamp()) AS until FROM {users} WHERE id = $1"
        );
        let row = db.query_one_raw(statement(&sql, [user.into()])).await?;
        let until = row.map(|row| row.try_get("", "until")).transpose()?;
        Ok(CodeAttempt::Blocked(until.unwrap_or_else(Utc::now)))
    }

    /// Whether no second factor is asked for by now: one may have been set up since the user was read.
    pub async fn needs_none<C: ConnectionTrait>(&self, db: &C, user: Uuid) -> Result<bool> {
        let users = self.users;
        let sql = format!("SELECT totp_confirmed_at IS NULL AS none FROM {users} WHERE id = $1");
        let row = db.query_one_raw(statement(&sql, [user.into()])).await?;
        Ok(row.map(|row| row.try_get("", "none")).transpose()? == Some(true))
    }

    /// Sets the password of a user who was found to know the one kept as `verified`. False, and nothing is changed,
    /// when it is another by now. The caller ends the user's other sessions.
    pub async fn change_password<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        verified: &str,
        new: &str,
    ) -> Result<bool> {
        let users = self.users;
        let sql = format!(
            "UPDATE {users} SET password_hash = $3 WHERE id = $1 AND password_hash = $2 AND is_active"
        );
        changed(db, &sql, [user.into(), verified.into(), new.into()]).await
    }

    /// Uses the code of a time step up, and keeps the secret as `resealed` from now on. False when that code, or a
    /// later one, was used before.
    pub async fn use_step<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        step: i64,
        resealed: Option<&[u8]>,
    ) -> Result<bool> {
        let users = self.users;
        let sql = format!(
            "UPDATE {users} SET totp_last_step = $2, totp_secret = coalesce($3, totp_secret), totp_failures = 0,
                 totp_blocked_until = NULL
             WHERE id = $1 AND totp_last_step < $2 AND totp_confirmed_at IS NOT NULL"
        );
        let resealed = resealed.map(<[u8]>::to_vec);
        changed(db, &sql, [user.into(), step.into(), resealed.into()]).await
    }

    /// Uses a recovery code up, given by its digest. False when there is none such, or it was used before.
    pub async fn use_recovery_code<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        digest: &[u8],
    ) -> Result<bool> {
        let (codes, users) = (self.recovery_codes, self.users);
        let sql = format!(
            "UPDATE {codes} SET used_at = clock_timestamp()
             WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL
               AND EXISTS (SELECT FROM {users} WHERE id = $1 AND totp_confirmed_at IS NOT NULL)"
        );
        let good = changed(db, &sql, [user.into(), digest.to_vec().into()]).await?;
        if good {
            let sql = format!(
                "UPDATE {users} SET totp_failures = 0, totp_blocked_until = NULL WHERE id = $1"
            );
            changed(db, &sql, [user.into()]).await?;
        }
        Ok(good)
    }

    /// Keeps a secret that is still to be confirmed. False when a second factor is active.
    pub async fn start<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        sealed: &[u8],
    ) -> Result<bool> {
        let users = self.users;
        let sql = format!(
            "UPDATE {users} SET totp_secret = $2, totp_last_step = 0 WHERE id = $1 AND totp_confirmed_at IS NULL"
        );
        changed(db, &sql, [user.into(), sealed.to_vec().into()]).await
    }

    /// From now on the second factor is asked for: a code of `step` proved the secret kept as `sealed`. False when it
    /// is another by now.
    pub async fn confirm<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        sealed: &[u8],
        step: i64,
    ) -> Result<bool> {
        let users = self.users;
        let sql = format!(
            "UPDATE {users} SET totp_confirmed_at = clock_timestamp(), totp_last_step = $3, totp_failures = 0,
                 totp_blocked_until = NULL
             WHERE id = $1 AND totp_secret = $2 AND totp_confirmed_at IS NULL"
        );
        let values = [user.into(), sealed.to_vec().into(), step.into()];
        let confirmed = changed(db, &sql, values).await?;
        session_store::notify(db, user).await?;
        Ok(confirmed)
    }

    /// Puts new recovery codes, given by their digests, in the place of all there were.
    pub async fn replace_recovery_codes<C: ConnectionTrait>(
        &self,
        db: &C,
        user: Uuid,
        digests: &[Vec<u8>],
    ) -> Result<()> {
        let codes = self.recovery_codes;
        changed(
            db,
            &format!("DELETE FROM {codes} WHERE user_id = $1"),
            [user.into()],
        )
        .await?;
        for digest in digests {
            changed(
                db,
                &format!("INSERT INTO {codes} (user_id, code_hash) VALUES ($1, $2)"),
                [user.into(), digest.clone().into()],
            )
            .await?;
        }
        Ok(())
    }

    /// No second factor any more. False when there was none.
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, user: Uuid) -> Result<bool> {
        let users = self.users;
        self.replace_recovery_codes(db, user, &[]).await?;
        let sql = format!(
            "UPDATE {users} SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = 0
             WHERE id = $1 AND totp_confirmed_at IS NOT NULL"
        );
        let removed = changed(db, &sql, [user.into()]).await?;
        session_store::notify(db, user).await?;
        Ok(removed)
    }
}

async fn changed<C: ConnectionTrait, const N: usize>(
    db: &C,
    sql: &str,
    values: [Value; N],
) -> Result<bool> {
    let done = db.execute_raw(statement(sql, values)).await?;
    Ok(done.rows_affected() > 0)
}

fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
