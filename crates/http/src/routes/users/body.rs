//! Users as JSON.

use crate::{body::Body, problem::Problem, retry::Failure};
use chrono::{DateTime, Utc};
use panal_domain::{BranchId, BranchScope, Email, Invalid, PersonName, RoleId, access::RoleCode};
use panal_persistence::{
    TenantTx,
    tenant::{
        access::{self, RoleGrant},
        users::{self, listing::RoleOfUser, staffing::UserChanges},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// Most roles of one user, and most branches of one role.
const MAX_ROLES: usize = 20;
const MAX_BRANCHES: usize = 100;

/// A member of the staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    /// The user.
    id: Uuid,
    /// Log-in name.
    #[schema(example = "ana@clinica1.test")]
    email: String,
    /// Name of the person.
    #[schema(example = "Ana Pérez")]
    full_name: String,
    /// The branch the user works at; none: all of them.
    branch_id: Option<Uuid>,
    /// Whether the user may log in.
    is_active: bool,
    /// True until the invitation is accepted.
    invited: bool,
    /// Whether the user showed that the address is theirs.
    email_confirmed: bool,
    /// Whether a second factor is asked for at log-in.
    second_factor: bool,
    /// Roles, by code.
    roles: Vec<UserRole>,
    /// Last successful log-in.
    last_login_at: Option<DateTime<Utc>>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

/// A role that a user has.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserRole {
    /// The role.
    id: Uuid,
    /// Its short name.
    #[schema(example = "empleado")]
    code: String,
    /// Its name for people.
    #[schema(example = "Empleado")]
    name: String,
    /// Where it holds; null: everywhere.
    branches: Option<Vec<Uuid>>,
}

/// A user to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// Log-in name; the invitation goes there.
    #[schema(example = "ana@clinica1.test", max_length = 254)]
    pub email: String,
    /// Name of the person.
    #[schema(example = "Ana Pérez", max_length = 120)]
    pub full_name: String,
    /// Roles; none if left out.
    #[schema(max_items = 20)]
    pub roles: Option<Vec<RoleChoice>>,
    /// The branch the user works at; none: all of them.
    pub branch_id: Option<Uuid>,
}

/// What is to change of a user. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    /// Name of the person.
    #[schema(example = "Ana Pérez", max_length = 120, nullable = false)]
    pub full_name: Option<String>,
    /// Log-in name, of whoever has not accepted the invitation yet; another invitation goes there.
    #[schema(example = "ana@clinica1.test", max_length = 254, nullable = false)]
    pub email: Option<String>,
    /// The branch the user works at.
    pub branch_id: Option<Uuid>,
}

/// A role to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChoice {
    /// The role: its code, or its id.
    #[schema(example = "empleado", max_length = 40)]
    pub role: String,
    /// Where it shall hold; null or left out: everywhere.
    #[schema(max_items = 100)]
    pub branches: Option<Vec<Uuid>>,
}

/// The roles that a user shall have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserRoles {
    /// All others are taken away.
    #[schema(max_items = 20)]
    pub roles: Vec<RoleChoice>,
}

/// Where all roles of a user shall hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BranchLimit {
    /// Null: everywhere.
    #[schema(required = true, max_items = 100)]
    pub branches: Option<Vec<Uuid>>,
}

