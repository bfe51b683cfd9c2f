//! `panal jobs`

use crate::{
    context::Context,
    failure::{Failure, Result},
    output::Table,
    worker::cause,
};
use chrono::{DateTime, Utc};
use clap::Subcommand;
use panal_provisioner::{Provisioner, QUEUE_SCHEMA};
use serde::Serialize;
use serde_json::{Value, json};

/// Commands about background jobs.
#[derive(Debug, Subcommand)]
pub(crate) enum JobsCommand {
    /// Print the jobs that wait, run or have failed; those that succeeded are gone
    List {
        /// Only those that failed
        #[arg(long)]
        failed: bool,
        /// Only those of this tenant, by slug, schema or id
        #[arg(long, env = "PANAL_TENANT", hide_env_values = true)]
        tenant: Option<String>,
    },
    /// Run jobs again now, as if they had never failed
    Retry {
        /// Ids of jobs
        #[arg(required_unless_present = "failed")]
        ids: Vec<i64>,
        /// All that failed
        #[arg(long, conflicts_with = "ids")]
        failed: bool,
    },
}

/// A job that is not done.
#[derive(Debug, Serialize)]
struct Job {
    id: i64,
    task: String,
    /// `waiting`, `running`, `retrying` (failed, and will be tried again) or `failed` (given up).
    state: String,
    /// Slug of the tenant that the payload names.
    tenant: Option<String>,
    attempts: i32,
    max_attempts: i32,
    run_at: DateTime<Utc>,
    error: Option<String>,
    payload: Value,
}

pub(crate) async fn run(command: JobsCommand, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    match command {
        JobsCommand::List { failed, tenant } => {
            let tenant = match tenant {
                Some(name) => Some(provisioner.tenant(&name).await?.slug),
                None => None,
            };
            let jobs = list(&provisioner, failed, tenant.as_deref()).await?;
            print(context, &jobs)
        }
        JobsCommand::Retry { ids, failed } => {
            let ids = if failed {
                list(&provisioner, true, None)
                    .await?
                    .iter()
                    .map(|job| job.id)
                    .collect()
            } else {
                ids
            };
            retry(context, &provisioner, &ids).await
        }
    }
}

async fn list(provisioner: &Provisioner, failed: bool, tenant: Option<&str>) -> Result<Vec<Job>> {
    let rows = provisioner
        .owner()
        .query(
            &format!(
                "SELECT * FROM (
                     SELECT j.id, k.identifier AS task, j.attempts::int AS attempts, j.max_attempts::int AS max_attempts,
                            j.run_at, j.last_error, j.payload::jsonb AS payload, t.slug,
                            CASE WHEN j.locked_at IS NOT NULL THEN 'running'
                                 WHEN j.attempts >= j.max_attempts THEN 'failed'
                                 WHEN j.last_error IS NOT NULL THEN 'retrying'
                                 ELSE 'waiting' END AS state
                     FROM {QUEUE_SCHEMA}._private_jobs j
                     JOIN {QUEUE_SCHEMA}._private_tasks k ON k.id = j.task_id
                     LEFT JOIN public.tenants t ON t.id::text = j.payload ->> 'tenant_id') jobs
                 WHERE (NOT $1::boolean OR state IN ('failed', 'retrying')) AND ($2::text IS NULL OR slug = $2)
                 ORDER BY run_at, id"
            ),
            &[&failed, &tenant],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| Job {
            id: row.get("id"),
            task: row.get("task"),
            state: row.get("state"),
            tenant: row.get("slug"),
            attempts: row.get("attempts"),
            max_attempts: row.get("max_attempts"),
            run_at: row.get("run_at"),
            error: row
                .get::<_, Option<String>>("last_error")
                .map(|error| cause(&error)),
            payload: row.get("payload"),
        })
        .collect())
}

fn print(context: &Context, jobs: &[Job]) -> Result {
    if context.out.is_json() {
        return context.out.json(&jobs);
    }
    let mut table = Table::new(&[
        "id", "task", "state", "tenant", "attempts", "next run", "error",
    ]);
    for job in jobs {
        table.row([
            job.id.to_string(),
            job.task.clone(),
            job.state.clone(),
            job.tenant.clone().unwrap_or_default(),
            format!("{}/{}", job.attempts, job.max_attempts),
            job.run_at.format("%Y-%m-%d %H:%M:%S").to_string(),
            job.error.clone().unwrap_or_default(),
        ]);
    }
    context.out.table(&table)
}

async fn retry(context: &Context, provisioner: &Provisioner, ids: &[i64]) -> Result {
    provisioner
        .owner()
        .query("SELECT public.free_jobs($1)", &[&ids])
        .await?;
    let rows = provisioner
        .owner()
        .query(
            &format!("SELECT id FROM {QUEUE_SCHEMA}.reschedule_jobs($1::bigint[], run_at => now(), attempts => 0)"),
            &[&ids],
        )
        .await?;
    let done: Vec<i64> = rows.iter().map(|row| row.get("id")).collect();
    let missing: Vec<i64> = ids
        .iter()
        .copied()
        .filter(|id| !done.contains(id))
        .collect();
    if context.out.is_json() {
        context
            .out
            .json(&json!({"retried": done, "not_found": missing}))?;
    } else {
        context
            .out
            .line(format!("{} jobs will run again", done.len()))?;
    }
    if missing.is_empty() {
        return Ok(());
    }
    let missing: Vec<String> = missing.iter().map(i64::to_string).collect();
    Err(Failure::new(format!(
        "no job {} that waits or failed",
        missing.join(", ")
    ))
    .cure("`panal jobs list` shows them; one that runs now cannot be retried, until its worker has been silent for a minute"))
}
