use serde::Deserialize;
use tracing_subscriber::EnvFilter;

/// Section `[log]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogConfig {
    /// How lines look. Unset: JSON in production, pretty in development.
    pub(crate) format: Option<LogFormat>,
    /// Which lines: `info`, or `info,panal_http=debug`.
    pub(crate) filter: String,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Pretty,
    /// For machines.
    Json,
}

impl LogFormat {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pretty => "pretty",
            Self::Json => "json",
        }
    }
}

impl LogConfig {
    pub(crate) fn faults(&self) -> Vec<String> {
        match EnvFilter::try_new(&self.filter) {
            Ok(_) => Vec::new(),
            Err(error) => vec![format!(
                "log.filter: '{}': {error}; for instance info,panal_http=debug",
                self.filter
            )],
        }
    }
}
