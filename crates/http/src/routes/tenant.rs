//! What anybody may know of a business.

use super::brand::{Look, look};
use crate::{auth::Public, request::RequestInfo, state::AppState, tenancy::CurrentTenant};
use actix_web::{get, web};
use panal_domain::SubscriptionState;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(current);
}

/// The business behind this address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tenant)]
pub struct TenantInfo {
    /// Its label in the address.
    #[schema(example = "clinica1")]
    pub slug: String,
    /// Its name.
    #[schema(example = "Clínica Dental Norte")]
    pub name: String,
    /// `active`, or `suspended`.
    #[schema(example = "active")]
    pub state: String,
    /// `suspended`, where it can be read only, or `cancelled`, where nothing but this answers.
    #[schema(example = json!(null))]
    pub subscription_state: Option<&'static str>,
    /// Its industry.
    #[schema(example = "clinica_dental")]
    pub profile: String,
    /// ISO 3166 code of its country.
    #[schema(example = "PE")]
    pub country: String,
    /// ISO 4217 code of its currency.
    #[schema(example = "PEN")]
    pub currency: String,
    /// Its time zone in the IANA database.
    #[schema(example = "America/Lima")]
    pub time_zone: String,
    /// BCP 47 tag of its locale.
    #[schema(example = "es-PE")]
    pub locale: String,
    /// Its colour, as `#rrggbb`.
    #[schema(example = "#8a5a00")]
    pub color: Option<String>,
    /// Where its logo is: a path on this host, or an address elsewhere.
    #[schema(example = "/api/v1/tenant/logo?v=9f86d081884c7d65")]
    pub logo_url: Option<String>,
    /// Its modules, each after what it requires.
    #[schema(example = json!(["core", "crm"]))]
    pub modules: Vec<String>,
}

/// The business behind this address; needs no log-in, and answers while it is suspended.
#[utoipa::path(tag = "tenant", responses((status = 200, description = "The business", body = TenantInfo)))]
#[get("/tenant")]
async fn current(
    _: Public,
    state: web::Data<AppState>,
    tenant: CurrentTenant,
    request: RequestInfo,
) -> web::Json<TenantInfo> {
    let Look {
        color, logo_url, ..
    } = look(&state, &tenant, &request).await;
    web::Json(TenantInfo {
        slug: tenant.slug.to_string(),
        name: tenant.name.clone(),
        state: tenant.state.to_string(),
        subscription_state: Some(tenant.subscription_now().state)
            // Who has not paid yet is nobody else's business.
            .filter(|state| {
                matches!(
                    state,
                    SubscriptionState::Suspended | SubscriptionState::Cancelled
                )
            })
            .map(SubscriptionState::as_str),
        profile: tenant.profile.to_string(),
        country: tenant.country.clone(),
        currency: tenant.currency.to_string(),
        time_zone: tenant.time_zone.to_string(),
        locale: tenant.locale.to_string(),
        color,
        logo_url,
        modules: tenant
            .modules
            .iter()
            .map(|module| module.to_string())
            .collect(),
    })
}
