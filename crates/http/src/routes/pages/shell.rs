//! The page in which an app runs.

use super::{BOOK, Counted, PUBLIC, is_under, may_be_page, preview};
use crate::{problem::Problem, request::RequestInfo, state::AppState, tenancy::Site};
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use panal_domain::{Message, SubscriptionState};
use panal_web::{App, Page};

/// The page at a path, if there is one for whoever asks. The pages that are linked to are for everybody; others, which
/// only the app knows, are for browsers, so that a program learns that there is nothing at a path.
pub(crate) async fn answer(request: &HttpRequest) -> Option<Result<HttpResponse, Problem>> {
    let path = request.path();
    if *request.method() != Method::GET || !may_be_page(path) {
        return None;
    }
    let site = request.extensions().get::<Site>().cloned()?;
    let info = RequestInfo::of(request).ok()?;
    let (app, status) = app_at(&site, path);
    let linked = match app {
        App::Staff => path == "/",
        App::Public | App::Platform => true,
        App::Home => status == StatusCode::OK,
    };
    if !linked && !info.asks_for_page() {
        return None;
    }
    Counted::PAGE.mark(request);
    Some(shell(request, &info, &site, app, status).await)
}

/// Which app answers at a path. The app's own tools have the same rule, in `ui/vite.config.ts`.
fn app_at(site: &Site, path: &str) -> (App, StatusCode) {
    match site {
        Site::Tenant(_) if PUBLIC.iter().any(|root| is_under(path, root)) => {
            (App::Public, StatusCode::OK)
        }
        Site::Tenant(_) => (App::Staff, StatusCode::OK),
        Site::Platform if is_under(path, "/admin") => (App::Platform, StatusCode::OK),
        Site::Platform if path == "/" || is_under(path, "/registro") => (App::Home, StatusCode::OK),
        Site::Platform => (App::Home, StatusCode::NOT_FOUND),
    }
}

async fn shell(
    request: &HttpRequest,
    info: &RequestInfo,
    site: &Site,
    app: App,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    if let Site::Tenant(tenant) = site
        && app == App::Public
        && tenant.subscription_now().state == SubscriptionState::Cancelled
    {
        return Err(closed());
    }
    let state = request
        .app_data::<web::Data<AppState>>()
        .ok_or_else(|| Problem::internal("no state"))?;
    let file = state.pages.get(app.file()).ok_or_else(not_built)?;
    let template = std::str::from_utf8(&file.bytes).map_err(Problem::internal)?;
    let path = request.path();
    let nonce = nonce()?;
    let said = preview::said(site, app, path);
    let look = preview::look(state, site, info).await;
    let language = info.language();
    let html = Page {
        nonce: &nonce,
        base: &format!("{}/", info.base_path()),
        language,
        title: said.title.in_language(language),
        description: said.description.in_language(language),
        site: preview::name(site),
        url: &format!("{}{path}", preview::address(state, site)),
        image: look.logo.as_deref(),
        locale: &preview::locale(site, language),
        color: look.color.as_deref(),
        indexed: status == StatusCode::OK && (app == App::Home || is_under(path, BOOK)),
    }
    .html(template);
    let mut response = HttpResponse::build(status);
    response
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, app.policy(&nonce)))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "accept, accept-language"));
    if app == App::Public && !is_under(path, BOOK) {
        // Reached by a link that opens somebody's appointment.
        response.insert_header((header::REFERRER_POLICY, "no-referrer"));
    }
    Ok(response.body(html))
}

/// Good for one answer.
pub(crate) fn nonce() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(STANDARD.encode(bytes))
}

/// To customers, whose business it is not why.
fn closed() -> Problem {
    Problem::new(
        StatusCode::PAYMENT_REQUIRED,
        "subscription_cancelled",
        Message::new(
            "Este negocio ya no atiende por aquí",
            "This business is no longer reached here",
        ),
    )
    .detail(Message::new(
        "Comuníquese con el negocio por teléfono o en persona.",
        "Get in touch with the business by telephone or in person.",
    ))
}

fn not_built() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "ui_not_built",
        Message::new(
            "Falta compilar la aplicación web",
            "The browser app was not built",
        ),
    )
    .detail(Message::new(
        "Ejecute «npm ci && npm run build» en crates/web/ui; si este programa es de producción, compílelo de nuevo después. La API ya funciona: vea /api/docs/.",
        "Run “npm ci && npm run build” in crates/web/ui; if this program is a release, build it again afterwards. The API works already: see /api/docs/.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_has_three_sorts_of_paths() {
        for (path, app, status) in [
            ("/", App::Home, 200),
            ("/registro", App::Home, 200),
            ("/registro/clinica", App::Home, 200),
            ("/registros", App::Home, 404),
            ("/reservar", App::Home, 404),
            ("/admin", App::Platform, 200),
            ("/admin/tenants/1", App::Platform, 200),
            ("/administrar", App::Home, 404),
        ] {
            let (found, with) = app_at(&Site::Platform, path);
            assert_eq!((found, with.as_u16()), (app, status), "{path}");
        }
    }
}
