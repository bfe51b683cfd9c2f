use crate::{Error, Result};
use secrecy::{ExposeSecret, SecretString};
use std::{sync::OnceLock, time::Duration};
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

/// TLS by the machine's certificate store. Used where the address asks for it or allows it (`sslmode`), as in libpq;
/// unlike libpq, certificates are always verified. The store is read once in the life of a process: it is large.
pub fn tls() -> MakeRustlsConnect {
    static STORE: OnceLock<MakeRustlsConnect> = OnceLock::new();
    if let Some(connector) = STORE.get() {
        return connector.clone();
    }
    match MakeRustlsConnect::with_native_certs() {
        Ok((connector, _unreadable)) => STORE.get_or_init(|| connector).clone(),
        Err(_no_store) => MakeRustlsConnect::new(
            rustls::ClientConfig::builder()
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth(),
        ),
    }
}

/// Parses a PostgreSQL address and gives the connection a name that operators see in `pg_stat_activity`.
pub fn pg_config(url: &SecretString, application: &str, timeout: Duration) -> Result<Config> {
    let mut config: Config = url
        .expose_secret()
        .parse()
        .map_err(|error: tokio_postgres::Error| Error::Unavailable(error.to_string()))?;
    config.application_name(application);
    config.connect_timeout(timeout);
    config.keepalives_idle(Duration::from_secs(30));
    Ok(config)
}

/// One connection outside any pool. The connection's task ends with the client.
pub async fn connect(config: &Config) -> Result<tokio_postgres::Client> {
    let (client, connection) = config.connect(tls()).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "database connection ended");
        }
    });
    Ok(client)
}