impl User {
    pub(super) fn new(row: users::User, roles: Vec<RoleOfUser>) -> Self {
        Self {
            id: row.id,
            email: row.email,
            full_name: row.full_name,
            branch_id: row.branch_id,
            is_active: row.is_active,
            invited: row.password_hash.is_none(),
            email_confirmed: row.email_confirmed_at.is_some(),
            second_factor: row.totp_confirmed_at.is_some(),
            roles: roles.into_iter().map(UserRole::from).collect(),
            last_login_at: row.last_login_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

impl From<RoleOfUser> for UserRole {
    fn from(role: RoleOfUser) -> Self {
        Self {
            id: role.id,
            code: role.code,
            name: role.name,
            branches: (!role.all_branches).then_some(role.branches),
        }
    }
}

/// A role as somebody called it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum RoleRef {
    Id(RoleId),
    Code(RoleCode),
}

impl RoleRef {
    fn id(&self) -> Option<RoleId> {
        match self {
            Self::Id(id) => Some(*id),
            Self::Code(_) => None,
        }
    }

    fn code(&self) -> Option<&str> {
        match self {
            Self::Id(_) => None,
            Self::Code(code) => Some(code.as_str()),
        }
    }

    fn is(&self, id: RoleId, code: &str) -> bool {
        self.id() == Some(id) || self.code() == Some(code)
    }
}

/// A role that was chosen, and where it shall hold.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    role: RoleRef,
    branches: BranchScope,
}

/// A user to be, as it was read.
#[derive(Debug, Clone)]
pub(super) struct Invitation {
    email: Email,
    full_name: PersonName,
    roles: Vec<Choice>,
    branch_id: Option<BranchId>,
}

impl Invitation {
    /// With the roles that it names.
    pub(super) async fn resolved(&self, tx: &TenantTx) -> Result<users::NewUser, Failure> {
        Ok(users::NewUser {
            email: self.email.clone(),
            full_name: self.full_name.clone(),
            roles: resolved(tx, &self.roles).await?,
            password_hash: None,
            branch_id: self.branch_id,
        })
    }
}

/// The roles that were chosen. 422 where there is no such role, or where one is named twice.
pub(super) async fn resolved(tx: &TenantTx, choices: &[Choice]) -> Result<Vec<RoleGrant>, Failure> {
    let ids: Vec<RoleId> = choices.iter().filter_map(|one| one.role.id()).collect();
    let codes: Vec<&str> = choices.iter().filter_map(|one| one.role.code()).collect();
    let known = access::find_roles(tx, &ids, &codes).await?;
    let mut grants = Vec::with_capacity(choices.len());
    let mut seen = BTreeSet::new();
    for (position, choice) in choices.iter().enumerate() {
        let found = known
            .iter()
            .find(|(id, code)| choice.role.is(*id, code))
            .map(|(id, _)| *id);
        let field = format!("roles.{position}.role");
        let role = found.ok_or_else(|| Problem::invalid([(field.clone(), ROLE_UNKNOWN)]))?;
        if !seen.insert(role) {
            return Err(Problem::invalid([(field, ROLE_TWICE)]).into());
        }
        grants.push(RoleGrant {
            role,
            branches: choice.branches.clone(),
        });
    }
    Ok(grants)
}

/// Reads a user to be.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_user(body: Map<String, Value>) -> Result<Invitation, Problem> {
    let mut body = Body::new(body);
    let email = body.text("email", Email::parse);
    let email = body.required("email", email);
    let full_name = body.text("full_name", PersonName::parse);
    let full_name = body.required("full_name", full_name);
    let roles = choices(&mut body);
    let branch_id = body.text("branch_id", str::parse);
    body.finish()?;
    let (Some(email), Some(full_name)) = (email, full_name) else {
        // `finish` has refused a body without them.
        return Err(Problem::internal("body without e-mail or name passed"));
    };
    Ok(Invitation {
        email,
        full_name,
        roles: roles.flatten().unwrap_or_default(),
        branch_id: branch_id.flatten(),
    })
}

/// Reads what is to change of a user.
///
/// # Errors
/// 422 with every fault.
pub(super) fn user_changes(body: Map<String, Value>) -> Result<UserChanges, Problem> {
    let mut body = Body::new(body);
    let full_name = body.text("full_name", PersonName::parse);
    let full_name = body.not_null("full_name", full_name);
    let email = body.text("email", Email::parse);
    let email = body.not_null("email", email);
    let branch_id = body.text("branch_id", str::parse);
    body.finish()?;
    Ok(UserChanges {
        full_name,
        email,
        branch_id,
    })
}

/// Reads the roles that a user shall have.
///
/// # Errors
/// 422 with every fault.
pub(super) fn roles(body: Map<String, Value>) -> Result<Vec<Choice>, Problem> {
    let mut body = Body::new(body);
    let roles = choices(&mut body);
    let roles = body.required("roles", roles);
    body.finish()?;
    Ok(roles.unwrap_or_default())
}

