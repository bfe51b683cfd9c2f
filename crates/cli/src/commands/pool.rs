//! `panal pool`

use crate::{context::Context, failure::Result, output::Table, values};
use clap::Subcommand;
use panal_domain::Profile;
use panal_provisioner::Provisioner;
use serde_json::json;

/// Commands about empty schemas kept ready for new tenants.
#[derive(Debug, Subcommand)]
pub(crate) enum PoolCommand {
    /// Print how many are ready for each kind of business
    Status,
    /// Make those that are missing; the worker does so every minute
    Fill {
        /// Only for this kind of business; may be repeated
        #[arg(long, value_parser = values::profile())]
        profile: Vec<Profile>,
        /// How many shall be ready for each [default: tenants.pool_size]
        #[arg(long, value_name = "N")]
        size: Option<usize>,
    },
}

pub(crate) async fn run(command: PoolCommand, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    match command {
        PoolCommand::Status => status(context, &provisioner).await,
        PoolCommand::Fill { profile, size } => {
            let profiles = if profile.is_empty() {
                Profile::ALL
            } else {
                &profile
            };
            let bar = context.out.progress("schemas");
            let size = size.unwrap_or(context.config().tenants.pool_size);
            let made = provisioner
                .fill_pool(profiles, size, &|| {
                    bar.inc(1);
                })
                .await;
            bar.finish_and_clear();
            let made = made?;
            if context.out.is_json() {
                context.out.json(&json!({"made": made}))
            } else {
                context.out.line(format!("{made} schemas made"))
            }
        }
    }
}

async fn status(context: &Context, provisioner: &Provisioner) -> Result {
    let kinds = provisioner.pool_status().await?;
    if context.out.is_json() {
        return context.out.json(&kinds);
    }
    let mut table = Table::new(&["ready", "wanted", "migrations", "profiles"]);
    for kind in &kinds {
        table.row([
            kind.ready.to_string(),
            kind.wanted.to_string(),
            kind.fingerprint.chars().take(12).collect(),
            kind.profiles.join(", "),
        ]);
    }
    context.out.table(&table)
}
