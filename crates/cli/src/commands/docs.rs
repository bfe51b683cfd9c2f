//! Completions, man pages, the reference, the OpenAPI document: all from the program itself.

use crate::{
    args::Cli,
    failure::{Failure, Result},
    output::Out,
};
use clap::{Arg, ArgAction, Args, Command, CommandFactory};
use clap_complete::Shell;
use std::{fmt::Write as _, path::PathBuf};

/// Flags of `panal completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Flags of `panal man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Directory, made if it is not there
    directory: PathBuf,
}

pub(crate) fn completions(args: &CompletionsArgs, out: Out) -> Result {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "panal", &mut script);
    out.raw(&String::from_utf8_lossy(&script))
}

pub(crate) fn man(args: &ManArgs, out: Out) -> Result {
    let wrong =
        |error: std::io::Error| Failure::new(format!("{}: {error}", args.directory.display()));
    std::fs::create_dir_all(&args.directory).map_err(wrong)?;
    clap_mangen::generate_to(Cli::command(), &args.directory).map_err(wrong)?;
    let pages = std::fs::read_dir(&args.directory).map_err(wrong)?.count();
    out.line(format!("{pages} pages in {}", args.directory.display()))
}

pub(crate) fn openapi(out: Out) -> Result {
    out.json(&panal_http::openapi())
}

/// The reference, for docs/cli.md.
pub(crate) fn markdown(out: Out) -> Result {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut text = String::from(
        "# The panal command\n\n<!-- Written by `panal docs`; a test holds it to the program. -->\n\n\
         Every command takes `--json` (one JSON document on standard output), `--config FILE` and `--set KEY=VALUE`.\n\
         Lists have headings on a terminal; elsewhere they are lines of fields with tabs between them. Times are UTC.\n\n",
    );
    if let Some(after) = command.get_after_help() {
        let _ = writeln!(text, "```text\n{after}\n```\n");
    }
    describe(&mut text, &command, "panal");
    out.raw(&text)
}

fn describe(text: &mut String, command: &Command, path: &str) {
    for child in command.get_subcommands() {
        if child.is_hide_set() || child.get_name() == "help" {
            continue;
        }
        let path = format!("{path} {}", child.get_name());
        let _ = writeln!(text, "## {path}\n");
        if let Some(about) = child.get_about() {
            let _ = writeln!(text, "{about}.\n");
        }
        let options: Vec<&Arg> = child
            .get_arguments()
            .filter(|arg| {
                !arg.is_global_set()
                    && !arg.is_hide_set()
                    && arg.get_id() != "help"
                    && arg.get_id() != "version"
            })
            .collect();
        let leaf = !child.has_subcommands() || !options.is_empty();
        if leaf {
            let usage = child.clone().render_usage().to_string();
            let usage = usage.trim_start_matches("Usage: ").trim();
            let _ = writeln!(text, "    {}\n", usage.replace('\n', "\n    "));
        }
        if !options.is_empty() {
            let _ = writeln!(text, "| argument | meaning |\n|---|---|");
            for option in options {
                let _ = writeln!(text, "| `{}` | {} |", written(option), meaning(option));
            }
            text.push('\n');
        }
        if let Some(after) = child.get_after_help() {
            let _ = writeln!(text, "```text\n{after}\n```\n");
        }
        describe(text, child, &path);
    }
}

fn written(option: &Arg) -> String {
    let values: Vec<String> = option
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| format!("<{name}>"))
        .collect();
    let mut text: Vec<String> = Vec::new();
    if let Some(short) = option.get_short() {
        text.push(format!("-{short}"));
    }
    if let Some(long) = option.get_long() {
        text.push(format!("--{long}"));
    }
    let names = text.join(", ");
    let takes = matches!(option.get_action(), ArgAction::Set | ArgAction::Append);
    match (names.is_empty(), takes) {
        (true, _) => values.join(" "),
        (false, true) => format!("{names} {}", values.join(" ")),
        (false, false) => names,
    }
}

fn meaning(option: &Arg) -> String {
    let mut text = option
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let defaults: Vec<String> = option
        .get_default_values()
        .iter()
        .map(|value| format!("`{}`", value.to_string_lossy()))
        .collect();
    let takes = matches!(option.get_action(), ArgAction::Set | ArgAction::Append);
    if takes && !defaults.is_empty() {
        let _ = write!(text, " (default {})", defaults.join(", "));
    }
    let choices: Vec<String> = option
        .get_possible_values()
        .iter()
        .filter(|_| takes)
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if !choices.is_empty() {
        let _ = write!(text, "; one of {}", choices.join(", "));
    }
    text.replace('|', "\\|").replace('\n', " ")
}
