//! What probes see, and what happens while PostgreSQL is away.

use crate::harness::{Harness, config};
use panal_http::health::JobsState;
use panal_test_support::TestDb;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A way to PostgreSQL that can be cut and mended.
struct Cable {
    addr: SocketAddr,
    to: SocketAddr,
    running: Mutex<Option<JoinHandle<()>>>,
    streams: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Cable {
    async fn new(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let cable = Self {
            addr: listener.local_addr().unwrap(),
            to,
            running: Mutex::new(None),
            streams: Arc::default(),
        };
        cable.carry(listener);
        cable
    }

    fn carry(&self, listener: TcpListener) {
        let (to, streams) = (self.to, Arc::clone(&self.streams));
        let task = tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let stream = tokio::spawn(async move {
                    if let Ok(mut far) = TcpStream::connect(to).await {
                        let _ = copy_bidirectional(&mut near, &mut far).await;
                    }
                });
                streams.lock().unwrap().push(stream);
            }
        });
        *self.running.lock().unwrap() = Some(task);
    }

    async fn cut(&self) {
        let task = self.running.lock().unwrap().take().unwrap();
        task.abort();
        let _ = task.await;
        for stream in self.streams.lock().unwrap().drain(..) {
            stream.abort();
        }
    }

    async fn mend(&self) {
        self.carry(TcpListener::bind(self.addr).await.unwrap());
    }
}

#[tokio::test]
async fn probes_on_any_host() {
    let harness = Harness::new().await;
    for host in ["localhost", "10.1.2.3:8000", "evil.test", "not a host"] {
        for path in ["/health", "/health/live", "/health/ready"] {
            assert_eq!(
                harness.get(host, path).send().await.status,
                200,
                "{host} {path}"
            );
        }
    }
    let report = harness.get("localhost", "/health").send().await.json();
    assert_eq!(report["status"], "healthy");
    assert!(report["timestamp"].is_string());
    assert_eq!(report["services"]["database"]["status"], "healthy");
    assert_eq!(report["services"]["jobs"]["status"], "healthy");

    harness.state.jobs.set(JobsState::Stopped);
    let report = harness.get("localhost", "/health").send().await;
    assert_eq!(
        (report.status, &report.json()["services"]["jobs"]["status"]),
        (503, &"unhealthy".into())
    );
    assert_eq!(
        harness
            .get("localhost", "/health/ready")
            .send()
            .await
            .status,
        200,
        "requests can still be answered"
    );
}

#[tokio::test]
async fn not_ready_while_the_platform_is_behind() {
    let harness = Harness::new().await;
    harness
        .sql(
            "UPDATE public.platform_migrations SET version = 'm0_another'
             WHERE version = (SELECT max(version) FROM public.platform_migrations)",
        )
        .await;
    let response = harness.until("localhost", "/health/ready", 503).await;
    assert_eq!(response.code(), "not_ready");
    assert_eq!(response.json()["reason"], "migrations_pending");
    assert_eq!(
        harness.get("localhost", "/health/live").send().await.status,
        200
    );

    let empty = TestDb::empty().await;
    let app = empty.app.clone();
    let harness = Harness::over(empty, app, config()).await;
    let response = harness.get("localhost", "/health/ready").send().await;
    assert_eq!(response.status, 503, "{}", response.text());
}

#[tokio::test]
async fn postgresql_may_go_away_and_come_back() {
    let db = TestDb::new().await;
    db.tenant("clinica1").await;
    let port = *db.app.get_ports().first().unwrap();
    let cable = Cable::new(SocketAddr::from(([127, 0, 0, 1], port))).await;
    let mut app = db.app.clone();
    app = {
        let mut through = tokio_postgres::Config::new();
        through
            .host("127.0.0.1")
            .port(cable.addr.port())
            .user(app.get_user().unwrap())
            .dbname(app.get_dbname().unwrap());
        if let Some(password) = app.get_password() {
            through.password(password);
        }
        through
    };
    let harness = Harness::over(db, app, config()).await;
    assert_eq!(
        harness
            .get("clinica1.localhost", "/api/v1/tenant")
            .send()
            .await
            .status,
        200
    );

    cable.cut().await;
    let response = harness.until("localhost", "/health/ready", 503).await;
    assert_eq!(response.code(), "not_ready");
    assert_eq!(harness.get("localhost", "/health").send().await.status, 503);
    let response = harness.until("nuevo.localhost", "/", 503).await;
    assert_eq!(response.code(), "database_unavailable");
    assert!(response.header("retry-after").is_some());
    assert_eq!(
        harness.get("localhost", "/").send().await.status,
        200,
        "needs no database"
    );

    cable.mend().await;
    harness.until("localhost", "/health/ready", 200).await;
    harness
        .until("clinica1.localhost", "/api/v1/tenant", 200)
        .await;
    harness.until("nuevo.localhost", "/", 404).await;

    // The news of what happened meanwhile was missed, so nothing old may be believed.
    harness
        .sql("UPDATE public.tenants SET name = 'Otro nombre'")
        .await;
    loop {
        let response = harness
            .get("clinica1.localhost", "/api/v1/tenant")
            .send()
            .await;
        if response.json()["name"] == "Otro nombre" {
            break;
        }
    }
}
