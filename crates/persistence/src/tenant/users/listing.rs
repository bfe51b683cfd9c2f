//! Lists of the staff.

use super::User;
use crate::{
    Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    tenant::{entity::users, steward::is_visible},
};
use panal_domain::{BranchId, BranchScope, UserId};
use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, Statement,
    sea_query::Expr,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Fields by which users are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserField {
    /// Name of the person.
    FullName,
    /// Log-in name.
    Email,
    /// Whether the user may log in.
    IsActive,
    /// Whether an invitation is still to be accepted.
    Invited,
    /// Code of a role that the user has.
    Role,
    /// The branch the user works at.
    BranchId,
    /// Last successful log-in.
    LastLoginAt,
    /// When it was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
}

impl ListField for UserField {
    const ALL: &'static [Self] = &[
        Self::FullName,
        Self::Email,
        Self::IsActive,
        Self::Invited,
        Self::Role,
        Self::BranchId,
        Self::LastLoginAt,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[(Self::FullName, Direction::Ascending)];

    fn name(self) -> &'static str {
        match self {
            Self::FullName => "full_name",
            Self::Email => "email",
            Self::IsActive => "is_active",
            Self::Invited => "invited",
            Self::Role => "role",
            Self::BranchId => "branch_id",
            Self::LastLoginAt => "last_login_at",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::FullName | Self::Email => FieldKind::Text,
            Self::IsActive | Self::Invited => FieldKind::Boolean,
            Self::Role => FieldKind::Tags,
            Self::BranchId => FieldKind::Uuid,
            Self::LastLoginAt | Self::CreatedAt | Self::UpdatedAt => FieldKind::Timestamp,
        }
    }

    fn sortable(self) -> bool {
        !matches!(self, Self::Role | Self::BranchId | Self::Invited)
    }

    fn optional(self) -> bool {
        matches!(self, Self::BranchId | Self::LastLoginAt)
    }

    fn expr(self) -> Expr {
        match self {
            Self::FullName => Expr::cust(r#"full_name COLLATE "es-x-icu""#),
            Self::Email => Expr::col(users::Column::Email),
            Self::IsActive => Expr::col(users::Column::IsActive),
            Self::Invited => Expr::cust("(password_hash IS NULL)"),
            Self::Role => Expr::cust(
                r#"ARRAY(SELECT held.code FROM "tenant".user_roles given
                    JOIN "tenant".roles held ON held.id = given.role_id WHERE given.user_id = users.id)"#,
            ),
            Self::BranchId => Expr::col(users::Column::BranchId),
            Self::LastLoginAt => Expr::col(users::Column::LastLoginAt),
            Self::CreatedAt => Expr::col(users::Column::CreatedAt),
            Self::UpdatedAt => Expr::col(users::Column::UpdatedAt),
        }
    }
}

/// A role that a user has, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct RoleOfUser {
    user_id: Uuid,
    /// The role.
    pub id: Uuid,
    /// Its short name.
    pub code: String,
    /// Its name for people.
    pub name: String,
    /// Whether it holds in every branch.
    pub all_branches: bool,
    /// Where it holds otherwise.
    pub branches: Vec<Uuid>,
}

/// A page of the users that somebody limited to `scope` sees.
pub async fn list(
    tx: &TenantTx,
    query: &ListQuery<UserField>,
    scope: &BranchScope,
) -> Result<Page<User>> {
    let mut select = users::Entity::find().filter(list::within(users::Column::BranchId, scope));
    if let Some(text) = &query.search {
        let column = "extensions.fold(full_name || ' ' || email)";
        select = select.filter(list::search(column, text));
    }
    list::fetch(tx, select, query, users::Column::Id).await
}

/// One user, if somebody limited to `scope` sees it.
pub async fn get(tx: &TenantTx, id: UserId, scope: &BranchScope) -> Result<Option<User>> {
    let user = super::get(tx, id).await?;
    Ok(user.filter(|user| is_visible(scope, user.branch_id.map(BranchId))))
}

/// The roles of these users, by code; one without roles is left out.
pub async fn roles(tx: &TenantTx, ids: &[UserId]) -> Result<BTreeMap<UserId, Vec<RoleOfUser>>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT ur.user_id, r.id, r.code, r.name, ur.all_branches,
                   ARRAY(SELECT b.branch_id FROM "tenant".user_role_branches b
                         WHERE b.user_id = ur.user_id AND b.role_id = r.id ORDER BY 1) AS branches
               FROM "tenant".user_roles ur JOIN "tenant".roles r ON r.id = ur.role_id
               WHERE ur.user_id = ANY ($1) ORDER BY r.code"#,
            [ids.into()],
        ))
        .await?;
    let mut roles: BTreeMap<UserId, Vec<RoleOfUser>> = BTreeMap::new();
    for row in &rows {
        let role = RoleOfUser::from_query_result(row, "")?;
        roles.entry(UserId(role.user_id)).or_default().push(role);
    }
    Ok(roles)
}
