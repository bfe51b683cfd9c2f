//! `panal tenant clone|export|import`

use crate::{context::Context, failure::Result};
use clap::Args;
use panal_domain::{BusinessName, SchemaName, Slug};
use panal_provisioner::{Copied, CopyRequest, ImportRequest};
use std::path::PathBuf;

/// Flags of `panal tenant clone`.
#[derive(Debug, Args)]
pub(crate) struct CloneArgs {
    /// Slug, schema or id of the original
    tenant: String,
    /// Slug of the copy
    slug: Slug,
    /// Schema of the copy, where it shall not be named after its slug
    #[arg(long)]
    schema: Option<SchemaName>,
    /// Name of the copy [default: that of the original]
    #[arg(long)]
    name: Option<BusinessName>,
    /// Only the structure: the copy begins like a new tenant
    #[arg(long)]
    structure_only: bool,
}

/// Flags of `panal tenant export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Slug, schema or id
    tenant: String,
    /// The file to write
    file: PathBuf,
}

/// Flags of `panal tenant import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// A file that `panal tenant export` wrote
    file: PathBuf,
    /// Slug [default: that of the exported tenant]
    #[arg(long = "as", value_name = "SLUG")]
    slug: Option<Slug>,
    /// Schema, where it shall not be named after the slug
    #[arg(long)]
    schema: Option<SchemaName>,
    /// Name [default: that of the exported tenant]
    #[arg(long)]
    name: Option<BusinessName>,
}

pub(super) async fn clone(args: CloneArgs, context: &Context) -> Result {
    let request = CopyRequest {
        slug: args.slug,
        schema: args.schema,
        name: args.name,
        data: !args.structure_only,
    };
    let copied = Box::pin(context.provisioner()?.clone_tenant(&args.tenant, &request)).await?;
    print(context, &copied, "cloned")
}

pub(super) async fn export(args: ExportArgs, context: &Context) -> Result {
    let report = Box::pin(context.provisioner()?.export(&args.tenant, &args.file)).await?;
    if context.out.is_json() {
        return context.out.json(&report);
    }
    context.out.line(format!(
        "{}: exported {} rows of {} tables to {} ({} bytes)",
        report.slug,
        report.rows,
        report.tables,
        report.file.display(),
        report.bytes
    ))
}

pub(super) async fn import(args: ImportArgs, context: &Context) -> Result {
    let request = ImportRequest {
        slug: args.slug,
        schema: args.schema,
        name: args.name,
    };
    let copied = Box::pin(context.provisioner()?.import(&args.file, &request)).await?;
    print(context, &copied, "imported")
}

fn print(context: &Context, copied: &Copied, what: &str) -> Result {
    if context.out.is_json() {
        return context.out.json(copied);
    }
    context.out.line(format!(
        "{}: {what} into schema {}, {} rows in {} tables",
        copied.tenant.slug, copied.tenant.schema, copied.rows, copied.tables
    ))?;
    for name in &copied.migrated {
        context
            .out
            .line(format!("{}: applied {name}", copied.tenant.slug))?;
    }
    crate::commands::restore::note_factors(context, copied.second_factors_removed);
    Ok(())
}
