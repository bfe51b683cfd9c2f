//! What is known of a request before anything looks at its path.

use crate::{problem::Problem, proxy::Claims, routes};
use actix_http::Request;
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{Method, header},
};
use panal_domain::{Language, UserId};
use panal_persistence::{Actor, ActorKind};
use std::{
    cell::{Cell, OnceCell},
    future::{Ready, ready},
    net::IpAddr,
    rc::Rc,
};
use uuid::Uuid;

/// Who asks and how, with what trusted proxies say already believed. A handler takes it as an argument.
#[derive(Debug, Clone)]
pub struct RequestInfo(Rc<Known>);

#[derive(Debug)]
struct Known {
    id: String,
    address: Option<IpAddr>,
    secure: bool,
    host: Option<String>,
    own: bool,
    language: Language,
    page: Page,
    base_path: OnceCell<String>,
    user: Cell<Option<UserId>>,
    reading: Cell<bool>,
    guarded: Cell<bool>,
}

/// Whether the answer is for a person's eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// There is none at this path.
    Never,
    /// There may be one, but a program asks.
    NotAsked,
    /// A browser asks.
    Asked,
}

impl Page {
    /// Browsers name HTML when they go to a page, and nothing else does: not the scripts on it, nor programs.
    pub(crate) fn read(request: &Request) -> Self {
        let reads = [Method::GET, Method::HEAD].contains(request.method());
        if !reads || !routes::may_be_page(request.path()) {
            return Self::Never;
        }
        let wanted = request
            .headers()
            .get_all(header::ACCEPT)
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .any(is_html);
        if wanted { Self::Asked } else { Self::NotAsked }
    }
}

/// Whether one member of `Accept` is HTML, and not refused by its weight.
fn is_html(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let named = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("text/html"));
    let refused = parts
        .filter_map(|part| part.strip_prefix("q="))
        .any(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0));
    named && !refused
}

impl RequestInfo {
    pub(crate) fn new(id: String, claims: &Claims, language: Language, page: Page) -> Self {
        Self(Rc::new(Known {
            id,
            address: claims.address,
            secure: claims.secure,
            host: claims.host.clone(),
            own: claims.own,
            language,
            page,
            base_path: OnceCell::new(),
            user: Cell::new(None),
            reading: Cell::new(false),
            guarded: Cell::new(false),
        }))
    }

    /// Correlates the answer, the log and the audit.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The client's address; none on a Unix socket without a proxy.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.0.address
    }

    /// Whether the client came by HTTPS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.secure
    }

    /// This host's origin as a browser writes it, `https://clinica.test:8443`; none without a host.
    pub(crate) fn origin(&self) -> Option<String> {
        let (scheme, port) = if self.0.secure {
            ("https", ":443")
        } else {
            ("http", ":80")
        };
        let host = self.0.host.as_deref()?.to_ascii_lowercase();
        let host = host.strip_suffix(port).unwrap_or(&host);
        Some(format!("{scheme}://{host}"))
    }

    /// Whether a trusted proxy, or a program on this machine, asks for itself and not on a visitor's behalf.
    pub(crate) fn is_own(&self) -> bool {
        self.0.own
    }

    /// What the client reads.
    #[must_use]
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// Whether a browser wants to show the answer to a person.
    pub(crate) fn asks_for_page(&self) -> bool {
        self.0.page == Page::Asked
    }

    /// Whether that depends on what the client accepts.
    pub(crate) fn may_be_page(&self) -> bool {
        self.0.page != Page::Never
    }

    /// What stood before the path that the routes see: `/t/<slug>` in path mode, else nothing. Belongs before every
    /// path that an answer names.
    #[must_use]
    pub fn base_path(&self) -> &str {
        self.0.base_path.get().map_or("", String::as_str)
    }

    pub(crate) fn set_base_path(&self, prefix: String) {
        // A request is resolved once.
        let _ = self.0.base_path.set(prefix);
    }

    /// Whether the body is still on its way.
    pub(crate) fn is_reading(&self) -> bool {
        self.0.reading.get()
    }

    pub(crate) fn set_reading(&self, reading: bool) {
        self.0.reading.set(reading);
    }

    /// Whether the handler said who may reach it, by the extractors of [`crate::auth`].
    pub(crate) fn guarded(&self) -> bool {
        self.0.guarded.get()
    }

    pub(crate) fn set_guarded(&self) {
        self.0.guarded.set(true);
    }

    /// The user that authentication found; for the access log.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        self.0.user.get()
    }

    /// Says who it was, once known. Authentication calls it; the access log reads it.
    pub fn set_user(&self, user: UserId) {
        self.0.user.set(Some(user));
    }

    /// The actor of a transaction made for this request.
    #[must_use]
    pub fn actor(&self, kind: ActorKind, id: Option<Uuid>) -> Actor {
        Actor {
            kind,
            id,
            name: None,
            on_behalf_of: None,
            request_id: Some(self.0.id.clone()),
            address: self.0.address.map(|address| address.to_string()),
        }
    }

    /// That of `request`.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        request
            .extensions()
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::internal("request did not pass the edge"))
    }
}

impl FromRequest for RequestInfo {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
