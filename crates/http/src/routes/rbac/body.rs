//! Roles as JSON.

use crate::{body::Body, problem::Problem};
use chrono::{DateTime, Utc};
use panal_domain::{
    Invalid, ModuleSet, Permission, RoleId,
    access::{RoleCode, catalogue},
};
use panal_persistence::{
    Result as DbResult, TenantTx,
    tenant::roles::{self, Ancestor, NewRole as New, RoleChanges, RoleDescription, RoleTitle},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// A role.
#[derive(Debug, Serialize, ToSchema)]
pub struct Role {
    /// The role.
    id: Uuid,
    /// Short name.
    #[schema(example = "recepcion_norte")]
    code: String,
    /// Name for people.
    #[schema(example = "Recepción norte")]
    name: String,
    /// What it is for.
    description: Option<String>,
    /// The role whose permissions it inherits.
    parent_id: Option<Uuid>,
    /// True when it was there from the start: it cannot be deleted.
    system: bool,
    /// True when it has every permission, those to come included: it cannot be changed.
    grants_all: bool,
    /// Users who have it.
    #[schema(example = 3)]
    users: i64,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

/// A role and what it gives.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleDetail {
    #[serde(flatten)]
    role: Role,
    /// What it gives.
    permissions: RolePermissions,
}

/// What a role gives.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct RolePermissions {
    /// Given to this very role.
    #[schema(example = json!(["clients.view"]))]
    own: Vec<&'static str>,
    /// Given to one of its ancestors.
    inherited: Vec<InheritedPermission>,
    /// Both together.
    #[schema(example = json!(["clients.view", "clients.add"]))]
    effective: Vec<&'static str>,
}

/// A permission that comes from an ancestor.
#[derive(Debug, Serialize, ToSchema)]
pub struct InheritedPermission {
    /// The permission.
    #[schema(example = "clients.add")]
    permission: &'static str,
    /// The nearest ancestor that has it.
    role_id: Uuid,
    /// That role's short name.
    #[schema(example = "empleado")]
    role: String,
}

/// What is to change of a role. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolePatch {
    /// Short name: lower-case letters, digits and underscores. A system role keeps its own.
    #[schema(example = "recepcion_norte", max_length = 40, nullable = false)]
    pub code: Option<String>,
    /// Name for people.
    #[schema(example = "Recepción norte", max_length = 80, nullable = false)]
    pub name: Option<String>,
    /// What it is for.
    #[schema(max_length = 300)]
    pub description: Option<String>,
    /// The role whose permissions it inherits; five in a line at most. A system role keeps its own.
    pub parent_id: Option<Uuid>,
}

/// A role to be, or all that can be said of one. What is left out is empty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// Short name: lower-case letters, digits and underscores.
    #[schema(example = "recepcion_norte", max_length = 40)]
    pub code: String,
    /// Name for people.
    #[schema(example = "Recepción norte", max_length = 80)]
    pub name: String,
    /// What it is for.
    #[schema(max_length = 300)]
    pub description: Option<String>,
    /// The role whose permissions it inherits; five in a line at most.
    pub parent_id: Option<Uuid>,
}

/// The permissions that a role shall have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PermissionCodes {
    /// Codes; all others are taken away.
    #[schema(example = json!(["clients.view", "clients.add"]), max_items = 500)]
    pub permissions: Vec<String>,
}

