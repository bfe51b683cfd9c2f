//! Staff of a tenant.

use crate::{
    Result, TenantTx, session_store,
    tenant::{
        audit::{self, Changes},
        entity::users,
        sessions,
    },
};
use panal_domain::{BranchId, Email, PasswordHash, PersonName, Role, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};

/// A member of the staff. Holds the password's digest: never serialise it.
pub use users::Model as User;

/// A user to be.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Log-in name.
    pub email: Email,
    /// Name of the person.
    pub full_name: PersonName,
    /// Role template.
    pub role: Role,
    /// Digest of the password.
    pub password_hash: PasswordHash,
    /// The branch the user works at; none: all of them.
    pub branch_id: Option<BranchId>,
}

/// The user with this log-in name, active or not.
pub async fn find_by_email(tx: &TenantTx, email: &str) -> Result<Option<User>> {
    Ok(users::Entity::find()
        .filter(users::Column::Email.eq(email))
        .one(tx)
        .await?)
}

/// One user.
pub async fn get(tx: &TenantTx, id: UserId) -> Result<Option<User>> {
    Ok(users::Entity::find_by_id(id.0).one(tx).await?)
}

/// Creates a user. Constraint `users_email_key` when the address is taken.
pub async fn create(tx: &TenantTx, new: NewUser) -> Result<User> {
    let user = users::Entity::insert(users::ActiveModel {
        id: Set(UserId::generate().0),
        email: Set(new.email.into()),
        full_name: Set(new.full_name.into()),
        role: Set(new.role.as_str().to_owned()),
        password_hash: Set(new.password_hash.expose().to_owned()),
        branch_id: Set(new.branch_id.map(|branch| branch.0)),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await?;
    audit::record(
        tx,
        "create",
        "users",
        Some(user.id),
        Changes::created(&user),
    )
    .await?;
    Ok(user)
}

/// Notes the moment of a successful log-in.
pub async fn logged_in(tx: &TenantTx, id: UserId) -> Result<()> {
    users::Entity::update_many()
        .col_expr(users::Column::LastLoginAt, Expr::cust("clock_timestamp()"))
        .filter(users::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sets a password and ends all sessions of the user. `None` when there is no such user.
pub async fn set_password(tx: &TenantTx, id: UserId, hash: &PasswordHash) -> Result<Option<User>> {
    let change = users::ActiveModel {
        password_hash: Set(hash.expose().to_owned()),
        ..Default::default()
    };
    let user = update(tx, id, change).await?;
    if user.is_some() {
        sessions::revoke_user(tx, id, "password_changed").await?;
    }
    Ok(user)
}

/// Lets a user log in, or no longer; then all his sessions end. `None` when there is no such user.
pub async fn set_active(tx: &TenantTx, id: UserId, active: bool) -> Result<Option<User>> {
    let change = users::ActiveModel {
        is_active: Set(active),
        ..Default::default()
    };
    let user = update(tx, id, change).await?;
    if user.is_some() && !active {
        sessions::revoke_user(tx, id, "user_disabled").await?;
    }
    Ok(user)
}

/// Gives a user another role; it counts from the next request on. `None` when there is no such user.
pub async fn set_role(tx: &TenantTx, id: UserId, role: Role) -> Result<Option<User>> {
    let change = users::ActiveModel {
        role: Set(role.as_str().to_owned()),
        ..Default::default()
    };
    let user = update(tx, id, change).await?;
    session_store::notify(tx, id.0).await?;
    Ok(user)
}

async fn update(tx: &TenantTx, id: UserId, change: users::ActiveModel) -> Result<Option<User>> {
    let Some(before) = users::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx)
        .await?
    else {
        return Ok(None);
    };
    let after = users::Entity::update_many()
        .set(change)
        .filter(users::Column::Id.eq(id.0))
        .exec_with_returning(tx)
        .await?
        .pop();
    if let Some(after) = &after {
        audit::record(
            tx,
            "update",
            "users",
            Some(id.0),
            Changes::between(&before, after),
        )
        .await?;
    }
    Ok(after)
}
