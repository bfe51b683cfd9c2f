//! `panal tenant delete|restore|purge`

use super::changed;
use crate::{
    context::Context,
    failure::{Failure, Result},
};
use chrono::Utc;
use clap::Args;
use panal_domain::TenantState;
use serde_json::json;

/// Flags of `panal tenant delete`.
#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    /// Slug, schema or id
    tenant: String,
    /// Why, for whoever looks later
    #[arg(long)]
    reason: Option<String>,
    /// Really do it
    #[arg(long)]
    yes: bool,
}

/// Flags of `panal tenant restore`.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// Slug, schema or id
    tenant: String,
}

/// Flags of `panal tenant purge`.
#[derive(Debug, Args)]
pub(crate) struct PurgeArgs {
    /// Slug, schema or id
    tenant: String,
    /// Do not wait for the end of the grace period
    #[arg(long)]
    early: bool,
    /// Do not save it first
    #[arg(long)]
    no_backup: bool,
    /// Really do it: the data is gone afterwards
    #[arg(long)]
    yes: bool,
}

pub(super) async fn delete(args: DeleteArgs, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    if !args.yes {
        let tenant = provisioner.tenant(&args.tenant).await?;
        return Err(Failure::usage(format!(
            "this puts {} ({}) out of reach of its users",
            tenant.slug, tenant.name
        ))
        .cure(format!(
            "give --yes; `panal tenant restore` brings it back within {} days",
            context.config().tenants.grace_days
        )));
    }
    let tenant = provisioner
        .delete(&args.tenant, args.reason.as_deref())
        .await?;
    let end = tenant.purge_after.map_or_else(String::new, |end| {
        format!(
            "; can be restored until {}",
            end.format("%Y-%m-%d %H:%M UTC")
        )
    });
    changed(context, &tenant, &format!("deleted{end}"))
}

pub(super) async fn restore(args: RestoreArgs, context: &Context) -> Result {
    let tenant = context.provisioner()?.undelete(&args.tenant).await?;
    changed(context, &tenant, "restored")
}

pub(super) async fn purge(args: PurgeArgs, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    let tenant = provisioner.tenant(&args.tenant).await?;
    if !args.yes {
        return Err(Failure::usage(format!(
            "this drops all data of {} ({})",
            tenant.slug, tenant.name
        ))
        .cure("give --yes"));
    }
    // What will be refused needs no backup, and half a business, left by a purge that was interrupted, is none.
    let due = args.early || tenant.purge_after.is_none_or(|end| end <= Utc::now());
    let begun = tenant.purge_started_at.is_some();
    let backup = if args.no_backup || !due || begun || tenant.state != TenantState::Deleting {
        None
    } else {
        context.loaded.require(&["backup."])?;
        let directory = &context.config().backup.directory;
        let saved = Box::pin(provisioner.backup(&args.tenant, directory)).await;
        let manifest = saved.map_err(|error| {
            context
                .out
                .note("nothing was dropped; --no-backup purges without saving");
            Failure::from(error)
        })?;
        Some(manifest.id)
    };
    let purged = provisioner.purge(&args.tenant, args.early).await?;
    if context.out.is_json() {
        let (slug, tables) = (purged.slug, purged.tables);
        context
            .out
            .json(&json!({"slug": slug, "tables": tables, "backup": backup}))
    } else {
        if let Some(id) = backup {
            context
                .out
                .line(format!("{}: saved as {id}", purged.slug))?;
        }
        context.out.line(format!(
            "{}: purged, {} tables dropped",
            purged.slug, purged.tables
        ))
    }
}
