//! API keys as JSON.

use crate::{auth::Principal, body::Body, problem::Problem};
use chrono::{DateTime, Utc};
use panal_domain::{ApiKey as Secret, BranchScope, Invalid, Permission, Text};
use panal_persistence::tenant::api_keys::{self, MAX_NAME};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{cell::Cell, collections::BTreeMap};
use utoipa::ToSchema;
use uuid::Uuid;

/// Most scopes that are read.
const MAX_SCOPES: usize = 300;

/// A key with which a program acts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKey {
    /// The key.
    id: Uuid,
    /// What people call it.
    #[schema(example = "Página web")]
    name: String,
    /// Its first characters, by which people tell keys apart.
    #[schema(example = "panal_Hq3ztk")]
    prefix: String,
    /// The most that it gives: as much of it as its maker may do at the time.
    #[schema(example = json!(["clients.add", "clients.view"]))]
    scopes: Vec<String>,
    /// Who made it.
    created_by: Option<Uuid>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// Until when it is good; null: until it is revoked.
    expires_at: Option<DateTime<Utc>>,
    /// Last use, to some minutes.
    last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    revoked_at: Option<DateTime<Utc>>,
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
pub struct CreatedApiKey {
    /// The key, to be sent as `Authorization: Bearer …`. It is not shown again.
    #[schema(example = "panal_Hq3ztkYc2m0mJ5oY1kQmJvT0Zt6jvY0m3m1b9qv2xXo")]
    key: String,
    /// What is known of it.
    api_key: ApiKey,
}

impl CreatedApiKey {
    pub(super) fn new(secret: &Secret, row: api_keys::ApiKey) -> Self {
        Self {
            key: secret.expose().to_owned(),
            api_key: row.into(),
        }
    }
}

impl From<api_keys::ApiKey> for ApiKey {
    fn from(row: api_keys::ApiKey) -> Self {
        Self {
            id: row.id,
            name: row.name,
            prefix: row.prefix,
            scopes: row.scopes,
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        }
    }
}

// Describes what `read` reads; a test holds the two together.
/// A key to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiKey {
    /// What people call it.
    #[schema(example = "Página web", max_length = 80)]
    pub name: String,
    /// What it gives: codes of permissions that its maker has in every branch.
    #[schema(example = json!(["clients.add", "clients.view"]), min_items = 1)]
    pub scopes: Vec<String>,
    /// Until when it is good; without it, until it is revoked.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What was asked for, and may be given.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) name: Text<MAX_NAME>,
    pub(super) scopes: Vec<&'static Permission>,
    pub(super) expires_at: Option<DateTime<Utc>>,
}

/// Reads a key to be, made by `maker`.
///
/// # Errors
/// 422 with every fault.
pub(super) fn read(body: Map<String, Value>, maker: &Principal) -> Result<Asked, Problem> {
    let mut body = Body::new(body);
    let name = body.text("name", Text::parse);
    let name = body.required("name", name);
    let scopes = scopes(&mut body, maker);
    let expires_at = body.text("expires_at", future).flatten();
    body.finish()?;
    Ok(Asked {
        // `finish` has refused a body without it.
        name: name.ok_or_else(|| Problem::internal("body without name passed"))?,
        scopes,
        expires_at,
    })
}

/// The scopes, each once and in order.
fn scopes(body: &mut Body, maker: &Principal) -> Vec<&'static Permission> {
    let refused = Cell::new(false);
    let read = body.texts("scopes", |code| {
        given(code, maker).inspect_err(|_refusal| refused.set(true))
    });
    match read {
        Some(scopes) if scopes.len() > MAX_SCOPES => {
            body.refuse("scopes", TOO_MANY);
            Vec::new()
        }
        Some(scopes) if !scopes.is_empty() => scopes
            .into_iter()
            .map(|scope| (scope.code, scope))
            .collect::<BTreeMap<_, _>>()
            .into_values()
            .collect(),
        _ => {
            // What was given and refused has been told already.
            if !refused.get() && !body.is_refused("scopes") {
                body.refuse("scopes", NO_SCOPES);
            }
            Vec::new()
        }
    }
}

