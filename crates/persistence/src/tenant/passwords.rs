//! Choosing passwords, and showing that an address is one's own.

use crate::{
    Result, TenantTx, session_store,
    tenant::{change, entity::users, sessions, user_tokens, users::User},
};
use chrono::Utc;
use panal_domain::{PasswordHash, PersonName, SessionId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};

/// Sets the password of a user who followed a link out of an e-mail, whose address is thereby confirmed; all sessions
/// of the user end. With a name, the user is called so from now on. `None` when there is no such user.
pub async fn choose(
    tx: &TenantTx,
    user: UserId,
    hash: &PasswordHash,
    full_name: Option<PersonName>,
) -> Result<Option<User>> {
    let Some(before) = change::lock_wholly::<users::Entity>(tx, user.0).await? else {
        return Ok(None);
    };
    let changes = users::ActiveModel {
        password_hash: Set(Some(hash.expose().to_owned())),
        email_confirmed_at: Set(before.email_confirmed_at.or_else(|| Some(Utc::now()))),
        full_name: full_name.map_or(NotSet, |name| Set(name.into())),
        ..Default::default()
    };
    let after = write(tx, before, "choose_password", changes).await?;
    sessions::revoke_user(tx, user, "password_changed").await?;
    Ok(Some(after))
}

/// What became of a change of password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is set.
    Done,
    /// The password is no longer the one that was found right.
    Another,
    /// The session ended meanwhile.
    SessionEnded,
}

/// Sets the password of a user who was found to know the one kept as `verified`. All sessions of the user end but
/// `kept`, in which it is done.
pub async fn change(
    tx: &TenantTx,
    user: UserId,
    verified: &PasswordHash,
    hash: &PasswordHash,
    kept: SessionId,
) -> Result<Changed> {
    let before = change::lock_wholly::<users::Entity>(tx, user.0).await?;
    // Whoever sets a password locks the user first and ends sessions then: under the lock both are as they stay.
    let session = sessions::find(tx, kept).await?;
    let (Some(before), true) = (before, session.is_some_and(|session| session.live)) else {
        return Ok(Changed::SessionEnded);
    };
    if before.password_hash.as_deref() != Some(verified.expose()) {
        return Ok(Changed::Another);
    }
    let changes = users::ActiveModel {
        password_hash: Set(Some(hash.expose().to_owned())),
        ..Default::default()
    };
    write(tx, before, "change_password", changes).await?;
    sessions::revoke_others(tx, user, kept, "password_changed").await?;
    Ok(Changed::Done)
}

/// Writes a password; what could still set another is good no more.
async fn write(
    tx: &TenantTx,
    before: User,
    action: &str,
    changes: users::ActiveModel,
) -> Result<User> {
    let user = UserId(before.id);
    let after = change::write::<users::Entity>(tx, user.0, action, before, changes).await?;
    user_tokens::end(tx, user, user_tokens::CHOOSING).await?;
    Ok(after)
}

/// Notes that the address is the user's own; one that was noted stays as it is.
pub async fn confirm_email(tx: &TenantTx, user: UserId) -> Result<()> {
    let Some(before) = change::lock_wholly::<users::Entity>(tx, user.0)
        .await?
        .filter(|user| user.email_confirmed_at.is_none())
    else {
        return Ok(());
    };
    let changes = users::ActiveModel {
        email_confirmed_at: Set(Some(Utc::now())),
        ..Default::default()
    };
    change::write::<users::Entity>(tx, user.0, "confirm_email", before, changes).await?;
    session_store::notify(tx, user.0).await
}
