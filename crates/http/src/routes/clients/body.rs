//! Clients as JSON.

use crate::{body::Body, problem::Problem, tenancy::Tenant};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{
    Country, Document, DocumentKind, Email, Invalid, PersonName, Phone, PreferredContact, Tag,
    Tags, check_birthday,
};
use panal_persistence::tenant::clients::{self, ClientChanges};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, schema::AdditionalProperties},
};
use uuid::Uuid;

/// Longest notes, in characters.
const MAX_NOTES: usize = 5_000;

/// A client of the business.
#[derive(Debug, Serialize, ToSchema)]
pub struct Client {
    /// The client.
    id: Uuid,
    /// Kind of identity document.
    #[schema(example = "dni")]
    document_kind: Option<String>,
    /// Number of the document, without blanks or dots.
    #[schema(example = "45678912")]
    document_number: Option<String>,
    /// Given names, or the name of a business.
    #[schema(example = "José")]
    first_name: String,
    /// Family names.
    #[schema(example = "Quispe Mamani")]
    last_name: Option<String>,
    /// E-mail, lower case.
    #[schema(example = "jose@example.com")]
    email: Option<String>,
    /// Telephone, E.164.
    #[schema(example = "+51987654321")]
    phone: Option<String>,
    /// Day of birth.
    #[schema(example = "1990-05-17")]
    birthday: Option<NaiveDate>,
    /// Free text.
    notes: Option<String>,
    /// Labels, sorted.
    #[schema(example = json!(["vip"]))]
    tags: Vec<String>,
    /// How to reach the client: `phone`, `whatsapp`, `email` or `none`.
    #[schema(example = "whatsapp")]
    preferred_contact: String,
    /// When it was deleted.
    deleted_at: Option<DateTime<Utc>>,
    /// When it was registered.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

impl From<clients::Client> for Client {
    fn from(row: clients::Client) -> Self {
        Self {
            id: row.id,
            document_kind: row.document_kind,
            document_number: row.document_number,
            first_name: row.first_name,
            last_name: Some(row.last_name).filter(|name| !name.is_empty()),
            email: row.email,
            phone: row.phone,
            birthday: row.birthday,
            notes: row.notes,
            tags: row.tags,
            preferred_contact: row.preferred_contact,
            deleted_at: row.deleted_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

// Describes what `client_changes` reads; a test holds the two together.
/// What is to change of a client. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientPatch {
    /// Kind of identity document: `cc`, `ce`, `ti`, `rc`, `pa`, `nit`, `dni`, `ruc` or `other`. Comes with the number.
    #[schema(example = "dni")]
    pub document_kind: Option<String>,
    /// Number of the document; blanks and dots do not matter. Comes with the kind.
    #[schema(example = "45678912")]
    pub document_number: Option<String>,
    /// Given names, or the name of a business.
    #[schema(example = "José", max_length = 120, nullable = false)]
    pub first_name: Option<String>,
    /// Family names.
    #[schema(example = "Quispe Mamani", max_length = 120)]
    pub last_name: Option<String>,
    /// E-mail.
    #[schema(example = "jose@example.com", max_length = 254)]
    pub email: Option<String>,
    /// Telephone, as people write it; without `+`, one of the tenant's country.
    #[schema(example = "987 654 321", max_length = 40)]
    pub phone: Option<String>,
    /// Day of birth.
    #[schema(example = "1990-05-17")]
    pub birthday: Option<NaiveDate>,
    /// Free text.
    #[schema(max_length = 5000)]
    pub notes: Option<String>,
    /// Labels: 20 at most, of 40 characters at most, without commas.
    #[schema(example = json!(["vip"]), max_items = 20)]
    pub tags: Option<Vec<String>>,
    /// How to reach the client: `phone`, `whatsapp`, `email` or `none`.
    #[schema(example = "whatsapp")]
    pub preferred_contact: Option<String>,
}

/// A client to be: as [`ClientPatch`], with a first name.
pub struct NewClient;

impl PartialSchema for NewClient {
    fn schema() -> RefOr<Schema> {
        let mut schema = ClientPatch::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.description = Some("A client to be.".to_owned());
            object.required = vec!["first_name".to_owned()];
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
        schema
    }
}

impl ToSchema for NewClient {}

/// Reads a client to be.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_client(
    body: Map<String, Value>,
    tenant: &Tenant,
) -> Result<clients::NewClient, Problem> {
    let mut body = Body::new(body);
    let read = read(
        &mut body,
        Country::parse(&tenant.country).ok(),
        today(tenant),
    );
    let first_name = body.required("first_name", read.first_name);
    body.finish()?;
    Ok(clients::NewClient {
        document: read.document.flatten(),
        // `finish` has refused a body without it.
        first_name: first_name
            .ok_or_else(|| Problem::internal("body without first name passed"))?,
        last_name: read.last_name.flatten(),
        email: read.email.flatten(),
        phone: read.phone.flatten(),
        birthday: read.birthday.flatten(),
        notes: read.notes.flatten(),
        tags: read.tags.unwrap_or_default(),
        preferred_contact: read
            .preferred_contact
            .flatten()
            .unwrap_or(PreferredContact::None),
    })
}

/// Reads what is to change of a client.
///
/// # Errors
/// 422 with every fault.
pub(super) fn client_changes(
    body: Map<String, Value>,
    tenant: &Tenant,
) -> Result<ClientChanges, Problem> {
    let mut body = Body::new(body);
    let read = read(
        &mut body,
        Country::parse(&tenant.country).ok(),
        today(tenant),
    );
    let first_name = body.not_null("first_name", read.first_name);
    body.finish()?;
    Ok(ClientChanges {
        document: read.document,
        first_name,
        last_name: read.last_name,
        email: read.email,
        phone: read.phone,
        birthday: read.birthday,
        notes: read.notes,
        tags: read.tags,
        preferred_contact: read
            .preferred_contact
            .map(|contact| contact.unwrap_or(PreferredContact::None)),
    })
}

struct Read {
    document: Option<Option<Document>>,
    first_name: Option<Option<PersonName>>,
    last_name: Option<Option<PersonName>>,
    email: Option<Option<Email>>,
    phone: Option<Option<Phone>>,
    birthday: Option<Option<NaiveDate>>,
    notes: Option<Option<String>>,
    tags: Option<Tags>,
    preferred_contact: Option<Option<PreferredContact>>,
}

/// The day it is where the business is.
fn today(tenant: &Tenant) -> NaiveDate {
    Utc::now()
        .with_timezone(&tenant.time_zone.tz())
        .date_naive()
}

/// Telephones without country code are of `country`; nobody is born after `today`.
fn read(body: &mut Body, country: Option<Country>, today: NaiveDate) -> Read {
    let document = document(body);
    Read {
        document,
        first_name: body.text("first_name", PersonName::parse),
        last_name: body.text("last_name", PersonName::parse),
        email: body.text("email", Email::parse),
        phone: body.text("phone", |raw| match country {
            Some(country) => Phone::parse(raw, country),
            None => Phone::parse_international(raw),
        }),
        birthday: body.text("birthday", |raw| {
            let day = raw.parse().map_err(|_cause| DATE_INVALID)?;
            check_birthday(day, today)
        }),
        notes: body.text("notes", notes),
        tags: tags(body),
        preferred_contact: body.text("preferred_contact", PreferredContact::parse),
    }
}

/// Kind and number make one document: both are there, or neither is.
fn document(body: &mut Body) -> Option<Option<Document>> {
    let kind = body.text("document_kind", DocumentKind::parse);
    let number = body.text("document_number", |raw| Ok(raw.to_owned()));
    match (kind, number) {
        (Some(Some(kind)), Some(Some(number))) => match Document::parse(kind, &number) {
            Ok(document) => Some(Some(document)),
            Err(invalid) => {
                body.refuse("document_number", invalid);
                None
            }
        },
        (Some(None), Some(None)) => Some(None),
        (None, None) => None,
        (Some(Some(_)), _) => {
            body.refuse("document_number", DOCUMENT_INCOMPLETE);
            None
        }
        // A kind that was given and refused has been told already.
        (None, Some(_)) if body.is_refused("document_kind") => None,
        _ => {
            body.refuse("document_kind", DOCUMENT_INCOMPLETE);
            None
        }
    }
}

fn tags(body: &mut Body) -> Option<Tags> {
    let tags = body.texts("tags", Tag::parse)?;
    match Tags::new(tags) {
        Ok(tags) => Some(tags),
        Err(invalid) => {
            body.refuse("tags", invalid);
            None
        }
    }
}

/// Several lines, unlike other texts.
fn notes(raw: &str) -> Result<String, Invalid> {
    let text = raw.trim().replace("\r\n", "\n");
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(NOTES_CONTROL);
    }
    if text.chars().count() > MAX_NOTES {
        return Err(NOTES_TOO_LONG);
    }
    Ok(text)
}

const DATE_INVALID: Invalid = Invalid::new(
    "date_invalid",
    "Escriba una fecha como 2026-01-31.",
    "Write a date such as 2026-01-31.",
);
const DOCUMENT_INCOMPLETE: Invalid = Invalid::new(
    "document_incomplete",
    "Escriba el tipo y el número de documento, o ninguno de los dos.",
    "Write both the kind and the number of the document, or neither.",
);
const NOTES_CONTROL: Invalid = Invalid::new(
    "text_control_characters",
    "Quite los caracteres invisibles.",
    "Remove the invisible characters.",
);
const NOTES_TOO_LONG: Invalid = Invalid::new(
    "text_too_long",
    "Use como máximo 5000 caracteres.",
    "Use at most 5000 characters.",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_document_names_the_members_that_are_read() {
        let RefOr::T(Schema::Object(schema)) = ClientPatch::schema() else {
            panic!("no object");
        };
        let mut documented: Vec<&str> = schema.properties.keys().map(String::as_str).collect();
        let mut body = Body::new(Map::new());
        read(&mut body, None, NaiveDate::MAX);
        let mut read: Vec<&str> = body.known().to_vec();
        documented.sort_unstable();
        read.sort_unstable();
        assert_eq!(documented, read);
    }
}