/// A permission that `maker` may give to a key: nobody gives what they do not have, nor what a key cannot use.
fn given(code: &str, maker: &Principal) -> Result<&'static Permission, Invalid> {
    let permission = Permission::parse(code)?;
    if permission.personal {
        return Err(PERSONAL);
    }
    match maker.scope(permission) {
        Some(BranchScope::All) => Ok(permission),
        Some(BranchScope::Only(_)) => Err(LIMITED),
        None => Err(NOT_HELD),
    }
}

fn future(raw: &str) -> Result<DateTime<Utc>, Invalid> {
    let at = DateTime::parse_from_rfc3339(raw.trim())
        .map_err(|_not_a_time| TIME_INVALID)?
        .with_timezone(&Utc);
    if at > Utc::now() {
        Ok(at)
    } else {
        Err(TIME_PAST)
    }
}

const NO_SCOPES: Invalid = Invalid::new(
    "scopes_missing",
    "Escriba al menos un permiso, como «clients.view».",
    "Write one permission at least, such as \"clients.view\".",
);
const TOO_MANY: Invalid = Invalid::new(
    "list_too_long",
    "Escriba cada permiso una sola vez.",
    "Write each permission once.",
);
const PERSONAL: Invalid = Invalid::new(
    "scope_personal",
    "Ese permiso solo lo usa una persona con su propia sesión; quítelo de la clave.",
    "Only a person in their own session uses that permission; leave it out of the key.",
);
const LIMITED: Invalid = Invalid::new(
    "scope_limited_to_branches",
    "Usted tiene ese permiso solo en algunas sucursales y una clave vale en todas. Pida la clave a quien lo tenga en todas.",
    "You have that permission in some branches only, and a key holds in all of them. Ask whoever has it everywhere.",
);
const NOT_HELD: Invalid = Invalid::new(
    "scope_not_held",
    "Usted no tiene ese permiso, así que no puede darlo; quítelo de la clave.",
    "You do not have that permission, so you cannot give it; leave it out of the key.",
);
const TIME_INVALID: Invalid = Invalid::new(
    "time_invalid",
    "Escriba fecha y hora como 2027-01-31T18:00:00Z.",
    "Write date and time such as 2027-01-31T18:00:00Z.",
);
const TIME_PAST: Invalid = Invalid::new(
    "time_past",
    "Escriba una fecha y hora que aún no haya pasado.",
    "Write a date and time that is still to come.",
);

#[cfg(test)]
mod tests {
    use super::*;
    use panal_domain::Rights;
    use panal_persistence::tenant::{access::Access, api_keys::LiveKey};
    use utoipa::{
        PartialSchema,
        openapi::{RefOr, Schema},
    };

    #[test]
    fn the_api_document_names_the_members_that_are_read() {
        let RefOr::T(Schema::Object(schema)) = NewApiKey::schema() else {
            panic!("no object");
        };
        let key = LiveKey {
            id: Uuid::nil(),
            name: String::new(),
            scopes: Vec::new(),
            expires_at: None,
            created_by: Uuid::nil(),
            stale: false,
        };
        let nobody = Principal::of_api_key(key, Access::default());
        assert_eq!(nobody.access.rights, Rights::default());
        let body = schema
            .properties
            .keys()
            .map(|name| (name.clone(), Value::Null));
        let fault = read(body.collect(), &nobody).unwrap_err();
        let said = format!("{fault:?}");
        assert!(!said.contains("unknown_field"), "{said}");
        let mut body = Map::new();
        body.insert("otro".to_owned(), Value::Null);
        let said = format!("{:?}", read(body, &nobody).unwrap_err());
        for name in schema.properties.keys() {
            assert!(said.contains(name.as_str()), "{name}: {said}");
        }
    }
}
