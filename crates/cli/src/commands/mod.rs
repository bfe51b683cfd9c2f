//! One file for each group of commands.

pub(crate) mod backup;
pub(crate) mod config;
pub(crate) mod demo;
pub(crate) mod docs;
pub(crate) mod doctor;
pub(crate) mod domain;
pub(crate) mod health;
pub(crate) mod jobs;
pub(crate) mod mail;
pub(crate) mod migrate;
pub(crate) mod password;
pub(crate) mod pool;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod subscription;
pub(crate) mod tenant;
pub(crate) mod user;
pub(crate) mod worker;

use crate::{
    args::{Cli, Command, Globals},
    context::Context,
    failure::{Failure, Result},
    logging,
    output::Out,
};
use std::future::Future;

/// Runs the command.
pub(crate) fn run(cli: Cli, out: Out) -> Result {
    let Cli { globals, command } = cli;
    match command {
        Command::Completions(args) => docs::completions(&args, out),
        Command::Man(args) => docs::man(&args, out),
        Command::Docs => docs::markdown(out),
        Command::Openapi => docs::openapi(out),
        Command::Serve(args) => serve::run(globals, &args, out),
        Command::Worker(args) => worker::run(globals, &args, out),
        Command::Config(command) => config::run(&command, &Context::new(globals, Vec::new(), out)?),
        command => operate(globals, command, out),
    }
}

/// Commands that do something and end.
fn operate(globals: Globals, command: Command, out: Out) -> Result {
    logging::operator();
    let context = Context::new(globals, Vec::new(), out)?;
    block_on(async {
        match command {
            Command::Migrate(args) => Box::pin(migrate::run(args, context)).await,
            Command::Tenant(command) => Box::pin(tenant::run(*command, &context)).await,
            Command::Domain(command) => domain::run(command, &context).await,
            Command::User(command) => Box::pin(user::run(command, &context)).await,
            Command::Pool(command) => pool::run(command, &context).await,
            Command::Doctor(args) => Box::pin(doctor::run(args, &context)).await,
            Command::Backup(args) => Box::pin(backup::run(args, &context)).await,
            Command::Restore(args) => Box::pin(restore::run(args, &context)).await,
            Command::Jobs(command) => jobs::run(command, &context).await,
            Command::Subscription(command) => subscription::run(command, &context).await,
            Command::Limit(command) => subscription::limit(command, &context).await,
            Command::Mail(command) => mail::run(&command, &context),
            Command::Demo(command) => Box::pin(demo::run(command, &context)).await,
            Command::Health(args) => health::run(args, &context).await,
            // Those that `run` took.
            _ => Ok(()),
        }
    })
}

/// Runs a future to its end on all cores.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("no threads: {error}")))?;
    runtime.block_on(future)
}
