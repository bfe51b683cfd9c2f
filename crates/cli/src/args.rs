//! The command line.

use crate::commands::{
    backup, config, demo, docs, doctor, domain, health, jobs, mail, migrate, pool, restore, serve,
    subscription, tenant, user, worker,
};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  failed
  2  the command line or the configuration makes no sense
  3  partly failed: the output says what was done and what was not

Settings come from panal.toml, then the environment (PANAL__SECTION__KEY), then flags.
`panal config show` prints those that hold.";

/// Runs Panal: serves, works on jobs, migrates and looks after tenants.
#[derive(Debug, Parser)]
#[command(name = "panal", version, after_help = AFTER_HELP, max_term_width = 100, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Globals {
    /// Print one JSON document for machines
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Configuration file [default: panal.toml, if there is one]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "PANAL_CONFIG",
        hide_env_values = true
    )]
    pub(crate) config: Option<PathBuf>,
    /// One setting, such as server.port=8080; may be repeated. Not for secrets
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the web application and the API
    Serve(serve::ServeArgs),
    /// Work on background jobs
    Worker(worker::WorkerArgs),
    /// Bring the platform and all tenants up to date
    Migrate(migrate::MigrateArgs),
    /// Create, look at, change and remove tenants
    #[command(subcommand)]
    Tenant(Box<tenant::TenantCommand>),
    /// A tenant's own domains
    #[command(subcommand)]
    Domain(domain::DomainCommand),
    /// Users of a tenant or of the platform
    #[command(subcommand)]
    User(user::UserCommand),
    /// What tenants pay for
    #[command(subcommand)]
    Subscription(subscription::SubscriptionCommand),
    /// Limits agreed with a tenant in place of its plan's
    #[command(subcommand)]
    Limit(subscription::LimitCommand),
    /// Empty schemas kept ready for new tenants
    #[command(subcommand)]
    Pool(pool::PoolCommand),
    /// Find what is wrong with tenants and their schemas, and mend it
    Doctor(doctor::DoctorArgs),
    /// Save tenants to files
    Backup(backup::BackupArgs),
    /// Bring a tenant back from a backup
    Restore(restore::RestoreArgs),
    /// Background jobs
    #[command(subcommand)]
    Jobs(jobs::JobsCommand),
    /// Letters kept as files instead of sent
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Demonstration data
    #[command(subcommand)]
    Demo(demo::DemoCommand),
    /// Print the OpenAPI document of the API
    Openapi,
    /// Ask a server how it is; exit 0 when it is well
    Health(health::HealthArgs),
    /// The configuration
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Print a completion script for a shell
    Completions(docs::CompletionsArgs),
    /// Write man pages into a directory
    Man(docs::ManArgs),
    /// Print this reference as Markdown
    #[command(hide = true)]
    Docs,
}

fn setting(raw: &str) -> Result<(String, String), String> {
    let (key, value) = raw
        .split_once('=')
        .ok_or("expected KEY=VALUE, such as server.port=8080")?;
    if crate::config::SECRETS.contains(&key) {
        return Err(format!(
            "{key} is a secret, and command lines are visible to others; use PANAL__{} or its _FILE",
            key.to_uppercase().replace('.', "__")
        ));
    }
    Ok((key.to_owned(), value.to_owned()))
}
