//! `panal tenant exec`

use super::many;
use crate::{
    context::Context,
    failure::{Failure, Result, code},
};
use clap::Args;
use futures_util::{StreamExt, stream};
use serde::Serialize;
use serde_json::Value;
use std::{ffi::OsString, process::Stdio};
use tokio::process::Command;

/// Flags of `panal tenant exec`.
#[derive(Debug, Args)]
#[command(after_help = "\
In the command, {} stands for the tenant's slug and {schema} for its schema; commands about one tenant also find it in \
PANAL_TENANT. With --include-public the command also runs once for the platform, where `--tenant {}` becomes \
`--platform` and {} becomes public.

  panal tenant exec --all -- tenant show --checksum
  panal tenant exec clinica1 clinica2 -- user list --tenant {}")]
pub(crate) struct ExecArgs {
    /// Slugs, schemas or ids
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    tenants: Vec<String>,
    /// Every tenant
    #[arg(long)]
    all: bool,
    /// With --all: also once for the platform
    #[arg(long, requires = "all")]
    include_public: bool,
    /// Tenants at the same time
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// The command, without `panal`
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// What came of one tenant.
#[derive(Debug, Serialize)]
struct Outcome {
    /// Slug; `public` for the platform.
    tenant: String,
    exit_code: i32,
    /// What the command printed; its JSON under `--json`.
    output: Value,
    errors: String,
}

struct Turn {
    name: String,
    schema: String,
    platform: bool,
}

pub(super) async fn run(args: ExecArgs, context: &Context) -> Result {
    let mut turns: Vec<Turn> = many::chosen(context, &args.tenants, args.all)
        .await?
        .into_iter()
        .map(|tenant| Turn {
            name: tenant.slug,
            schema: tenant.schema.as_str().to_owned(),
            platform: false,
        })
        .collect();
    if args.include_public {
        turns.push(Turn {
            name: "public".to_owned(),
            schema: "public".to_owned(),
            platform: true,
        });
    }
    let bar = context.out.progress("tenants");
    bar.set_length(turns.len() as u64);
    let mut outcomes: Vec<Outcome> = stream::iter(turns)
        .map(|turn| async {
            let outcome = execute(&args.command, turn, context).await;
            bar.inc(1);
            outcome
        })
        .buffer_unordered(usize::from(args.jobs))
        .collect()
        .await;
    bar.finish_and_clear();
    outcomes.sort_by(|a, b| a.tenant.cmp(&b.tenant));
    report(context, &outcomes)
}

async fn execute(command: &[String], turn: Turn, context: &Context) -> Outcome {
    let mut outcome = Outcome {
        tenant: turn.name.clone(),
        exit_code: i32::from(code::FAILED),
        output: Value::Null,
        errors: String::new(),
    };
    let output = match child(command, &turn, context) {
        Ok(mut child) => child.output().await,
        Err(error) => Err(error),
    };
    match output {
        Ok(output) => {
            // Ended by a signal: no code.
            outcome.exit_code = output.status.code().unwrap_or(i32::from(code::FAILED));
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            outcome.output = match serde_json::from_str(&text) {
                Ok(value) if context.out.is_json() => value,
                _ => Value::String(text),
            };
            outcome.errors = String::from_utf8_lossy(&output.stderr).into_owned();
        }
        Err(error) => outcome.errors = format!("error: {error}\n"),
    }
    outcome
}

/// This very program, with the same settings.
fn child(command: &[String], turn: &Turn, context: &Context) -> std::io::Result<Command> {
    let mut child = Command::new(std::env::current_exe()?);
    child.stdin(Stdio::null()).kill_on_drop(true);
    if let Some(file) = &context.globals.config {
        child.arg("--config").arg(file);
    }
    for (key, value) in &context.globals.set {
        child.arg("--set").arg(format!("{key}={value}"));
    }
    if context.out.is_json() {
        child.arg("--json");
    }
    child.args(arguments(command, turn));
    if turn.platform {
        child.env_remove("PANAL_TENANT");
    } else {
        child.env("PANAL_TENANT", &turn.name);
    }
    Ok(child)
}

fn arguments(command: &[String], turn: &Turn) -> Vec<OsString> {
    let mut arguments = Vec::new();
    let mut words = command.iter().peekable();
    while let Some(word) = words.next() {
        if turn.platform && word == "--tenant" && words.peek().is_some_and(|next| *next == "{}") {
            words.next();
            arguments.push("--platform".into());
        } else if turn.platform && word == "--tenant={}" {
            arguments.push("--platform".into());
        } else {
            arguments.push(
                word.replace("{schema}", &turn.schema)
                    .replace("{}", &turn.name)
                    .into(),
            );
        }
    }
    arguments
}

fn report(context: &Context, outcomes: &[Outcome]) -> Result {
    if context.out.is_json() {
        context.out.json(&outcomes)?;
    } else {
        for outcome in outcomes {
            context.out.line(format!(
                "== {} (exit {})",
                outcome.tenant, outcome.exit_code
            ))?;
            context
                .out
                .raw(outcome.output.as_str().unwrap_or_default())?;
            if !outcome.errors.is_empty() {
                context.out.note(outcome.errors.trim_end());
            }
        }
    }
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.exit_code != 0)
        .count();
    match failed {
        0 => Ok(()),
        failed if failed == outcomes.len() => Err(Failure::reported(code::FAILED)),
        _ => Err(Failure::reported(code::PARTLY)),
    }
}
