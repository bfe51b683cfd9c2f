//! Numbers of taxpayers.

use serde::{Deserialize, Serialize};

use crate::{country::Country, invalid::Invalid};

text_enum! {
    /// How a country names a taxpayer's number.
    pub enum TaxIdKind ("UPPERCASE", "tax_id_kind_unknown") {
        /// Colombia, Bolivia, Guatemala, El Salvador.
        Nit,
        /// Peru, Ecuador, Panama, Paraguay, Nicaragua.
        Ruc,
        /// Mexico.
        Rfc,
        /// Chile, Uruguay.
        Rut,
        /// Argentina.
        Cuit,
        /// Costa Rica.
        Nite,
        /// Honduras.
        Rtn,
        /// Dominican Republic.
        Rnc,
        /// Venezuela.
        Rif,
        /// United States.
        Ein,
    }
}

/// A taxpayer's number in its country, without dots or blanks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct TaxId {
    country: Country,
    number: String,
}

#[derive(Deserialize)]
struct Raw {
    country: Country,
    number: String,
}

impl TryFrom<Raw> for TaxId {
    type Error = Invalid;

    fn try_from(raw: Raw) -> Result<Self, Invalid> {
        Self::parse(raw.country, &raw.number)
    }
}

impl TaxId {
    /// Reads a number by the rules of `country`; dots and blanks are dropped.
    ///
    /// - Colombia: 6 to 10 digits, and `-` with the check digit or without. A check digit that is
    ///   given must be right.
    /// - Peru: 11 digits that begin with 10, 15, 17 or 20. The check digit is not looked at: the
    ///   example of seed 004, 20123456789, has a wrong one.
    /// - Elsewhere: 4 to 20 letters and digits, hyphens allowed between them.
    ///
    /// # Errors
    /// `tax_id_invalid`, `tax_id_check_digit`.
    pub fn parse(country: Country, raw: &str) -> Result<Self, Invalid> {
        let text: String = raw.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        let number = match country {
            Country::Co => nit(&text)?,
            Country::Pe => ruc(&text)?,
            _ => other(&text)?,
        };
        Ok(Self { country, number })
    }

    /// The country whose tax office gave it.
    #[must_use]
    pub const fn country(&self) -> Country {
        self.country
    }

    /// How the country names it.
    #[must_use]
    pub const fn kind(&self) -> TaxIdKind {
        self.country.tax_id_kind()
    }

    /// The number, with its check digit if that was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.number
    }
}

impl std::fmt::Display for TaxId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.number)
    }
}

fn nit(text: &str) -> Result<String, Invalid> {
    let (number, check) = match text.split_once('-') {
        Some((number, check)) => (number, Some(check)),
        None => (text, None),
    };
    if !(6..=10).contains(&number.len()) || !all_digits(number) {
        return Err(NIT_INVALID);
    }
    if let Some(check) = check {
        if check.len() != 1 || !all_digits(check) {
            return Err(NIT_INVALID);
        }
        if check != nit_check_digit(number).to_string() {
            return Err(NIT_CHECK_DIGIT);
        }
    }
    Ok(text.to_owned())
}

/// The check digit of the Colombian tax office: weights from the right, modulo 11.
fn nit_check_digit(number: &str) -> u32 {
    const WEIGHTS: [u32; 10] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43];
    let sum: u32 = number
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    match sum % 11 {
        rest @ (0 | 1) => rest,
        rest => 11 - rest,
    }
}

fn ruc(text: &str) -> Result<String, Invalid> {
    let prefix_good = ["10", "15", "17", "20"]
        .iter()
        .any(|prefix| text.starts_with(prefix));
    if text.len() != 11 || !all_digits(text) || !prefix_good {
        return Err(RUC_INVALID);
    }
    Ok(text.to_owned())
}

fn other(text: &str) -> Result<String, Invalid> {
    let letters = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let edges = text.starts_with('-') || text.ends_with('-');
    if !(4..=20).contains(&text.len()) || !letters || edges {
        return Err(OTHER_INVALID);
    }
    Ok(text.to_ascii_uppercase())
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

const CODE: &str = "tax_id_invalid";
const NIT_INVALID: Invalid = Invalid::new(
    CODE,
    "Escriba el NIT con 6 a 10 dígitos y, si lo sabe, guion y dígito de verificación: 860002964-4.",
    "Write the NIT with 6 to 10 digits and, if you know it, a hyphen and the check digit: 860002964-4.",
);
const NIT_CHECK_DIGIT: Invalid = Invalid::new(
    "tax_id_check_digit",
    "El dígito de verificación no corresponde al NIT; revise el número.",
    "The check digit does not match the NIT; check the number.",
);
const RUC_INVALID: Invalid = Invalid::new(
    CODE,
    "Escriba el RUC con 11 dígitos; empieza por 10, 15, 17 o 20.",
    "Write the RUC with 11 digits; it starts with 10, 15, 17 or 20.",
);
const OTHER_INVALID: Invalid = Invalid::new(
    CODE,
    "Escriba el número tributario con 4 a 20 letras y números.",
    "Write the tax number with 4 to 20 letters and digits.",
);
