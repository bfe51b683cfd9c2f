//! Whether the server can do its work.

use crate::state::AppState;
use chrono::{DateTime, Utc};
use panal_migrations::PlatformMigrator;
use panal_persistence::{Error, PlatformContext, platform::tenants};
use sea_orm_migration::MigratorTraitSelf;
use serde::Serialize;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::Mutex;
use utoipa::ToSchema;

/// Longest wait for the database.
const LIMIT: Duration = Duration::from_secs(2);
/// Whoever asks more often gets the last answer: a flood of probes must not become a flood of queries.
const FRESH: Duration = Duration::from_millis(250);

/// State of the server and what it needs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HealthReport {
    /// `healthy` when every service is.
    pub status: HealthStatus,
    /// When it was found out.
    pub timestamp: DateTime<Utc>,
    /// The services, each by itself.
    pub services: Services,
}

/// What the server needs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Services {
    /// PostgreSQL.
    pub database: Service,
    /// The worker of background jobs.
    pub jobs: Service,
}

/// One service.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Service {
    /// Whether it works.
    pub status: HealthStatus,
    /// Why not, in a word for programs; or where it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// How long it took to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<f64>,
}

/// Whether it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// It does.
    Healthy,
    /// It does not.
    Unhealthy,
}

/// Says how the job worker is. The process that runs one calls [`JobsProbe::set`].
#[derive(Debug, Clone, Default)]
pub struct JobsProbe(Arc<AtomicU8>);

/// What is known of the job worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobsState {
    /// It runs in another process, which has its own health.
    Elsewhere,
    /// It runs here.
    Running,
    /// It should run here and does not.
    Stopped,
}

impl JobsProbe {
    /// Notes how the worker is.
    pub fn set(&self, state: JobsState) {
        self.0.store(state as u8, Ordering::Release);
    }

    fn service(&self) -> Service {
        let (status, reason) = match self.0.load(Ordering::Acquire) {
            0 => (HealthStatus::Healthy, Some("external")),
            1 => (HealthStatus::Healthy, None),
            _ => (HealthStatus::Unhealthy, Some("stopped")),
        };
        Service {
            status,
            reason,
            latency_ms: None,
        }
    }
}

/// The last look at the database.
#[derive(Default)]
pub(crate) struct Health(Mutex<Option<(Instant, Service)>>);

impl Health {
    async fn database(&self, state: &AppState) -> Service {
        let mut last = self.0.lock().await;
        if let Some((at, service)) = &*last
            && at.elapsed() < FRESH
        {
            return service.clone();
        }
        let service = look(state).await;
        *last = Some((Instant::now(), service.clone()));
        service
    }
}

/// The full report.
pub(crate) async fn report(state: &AppState) -> HealthReport {
    let services = Services {
        database: state.health.database(state).await,
        jobs: state.jobs.service(),
    };
    let healthy = [&services.database, &services.jobs]
        .iter()
        .all(|service| service.status == HealthStatus::Healthy);
    HealthReport {
        status: if healthy {
            HealthStatus::Healthy
        } else {
            HealthStatus::Unhealthy
        },
        timestamp: Utc::now(),
        services,
    }
}

/// Why the server should get no requests, if it should not.
pub(crate) async fn unready(state: &AppState) -> Option<&'static str> {
    if state.is_stopping() {
        return Some("stopping");
    }
    let database = state.health.database(state).await;
    match database.status {
        HealthStatus::Healthy => None,
        HealthStatus::Unhealthy => database.reason,
    }
}

async fn look(state: &AppState) -> Service {
    let started = Instant::now();
    let outcome = tokio::time::timeout(LIMIT, is_migrated(state)).await;
    let reason = match outcome {
        Ok(Ok(true)) => None,
        Ok(Ok(false)) => Some("migrations_pending"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "health: database");
            Some("unreachable")
        }
        Err(_elapsed) => Some("timeout"),
    };
    Service {
        status: if reason.is_none() {
            HealthStatus::Healthy
        } else {
            HealthStatus::Unhealthy
        },
        reason,
        latency_ms: Some((started.elapsed().as_secs_f64() * 1e4).round() / 10.0),
    }
}

/// Whether the platform has every migration that this program knows.
async fn is_migrated(state: &AppState) -> Result<bool, Error> {
    let tx = state.platform.begin(PlatformContext::Login).await?;
    let applied = match tenants::platform_migrations(&tx).await {
        // The table is missing, or not yet ours to read: nothing was migrated.
        Err(error) if matches!(error.code(), Some("42P01" | "42501")) => return Ok(false),
        applied => applied?,
    };
    tx.commit().await?;
    Ok(PlatformMigrator
        .migrations()
        .iter()
        .all(|known| applied.iter().any(|name| name == known.name())))
}
