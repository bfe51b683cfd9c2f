//! Branches as JSON.

use crate::{body::Body, problem::Problem, tenancy::Tenant};
use chrono::{DateTime, Utc};
use panal_domain::{Country, Invalid, Phone, Text, TimeZone};
use panal_persistence::tenant::branches::{self, BranchChanges};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

type Name = Text<120>;
type Address = Text<200>;

/// Longest code, in characters.
const MAX_CODE: usize = 8;

/// A place of business.
#[derive(Debug, Serialize, ToSchema)]
pub struct Branch {
    /// The branch.
    id: Uuid,
    /// Its name.
    #[schema(example = "Sede norte")]
    name: String,
    /// Short code, printed on documents.
    #[schema(example = "NORTE")]
    code: String,
    /// Street address.
    #[schema(example = "Av. Larco 123, Miraflores")]
    address: Option<String>,
    /// Telephone, E.164.
    #[schema(example = "+5114445566")]
    phone: Option<String>,
    /// IANA time zone, where it differs from the business's.
    #[schema(example = "America/Lima")]
    time_zone: Option<String>,
    /// Whether it is open.
    is_active: bool,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

/// A branch to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBranch {
    /// Its name.
    #[schema(example = "Sede norte", max_length = 120)]
    pub name: String,
    /// Short code: 1 to 8 capital letters and digits.
    #[schema(example = "NORTE", max_length = 8)]
    pub code: String,
    /// Street address.
    #[schema(max_length = 200)]
    pub address: Option<String>,
    /// Telephone, as people write it; without `+`, one of the tenant's country.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// IANA time zone, where it differs from the business's.
    #[schema(example = "America/Lima")]
    pub time_zone: Option<String>,
}

/// What is to change of a branch. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BranchPatch {
    /// Its name.
    #[schema(example = "Sede norte", max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// Short code: 1 to 8 capital letters and digits.
    #[schema(example = "NORTE", max_length = 8, nullable = false)]
    pub code: Option<String>,
    /// Street address.
    #[schema(max_length = 200)]
    pub address: Option<String>,
    /// Telephone, as people write it; without `+`, one of the tenant's country.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// IANA time zone, where it differs from the business's.
    #[schema(example = "America/Lima")]
    pub time_zone: Option<String>,
    /// Whether it is open.
    #[schema(nullable = false)]
    pub is_active: Option<bool>,
}

impl From<branches::Branch> for Branch {
    fn from(row: branches::Branch) -> Self {
        Self {
            id: row.id,
            name: row.name,
            code: row.code,
            address: row.address,
            phone: row.phone,
            time_zone: row.time_zone,
            is_active: row.is_active,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

struct Read {
    name: Option<Option<Name>>,
    code: Option<Option<String>>,
    address: Option<Option<Address>>,
    phone: Option<Option<Phone>>,
    time_zone: Option<Option<TimeZone>>,
}

fn read(body: &mut Body, country: Option<Country>) -> Read {
    Read {
        name: body.text("name", Name::parse),
        code: body.text("code", code),
        address: body.text("address", Address::parse),
        phone: body.text("phone", |raw| match country {
            Some(country) => Phone::parse(raw, country),
            None => Phone::parse_international(raw),
        }),
        time_zone: body.text("time_zone", TimeZone::parse),
    }
}

/// Reads a branch to be.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_branch(
    body: Map<String, Value>,
    tenant: &Tenant,
) -> Result<branches::NewBranch, Problem> {
    let mut body = Body::new(body);
    let read = read(&mut body, Country::parse(&tenant.country).ok());
    let name = body.required("name", read.name);
    let code = body.required("code", read.code);
    body.finish()?;
    let (Some(name), Some(code)) = (name, code) else {
        // `finish` has refused a body without them.
        return Err(Problem::internal("body without name or code passed"));
    };
    Ok(branches::NewBranch {
        name: name.into(),
        code,
        address: read.address.flatten().map(Into::into),
        phone: read.phone.flatten().map(Into::into),
        time_zone: read
            .time_zone
            .flatten()
            .map(|zone| zone.as_str().to_owned()),
    })
}

/// Reads what is to change of a branch.
///
/// # Errors
/// 422 with every fault.
pub(super) fn branch_changes(
    body: Map<String, Value>,
    tenant: &Tenant,
) -> Result<BranchChanges, Problem> {
    let mut body = Body::new(body);
    let read = read(&mut body, Country::parse(&tenant.country).ok());
    let name = body.not_null("name", read.name);
    let code = body.not_null("code", read.code);
    let is_active = body.read("is_active", |value| {
        value.as_bool().map(Some).ok_or(NOT_BOOLEAN)
    });
    let is_active = body.not_null("is_active", is_active);
    body.finish()?;
    Ok(BranchChanges {
        name: name.map(Into::into),
        code,
        address: read.address.map(|text| text.map(Into::into)),
        phone: read.phone.map(|phone| phone.map(Into::into)),
        time_zone: read
            .time_zone
            .map(|zone| zone.map(|zone| zone.as_str().to_owned())),
        is_active,
    })
}

/// Written in capitals, however it was typed.
fn code(raw: &str) -> Result<String, Invalid> {
    let code = raw.trim().to_ascii_uppercase();
    let fits = (1..=MAX_CODE).contains(&code.len())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if fits { Ok(code) } else { Err(CODE_INVALID) }
}

const CODE_INVALID: Invalid = Invalid::new(
    "branch_code_invalid",
    "Use de 1 a 8 letras sin tilde o números, por ejemplo «NORTE».",
    "Use 1 to 8 letters without accents or digits, such as \"NORTE\".",
);
const NOT_BOOLEAN: Invalid = Invalid::new(
    "type_invalid",
    "Escriba true o false.",
    "Write true or false.",
);
