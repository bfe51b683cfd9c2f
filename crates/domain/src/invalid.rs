//! The answer of a parse function that refuses.

use crate::message::Message;

/// A value that was refused: which rule, and how to put it right.
///
/// `code` is stable, `snake_case` and may be matched by clients; `message` is for people.
/// Printing it gives the English message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", .message.en)]
pub struct Invalid {
    /// Stable code, such as `slug_reserved`.
    pub code: &'static str,
    /// What to do about it.
    pub message: Message,
}

impl Invalid {
    /// A refusal with fixed texts.
    #[must_use]
    pub const fn new(code: &'static str, es: &'static str, en: &'static str) -> Self {
        Self {
            code,
            message: Message::new(es, en),
        }
    }

    /// A refusal whose texts carry values.
    #[must_use]
    pub fn made(code: &'static str, es: String, en: String) -> Self {
        Self {
            code,
            message: Message::made(es, en),
        }
    }

    /// A text that is none of the allowed values, which the message lists.
    #[must_use]
    pub fn unknown_value(code: &'static str, allowed: &[&str]) -> Self {
        let list = allowed.join(", ");
        Self::made(
            code,
            format!("Use uno de estos valores: {list}."),
            format!("Use one of these values: {list}."),
        )
    }
}
