//! The configuration: embedded defaults, then `panal.toml`, then `PANAL__SECTION__KEY`, then flags.

mod backup;
mod fields;
mod jobs;
mod load;
mod log;
mod mask;
mod source;

pub(crate) use backup::BackupConfig;
pub(crate) use jobs::JobsConfig;
pub(crate) use load::{APP, OWNER};
pub(crate) use load::{Loaded, load};
pub(crate) use log::{LogConfig, LogFormat};
pub(crate) use mask::{address_of, masked};

use hmac::{Hmac, KeyInit, Mac};
use panal_http::{Environment, HttpConfig, auth::AuthConfig};
use panal_integrations::mail::MailConfig;
use panal_persistence::{config::DatabaseConfig, db::pg_config};
use panal_provisioner::TenantsConfig;
use secrecy::ExposeSecret;
use sha2::Sha256;
use std::path::PathBuf;

/// Where a value may be said beside `panal.toml` and the environment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overrides {
    /// `--config` or `PANAL_CONFIG`; without it `panal.toml`, if there is one.
    pub(crate) file: Option<PathBuf>,
    /// Key and value, from flags.
    pub(crate) values: Vec<(String, String)>,
}

/// Settings that must never be shown, nor be given on a command line.
pub(crate) const SECRETS: &[&str] = &[
    "database.url",
    "database.app_url",
    "auth.secret",
    "auth.previous_secret",
    "mail.password",
    "auth.encryption_secret",
    "auth.previous_encryption_secret",
];

/// The whole configuration.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) environment: Environment,
    pub(crate) database: DatabaseConfig,
    pub(crate) server: HttpConfig,
    pub(crate) auth: AuthConfig,
    pub(crate) tenants: TenantsConfig,
    pub(crate) jobs: JobsConfig,
    pub(crate) backup: BackupConfig,
    pub(crate) mail: MailConfig,
    pub(crate) log: LogConfig,
}

impl Config {
    pub(crate) fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// Whether `panal serve` works on jobs too.
    pub(crate) fn jobs_embedded(&self) -> bool {
        self.jobs.embedded.unwrap_or(!self.is_production())
    }

    pub(crate) fn log_format(&self) -> LogFormat {
        self.log.format.unwrap_or(if self.is_production() {
            LogFormat::Json
        } else {
            LogFormat::Pretty
        })
    }

    /// How the server logs in. Without an address of its own: where the owner does, as `panal_app`, with a password that
    /// follows from the authentication secret, so that whoever migrates and whoever serves agree on it.
    pub(crate) fn app(&self) -> panal_persistence::Result<tokio_postgres::Config> {
        let timeout = self.database.connect_timeout();
        if !self.database.app_url.expose_secret().is_empty() {
            return pg_config(&self.database.app_url, "panal", timeout);
        }
        let mut app = pg_config(&self.database.url, "panal", timeout)?;
        app.user("panal_app");
        app.password(derived_password(self.auth.secret.expose_secret()));
        app.options("");
        Ok(app)
    }
}

/// Lower-case hexadecimal of HMAC-SHA256.
fn derived_password(secret: &str) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(b"panal_app database password");
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
