//! Which versions the tenants' schemas are at: `/platform/migrations`.

use crate::{
    auth::SuperAdmin,
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::Module;
use panal_persistence::platform::registry;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(status);
}

/// The state of the fleet.
#[derive(Debug, Serialize, ToSchema)]
pub struct MigrationStatus {
    /// Tenants at exactly this program's version.
    current: i64,
    /// Tenants at another.
    other: i64,
    /// The versions there are.
    versions: Vec<VersionBody>,
    /// Migrations that failed and were not made good; `POST /platform/tenants/{id}/migrate` tries again.
    failures: Vec<FailureBody>,
}

/// Tenants that are alike.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionBody {
    /// Their modules.
    modules: Vec<String>,
    /// Digest of the migrations applied.
    fingerprint: String,
    /// Whether it is this program's.
    current: bool,
    /// How many there are.
    tenants: i64,
    /// The first hundred slugs.
    slugs: Vec<String>,
}

/// A migration that failed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailureBody {
    /// The tenant.
    tenant_id: Uuid,
    /// Its slug.
    slug: String,
    /// The migration.
    migration: Option<String>,
    /// What went wrong.
    error: String,
    /// How often it was tried.
    attempts: i32,
    /// When it last failed.
    failed_at: DateTime<Utc>,
}

/// Which versions the tenants' schemas are at, and what failed.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_migration_status",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The state of the fleet.", body = MigrationStatus),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/migrations")]
pub(crate) async fn status(
    state: Data<AppState>,
    user: SuperAdmin,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    let versions = registry::versions(&tx).await?;
    let failures = registry::migration_failures(&tx).await?;
    tx.commit().await?;
    let versions: Vec<VersionBody> = versions
        .into_iter()
        .map(|row| {
            let modules = row
                .modules
                .iter()
                .filter_map(|module| Module::parse(module).ok())
                .collect();
            VersionBody {
                current: state.directory.expects(&modules, &row.fingerprint),
                modules: row.modules,
                fingerprint: row.fingerprint,
                tenants: row.tenants,
                slugs: row.slugs,
            }
        })
        .collect();
    let count = |current: bool| {
        versions
            .iter()
            .filter(|version| version.current == current)
            .map(|version| version.tenants)
            .sum()
    };
    Ok(HttpResponse::Ok().json(MigrationStatus {
        current: count(true),
        other: count(false),
        versions,
        failures: failures
            .into_iter()
            .map(|row| FailureBody {
                tenant_id: row.tenant_id,
                slug: row.slug,
                migration: row.name,
                error: row.error,
                attempts: row.attempts,
                failed_at: row.failed_at,
            })
            .collect(),
    }))
}
