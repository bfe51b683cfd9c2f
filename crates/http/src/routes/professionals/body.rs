//! Professionals, and what they give, as JSON.

use crate::{
    auth::Principal,
    body::{Body, integer},
    problem::Problem,
    routes::services::fields::{amount, at_most, color, id, kind, lines, percent},
    tenancy::Tenant,
};
use chrono::{DateTime, Utc};
use panal_domain::{
    Country, CurrencyCode, Email, Invalid, PermissionMarker, PersonName, Phone, ServiceId, Text,
    UserId, scheduling::permissions::ChangeProfessionals,
};
use panal_persistence::tenant::scheduling::professionals::{
    self, Given, ProfessionalChanges, Terms,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

type Speciality = Text<80>;

/// Most specialities of a professional.
const MAX_SPECIALITIES: usize = 20;
/// Most services of a professional.
const MAX_SERVICES: usize = 500;

/// Who gives services.
#[derive(Debug, Serialize, ToSchema)]
pub struct Professional {
    /// The professional.
    id: Uuid,
    /// The user that the professional is, if any.
    user_id: Option<Uuid>,
    /// Name.
    #[schema(example = "Lucía Fernández")]
    full_name: String,
    /// What they are: a code of `GET /professional-kinds`, or one of the business's own.
    #[schema(example = "odontologo")]
    kind: Option<String>,
    /// What they are good at.
    #[schema(example = json!(["Estética dental"]))]
    specialities: Vec<String>,
    /// E-mail, lower case.
    email: Option<String>,
    /// Telephone, E.164.
    #[schema(example = "+573001234567")]
    phone: Option<String>,
    /// What customers read.
    bio: Option<String>,
    /// `#rrggbb`.
    #[schema(example = "#2a9d8f")]
    color: Option<String>,
    /// Share of the price, in percent. For those who may change professionals, and the professional.
    #[schema(value_type = Option<String>, example = "40.00")]
    #[serde(skip_serializing_if = "Option::is_none")]
    commission_percent: Option<Decimal>,
    /// Whether customers may book by themselves.
    accepts_online: bool,
    /// Whether they work here.
    is_active: bool,
    /// Order in the agenda.
    #[schema(example = 0)]
    position: i32,
    /// When they were registered.
    created_at: DateTime<Utc>,
    /// When they last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

/// A professional to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProfessional {
    /// Name.
    #[schema(example = "Lucía Fernández", max_length = 120)]
    pub full_name: String,
    /// The user that the professional is, if any.
    pub user_id: Option<Uuid>,
    /// What they are: a code of `GET /professional-kinds`, or one of the business's own.
    #[schema(example = "odontologo", max_length = 40)]
    pub kind: Option<String>,
    /// What they are good at: 20 at most, of 80 characters at most.
    #[schema(max_items = 20)]
    pub specialities: Option<Vec<String>>,
    /// E-mail.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Telephone, as people write it; without `+`, one of the tenant's country.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// What customers read.
    #[schema(max_length = 2000)]
    pub bio: Option<String>,
    /// `#rrggbb`.
    #[schema(example = "#2a9d8f")]
    pub color: Option<String>,
    /// Share of the price, in percent: 0 to 100 with two decimals at most.
    #[schema(example = "40")]
    pub commission_percent: Option<String>,
    /// Whether customers may book by themselves; true unless told.
    pub accepts_online: Option<bool>,
    /// Whether they work here; true unless told.
    pub is_active: Option<bool>,
    /// Order in the agenda; 0 unless told.
    #[schema(minimum = 0, maximum = 10000)]
    pub position: Option<i32>,
}

/// What is to change of a professional. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfessionalPatch {
    /// Name.
    #[schema(example = "Lucía Fernández", max_length = 120, nullable = false)]
    pub full_name: Option<String>,
    /// The user that the professional is, if any.
    pub user_id: Option<Uuid>,
    /// What they are: a code of `GET /professional-kinds`, or one of the business's own.
    #[schema(example = "odontologo", max_length = 40)]
    pub kind: Option<String>,
    /// What they are good at, all of it: 20 at most, of 80 characters at most.
    #[schema(max_items = 20)]
    pub specialities: Option<Vec<String>>,
    /// E-mail.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Telephone, as people write it; without `+`, one of the tenant's country.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// What customers read.
    #[schema(max_length = 2000)]
    pub bio: Option<String>,
    /// `#rrggbb`.
    #[schema(example = "#2a9d8f")]
    pub color: Option<String>,
    /// Share of the price, in percent: 0 to 100 with two decimals at most.
    #[schema(example = "40", nullable = false)]
    pub commission_percent: Option<String>,
    /// Whether customers may book by themselves.
    #[schema(nullable = false)]
    pub accepts_online: Option<bool>,
    /// Whether they work here. Who has appointments to come goes on working.
    #[schema(nullable = false)]
    pub is_active: Option<bool>,
    /// Order in the agenda.
    #[schema(minimum = 0, maximum = 10000, nullable = false)]
    pub position: Option<i32>,
}

