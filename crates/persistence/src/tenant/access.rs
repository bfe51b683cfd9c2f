//! What somebody may do: the roles of a user, what each inherits, and in which branches.

use crate::{
    Result, TenantTx, session_store,
    tenant::audit::{self, Changes},
};
use panal_domain::{
    BranchId, BranchScope, Rights, RoleId, UserId,
    access::{HeldRole, MAX_ROLE_DEPTH},
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use serde_json::json;
use uuid::Uuid;

/// All that a user may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// The roles the user has, by code.
    pub roles: Vec<AssignedRole>,
    /// What they come to.
    pub rights: Rights,
}

/// A role that a user has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignedRole {
    /// The role.
    pub id: RoleId,
    /// Its short name.
    pub code: String,
    /// Its name for people.
    pub name: String,
    /// The role and its ancestors, nearest first.
    pub lineage: Vec<RoleId>,
    /// What it gives, and where.
    pub held: HeldRole,
}

/// A role to be given to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    /// The role.
    pub role: RoleId,
    /// Where it shall hold.
    pub branches: BranchScope,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    code: String,
    name: String,
    all_branches: bool,
    branches: Vec<Uuid>,
    lineage: Vec<Uuid>,
    grants_all: bool,
    permissions: Vec<String>,
}

impl RoleGrant {
    /// The role in every branch.
    #[must_use]
    pub fn everywhere(role: RoleId) -> Self {
        Self {
            role,
            branches: BranchScope::All,
        }
    }
}

impl From<Row> for AssignedRole {
    fn from(row: Row) -> Self {
        Self {
            id: RoleId(row.id),
            code: row.code,
            name: row.name,
            lineage: row.lineage.into_iter().map(RoleId).collect(),
            held: HeldRole {
                grants_all: row.grants_all,
                permissions: row.permissions,
                branches: if row.all_branches {
                    BranchScope::All
                } else {
                    BranchScope::Only(row.branches.into_iter().map(BranchId).collect())
                },
            },
        }
    }
}

/// Lines of roles, each from a role that is `held` to its furthest ancestor; `start` gives the first of each.
pub(super) fn lines(start: &str) -> String {
    format!(
        r#"WITH RECURSIVE line AS (
             SELECT r.id AS held, r.id, r.parent_id, r.grants_all, 1 AS depth FROM "tenant".roles r WHERE {start}
             UNION ALL
             SELECT l.held, r.id, r.parent_id, r.grants_all, l.depth + 1
             FROM line l JOIN "tenant".roles r ON r.id = l.parent_id WHERE l.depth < {MAX_ROLE_DEPTH})"#
    )
}

/// What a line gives to the role `r`.
const GIVEN: &str = r#"ARRAY(SELECT l.id FROM line l WHERE l.held = r.id ORDER BY l.depth) AS lineage,
    (SELECT bool_or(l.grants_all) FROM line l WHERE l.held = r.id) AS grants_all,
    ARRAY(SELECT DISTINCT p.permission FROM line l JOIN "tenant".role_permissions p ON p.role_id = l.id
          WHERE l.held = r.id ORDER BY 1) AS permissions"#;

/// All that a user may do; nothing, for one that does not exist.
pub async fn of_user(tx: &TenantTx, user: UserId) -> Result<Access> {
    let lines = lines(r#"r.id IN (SELECT role_id FROM "tenant".user_roles WHERE user_id = $1)"#);
    let sql = format!(
        r#"{lines}
           SELECT r.id, r.code, r.name, ur.all_branches,
               ARRAY(SELECT b.branch_id FROM "tenant".user_role_branches b WHERE b.user_id = $1 AND b.role_id = r.id
                     ORDER BY 1) AS branches, {GIVEN}
           FROM "tenant".user_roles ur JOIN "tenant".roles r ON r.id = ur.role_id
           WHERE ur.user_id = $1 ORDER BY r.code"#
    );
    let roles = fetch(tx, &sql, [user.0.into()]).await?;
    Ok(Access {
        rights: Rights::of(roles.iter().map(|role| &role.held)),
        roles,
    })
}

/// What a role gives to whoever has it everywhere; `None` when there is no such role.
pub async fn of_role(tx: &TenantTx, role: RoleId) -> Result<Option<AssignedRole>> {
    let sql = format!(
        r#"{}
           SELECT r.id, r.code, r.name, true AS all_branches, '{{}}'::uuid[] AS branches, {GIVEN}
           FROM "tenant".roles r WHERE r.id = $1"#,
        lines("r.id = $1")
    );
    Ok(fetch(tx, &sql, [role.0.into()]).await?.pop())
}

/// The same of many roles at once; those that do not exist are left out.
pub async fn of_roles(tx: &TenantTx, roles: &[RoleId]) -> Result<Vec<AssignedRole>> {
    let sql = format!(
        r#"{}
           SELECT r.id, r.code, r.name, true AS all_branches, '{{}}'::uuid[] AS branches, {GIVEN}
           FROM "tenant".roles r WHERE r.id = ANY ($1)"#,
        lines("r.id = ANY ($1)")
    );
    let ids: Vec<Uuid> = roles.iter().map(|role| role.0).collect();
    fetch(tx, &sql, [ids.into()]).await
}

/// Identifier and short name of the roles that have one of these.
pub async fn find_roles(
    tx: &TenantTx,
    ids: &[RoleId],
    codes: &[&str],
) -> Result<Vec<(RoleId, String)>> {
    let ids: Vec<Uuid> = ids.iter().map(|role| role.0).collect();
    let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT id, code FROM "tenant".roles WHERE id = ANY ($1) OR code = ANY ($2)"#,
            [ids.into(), codes.into()],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok((RoleId(row.try_get("", "id")?), row.try_get("", "code")?)))
        .collect()
}

