//! Answers that no route gave.

use crate::{
    cors,
    problem::{self, Problem},
    request::RequestInfo,
};
use actix_http::{Response, body::BoxBody};
use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use panal_domain::Message;
use std::any::Any;

pub(super) fn redirect(location: String) -> Response<BoxBody> {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, location))
        .finish()
        .into()
}

pub(super) fn written(problem: &Problem, info: &RequestInfo) -> Response<BoxBody> {
    let page = match info.asks_for_page() {
        true => problem::page(problem, info.language(), info.id()),
        false => None,
    };
    let mut response: Response<BoxBody> = page
        .unwrap_or_else(|| problem::render(problem, info.language(), Some(info.id())))
        .into();
    cors::vary(response.headers_mut(), header::ACCEPT_LANGUAGE);
    if info.may_be_page() {
        cors::vary(response.headers_mut(), header::ACCEPT);
    }
    response
}

/// Writes a problem anew in the client's language; turns an error that is no problem yet into one.
pub(super) fn in_language(response: Response<BoxBody>, info: &RequestInfo) -> Response<BoxBody> {
    let known = response.extensions().get::<Problem>().cloned();
    if let Some(problem) = known {
        return written(&problem, info);
    }
    let status = response.status();
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if (status.is_client_error() || status.is_server_error()) && plain {
        return written(&Problem::of_status(status), info);
    }
    response
}

pub(super) fn panicked(panic: &(dyn Any + Send)) -> Problem {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("panic without a message");
    Problem::internal(format_args!("panic: {said}"))
}

pub(super) fn timed_out(info: &RequestInfo) -> Problem {
    if info.is_reading() {
        return Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "request_timeout",
            Message::new(
                "El contenido tardó demasiado en llegar",
                "The content took too long to arrive",
            ),
        );
    }
    tracing::warn!("request took too long and was given up");
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "timeout",
        Message::new("Tardamos demasiado", "We took too long"),
    )
    .header(header::RETRY_AFTER, 5)
}
