//! Ways to reach a person: e-mail and telephone.

use phonenumber::Mode;

use crate::{country::Country, invalid::Invalid};

/// An e-mail address, trimmed and in lower case.
///
/// The practical part of RFC 5321: an unquoted ASCII local part of at most 64 bytes, a domain with
/// a dot and no IP literal, 254 bytes in all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// `email_invalid`, `email_too_long`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let email = raw.trim().to_ascii_lowercase();
        if email.len() > 254 {
            return Err(EMAIL_TOO_LONG);
        }
        let (local, domain) = email.rsplit_once('@').ok_or(EMAIL_INVALID)?;
        if is_local_part(local) && is_mail_domain(domain) {
            Ok(Self(email))
        } else {
            Err(EMAIL_INVALID)
        }
    }

    /// What stands after the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

text_type!(Email);

fn is_local_part(local: &str) -> bool {
    local.len() <= 64
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
        })
}

fn is_mail_domain(domain: &str) -> bool {
    let labels = domain.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    });
    let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
    let top_good =
        top.len() >= 2 && (top.starts_with("xn--") || top.bytes().all(|b| b.is_ascii_alphabetic()));
    labels && top_good
}

/// A telephone number that exists in its country's numbering plan, in E.164: `+573001234567`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it; without `+`, it is one of `country`.
    ///
    /// # Errors
    /// `phone_invalid`.
    pub fn parse(raw: &str, country: Country) -> Result<Self, Invalid> {
        Self::read(raw, Some(country))
    }

    /// Reads a number with `+` and country code.
    ///
    /// # Errors
    /// `phone_invalid`.
    pub fn parse_international(raw: &str) -> Result<Self, Invalid> {
        if raw.trim_start().starts_with('+') {
            Self::read(raw, None)
        } else {
            Err(PHONE_INVALID)
        }
    }

    fn read(raw: &str, country: Option<Country>) -> Result<Self, Invalid> {
        let raw = raw.trim();
        // Extensions, letters and other scripts' digits are not ours; it also bounds the parser's work.
        let writable =
            |b: u8| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'.' | b'(' | b')' | b'+');
        if raw.len() > 40 || !raw.bytes().all(writable) || raw.rfind('+').is_some_and(|at| at > 0) {
            return Err(PHONE_INVALID);
        }
        let region = country.and_then(|country| country.as_str().parse().ok());
        let number = phonenumber::parse(region, raw).map_err(|_cause| PHONE_INVALID)?;
        if !number.is_valid() {
            return Err(PHONE_INVALID);
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
    }
}

text_type!(Phone, parse_international);

const EMAIL_INVALID: Invalid = Invalid::new(
    "email_invalid",
    "Escriba un correo como «nombre@dominio.com», sin tildes ni espacios.",
    "Write an e-mail address such as \"name@domain.com\", without accents or blanks.",
);
const EMAIL_TOO_LONG: Invalid = Invalid::new(
    "email_too_long",
    "Use un correo de 254 caracteres como máximo.",
    "Use an e-mail address of at most 254 characters.",
);
const PHONE_INVALID: Invalid = Invalid::new(
    "phone_invalid",
    "Escriba un teléfono que exista; si es de otro país, con «+» e indicativo: +57 300 123 4567.",
    "Write a telephone number that exists; from another country, with \"+\" and its code: +57 300 123 4567.",
);
