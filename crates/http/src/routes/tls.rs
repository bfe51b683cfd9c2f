//! Whether a certificate may be asked for: Caddy's on-demand TLS.

use crate::{
    auth::Public,
    extract::Query,
    problem::Problem,
    request::RequestInfo,
    state::AppState,
    tenancy::{is_known, tenant_not_found},
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, get, web};
use panal_domain::Host;
use serde::Deserialize;
use std::future::{Ready, ready};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(ask);
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The host that a browser named in the TLS handshake.
    #[param(example = "www.miclinica.com")]
    domain: String,
}

/// A request of the proxy's own. Each made-up name costs a query, so visitors may not ask.
struct Proxy;

impl FromRequest for Proxy {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(RequestInfo::of(request).and_then(|info| {
            if info.is_own() {
                Ok(Self)
            } else {
                Err(Problem::not_found())
            }
        }))
    }
}

/// May the proxy get a certificate for this domain? Only for hosts that are somebody's.
///
/// Answers trusted proxies and programs on the server's own machine.
#[utoipa::path(tag = "platform", params(Asked), responses(
    (status = 200, description = "It is a base domain's or a tenant's"),
    (status = 404, description = "It is nobody's, or a visitor asks", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
))]
#[get("/tls-ask")]
async fn ask(
    _: Public,
    _: Proxy,
    asked: Query<Asked>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, Problem> {
    let host = Host::parse(&asked.0.domain).map_err(|_no_host| tenant_not_found())?;
    if host.is_ip() || !is_known(&host, &state).await? {
        return Err(tenant_not_found());
    }
    Ok(HttpResponse::Ok().finish())
}
