//! The job worker: what is done later, by whoever may change tables.
//!
//! A job's payload names its tenant; there is no ambient tenant. What failed stays in the queue with its error and is
//! tried again, later each time; `panal jobs list` shows it.

mod agenda;
mod appointments;
mod backup;
mod cleanup;
mod deliver;
mod measure;
mod provision;
mod purge;
mod queue;
mod refill;
mod remind;
mod tenants;
mod tools;

use crate::{
    config::BackupConfig,
    context::Context,
    failure::{Failure, Result},
};
use graphile_worker::{
    Cron, Crontab, Job, JobFail, JobPermanentlyFail, WorkerOptions, WorkerRecoveryConfig,
    WorkerShutdownConfig, tokio_postgres::TokioPostgresDatabase,
};
use panal_integrations::mail::Mailer;
use panal_provisioner::{OWNER, QUEUE_SCHEMA};
use std::time::Duration;
use tokio::sync::watch;
use tools::Tools;

pub(crate) use queue::enqueue;

/// Connections for the queue itself; the jobs use the provisioner's.
const QUEUE_CONNECTIONS: usize = 4;

/// Wait before a worker that lost its database is started again.
const RESTART: Duration = Duration::from_secs(1);

/// A worker that is ready to run.
pub(crate) struct Worker {
    tools: Tools,
    options: Options,
}

#[derive(Clone)]
struct Options {
    database: tokio_postgres::Config,
    concurrency: usize,
    poll: Duration,
    grace: Duration,
    recovery: WorkerRecoveryConfig,
    backup: BackupConfig,
}

impl Worker {
    /// Checks what the worker needs. Fails where the platform is missing or behind.
    pub(crate) async fn new(context: &Context) -> Result<Self> {
        let config = context.config();
        let provisioner = context.build_provisioner()?.by_job("worker");
        let pending = provisioner.shared_pending().await?;
        if !pending.is_empty() {
            return Err(Failure::new(format!(
                "the platform's tables are missing or behind: {}",
                pending.join(", ")
            ))
            .cure("run `panal migrate` first"));
        }
        let mut database = provisioner.owner().config().clone();
        database.options(format!(
            "-c role={OWNER} -c search_path=pg_catalog -c client_min_messages=warning"
        ));
        database.application_name("panal jobs");
        Ok(Self {
            tools: Tools {
                tenants: context.tenant_db()?,
                backup: config.backup.clone(),
                mailer: Mailer::new(&config.mail, config.is_production()).map_err(broken)?,
                links: config.auth.links(),
                server: config.server.clone(),
                provisioner,
            },
            options: Options {
                database,
                concurrency: config.jobs.concurrency,
                poll: config.jobs.poll(),
                grace: config.jobs.shutdown_timeout(),
                recovery: config.jobs.recovery(),
                backup: config.backup.clone(),
            },
        })
    }

    /// Works until told to stop; then running jobs finish, within their grace period. A database that goes away and
    /// comes back is waited for. `told` hears whether it works.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>, told: impl Fn(bool)) -> Result {
        loop {
            let run = Box::pin(self.run_once(stop.clone(), &told)).await;
            if *stop.borrow() {
                return run;
            }
            told(false);
            if let Err(failure) = run {
                tracing::error!(
                    error = failure.cause(),
                    "the job worker stopped; starting it again"
                );
            }
            let waited = tokio::time::timeout(RESTART, stop.wait_for(|stop| *stop)).await;
            if waited.is_ok() {
                return Ok(());
            }
        }
    }

    async fn run_once(&self, stop: watch::Receiver<bool>, told: &impl Fn(bool)) -> Result {
        let options = &self.options;
        let database =
            TokioPostgresDatabase::from_config(options.database.clone(), QUEUE_CONNECTIONS)
                .map_err(broken)?;
        let shutdown = WorkerShutdownConfig::default()
            .listen_os_shutdown_signals(false)
            .grace_period(options.grace)
            .shutdown_signal(told_to_stop(stop));
        let worker = WorkerOptions::default()
            .database(database)
            .schema(QUEUE_SCHEMA)
            .concurrency(options.concurrency)
            .poll_interval(options.poll)
            .worker_shutdown(shutdown)
            .worker_recovery(options.recovery.clone())
            .add_extension(self.tools.clone())
            .on(JobFail, |failed| async move {
                log_failure(&failed.job, &failed.error, "failed; will be tried again");
            })
            .on(JobPermanentlyFail, |failed| async move {
                log_failure(&failed.job, &failed.error, "failed for good");
            })
            .define_job::<provision::ProvisionTenant>()
            .define_job::<refill::RefillPool>()
            .define_job::<purge::PurgeTenant>()
            .define_job::<purge::PurgeExpired>()
            .define_job::<cleanup::CleanupTenant>()
            .define_job::<cleanup::CleanupAll>()
            .define_job::<backup::BackupTenant>()
            .define_job::<backup::BackupAll>()
            .define_job::<tenants::CreateTenant>()
            .define_job::<tenants::MigrateTenant>()
            .define_job::<tenants::EnableModules>()
            .define_job::<deliver::DeliverEvent>()
            .define_job::<remind::RemindAll>()
            .define_job::<measure::MeasureTenant>()
            .define_job::<measure::MeasureAll>()
            .define_job::<measure::AdvanceSubscriptions>()
            .define_job::<agenda::GenerateTenant>()
            .define_job::<agenda::GenerateAll>()
            .with_crons(timetable(&options.backup.schedule)?)
            .init()
            .await
            .map_err(broken)?;
        told(true);
        tracing::info!(concurrency = options.concurrency, "working on jobs");
        worker.run().await.map_err(broken)
    }
}

