//! Which pages of other origins may call the API: those configured, and each tenant's own domains.

use crate::{
    config::{Environment, HttpConfig},
    problem::Problem,
    tenancy::{Site, Tenant},
};
use actix_http::{HttpMessage, Method, Request, header::HeaderMap};
use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use panal_domain::{BaseDomains, Host, HostKind, Message};

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const REQUEST_HEADERS: &str =
    "accept-language, authorization, content-type, idempotency-key, if-match, if-none-match";
const RESPONSE_HEADERS: &str = "content-language, etag, idempotency-replayed, link, location, ratelimit, \
     ratelimit-policy, retry-after, x-request-id, x-total-count";
/// Seconds for which a browser need not ask again.
const MAX_AGE: &str = "7200";

/// The origins that may call the API of every tenant.
pub(crate) struct Origins {
    listed: Vec<String>,
    /// Whether pages that came over plain HTTP may call.
    plain: bool,
}

impl Origins {
    pub(crate) fn new(config: &HttpConfig) -> Self {
        Self {
            listed: config.cors_origins.clone(),
            plain: config.environment == Environment::Development || config.public_scheme == "http",
        }
    }

    /// The request's origin, if it may call.
    pub(crate) fn allowed<'a>(
        &self,
        request: &'a Request,
        site: &Site,
        bases: &BaseDomains,
    ) -> Option<&'a HeaderValue> {
        let value = request.headers().get(header::ORIGIN)?;
        let origin = value.to_str().ok()?;
        if self.listed.iter().any(|listed| listed == origin) {
            return Some(value);
        }
        let host = match origin.split_once("://")? {
            ("https", host) => host,
            ("http", host) if self.plain => host,
            _ => return None,
        };
        let host = Host::parse(host).ok()?;
        let own = match site {
            Site::Platform => bases.is_platform(&host),
            Site::Tenant(tenant) => is_of(&host, tenant, bases),
        };
        own.then_some(value)
    }
}

fn is_of(host: &Host, tenant: &Tenant, bases: &BaseDomains) -> bool {
    tenant.domains.contains(host)
        || matches!(bases.classify(host), HostKind::Subdomain(slug) if slug == tenant.slug)
}

/// Whether a browser asks if it may ask.
pub(crate) fn is_preflight(request: &Request) -> bool {
    *request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to a browser that asks if it may ask.
pub(crate) fn preflight(allowed: bool) -> Result<HttpResponse, Problem> {
    if !allowed {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "origin_not_allowed",
            Message::new(
                "Este origen no puede usar la API",
                "This origin may not use the API",
            ),
        ));
    }
    Ok(HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, METHODS))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, MAX_AGE))
        .finish())
}

/// Says in the answer who may read it.
pub(crate) fn mark(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    vary(headers, header::ORIGIN);
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(RESPONSE_HEADERS),
        );
    }
}

/// Notes that the answer depends on a header of the request.
pub(crate) fn vary(headers: &mut HeaderMap, name: HeaderName) {
    let known = headers
        .get_all(header::VARY)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|known| known.trim().eq_ignore_ascii_case(name.as_str()));
    if !known {
        headers.append(header::VARY, name.into());
    }
}
