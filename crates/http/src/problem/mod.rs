//! The one error at the edge: RFC 9457 `application/problem+json`.

mod from;
mod page;
mod render;

pub use from::Unreadable;
pub(crate) use page::page;
pub(crate) use render::render;
pub use render::{FieldProblem, ProblemBody};

use actix_web::http::{
    StatusCode,
    header::{HeaderName, HeaderValue},
};
use panal_domain::{Invalid, Message};
use serde_json::{Map, Value};
use std::fmt::Display;

/// A problem on its way to the client. Texts are kept in both languages; the request's `Accept-Language` chooses when
/// the answer is written.
#[derive(Debug, Clone)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    title: Message,
    detail: Option<Message>,
    fields: Vec<Field>,
    extra: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Debug, Clone)]
struct Field {
    name: String,
    code: String,
    message: Message,
}

impl Problem {
    /// A problem with a stable `code`, in `snake_case`.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, title: Message) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            title,
            detail: None,
            fields: Vec::new(),
            extra: Map::new(),
            headers: Vec::new(),
        }))
    }

    /// Says more about this occurrence, and how to put it right.
    #[must_use]
    pub fn detail(mut self, detail: Message) -> Self {
        self.0.detail = Some(detail);
        self
    }

    /// Adds the refusal of one field.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, invalid: &Invalid) -> Self {
        self.0.fields.push(Field {
            name: name.into(),
            code: invalid.code.to_owned(),
            message: invalid.message.clone(),
        });
        self
    }

    /// Adds a member of its own to the body, such as what is allowed instead.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.extra.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Display) -> Self {
        // What cannot stand in a header is left out: the body says the same.
        if let Ok(value) = HeaderValue::from_str(&value.to_string()) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// Its HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// 422 `validation_failed`: the fields that were refused.
    #[must_use]
    pub fn invalid<N: Into<String>>(fields: impl IntoIterator<Item = (N, Invalid)>) -> Self {
        fields.into_iter().fold(
            Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "validation_failed",
                Message::new("Hay datos que corregir", "Some values need correction"),
            ),
            |problem, (name, invalid)| problem.field(name, &invalid),
        )
    }

    /// 404 `not_found`; also for what another tenant owns.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            Message::new("No existe", "Not found"),
        )
    }

    /// 500 `internal`. The cause is logged, here and once; the client learns nothing of it.
    #[must_use]
    pub fn internal(cause: impl Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            Message::new("Error interno", "Internal error"),
        )
        .detail(Message::new(
            "No fue culpa suya. Intente de nuevo; si sigue igual, envíenos el request_id.",
            "This was not your fault. Try again; if it persists, send us the request_id.",
        ))
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {}: {}",
            self.0.status.as_u16(),
            self.0.code,
            self.0.title.en
        )
    }
}

impl std::error::Error for Problem {}
