//! The whole platform in numbers: `/platform/overview`.

use crate::{
    auth::SuperAdmin,
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::Module;
use panal_persistence::platform::{
    overview::{self, EndingTrial, MadeOnDay, Overview},
    registry::{self, Version},
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(show);
}

/// The platform in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformOverview {
    /// Tenants.
    tenants: TenantNumbers,
    /// Trials that end within 7 days.
    trials_ending: TrialsEnding,
    /// What went wrong and was not made good.
    failed: FailedNumbers,
    /// Versions of the tenants' schemas.
    schemas: SchemaNumbers,
    /// Businesses made on each of the last 30 days, today included, the oldest first.
    registrations: Vec<DayRegistrations>,
    /// Bytes on disk of all tenants, as the worker last measured them at night; null before the first night.
    #[schema(example = 734_003_200)]
    size_bytes: Option<i64>,
    /// When that was last measured.
    measured_at: Option<DateTime<Utc>>,
}

/// How many tenants there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantNumbers {
    /// Those that are not purged.
    #[schema(example = 12)]
    total: u64,
    /// By state, purged ones (`deleted`) included; what there is none of is left out.
    #[schema(example = json!({"active": 11, "suspended": 1}))]
    by_state: BTreeMap<String, u64>,
    /// Those that are not purged by plan; what there is none of is left out.
    #[schema(example = json!({"trial": 3, "profesional": 9}))]
    by_plan: BTreeMap<String, u64>,
    /// The same by the state of the subscription, as time has left it.
    #[schema(example = json!({"trial": 3, "active": 9}))]
    by_subscription: BTreeMap<String, u64>,
}

/// Trials that end soon, those that are over and not noticed yet included.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrialsEnding {
    /// How many.
    #[schema(example = 2)]
    count: i64,
    /// The first 50, the first to end first.
    tenants: Vec<TrialEnding>,
}

/// A trial that ends soon.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrialEnding {
    /// The tenant.
    tenant_id: Uuid,
    /// Its slug.
    #[schema(example = "clinica-sol")]
    slug: String,
    /// Name of the business.
    #[schema(example = "Clínica Sol")]
    name: String,
    /// When it ends.
    ends_at: DateTime<Utc>,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailedNumbers {
    /// Businesses that were asked for in the last 30 days and could not be made.
    #[schema(example = 0)]
    requests: i64,
    /// Tenants whose migration failed and was not made good.
    #[schema(example = 0)]
    migrations: i64,
    /// Jobs that failed for good.
    #[schema(example = 0)]
    jobs: i64,
}

/// Versions of the tenants' schemas.
#[derive(Debug, Serialize, ToSchema)]
pub struct SchemaNumbers {
    /// Tenants at exactly this program's version.
    #[schema(example = 12)]
    current: i64,
    /// Tenants at another: behind it, or ahead.
    #[schema(example = 0)]
    other: i64,
}

/// Businesses made on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayRegistrations {
    /// The day, in UTC.
    day: NaiveDate,
    /// How many, by registration or by a super admin.
    #[schema(example = 1)]
    tenants: u64,
}

/// The whole platform in numbers.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_overview",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The numbers.", body = PlatformOverview),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/overview")]
pub(crate) async fn show(state: Data<AppState>, user: SuperAdmin) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    let overview = overview::overview(&tx).await?;
    let versions = registry::versions(&tx).await?;
    tx.commit().await?;
    let overview = overview.ok_or_else(|| Problem::internal("an overview without a row"))?;
    let schemas = schemas(&state, &versions);
    Ok(HttpResponse::Ok().json(PlatformOverview::new(overview, schemas)))
}

/// How many tenants are at this program's version, and how many are not.
pub(super) fn schemas(state: &AppState, versions: &[Version]) -> SchemaNumbers {
    let mut numbers = SchemaNumbers {
        current: 0,
        other: 0,
    };
    for version in versions {
        let modules = version
            .modules
            .iter()
            .filter_map(|module| Module::parse(module).ok())
            .collect();
        if state.directory.expects(&modules, &version.fingerprint) {
            numbers.current += version.tenants;
        } else {
            numbers.other += version.tenants;
        }
    }
    numbers
}

impl PlatformOverview {
    fn new(overview: Overview, schemas: SchemaNumbers) -> Self {
        Self {
            tenants: TenantNumbers {
                total: overview.by_plan.values().sum(),
                by_state: overview.by_state,
                by_plan: overview.by_plan,
                by_subscription: overview.by_subscription,
            },
            trials_ending: TrialsEnding {
                count: overview.trials_ending,
                tenants: overview.trials.into_iter().map(Into::into).collect(),
            },
            failed: FailedNumbers {
                requests: overview.failed_requests,
                migrations: overview.failed_migrations,
                jobs: overview.failed_jobs,
            },
            schemas,
            registrations: overview.made.into_iter().map(Into::into).collect(),
            size_bytes: overview.size_bytes,
            measured_at: overview.measured_at,
        }
    }
}

impl From<EndingTrial> for TrialEnding {
    fn from(trial: EndingTrial) -> Self {
        Self {
            tenant_id: trial.tenant_id,
            slug: trial.slug,
            name: trial.name,
            ends_at: trial.ends_at,
        }
    }
}

impl From<MadeOnDay> for DayRegistrations {
    fn from(made: MadeOnDay) -> Self {
        Self {
            day: made.day,
            tenants: made.tenants,
        }
    }
}
