//! Roles of a tenant and what each gives.

use crate::{
    Error, Expected, Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    tenant::{
        access::{self, AssignedRole},
        audit::{self, Changes},
        change::{self, versioned},
        entity::roles,
        steward::{Denied, Ruled, Steward},
    },
};
use panal_domain::{
    BranchScope, ModuleSet, Permission, RoleId, Text,
    access::{RoleCode, catalogue},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    Statement, Value,
    sea_query::Expr,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A role.
pub use roles::Model as Role;

versioned!(roles);

/// Most roles of a tenant.
pub const MAX_ROLES: u64 = 200;

/// Name of a role, for people.
pub type RoleTitle = Text<80>;
/// What a role is for.
pub type RoleDescription = Text<300>;

/// A role to be.
#[derive(Debug, Clone)]
pub struct NewRole {
    /// Short name.
    pub code: RoleCode,
    /// Name for people.
    pub name: RoleTitle,
    /// What it is for.
    pub description: Option<RoleDescription>,
    /// The role whose permissions it inherits.
    pub parent: Option<RoleId>,
}

/// What is to change: the outer `None` leaves a field as it is, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct RoleChanges {
    /// Short name.
    pub code: Option<RoleCode>,
    /// Name for people.
    pub name: Option<RoleTitle>,
    /// What it is for.
    pub description: Option<Option<RoleDescription>>,
    /// The role whose permissions it inherits.
    pub parent: Option<Option<RoleId>>,
}

/// Fields by which roles are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleField {
    /// Name for people.
    Name,
    /// Short name.
    Code,
    /// The role it inherits from.
    ParentId,
    /// Whether it was made of a template.
    System,
    /// When it was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
}

impl ListField for RoleField {
    const ALL: &'static [Self] = &[
        Self::Name,
        Self::Code,
        Self::ParentId,
        Self::System,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[(Self::Name, Direction::Ascending)];

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Code => "code",
            Self::ParentId => "parent_id",
            Self::System => "system",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::Name | Self::Code => FieldKind::Text,
            Self::ParentId => FieldKind::Uuid,
            Self::System => FieldKind::Boolean,
            Self::CreatedAt | Self::UpdatedAt => FieldKind::Timestamp,
        }
    }

    fn sortable(self) -> bool {
        !matches!(self, Self::ParentId | Self::System)
    }

    fn optional(self) -> bool {
        self == Self::ParentId
    }

    fn expr(self) -> Expr {
        match self {
            Self::Name => Expr::cust(r#"name COLLATE "es-x-icu""#),
            Self::Code => Expr::col(roles::Column::Code),
            Self::ParentId => Expr::col(roles::Column::ParentId),
            Self::System => Expr::cust("(template IS NOT NULL)"),
            Self::CreatedAt => Expr::col(roles::Column::CreatedAt),
            Self::UpdatedAt => Expr::col(roles::Column::UpdatedAt),
        }
    }
}

/// A role in the line from a role to its furthest ancestor.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Ancestor {
    /// The role.
    pub id: Uuid,
    /// Its short name.
    pub code: String,
    /// Whether it has every permission.
    pub grants_all: bool,
    /// The permissions given to this very role.
    pub permissions: Vec<String>,
}

/// A page of roles.
pub async fn list(tx: &TenantTx, query: &ListQuery<RoleField>) -> Result<Page<Role>> {
    let mut select = roles::Entity::find();
    if let Some(text) = &query.search {
        let column = "extensions.fold(name || ' ' || code || ' ' || coalesce(description, ''))";
        select = select.filter(list::search(column, text));
    }
    list::fetch(tx, select, query, roles::Column::Id).await
}

/// One role.
pub async fn get(tx: &TenantTx, id: RoleId) -> Result<Option<Role>> {
    Ok(roles::Entity::find_by_id(id.0).one(tx).await?)
}

/// How many users have each of these roles; a role that nobody has is left out.
pub async fn users(tx: &TenantTx, ids: &[RoleId]) -> Result<BTreeMap<RoleId, i64>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = tx
        .query_all_raw(statement(
            r#"SELECT role_id, count(*) AS users FROM "tenant".user_roles WHERE role_id = ANY ($1) GROUP BY role_id"#,
            [ids.into()],
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                RoleId(row.try_get("", "role_id")?),
                row.try_get("", "users")?,
            ))
        })
        .collect()
}

/// The role and its ancestors, nearest first, each with its own permissions; empty when there is no such role.
pub async fn line(tx: &TenantTx, id: RoleId) -> Result<Vec<Ancestor>> {
    let sql = format!(
        r#"{}
           SELECT r.id, r.code, r.grants_all,
               ARRAY(SELECT p.permission FROM "tenant".role_permissions p WHERE p.role_id = r.id ORDER BY 1) AS permissions
           FROM line l JOIN "tenant".roles r ON r.id = l.id ORDER BY l.depth"#,
        access::lines("r.id = $1")
    );
    let rows = tx.query_all_raw(statement(&sql, [id.0.into()])).await?;
    rows.iter()
        .map(|row| Ok(Ancestor::from_query_result(row, "")?))
        .collect()
}

