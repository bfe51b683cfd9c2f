//! Staff of a tenant.

use crate::{
    Result, TenantTx, session_store,
    tenant::{
        access::{self, RoleGrant},
        audit::{self, Changes},
        change::{self, versioned},
        entity::users,
        sessions, user_tokens,
    },
};
use panal_domain::{BranchId, Email, Language, PasswordHash, PersonName, UserId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement,
};
use serde_json::json;

pub mod listing;
pub mod staffing;

/// A member of the staff. Holds the password's digest: never serialise it.
pub use users::Model as User;

versioned!(users);

/// A user to be.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Log-in name.
    pub email: Email,
    /// Name of the person.
    pub full_name: PersonName,
    /// Roles, and where they hold.
    pub roles: Vec<RoleGrant>,
    /// Digest of the password; none: the user is invited to choose one.
    pub password_hash: Option<PasswordHash>,
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
        password_hash: Set(new.password_hash.map(|hash| hash.expose().to_owned())),
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
    access::assign(tx, UserId(user.id), &new.roles).await?;
    Ok(user)
}

/// Sets a password and ends all sessions of the user. `None` when there is no such user.
pub async fn set_password(tx: &TenantTx, id: UserId, hash: &PasswordHash) -> Result<Option<User>> {
    let change = users::ActiveModel {
        password_hash: Set(Some(hash.expose().to_owned())),
        ..Default::default()
    };
    let user = update(tx, id, change).await?;
    if user.is_some() {
        user_tokens::end(tx, id, user_tokens::CHOOSING).await?;
        sessions::revoke_user(tx, id, "password_changed").await?;
    }
    Ok(user)
}

/// What users may change of themselves: `None` leaves it; the inner `None` of the language is the business's.
#[derive(Debug, Clone, Default)]
pub struct OwnChanges {
    /// Name of the person.
    pub full_name: Option<PersonName>,
    /// The language in which the user wants to read.
    pub language: Option<Option<Language>>,
}

/// Changes a user as the user asks for it. False when there is no such user.
pub async fn change_own(tx: &TenantTx, id: UserId, changes: OwnChanges) -> Result<bool> {
    let row = users::ActiveModel {
        full_name: changes.full_name.map_or(NotSet, |name| Set(name.into())),
        ..Default::default()
    };
    let user = update(tx, id, row).await?;
    if let (Some(_), Some(language)) = (&user, changes.language) {
        set_language(tx, id, language).await?;
    }
    // What processes remember of the user has the name and the language in it.
    session_store::notify(tx, id.0).await?;
    Ok(user.is_some())
}

/// By a statement of its own: entities read columns that every schema has, and this one came later.
async fn set_language(tx: &TenantTx, id: UserId, language: Option<Language>) -> Result<()> {
    let language = language.map(Language::as_str);
    let before = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"UPDATE "tenant".users u SET language = $2 FROM "tenant".users before
               WHERE u.id = $1 AND before.id = u.id AND u.language IS DISTINCT FROM $2
               RETURNING before.language AS language"#,
            [id.0.into(), language.into()],
        ))
        .await?;
    if let Some(before) = before {
        let before: Option<String> = before.try_get("", "language")?;
        let changes = Changes::none().with("language", json!([before, language]));
        audit::record(tx, "update", "users", Some(id.0), changes).await?;
    }
    Ok(())
}

/// Lets a user log in, or no longer; then all his sessions end, and links that were sent to choose a password are good
/// no more. `None` when there is no such user.
pub async fn set_active(tx: &TenantTx, id: UserId, active: bool) -> Result<Option<User>> {
    let change = users::ActiveModel {
        is_active: Set(active),
        ..Default::default()
    };
    let user = update(tx, id, change).await?;
    if user.is_some() && !active {
        user_tokens::end(tx, id, user_tokens::CHOOSING).await?;
        sessions::revoke_user(tx, id, "user_disabled").await?;
    }
    Ok(user)
}

async fn update(tx: &TenantTx, id: UserId, change: users::ActiveModel) -> Result<Option<User>> {
    let Some(before) = change::lock_wholly::<users::Entity>(tx, id.0).await? else {
        return Ok(None);
    };
    change::write::<users::Entity>(tx, id.0, "update", before, change)
        .await
        .map(Some)
}
