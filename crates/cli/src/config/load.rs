//! Putting the layers together and saying everything that is wrong with them.

use super::{
    BackupConfig, Config, JobsConfig, LogConfig, Overrides, SECRETS, fields,
    source::{self, Given, Origin},
};
use crate::failure::Failure;
use config::{ConfigError, FileFormat, ValueKind, builder::DefaultState};
use panal_http::{Environment, HttpConfig, auth::AuthConfig};
use panal_integrations::mail::MailConfig;
use panal_persistence::config::DatabaseConfig;
use panal_provisioner::TenantsConfig;
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, path::PathBuf};

const DEFAULTS: &str = include_str!("defaults.toml");

type Builder = config::ConfigBuilder<DefaultState>;

/// A fault and the setting it concerns.
#[derive(Debug, Clone)]
struct Fault {
    key: String,
    text: String,
}

/// The configuration, and what is wrong with it. A faulty value is replaced by its default, so that commands which do
/// not need it work.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) config: Config,
    /// Every setting that has a value, its value and its origin.
    pub(crate) values: BTreeMap<String, (ValueKind, Origin)>,
    faults: Vec<Fault>,
}

/// `require` with this: the owner's address must be there.
pub(crate) const OWNER: &str = "owner";
/// `require` with this: the server's address must be there or follow from the owner's.
pub(crate) const APP: &str = "app";
const ALWAYS: &str = "";

impl Loaded {
    /// Fails with all faults of the settings that begin with one of `prefixes`.
    pub(crate) fn require(&self, prefixes: &[&str]) -> Result<(), Failure> {
        let faults: Vec<String> = self
            .faults
            .iter()
            .filter(|fault| {
                fault.key == ALWAYS || prefixes.iter().any(|prefix| fault.key.starts_with(prefix))
            })
            .map(|fault| fault.text.clone())
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Failure::configuration(faults))
        }
    }

    /// Every fault. The owner's address may be missing where the server's is there: a server needs no other.
    pub(crate) fn faults(&self) -> Vec<&str> {
        self.faults
            .iter()
            .filter(|fault| fault.key != OWNER)
            .map(|fault| fault.text.as_str())
            .collect()
    }
}

/// Reads all layers.
pub(crate) fn load(overrides: &Overrides) -> Result<Loaded, Failure> {
    let base =
        config::Config::builder().add_source(config::File::from_str(DEFAULTS, FileFormat::Toml));
    let tree = base.build_cloned().map_err(broken)?;
    let defaults = source::leaves(&tree.cache);
    let mut faults = Vec::new();
    let mut given = match configuration_file(overrides) {
        Some(path) => source::file(&path).map_err(|fault| Failure::configuration(vec![fault]))?,
        None => Vec::new(),
    };
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    given.extend(source::environment(variables, &defaults, &mut faults));
    given.extend(overrides.values.iter().filter_map(|(key, value)| {
        Some(Given {
            key: key.clone(),
            value: source::typed(key, value.clone(), &defaults)?,
            origin: Origin::Flag,
        })
    }));
    let mut faults: Vec<Fault> = faults.into_iter().map(Fault::about).collect();
    given.retain(|given| match unknown(given) {
        None => true,
        Some(text) => {
            faults.push(Fault {
                key: ALWAYS.to_owned(),
                text,
            });
            false
        }
    });
    let mut values: BTreeMap<String, (ValueKind, Origin)> = defaults
        .into_iter()
        .map(|(key, value)| (key, (value, Origin::Default)))
        .collect();
    let mut builder = base;
    for given in given {
        match accept(&builder, &given) {
            Ok(next) => {
                builder = next;
                values.insert(given.key, (given.value, given.origin));
            }
            Err(what) => faults.push(Fault {
                text: format!("{}: {what} ({})", given.key, given.origin),
                key: given.key,
            }),
        }
    }
    let config = read(&builder).map_err(broken)?;
    faults.extend(rules(&config));
    Ok(Loaded {
        config,
        values,
        faults,
    })
}

fn configuration_file(overrides: &Overrides) -> Option<PathBuf> {
    let usual = PathBuf::from("panal.toml");
    overrides
        .file
        .clone()
        .or_else(|| usual.exists().then_some(usual))
}

