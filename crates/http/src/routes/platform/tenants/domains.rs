//! A tenant's own domains.

use super::super::shared::{found, locked, told};
use crate::{
    auth::SuperAdmin,
    checks::Checks,
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{HttpResponse, delete, get, http::StatusCode, post, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{DomainName, Invalid, Message, TenantId};
use panal_persistence::{
    Error,
    platform::registry::{self, Domain},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(add)
        .service(remove)
        .service(make_primary);
}

/// A domain of a tenant's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct DomainBody {
    /// The domain.
    #[schema(example = "www.clinicasol.co")]
    domain: String,
    /// Whether browsers are sent to it.
    is_primary: bool,
    /// When it was added.
    created_at: DateTime<Utc>,
}

/// A domain to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDomain {
    /// The domain; none of the platform's nor under one.
    #[schema(
        required,
        nullable = false,
        example = "www.clinicasol.co",
        max_length = 253
    )]
    domain: Option<String>,
    /// Whether browsers are sent to it; a tenant's first domain is primary in any case.
    #[serde(default)]
    primary: bool,
}

/// A tenant's domains.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_list_domains",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Its domains, the primary one first.", body = Vec<DomainBody>),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/tenants/{id}/domains")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    found(&tx, id.0).await?;
    let domains = registry::domains(&tx, id.0).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(shown(domains)))
}

/// Adds a domain.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_add_domain",
    params(("id" = uuid::Uuid, Path, description = "The tenant.")),
    request_body = NewDomain,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "Added; all domains of the tenant.", body = Vec<DomainBody>),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`domain_taken`, `tenant_without_schema`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/domains")]
pub(crate) async fn add(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    body: Json<NewDomain>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let mut checks = Checks::default();
    let domain = checks.required("domain", body.domain.as_deref(), |raw| {
        DomainName::parse_for_tenant(raw, &state.rules.bases)
    });
    let domain = checks.finish(domain)?;
    let domains = transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = locked(&tx, id.0).await?;
        if !super::work::has_schema(&tenant) {
            return Err(super::work::without_schema().into());
        }
        registry::add_domain(&tx, id.0, &domain, body.primary)
            .await
            .map_err(taken)?;
        let detail = json!({"domain": domain, "primary": body.primary});
        told(&tx, &user, "domain.add", &tenant, detail).await?;
        let domains = registry::domains(&tx, id.0).await?;
        tx.commit().await?;
        Ok(domains)
    })
    .await?;
    Ok(HttpResponse::Created().json(shown(domains)))
}

/// Takes a domain away; if it was the primary one, the oldest of the others follows.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_remove_domain",
    params(("id" = uuid::Uuid, Path, description = "The tenant."), ("domain" = String, Path, description = "The domain.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The domains that are left.", body = Vec<DomainBody>),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/tenants/{id}/domains/{domain}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: SuperAdmin,
    path: Path<(TenantId, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, domain) = path.into_inner();
    let domain = DomainName::parse(&domain).map_err(|_no_domain| Problem::not_found())?;
    let domains = transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = locked(&tx, id).await?;
        if !registry::remove_domain(&tx, id, &domain).await? {
            return Err(Problem::not_found().into());
        }
        told(
            &tx,
            &user,
            "domain.remove",
            &tenant,
            json!({"domain": domain}),
        )
        .await?;
        let domains = registry::domains(&tx, id).await?;
        tx.commit().await?;
        Ok(domains)
    })
    .await?;
    Ok(HttpResponse::Ok().json(shown(domains)))
}

/// Makes a domain the one to which browsers are sent.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_make_domain_primary",
    params(("id" = uuid::Uuid, Path, description = "The tenant."), ("domain" = String, Path, description = "The domain.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The domains.", body = Vec<DomainBody>),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants/{id}/domains/{domain}/make-primary")]
pub(crate) async fn make_primary(
    state: Data<AppState>,
    user: SuperAdmin,
    path: Path<(TenantId, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, domain) = path.into_inner();
    let domain = DomainName::parse(&domain).map_err(|_no_domain| Problem::not_found())?;
    let domains = transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = locked(&tx, id).await?;
        if !registry::make_primary(&tx, id, &domain).await? {
            return Err(Problem::not_found().into());
        }
        told(
            &tx,
            &user,
            "domain.primary",
            &tenant,
            json!({"domain": domain}),
        )
        .await?;
        let domains = registry::domains(&tx, id).await?;
        tx.commit().await?;
        Ok(domains)
    })
    .await?;
    Ok(HttpResponse::Ok().json(shown(domains)))
}

fn shown(domains: Vec<Domain>) -> Vec<DomainBody> {
    domains
        .into_iter()
        .map(|row| DomainBody {
            domain: row.domain,
            is_primary: row.is_primary,
            created_at: row.created_at,
        })
        .collect()
}

fn taken(error: Error) -> Failure {
    if error.constraint() != Some("domains_domain_key") {
        return error.into();
    }
    Problem::new(
        StatusCode::CONFLICT,
        "domain_taken",
        Message::new(
            "Ese dominio ya es de un negocio",
            "That domain is a tenant's already",
        ),
    )
    .field("domain", &TAKEN)
    .into()
}

const TAKEN: Invalid = Invalid::new(
    "domain_taken",
    "Quítelo primero del negocio que lo tiene.",
    "Remove it first from the tenant that has it.",
);
