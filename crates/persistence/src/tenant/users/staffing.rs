//! Changes of the staff by one of its own, under the rules of [`Steward`]. A user that the steward does not see does not
//! exist: `None`.

use super::{NewUser, User, create, set_active, update};
use crate::{
    Error, Expected, Result, TenantTx, session_store,
    tenant::{
        access::{self, RoleGrant},
        audit::{self, Changes},
        change,
        entity::users,
        outbox, second_factor, sessions,
        steward::{Denied, Ruled, Steward},
        user_tokens,
        users::listing,
    },
};
use panal_domain::PermissionMarker;
use panal_domain::{
    BranchId, BranchScope, Email, PersonName, RoleId, UserId, access::staff::AssignRoles,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, DbBackend, Statement, Value,
};
use serde_json::json;

/// Tells that a user is to be sent an invitation; the payload is `{user_id}`.
pub const INVITED: &str = "user-invited";
/// Tells that a user is to be sent a link to choose another password; the payload is `{user_id}`.
pub const RESET: &str = "password-reset-requested";

/// What is to change: the outer `None` leaves a field as it is, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct UserChanges {
    /// Name of the person.
    pub full_name: Option<PersonName>,
    /// Log-in name, as long as the user has no password.
    pub email: Option<Email>,
    /// The branch the user works at.
    pub branch_id: Option<Option<BranchId>>,
}

/// Creates a user without a password, and has an invitation sent. Whoever gives it roles needs `roles.assign` where the
/// user will work.
/// Constraints `users_email_key`, `users_branch_id_fkey`, `user_role_branches_branch_id_fkey`.
pub async fn hire(by: &Steward<'_>, new: NewUser) -> Ruled<User> {
    by.may_place(new.branch_id)?;
    if !new.roles.is_empty() {
        by.needs(AssignRoles::PERMISSION, new.branch_id)?;
    }
    may_give(by, &new.roles).await?;
    let new = NewUser {
        password_hash: None,
        ..new
    };
    let user = create(by.tx, new).await?;
    emit(by.tx, INVITED, UserId(user.id)).await?;
    Ok(user)
}

/// Changes a user that is still at a version expected. Whoever is still invited gets another invitation at another
/// address, and the one before is good no more. Constraints `users_branch_id_fkey`, `users_email_key`.
pub async fn change(
    by: &Steward<'_>,
    id: UserId,
    expected: &Expected,
    changes: UserChanges,
) -> Ruled<Option<User>> {
    let Some(before) = subject(by, id, expected).await? else {
        return Ok(None);
    };
    let branch = changes
        .branch_id
        .filter(|branch| branch.map(|one| one.0) != before.branch_id);
    if let Some(branch) = branch {
        by.may_place(branch)?;
    }
    let email = changes.email.filter(|email| email.as_str() != before.email);
    if email.is_some() && before.password_hash.is_some() {
        return Err(Denied::EmailOwn);
    }
    let readdressed = email.is_some();
    let row = users::ActiveModel {
        email: email.map_or(NotSet, |email| Set(email.into())),
        full_name: changes.full_name.map_or(NotSet, |name| Set(name.into())),
        branch_id: branch.map_or(NotSet, |branch| Set(branch.map(|one| one.0))),
        ..Default::default()
    };
    let after = update(by.tx, id, row).await?;
    if readdressed {
        user_tokens::end(by.tx, id, user_tokens::CHOOSING).await?;
        // Somebody who may not log in is invited when they may again.
        if before.is_active {
            emit(by.tx, INVITED, id).await?;
        }
    }
    // What processes remember of the user has the name and the branch in it.
    session_store::notify(by.tx, id.0).await?;
    Ok(after)
}

/// Lets a user log in no longer, and ends all their sessions.
pub async fn disable(by: &Steward<'_>, id: UserId) -> Ruled<Option<User>> {
    switch(by, id, false).await
}

/// Lets a user log in again.
pub async fn enable(by: &Steward<'_>, id: UserId) -> Ruled<Option<User>> {
    switch(by, id, true).await
}

async fn switch(by: &Steward<'_>, id: UserId, active: bool) -> Ruled<Option<User>> {
    let Some(before) = subject(by, id, &Expected::Any).await? else {
        return Ok(None);
    };
    if before.is_active == active {
        return Ok(Some(before));
    }
    let after = set_active(by.tx, id, active).await?;
    by.keeps_an_administrator().await?;
    Ok(after)
}

/// Has the invitation sent again, as long as the user has no password.
pub async fn invite(by: &Steward<'_>, id: UserId) -> Ruled<Option<User>> {
    let Some(user) = subject(by, id, &Expected::Any).await? else {
        return Ok(None);
    };
    if user.password_hash.is_some() {
        return Err(Denied::UserHasPassword);
    }
    send(by, user, "invite", INVITED).await.map(Some)
}

/// Has a link sent with which the user chooses another password. Until then everything stays as it is.
pub async fn reset(by: &Steward<'_>, id: UserId) -> Ruled<Option<User>> {
    let Some(user) = subject(by, id, &Expected::Any).await? else {
        return Ok(None);
    };
    if user.password_hash.is_none() {
        return Err(Denied::UserInvited);
    }
    send(by, user, "request_password_reset", RESET)
        .await
        .map(Some)
}

