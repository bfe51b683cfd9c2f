//! The app's files.

use super::Counted;
use crate::{compress, problem::Problem, state::AppState};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{
        self, ContentEncoding, EntityTag, Header, HeaderName, HeaderValue, IfNoneMatch,
    },
    web,
};
use panal_web::{File, Files};

/// The name of a file changes with its content.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Asked for each time, and answered with 304 while it is the same.
const ASK: &str = "no-cache";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// A file whose name holds the hash of its content.
#[get("/assets/{file:.*}")]
pub(super) async fn hashed(
    request: HttpRequest,
    file: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, Problem> {
    Counted::ASSET.mark(&request);
    // A page of before an upgrade asks for what is gone: it must not remember that, and never take a page for a script.
    packed(&request, &state.pages, &format!("assets/{file}"), FOREVER)
        .ok_or_else(|| Problem::not_found().header(header::CACHE_CONTROL, "no-store"))
}

/// A file beside the pages, such as `version.json` or an icon.
#[get("/{file:[^/]+\\.[a-z0-9]+}")]
pub(super) async fn named(
    request: HttpRequest,
    file: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, Problem> {
    Counted::ASSET.mark(&request);
    // The pages have blanks, and addresses of their own.
    match file.ends_with(".html") {
        true => None,
        false => packed(&request, &state.pages, &file, ASK),
    }
    .ok_or_else(Problem::not_found)
}

/// The icon in the tab, whether or not the app was built.
#[get("/{icon:favicon\\.(?:svg|ico)}")]
pub(super) async fn icon(request: HttpRequest, state: web::Data<AppState>) -> HttpResponse {
    Counted::ASSET.mark(&request);
    packed(&request, &state.pages, "favicon.svg", ASK).unwrap_or_else(|| {
        HttpResponse::Ok()
            .content_type(panal_web::ICON.kind)
            .insert_header((header::CACHE_CONTROL, "max-age=3600"))
            .body(panal_web::ICON.content)
    })
}

/// The file in the form that the client reads best, as the app's build packed it; 304 where the client has it.
fn packed(
    request: &HttpRequest,
    files: &Files,
    path: &str,
    cache: &'static str,
) -> Option<HttpResponse> {
    let plain = files.get(path)?;
    let form = |end: &str| files.get(&format!("{path}.{end}"));
    let (file, encoding) = match compress::negotiate(request) {
        ContentEncoding::Brotli => (form("br"), "br"),
        ContentEncoding::Gzip => (form("gz"), "gzip"),
        _ => (None, ""),
    };
    let encoding = file.is_some().then_some(encoding);
    let file = file.unwrap_or(plain);
    let tag = EntityTag::new_strong(file.tag());
    let mut response = match has(request, &tag) {
        true => HttpResponse::NotModified().finish(),
        false => HttpResponse::Ok()
            .content_type(File::kind(path))
            .body(file.bytes),
    };
    // What is packed is packed well, and the tag names these very bytes.
    compress::keep(&mut response);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    if let Ok(tag) = HeaderValue::from_str(&tag.to_string()) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// Whether the client has what the tag names.
fn has(request: &HttpRequest, tag: &EntityTag) -> bool {
    if !request.headers().contains_key(header::IF_NONE_MATCH) {
        return false;
    }
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}
