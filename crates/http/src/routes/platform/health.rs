//! How the system is, for people: `/platform/health`.

use super::overview::{SchemaNumbers, schemas};
use crate::{
    auth::SuperAdmin,
    health::{HealthStatus, Service, report},
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, http::header::CACHE_CONTROL, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{Language, Message};
use panal_persistence::{
    metrics::PoolStatus,
    platform::{
        health::{self, Periodic, Vitals},
        registry,
    },
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(show);
}

/// How the system is.
#[derive(Debug, Serialize, ToSchema)]
pub struct SystemHealth {
    /// `healthy` when every service is.
    status: HealthStatus,
    /// When it was found out.
    timestamp: DateTime<Utc>,
    /// The services, each by itself.
    services: Vec<SystemService>,
    /// PostgreSQL.
    database: DatabaseHealth,
    /// The pools of connections of the server that answers.
    pools: Vec<PoolHealth>,
    /// The job queue and its workers.
    queue: QueueHealth,
    /// What happens by itself, by name; empty before the first worker ran.
    periodic: Vec<PeriodicJob>,
    /// Versions of the tenants' schemas.
    schemas: SchemaNumbers,
    /// Ready-made schemas that wait for a tenant.
    #[schema(example = 3)]
    warm_schemas: i64,
    /// The program that answers.
    program: Program,
}

/// Something that the server needs.
#[derive(Debug, Serialize, ToSchema)]
pub struct SystemService {
    /// `database` or `jobs`.
    #[schema(example = "database")]
    name: &'static str,
    /// Whether it works.
    status: HealthStatus,
    /// How long it took to answer.
    latency_ms: Option<f64>,
    /// Why not, or where it runs, in a word for programs.
    #[schema(example = "external")]
    reason: Option<&'static str>,
    /// The same in the language of the request.
    message: String,
}

/// PostgreSQL.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatabaseHealth {
    /// Its version.
    #[schema(example = "17.6")]
    version: String,
    /// Since when it runs.
    started_at: DateTime<Utc>,
    /// Connections that are open, to whichever database of the server.
    #[schema(example = 14)]
    connections: i64,
    /// The most that it lets in.
    #[schema(example = 100)]
    max_connections: i64,
    /// Bytes on disk of the whole database.
    #[schema(example = 1_073_741_824)]
    size_bytes: i64,
}

/// A pool of connections.
#[derive(Debug, Serialize, ToSchema)]
pub struct PoolHealth {
    /// `lane-0`, `lane-1`, …, `platform`.
    #[schema(example = "lane-0")]
    name: String,
    /// Connections it has.
    size: usize,
    /// Most connections it may have.
    max: usize,
    /// Of those it has, connections in use.
    in_use: usize,
    /// Callers waiting for one.
    waiting: usize,
    /// How often a caller had to wait, or was served by another lane, since the server's start.
    waits: u64,
}

/// The job queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueHealth {
    /// Jobs that nobody has begun; those that are to run later are among them.
    waiting: i64,
    /// Jobs that somebody does now.
    running: i64,
    /// Jobs that failed and will be tried again.
    retrying: i64,
    /// Jobs that failed for good.
    failed: i64,
    /// Since when the job has been due that has waited longest; null where none is due.
    oldest_due_at: Option<DateTime<Utc>>,
    /// Workers that said within the last minute that they live.
    workers: i64,
    /// When one last said so.
    last_heartbeat_at: Option<DateTime<Utc>>,
}

/// What happens by itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodicJob {
    /// The task.
    #[schema(example = "measure_all")]
    task: String,
    /// When it last came into the queue.
    last_queued_at: Option<DateTime<Utc>>,
    /// What became of it: `never`, `waiting`, `running`, `retrying`, `failed` or `done`.
    #[schema(example = "done")]
    state: String,
    /// Why it failed.
    last_error: Option<String>,
}

/// A program.
#[derive(Debug, Serialize, ToSchema)]
pub struct Program {
    /// Its version.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// `release`, or `debug` as developers have it.
    #[schema(example = "release")]
    build: &'static str,
}

