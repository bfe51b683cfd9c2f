//! Where the database is and how many connections to keep.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;

/// Section `[database]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// Owner's connection: migrations, provisioning, worker, operators. Acts as `panal_owner`.
    pub url: SecretString,
    /// The server's connection, login `panal_app`, without any right to change tables. Empty: the same server as `url`,
    /// with a password derived from the authentication secret.
    pub app_url: SecretString,
    /// Begins the names of the tenants' database roles; different for each Panal on one PostgreSQL server.
    pub role_prefix: String,
    /// Small pools among which tenants are shared out, so that a backend remembers few schemas.
    pub lanes: usize,
    /// Connections of one lane.
    pub lane_size: usize,
    /// Connections for rows of the platform.
    pub platform_size: usize,
    /// Prepared statements kept by a connection; the least recently used go first.
    pub statement_cache: usize,
    /// Seconds to wait for a free connection, and as many for a new one to be made.
    pub connect_timeout_seconds: u64,
    /// Seconds after which a connection is closed and made anew, giving its backend's memory back.
    pub max_age_seconds: u64,
}

impl DatabaseConfig {
    /// Wait for a free connection.
    #[must_use]
    pub fn connect_timeout(&self) -> Duration {
        Duration::from_secs(self.connect_timeout_seconds)
    }

    /// Age at which a connection is replaced.
    #[must_use]
    pub fn max_age(&self) -> Duration {
        Duration::from_secs(self.max_age_seconds)
    }

    /// What is wrong, as `field: what`.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (field, url, optional) in [
            ("database.url", &self.url, false),
            ("database.app_url", &self.app_url, true),
        ] {
            let url = url.expose_secret();
            if url.is_empty() {
                if !optional {
                    faults.push(format!(
                        "{field}: missing; give postgres://user:password@host:5432/database"
                    ));
                }
            } else if url.parse::<tokio_postgres::Config>().is_err() {
                faults.push(format!("{field}: not a PostgreSQL address; expected postgres://user:password@host:5432/database"));
            }
        }
        for (field, value) in [
            ("database.lanes", self.lanes),
            ("database.lane_size", self.lane_size),
            ("database.platform_size", self.platform_size),
            ("database.statement_cache", self.statement_cache),
        ] {
            if !(1..=10_000).contains(&value) {
                faults.push(format!("{field}: {value} is not between 1 and 10000"));
            }
        }
        if self.connect_timeout_seconds == 0 {
            faults.push("database.connect_timeout_seconds: must be at least 1".to_owned());
        }
        if self.role_prefix.is_empty()
            || self.role_prefix.len() > 16
            || self.role_prefix.starts_with("pg_")
            || !self
                .role_prefix
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        {
            faults.push(
                "database.role_prefix: 1 to 16 of a-z, 0-9 and _, not beginning with pg_"
                    .to_owned(),
            );
        }
        faults
    }
}
