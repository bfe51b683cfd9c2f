//! Names inside PostgreSQL: the schema and the role of a tenant.

use uuid::Uuid;

use crate::{invalid::Invalid, slug::Slug};

/// Longest identifier of PostgreSQL, in bytes; it cuts longer ones silently.
const MAX_BYTES: usize = 63;
/// Digits of a tenant's id in the name of its role.
const ID_BYTES: usize = 12;

/// Schemas of the platform, of PostgreSQL and of extensions.
const RESERVED_SCHEMAS: &[&str] = &[
    "audit",
    "cron",
    "extensions",
    "graphile_worker",
    "information_schema",
    "panal",
    "panal_shared",
    "partman",
    "platform",
    "postgres",
    "public",
    "shared",
    "template0",
    "template1",
    "tenant",
    "tenants",
];

/// Whether a name in lower case is one that a tenant's slug may not claim.
pub(crate) fn schema_is_reserved(name: &str) -> bool {
    RESERVED_SCHEMAS.contains(&name) || name.starts_with("pg_") || is_pool_name(name)
}

fn is_pool_name(name: &str) -> bool {
    name.strip_prefix("pool_")
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The PostgreSQL schema of a tenant.
///
/// 1 to 63 bytes of `a-z`, `0-9`, `_` and `-`; never `pg_...` nor a reserved name. SQL keywords
/// and leading digits are fine, because every use is [quoted](SchemaName::quoted).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaName(String);

impl SchemaName {
    /// Reads a schema name as it is; nothing is changed.
    ///
    /// # Errors
    /// `schema_empty`, `schema_too_long`, `schema_reserved`, `schema_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        if raw.is_empty() {
            return Err(SCHEMA_EMPTY);
        }
        if raw.len() > MAX_BYTES {
            return Err(SCHEMA_TOO_LONG);
        }
        let lower = raw.to_ascii_lowercase();
        if lower.starts_with("pg_") || RESERVED_SCHEMAS.contains(&lower.as_str()) {
            return Err(SCHEMA_RESERVED);
        }
        if !raw.bytes().all(is_name_byte) {
            return Err(SCHEMA_INVALID);
        }
        Ok(Self(raw.to_owned()))
    }

    /// The schema of a new tenant: its slug with `_` for `-`. Distinct slugs give distinct schemas.
    #[must_use]
    pub fn from_slug(slug: &Slug) -> Self {
        Self(slug.as_str().replace('-', "_"))
    }

    /// The schema of the warm pool with this id: `pool_` and 32 hexadecimal digits.
    #[must_use]
    pub fn pool(id: Uuid) -> Self {
        Self(format!("pool_{}", id.simple()))
    }

    /// Whether it is named as a schema of the warm pool. No slug maps to such a name.
    #[must_use]
    pub fn is_pool(&self) -> bool {
        is_pool_name(&self.0)
    }

    /// As a double-quoted SQL identifier.
    #[must_use]
    pub fn quoted(&self) -> String {
        quote(&self.0)
    }
}

text_type!(SchemaName);

/// The PostgreSQL role of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleName(String);

impl RoleName {
    /// The role of a tenant: `prefix`, the schema's name (its end cut where 63 bytes are not enough), `_` and the last
    /// 12 hexadecimal digits of `id`, which are random in a UUIDv7.
    ///
    /// The id makes it a name that no other tenant ever gets, not even one that takes over the schema's name. So a
    /// server that has not heard of a renaming yet asks for a role that is gone, instead of for a neighbour's.
    ///
    /// `prefix` comes from the configuration; it is lower-cased, and what is not `a-z0-9_-` becomes `_`.
    #[must_use]
    pub fn for_schema(prefix: &str, schema: &SchemaName, id: Uuid) -> Self {
        let mut name: String = prefix
            .chars()
            .map(|c| c.to_ascii_lowercase())
            .map(|c| {
                if u8::try_from(c).is_ok_and(is_name_byte) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        name.push_str(schema.as_str());
        name.truncate(MAX_BYTES - ID_BYTES - 1);
        let id = id.simple().to_string();
        name.push('_');
        name.push_str(id.get(id.len() - ID_BYTES..).unwrap_or_default());
        Self(name)
    }

    /// Reads a role name as it is: 1 to 63 bytes of `a-z`, `0-9`, `_` and `-`, not `pg_...`.
    ///
    /// # Errors
    /// `role_name_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let good = (1..=MAX_BYTES).contains(&raw.len()) && raw.bytes().all(is_name_byte);
        if !good || raw.starts_with("pg_") || ["public", "none", "postgres"].contains(&raw) {
            return Err(ROLE_INVALID);
        }
        Ok(Self(raw.to_owned()))
    }

    /// As a double-quoted SQL identifier.
    #[must_use]
    pub fn quoted(&self) -> String {
        quote(&self.0)
    }
}

text_type!(RoleName);

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-')
}

/// The names above hold no quote; doubling them all the same costs nothing and cannot be forgotten.
fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

const SCHEMA_EMPTY: Invalid = Invalid::new(
    "schema_empty",
    "Escriba el nombre del esquema.",
    "Write the schema's name.",
);
const SCHEMA_TOO_LONG: Invalid = Invalid::new(
    "schema_too_long",
    "Use como máximo 63 caracteres para el esquema.",
    "Use at most 63 characters for the schema.",
);
const SCHEMA_RESERVED: Invalid = Invalid::new(
    "schema_reserved",
    "Ese esquema está reservado; elija otro nombre que no empiece por «pg_».",
    "That schema is reserved; choose another name that does not start with \"pg_\".",
);
const SCHEMA_INVALID: Invalid = Invalid::new(
    "schema_invalid",
    "Use solo letras minúsculas (a-z), números, «_» y «-» para el esquema.",
    "Use only lower-case letters (a-z), digits, \"_\" and \"-\" for the schema.",
);
const ROLE_INVALID: Invalid = Invalid::new(
    "role_name_invalid",
    "Use de 1 a 63 letras minúsculas (a-z), números, «_» y «-» para el rol, sin empezar por «pg_».",
    "Use 1 to 63 lower-case letters (a-z), digits, \"_\" and \"-\" for the role, not starting with \"pg_\".",
);
