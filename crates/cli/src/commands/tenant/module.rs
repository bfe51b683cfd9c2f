//! `panal tenant module`

use super::changed;
use crate::{context::Context, failure::Result, values};
use clap::Subcommand;
use panal_domain::Module;

/// Commands about a tenant's modules.
#[derive(Debug, Subcommand)]
pub(crate) enum ModuleCommand {
    /// Enable a module and those that it requires, and make their tables
    Enable {
        /// Slug, schema or id
        tenant: String,
        /// The module
        #[arg(value_parser = values::module())]
        module: Module,
    },
}

pub(super) async fn run(command: ModuleCommand, context: &Context) -> Result {
    let ModuleCommand::Enable { tenant, module } = command;
    let tenant = context
        .provisioner()?
        .enable_module(&tenant, module)
        .await?;
    changed(
        context,
        &tenant,
        &format!("modules {}", tenant.modules.join(", ")),
    )
}
