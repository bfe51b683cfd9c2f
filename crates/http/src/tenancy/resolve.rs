//! From a request's host, or path, or header, to its tenant.

use super::{CurrentTenant, directory::Key};
use crate::{problem::Problem, proxy::Claims, state::AppState};
use actix_http::Uri;
use actix_web::http::StatusCode;
use panal_domain::{BaseDomains, Host, HostKind, Message, Slug};

/// Whose routes a request may reach.
#[derive(Debug, Clone)]
pub(crate) enum Site {
    /// The platform's own.
    Platform,
    /// A tenant's.
    Tenant(CurrentTenant),
}

/// Where a request goes, before the tenant is looked up.
#[derive(Debug)]
pub(crate) struct Destination {
    /// The host asked for.
    pub(crate) host: Host,
    /// Under what the tenant is found; none: the platform.
    pub(crate) key: Option<Key>,
    /// `/t/<slug>`, which the routes do not see.
    pub(crate) prefix: Option<String>,
}

impl Destination {
    /// Reads host, path and the header of trusted proxies.
    pub(crate) fn read(claims: &Claims, path: &str, state: &AppState) -> Result<Self, Problem> {
        let raw = claims.host.as_deref().ok_or_else(host_missing)?;
        let host = Host::parse(raw).map_err(|invalid| host_invalid().detail(invalid.message))?;
        if let Some(name) = &claims.tenant {
            let slug = Slug::parse(name).map_err(|_not_a_slug| tenant_not_found())?;
            return Ok(Self {
                host,
                key: Some(Key::Slug(slug)),
                prefix: None,
            });
        }
        let kind = state.rules.bases.classify(&host);
        if kind == HostKind::Platform
            && state.config.path_mode
            && let Some((slug, prefix)) = in_path(path)?
        {
            return Ok(Self {
                host,
                key: Some(Key::Slug(slug)),
                prefix: Some(prefix),
            });
        }
        let key = match kind {
            HostKind::Platform => None,
            HostKind::Subdomain(slug) => Some(Key::Subdomain(slug, host.clone())),
            HostKind::Custom(host) => Some(Key::Domain(host)),
        };
        Ok(Self {
            host,
            key,
            prefix: None,
        })
    }

    /// Where a browser should have gone: the tenant's primary domain, if that is another host.
    pub(crate) fn redirect(&self, site: &Site, uri: &Uri, state: &AppState) -> Option<String> {
        let Site::Tenant(tenant) = site else {
            return None;
        };
        let primary = tenant.primary_domain.as_ref()?;
        // Those who name the tenant by path or header chose to.
        if self.prefix.is_some() || matches!(self.key, Some(Key::Slug(_))) || *primary == self.host
        {
            return None;
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Some(format!("{}{path}", state.config.public_url(primary)))
    }
}

/// Whether a host is one that the platform answers for: a base domain, or a tenant's.
pub(crate) async fn is_known(host: &Host, state: &AppState) -> Result<bool, Problem> {
    match key_of(host, &state.rules.bases) {
        None => Ok(true),
        Some(key) => Ok(state.directory.find(key).await?.is_some()),
    }
}

fn key_of(host: &Host, bases: &BaseDomains) -> Option<Key> {
    match bases.classify(host) {
        HostKind::Platform => None,
        HostKind::Subdomain(slug) => Some(Key::Subdomain(slug, host.clone())),
        HostKind::Custom(host) => Some(Key::Domain(host)),
    }
}

/// The slug in `/t/<slug>/…`, and the part of the path that names it.
fn in_path(path: &str) -> Result<Option<(Slug, String)>, Problem> {
    let Some(rest) = path.strip_prefix("/t/") else {
        return Ok(None);
    };
    let name = rest.split('/').next().unwrap_or_default();
    let slug = Slug::parse(name).map_err(|_not_a_slug| tenant_not_found())?;
    Ok(Some((slug, format!("/t/{name}"))))
}

fn host_missing() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "host_missing",
        Message::new("Falta la cabecera Host", "The Host header is missing"),
    )
}

fn host_invalid() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "host_invalid",
        Message::new(
            "La cabecera Host no es válida",
            "The Host header is invalid",
        ),
    )
}

pub(crate) fn tenant_not_found() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "tenant_not_found",
        Message::new("Aquí no hay ningún negocio", "There is no business here"),
    )
    .detail(Message::new(
        "Revise la dirección: no corresponde a ningún negocio.",
        "Check the address: it belongs to no business.",
    ))
}
