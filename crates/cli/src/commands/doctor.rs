//! `panal doctor`

use crate::{
    context::Context,
    failure::{Failure, Result, code},
};
use clap::Args;
use panal_provisioner::{Finding, Severity};

/// Flags of `panal doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Mend what can be mended without a decision
    #[arg(long)]
    fix: bool,
}

pub(crate) async fn run(args: DoctorArgs, context: &Context) -> Result {
    let findings = context.provisioner()?.doctor(args.fix).await?;
    if context.out.is_json() {
        context.out.json(&findings)?;
    } else if findings.is_empty() {
        context.out.line("all is well")?;
    } else {
        for finding in &findings {
            print(context, finding)?;
        }
    }
    let wrong = |finding: &&Finding| finding.severity > Severity::Info;
    let left = findings
        .iter()
        .filter(wrong)
        .filter(|finding| !finding.fixed)
        .count();
    let mended = findings
        .iter()
        .filter(wrong)
        .filter(|finding| finding.fixed)
        .count();
    match (left, mended) {
        (0, _) => Ok(()),
        (_, 0) => Err(Failure::reported(code::FAILED)),
        _ => Err(Failure::reported(code::PARTLY)),
    }
}

fn print(context: &Context, finding: &Finding) -> Result {
    let what = match (finding.fixed, finding.severity) {
        (true, _) => "mended",
        (false, Severity::Info) => "note",
        (false, Severity::Warning) => "warning",
        (false, Severity::Error) => "error",
    };
    let tenant = finding
        .tenant
        .as_ref()
        .map_or_else(String::new, |tenant| format!("{tenant}: "));
    context.out.line(format!(
        "{what}: {tenant}{} [{}]",
        finding.message, finding.kind
    ))?;
    if finding.fixed {
        return Ok(());
    }
    let fix = if finding.fixable && !finding.cure.contains("panal doctor --fix") {
        " (`panal doctor --fix` does it)"
    } else {
        ""
    };
    context.out.line(format!("  cure: {}{fix}", finding.cure))
}
