//! Reading the fields of a body so that everything wrong with them is said at once.

use crate::problem::Problem;
use panal_domain::Invalid;

/// What was refused so far.
#[derive(Debug, Default)]
pub(crate) struct Checks(Vec<(&'static str, Invalid)>);

impl Checks {
    /// A field that must be there. Blanks alone are nothing.
    pub(crate) fn required<T>(
        &mut self,
        field: &'static str,
        text: Option<&str>,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        match text.filter(|text| !text.trim().is_empty()) {
            Some(text) => self.parsed(field, text, parse),
            None => {
                self.refuse(field, REQUIRED);
                None
            }
        }
    }

    /// A field that may be left out.
    pub(crate) fn optional<T>(
        &mut self,
        field: &'static str,
        text: Option<&str>,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        text.filter(|text| !text.trim().is_empty())
            .and_then(|text| self.parsed(field, text, parse))
    }

    fn parsed<T>(
        &mut self,
        field: &'static str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        parse(text)
            .map_err(|invalid| self.refuse(field, invalid))
            .ok()
    }

    /// Refuses a field.
    pub(crate) fn refuse(&mut self, field: &'static str, invalid: Invalid) {
        self.0.push((field, invalid));
    }

    /// 422 `validation_failed` with every refusal, if there was one; else `value`, which is there then.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Problem::invalid(self.0)),
        }
    }
}

/// Why somebody does something: 10 to 500 characters.
pub(crate) fn reason(raw: &str) -> Result<String, Invalid> {
    let text = raw.trim();
    let long_enough = (10..=500).contains(&text.chars().count());
    if !long_enough || text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(REASON_INVALID);
    }
    Ok(text.to_owned())
}

const REQUIRED: Invalid = Invalid::new("required", "Falta este dato.", "This is missing.");
const REASON_INVALID: Invalid = Invalid::new(
    "reason_invalid",
    "Explique el motivo con 10 a 500 caracteres.",
    "Give the reason in 10 to 500 characters.",
);
