use tokio_postgres::config::Host;

/// What may be shown of a secret: of a database's address everything but the password, of others nothing.
pub(crate) fn masked(key: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    if key.starts_with("database.") {
        address(value)
    } else {
        "***".to_owned()
    }
}

/// Rebuilt from its parts, so that nothing unforeseen slips through.
fn address(value: &str) -> String {
    match value.parse::<tokio_postgres::Config>() {
        Ok(config) => address_of(&config),
        Err(_) => "*** (not a PostgreSQL address)".to_owned(),
    }
}

/// An address without its password.
pub(crate) fn address_of(config: &tokio_postgres::Config) -> String {
    let user = config.get_user().unwrap_or_default();
    let password = if config.get_password().is_some() {
        ":***"
    } else {
        ""
    };
    let ports = config.get_ports();
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .enumerate()
        .map(|(index, host)| {
            let host = match host {
                Host::Tcp(host) => host.clone(),
                Host::Unix(path) => path.display().to_string(),
            };
            match ports.get(index).or(ports.first()) {
                Some(port) => format!("{host}:{port}"),
                None => host,
            }
        })
        .collect();
    let database = config.get_dbname().unwrap_or_default();
    format!("postgres://{user}{password}@{}/{database}", hosts.join(","))
}
