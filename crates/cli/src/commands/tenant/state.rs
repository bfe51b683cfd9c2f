//! `panal tenant suspend|activate|maintenance`

use super::changed;
use crate::{context::Context, failure::Result};
use clap::Args;
use panal_domain::TenantState;

/// Flags of these commands.
#[derive(Debug, Args)]
pub(crate) struct StateArgs {
    /// Slug, schema or id
    #[arg(env = "PANAL_TENANT", hide_env_values = true)]
    tenant: String,
    /// Why, for whoever looks later
    #[arg(long)]
    reason: Option<String>,
}

pub(super) async fn suspend(args: StateArgs, context: &Context) -> Result {
    set(args, TenantState::Suspended, context).await
}

pub(super) async fn activate(args: StateArgs, context: &Context) -> Result {
    set(args, TenantState::Active, context).await
}

pub(super) async fn maintenance(args: StateArgs, context: &Context) -> Result {
    set(args, TenantState::Maintenance, context).await
}

async fn set(args: StateArgs, state: TenantState, context: &Context) -> Result {
    let tenant = context
        .provisioner()?
        .set_state(&args.tenant, state, args.reason.as_deref())
        .await?;
    changed(context, &tenant, state.as_str())
}
