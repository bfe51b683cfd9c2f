//! Users of the platform.

use super::{query, sessions};
use crate::{PlatformTx, Result, platform::entity::platform_users};
use panal_domain::{Email, PasswordHash, PersonName, UserId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};

/// A user of the platform. Holds the password's digest: never serialise it.
pub use platform_users::Model as PlatformUser;

/// The role of every platform user.
pub const ROLE: &str = "super_admin";

/// The user with this log-in name, active or not. Context: login.
pub async fn find_by_email(tx: &PlatformTx, email: &str) -> Result<Option<PlatformUser>> {
    Ok(platform_users::Entity::find()
        .filter(platform_users::Column::Email.eq(email))
        .one(tx)
        .await?)
}

/// A user to be.
#[derive(Debug, Clone)]
pub struct NewPlatformUser {
    /// Log-in name.
    pub email: Email,
    /// Name of the person.
    pub full_name: PersonName,
    /// Digest of the password.
    pub password_hash: PasswordHash,
}

/// All users, by log-in name. Context: super admin.
pub async fn list(tx: &PlatformTx) -> Result<Vec<PlatformUser>> {
    Ok(platform_users::Entity::find()
        .order_by_asc(platform_users::Column::Email)
        .all(tx)
        .await?)
}

/// One user. Context: super admin.
pub async fn get(tx: &PlatformTx, id: UserId) -> Result<Option<PlatformUser>> {
    Ok(platform_users::Entity::find_by_id(id.0).one(tx).await?)
}

/// Makes a user, without a second factor yet. Constraint `platform_users_email_key` when the address is taken.
/// Context: super admin.
pub async fn create(tx: &PlatformTx, new: NewPlatformUser) -> Result<PlatformUser> {
    Ok(platform_users::Entity::insert(platform_users::ActiveModel {
        id: Set(UserId::generate().0),
        email: Set(new.email.into()),
        full_name: Set(new.full_name.into()),
        password_hash: Set(new.password_hash.expose().to_owned()),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await?)
}

/// The users who may log in, none of whom changes until the transaction ends. Context: super admin.
pub async fn lock_active(tx: &PlatformTx) -> Result<Vec<UserId>> {
    let users = platform_users::Entity::find()
        .filter(platform_users::Column::IsActive.eq(true))
        .order_by_asc(platform_users::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx)
        .await?;
    Ok(users.into_iter().map(|user| UserId(user.id)).collect())
}

/// Lets a user log in, or no longer; then all its sessions end, those in other users'
/// places too. False when there is no such user. Context: super
/// admin.
pub async fn set_active(tx: &PlatformTx, id: UserId, active: bool) -> Result<bool> {
    let changed = platform_users::Entity::update_many()
        .col_expr(platform_users::Column::IsActive, Expr::value(active))
        .filter(platform_users::Column::Id.eq(id.0))
        .exec(tx)
        .await?
        .rows_affected;
    if changed > 0 && !active {
        sessions::revoke_user(tx, id, "user_disabled").await?;
    }
    Ok(changed > 0)
}

/// Takes a user's second factor away, with its recovery codes, and ends its sessions. False when there is no such
/// user. Context: super admin.
pub async fn reset_second_factor(tx: &PlatformTx, id: UserId) -> Result<bool> {
    let changed = platform_users::Entity::update_many()
        .col_expr(
            platform_users::Column::TotpSecret,
            Expr::cust("NULL::bytea"),
        )
        .col_expr(
            platform_users::Column::TotpConfirmedAt,
            Expr::cust("NULL::timestamptz"),
        )
        .col_expr(platform_users::Column::TotpLastStep, Expr::value(0i64))
        .filter(platform_users::Column::Id.eq(id.0))
        .exec(tx)
        .await?
        .rows_affected;
    query::run(
        tx,
        "DELETE FROM public.platform_recovery_codes WHERE user_id = $1",
        [id.0.into()],
    )
    .await?;
    if changed > 0 {
        sessions::revoke_user(tx, id, "second_factor_reset").await?;
    }
    Ok(changed > 0)
}
