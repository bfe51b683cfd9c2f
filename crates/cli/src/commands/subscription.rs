//! `panal subscription`, `panal limit`

use crate::{
    context::Context,
    failure::{Failure, Result},
    output::Table,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, Subcommand};
use panal_domain::{Limited, PlanCode};
use panal_provisioner::SubscriptionRecord;

/// Commands about what a tenant pays for. Wherever a tenant is asked for, give its slug, schema or id.
#[derive(Debug, Subcommand)]
pub(crate) enum SubscriptionCommand {
    /// Print a subscription and its history
    Show {
        /// Slug, schema or id
        tenant: String,
    },
    /// Take a subscription for paid
    Activate {
        /// Slug, schema or id
        tenant: String,
        /// The last day that is paid, such as 2027-01-31; without it no end is agreed
        #[arg(long, value_name = "DATE")]
        until: Option<NaiveDate>,
        /// Why, for the history
        #[arg(long)]
        reason: Option<String>,
    },
    /// End a subscription now; its data is kept for a while
    Cancel {
        /// Slug, schema or id
        tenant: String,
        /// Why, for the history
        #[arg(long)]
        reason: Option<String>,
    },
}

/// Commands about limits that were agreed with a tenant in place of its plan's.
#[derive(Debug, Subcommand)]
pub(crate) enum LimitCommand {
    /// Agree on a limit
    Set {
        /// Slug, schema or id
        tenant: String,
        /// users, clients, professionals, appointments_per_month, branches or storage_mib
        resource: Limited,
        /// The most, or unlimited
        #[arg(value_parser = most)]
        most: Most,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Put the plan's own limit back
    Clear {
        /// Slug, schema or id
        tenant: String,
        /// users, clients, professionals, appointments_per_month, branches or storage_mib
        resource: Limited,
    },
}

/// Flags of `panal tenant plan`.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// Slug, schema or id
    tenant: String,
    /// trial, basico, profesional, empresarial or custom
    plan: PlanCode,
    /// Why, for the history
    #[arg(long)]
    reason: Option<String>,
}

/// A number, or without limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most(Option<u32>);

fn most(raw: &str) -> std::result::Result<Most, String> {
    if raw == "unlimited" {
        return Ok(Most(None));
    }
    raw.parse()
        .map(|number| Most(Some(number)))
        .map_err(|_not_a_number| "expected a number or unlimited".to_owned())
}

/// `panal tenant plan`
pub(crate) async fn plan(args: PlanArgs, context: &Context) -> Result {
    let tenant = context
        .provisioner()?
        .set_plan(&args.tenant, args.plan, args.reason.as_deref())
        .await?;
    if context.out.is_json() {
        return context.out.json(&tenant);
    }
    context
        .out
        .line(format!("{}: plan {}", tenant.slug, tenant.plan))
}

pub(crate) async fn run(command: SubscriptionCommand, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    let tenant = match command {
        SubscriptionCommand::Show { tenant } => tenant,
        SubscriptionCommand::Activate {
            tenant,
            until,
            reason,
        } => {
            let until = until.map(end_of).transpose()?;
            provisioner
                .activate_subscription(&tenant, until, reason.as_deref())
                .await?
                .slug
        }
        SubscriptionCommand::Cancel { tenant, reason } => {
            provisioner
                .cancel_subscription(&tenant, reason.as_deref())
                .await?
                .slug
        }
    };
    show(&provisioner.subscription(&tenant).await?, context)
}

/// `panal limit`
pub(crate) async fn limit(command: LimitCommand, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    let (tenant, what) = match command {
        LimitCommand::Set {
            tenant,
            resource,
            most: Most(most),
            reason,
        } => {
            let tenant = provisioner
                .set_limit(&tenant, resource, most, &reason)
                .await?;
            let most = most.map_or_else(|| "unlimited".to_owned(), |most| most.to_string());
            (tenant, format!("{resource}: {most}"))
        }
        LimitCommand::Clear { tenant, resource } => {
            let tenant = provisioner.clear_limit(&tenant, resource).await?;
            (tenant, format!("{resource}: as in its plan"))
        }
    };
    if context.out.is_json() {
        return context.out.json(&tenant);
    }
    context.out.line(format!("{}: {what}", tenant.slug))
}

/// The day counts whole.
fn end_of(day: NaiveDate) -> Result<DateTime<Utc>> {
    let next = day
        .succ_opt()
        .ok_or_else(|| Failure::usage(format!("--until: {day} is too far away")))?;
    let end = next.and_time(NaiveTime::MIN).and_utc();
    if end <= Utc::now() {
        return Err(Failure::usage(format!("--until: {day} is over")));
    }
    Ok(end)
}

fn show(subscription: &SubscriptionRecord, context: &Context) -> Result {
    if context.out.is_json() {
        return context.out.json(subscription);
    }
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC").to_string();
    let mut facts = Table::pairs();
    facts.row(["tenant", &subscription.tenant]);
    facts.row(["plan", &subscription.plan]);
    facts.row(["state", subscription.state.as_str()]);
    let price = format!(
        "{:.2} USD a month",
        f64::from(subscription.price_usd_cents) / 100.0
    );
    facts.row(["price", &price]);
    for (name, at) in [
        ("trial ends", subscription.trial_ends_at),
        ("paid until", subscription.period_ends_at),
        ("past due since", subscription.past_due_at),
        ("suspended since", subscription.suspended_at),
        ("cancelled at", subscription.cancelled_at),
    ] {
        if let Some(at) = at {
            facts.row([name, &day(at)]);
        }
    }
    context.out.table(&facts)?;
    let mut table = Table::new(&["at", "plan", "state", "by", "reason"]);
    for change in &subscription.history {
        table.row([
            day(change.at),
            step(change.from_plan.as_deref(), &change.to_plan),
            step(change.from_state.as_deref(), &change.to_state),
            change.actor.clone(),
            change.reason.clone().unwrap_or_default(),
        ]);
    }
    context.out.table(&table)
}

fn step(from: Option<&str>, to: &str) -> String {
    match from {
        Some(from) if from != to => format!("{from} → {to}"),
        _ => to.to_owned(),
    }
}
