//! Headers that every answer carries.

use crate::config::Environment;
use actix_http::header::{HeaderMap, HeaderName};
use actix_web::http::header::{self, HeaderValue};

/// For answers that are no pages: nothing may be loaded, framed or sent from them.
const STRICT_POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (
        header::PERMISSIONS_POLICY,
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    (header::CONTENT_SECURITY_POLICY, STRICT_POLICY),
];

/// Paths that may hold a customer's link, which nobody else is to learn.
const PUBLIC_PAGES: &str = "/api/v1/public/";

/// Puts the security headers on an answer; a page keeps the policy it brought.
pub(crate) fn secure(headers: &mut HeaderMap, environment: Environment, path: &str) {
    if path.starts_with(PUBLIC_PAGES) {
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        );
    }
    for (name, value) in ALWAYS {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    // Browsers heed it only where it came by HTTPS.
    if environment == Environment::Production {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains; preload"),
        );
    }
    if path.starts_with("/api/") && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
