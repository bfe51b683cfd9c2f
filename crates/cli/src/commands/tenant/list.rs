//! `panal tenant list`

use crate::{context::Context, failure::Result, output::Table, values};
use clap::Args;
use panal_domain::{Profile, TenantState};
use panal_provisioner::TenantFilter;

/// Flags of `panal tenant list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only those in this state; may be repeated [default: all but deleted]
    #[arg(long, value_parser = values::state())]
    state: Vec<TenantState>,
    /// Only this kind of business
    #[arg(long, value_parser = values::profile())]
    profile: Option<Profile>,
    /// Only those whose slug or name contains this
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

pub(super) async fn run(args: ListArgs, context: &Context) -> Result {
    let tenants = context
        .provisioner()?
        .tenants(&TenantFilter {
            states: args.state,
            profile: args.profile.map(|profile| profile.as_str().to_owned()),
            search: args.search,
        })
        .await?;
    if context.out.is_json() {
        return context.out.json(&tenants);
    }
    let mut table = Table::new(&[
        "slug", "name", "state", "profile", "plan", "country", "schema", "domain",
    ]);
    for tenant in &tenants {
        table.row([
            tenant.slug.as_str(),
            tenant.name.as_str(),
            tenant.state.as_str(),
            tenant.profile.as_str(),
            tenant.plan.as_str(),
            tenant.country.as_str(),
            tenant.schema.as_str(),
            tenant.domains.first().map_or("", String::as_str),
        ]);
    }
    context.out.table(&table)
}
