//! What a page says of its site: in the tab, in previews of links, to search engines.

use super::{OFFER, RATE, VISIT, is_under};
use crate::{
    request::RequestInfo,
    routes::brand,
    state::AppState,
    tenancy::{Site, Tenant},
};
use panal_domain::{Host, Language, Message};
use panal_web::App;

/// How a site looks.
#[derive(Default)]
pub(super) struct Look {
    /// Its colour, as `#rrggbb`.
    pub(super) color: Option<String>,
    /// Its logo, at an absolute address.
    pub(super) logo: Option<String>,
}

/// How the business wants to be seen; Panal has no colour but that of its pages.
pub(super) async fn look(state: &AppState, site: &Site, info: &RequestInfo) -> Look {
    let Site::Tenant(tenant) = site else {
        return Look::default();
    };
    let look = brand::look(state, tenant, info).await;
    let absolute = |logo: String| match logo.starts_with('/') {
        true => {
            let path = logo.strip_prefix(info.base_path()).unwrap_or(&logo);
            format!("{}{path}", address(state, site))
        }
        false => logo,
    };
    Look {
        color: look.color,
        logo: look.logo_url.map(absolute),
    }
}

pub(super) struct Said {
    pub(super) title: Message,
    pub(super) description: Message,
}

/// What a page says of itself in the tab and in previews.
pub(super) fn said(site: &Site, app: App, path: &str) -> Said {
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

/// Whose pages they are.
pub(super) fn name(site: &Site) -> &str {
    match site {
        Site::Platform => "Panal",
        Site::Tenant(tenant) => &tenant.name,
    }
}

/// Where the site is for good, whatever the name by which it was asked for.
pub(super) fn address(state: &AppState, site: &Site) -> String {
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

/// As Open Graph writes it.
pub(super) fn locale(site: &Site, language: Language) -> String {
    let own = |tenant: &Tenant| tenant.locale.to_string().replace('-', "_");
    match (site, language) {
        (Site::Tenant(tenant), Language::Es) if own(tenant).starts_with("es_") => own(tenant),
        (Site::Tenant(tenant), Language::En) if own(tenant).starts_with("en_") => own(tenant),
        (_, Language::Es) => "es_LA".to_owned(),
        (_, Language::En) => "en_US".to_owned(),
    }
}
