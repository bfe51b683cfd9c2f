//! The API's own description: for programs, and as a page for people.

use crate::{openapi::Document, problem::Problem, request::RequestInfo};
use actix_web::{
    HttpResponse,
    body::MessageBody,
    get,
    http::header::{self, ContentType},
    web,
};
use std::sync::{Arc, OnceLock};
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::Config;

/// Swagger UI sets styles on elements and carries its pictures in the page; everything else is ours.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(document);
}

pub(super) fn page(config: &mut web::ServiceConfig) {
    config.service(open).service(file);
}

/// This document.
#[utoipa::path(tag = "docs", responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
#[get("/api/openapi.json")]
async fn document(document: web::Data<Document>, info: RequestInfo) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(document.json(info.base_path()))
}

#[get("/api/docs")]
async fn open() -> HttpResponse {
    // Relative, so that it works under /t/<slug>/ too.
    HttpResponse::TemporaryRedirect()
        .insert_header((header::LOCATION, "docs/"))
        .finish()
}

#[get("/api/docs/{file:.*}")]
async fn file(file: web::Path<String>) -> Result<HttpResponse, Problem> {
    if file.is_empty() || *file == "index.html" {
        let page = &panal_web::DOCUMENTATION;
        return Ok(answer(page.kind, page.content));
    }
    static CONFIG: OnceLock<Arc<Config<'static>>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        // Without this it sends the document to a validator on the internet.
        Arc::new(
            Config::from("../openapi.json")
                .validator_url("none")
                .try_it_out_enabled(true),
        )
    });
    let file = utoipa_swagger_ui::serve(&file, Arc::clone(config))
        .map_err(|error| Problem::internal(error.to_string()))?
        .ok_or_else(Problem::not_found)?;
    Ok(answer(&file.content_type, file.bytes.into_owned()))
}

fn answer(kind: &str, body: impl MessageBody + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "max-age=3600"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(body)
}
