//! What search engines may read.

use crate::{problem::Problem, tenancy::Site};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, http::header};

/// Customers look for where to book. That page draws itself from the public part of the API; the rest is for staff, or
/// for whoever has a link.
const TENANT: &str = "User-agent: *\n\
     Allow: /reservar\n\
     Allow: /assets/\n\
     Allow: /favicon.svg\n\
     Allow: /manifest.webmanifest\n\
     Allow: /api/v1/tenant\n\
     Allow: /api/v1/public/\n\
     Disallow: /\n";
/// A business has its pages on its own host; those below `/t/` are the same again.
const PLATFORM: &str = "User-agent: *\nDisallow: /admin\nDisallow: /api/\nDisallow: /t/\n";

#[get("/robots.txt")]
pub(super) async fn answer(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let rules = match request.extensions().get::<Site>() {
        Some(Site::Tenant(_)) => TENANT,
        Some(Site::Platform) => PLATFORM,
        None => return Err(Problem::not_found()),
    };
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "max-age=3600"))
        .body(rules))
}