/// The role with this short name.
pub async fn role_by_code(tx: &TenantTx, code: &str) -> Result<Option<RoleId>> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT id FROM "tenant".roles WHERE code = $1"#,
            [code.into()],
        ))
        .await?;
    row.map(|row| Ok(RoleId(row.try_get("", "id")?)))
        .transpose()
}

async fn fetch<const N: usize>(
    tx: &TenantTx,
    sql: &str,
    values: [Value; N],
) -> Result<Vec<AssignedRole>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            sql,
            values,
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(Row::from_query_result(row, "")?.into()))
        .collect()
}

/// Gives a user these roles and no others. Whether the actor may is the caller's to ask. Constraints
/// `user_roles_role_id_fkey` and `user_role_branches_branch_id_fkey` where there is no such role or branch.
pub async fn assign(tx: &TenantTx, user: UserId, grants: &[RoleGrant]) -> Result<Access> {
    let before = of_user(tx, user).await?;
    execute(
        tx,
        r#"DELETE FROM "tenant".user_roles WHERE user_id = $1"#,
        [user.0.into()],
    )
    .await?;
    let roles: Vec<Uuid> = grants.iter().map(|grant| grant.role.0).collect();
    let (limited, branches): (Vec<Uuid>, Vec<Uuid>) = grants
        .iter()
        .filter_map(|grant| Some((grant.role.0, grant.branches.limited()?)))
        .flat_map(|(role, branches)| branches.iter().map(move |branch| (role, branch.0)))
        .unzip();
    let everywhere: Vec<Uuid> = grants
        .iter()
        .filter(|grant| grant.branches == BranchScope::All)
        .map(|grant| grant.role.0)
        .collect();
    execute(
        tx,
        r#"INSERT INTO "tenant".user_roles (user_id, role_id, all_branches)
           SELECT $1, role, role = ANY ($3) FROM unnest($2::uuid[]) AS role"#,
        [user.0.into(), roles.into(), everywhere.into()],
    )
    .await?;
    execute(
        tx,
        r#"INSERT INTO "tenant".user_role_branches (user_id, role_id, branch_id)
           SELECT $1, role, branch FROM unnest($2::uuid[], $3::uuid[]) AS given (role, branch)"#,
        [user.0.into(), limited.into(), branches.into()],
    )
    .await?;
    let after = of_user(tx, user).await?;
    if before != after {
        let changes =
            Changes::none().with("roles", json!([told(&before.roles), told(&after.roles)]));
        audit::record(tx, "assign_roles", "users", Some(user.0), changes).await?;
        session_store::notify(tx, user.0).await?;
    }
    Ok(after)
}

/// Says to every process that what a role gives has changed.
pub async fn role_changed(tx: &TenantTx, role: RoleId) -> Result<()> {
    session_store::notify(tx, role.0).await
}

/// Roles as the audit tells them.
pub(super) fn told(roles: &[AssignedRole]) -> serde_json::Value {
    roles
        .iter()
        .map(|role| match role.held.branches.limited() {
            None => json!({"role": role.code}),
            Some(branches) => json!({"role": role.code, "branches": branches}),
        })
        .collect()
}

async fn execute<const N: usize>(tx: &TenantTx, sql: &str, values: [Value; N]) -> Result<u64> {
    Ok(tx
        .execute_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            sql,
            values,
        ))
        .await?
        .rows_affected())
}
