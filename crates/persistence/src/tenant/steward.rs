//! Who may change what others may do. The rules are asked in the transaction that makes the change, while nobody else
//! makes one.

use crate::{
    Error, Result, TenantTx,
    tenant::access::{self, Access, AssignedRole},
};
use panal_domain::{
    BranchId, BranchScope, Permission, Rights, RoleId, UserId, access::MAX_ROLE_DEPTH,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Why rights, or whoever has them, stay as they are.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Denied {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] Error),
    /// Whoever asks lacks this permission by now.
    #[error("permission {0} is missing")]
    Permission(&'static Permission),
    /// It would give permissions that its giver does not have, or not in all those branches.
    #[error("gives more than its giver has: {0:?}")]
    NotOwn(Vec<String>),
    /// The role has permissions that whoever asks lacks, or is an ancestor of a role of theirs.
    #[error("role is above one's own")]
    RoleAboveOwn,
    /// The user has permissions that whoever asks lacks.
    #[error("user is above one's own")]
    UserAboveOwn,
    /// A user would be, or is to be, at a branch that is not one of one's own.
    #[error("branch is not one's own")]
    BranchNotOwn,
    /// Nobody would be left who can do everything.
    #[error("last administrator")]
    LastAdministrator,
    /// The role would inherit from itself.
    #[error("role inherits from itself")]
    Cycle,
    /// The tenant has [`MAX_ROLES`](super::roles::MAX_ROLES) roles already.
    #[error("too many roles")]
    RolesFull,
    /// More than [`MAX_ROLE_DEPTH`] roles in a line.
    #[error("too many roles in a line")]
    TooDeep,
    /// There is no such role.
    #[error("no role {0}")]
    UnknownRole(RoleId),
    /// A role made of a template keeps its code and its place, and stays.
    #[error("role was made of a template")]
    SystemRole,
    /// A role that has every permission is as it is.
    #[error("role has every permission")]
    FixedRole,
    /// So many users have the role.
    #[error("role is in use by {0} users")]
    RoleInUse(u64),
    /// Other roles inherit from the role.
    #[error("{0} roles inherit from the role")]
    RoleHasChildren(u64),
    /// The user has logged in or done something that the audit tells of.
    #[error("user has a history")]
    UserInUse,
    /// The user has a password already.
    #[error("user has a password")]
    UserHasPassword,
    /// The user has a password, and so an address that is their own.
    #[error("e-mail address is the user's own")]
    EmailOwn,
    /// The user has no password yet.
    #[error("user has no password")]
    UserInvited,
    /// The user may not log in.
    #[error("user is disabled")]
    UserDisabled,
    /// One's own second factor is taken away with a proof of it.
    #[error("second factor is one's own")]
    OwnSecondFactor,
    /// No branch would be left open.
    #[error("last open branch")]
    LastBranch,
}

/// What a change under these rules comes to.
pub type Ruled<T> = std::result::Result<T, Denied>;

/// Somebody who changes what others may do, with the rights they have at this moment. As long as the transaction
/// lasts nobody else of the tenant changes roles, or who has them, or who may log in.
pub struct Steward<'a> {
    pub(super) tx: &'a TenantTx,
    pub(super) user: UserId,
    access: Access,
    scope: BranchScope,
    had_administrator: bool,
}

impl<'a> Steward<'a> {
    /// Waits for its turn. `Denied::Permission` when `user` does not have `permission` any more, or may not log in any
    /// more: what a request was let in with may have been taken away while it waited.
    pub async fn begin(
        tx: &'a TenantTx,
        user: UserId,
        permission: &'static Permission,
    ) -> Ruled<Self> {
        // Roles are few, and every change of rights begins here: in one order, so that none waits for each other.
        tx.query_all_raw(sql(
            r#"SELECT id FROM "tenant".roles ORDER BY id FOR NO KEY UPDATE"#,
        ))
        .await
        .map_err(Error::from)?;
        if !is_active(tx, user).await? {
            return Err(Denied::Permission(permission));
        }
        let access = access::of_user(tx, user).await?;
        let scope = access
            .rights
            .scope(permission)
            .cloned()
            .ok_or(Denied::Permission(permission))?;
        Ok(Self {
            user,
            access,
            scope,
            had_administrator: has_administrator(tx).await?,
            tx,
        })
    }

    /// The branches in which the permission that it began with holds.
    #[must_use]
    pub fn branches(&self) -> &BranchScope {
        &self.scope
    }

    /// Asks for another permission, to be used on a user of `branch`.
    pub fn needs(&self, permission: &'static Permission, branch: Option<BranchId>) -> Ruled<()> {
        let scope = self
            .access
            .rights
            .scope(permission)
            .ok_or(Denied::Permission(permission))?;
        if is_visible(scope, branch) {
            Ok(())
        } else {
            Err(Denied::BranchNotOwn)
        }
    }

