//! Links that are sent by e-mail and are good once. Only the digest of a link's secret is kept.

use crate::{
    Result, TenantTx,
    tenant::{entity::users, users::User},
};
use chrono::{DateTime, Utc};
use panal_domain::{LinkPurpose, UserId};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement, Value};

/// Links by which a password is chosen.
pub const CHOOSING: &[LinkPurpose] = &[LinkPurpose::Invitation, LinkPurpose::PasswordReset];

/// What makes a link good: it is there for this purpose, nobody used it, it is in time, and its user may log in.
const GOOD: &str = "t.token_hash = $1 AND t.purpose = $2 AND t.used_at IS NULL AND t.expires_at > clock_timestamp()
    AND u.id = t.user_id AND u.is_active";

/// Keeps the digest of a new link. Older ones of the user for the same purpose are good no more.
pub async fn issue(
    tx: &TenantTx,
    user: UserId,
    purpose: LinkPurpose,
    hash: Vec<u8>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    end(tx, user, &[purpose]).await?;
    execute(
        tx,
        r#"INSERT INTO "tenant".user_tokens (token_hash, user_id, purpose, expires_at) VALUES ($1, $2, $3, $4)"#,
        [
            hash.into(),
            user.0.into(),
            purpose.as_str().into(),
            expires_at.into(),
        ],
    )
    .await
}

/// Whose link this is, if it is good. It stays so.
pub async fn owner(tx: &TenantTx, hash: &[u8], purpose: LinkPurpose) -> Result<Option<User>> {
    let sql = format!(r#"SELECT u.* FROM "tenant".user_tokens t, "tenant".users u WHERE {GOOD}"#);
    Ok(users::Entity::find()
        .from_raw_sql(statement(&sql, [hash.into(), purpose.as_str().into()]))
        .one(tx)
        .await?)
}

/// Uses a good link up, and says whose it was. Of several at once, one gets it; when its transaction fails, the link
/// is good again.
pub async fn claim(tx: &TenantTx, hash: &[u8], purpose: LinkPurpose) -> Result<Option<UserId>> {
    let sql = format!(
        r#"UPDATE "tenant".user_tokens t SET used_at = clock_timestamp() FROM "tenant".users u WHERE {GOOD}
           RETURNING t.user_id"#
    );
    let row = tx
        .query_one_raw(statement(&sql, [hash.into(), purpose.as_str().into()]))
        .await?;
    row.map(|row| Ok(UserId(row.try_get("", "user_id")?)))
        .transpose()
}

/// Makes the user's unused links for these purposes good no more, as when a password was set or an address changed.
pub async fn end(tx: &TenantTx, user: UserId, purposes: &[LinkPurpose]) -> Result<()> {
    for purpose in purposes {
        execute(
            tx,
            r#"DELETE FROM "tenant".user_tokens WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL"#,
            [user.0.into(), purpose.as_str().into()],
        )
        .await?;
    }
    Ok(())
}

fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

async fn execute<const N: usize>(tx: &TenantTx, sql: &str, values: [Value; N]) -> Result<()> {
    tx.execute_raw(statement(sql, values)).await?;
    Ok(())
}
