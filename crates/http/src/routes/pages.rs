//! Pages for browsers, until there is an app.

use crate::{problem::Problem, request::RequestInfo, tenancy::Site};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, http::header, web};
use panal_web::{Asset, Page};

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(home)
        .service(style)
        .service(icon)
        .service(favicon)
        .service(robots);
}

#[get("/")]
async fn home(request: HttpRequest, info: RequestInfo) -> Result<HttpResponse, Problem> {
    let page = match request.extensions().get::<Site>() {
        Some(Site::Platform) => Page::Platform,
        Some(Site::Tenant(tenant)) => Page::Tenant {
            name: tenant.name.clone(),
            industry: tenant.profile.label(),
        },
        None => return Err(Problem::not_found()),
    };
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, panal_web::POLICY))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "Accept-Language"))
        .body(page.html(info.language())))
}

#[get("/panal.css")]
async fn style() -> HttpResponse {
    asset(&panal_web::STYLE)
}

#[get("/favicon.svg")]
async fn icon() -> HttpResponse {
    asset(&panal_web::ICON)
}

#[get("/favicon.ico")]
async fn favicon() -> HttpResponse {
    asset(&panal_web::ICON)
}

#[get("/robots.txt")]
async fn robots() -> HttpResponse {
    asset(&panal_web::ROBOTS)
}

fn asset(asset: &'static Asset) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(asset.kind)
        .insert_header((header::CACHE_CONTROL, "max-age=3600"))
        .body(asset.content)
}
