//! The panal command: one program that serves, works, migrates and looks after tenants.

mod args;
mod commands;
mod config;
mod context;
mod demo;
mod failure;
mod logging;
mod output;
mod values;
mod worker;

use crate::{args::Cli, failure::code, output::Out};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to stdout, which may be closed by now.
            let _ = error.print();
            return if error.use_stderr() {
                code::USAGE
            } else {
                code::DONE
            }
            .into();
        }
    };
    let out = Out::new(cli.globals.json);
    match commands::run(cli, out) {
        Ok(()) => code::DONE,
        Err(failure) => {
            out.failure(&failure);
            failure.code
        }
    }
    .into()
}