/// A service that a professional gives, and on which terms.
#[derive(Debug, Serialize, ToSchema)]
pub struct GivenService {
    /// The service.
    service_id: Uuid,
    /// Its name.
    #[schema(example = "Limpieza dental")]
    name: String,
    /// The professional's own price; null is the service's.
    #[schema(value_type = Option<String>, example = "130000.00")]
    price: Option<Decimal>,
    /// The professional's own minutes; null is the service's.
    #[schema(example = 40)]
    minutes: Option<i32>,
    /// Whether they give it. False: it was taken away by hand, and does not come back by itself.
    is_offered: bool,
    /// The service's price.
    #[schema(value_type = String, example = "120000.00")]
    service_price: Decimal,
    /// The service's minutes.
    #[schema(example = 45)]
    service_minutes: i32,
    /// Whether the service is given at all.
    service_is_active: bool,
}

/// What a professional gives.
#[derive(Debug, Serialize, ToSchema)]
pub struct GivenServices {
    /// By name.
    pub(super) data: Vec<GivenService>,
}

/// A service that a professional is to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceTerms {
    /// The service.
    pub service_id: Uuid,
    /// The professional's own price, in the business's currency; null is the service's.
    #[schema(example = "130000")]
    pub price: Option<String>,
    /// The professional's own minutes; null is the service's.
    #[schema(example = 40, minimum = 5, maximum = 720)]
    pub minutes: Option<i32>,
    /// Whether they give it; true unless told.
    pub is_offered: Option<bool>,
}

/// All that a professional is to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveServices {
    /// The services; those left out are taken away.
    #[schema(max_items = 500)]
    pub services: Vec<ServiceTerms>,
}

