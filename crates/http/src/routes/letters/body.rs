//! Letters as JSON.

use crate::{
    body::Body,
    problem::Problem,
    routes::{calendar::language, rbac::Names},
    tenancy::Tenant,
};
use chrono::{DateTime, Utc};
use panal_domain::{LetterKind, LetterTexts, Placeholder};
use panal_integrations::mail::{opening, subject};
use panal_persistence::tenant::settings::{Setting, letter_texts};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The letters that clients receive.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterList {
    /// In the order of an appointment's life.
    pub(super) data: Vec<LetterBody>,
}

/// A letter that clients receive.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Letter)]
pub struct LetterBody {
    /// Its identifier.
    #[schema(value_type = String, example = "cita-creada")]
    kind: LetterKind,
    /// Its name.
    name: Names,
    /// When it is sent.
    sent_when: Names,
    /// The subject unless the business has its own, in the business's language.
    #[schema(example = "Su cita en {business}: {date}, {time}")]
    default_subject: String,
    /// What it says first unless the business has its own, in the business's language.
    #[schema(example = "Su cita en {business} quedó reservada.")]
    default_opening: String,
    /// What the business says in its own words; null where it says nothing.
    texts: Option<LetterTextsBody>,
    /// What the texts may name in braces.
    placeholders: Vec<LetterPlaceholder>,
    /// When the texts were last set.
    updated_at: Option<DateTime<Utc>>,
    /// Counts changes; the ETag. 0 until they are set.
    #[schema(example = 0)]
    version: i32,
}

/// Something that a text may name.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterPlaceholder {
    /// As it is written in a text.
    #[schema(example = "{client}")]
    placeholder: String,
    /// What stands in its place.
    meaning: Names,
}

/// What the business says in a letter. What is null is said in the product's words; without a closing there is none.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LetterTexts)]
pub struct LetterTextsBody {
    /// The subject, one line.
    #[schema(max_length = 120, example = "{client}, lo esperamos el {date}")]
    pub subject: Option<String>,
    /// What comes after the greeting, before the details; plain text, with line breaks.
    #[schema(
        max_length = 1000,
        example = "Su cita con {professional} quedó reservada."
    )]
    pub opening: Option<String>,
    /// What comes after the link; plain text, with line breaks.
    #[schema(max_length = 1000, example = "Llegue 10 minutos antes, por favor.")]
    pub closing: Option<String>,
}

impl LetterBody {
    /// The letter, with what is kept of it.
    pub(super) fn new(kind: LetterKind, row: Option<&Setting>, tenant: &Tenant) -> Self {
        let language = language(tenant.locale.as_str());
        let texts = row.and_then(letter_texts).filter(|own| !own.is_default());
        Self {
            kind,
            name: (&kind.label()).into(),
            sent_when: (&kind.occasion()).into(),
            default_subject: subject(kind).in_language(language).to_owned(),
            default_opening: opening(kind).in_language(language).to_owned(),
            texts: texts.map(Into::into),
            placeholders: kind
                .placeholders()
                .iter()
                .copied()
                .map(Into::into)
                .collect(),
            updated_at: row.map(|row| row.updated_at),
            version: row.map_or(0, |row| row.version),
        }
    }
}

impl From<LetterTexts> for LetterTextsBody {
    fn from(texts: LetterTexts) -> Self {
        Self {
            subject: texts.subject,
            opening: texts.opening,
            closing: texts.closing,
        }
    }
}

impl From<Placeholder> for LetterPlaceholder {
    fn from(placeholder: Placeholder) -> Self {
        Self {
            placeholder: format!("{{{placeholder}}}"),
            meaning: (&placeholder.meaning()).into(),
        }
    }
}

/// Reads what a letter is to say; nothing and blanks are null.
///
/// # Errors
/// 422 with every fault.
pub(super) fn read(body: Map<String, Value>, kind: LetterKind) -> Result<LetterTexts, Problem> {
    let mut body = Body::new(body);
    let subject = body.text("subject", |raw| LetterTexts::subject(raw, kind));
    let opening = body.text("opening", |raw| LetterTexts::lines(raw, kind));
    let closing = body.text("closing", |raw| LetterTexts::lines(raw, kind));
    body.finish()?;
    Ok(LetterTexts {
        subject: subject.flatten(),
        opening: opening.flatten(),
        closing: closing.flatten(),
    })
}
