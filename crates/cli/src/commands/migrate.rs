//! `panal migrate`

use crate::{
    context::Context,
    failure::{Failure, Result, code},
    output::Table,
    values,
};
use clap::{Args, Subcommand};
use panal_domain::Module;
use panal_provisioner::{Behind, Event, FleetReport, MigrateOptions, Provisioner};
use serde::Serialize;

/// Flags of `panal migrate`. Without any: the platform, then all tenants.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct MigrateArgs {
    #[command(subcommand)]
    command: Option<MigrateCommand>,
    /// Only the platform: roles, schema public, the job queue
    #[arg(long)]
    shared: bool,
    /// Only the tenants
    #[arg(long)]
    tenants: bool,
    /// Only this tenant, by slug, schema or id; may be repeated
    #[arg(long, value_name = "TENANT", conflicts_with = "shared")]
    schema: Vec<String>,
    /// Only the migrations of this module
    #[arg(long, value_parser = values::module(), conflicts_with = "shared")]
    module: Option<Module>,
    /// Up or down to this migration, which stays; `zero` takes all back
    #[arg(long, value_name = "NAME", conflicts_with = "shared")]
    to: Option<String>,
    /// Tenants migrated at the same time
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// Only record the migrations, for schemas that already have what they make
    #[arg(long, conflicts_with = "shared")]
    fake: bool,
    /// Change nothing; print what would be done
    #[arg(long)]
    plan: bool,
    /// Change nothing; exit 1 if anything is pending
    #[arg(long)]
    check: bool,
    /// Tenants that may fail before the rest is left alone
    #[arg(long, default_value_t = 10, value_name = "N")]
    max_failures: usize,
    /// Milliseconds to wait for a table in use [default: tenants.lock_timeout_ms]
    #[arg(long, value_name = "MS")]
    lock_timeout: Option<u64>,
    /// Really take migrations back, with the data they hold
    #[arg(long)]
    yes: bool,
}

/// Commands under `panal migrate`.
#[derive(Debug, Subcommand)]
enum MigrateCommand {
    /// Print how many tenants are current, which are behind, and what failed
    Status,
}

#[derive(Serialize)]
struct Report {
    /// Migrations of the platform applied now; absent if it was not looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    shared: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenants: Option<FleetReport>,
}

#[derive(Serialize)]
struct Pending {
    shared: Vec<String>,
    tenants: Vec<Behind>,
}

pub(crate) async fn run(args: MigrateArgs, mut context: Context) -> Result {
    if let Some(milliseconds) = args.lock_timeout {
        context.loaded.config.tenants.lock_timeout_ms = milliseconds;
    }
    match args.command {
        Some(MigrateCommand::Status) => status(&context).await,
        None if args.plan || args.check => pending(&args, &context).await,
        None => migrate(&args, &context).await,
    }
}

impl MigrateArgs {
    fn wants_shared(&self) -> bool {
        let only_tenants = self.tenants
            || !self.schema.is_empty()
            || self.module.is_some()
            || self.to.is_some()
            || self.fake;
        self.shared || !only_tenants
    }

    fn wants_tenants(&self) -> bool {
        self.tenants || !self.shared
    }

    fn options(&self, plan: bool) -> MigrateOptions {
        MigrateOptions {
            tenants: self.schema.clone(),
            module: self.module,
            to: self.to.clone(),
            jobs: usize::from(self.jobs),
            fake: self.fake,
            max_failures: self.max_failures,
            plan,
        }
    }
}

async fn migrate(args: &MigrateArgs, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    let shared = if args.wants_shared() {
        // The server's password is set here, and must not be one that everybody knows.
        context.require_app()?;
        context.loaded.require(&["auth.secret"])?;
        let applied = provisioner.migrate_shared().await?;
        if !context.out.is_json() {
            match applied.as_slice() {
                [] => context.out.line("platform: current")?,
                names => context
                    .out
                    .line(format!("platform: applied {}", names.join(", ")))?,
            }
        }
        Some(applied)
    } else {
        None
    };
    let tenants = if args.wants_tenants() {
        if args.to.is_some() {
            refuse_loss(args, &provisioner).await?;
        }
        Some(fleet(args, context, &provisioner).await?)
    } else {
        None
    };
    let exit = tenants.as_ref().map_or(code::DONE, exit_code);
    if context.out.is_json() {
        context.out.json(&Report { shared, tenants })?;
    } else if let Some(report) = &tenants {
        summary(context, report)?;
    }
    if exit == code::DONE {
        Ok(())
    } else {
        Err(Failure::reported(exit))
    }
}

