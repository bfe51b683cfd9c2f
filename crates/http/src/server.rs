//! Listening, serving, stopping.

use crate::{drain::Door, edge::EdgeFactory, openapi::Document, routes, state::AppState};
use actix_web::{App, HttpResponse, HttpServer, dev::ServerHandle, http::KeepAlive, web};
use std::{
    future::Future,
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};
use tokio::task::JoinHandle;

/// A server that runs.
pub struct Server {
    /// Where it listens.
    pub addr: SocketAddr,
    /// Where `/metrics` is.
    pub metrics_addr: Option<SocketAddr>,
    /// Stops it at once, should that be needed.
    pub handle: ServerHandle,
    task: JoinHandle<io::Result<()>>,
}

/// The sockets of a server.
pub struct Listeners {
    /// For the public.
    pub public: TcpListener,
    /// For `/metrics`.
    pub metrics: Option<TcpListener>,
}

impl Listeners {
    /// The sockets that the configuration asks for.
    ///
    /// # Errors
    /// When an address is taken or not this machine's; the message names it.
    pub fn bind(state: &AppState) -> io::Result<Self> {
        let config = &state.config;
        let metrics = match config.metrics_port {
            0 => None,
            port => Some(bind(&config.metrics_host, port)?),
        };
        Ok(Self {
            public: bind(&config.host, config.port)?,
            metrics,
        })
    }
}

fn bind(host: &str, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((host, port)).map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("cannot listen on {host}:{port}: {error}"),
        )
    })
}

impl Server {
    /// Serves until `shutdown` is ready and then finishes what is in flight, for as long as the configuration allows.
    /// Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// When the sockets cannot be used.
    pub fn start(
        listeners: Listeners,
        state: AppState,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<Self> {
        let addr = listeners.public.local_addr()?;
        let metrics = listeners
            .metrics
            .map(|listener| serve_metrics(listener, &state))
            .transpose()?;
        let door = Door::of(&listeners.public)?;
        let server = serve(listeners.public, &state)?;
        let handle = server.handle();
        let stop = handle.clone();
        let metrics_addr = metrics.as_ref().map(|(addr, _)| *addr);
        let task = tokio::spawn(async move {
            let mut server = std::pin::pin!(server);
            let result = tokio::select! {
                result = &mut server => result,
                () = shutdown => {
                    // Probes learn it, and every answer from now on closes its connection.
                    state.begin_stopping();
                    tracing::info!("stopping; finishing what is in flight");
                    let farewell = async {
                        silence(&state).await;
                        door.keep_out();
                        // Whoever was let in before is served.
                        silence(&state).await;
                    };
                    tokio::select! {
                        // It must be polled to serve.
                        result = &mut server => result,
                        () = farewell => {
                            let ((), result) = tokio::join!(stop.stop(true), server);
                            result
                        }
                    }
                }
            };
            if let Some((_, metrics)) = metrics {
                metrics.stop(false).await;
            }
            result
        });
        Ok(Self {
            addr,
            metrics_addr,
            handle,
            task,
        })
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// When the server broke.
    pub async fn finished(self) -> io::Result<()> {
        self.task.await.map_err(io::Error::other)?
    }
}

/// Serves on the sockets of the configuration until `shutdown`.
///
/// # Errors
/// When the sockets cannot be used or the server breaks.
pub async fn run(
    listeners: Listeners,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    Server::start(listeners, state, shutdown)?.finished().await
}

/// Longest time in which clients are told to go before the door is closed.
const FAREWELL: Duration = Duration::from_secs(3);
/// Nobody asked for so long: nobody is left to be told.
const SILENCE: Duration = Duration::from_millis(250);

/// Waits until clients have learnt that their connections end. A connection that the server closes between two
/// requests may swallow the second one; one that an answer closed cannot.
async fn silence(state: &AppState) {
    let farewell = async {
        let mut begun = state.requests_begun();
        loop {
            tokio::time::sleep(SILENCE).await;
            let now = state.requests_begun();
            if now == begun {
                return;
            }
            begun = now;
        }
    };
    // A client that opens new connections all the time will not keep the server from stopping.
    let _ = tokio::time::timeout(FAREWELL, farewell).await;
}

fn serve(listener: TcpListener, state: &AppState) -> io::Result<actix_web::dev::Server> {
    let config = Arc::clone(&state.config);
    let document = Arc::new(Document::new());
    let state = state.clone();
    let server = HttpServer::new(move || {
        let app = App::new().configure(|config| routes::configure(config, &state, &document));
        EdgeFactory::new(app, state.clone())
    })
    .disable_signals()
    .keep_alive(KeepAlive::Timeout(Duration::from_secs(
        config.keep_alive_seconds,
    )))
    .client_request_timeout(Duration::from_secs(config.head_timeout_seconds))
    .client_disconnect_timeout(Duration::from_secs(5))
    .shutdown_timeout(config.shutdown_timeout_seconds);
    let server = match config.workers {
        0 => server,
        workers => server.workers(workers),
    };
    Ok(server.listen(listener)?.run())
}

/// Metrics are for the operator's network alone, so they have a port of their own and none of the edge.
fn serve_metrics(
    listener: TcpListener,
    state: &AppState,
) -> io::Result<(SocketAddr, ServerHandle)> {
    let addr = listener.local_addr()?;
    let state = web::Data::new(state.clone());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .route("/metrics", web::get().to(metrics))
    })
    .disable_signals()
    .workers(1)
    .listen(listener)?
    .run();
    let handle = server.handle();
    tokio::spawn(server);
    Ok((addr, handle))
}

async fn metrics(state: web::Data<AppState>) -> HttpResponse {
    match state.metrics.render(&state).await {
        Ok(text) => HttpResponse::Ok()
            .content_type("text/plain; version=0.0.4; charset=utf-8")
            .body(text),
        Err(error) => {
            tracing::error!(%error, "metrics");
            HttpResponse::InternalServerError().finish()
        }
    }
}
