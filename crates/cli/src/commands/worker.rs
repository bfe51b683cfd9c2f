//! `panal worker`

use super::serve::stopping;
use crate::{
    args::Globals, config, context::Context, failure::Result, logging, output::Out, worker::Worker,
};
use clap::Args;

/// Flags of `panal worker`.
#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    /// Jobs done at the same time [default: jobs.concurrency]
    #[arg(long)]
    concurrency: Option<usize>,
}

pub(crate) fn run(globals: Globals, args: &WorkerArgs, out: Out) -> Result {
    let flags = args
        .concurrency
        .map(|jobs| ("jobs.concurrency".to_owned(), jobs.to_string()));
    let context = Context::new(globals, flags.into_iter().collect(), out)?;
    context.loaded.require(&[
        "environment",
        config::OWNER,
        config::APP,
        "database.",
        "auth.secret",
        "tenants.",
        "jobs.",
        "backup.",
        "mail.",
        "server.",
        "log.",
    ])?;
    logging::daemon(context.config());
    crate::commands::block_on(Box::pin(async {
        let (_ask, stop) = stopping()?;
        Worker::new(&context).await?.run(stop, |_| {}).await?;
        tracing::info!("stopped");
        Ok(())
    }))
}