/// What the rules of the sections say.
fn rules(config: &Config) -> Vec<Fault> {
    let mut faults = config.database.faults();
    faults.extend(config.server.faults());
    faults.extend(config.auth.faults(config.is_production()));
    faults.extend(config.tenants.faults());
    faults.extend(config.jobs.faults());
    faults.extend(config.backup.faults());
    faults.extend(config.mail.faults(config.is_production()));
    faults.extend(config.log.faults());
    let mut faults: Vec<Fault> = faults.into_iter().map(Fault::about).collect();
    let has_app = !config.database.app_url.expose_secret().is_empty();
    for fault in &mut faults {
        if fault.text.starts_with("database.url: missing") {
            OWNER.clone_into(&mut fault.key);
        }
        // The server's password follows from this secret where it has no address of its own.
        if fault.key == "auth.secret" && !has_app {
            "auth.secret app".clone_into(&mut fault.key);
        }
    }
    if !has_app && config.database.url.expose_secret().is_empty() {
        faults.push(Fault {
            key: APP.to_owned(),
            text:
                "database.app_url: missing, and there is no database.url to derive it from; give \
                   postgres://panal_app:password@host:5432/database"
                    .to_owned(),
        });
    }
    faults
}

impl Fault {
    /// A fault that begins with the setting it is about.
    fn about(text: String) -> Self {
        let key = text.split(':').next().unwrap_or_default().to_owned();
        Self { key, text }
    }
}

/// The builder with one more value, if the section that it belongs to can then be read.
fn accept(builder: &Builder, given: &Given) -> Result<Builder, String> {
    let next = builder
        .clone()
        .set_override(&given.key, config::Value::new(None, given.value.clone()))
        .map_err(|error| error.to_string())?;
    let tree = next.build_cloned().map_err(|error| error.to_string())?;
    let section = given.key.split('.').next().unwrap_or_default();
    let checked = match section {
        "environment" => tree.get::<Environment>(section).map(drop),
        "database" => tree.get::<DatabaseConfig>(section).map(drop),
        "server" => tree.get::<HttpConfig>(section).map(drop),
        "auth" => tree.get::<AuthConfig>(section).map(drop),
        "tenants" => tree.get::<TenantsConfig>(section).map(drop),
        "jobs" => tree.get::<JobsConfig>(section).map(drop),
        "backup" => tree.get::<BackupConfig>(section).map(drop),
        "mail" => tree.get::<MailConfig>(section).map(drop),
        _ => tree.get::<LogConfig>(section).map(drop),
    };
    checked.map(|()| next).map_err(|error| plain(&error))
}

fn read(builder: &Builder) -> Result<Config, ConfigError> {
    let tree = builder.build_cloned()?;
    let environment = section(&tree, "environment")?;
    let mut server: HttpConfig = section(&tree, "server")?;
    let tenants: TenantsConfig = section(&tree, "tenants")?;
    server.environment = environment;
    server.grace_days = tenants.grace_days;
    Ok(Config {
        environment,
        server,
        database: section(&tree, "database")?,
        auth: section(&tree, "auth")?,
        tenants,
        jobs: section(&tree, "jobs")?,
        backup: section(&tree, "backup")?,
        mail: section(&tree, "mail")?,
        log: section(&tree, "log")?,
    })
}

fn section<T: DeserializeOwned>(tree: &config::Config, name: &str) -> Result<T, ConfigError> {
    tree.get(name)
}

/// Says so if the setting does not exist, and which one was probably meant.
fn unknown(given: &Given) -> Option<String> {
    let known = known();
    if known.contains(&given.key) {
        return None;
    }
    let meant = fields::nearest(&given.key, known.iter().map(String::as_str));
    let hint = if given.key.ends_with("_file") {
        format!("; only secrets are read from files: {}", SECRETS.join(", "))
    } else {
        meant.map_or_else(
            || "; `panal config show` lists the settings".to_owned(),
            |meant| format!("; did you mean {meant}?"),
        )
    };
    Some(format!(
        "{}: there is no such setting{hint} ({})",
        given.key, given.origin
    ))
}

/// Every setting there is, from the structs that read them.
fn known() -> Vec<String> {
    let sections = [
        ("database", fields::of::<DatabaseConfig>()),
        ("server", fields::of::<HttpConfig>()),
        ("auth", fields::of::<AuthConfig>()),
        ("tenants", fields::of::<TenantsConfig>()),
        ("jobs", fields::of::<JobsConfig>()),
        ("backup", fields::of::<BackupConfig>()),
        ("mail", fields::of::<MailConfig>()),
        ("log", fields::of::<LogConfig>()),
    ];
    std::iter::once("environment".to_owned())
        .chain(sections.iter().flat_map(|(section, fields)| {
            fields.iter().map(move |field| format!("{section}.{field}"))
        }))
        .collect()
}

/// The innermost message, without the key, which the caller says.
fn plain(error: &ConfigError) -> String {
    match error {
        ConfigError::Type {
            unexpected,
            expected,
            ..
        } => format!("expected {expected}, found {unexpected}"),
        ConfigError::At { error, .. } => plain(error),
        ConfigError::Message(message) => message.clone(),
        other => other.to_string(),
    }
}

fn broken(error: ConfigError) -> Failure {
    Failure::configuration(vec![error.to_string()])
}
