//! Names and other short texts that people write.

use crate::invalid::Invalid;

/// A line of text: trimmed, inner whitespace collapsed, 1 to `MAX` characters (not bytes), without
/// control characters or ones that hide or turn the text around.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Reads a line of text.
    ///
    /// # Errors
    /// `text_empty`, `text_too_long`, `text_control_characters`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        tidy(raw, MAX).map(Self)
    }

    /// The tidied text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> std::fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl<const MAX: usize> AsRef<str> for Text<MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> std::str::FromStr for Text<MAX> {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}

impl<const MAX: usize> serde::Serialize for Text<MAX> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MAX: usize> serde::Deserialize<'de> for Text<MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <String as serde::Deserialize>::deserialize(deserializer)?;
        Self::parse(&raw).map_err(serde::de::Error::custom)
    }
}

/// A person's name, or one part of it: a [`Text`] of at most 120 characters with a letter in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Longest name, in characters.
    pub const MAX: usize = 120;

    /// Reads a name.
    ///
    /// # Errors
    /// `person_name_without_letters`, `name_with_link`, and those of [`Text::parse`].
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let name = tidy(raw, Self::MAX)?;
        if is_link(&name) {
            return Err(LINK);
        }
        if name.chars().any(char::is_alphabetic) {
            Ok(Self(name))
        } else {
            Err(PERSON_WITHOUT_LETTERS)
        }
    }
}

text_type!(PersonName);

/// A business's name: a [`Text`] of at most 160 characters with a letter or digit in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BusinessName(String);

impl BusinessName {
    /// Longest name, in characters.
    pub const MAX: usize = 160;

    /// Reads a name.
    ///
    /// # Errors
    /// `business_name_without_letters`, `name_with_link`, and those of [`Text::parse`].
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let name = tidy(raw, Self::MAX)?;
        if is_link(&name) || hosts(&name).count() > 1 {
            return Err(LINK);
        }
        if name.chars().any(char::is_alphanumeric) {
            Ok(Self(name))
        } else {
            Err(BUSINESS_WITHOUT_LETTERS)
        }
    }
}

text_type!(BusinessName);

/// Whether a name leads somewhere: names stand in the subjects and greetings of letters to people who did not ask for
/// them. `Pollos.com` is a name; an address with a scheme or a path is not.
fn is_link(name: &str) -> bool {
    let lower = name.to_lowercase();
    let starts = ["://", "http:", "https:", "www."];
    starts.iter().any(|start| lower.contains(start))
        || hosts(name).any(|rest| rest.starts_with('/'))
}

/// What follows each host such as `pollos.com` in a name.
fn hosts(name: &str) -> impl Iterator<Item = &str> {
    name.split(' ').filter_map(host)
}

/// What follows a host such as `pollos.com` in a word, if it has one: two letters or more on both sides of the last dot.
fn host(word: &str) -> Option<&str> {
    let is_host = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let word = word.trim_start_matches(|c| !is_host(c));
    let end = word.find(|c| !is_host(c)).unwrap_or(word.len());
    let (host, rest) = word.split_at_checked(end)?;
    let (label, top) = host.trim_matches('.').rsplit_once('.')?;
    let label = label.rsplit('.').next()?;
    let letters = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
    (letters(label) > 1 && letters(top) > 1).then_some(rest)
}

fn tidy(raw: &str, max: usize) -> Result<String, Invalid> {
    let trimmed = raw.trim();
    if trimmed.is_empty() {
        return Err(EMPTY);
    }
    if trimmed.chars().any(|c| c.is_control() || is_invisible(c)) {
        return Err(CONTROL);
    }
    let mut text = String::with_capacity(trimmed.len());
    for word in trimmed.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    if text.chars().count() > max {
        return Err(Invalid::made(
            "text_too_long",
            format!("Use como máximo {max} caracteres."),
            format!("Use at most {max} characters."),
        ));
    }
    Ok(text)
}

/// Zero-width spaces and marks that change the direction of writing: they make two texts look alike.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

const LINK: Invalid = Invalid::new(
    "name_with_link",
    "Escriba el nombre sin direcciones de páginas web.",
    "Write the name without web addresses.",
);
const EMPTY: Invalid = Invalid::new("text_empty", "Escriba un texto.", "Write a text.");
const CONTROL: Invalid = Invalid::new(
    "text_control_characters",
    "Escriba el texto en una línea, sin caracteres invisibles.",
    "Write the text on one line, without invisible characters.",
);
const PERSON_WITHOUT_LETTERS: Invalid = Invalid::new(
    "person_name_without_letters",
    "Escriba un nombre que tenga al menos una letra.",
    "Write a name with at least one letter.",
);
const BUSINESS_WITHOUT_LETTERS: Invalid = Invalid::new(
    "business_name_without_letters",
    "Escriba un nombre que tenga al menos una letra o un número.",
    "Write a name with at least one letter or digit.",
);