/// Reads where all roles of a user shall hold.
///
/// # Errors
/// 422 with every fault.
pub(super) fn branches(body: Map<String, Value>) -> Result<BranchScope, Problem> {
    let mut body = Body::new(body);
    let branches = body.read("branches", |value| scope(&value).map(Some));
    // Null says everywhere; nothing at all would say so by mistake.
    let branches = body.required(
        "branches",
        branches.map(|some| Some(some.unwrap_or(BranchScope::All))),
    );
    body.finish()?;
    Ok(branches.unwrap_or(BranchScope::Only(BTreeSet::new())))
}

fn choices(body: &mut Body) -> Option<Option<Vec<Choice>>> {
    let mut faults: Vec<(String, Invalid)> = Vec::new();
    let read = body.read("roles", |value| {
        let Value::Array(items) = value else {
            return Err(NOT_ROLES);
        };
        if items.len() > MAX_ROLES {
            return Err(TOO_MANY);
        }
        let choices = items
            .into_iter()
            .enumerate()
            .filter_map(|(position, item)| {
                choice(item, &mut |field, invalid| {
                    faults.push((format!("roles.{position}{field}"), invalid));
                })
            });
        Ok(Some(choices.collect()))
    });
    for (field, invalid) in faults {
        body.refuse(&field, invalid);
    }
    read
}

fn choice(item: Value, refuse: &mut dyn FnMut(&str, Invalid)) -> Option<Choice> {
    let Value::Object(mut members) = item else {
        refuse("", NOT_ROLES);
        return None;
    };
    let role = match members.remove("role") {
        Some(Value::String(text)) => role_ref(text.trim()),
        _ => Err(ROLE_UNKNOWN),
    };
    let branches = match members.remove("branches") {
        None | Some(Value::Null) => Ok(BranchScope::All),
        Some(value) => scope(&value),
    };
    for unknown in members.keys() {
        refuse(&format!(".{unknown}"), UNKNOWN_FIELD);
    }
    match (role, branches) {
        (Ok(role), Ok(branches)) => Some(Choice { role, branches }),
        (role, branches) => {
            if let Err(invalid) = role {
                refuse(".role", invalid);
            }
            if let Err(invalid) = branches {
                refuse(".branches", invalid);
            }
            None
        }
    }
}

/// A code has no hyphens, an id has four.
fn role_ref(text: &str) -> Result<RoleRef, Invalid> {
    if text.contains('-') {
        text.parse().map(RoleRef::Id).map_err(|_cause| ROLE_UNKNOWN)
    } else {
        RoleCode::parse(text).map(RoleRef::Code)
    }
}

fn scope(value: &Value) -> Result<BranchScope, Invalid> {
    let Value::Array(items) = value else {
        return Err(NOT_BRANCHES);
    };
    if items.len() > MAX_BRANCHES {
        return Err(TOO_MANY);
    }
    items
        .iter()
        .map(|item| item.as_str().ok_or(NOT_BRANCHES)?.parse::<BranchId>())
        .collect::<Result<BTreeSet<_>, _>>()
        .map(BranchScope::Only)
}

const ROLE_UNKNOWN: Invalid = Invalid::new(
    "role_unknown",
    "Indique el código o el identificador de un rol; búsquelo en GET /rbac/roles.",
    "Give the code or the identifier of a role; find it with GET /rbac/roles.",
);
const ROLE_TWICE: Invalid = Invalid::new(
    "role_twice",
    "Ese rol ya está en la lista; reúna sus sucursales en una sola entrada.",
    "That role is in the list already; put its branches into one entry.",
);
const NOT_ROLES: Invalid = Invalid::new(
    "type_invalid",
    "Escriba una lista de roles: [{\"role\": \"empleado\", \"branches\": null}].",
    "Write a list of roles: [{\"role\": \"empleado\", \"branches\": null}].",
);
const NOT_BRANCHES: Invalid = Invalid::new(
    "type_invalid",
    "Escriba una lista de identificadores de sucursales, o null para todas.",
    "Write a list of identifiers of branches, or null for all.",
);
const TOO_MANY: Invalid = Invalid::new(
    "too_many",
    "Son demasiados en una sola lista.",
    "These are too many in one list.",
);
const UNKNOWN_FIELD: Invalid = Invalid::new(
    "unknown_field",
    "Este dato no se conoce. Use: role, branches.",
    "This is not known. Use: role, branches.",
);
