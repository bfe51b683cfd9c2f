//! Log lines, on stderr.

use crate::config::{Config, LogFormat};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// The job queue tells of each job with its whole payload and spans; the worker does so in a short line.
const QUEUE: &str = "graphile_worker=warn,graphile_worker::runner::release::failure=off";

/// For processes that stay: as the configuration says.
pub(crate) fn daemon(config: &Config) {
    start(config.log_format(), &config.log.filter);
}

/// For commands: only what somebody must know.
pub(crate) fn operator() {
    start(LogFormat::Pretty, "warn");
}

fn start(format: LogFormat, filter: &str) {
    // The configuration comes last and wins.
    let Ok(filter) = EnvFilter::try_new(format!("{QUEUE},{filter}")) else {
        return;
    };
    let registry = tracing_subscriber::registry().with(filter);
    // Fails only where there is a subscriber already.
    let _ = match format {
        LogFormat::Json => registry
            .with(fmt::layer().json().flatten_event(true).with_writer(stderr))
            .try_init(),
        LogFormat::Pretty => registry
            .with(
                fmt::layer()
                    .with_target(false)
                    .with_ansi(stderr().is_terminal())
                    .with_writer(stderr),
            )
            .try_init(),
    };
}