impl Professional {
    /// As `user` may see it: what somebody earns is no colleague's affair.
    pub(super) fn seen_by(user: &Principal, row: professionals::Professional) -> Self {
        let is_own = row.user_id.is_some() && row.user_id == user.user_id().map(|user| user.0);
        let is_told = is_own || user.may(ChangeProfessionals::PERMISSION);
        Self {
            id: row.id,
            user_id: row.user_id,
            full_name: row.full_name,
            kind: row.kind,
            specialities: row.specialities,
            email: row.email,
            phone: row.phone,
            bio: row.bio,
            color: row.color,
            commission_percent: is_told.then_some(row.commission_percent),
            accepts_online: row.accepts_online,
            is_active: row.is_active,
            position: row.position,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

impl From<Vec<Given>> for GivenServices {
    fn from(given: Vec<Given>) -> Self {
        let one = |one: Given| GivenService {
            service_id: one.service_id,
            name: one.name,
            price: one.price,
            minutes: one.minutes,
            is_offered: one.is_offered,
            service_price: one.service_price,
            service_minutes: one.service_minutes,
            service_is_active: one.service_is_active,
        };
        Self {
            data: given.into_iter().map(one).collect(),
        }
    }
}

/// Reads a professional to be: name and the rest.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_professional(
    body: Map<String, Value>,
    tenant: &Tenant,
) -> Result<(String, ProfessionalChanges), Problem> {
    let mut body = Body::new(body);
    let name = body.text("full_name", PersonName::parse);
    let name = body.required("full_name", name);
    let more = more(&mut body, tenant);
    body.finish()?;
    // `finish` has refused a body without it.
    let name = name.ok_or_else(|| Problem::internal("body without name passed"))?;
    Ok((name.into(), more))
}

/// Reads what is to change of a professional.
///
/// # Errors
/// 422 with every fault.
pub(super) fn professional_changes(
    body: Map<String, Value>,
    tenant: &Tenant,
) -> Result<ProfessionalChanges, Problem> {
    let mut body = Body::new(body);
    let name = body.text("full_name", PersonName::parse);
    let changes = ProfessionalChanges {
        full_name: body.not_null("full_name", name).map(Into::into),
        ..more(&mut body, tenant)
    };
    body.finish()?;
    Ok(changes)
}

fn more(body: &mut Body, tenant: &Tenant) -> ProfessionalChanges {
    let country = Country::parse(&tenant.country).ok();
    let user = body.text("user_id", |raw| id(raw).map(UserId));
    let kind = body.text("kind", kind);
    let specialities = body.texts("specialities", Speciality::parse).map(once_each);
    at_most(
        body,
        "specialities",
        specialities.as_ref(),
        MAX_SPECIALITIES,
    );
    let email = body.text("email", Email::parse);
    let phone = body.text("phone", |raw| match country {
        Some(country) => Phone::parse(raw, country),
        None => Phone::parse_international(raw),
    });
    let bio = body.text("bio", lines);
    let color = body.text("color", color);
    let commission = body.text("commission_percent", percent);
    let accepts_online = body.boolean("accepts_online");
    let is_active = body.boolean("is_active");
    let position = body.integer("position", 0..=10_000);
    ProfessionalChanges {
        full_name: None,
        user_id: user,
        kind,
        specialities,
        email: email.map(|email| email.map(Into::into)),
        phone: phone.map(|phone| phone.map(Into::into)),
        bio,
        color,
        commission_percent: body.not_null("commission_percent", commission),
        accepts_online: body.not_null("accepts_online", accepts_online),
        is_active: body.not_null("is_active", is_active),
        position: body.not_null("position", position),
    }
}

/// In the order in which they were written.
fn once_each(texts: Vec<Speciality>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts
        .into_iter()
        .filter(|text| seen.insert(text.as_str().to_lowercase()))
        .map(Into::into)
        .collect()
}

/// Reads all that a professional is to give.
///
/// # Errors
/// 422 with every fault.
pub(super) fn terms(body: Map<String, Value>, tenant: &Tenant) -> Result<Vec<Terms>, Problem> {
    let mut body = Body::new(body);
    let mut faults = Vec::new();
    let read = body.read("services", |value| match value {
        Value::Array(items) if items.len() <= MAX_SERVICES => {
            let mut terms = Vec::with_capacity(items.len());
            for (place, item) in items.into_iter().enumerate() {
                match one(item, tenant.currency) {
                    Ok(one) => terms.push(one),
                    Err((member, invalid)) => {
                        faults.push((format!("services.{place}{member}"), invalid));
                    }
                }
            }
            Ok(Some(terms))
        }
        _ => Err(NOT_TERMS),
    });
    for (name, invalid) in faults {
        body.refuse(&name, invalid);
    }
    let terms = body.required("services", read).unwrap_or_default();
    let mut seen = BTreeSet::new();
    for (place, one) in terms.iter().enumerate() {
        if !seen.insert(one.service) {
            body.refuse(&format!("services.{place}.service_id"), crate::list::TWICE);
        }
    }
    body.finish()?;
    Ok(terms)
}

/// One of them, or the member that is wrong.
fn one(item: Value, currency: CurrencyCode) -> Result<Terms, (String, Invalid)> {
    let Value::Object(mut members) = item else {
        return Err((String::new(), NOT_TERMS));
    };
    let mut take = |name: &str| members.remove(name).filter(|value| !value.is_null());
    let at = |name: &str| {
        let member = format!(".{name}");
        move |invalid: Invalid| (member, invalid)
    };
    let service = take("service_id")
        .ok_or(NOT_TERMS)
        .map_err(at("service_id"))?;
    let service = service
        .as_str()
        .ok_or(crate::list::UUID_INVALID)
        .and_then(id)
        .map_err(at("service_id"))?;
    let price = take("price")
        .map(|value| amount(&value, currency))
        .transpose()
        .map_err(at("price"))?;
    let minutes = take("minutes")
        .map(|value| integer(&value, &(5..=720)))
        .transpose()
        .map_err(at("minutes"))?;
    let is_offered = take("is_offered")
        .map(|value| value.as_bool().ok_or(NOT_BOOLEAN))
        .transpose()
        .map_err(at("is_offered"))?
        .unwrap_or(true);
    if let Some(unknown) = members.keys().next() {
        return Err((format!(".{unknown}"), UNKNOWN_MEMBER));
    }
    Ok(Terms {
        service: ServiceId(service),
        price,
        minutes,
        is_offered,
    })
}

const NOT_TERMS: Invalid = Invalid::new(
    "type_invalid",
    "Escriba una lista de servicios, 500 como máximo, cada uno con «service_id» y, si quiere, «price», «minutes» e «is_offered».",
    "Write a list of services, 500 at most, each with \"service_id\" and, if you like, \"price\", \"minutes\" and \"is_offered\".",
);
const NOT_BOOLEAN: Invalid = Invalid::new(
    "type_invalid",
    "Escriba true o false.",
    "Write true or false.",
);
const UNKNOWN_MEMBER: Invalid = Invalid::new(
    "unknown_field",
    "Este dato no se conoce. Use: service_id, price, minutes, is_offered.",
    "This is not known. Use: service_id, price, minutes, is_offered.",
);
