//! Texts for people, in Spanish and English.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A text for a person, in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message {
    /// Spanish.
    pub es: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Message {
    /// A fixed pair.
    #[must_use]
    pub const fn new(es: &'static str, en: &'static str) -> Self {
        Self {
            es: Cow::Borrowed(es),
            en: Cow::Borrowed(en),
        }
    }

    /// A pair made at run time, with values in it.
    #[must_use]
    pub fn made(es: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self {
            es: es.into(),
            en: en.into(),
        }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Es => &self.es,
            Language::En => &self.en,
        }
    }
}

text_enum! {
    /// A language of the product. Spanish comes first.
    #[derive(Default)]
    pub enum Language ("snake_case", "language_unknown") {
        /// Spanish.
        #[default]
        Es,
        /// English.
        En,
    }
}

impl Language {
    /// The language a browser likes best among ours, from `Accept-Language` (RFC 9110, 12.5.4).
    ///
    /// Highest q-value wins; of equals, the first. `*` stands for a language not named. Parts that
    /// cannot be read are ignored; with nothing left, Spanish.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let (mut spanish, mut english, mut any) = (None, None, None);
        for (position, part) in header.split(',').enumerate() {
            let mut pieces = part.split(';').map(str::trim);
            let tag = pieces.next().unwrap_or_default();
            let Some(quality) = quality(pieces.next()) else {
                continue;
            };
            let primary = tag.split('-').next().unwrap_or_default();
            let seen = if primary.eq_ignore_ascii_case("es") {
                &mut spanish
            } else if primary.eq_ignore_ascii_case("en") {
                &mut english
            } else if tag == "*" {
                &mut any
            } else {
                continue;
            };
            if seen.is_none_or(|(best, _)| quality > best) {
                *seen = Some((quality, position));
            }
        }
        let (spanish_q, spanish_at) = spanish.or(any).unwrap_or((0, usize::MAX));
        let (english_q, english_at) = english.or(any).unwrap_or((0, usize::MAX));
        if english_q > spanish_q
            || (english_q == spanish_q && english_q > 0 && english_at < spanish_at)
        {
            Self::En
        } else {
            Self::Es
        }
    }
}

/// A weight in thousandths; none given means 1. `None` when it cannot be read.
fn quality(parameter: Option<&str>) -> Option<u16> {
    let Some(parameter) = parameter else {
        return Some(1000);
    };
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, decimals) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}