/// Takes the second factor of a user who lost it away, with its recovery codes, and ends all their sessions: whoever
/// had the device has nothing more. One's own is not taken away like this.
pub async fn reset_second_factor(by: &Steward<'_>, id: UserId) -> Ruled<Option<User>> {
    let Some(user) = subject(by, id, &Expected::Any).await? else {
        return Ok(None);
    };
    if id == by.user {
        return Err(Denied::OwnSecondFactor);
    }
    if !second_factor::TABLES.remove(by.tx, id.0).await? {
        return Ok(Some(user));
    }
    let changes = Changes::none().with("second_factor", json!([true, false]));
    audit::record(by.tx, "reset_second_factor", "users", Some(id.0), changes).await?;
    sessions::revoke_user(by.tx, id, "second_factor_reset").await?;
    Ok(super::get(by.tx, id).await?)
}

async fn send(by: &Steward<'_>, user: User, action: &str, event: &str) -> Ruled<User> {
    if !user.is_active {
        return Err(Denied::UserDisabled);
    }
    audit::record(by.tx, action, "users", Some(user.id), Changes::none()).await?;
    emit(by.tx, event, UserId(user.id)).await?;
    Ok(user)
}

/// Deletes a user who never logged in and of whom the audit tells nothing; false when there is no such user.
pub async fn delete(by: &Steward<'_>, id: UserId, expected: &Expected) -> Ruled<bool> {
    let Some(before) = subject(by, id, expected).await? else {
        return Ok(false);
    };
    if before.last_login_at.is_some() || has_acted(by.tx, id).await? {
        return Err(Denied::UserInUse);
    }
    let roles = access::of_user(by.tx, id).await?.roles;
    by.tx
        .execute_raw(statement(
            r#"DELETE FROM "tenant".users WHERE id = $1"#,
            [id.0.into()],
        ))
        .await
        .map_err(Error::from)?;
    let changes = Changes::none()
        .with("email", json!([before.email, null]))
        .with("full_name", json!([before.full_name, null]))
        .with("roles", json!([access::told(&roles), null]));
    audit::record(by.tx, "delete", "users", Some(id.0), changes).await?;
    session_store::notify(by.tx, id.0).await?;
    by.keeps_an_administrator().await?;
    Ok(true)
}

/// Gives a user that is still at a version expected these roles and no others. Constraint
/// `user_role_branches_branch_id_fkey`.
pub async fn set_roles(
    by: &Steward<'_>,
    id: UserId,
    expected: &Expected,
    grants: &[RoleGrant],
) -> Ruled<Option<User>> {
    if subject(by, id, expected).await?.is_none() {
        return Ok(None);
    }
    assign(by, id, grants).await
}

/// Limits every role of a user that is still at a version expected to these branches; or none. Constraint
/// `user_role_branches_branch_id_fkey`.
pub async fn set_branches(
    by: &Steward<'_>,
    id: UserId,
    expected: &Expected,
    branches: &BranchScope,
) -> Ruled<Option<User>> {
    if subject(by, id, expected).await?.is_none() {
        return Ok(None);
    }
    let grants: Vec<RoleGrant> = access::of_user(by.tx, id)
        .await?
        .roles
        .iter()
        .map(|role| RoleGrant {
            role: role.id,
            branches: branches.clone(),
        })
        .collect();
    assign(by, id, &grants).await
}

async fn assign(by: &Steward<'_>, id: UserId, grants: &[RoleGrant]) -> Ruled<Option<User>> {
    may_give(by, grants).await?;
    let before = access::of_user(by.tx, id).await?;
    let after = access::assign(by.tx, id, grants).await?;
    if before != after {
        // The trigger looks at the user's own columns, and roles are none of them.
        by.tx
            .execute_raw(statement(
                r#"UPDATE "tenant".users SET version = version + 1, updated_at = now() WHERE id = $1"#,
                [id.0.into()],
            ))
            .await
            .map_err(Error::from)?;
    }
    by.keeps_an_administrator().await?;
    Ok(super::get(by.tx, id).await?)
}

async fn may_give(by: &Steward<'_>, grants: &[RoleGrant]) -> Ruled<()> {
    let ids: Vec<RoleId> = grants.iter().map(|grant| grant.role).collect();
    let roles = access::of_roles(by.tx, &ids).await?;
    for grant in grants {
        let role = roles
            .iter()
            .find(|role| role.id == grant.role)
            .ok_or(Denied::UnknownRole(grant.role))?;
        by.may_give(role, &grant.branches)?;
    }
    Ok(())
}

/// Whether the audit tells of something that the user did, or that was done in their place.
async fn has_acted(tx: &TenantTx, id: UserId) -> Result<bool> {
    let found = tx
        .query_one_raw(statement(
            r#"SELECT 1 AS one WHERE EXISTS (SELECT FROM "tenant".audit_log WHERE actor_id = $1)
               OR EXISTS (SELECT FROM "tenant".audit_log WHERE on_behalf_of = $1)"#,
            [id.0.into()],
        ))
        .await?;
    Ok(found.is_some())
}

/// The user, if the steward sees it and it is at a version expected. Nobody changes it, nor logs in, until the
/// transaction ends.
async fn subject(by: &Steward<'_>, id: UserId, expected: &Expected) -> Ruled<Option<User>> {
    if listing::get(by.tx, id, by.branches()).await?.is_none() {
        return Ok(None);
    }
    let Some(user) = change::lock_wholly::<users::Entity>(by.tx, id.0).await? else {
        return Ok(None);
    };
    expected.admit(user.version)?;
    by.may_change_user(id).await?;
    Ok(Some(user))
}

async fn emit(tx: &TenantTx, kind: &str, user: UserId) -> Result<()> {
    outbox::emit(tx, kind, json!({"user_id": user})).await
}

fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
