//! What browsers load: the app's files, the pages in which it runs, and what others ask of a site.
//!
//! The apps choose their screens by the path themselves, so every path that nothing else answers is a page
//! ([`shell::answer`], asked by [`super::fallback`]).

mod assets;
mod manifest;
mod preview;
mod robots;
pub(super) mod shell;

use actix_web::{HttpMessage, HttpRequest, web};

/// A business's pages for customers; letters link to the last three.
const PUBLIC: [&str; 4] = [BOOK, VISIT, RATE, OFFER];
const BOOK: &str = "/reservar";
const VISIT: &str = "/cita";
const RATE: &str = "/calificar";
const OFFER: &str = "/oferta";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(assets::hashed)
        .service(manifest::answer)
        .service(robots::answer)
        .service(assets::icon)
        // Last: it has room for all names.
        .service(assets::named);
}

/// Under which name metrics and the access log count a request that no route of the API took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted(pub(crate) &'static str);

impl Counted {
    const PAGE: Self = Self("page");
    const ASSET: Self = Self("asset");

    /// The name that a route here gave to a request.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().copied()
    }

    fn mark(self, request: &HttpRequest) {
        request.extensions_mut().insert(self);
    }
}

/// Whether a path is a file of the app, which is the same for everybody, and so is served whatever became of a tenant:
/// whoever has a page open still gets the rest of it.
pub(crate) fn is_file(path: &str) -> bool {
    match path.strip_prefix('/') {
        Some(name) => {
            name.starts_with("assets/") || (name.contains('.') && !name.contains(['/', '%']))
        }
        None => false,
    }
}

/// Whether there may be a page for people at a path, before it is known whether it is a tenant's in path mode.
pub(crate) fn may_be_page(path: &str) -> bool {
    let rest = path
        .strip_prefix("/t/")
        .and_then(|rest| rest.split_once('/'));
    let path = rest.map_or_else(|| path.to_owned(), |(_, rest)| format!("/{rest}"));
    !is_file(&path) && !NO_PAGES.iter().any(|root| is_under(&path, root))
}

/// Paths below which nothing is a page.
const NO_PAGES: [&str; 3] = ["/api", "/health", "/assets"];

/// Whether a path is `root` or below it.
fn is_under(path: &str, root: &str) -> bool {
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