/// Makes a role without permissions of its own. Constraint `roles_code_key` when the code is taken.
pub async fn create(by: &Steward<'_>, new: NewRole) -> Ruled<Role> {
    let roles = roles::Entity::find()
        .count(by.tx)
        .await
        .map_err(Error::from)?;
    if roles >= MAX_ROLES {
        return Err(Denied::RolesFull);
    }
    if let Some(parent) = new.parent {
        let parent = parent_for(by, parent).await?;
        Steward::fits(parent.lineage.len() + 1)?;
    }
    let row = roles::ActiveModel {
        id: Set(RoleId::generate().0),
        code: Set(new.code.into()),
        name: Set(new.name.to_string()),
        description: Set(new.description.map(|text| text.to_string())),
        parent_id: Set(new.parent.map(|parent| parent.0)),
        ..Default::default()
    };
    let role = roles::Entity::insert(row)
        .exec_with_returning(by.tx)
        .await
        .map_err(Error::from)?;
    let changes = Changes::created(&role);
    audit::record(by.tx, "create", "roles", Some(role.id), changes).await?;
    Ok(role)
}

/// Changes a role that is still at a version expected; `None` when there is no such role.
pub async fn update(
    by: &Steward<'_>,
    id: RoleId,
    expected: &Expected,
    changes: RoleChanges,
) -> Ruled<Option<Role>> {
    let Some(before) = locked(by, id, expected).await? else {
        return Ok(None);
    };
    let parent = changes
        .parent
        .map(|parent| parent.map(|parent| parent.0))
        .filter(|parent| *parent != before.parent_id);
    let renamed = changes
        .code
        .as_ref()
        .is_some_and(|code| code.as_str() != before.code);
    if before.template.is_some() && (renamed || parent.is_some()) {
        return Err(Denied::SystemRole);
    }
    if let Some(Some(parent)) = parent {
        let parent = parent_for(by, RoleId(parent)).await?;
        if parent.lineage.contains(&id) {
            return Err(Denied::Cycle);
        }
        Steward::fits(parent.lineage.len() + height(by.tx, id).await?)?;
    }
    let row = roles::ActiveModel {
        code: changes.code.map_or(NotSet, |code| Set(code.into())),
        name: changes.name.map_or(NotSet, |name| Set(name.to_string())),
        description: changes
            .description
            .map_or(NotSet, |text| Set(text.map(|text| text.to_string()))),
        parent_id: parent.map_or(NotSet, Set),
        ..Default::default()
    };
    let after = change::write::<roles::Entity>(by.tx, id.0, "update", before, row).await?;
    if parent.is_some() {
        by.keeps_an_administrator().await?;
    }
    access::role_changed(by.tx, id).await?;
    Ok(Some(after))
}

/// Deletes a role that nobody has and nothing inherits from; false when there is no such role.
pub async fn delete(by: &Steward<'_>, id: RoleId, expected: &Expected) -> Ruled<bool> {
    let Some(before) = locked(by, id, expected).await? else {
        return Ok(false);
    };
    if before.template.is_some() {
        return Err(Denied::SystemRole);
    }
    let users = count(
        by.tx,
        r#"SELECT count(*) AS n FROM "tenant".user_roles WHERE role_id = $1"#,
        id,
    )
    .await?;
    if users > 0 {
        return Err(Denied::RoleInUse(users));
    }
    let children = count(
        by.tx,
        r#"SELECT count(*) AS n FROM "tenant".roles WHERE parent_id = $1"#,
        id,
    )
    .await?;
    if children > 0 {
        return Err(Denied::RoleHasChildren(children));
    }
    let changes = Changes::none()
        .with("code", json!([before.code, null]))
        .with("name", json!([before.name, null]))
        .with("parent_id", json!([before.parent_id, null]))
        .with("permissions", json!([own(by.tx, id).await?, null]));
    run(
        by.tx,
        r#"DELETE FROM "tenant".roles WHERE id = $1"#,
        [id.0.into()],
    )
    .await?;
    audit::record(by.tx, "delete", "roles", Some(id.0), changes).await?;
    access::role_changed(by.tx, id).await?;
    Ok(true)
}

/// Gives a role a permission; one that it has stays. `None` when there is no such role.
pub async fn grant(
    by: &Steward<'_>,
    id: RoleId,
    permission: &'static Permission,
) -> Ruled<Option<Role>> {
    let Some(before) = locked(by, id, &Expected::Any).await? else {
        return Ok(None);
    };
    by.may_grant([permission])?;
    let mut wanted = own(by.tx, id).await?;
    wanted.insert(permission.code.to_owned());
    put(by, before, wanted, "grant_permission").await.map(Some)
}

