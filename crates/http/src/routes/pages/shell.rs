//! The page in which an app runs.

use super::{is_under, may_be_page};
use crate::{
    problem::Problem,
    request::RequestInfo,
    state::AppState,
    tenancy::{Site, Tenant},
};
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use panal_domain::{Host, Language, Message, SubscriptionState};
use panal_web::{App, Page};

/// A business's pages for customers.
const PUBLIC: [&str; 4] = [BOOK, VISIT, RATE, OFFER];
const BOOK: &str = "/reservar";
const VISIT: &str = "/cita";
const RATE: &str = "/calificar";
const OFFER: &str = "/oferta";

/// The page at a path, if there is one for whoever asks. The pages that are linked to are for everybody; others, which
/// only the app knows, are for browsers, so that a program learns that there is nothing at a path.
pub(crate) fn answer(request: &HttpRequest) -> Option<Result<HttpResponse, Problem>> {
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
    (linked || info.asks_for_page()).then(|| shell(request, &info, &site, app, status))
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

fn shell(
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
    let said = said(site, app, path);
    let language = info.language();
    let html = Page {
        nonce: &nonce,
        base: &format!("{}/", info.base_path()),
        language,
        title: said.title.in_language(language),
        description: said.description.in_language(language),
        site: name(site),
        url: &format!("{}{path}", address(state, site)),
        image: logo(state, site).as_deref(),
        locale: &locale(site, language),
        color: None,
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

struct Said {
    title: Message,
    description: Message,
}

/// What a page says of itself in the tab and in previews.
fn said(site: &Site, app: App, path: &str) -> Said {
    let of = |es: &str, en: &str| match site {
        Site::Tenant(tenant) => Message::made(
            es.replace("{}", &tenant.name),
            en.replace("{}", &tenant.name),
        ),
        Site::Platform => Message::made(es.to_owned(), en.to_owned()),
    };
    let (title, description) = match app {
        App::Staff => (
            of("{}", "{}"),
            of("El espacio de trabajo de {}.", "The workspace of {}."),
        ),
        App::Public if is_under(path, VISIT) => (
            of("Su cita en {}", "Your appointment at {}"),
            of(
                "Vea, cambie o cancele su cita en {}.",
                "See, change or cancel your appointment at {}.",
            ),
        ),
        App::Public if is_under(path, RATE) => (
            of("Califique su visita a {}", "Rate your visit to {}"),
            of("Cuéntenos cómo le fue.", "Tell us how it went."),
        ),
        App::Public if is_under(path, OFFER) => (
            of("Se liberó una hora en {}", "A time became free at {}"),
            of(
                "Acepte la hora antes de que la tome otra persona.",
                "Accept it before somebody else does.",
            ),
        ),
        App::Public => (
            of("Reserve en {}", "Book at {}"),
            of(
                "Elija el servicio, el día y la hora que le convengan.",
                "Choose the service, the day and the time that suit you.",
            ),
        ),
        App::Home => (
            of(
                "Panal · Un panal para muchos negocios",
                "Panal · One honeycomb, many businesses",
            ),
            of(
                "Clínicas, barberías, estudios y restaurantes trabajan aquí, cada uno en su propia celda: con su dirección, sus clientes y sus datos.",
                "Clinics, barbershops, studios and restaurants work here, each in a cell of its own, with its own address, clients and data.",
            ),
        ),
        App::Platform => (
            of("Panal · Administración", "Panal · Administration"),
            of("La administración de Panal.", "Panal's administration."),
        ),
    };
    Said { title, description }
}

pub(super) fn name(site: &Site) -> &str {
    match site {
        Site::Platform => "Panal",
        Site::Tenant(tenant) => &tenant.name,
    }
}

/// Where the site is for good, whatever the name by which it was asked for.
fn address(state: &AppState, site: &Site) -> String {
    let address = match site {
        Site::Tenant(tenant) => match &tenant.primary_domain {
            Some(domain) => Some(state.config.public_url(domain)),
            None => state.tenant_url(&tenant.slug),
        },
        Site::Platform => state
            .config
            .base_domains
            .iter()
            .find_map(|base| Host::parse(base).ok())
            .map(|base| state.config.public_url(&base)),
    };
    address.unwrap_or_default()
}

/// The business's logo, at an absolute address.
fn logo(state: &AppState, site: &Site) -> Option<String> {
    let Site::Tenant(tenant) = site else {
        return None;
    };
    let logo = tenant.logo_url.as_deref()?;
    Some(match logo.starts_with('/') {
        true => format!("{}{logo}", address(state, site)),
        false => logo.to_owned(),
    })
}

/// As Open Graph writes it.
fn locale(site: &Site, language: Language) -> String {
    let own = |tenant: &Tenant| tenant.locale.to_string().replace('-', "_");
    match (site, language) {
        (Site::Tenant(tenant), Language::Es) if own(tenant).starts_with("es_") => own(tenant),
        (Site::Tenant(tenant), Language::En) if own(tenant).starts_with("en_") => own(tenant),
        (_, Language::Es) => "es_LA".to_owned(),
        (_, Language::En) => "en_US".to_owned(),
    }
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