impl Role {
    pub(super) fn new(row: roles::Role, users: i64) -> Self {
        Self {
            id: row.id,
            code: row.code,
            name: row.name,
            description: row.description,
            parent_id: row.parent_id,
            system: row.template.is_some(),
            grants_all: row.grants_all,
            users,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

impl RoleDetail {
    /// The role with what it gives to a tenant with these modules.
    pub(super) async fn read(
        tx: &TenantTx,
        row: roles::Role,
        modules: &ModuleSet,
    ) -> DbResult<Self> {
        let id = RoleId(row.id);
        let users = roles::users(tx, &[id]).await?.remove(&id).unwrap_or(0);
        let line = roles::line(tx, id).await?;
        Ok(Self {
            permissions: RolePermissions::of(&line, modules),
            role: Role::new(row, users),
        })
    }
}

impl RolePermissions {
    fn of(line: &[Ancestor], modules: &ModuleSet) -> Self {
        let mut permissions = Self::default();
        for right in catalogue()
            .iter()
            .filter(|right| modules.contains(right.module))
        {
            let from = line.iter().position(|role| {
                role.grants_all || role.permissions.iter().any(|p| p == right.code)
            });
            let Some((at, role)) = from.and_then(|at| Some((at, line.get(at)?))) else {
                continue;
            };
            permissions.effective.push(right.code);
            if at == 0 {
                permissions.own.push(right.code);
            } else {
                permissions.inherited.push(InheritedPermission {
                    permission: right.code,
                    role_id: role.id,
                    role: role.code.clone(),
                });
            }
        }
        permissions
    }
}

struct Read {
    code: Option<Option<RoleCode>>,
    name: Option<Option<RoleTitle>>,
    description: Option<Option<RoleDescription>>,
    parent: Option<Option<RoleId>>,
}

fn read(body: &mut Body) -> Read {
    Read {
        code: body.text("code", RoleCode::parse),
        name: body.text("name", RoleTitle::parse),
        description: body.text("description", RoleDescription::parse),
        parent: body.text("parent_id", str::parse),
    }
}

/// Reads a role to be.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_role(body: Map<String, Value>) -> Result<New, Problem> {
    let mut body = Body::new(body);
    let read = read(&mut body);
    let code = body.required("code", read.code);
    let name = body.required("name", read.name);
    body.finish()?;
    let (Some(code), Some(name)) = (code, name) else {
        // `finish` has refused a body without them.
        return Err(Problem::internal("body without code or name passed"));
    };
    Ok(New {
        code,
        name,
        description: read.description.flatten(),
        parent: read.parent.flatten(),
    })
}

/// Reads all that can be said of a role, to put in the place of what is said now.
///
/// # Errors
/// 422 with every fault.
pub(super) fn whole_role(body: Map<String, Value>) -> Result<RoleChanges, Problem> {
    let new = new_role(body)?;
    Ok(RoleChanges {
        code: Some(new.code),
        name: Some(new.name),
        description: Some(new.description),
        parent: Some(new.parent),
    })
}

/// Reads what is to change of a role.
///
/// # Errors
/// 422 with every fault.
pub(super) fn role_changes(body: Map<String, Value>) -> Result<RoleChanges, Problem> {
    let mut body = Body::new(body);
    let read = read(&mut body);
    let code = body.not_null("code", read.code);
    let name = body.not_null("name", read.name);
    body.finish()?;
    Ok(RoleChanges {
        code,
        name,
        description: read.description,
        parent: read.parent,
    })
}

/// Reads the permissions that a role shall have, of a tenant with these modules.
///
/// # Errors
/// 422 with every fault.
pub(super) fn permissions(
    body: Map<String, Value>,
    modules: &ModuleSet,
) -> Result<Vec<&'static Permission>, Problem> {
    let mut body = Body::new(body);
    let codes = body.texts("permissions", |code| {
        Permission::parse(code).and_then(|right| {
            if modules.contains(right.module) {
                Ok(right)
            } else {
                Err(MODULE_MISSING)
            }
        })
    });
    let codes = body.required("permissions", codes.map(Some));
    body.finish()?;
    let mut seen = BTreeSet::new();
    Ok(codes
        .unwrap_or_default()
        .into_iter()
        .filter(|right| seen.insert(right.code))
        .collect())
}

const MODULE_MISSING: Invalid = Invalid::new(
    "permission_module_missing",
    "Este negocio no tiene el módulo de ese permiso; quítelo de la lista.",
    "This business does not have that permission's module; leave it out.",
);
