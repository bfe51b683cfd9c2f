//! Identity documents of persons and businesses.

use serde::{Deserialize, Serialize};

use crate::{country::Country, invalid::Invalid, message::Message, tax_id::TaxId};

text_enum! {
    /// Kind of identity document.
    pub enum DocumentKind ("snake_case", "document_kind_unknown") {
        /// Cédula de ciudadanía (CO).
        Cc,
        /// Foreigner's card: cédula (CO) or carné (PE) de extranjería.
        Ce,
        /// Tarjeta de identidad of a minor (CO).
        Ti,
        /// Registro civil of a child (CO).
        Rc,
        /// Passport.
        Pa,
        /// Tax number of a business (CO).
        Nit,
        /// Documento nacional de identidad (PE).
        Dni,
        /// Tax number (PE).
        Ruc,
        /// Any other document.
        Other,
    }
}

impl DocumentKind {
    /// The kinds that a form offers in a country.
    #[must_use]
    pub const fn for_country(country: Country) -> &'static [Self] {
        match country {
            Country::Co => &[
                Self::Cc,
                Self::Ce,
                Self::Ti,
                Self::Rc,
                Self::Pa,
                Self::Nit,
                Self::Other,
            ],
            Country::Pe => &[Self::Dni, Self::Ce, Self::Ruc, Self::Pa, Self::Other],
            _ => &[Self::Pa, Self::Other],
        }
    }

    /// The kind's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Cc => Message::new("Cédula de ciudadanía", "Citizen's card"),
            Self::Ce => Message::new("Documento de extranjería", "Foreigner's card"),
            Self::Ti => Message::new("Tarjeta de identidad", "Minor's identity card"),
            Self::Rc => Message::new("Registro civil", "Birth registration"),
            Self::Pa => Message::new("Pasaporte", "Passport"),
            Self::Nit => Message::new("NIT", "NIT (tax number)"),
            Self::Dni => Message::new("DNI", "DNI (identity card)"),
            Self::Ruc => Message::new("RUC", "RUC (tax number)"),
            Self::Other => Message::new("Otro documento", "Other document"),
        }
    }
}

/// An identity document: its kind and its number, without blanks or dots, in upper case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Document {
    kind: DocumentKind,
    number: String,
}

#[derive(Deserialize)]
struct Raw {
    kind: DocumentKind,
    number: String,
}

impl TryFrom<Raw> for Document {
    type Error = Invalid;

    fn try_from(raw: Raw) -> Result<Self, Invalid> {
        Self::parse(raw.kind, &raw.number)
    }
}

impl Document {
    /// Reads a number by the rules of its kind.
    ///
    /// CC 5–10 digits · CE 6–12 letters and digits · TI and RC 8–11 digits · PA 5–15 letters and
    /// digits · DNI 8 digits · NIT and RUC as [`TaxId::parse`] · other 3–30 letters, digits,
    /// hyphens and slashes.
    ///
    /// # Errors
    /// `document_invalid`; for NIT and RUC `tax_id_invalid`, `tax_id_check_digit`.
    pub fn parse(kind: DocumentKind, raw: &str) -> Result<Self, Invalid> {
        let number: String = raw
            .chars()
            .filter(|c| !matches!(c, ' ' | '.'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let digit: fn(u8) -> bool = |b| b.is_ascii_digit();
        let letter: fn(u8) -> bool = |b| b.is_ascii_alphanumeric();
        let loose: fn(u8) -> bool = |b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/');
        let (shortest, longest, allowed) = match kind {
            DocumentKind::Nit => {
                return Ok(Self {
                    kind,
                    number: TaxId::parse(Country::Co, raw)?.to_string(),
                });
            }
            DocumentKind::Ruc => {
                return Ok(Self {
                    kind,
                    number: TaxId::parse(Country::Pe, raw)?.to_string(),
                });
            }
            DocumentKind::Cc => (5, 10, digit),
            DocumentKind::Ce => (6, 12, letter),
            DocumentKind::Ti | DocumentKind::Rc => (8, 11, digit),
            DocumentKind::Pa => (5, 15, letter),
            DocumentKind::Dni => (8, 8, digit),
            DocumentKind::Other => (3, 30, loose),
        };
        if (shortest..=longest).contains(&number.len()) && number.bytes().all(allowed) {
            return Ok(Self { kind, number });
        }
        let (what_es, what_en) = if kind.is_digits() {
            ("dígitos", "digits")
        } else {
            ("letras y números", "letters and digits")
        };
        let length_es = if shortest == longest {
            shortest.to_string()
        } else {
            format!("{shortest} a {longest}")
        };
        let length_en = if shortest == longest {
            shortest.to_string()
        } else {
            format!("{shortest} to {longest}")
        };
        let label = kind.label();
        Err(Invalid::made(
            "document_invalid",
            format!("{}: escriba {length_es} {what_es}.", label.es),
            format!("{}: write {length_en} {what_en}.", label.en),
        ))
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The number.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }
}

impl DocumentKind {
    const fn is_digits(self) -> bool {
        matches!(self, Self::Cc | Self::Ti | Self::Rc | Self::Dni)
    }
}

impl std::fmt::Display for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {}",
            self.kind.as_str().to_ascii_uppercase(),
            self.number
        )
    }
}
