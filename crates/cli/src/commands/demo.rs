//! `panal demo`

use crate::{
    context::Context,
    demo,
    failure::{Failure, Result},
    output::Table,
};
use clap::Subcommand;

/// Commands about demonstration data.
#[derive(Debug, Subcommand)]
pub(crate) enum DemoCommand {
    /// Create the demonstration tenants with users, clients and a month of appointments around today; what is there stays
    Load,
}

pub(crate) async fn run(command: DemoCommand, context: &Context) -> Result {
    let DemoCommand::Load = command;
    if context.config().is_production() {
        return Err(Failure::new(
            "demonstration data has a password that everybody knows; production refuses it",
        )
        .cure("set environment = \"development\" (PANAL__ENVIRONMENT) if this is a developer's machine"));
    }
    context.loaded.require(&["auth.bcrypt_cost"])?;
    let loaded = demo::load(context).await?;
    if context.out.is_json() {
        return context.out.json(&loaded);
    }
    let mut table = Table::new(&[
        "tenant",
        "",
        "users added",
        "clients added",
        "appointments added",
    ]);
    for tenant in &loaded {
        table.row([
            tenant.tenant.clone(),
            if tenant.created {
                "created"
            } else {
                "was there"
            }
            .to_owned(),
            tenant.users.to_string(),
            tenant.clients.to_string(),
            tenant.appointments.to_string(),
        ]);
    }
    context.out.table(&table)?;
    context.out.line(
        "root@panal.test is the super admin; a second factor (TOTP) is set up at the first log-in",
    )
}
