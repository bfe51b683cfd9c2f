//! The answer where no route is: a page of the app, 404, or 405 where the path is known.

use super::pages;
use crate::{openapi::Document, problem::Problem, tenancy::Site};
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::{Method, header},
    web,
};

pub(super) async fn answer(
    request: HttpRequest,
    document: web::Data<Document>,
) -> Result<HttpResponse, Problem> {
    if let Some(page) = pages::shell::answer(&request).await {
        return page;
    }
    let allowed = {
        let extensions = request.extensions();
        document.allowed(request.path(), extensions.get::<Site>())
    };
    match allowed {
        None => Err(Problem::not_found()),
        Some(allowed) if *request.method() == Method::OPTIONS => Ok(HttpResponse::NoContent()
            .insert_header((header::ALLOW, allowed))
            .finish()),
        Some(allowed) => Err(Problem::method_not_allowed(&allowed)),
    }
}
