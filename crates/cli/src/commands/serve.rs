//! `panal serve`

use crate::{
    args::Globals,
    config::{self, Config},
    context::Context,
    failure::{Failure, Result},
    logging,
    output::Out,
    worker,
};
use clap::Args;
use panal_http::{AppState, Listeners, health::JobsState, server};
use panal_persistence::db::{Notifications, connect};
use std::net::TcpListener;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tokio_postgres::SimpleQueryMessage;

/// Flags of `panal serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on [default: server.host]
    #[arg(long)]
    host: Option<String>,
    /// Port to listen on [default: server.port]
    #[arg(long)]
    port: Option<u16>,
    /// Serve only: leave background jobs to `panal worker`
    #[arg(long)]
    no_jobs: bool,
}

pub(crate) fn run(globals: Globals, args: &ServeArgs, out: Out) -> Result {
    let mut flags = Vec::new();
    flags.extend(
        args.host
            .iter()
            .map(|host| ("server.host".to_owned(), host.clone())),
    );
    flags.extend(
        args.port
            .map(|port| ("server.port".to_owned(), port.to_string())),
    );
    if args.no_jobs {
        flags.push(("jobs.embedded".to_owned(), "false".to_owned()));
    }
    let context = Context::new(globals, flags, out)?;
    let mut needed = vec![
        "environment",
        config::APP,
        "database.",
        "server.",
        "auth.",
        "jobs.",
        "log.",
    ];
    if context.config().jobs_embedded() {
        needed.extend([config::OWNER, "tenants.", "backup.", "mail."]);
    }
    context.loaded.require(&needed)?;
    logging::daemon(context.config());
    crate::commands::block_on(Box::pin(serve(&context)))
}

async fn serve(context: &Context) -> Result {
    let config = context.config();
    let platform = context.platform_db()?;
    check_platform(&config.app()?).await?;
    let notifications = Notifications::listen(config.app()?, panal_http::CHANNELS);
    let state = AppState::new(
        config.server.clone(),
        config.auth.clone(),
        context.tenant_db()?,
        platform,
        &notifications,
    )
    .map_err(Failure::configuration)?;
    let (ask, stop) = stopping()?;
    // Taken before anything else is started: a port in use is the likeliest failure.
    let listeners = Listeners::bind(&state).map_err(|error| {
        Failure::new(error.to_string()).cure(
            "stop what listens there, or choose other ports: server.port, server.metrics_port",
        )
    })?;
    let worker = if config.jobs_embedded() {
        Some(worker::Worker::new(context).await?)
    } else {
        None
    };
    tracing::info!(address = %address(config, &listeners.public), "serving");
    if let Some(worker) = worker {
        let jobs = state.jobs.clone();
        let working = worker.run(stop.clone(), move |works| {
            jobs.set(if works {
                JobsState::Running
            } else {
                JobsState::Stopped
            });
        });
        let serving = async {
            let served = server::run(listeners, state, stopped(stop)).await;
            // A server that broke takes its worker with it.
            ask.send_replace(true);
            served
        };
        // Each finishes what it has in flight, whatever becomes of the other.
        let (served, worked) = tokio::join!(serving, working);
        served?;
        worked?;
    } else {
        server::run(listeners, state, stopped(stop)).await?;
    }
    tracing::info!("stopped");
    Ok(())
}

fn address(config: &Config, listener: &TcpListener) -> String {
    match listener.local_addr() {
        Ok(address) => format!("http://{address}"),
        Err(_) => format!("http://{}:{}", config.server.host, config.server.port),
    }
}

/// True from the first SIGTERM or SIGINT on, or when somebody says so.
pub(crate) fn stopping() -> Result<(watch::Sender<bool>, watch::Receiver<bool>)> {
    let (sender, receiver) = watch::channel(false);
    let ask = sender.clone();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        sender.send_replace(true);
        // Keeps later signals from killing the process before it is done.
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
    });
    Ok((ask, receiver))
}

/// Ends when the process shall.
pub(crate) async fn stopped(mut stop: watch::Receiver<bool>) {
    // The sender lives as long as the process.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// A server over an empty database would answer everybody with errors. Asked on a connection of its own, which says
/// more than a pool does about why it could not be made.
async fn check_platform(app: &tokio_postgres::Config) -> Result {
    let client = connect(app).await.map_err(unreachable)?;
    let answer = client
        .simple_query("SELECT to_regclass('public.platform_migrations') IS NOT NULL")
        .await?;
    let installed = answer
        .iter()
        .any(|message| matches!(message, SimpleQueryMessage::Row(row) if row.get(0) == Some("t")));
    if installed {
        return Ok(());
    }
    Err(
        Failure::new("the platform's tables are not in this database")
            .cure("run `panal migrate` first"),
    )
}

fn unreachable(error: panal_persistence::Error) -> Failure {
    let refused = matches!(error.code(), Some("28P01" | "28000"));
    let failure = Failure::from(error);
    if refused {
        failure.cure(
            "`panal migrate` gives the server's log-in its password; if it ran, database.app_url or auth.secret \
             are not those it ran with",
        )
    } else {
        failure
    }
}
