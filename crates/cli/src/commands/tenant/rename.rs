//! `panal tenant rename`

use super::changed;
use crate::{context::Context, failure::Result};
use clap::Args;
use panal_domain::{SchemaName, Slug};

/// Flags of `panal tenant rename`.
#[derive(Debug, Args)]
pub(crate) struct RenameArgs {
    /// Slug, schema or id
    tenant: String,
    /// New slug; the subdomain changes with it
    #[arg(long)]
    slug: Slug,
    /// New schema; the role is named after it
    #[arg(long)]
    schema: Option<SchemaName>,
}

pub(super) async fn run(args: RenameArgs, context: &Context) -> Result {
    let tenant = context
        .provisioner()?
        .rename(&args.tenant, &args.slug, args.schema.as_ref())
        .await?;
    let what = format!("renamed from {}, in schema {}", args.tenant, tenant.schema);
    changed(context, &tenant, &what)
}
