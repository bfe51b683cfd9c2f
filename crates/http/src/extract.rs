//! Reading bodies, paths and queries; what cannot be read is a problem that names the field.

use crate::{
    problem::{Problem, Unreadable},
    request::RequestInfo,
};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::{JsonPayloadError, PathError, PayloadError, QueryPayloadError},
    http::StatusCode,
    web,
};
use futures_util::{FutureExt, future::LocalBoxFuture};
use panal_domain::{Invalid, Message};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// A JSON body. 415 without its content type, 413 when too large, 400 when it is no JSON, 422 naming the field when it
/// is not the JSON expected.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// The query string; 400 naming the field.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The variable parts of the path; 400 naming the part.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T> Json<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Query<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Path<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !is_json(request.content_type()) {
            return ready(Err(Unreadable::MediaType.into())).boxed_local();
        }
        let info = RequestInfo::of(request);
        let body = web::Bytes::from_request(request, payload);
        async move {
            let info = info?;
            info.set_reading(true);
            let body = body.await.map_err(|error| body_problem(&error))?;
            info.set_reading(false);
            from_json(&body).map(Self)
        }
        .boxed_local()
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes());
        let query = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
        ready(query.map(Self).map_err(|error| {
            let path = error.path().to_string();
            query_problem(&path, &error.into_inner().to_string())
        }))
    }
}

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(
            web::Path::<T>::from_request(request, payload)
                .into_inner()
                .map(|path| Self(path.into_inner()))
                .map_err(|error| path_problem(&error.to_string(), request)),
        )
    }
}

/// Reads a JSON body that is at hand.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        json_problem(&path, error.inner())
    })?;
    reader.end().map_err(|error| json_problem(".", &error))?;
    Ok(value)
}

/// Makes problems of what actix-web's own extractors refuse.
pub(crate) fn configure(config: &mut web::ServiceConfig, body_limit: usize) {
    config
        .app_data(web::PayloadConfig::new(body_limit))
        .app_data(
            web::JsonConfig::default()
                .limit(body_limit)
                .error_handler(|error, _| {
                    match &error {
                        JsonPayloadError::Deserialize(cause) => json_problem(".", cause),
                        JsonPayloadError::ContentType => Unreadable::MediaType.into(),
                        JsonPayloadError::Overflow { .. }
                        | JsonPayloadError::OverflowKnownLength { .. } => {
                            Unreadable::TooLarge.into()
                        }
                        JsonPayloadError::Payload(cause) => payload_problem(cause),
                        _ => Unreadable::Syntax.into(),
                    }
                    .into()
                }),
        )
        .app_data(web::QueryConfig::default().error_handler(|error, _| {
            let QueryPayloadError::Deserialize(cause) = &error else {
                return query_problem(".", "").into();
            };
            query_problem(".", &cause.to_string()).into()
        }))
        .app_data(web::PathConfig::default().error_handler(|error, request| {
            let PathError::Deserialize(cause) = &error else {
                return path_problem("", request).into();
            };
            path_problem(&cause.to_string(), request).into()
        }));
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn body_problem(error: &actix_web::Error) -> Problem {
    error
        .as_error::<PayloadError>()
        .map_or_else(|| Unreadable::Interrupted.into(), payload_problem)
}

fn payload_problem(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Overflow => Unreadable::TooLarge.into(),
        _ => Unreadable::Interrupted.into(),
    }
}

fn json_problem(path: &str, error: &serde_json::Error) -> Problem {
    if error.is_data() {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        return Problem::invalid([refusal(path, said)]);
    }
    let (line, column) = (error.line(), error.column());
    Problem::from(Unreadable::Syntax).detail(Message::made(
        format!("No se entiende a partir de la línea {line}, columna {column}."),
        format!("It cannot be read from line {line}, column {column} on."),
    ))
}

fn query_problem(path: &str, said: &str) -> Problem {
    let (field, invalid) = refusal(path, said);
    Problem::new(
        StatusCode::BAD_REQUEST,
        "query_invalid",
        Message::new("La consulta tiene un error", "The query has an error"),
    )
    .field(field, &invalid)
}

fn path_problem(said: &str, request: &HttpRequest) -> Problem {
    let mut parts = request.match_info().iter().map(|(name, _)| name);
    // Of several parts serde does not say which one it was.
    let path = match (parts.next(), parts.next()) {
        (Some(only), None) => only,
        _ => "path",
    };
    let (field, invalid) = refusal(path, said);
    Problem::new(
        StatusCode::BAD_REQUEST,
        "path_invalid",
        Message::new("La dirección tiene un error", "The address has an error"),
    )
    .field(field, &invalid)
}

/// The field and its refusal, out of what serde said and where.
fn refusal(path: &str, said: &str) -> (String, Invalid) {
    let path = if path == "." || path == "?" { "" } else { path };
    let named = said.split('`').nth(1).unwrap_or_default();
    let inside = |parent: &str| match (parent, named) {
        ("", name) => name.to_owned(),
        (parent, name) => format!("{parent}.{name}"),
    };
    if said.starts_with("missing field") {
        let invalid = Invalid::new("required", "Falta este dato.", "This is missing.");
        return (inside(path), invalid);
    }
    if said.starts_with("unknown field") {
        let allowed: Vec<&str> = said.split('`').skip(1).step_by(2).skip(1).collect();
        let allowed = allowed.join(", ");
        let invalid = Invalid::made(
            "unknown_field",
            format!("Este dato no se conoce. Use: {allowed}."),
            format!("This is not known. Use: {allowed}."),
        );
        // serde_path_to_error has descended into the unknown field already.
        let parent = path
            .strip_suffix(named)
            .unwrap_or(path)
            .trim_end_matches('.');
        return (inside(parent), invalid);
    }
    let invalid = Invalid::made(
        "invalid_value",
        format!("Este valor no sirve aquí ({said})."),
        format!("This value does not fit here ({said})."),
    );
    let field = if path.is_empty() { "body" } else { path };
    (field.to_owned(), invalid)
}
