//! Reading the members of a JSON body so that everything wrong with it is said at once.

use crate::problem::Problem;
use panal_domain::Invalid;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// A JSON object being read. Every member is asked for by name; what nobody asked for is refused, so that no caller
/// can set what is not meant to be set.
#[derive(Debug)]
pub struct Body {
    members: Map<String, Value>,
    known: Vec<&'static str>,
    faults: Vec<(String, Invalid)>,
}

impl Body {
    /// Begins to read.
    #[must_use]
    pub fn new(members: Map<String, Value>) -> Self {
        Self {
            members,
            known: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// A text member: absent `None`, null `Some(None)`. A text of blanks counts as null, as forms send it.
    pub fn text<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<Option<T>> {
        self.read(name, |value| match value {
            Value::String(text) if text.trim().is_empty() => Ok(None),
            Value::String(text) => parse(&text).map(Some),
            _ => Err(NOT_TEXT),
        })
    }

    /// A member that is a list of texts; null counts as an empty list.
    pub fn texts<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Option<Vec<T>> {
        let mut faults = Vec::new();
        let read = self.read(name, |value| {
            let Value::Array(items) = value else {
                return Err(NOT_LIST);
            };
            let mut texts = Vec::with_capacity(items.len());
            for (position, item) in items.iter().enumerate() {
                match item.as_str().ok_or(NOT_TEXT).and_then(&parse) {
                    Ok(text) => texts.push(text),
                    Err(invalid) => faults.push((format!("{name}.{position}"), invalid)),
                }
            }
            Ok(Some(texts))
        });
        self.faults.append(&mut faults);
        read.map(Option::unwrap_or_default)
    }

    /// A member that is true or false.
    pub fn boolean(&mut self, name: &'static str) -> Option<Option<bool>> {
        self.read(name, |value| value.as_bool().map(Some).ok_or(NOT_BOOLEAN))
    }

    /// A member that is a whole number within `allowed`.
    pub fn integer(
        &mut self,
        name: &'static str,
        allowed: RangeInclusive<i32>,
    ) -> Option<Option<i32>> {
        self.read(name, |value| integer(&value, &allowed).map(Some))
    }

    /// Refuses a member.
    pub fn refuse(&mut self, name: &str, invalid: Invalid) {
        self.faults.push((name.to_owned(), invalid));
    }

    /// Whether the member was refused.
    #[must_use]
    pub fn is_refused(&self, name: &str) -> bool {
        self.faults.iter().any(|(fault, _)| fault == name)
    }

    /// The members that were asked for.
    #[must_use]
    pub fn known(&self) -> &[&'static str] {
        &self.known
    }

    /// The value, or a refusal of the member when there is none.
    pub fn required<T>(&mut self, name: &'static str, value: Option<Option<T>>) -> Option<T> {
        let value = value.flatten();
        if value.is_none() && !self.is_refused(name) {
            self.refuse(name, REQUIRED);
        }
        value
    }

    /// Refuses a null in a member that may be left out but not be empty.
    pub fn not_null<T>(&mut self, name: &'static str, value: Option<Option<T>>) -> Option<T> {
        match value {
            Some(None) => self.required(name, Some(None)),
            other => other.flatten(),
        }
    }

    /// Ends reading. 422 `validation_failed` with every fault, what is unknown included.
    ///
    /// # Errors
    /// The faults.
    pub fn finish(mut self) -> Result<(), Problem> {
        if !self.members.is_empty() {
            let allowed = self.known.join(", ");
            let unknown = Invalid::made(
                "unknown_field",
                format!("Este dato no se conoce. Use: {allowed}."),
                format!("This is not known. Use: {allowed}."),
            );
            for name in self.members.keys() {
                self.faults.push((name.clone(), unknown.clone()));
            }
        }
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.faults))
        }
    }

    /// A member of any kind: `None` when absent or refused, null `Some(None)`.
    pub fn read<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(Value) -> Result<Option<T>, Invalid>,
    ) -> Option<Option<T>> {
        self.known.push(name);
        match self.members.remove(name)? {
            Value::Null => Some(None),
            value => match parse(value) {
                Ok(value) => Some(value),
                Err(invalid) => {
                    self.faults.push((name.to_owned(), invalid));
                    None
                }
            },
        }
    }
}

/// A whole number within `allowed`.
///
/// # Errors
/// `number_invalid`.
pub fn integer(value: &Value, allowed: &RangeInclusive<i32>) -> Result<i32, Invalid> {
    value
        .as_i64()
        .and_then(|number| i32::try_from(number).ok())
        .filter(|number| allowed.contains(number))
        .ok_or_else(|| {
            let (least, most) = (allowed.start(), allowed.end());
            Invalid::made(
                "number_invalid",
                format!("Escriba un número entero de {least} a {most}."),
                format!("Write a whole number from {least} to {most}."),
            )
        })
}

const NOT_BOOLEAN: Invalid = Invalid::new(
    "type_invalid",
    "Escriba true o false.",
    "Write true or false.",
);
const REQUIRED: Invalid = Invalid::new("required", "Falta este dato.", "This is missing.");
const NOT_TEXT: Invalid = Invalid::new("type_invalid", "Escriba un texto.", "Write a text.");
const NOT_LIST: Invalid = Invalid::new(
    "type_invalid",
    "Escriba una lista de textos.",
    "Write a list of texts.",
);

#[cfg(test)]
mod tests {
    use super::*;
    use panal_domain::{Email, PersonName};
    use serde_json::json;

    fn body(value: Value) -> Body {
        let Value::Object(members) = value else {
            panic!("no object")
        };
        Body::new(members)
    }

    #[test]
    fn absent_null_and_blank_are_told_apart_where_it_matters() {
        let mut body = body(json!({"a": null, "b": "  ", "c": "Ana"}));
        assert_eq!(body.text("a", PersonName::parse), Some(None));
        assert_eq!(body.text("b", PersonName::parse), Some(None));
        assert_eq!(
            body.text("c", PersonName::parse)
                .flatten()
                .unwrap()
                .as_str(),
            "Ana"
        );
        assert_eq!(body.text("d", PersonName::parse), None);
        body.finish().unwrap();
    }

    #[test]
    fn every_fault_is_told_once() {
        let mut body =
            body(json!({"email": "x", "tags": ["a", 3], "name": 7, "version": 3, "id": "y"}));
        let email = body.text("email", Email::parse);
        body.required("email", email);
        let name = body.text("name", PersonName::parse);
        body.required("name", name);
        let phone = body.text("phone", PersonName::parse);
        body.required("phone", phone);
        body.texts("tags", PersonName::parse);
        let names: Vec<String> = body
            .faults
            .iter()
            .map(|(name, invalid)| format!("{name} {}", invalid.code))
            .collect();
        assert_eq!(
            names,
            [
                "email email_invalid",
                "name type_invalid",
                "phone required",
                "tags.1 type_invalid"
            ]
        );
        assert_eq!(body.finish().unwrap_err().status().as_u16(), 422);
    }
}
