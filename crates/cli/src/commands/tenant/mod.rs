//! `panal tenant`

mod bulk;
mod copy;
mod create;
mod exec;
mod lines;
mod list;
mod many;
mod module;
mod remove;
mod rename;
mod show;
mod sql;
mod state;
mod statements;

pub(crate) use many::chosen;

use crate::{context::Context, failure::Result, output::Table};
use chrono::{DateTime, Utc};
use clap::Subcommand;
use panal_provisioner::TenantRecord;

/// Commands about tenants. Wherever a tenant is asked for, give its slug, schema or id.
#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Create a tenant, or all those in a CSV file
    Create(create::CreateArgs),
    /// Print the tenants
    List(list::ListArgs),
    /// Print all that is known of a tenant
    Show(show::ShowArgs),
    /// Give a tenant another slug, and perhaps another schema and role
    Rename(rename::RenameArgs),
    /// Give a tenant another plan; refused while it uses more than that plan allows
    Plan(crate::commands::subscription::PlanArgs),
    /// Keep a tenant's users out, telling them it is suspended
    Suspend(state::StateArgs),
    /// Let a tenant's users in again
    Activate(state::StateArgs),
    /// Keep a tenant's users out, telling them it is under maintenance
    Maintenance(state::StateArgs),
    /// Delete a tenant; it can be restored within the grace period
    Delete(remove::DeleteArgs),
    /// Bring a deleted tenant back within its grace period
    Restore(remove::RestoreArgs),
    /// Drop a deleted tenant's schema and role, after a backup
    Purge(remove::PurgeArgs),
    /// Make another tenant that is the same as one
    Clone(copy::CloneArgs),
    /// Write a tenant to a file, to be imported elsewhere
    Export(copy::ExportArgs),
    /// Make a tenant of an exported file
    Import(copy::ImportArgs),
    /// Run another panal command once for each tenant
    Exec(exec::ExecArgs),
    /// Run SQL under the role of each tenant
    Sql(sql::SqlArgs),
    /// A tenant's modules
    #[command(subcommand)]
    Module(module::ModuleCommand),
}

pub(crate) async fn run(command: TenantCommand, context: &Context) -> Result {
    match command {
        TenantCommand::Create(args) => Box::pin(create::run(args, context)).await,
        TenantCommand::List(args) => list::run(args, context).await,
        TenantCommand::Show(args) => show::run(args, context).await,
        TenantCommand::Rename(args) => rename::run(args, context).await,
        TenantCommand::Plan(args) => crate::commands::subscription::plan(args, context).await,
        TenantCommand::Suspend(args) => state::suspend(args, context).await,
        TenantCommand::Activate(args) => state::activate(args, context).await,
        TenantCommand::Maintenance(args) => state::maintenance(args, context).await,
        TenantCommand::Delete(args) => remove::delete(args, context).await,
        TenantCommand::Restore(args) => remove::restore(args, context).await,
        TenantCommand::Purge(args) => Box::pin(remove::purge(args, context)).await,
        TenantCommand::Clone(args) => Box::pin(copy::clone(args, context)).await,
        TenantCommand::Export(args) => Box::pin(copy::export(args, context)).await,
        TenantCommand::Import(args) => Box::pin(copy::import(args, context)).await,
        TenantCommand::Exec(args) => exec::run(args, context).await,
        TenantCommand::Sql(args) => Box::pin(sql::run(args, context)).await,
        TenantCommand::Module(command) => module::run(command, context).await,
    }
}

/// A tenant that was changed: whole for a machine, in one line for people.
fn changed(context: &Context, tenant: &TenantRecord, what: &str) -> Result {
    if context.out.is_json() {
        context.out.json(tenant)
    } else {
        context.out.line(format!("{}: {what}", tenant.slug))
    }
}

/// All that is known of a tenant, a line a fact.
fn facts(tenant: &TenantRecord) -> Table {
    let mut table = Table::pairs();
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            table.row([name, value]);
        }
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    fact("slug", &tenant.slug);
    fact("name", &tenant.name);
    fact("state", tenant.state.as_str());
    fact("reason", &text(&tenant.state_reason));
    fact("failed step", &text(&tenant.failed_step));
    fact("failure", &text(&tenant.failure));
    fact("id", &tenant.id.to_string());
    fact("schema", tenant.schema.as_str());
    fact("role", tenant.role.as_str());
    fact("profile", &tenant.profile);
    fact("plan", &tenant.plan);
    fact("tax id", &text(&tenant.tax_id));
    fact("email", &text(&tenant.email));
    fact("country", &tenant.country);
    fact("currency", &tenant.currency);
    fact("time zone", &tenant.time_zone);
    fact("locale", &tenant.locale);
    fact("modules", &tenant.modules.join(", "));
    fact("domains", &tenant.domains.join(", "));
    fact("migrations", &tenant.fingerprint);
    if let Some(end) = tenant.purge_after {
        fact("purged after", &time(end));
    }
    fact("created", &time(tenant.created_at));
    fact("changed", &time(tenant.updated_at));
    table
}
