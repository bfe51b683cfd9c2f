//! Counting what a piece of work asks of the database.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

tokio::task_local! {
    static STATEMENTS: Arc<AtomicU32>;
}

/// Runs `work`, adding every statement it sends (BEGIN, ROLE and COMMIT excepted) to `counter`.
pub async fn counting<F: Future>(counter: Arc<AtomicU32>, work: F) -> F::Output {
    STATEMENTS.scope(counter, work).await
}

pub(crate) fn statement_sent() {
    // Outside a request nobody counts; that is no error.
    let _ = STATEMENTS.try_with(|counter| counter.fetch_add(1, Ordering::Relaxed));
}

/// The state of one pool at one moment.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PoolStatus {
    /// `lane-0`, `lane-1`, …, `platform`.
    pub name: String,
    /// Most connections it may have.
    pub max: usize,
    /// Connections it has.
    pub size: usize,
    /// Of those, connections at rest.
    pub idle: usize,
    /// Callers waiting for one.
    pub waiting: usize,
    /// How often a caller had to wait or was served by another lane, since the start.
    pub waits: u64,
    /// Different tenants that this lane served since the start.
    pub tenants: usize,
}
