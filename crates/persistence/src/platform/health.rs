//! How PostgreSQL and the job queue are. Context: super admin.

use super::query;
use crate::{PlatformTx, Result};
use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

/// PostgreSQL, and what waits in it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Vitals {
    /// Version of PostgreSQL.
    pub version: String,
    /// Since when it runs.
    pub started_at: DateTime<Utc>,
    /// Connections that are open, to whichever database of the server.
    pub connections: i64,
    /// The most that it lets in.
    pub max_connections: i64,
    /// Bytes on disk of the whole database.
    pub size_bytes: i64,
    /// Jobs that nobody has begun.
    pub waiting: i64,
    /// Jobs that somebody does now.
    pub running: i64,
    /// Jobs that failed and will be tried again.
    pub retrying: i64,
    /// Jobs that failed for good.
    pub failed: i64,
    /// Since when the job has been due that has waited longest.
    pub oldest_due_at: Option<DateTime<Utc>>,
    /// Workers that said within the last minute that they live.
    pub workers: i64,
    /// When one last said so.
    pub last_heartbeat_at: Option<DateTime<Utc>>,
    /// Ready-made schemas that wait for a tenant.
    pub warm_schemas: i64,
}

/// What happens by itself.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Periodic {
    /// The task.
    pub task: String,
    /// When it last came into the queue.
    pub last_queued_at: Option<DateTime<Utc>>,
    /// What became of it there: `never`, `waiting`, `running`, `retrying`, `failed` or `done`.
    pub state: String,
    /// Why it failed.
    pub last_error: Option<String>,
}

/// PostgreSQL and the queue, as they are now.
pub async fn vitals(tx: &PlatformTx) -> Result<Option<Vitals>> {
    query::one(
        tx,
        "SELECT current_setting('server_version') AS version, pg_postmaster_start_time() AS started_at,
             (SELECT sum(numbackends)::bigint FROM pg_stat_database) AS connections,
             current_setting('max_connections')::bigint AS max_connections,
             pg_database_size(current_database()) AS size_bytes, q.*
         FROM public.queue_summary() q",
        [],
    )
    .await
}

/// What happens by itself, by name; nothing before the first worker ran.
pub async fn timetable(tx: &PlatformTx) -> Result<Vec<Periodic>> {
    query::all(tx, "SELECT * FROM public.list_timetable()", []).await
}