    /// Whether a user may be put at `branch`; without one, the user would be everywhere.
    pub fn may_place(&self, branch: Option<BranchId>) -> Ruled<()> {
        if is_visible(&self.scope, branch) {
            Ok(())
        } else {
            Err(Denied::BranchNotOwn)
        }
    }

    /// Whether these permissions may be given to a role, and so to whoever has it in whichever branch.
    pub fn may_grant<'p>(
        &self,
        permissions: impl IntoIterator<Item = &'p Permission>,
    ) -> Ruled<()> {
        let missing: Vec<String> = permissions
            .into_iter()
            .filter(|one| self.access.rights.scope(one) != Some(&BranchScope::All))
            .map(|one| one.code.to_owned())
            .collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(Denied::NotOwn(missing))
        }
    }

    /// Whether a role may be given away in these branches, or inherited from.
    pub fn may_give(&self, role: &AssignedRole, branches: &BranchScope) -> Ruled<()> {
        let mut held = role.held.clone();
        held.branches = branches.clone();
        let given = Rights::of([&held]);
        let mut missing: Vec<String> = self
            .access
            .rights
            .missing(&given)
            .map(str::to_owned)
            .collect();
        let unknown = held
            .unknown()
            .filter(|code| !self.has_unknown(code, branches));
        missing.extend(unknown.map(str::to_owned));
        // Who has everything of today, one by one, will not have what is to come.
        if missing.is_empty() && (!held.grants_all || self.has_everything(branches)) {
            Ok(())
        } else {
            Err(Denied::NotOwn(missing))
        }
    }

    /// A role that may be changed, and what it gives.
    pub async fn may_change_role(&self, id: RoleId) -> Ruled<AssignedRole> {
        let role = access::of_role(self.tx, id)
            .await?
            .ok_or(Denied::UnknownRole(id))?;
        let is_ancestor = self
            .access
            .roles
            .iter()
            .any(|own| own.lineage.iter().skip(1).any(|above| *above == id));
        if is_ancestor && !self.has_everything(&BranchScope::All) {
            return Err(Denied::RoleAboveOwn);
        }
        self.may_give(&role, &BranchScope::All)
            .map_err(|_more| Denied::RoleAboveOwn)?;
        Ok(role)
    }

    /// Whether the rights and the access of a user may be changed; what the user may do.
    pub async fn may_change_user(&self, user: UserId) -> Ruled<Access> {
        let access = access::of_user(self.tx, user).await?;
        for role in &access.roles {
            self.may_give(role, &role.held.branches)
                .map_err(|_more| Denied::UserAboveOwn)?;
        }
        Ok(access)
    }

    /// To be asked after a change: somebody must be left who can do everything everywhere.
    pub async fn keeps_an_administrator(&self) -> Ruled<()> {
        if self.had_administrator && !has_administrator(self.tx).await? {
            return Err(Denied::LastAdministrator);
        }
        Ok(())
    }

    /// Whether a line of roles is short enough.
    pub(super) fn fits(length: usize) -> Ruled<()> {
        if length > MAX_ROLE_DEPTH {
            return Err(Denied::TooDeep);
        }
        Ok(())
    }

    /// Whether one's own roles give what a newer program knows: a role of theirs must say so itself.
    fn has_unknown(&self, code: &str, branches: &BranchScope) -> bool {
        self.access.roles.iter().any(|role| {
            (role.held.grants_all || role.held.permissions.iter().any(|own| own == code))
                && role.held.branches.covers(branches)
        })
    }

    fn has_everything(&self, branches: &BranchScope) -> bool {
        self.access
            .roles
            .iter()
            .any(|role| role.held.grants_all && role.held.branches.covers(branches))
    }
}

/// Whether somebody limited to `scope` sees a user of `branch`. A user of no branch works in all of them.
pub(super) fn is_visible(scope: &BranchScope, branch: Option<BranchId>) -> bool {
    match scope.limited() {
        None => true,
        Some(branches) => branch.is_some_and(|branch| branches.contains(&branch)),
    }
}

async fn is_active(tx: &TenantTx, user: UserId) -> Result<bool> {
    let found = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT 1 AS one FROM "tenant".users WHERE id = $1 AND is_active"#,
            [user.0.into()],
        ))
        .await?;
    Ok(found.is_some())
}

/// Whether an active user with a password has, in all branches, a role with every permission.
async fn has_administrator(tx: &TenantTx) -> Result<bool> {
    let found = tx
        .query_one_raw(sql(r#"WITH RECURSIVE everything AS (
                 SELECT id FROM "tenant".roles WHERE grants_all
                 UNION SELECT r.id FROM "tenant".roles r JOIN everything e ON r.parent_id = e.id)
               SELECT 1 AS one FROM "tenant".user_roles ur JOIN everything e ON e.id = ur.role_id
               JOIN "tenant".users u ON u.id = ur.user_id
               WHERE ur.all_branches AND u.is_active AND u.password_hash IS NOT NULL LIMIT 1"#))
        .await?;
    Ok(found.is_some())
}

fn sql(text: &str) -> Statement {
    Statement::from_string(DbBackend::Postgres, text)
}