/// How the system is.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_health",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "How it is, whether or not all is well.", body = SystemHealth),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`database_unavailable`: then nobody can be told more than `GET /health` tells.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/health")]
pub(crate) async fn show(state: Data<AppState>, user: SuperAdmin) -> Result<HttpResponse, Problem> {
    let report = report(&state).await;
    let tx = user.begin(&state).await?;
    let vitals = health::vitals(&tx).await?;
    let timetable = health::timetable(&tx).await?;
    let versions = registry::versions(&tx).await?;
    tx.commit().await?;
    let vitals = vitals.ok_or_else(|| Problem::internal("vitals without a row"))?;
    let language = user.request.language();
    let lanes = state.tenants.status();
    let pools = lanes
        .iter()
        .chain([&state.platform.status()])
        .map(pool)
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(SystemHealth {
            status: report.status,
            timestamp: report.timestamp,
            services: vec![
                service("database", &report.services.database, language),
                service("jobs", &report.services.jobs, language),
            ],
            pools,
            periodic: timetable.into_iter().map(PeriodicJob::from).collect(),
            schemas: schemas(&state, &versions),
            warm_schemas: vitals.warm_schemas,
            queue: QueueHealth::from(&vitals),
            database: DatabaseHealth::from(vitals),
            program: Program {
                version: env!("CARGO_PKG_VERSION"),
                build: if cfg!(debug_assertions) {
                    "debug"
                } else {
                    "release"
                },
            },
        }))
}

fn service(name: &'static str, service: &Service, language: Language) -> SystemService {
    SystemService {
        name,
        status: service.status,
        latency_ms: service.latency_ms,
        reason: service.reason,
        message: in_words(service.reason).in_language(language).to_owned(),
    }
}

/// What `GET /health` says in a word.
fn in_words(reason: Option<&str>) -> Message {
    match reason {
        None => Message::new("Funciona.", "It works."),
        Some("external") => Message::new(
            "El procesador de tareas corre en otro proceso; vea la cola.",
            "The job worker runs in another process; see the queue.",
        ),
        Some("stopped") => Message::new(
            "El procesador de tareas de este servidor está detenido; revise el registro.",
            "This server's job worker has stopped; look into the log.",
        ),
        Some("migrations_pending") => Message::new(
            "Faltan migraciones de la plataforma: ejecute «panal migrate».",
            "Migrations of the platform are missing: run \"panal migrate\".",
        ),
        Some("timeout") => Message::new(
            "La base de datos no respondió a tiempo.",
            "The database did not answer in time.",
        ),
        Some(_) => Message::new(
            "No se puede llegar a la base de datos.",
            "The database cannot be reached.",
        ),
    }
}

fn pool(status: &PoolStatus) -> PoolHealth {
    PoolHealth {
        name: status.name.clone(),
        size: status.size,
        max: status.max,
        in_use: status.size.saturating_sub(status.idle),
        waiting: status.waiting,
        waits: status.waits,
    }
}

impl From<Vitals> for DatabaseHealth {
    fn from(vitals: Vitals) -> Self {
        Self {
            version: vitals.version,
            started_at: vitals.started_at,
            connections: vitals.connections,
            max_connections: vitals.max_connections,
            size_bytes: vitals.size_bytes,
        }
    }
}

impl From<&Vitals> for QueueHealth {
    fn from(vitals: &Vitals) -> Self {
        Self {
            waiting: vitals.waiting,
            running: vitals.running,
            retrying: vitals.retrying,
            failed: vitals.failed,
            oldest_due_at: vitals.oldest_due_at,
            workers: vitals.workers,
            last_heartbeat_at: vitals.last_heartbeat_at,
        }
    }
}

impl From<Periodic> for PeriodicJob {
    fn from(periodic: Periodic) -> Self {
        Self {
            task: periodic.task,
            last_queued_at: periodic.last_queued_at,
            state: periodic.state,
            last_error: periodic.last_error,
        }
    }
}
