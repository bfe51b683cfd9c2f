//! `panal backup`

use super::tenant::chosen;
use crate::{
    context::Context,
    failure::{Failure, Result, code},
    output::Table,
};
use clap::{Args, Subcommand};
use futures_util::{StreamExt, stream};
use panal_provisioner::{BackupManifest, Retention, backups, prune_backups};
use serde::Serialize;
use std::path::PathBuf;

/// Flags of `panal backup`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct BackupArgs {
    #[command(subcommand)]
    command: Option<BackupCommand>,
    /// Slugs, schemas or ids
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    tenants: Vec<String>,
    /// Every tenant
    #[arg(long)]
    all: bool,
    /// Where to [default: backup.directory]
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Tenants at the same time
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=16))]
    jobs: u16,
}

/// Commands under `panal backup`.
#[derive(Debug, Subcommand)]
enum BackupCommand {
    /// Print the backups, the newest first
    List {
        /// Only those of this tenant
        tenant: Option<String>,
        /// Where they are [default: backup.directory]
        #[arg(long, value_name = "DIR")]
        directory: Option<PathBuf>,
    },
    /// Delete backups that are old enough
    Prune {
        /// Keep all that are younger [default: backup.keep_days]
        #[arg(long, value_name = "DAYS")]
        keep_days: Option<u32>,
        /// Keep so many of each tenant in any case [default: backup.keep_at_least]
        #[arg(long, value_name = "N")]
        keep_at_least: Option<usize>,
        /// Where they are [default: backup.directory]
        #[arg(long, value_name = "DIR")]
        directory: Option<PathBuf>,
    },
}

/// A backup, or why there is none.
#[derive(Debug, Serialize)]
struct Outcome {
    tenant: String,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    backup: Option<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cure: Option<String>,
}

/// What is worth knowing of a backup.
#[derive(Debug, Serialize)]
struct Summary {
    id: String,
    slug: String,
    created_at: chrono::DateTime<chrono::Utc>,
    bytes: u64,
    rows: i64,
    sha256: String,
    path: PathBuf,
}

impl From<BackupManifest> for Summary {
    fn from(manifest: BackupManifest) -> Self {
        Self {
            id: manifest.id,
            slug: manifest.tenant.slug,
            created_at: manifest.created_at,
            bytes: manifest.bytes,
            rows: manifest.checksum.rows,
            sha256: manifest.sha256,
            path: manifest.path,
        }
    }
}

pub(crate) async fn run(args: BackupArgs, context: &Context) -> Result {
    context.loaded.require(&["backup."])?;
    let settings = &context.config().backup;
    let usual =
        |directory: Option<PathBuf>| directory.unwrap_or_else(|| settings.directory.clone());
    match args.command {
        Some(BackupCommand::List { tenant, directory }) => {
            let found = backups(&usual(directory), tenant.as_deref()).await?;
            print(context, found)
        }
        Some(BackupCommand::Prune {
            keep_days,
            keep_at_least,
            directory,
        }) => {
            let keep = Retention {
                days: keep_days.unwrap_or(settings.keep_days),
                at_least: keep_at_least.unwrap_or(settings.keep_at_least),
            };
            let gone = prune_backups(&usual(directory), keep).await?;
            if !context.out.is_json() {
                context
                    .out
                    .line(format!("{} backups deleted", gone.len()))?;
                if gone.is_empty() {
                    return Ok(());
                }
            }
            print(context, gone)
        }
        None => save(args, context).await,
    }
}

async fn save(args: BackupArgs, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    let directory = args
        .directory
        .unwrap_or_else(|| context.config().backup.directory.clone());
    let tenants = chosen(context, &args.tenants, args.all).await?;
    let bar = context.out.progress("backups");
    bar.set_length(tenants.len() as u64);
    let mut outcomes: Vec<Outcome> = stream::iter(&tenants)
        .map(|tenant| async {
            let saved = Box::pin(provisioner.backup(&tenant.id.to_string(), &directory)).await;
            bar.inc(1);
            let mut outcome = Outcome {
                tenant: tenant.slug.clone(),
                backup: None,
                error: None,
                cure: None,
            };
            match saved {
                Ok(manifest) => outcome.backup = Some(manifest.into()),
                Err(error) => {
                    outcome.cure = error.cure();
                    outcome.error = Some(error.to_string());
                }
            }
            outcome
        })
        .buffer_unordered(usize::from(args.jobs))
        .collect()
        .await;
    bar.finish_and_clear();
    outcomes.sort_by(|a, b| a.tenant.cmp(&b.tenant));
    report(context, &outcomes)
}

fn report(context: &Context, outcomes: &[Outcome]) -> Result {
    if context.out.is_json() {
        context.out.json(&outcomes)?;
    } else {
        for outcome in outcomes {
            if let Some(backup) = &outcome.backup {
                context.out.line(format!(
                    "{}: {} ({} rows, {} bytes)",
                    outcome.tenant, backup.id, backup.rows, backup.bytes
                ))?;
            }
            if let Some(error) = &outcome.error {
                context
                    .out
                    .note(format!("error: {}: {error}", outcome.tenant));
            }
            if let Some(cure) = &outcome.cure {
                context.out.note(format!("cure:  {cure}"));
            }
        }
    }
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.error.is_some())
        .count();
    match failed {
        0 => Ok(()),
        failed if failed == outcomes.len() => Err(Failure::reported(code::FAILED)),
        _ => Err(Failure::reported(code::PARTLY)),
    }
}

fn print(context: &Context, found: Vec<BackupManifest>) -> Result {
    let found: Vec<Summary> = found.into_iter().map(Summary::from).collect();
    if context.out.is_json() {
        return context.out.json(&found);
    }
    let mut table = Table::new(&["id", "tenant", "made", "rows", "bytes", "file"]);
    for backup in &found {
        table.row([
            backup.id.clone(),
            backup.slug.clone(),
            backup.created_at.format("%Y-%m-%d %H:%M:%S").to_string(),
            backup.rows.to_string(),
            backup.bytes.to_string(),
            backup.path.display().to_string(),
        ]);
    }
    context.out.table(&table)
}
