//! Who is asking, and what they may do here.

use crate::{
    auth::{Authenticated, PlatformAuthenticated, Principal, SessionFacts},
    problem::ProblemBody,
};
use actix_web::{HttpResponse, get, http::header};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(me);
}

/// Routes of the platform.
pub fn platform_routes(config: &mut ServiceConfig) {
    config.service(platform_me);
}

/// The user of this request, on a tenant's host.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The user.
    user: MeUser,
    /// Codes of the roles.
    #[schema(example = json!(["empleado"]))]
    roles: Vec<String>,
    /// What the user may do, as `resource.action`.
    #[schema(example = json!(["clients.view", "clients.add"]))]
    permissions: Vec<&'static str>,
    /// The business.
    tenant: MeTenant,
    /// The log-in.
    session: Option<MeSession>,
}

/// The user of this request, on the platform's host.
#[derive(Serialize, ToSchema)]
pub struct PlatformMe {
    /// The user.
    user: MeUser,
    /// Role.
    #[schema(example = "super_admin")]
    role: &'static str,
    /// The log-in.
    session: Option<MeSession>,
}

/// A user, as shown to itself.
#[derive(Serialize, ToSchema)]
pub struct MeUser {
    /// The user.
    id: Uuid,
    /// Log-in name.
    #[schema(example = "ana@clinica1.test")]
    email: String,
    /// Name of the person.
    #[schema(example = "Ana Pérez")]
    full_name: String,
    /// The branch the user works at; none: all of them.
    branch_id: Option<Uuid>,
}

/// The business whose host this is.
#[derive(Serialize, ToSchema)]
pub struct MeTenant {
    /// The tenant.
    id: Uuid,
    /// Its label under the base domain.
    #[schema(example = "clinica1")]
    slug: String,
    /// Its name.
    #[schema(example = "Clínica Dental Norte")]
    name: String,
    /// Its modules.
    modules: Vec<&'static str>,
    /// ISO 4217 code of its currency.
    #[schema(example = "PEN")]
    currency: &'static str,
    /// IANA name of its time zone.
    #[schema(example = "America/Lima")]
    time_zone: &'static str,
    /// Its locale.
    #[schema(example = "es-PE")]
    locale: String,
}

/// The log-in that the request's token belongs to.
#[derive(Serialize, ToSchema)]
pub struct MeSession {
    /// The session.
    id: Uuid,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When it ends unless renewed.
    expires_at: DateTime<Utc>,
}

impl From<&Principal> for MeUser {
    fn from(principal: &Principal) -> Self {
        Self {
            id: principal.id,
            email: principal.name.clone(),
            full_name: principal.full_name.clone(),
            branch_id: principal.branch_id.map(|branch| branch.0),
        }
    }
}

impl From<&SessionFacts> for MeSession {
    fn from(session: &SessionFacts) -> Self {
        Self {
            id: session.id.0,
            started_at: session.started_at,
            expires_at: session.expires_at,
        }
    }
}

/// Who am I?
#[utoipa::path(
    tag = "auth",
    operation_id = "get_me",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The user, its role and permissions, the tenant and the session.", body = Me),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/me")]
pub(crate) async fn me(user: Authenticated) -> HttpResponse {
    let tenant = &user.tenant;
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Me {
            user: user.principal.as_ref().into(),
            roles: user
                .access
                .roles
                .iter()
                .map(|role| role.code.clone())
                .collect(),
            permissions: user
                .access
                .rights
                .permissions(&tenant.modules)
                .filter(|(permission, _)| user.may(permission))
                .map(|(permission, _)| permission.code)
                .collect(),
            tenant: MeTenant {
                id: tenant.id.0,
                slug: tenant.slug.to_string(),
                name: tenant.name.clone(),
                modules: tenant
                    .modules
                    .iter()
                    .map(|module| module.as_str())
                    .collect(),
                currency: tenant.currency.as_str(),
                time_zone: tenant.time_zone.as_str(),
                locale: tenant.locale.to_string(),
            },
            session: user.session().map(MeSession::from),
        })
}

/// Who am I on the platform?
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_get_me",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The user and the session.", body = PlatformMe),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/me")]
pub(crate) async fn platform_me(user: PlatformAuthenticated) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(PlatformMe {
            user: user.principal.as_ref().into(),
            role: "super_admin",
            session: user.session().map(MeSession::from),
        })
}
