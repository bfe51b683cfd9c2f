//! Rules about a client of a tenant.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{invalid::Invalid, message::Message, person::Text};

permissions! {
    /// Clients of the business.
    pub CLIENTS: "clients", Crm of Crm, "clientes", "clients" {
        ViewClients: view,
        AddClients: add,
        ChangeClients: change,
        DeleteClients: delete,
    }
}

text_enum! {
    /// How a client wants to be reached.
    pub enum PreferredContact ("snake_case", "preferred_contact_unknown") {
        /// By a call.
        Phone,
        /// By WhatsApp.
        Whatsapp,
        /// By e-mail.
        Email,
        /// Not at all.
        None,
    }
}

impl PreferredContact {
    /// Its name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Phone => Message::new("Llamada", "Phone call"),
            Self::Whatsapp => Message::new("WhatsApp", "WhatsApp"),
            Self::Email => Message::new("Correo", "E-mail"),
            Self::None => Message::new("No contactar", "Do not contact"),
        }
    }
}

/// A label on a client: lower case, at most 40 characters, no comma.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

impl Tag {
    /// Longest tag, in characters.
    pub const MAX: usize = 40;

    /// Reads a tag; upper case becomes lower case, inner whitespace collapses.
    ///
    /// # Errors
    /// `tag_with_comma`, and those of [`Text::parse`].
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = Text::<{ Self::MAX }>::parse(&raw.to_lowercase())?;
        if text.as_str().contains(',') {
            return Err(TAG_WITH_COMMA);
        }
        Ok(Self(text.into()))
    }
}

text_type!(Tag);

/// The tags of a client: each once, sorted, at most 20.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Tag>")]
pub struct Tags(BTreeSet<Tag>);

impl Tags {
    /// Most tags of a client.
    pub const MAX: usize = 20;

    /// Gathers tags; one given twice counts once.
    ///
    /// # Errors
    /// `too_many_tags`.
    pub fn new(tags: impl IntoIterator<Item = Tag>) -> Result<Self, Invalid> {
        let tags: BTreeSet<Tag> = tags.into_iter().collect();
        if tags.len() > Self::MAX {
            Err(TOO_MANY_TAGS)
        } else {
            Ok(Self(tags))
        }
    }

    /// The tags, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &Tag> {
        self.0.iter()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<Tag>> for Tags {
    type Error = Invalid;

    fn try_from(tags: Vec<Tag>) -> Result<Self, Invalid> {
        Self::new(tags)
    }
}

/// Checks a birthday against `today`, the date in the tenant's time zone: not in the future, not
/// before 1900.
///
/// # Errors
/// `birthday_in_future`, `birthday_too_old`.
pub fn check_birthday(birthday: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    if birthday > today {
        Err(BIRTHDAY_IN_FUTURE)
    } else if birthday.year() < 1900 {
        Err(BIRTHDAY_TOO_OLD)
    } else {
        Ok(birthday)
    }
}

const TAG_WITH_COMMA: Invalid = Invalid::new(
    "tag_with_comma",
    "Escriba la etiqueta sin comas; use una etiqueta por cada idea.",
    "Write the tag without commas; use one tag per idea.",
);
const TOO_MANY_TAGS: Invalid = Invalid::new(
    "too_many_tags",
    "Deje como máximo 20 etiquetas.",
    "Keep at most 20 tags.",
);
const BIRTHDAY_IN_FUTURE: Invalid = Invalid::new(
    "birthday_in_future",
    "La fecha de nacimiento no puede ser futura; revísela.",
    "The birthday cannot be in the future; check it.",
);
const BIRTHDAY_TOO_OLD: Invalid = Invalid::new(
    "birthday_too_old",
    "La fecha de nacimiento debe ser de 1900 o posterior; revísela.",
    "The birthday must be in 1900 or later; check it.",
);
