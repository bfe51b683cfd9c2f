//! The name of a tenant in its address.

use crate::{invalid::Invalid, names};

/// Names that the platform, its mail or PostgreSQL needs for itself.
const RESERVED: &[&str] = &[
    "account",
    "accounts",
    "admin",
    "analytics",
    "api",
    "app",
    "assets",
    "auth",
    "autoconfig",
    "autodiscover",
    "billing",
    "cdn",
    "console",
    "dashboard",
    "docs",
    "extensions",
    "ftp",
    "graphile-worker",
    "graphql",
    "health",
    "help",
    "hostmaster",
    "imap",
    "information-schema",
    "internal",
    "localhost",
    "login",
    "logout",
    "mail",
    "metrics",
    "mx",
    "ns1",
    "ns2",
    "ns3",
    "ns4",
    "oauth",
    "panal",
    "pg",
    "platform",
    "pop",
    "pop3",
    "postgres",
    "postmaster",
    "public",
    "root",
    "security",
    "signup",
    "smtp",
    "sso",
    "staging",
    "static",
    "status",
    "superadmin",
    "support",
    "system",
    "t",
    "template0",
    "template1",
    "tenant",
    "tenants",
    "webmail",
    "webmaster",
    "well-known",
    "wpad",
    "ws",
    "www",
];

/// The label of a tenant under a base domain: `clinica-sol` in `clinica-sol.panal.co`.
///
/// 1 to 63 bytes of `a-z`, `0-9` and inner `-`; unique without regard to case, since it is
/// lower-cased here. SQL keywords and pure digits are fine. It can change without the schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// Longest slug, in bytes: that of a DNS label and of a PostgreSQL identifier.
    pub const MAX_BYTES: usize = 63;

    /// Reads a slug; ASCII upper case becomes lower case, nothing else is changed.
    ///
    /// # Errors
    /// `slug_empty`, `slug_too_long`, `slug_not_ascii`, `slug_punycode`, `slug_invalid`,
    /// `slug_reserved`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        if raw.is_empty() {
            return Err(EMPTY);
        }
        if !raw.is_ascii() {
            return Err(NOT_ASCII);
        }
        if raw.len() > Self::MAX_BYTES {
            return Err(TOO_LONG);
        }
        let slug = raw.to_ascii_lowercase();
        if slug.starts_with("xn--") {
            return Err(PUNYCODE);
        }
        let letters = slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !letters || slug.starts_with('-') || slug.ends_with('-') {
            return Err(INVALID);
        }
        // A slug whose schema would be reserved is reserved too, so `SchemaName::from_slug` cannot fail.
        if RESERVED.contains(&slug.as_str()) || names::schema_is_reserved(&slug.replace('-', "_")) {
            return Err(RESERVED_NAME);
        }
        Ok(Self(slug))
    }
}

text_type!(Slug);

const EMPTY: Invalid = Invalid::new(
    "slug_empty",
    "Escriba el nombre de la dirección.",
    "Write the name for the address.",
);
const NOT_ASCII: Invalid = Invalid::new(
    "slug_not_ascii",
    "Use solo letras sin tilde ni eñe (a-z), números y guiones.",
    "Use only unaccented letters (a-z), digits and hyphens.",
);
const TOO_LONG: Invalid = Invalid::new(
    "slug_too_long",
    "Use como máximo 63 caracteres.",
    "Use at most 63 characters.",
);
const PUNYCODE: Invalid = Invalid::new(
    "slug_punycode",
    "El nombre no puede empezar por «xn--»; escriba otro sin caracteres especiales.",
    "The name cannot start with \"xn--\"; choose one without special characters.",
);
const INVALID: Invalid = Invalid::new(
    "slug_invalid",
    "Use letras (a-z), números y guiones; el guion no puede ir al principio ni al final.",
    "Use letters (a-z), digits and hyphens; a hyphen cannot come first or last.",
);
const RESERVED_NAME: Invalid = Invalid::new(
    "slug_reserved",
    "Ese nombre está reservado; elija otro.",
    "That name is reserved; choose another.",
);
