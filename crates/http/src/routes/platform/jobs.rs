//! The job queue: `/platform/jobs`.

use super::shared::actor;
use crate::{
    auth::SuperAdmin,
    extract::{Path, Query},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, get, post, web::Data};
use chrono::{DateTime, Utc};
use panal_persistence::platform::{
    audit,
    jobs::{self, Job},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list).service(retry);
}

/// A job that waits, runs or failed.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobBody {
    /// Its number.
    id: i64,
    /// What is to be done.
    #[schema(example = "migrate_tenant")]
    task: String,
    /// `waiting`, `running`, `retrying` or `failed`.
    #[schema(example = "waiting")]
    state: String,
    /// The tenant it concerns.
    tenant_id: Option<Uuid>,
    /// How often it was tried.
    attempts: i32,
    /// How often it is tried at most.
    max_attempts: i32,
    /// When it is next to run.
    run_at: DateTime<Utc>,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// Why it failed last.
    last_error: Option<String>,
}

/// Which jobs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only those that failed, for good or for now.
    #[serde(default)]
    failed: bool,
}

/// What is left of a job that is to run again.
#[derive(Debug, Serialize, ToSchema)]
pub struct Retried {
    /// The job.
    job: i64,
}

/// The jobs that are not done.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_list_jobs",
    params(Which),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "At most 200, the next to run first.", body = Vec<JobBody>),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/jobs")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: SuperAdmin,
    which: Query<Which>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    let jobs = jobs::list(&tx, which.into_inner().failed).await?;
    tx.commit().await?;
    let rows: Vec<JobBody> = jobs.into_iter().map(JobBody::from).collect();
    Ok(HttpResponse::Ok().json(rows))
}

/// Lets a job run again now.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_retry_job",
    params(("id" = i64, Path, description = "The job.")),
    security(("bearer" = [])),
    responses(
        (status = 202, description = "It will run.", body = Retried),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: done, running, or never there.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/jobs/{id}/retry")]
pub(crate) async fn retry(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<i64>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    transaction(async || {
        let tx = user.begin(&state).await?;
        if !jobs::retry(&tx, id).await? {
            return Err(Problem::not_found().into());
        }
        audit::record(&tx, &actor(&user), "job.retry", None, json!({"job": id})).await?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::Accepted().json(Retried { job: id }))
}

impl From<Job> for JobBody {
    fn from(job: Job) -> Self {
        Self {
            id: job.id,
            task: job.task,
            state: job.state,
            tenant_id: job.tenant_id,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            run_at: job.run_at,
            created_at: job.created_at,
            last_error: job.last_error,
        }
    }
}
