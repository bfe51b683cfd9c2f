//! Log lines, on stderr.

use crate::config::{Config, LogFormat};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// For processes that stay: as the configuration says.
pub(crate) fn daemon(config: &Config) {
    start(config.log_format(), &config.log.filter);
}

/// For commands: only what somebody must know.
pub(crate) fn operator() {
    start(LogFormat::Pretty, "warn");
}

fn start(format: LogFormat, filter: &str) {
    let Ok(filter) = EnvFilter::try_new(filter) else {
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
