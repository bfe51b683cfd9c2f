use graphile_worker::WorkerRecoveryConfig;
use serde::Deserialize;
use std::time::Duration;

/// Section `[jobs]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobsConfig {
    /// Whether `panal serve` works on jobs too. Unset: in development.
    pub(crate) embedded: Option<bool>,
    /// Jobs done at the same time.
    pub(crate) concurrency: usize,
    /// Milliseconds between two looks at the queue; new jobs also announce themselves.
    pub(crate) poll_ms: u64,
    /// Seconds that running jobs get to finish when the worker stops.
    pub(crate) shutdown_timeout_seconds: u64,
    /// Seconds after which the jobs of a worker that says nothing any more are done by others.
    pub(crate) recovery_seconds: u64,
}

impl JobsConfig {
    pub(crate) fn poll(&self) -> Duration {
        Duration::from_millis(self.poll_ms)
    }

    pub(crate) fn shutdown_timeout(&self) -> Duration {
        Duration::from_secs(self.shutdown_timeout_seconds)
    }

    /// When a worker that says nothing any more counts as dead, how often a live one says something, and how often
    /// it looks for dead ones.
    pub(crate) fn recovery(&self) -> WorkerRecoveryConfig {
        let silence = Duration::from_secs(self.recovery_seconds);
        // `public.free_jobs` takes a minute of silence for death.
        let often = (silence / 4).min(Duration::from_secs(10));
        WorkerRecoveryConfig::default()
            .heartbeat_interval(often)
            .sweep_interval(often)
            .sweep_threshold(silence)
            .recovery_delay(Duration::ZERO)
    }

    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !(1..=64).contains(&self.concurrency) {
            faults.push(format!(
                "jobs.concurrency: {} is not between 1 and 64",
                self.concurrency
            ));
        }
        if !(100..=600_000).contains(&self.poll_ms) {
            faults.push(format!(
                "jobs.poll_ms: {} is not between 100 and 600000",
                self.poll_ms
            ));
        }
        if !(1..=3600).contains(&self.shutdown_timeout_seconds) {
            faults.push(format!(
                "jobs.shutdown_timeout_seconds: {} is not between 1 and 3600",
                self.shutdown_timeout_seconds
            ));
        }
        if !(2..=3600).contains(&self.recovery_seconds) {
            faults.push(format!(
                "jobs.recovery_seconds: {} is not between 2 and 3600",
                self.recovery_seconds
            ));
        }
        faults
    }
}
