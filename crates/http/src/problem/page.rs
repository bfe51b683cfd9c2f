//! A problem as people read it who came with a browser.

use super::Problem;
use crate::routes::nonce;
use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY},
    },
};
use panal_domain::Language;
use panal_web::Notice;

/// The problem as a page in the client's language; none where even that cannot be made.
pub(crate) fn page(
    problem: &Problem,
    language: Language,
    request_id: &str,
) -> Option<HttpResponse> {
    let parts = &problem.0;
    let status = parts.status;
    let nonce = nonce().ok()?;
    let html = Notice {
        language,
        title: parts.title.in_language(language),
        detail: parts
            .detail
            .as_ref()
            .map(|detail| detail.in_language(language)),
        again: status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
        reference: status.is_server_error().then_some(request_id),
    }
    .html(&nonce);
    let mut response = HttpResponse::build(status);
    response
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, Notice::policy(&nonce)))
        .insert_header((CACHE_CONTROL, "no-store"))
        // It may stand where a customer's link leads.
        .insert_header((REFERRER_POLICY, "no-referrer"));
    for (name, value) in &parts.headers {
        response.insert_header((name.clone(), value.clone()));
    }
    Some(response.body(html))
}
