//! `panal tenant show`

use super::facts;
use crate::{context::Context, failure::Result};
use clap::Args;
use panal_provisioner::{Checksum, TenantRecord};
use serde::Serialize;

/// Flags of `panal tenant show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Slug, schema or id
    #[arg(env = "PANAL_TENANT", hide_env_values = true)]
    tenant: String,
    /// Also digests of its schema's structure and rows: equal before and after a rename, a clone, a restore
    #[arg(long)]
    checksum: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    tenant: &'a TenantRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    checksum: Option<Checksum>,
}

pub(super) async fn run(args: ShowArgs, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    let tenant = provisioner.tenant(&args.tenant).await?;
    let checksum = if args.checksum {
        Some(provisioner.checksum(&tenant).await?)
    } else {
        None
    };
    if context.out.is_json() {
        return context.out.json(&Report {
            tenant: &tenant,
            checksum,
        });
    }
    let mut table = facts(&tenant);
    if let Some(checksum) = checksum {
        table.row(["catalogue", &checksum.catalogue]);
        table.row(["content", &checksum.content]);
        table.row(["rows", &checksum.rows.to_string()]);
        table.row(["tables", &checksum.tables.to_string()]);
    }
    context.out.table(&table)
}