fn log_failure(job: &Job, error: &str, what: &str) {
    tracing::warn!(
        task = job.task_identifier(),
        job = job.id(),
        tenant = job
            .payload()
            .get("tenant_id")
            .and_then(serde_json::Value::as_str),
        attempt = job.attempts(),
        error = cause(error),
        "{what}"
    );
}

/// Why a job failed, without the queue's wrapping.
pub(crate) fn cause(error: &str) -> String {
    match error
        .strip_prefix("TaskError(\"")
        .and_then(|rest| rest.strip_suffix("\")"))
    {
        Some(cause) => cause.replace("\\\"", "\"").replace("\\n", " "),
        None => error.to_owned(),
    }
}

async fn told_to_stop(mut stop: watch::Receiver<bool>) {
    // The sender lives as long as the process.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// What happens by itself. Times are UTC; what was missed while no worker ran is not made up for.
fn timetable(backups: &str) -> Result<Vec<Crontab>> {
    let wrong = |error: graphile_worker::CrontabTimerError| Failure::new(error.to_string());
    let mut timetable = vec![
        Cron::every_minute::<refill::RefillPool>().build(),
        Cron::every_n_minutes::<remind::RemindAll>(5)
            .map_err(wrong)?
            .build(),
        Cron::daily_at::<purge::PurgeExpired>(4, 15)
            .map_err(wrong)?
            .build(),
        Cron::daily_at::<cleanup::CleanupAll>(4, 45)
            .map_err(wrong)?
            .build(),
        Cron::daily_at::<measure::MeasureAll>(5, 15)
            .map_err(wrong)?
            .build(),
        // After midnight from Buenos Aires to Mexico City.
        Cron::daily_at::<agenda::GenerateAll>(6, 15)
            .map_err(wrong)?
            .build(),
        Cron::hourly_at::<measure::AdvanceSubscriptions>(5)
            .map_err(wrong)?
            .build(),
    ];
    if !backups.is_empty() {
        let line = format!("{backups} backup_all");
        timetable.extend(graphile_worker::parse_crontab(&line).map_err(broken)?);
    }
    for cron in &mut timetable {
        // One that still waits is enough, and without a payload no task can be read.
        cron.options.job_key = Some(cron.task_identifier.clone());
        cron.payload = Some(serde_json::json!({}));
        cron.options.priority = Some(queue::Order::of(&cron.task_identifier).priority);
    }
    Ok(timetable)
}

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::new(error.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_happens_by_itself_has_a_payload_that_its_task_can_read() {
        let timetable = super::timetable("15 3 * * *").unwrap();
        let tasks: Vec<&str> = timetable
            .iter()
            .map(|cron| cron.task_identifier.as_str())
            .collect();
        assert_eq!(
            tasks,
            [
                "refill_pool",
                "remind_all",
                "purge_expired",
                "cleanup_all",
                "measure_all",
                "generate_all",
                "advance_subscriptions",
                "backup_all"
            ]
        );
        for cron in &timetable {
            assert!(
                cron.payload
                    .as_ref()
                    .is_some_and(serde_json::Value::is_object)
            );
            assert!(cron.options.job_key.is_some());
        }
    }
}