/// Takes a permission from a role, which may still inherit it. `None` when there is no such role.
pub async fn revoke(
    by: &Steward<'_>,
    id: RoleId,
    permission: &'static Permission,
) -> Ruled<Option<Role>> {
    let Some(before) = locked(by, id, &Expected::Any).await? else {
        return Ok(None);
    };
    let mut wanted = own(by.tx, id).await?;
    wanted.remove(permission.code);
    put(by, before, wanted, "revoke_permission").await.map(Some)
}

/// Gives a role that is still at a version expected these permissions and no others. What it has of modules that the
/// tenant does not have, and so does not see, stays. `None` when there is no such role.
pub async fn set_permissions(
    by: &Steward<'_>,
    id: RoleId,
    expected: &Expected,
    permissions: &[&'static Permission],
    modules: &ModuleSet,
) -> Ruled<Option<Role>> {
    let Some(before) = locked(by, id, expected).await? else {
        return Ok(None);
    };
    let present = own(by.tx, id).await?;
    by.may_grant(
        permissions
            .iter()
            .copied()
            .filter(|one| !present.contains(one.code)),
    )?;
    let unseen = present.into_iter().filter(|code| !is_of(code, modules));
    let wanted = permissions
        .iter()
        .map(|one| one.code.to_owned())
        .chain(unseen)
        .collect();
    put(by, before, wanted, "set_permissions").await.map(Some)
}

fn is_of(code: &str, modules: &ModuleSet) -> bool {
    catalogue()
        .find(code)
        .is_some_and(|permission| modules.contains(permission.module))
}

/// Writes what differs, counts it as a change of the role, and says so to every process.
async fn put(
    by: &Steward<'_>,
    before: Role,
    wanted: BTreeSet<String>,
    action: &str,
) -> Ruled<Role> {
    let id = RoleId(before.id);
    let present = own(by.tx, id).await?;
    if present == wanted {
        return Ok(before);
    }
    let codes = |some: Vec<&String>| -> Vec<String> { some.into_iter().cloned().collect() };
    run(
        by.tx,
        r#"DELETE FROM "tenant".role_permissions WHERE role_id = $1 AND permission = ANY ($2)"#,
        [
            id.0.into(),
            codes(present.difference(&wanted).collect()).into(),
        ],
    )
    .await?;
    run(
        by.tx,
        r#"INSERT INTO "tenant".role_permissions (role_id, permission) SELECT $1, unnest($2::text[])"#,
        [id.0.into(), codes(wanted.difference(&present).collect()).into()],
    )
    .await?;
    // The trigger counts a version.
    run(
        by.tx,
        r#"UPDATE "tenant".roles SET name = name WHERE id = $1"#,
        [id.0.into()],
    )
    .await?;
    let changes = Changes::none().with("permissions", json!([present, wanted]));
    audit::record(by.tx, action, "roles", Some(id.0), changes).await?;
    access::role_changed(by.tx, id).await?;
    get(by.tx, id).await?.ok_or(Denied::UnknownRole(id))
}

/// A role that may be changed, at a version expected; `None` when there is no such role.
async fn locked(by: &Steward<'_>, id: RoleId, expected: &Expected) -> Ruled<Option<Role>> {
    let Some(role) = get(by.tx, id).await? else {
        return Ok(None);
    };
    expected.admit(role.version)?;
    if role.grants_all {
        return Err(Denied::FixedRole);
    }
    by.may_change_role(id).await?;
    Ok(Some(role))
}

/// A role to inherit from: nobody makes a role that has what they do not have.
async fn parent_for(by: &Steward<'_>, id: RoleId) -> Ruled<AssignedRole> {
    let parent = access::of_role(by.tx, id)
        .await?
        .ok_or(Denied::UnknownRole(id))?;
    by.may_give(&parent, &BranchScope::All)?;
    Ok(parent)
}

/// The permissions given to this very role.
async fn own(tx: &TenantTx, id: RoleId) -> Result<BTreeSet<String>> {
    Ok(line(tx, id)
        .await?
        .into_iter()
        .next()
        .map(|role| role.permissions.into_iter().collect())
        .unwrap_or_default())
}

/// Roles in the longest line that ends in this one, itself counted.
async fn height(tx: &TenantTx, id: RoleId) -> Result<usize> {
    let height = count(
        tx,
        r#"WITH RECURSIVE below AS (
             SELECT r.id, 1::bigint AS depth FROM "tenant".roles r WHERE r.id = $1
             UNION SELECT r.id, b.depth + 1 FROM "tenant".roles r JOIN below b ON r.parent_id = b.id WHERE b.depth < 100)
           SELECT max(depth) AS n FROM below"#,
        id,
    )
    .await?;
    Ok(usize::try_from(height).unwrap_or(usize::MAX))
}

async fn count(tx: &TenantTx, sql: &str, id: RoleId) -> Result<u64> {
    let row = tx.query_one_raw(statement(sql, [id.0.into()])).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

async fn run<const N: usize>(tx: &TenantTx, sql: &str, values: [Value; N]) -> Result<()> {
    tx.execute_raw(statement(sql, values)).await?;
    Ok(())
}

fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
