//! `panal restore`

use crate::{
    context::Context,
    failure::{Failure, Result},
};
use clap::Args;
use panal_domain::{SchemaName, Slug};
use panal_provisioner::{RestoreRequest, find_backup};
use std::path::{Path, PathBuf};

/// Flags of `panal restore`.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// Id of a backup (`panal backup list`) or its file
    backup: String,
    /// As another tenant with this slug, beside the one that was saved
    #[arg(long = "as", value_name = "SLUG")]
    slug: Option<Slug>,
    /// Schema, where it shall not be named after the slug
    #[arg(long)]
    schema: Option<SchemaName>,
    /// In place of the present rows of the tenant, which are lost
    #[arg(long, conflicts_with = "slug")]
    replace: bool,
    /// With --replace: really do it
    #[arg(long)]
    yes: bool,
    /// Where backups are [default: backup.directory]
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,
}

pub(crate) async fn run(args: RestoreArgs, context: &Context) -> Result {
    context.loaded.require(&["backup."])?;
    if args.replace && !args.yes {
        return Err(
            Failure::usage("--replace ends the present rows of the tenant")
                .cure("back it up, then give --yes"),
        );
    }
    let provisioner = context.provisioner()?;
    let path = if Path::new(&args.backup).is_file() {
        PathBuf::from(&args.backup)
    } else {
        let directory = args
            .directory
            .unwrap_or_else(|| context.config().backup.directory.clone());
        find_backup(&directory, &args.backup).await?.path
    };
    let request = RestoreRequest {
        slug: args.slug,
        schema: args.schema,
        replace: args.replace,
    };
    let restored = Box::pin(provisioner.restore(&path, &request)).await?;
    if context.out.is_json() {
        return context.out.json(&restored);
    }
    context.out.line(format!(
        "{}: restored from {}, {} rows in {} tables",
        restored.tenant.slug, restored.backup, restored.rows, restored.tables
    ))?;
    for name in &restored.migrated {
        context
            .out
            .line(format!("{}: applied {name}", restored.tenant.slug))?;
    }
    note_factors(context, restored.second_factors_removed);
    for domain in &restored.domains_taken {
        context.out.note(format!(
            "warning: {domain} is another tenant's by now and did not come back"
        ));
    }
    Ok(())
}

/// Says that users of another tenant have lost their second factor.
pub(crate) fn note_factors(context: &Context, users: u64) {
    if users > 0 {
        context.out.note(format!(
            "warning: {users} users have to set their second factor up again: theirs is good for the original alone"
        ));
    }
}
