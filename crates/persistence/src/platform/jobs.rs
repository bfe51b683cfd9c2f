//! The job queue, as far as the server may look at it.

use super::query;
use crate::{PlatformTx, Result};
use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde_json::Value;
use uuid::Uuid;

/// A job that waits, runs or failed. One that is done is gone.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub task: String,
    /// `waiting`, `running`, `retrying` or `failed`.
    pub state: String,
    /// The tenant it concerns.
    pub tenant_id: Option<Uuid>,
    /// How often it was tried.
    pub attempts: i32,
    /// How often it is tried at most.
    pub max_attempts: i32,
    /// When it is next to run.
    pub run_at: DateTime<Utc>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Why it failed last.
    pub last_error: Option<String>,
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

/// Asks the worker for something, in this transaction. Of several with one `key` the last stays, as long as it waits.
/// Some tasks want a super admin's context.
pub async fn enqueue(
    tx: &PlatformTx,
    task: &str,
    payload: Value,
    key: Option<&str>,
) -> Result<i64> {
    let row: Option<Id> = query::one(
        tx,
        "SELECT public.enqueue_job($1, $2, $3) AS id",
        [task.into(), payload.into(), key.into()],
    )
    .await?;
    Ok(row.map_or(0, |row| row.id))
}

/// The jobs of the queue, at most 200, the next to run first. Context: super admin.
pub async fn list(tx: &PlatformTx, only_failed: bool) -> Result<Vec<Job>> {
    query::all(
        tx,
        "SELECT * FROM public.list_jobs($1, 200)",
        [only_failed.into()],
    )
    .await
}

#[derive(FromQueryResult)]
struct Retried {
    retried: bool,
}

/// Lets a job run again now, as if it had never been tried. False when there is none, or it runs. Context: super
/// admin.
pub async fn retry(tx: &PlatformTx, id: i64) -> Result<bool> {
    let row: Option<Retried> =
        query::one(tx, "SELECT public.retry_job($1) AS retried", [id.into()]).await?;
    Ok(row.is_some_and(|row| row.retried))
}