async fn fleet(
    args: &MigrateArgs,
    context: &Context,
    provisioner: &Provisioner,
) -> Result<FleetReport> {
    let bar = context.out.progress("tenants");
    let out = context.out;
    let report = provisioner
        .migrate(&args.options(false), &|event| match event {
            Event::Planned(count) => bar.set_length(count as u64),
            Event::Finished(outcome) => {
                bar.inc(1);
                if let Some(error) = &outcome.error {
                    bar.suspend(|| out.note(format!("{}: {error}", outcome.slug)));
                }
            }
        })
        .await;
    bar.finish_and_clear();
    Ok(report?)
}

/// Taking a migration back drops what it made. That wants to be said twice.
async fn refuse_loss(args: &MigrateArgs, provisioner: &Provisioner) -> Result {
    if args.yes {
        return Ok(());
    }
    let plan = provisioner.migrate(&args.options(true), &|_| {}).await?;
    let losing = plan
        .planned
        .iter()
        .filter(|behind| !behind.take_back.is_empty())
        .count();
    if losing == 0 {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "this takes migrations back in {losing} tenants, and the data in their tables is lost"
    ))
    .cure("see --plan, back up, then give --yes"))
}

fn exit_code(report: &FleetReport) -> u8 {
    if report.failed.is_empty() && report.skipped == 0 {
        code::DONE
    } else if report.migrated + report.current > 0 {
        code::PARTLY
    } else {
        code::FAILED
    }
}

fn summary(context: &Context, report: &FleetReport) -> Result {
    context.out.line(format!(
        "tenants: {} migrated, {} current, {} failed, {} skipped; statements: {}",
        report.migrated,
        report.current,
        report.failed.len(),
        report.skipped,
        report.statements
    ))?;
    for outcome in &report.failed {
        context.out.note(format!(
            "error: {}: {}",
            outcome.slug,
            outcome.error.as_deref().unwrap_or_default()
        ));
        if let Some(cure) = &outcome.cure {
            context.out.note(format!("cure:  {cure}"));
        }
    }
    if let Some(first) = report.failed.first() {
        context.out.note(format!(
            "cure:  `panal migrate status` keeps these; then `panal migrate --schema {}`",
            first.slug
        ));
    }
    Ok(())
}

async fn pending(args: &MigrateArgs, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    let missing = provisioner.shared_pending().await?;
    let mut tenants = Vec::new();
    // Without a platform there are no tenants.
    if args.wants_tenants() && missing.is_empty() {
        tenants = provisioner
            .migrate(&args.options(true), &|_| {})
            .await?
            .planned;
    }
    let shared = if args.wants_shared() {
        missing
    } else {
        Vec::new()
    };
    let nothing = shared.is_empty() && tenants.is_empty();
    if context.out.is_json() {
        context.out.json(&Pending { shared, tenants })?;
    } else if nothing {
        context.out.line("nothing is pending")?;
    } else {
        for name in &shared {
            context.out.line(format!("platform: apply {name}"))?;
        }
        for behind in &tenants {
            for line in steps(behind) {
                context.out.line(line)?;
            }
        }
    }
    if args.check && !nothing {
        return Err(Failure::reported(code::FAILED));
    }
    Ok(())
}

fn steps(behind: &Behind) -> Vec<String> {
    let slug = &behind.slug;
    behind
        .take_back
        .iter()
        .map(|name| format!("{slug}: take back {name}"))
        .chain(
            behind
                .apply
                .iter()
                .map(|name| format!("{slug}: apply {name}")),
        )
        .chain(
            behind
                .refused
                .iter()
                .map(|why| format!("{slug}: cannot be migrated: {why}")),
        )
        .collect()
}

async fn status(context: &Context) -> Result {
    let status = context.provisioner()?.fleet_status().await?;
    if context.out.is_json() {
        return context.out.json(&status);
    }
    context.out.line(format!(
        "{} current, {} behind, {} failed",
        status.current,
        status.behind.len(),
        status.failures.len()
    ))?;
    for behind in &status.behind {
        for line in steps(behind) {
            context.out.line(line)?;
        }
    }
    if !status.failures.is_empty() {
        let mut table = Table::new(&["tenant", "migration", "attempts", "error"]);
        for failure in &status.failures {
            table.row([
                failure.slug.clone(),
                failure.migration.clone().unwrap_or_default(),
                failure.attempts.to_string(),
                failure.error.clone(),
            ]);
        }
        context.out.table(&table)?;
    }
    Ok(())
}
