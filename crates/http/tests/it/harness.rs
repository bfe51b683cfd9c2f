//! A database, its tenants and a server over it.

use crate::client::Request;
use panal_domain::{Email, Password, PasswordHash, PersonName, Role};
use panal_http::{AppState, AuthConfig, Environment, HttpConfig, Listeners, Server};
use panal_persistence::{PlatformDb, TenantDb, config::DatabaseConfig, db::Notifications};
use panal_provisioner::{Admin, NewTenant};
use panal_test_support::{TestDb, new_tenant};
use panal_web::Files;
use secrecy::SecretString;
use serde_json::json;
use std::{future::pending, net::TcpListener, time::Duration};
use tokio::sync::oneshot;

pub(crate) struct Harness {
    pub(crate) db: TestDb,
    pub(crate) state: AppState,
    pub(crate) server: Server,
    stop: Option<oneshot::Sender<()>>,
}

/// As a developer has it, with room for tests.
pub(crate) fn config() -> HttpConfig {
    HttpConfig {
        environment: Environment::Development,
        workers: 2,
        // Tests ask again and again.
        rate_limit: 0,
        ..HttpConfig::default()
    }
}

/// Passwords that are cheap to check.
pub(crate) fn auth_config() -> AuthConfig {
    AuthConfig {
        bcrypt_cost: PasswordHash::TEST_COST,
        ..AuthConfig::default()
    }
}

impl Harness {
    pub(crate) async fn new() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: HttpConfig) -> Self {
        let db = TestDb::new().await;
        let app = db.app.clone();
        Self::over(db, app, config).await
    }

    /// A server with another browser app.
    pub(crate) async fn with_pages(config: HttpConfig, pages: Files) -> Self {
        let db = TestDb::new().await;
        let app = db.app.clone();
        let state = state(&app, &db.config, config).await.with_pages(pages);
        Self::serve(db, state)
    }

    /// A server that reaches the database by another address.
    pub(crate) async fn over(db: TestDb, app: tokio_postgres::Config, config: HttpConfig) -> Self {
        let state = state(&app, &db.config, config).await;
        Self::serve(db, state)
    }

    fn serve(db: TestDb, state: AppState) -> Self {
        let listeners = Listeners {
            public: TcpListener::bind("127.0.0.1:0").expect("port"),
            metrics: Some(TcpListener::bind("127.0.0.1:0").expect("port")),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move {
            if stopped.await.is_err() {
                pending::<()>().await;
            }
        };
        let server = Server::start(listeners, state.clone(), shutdown).expect("server starts");
        Self {
            db,
            state,
            server,
            stop: Some(stop),
        }
    }

    pub(crate) fn get(&self, host: &str, path: &str) -> Request {
        self.request("GET", host, path)
    }

    pub(crate) fn request(&self, method: &str, host: &str, path: &str) -> Request {
        Request::new(self.server.addr, method, host, path)
    }

    pub(crate) fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// A second server over the same database, with a memory of its own.
    pub(crate) async fn another_server(&self) -> Server {
        self.another_server_with(auth_config()).await
    }

    /// The same, with secrets of its own.
    pub(crate) async fn another_server_with(&self, auth: AuthConfig) -> Server {
        let state = state_with(&self.db.app, &self.db.config, config(), auth).await;
        let listeners = Listeners {
            public: TcpListener::bind("127.0.0.1:0").expect("port"),
            metrics: None,
        };
        Server::start(listeners, state, pending()).expect("server starts")
    }

    /// Changes the database behind the server's back, as another node or an operator does.
    pub(crate) async fn sql(&self, sql: &str) {
        self.db
            .superuser()
            .await
            .batch_execute(sql)
            .await
            .expect("statement");
    }

    pub(crate) async fn add_domain(&self, slug: &str, domain: &str, primary: bool) {
        self.sql(&format!(
            "INSERT INTO public.domains (id, tenant_id, domain, is_primary) \
             SELECT gen_random_uuid(), id, '{domain}', {primary} FROM public.tenants WHERE slug = '{slug}'"
        ))
        .await;
    }

    /// Waits until some statement waits for a lock that a test holds.
    pub(crate) async fn until_somebody_waits(&self) {
        let superuser = self.db.superuser().await;
        let waiting = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        while superuser
            .query_one(waiting, &[])
            .await
            .expect("activity")
            .get::<_, i64>(0)
            == 0
        {
            assert!(tokio::time::Instant::now() < deadline, "nobody waits");
            tokio::task::yield_now().await;
        }
    }

    /// A clinic and its administrator's access token.
    pub(crate) async fn clinic(&self, slug: &str) -> String {
        const PASSWORD: &str = "una clave de prueba";
        let email = Email::parse(&format!("admin@{slug}.test")).expect("e-mail");
        let password = Password::parse(PASSWORD, &[email.as_str()]).expect("password");
        let hash = PasswordHash::new(&password, PasswordHash::TEST_COST).expect("hash");
        let new = NewTenant {
            admin: Some(Admin {
                role: Role::Admin,
                email: email.clone(),
                full_name: PersonName::parse("Ana Admin").expect("name"),
                password_hash: hash.expose().to_owned(),
            }),
            ..new_tenant(slug)
        };
        self.db
            .provisioner
            .create(&new)
            .await
            .expect("tenant is created");
        let response = self
            .request("POST", &format!("{slug}.localhost"), "/api/v1/auth/login")
            .json(&json!({"email": email, "password": PASSWORD}))
            .send()
            .await;
        let tokens = response.json();
        tokens["access_token"]
            .as_str()
            .unwrap_or_else(|| panic!("{tokens}"))
            .to_owned()
    }

    /// Waits until a GET answers with `status`: what the database said takes a moment to arrive.
    pub(crate) async fn until(
        &self,
        host: &str,
        path: &str,
        status: u16,
    ) -> crate::client::Response {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        loop {
            let response = self.get(host, path).send().await;
            if response.status == status {
                return response;
            }
            assert!(
                tokio::time::Instant::now() < deadline,
                "GET {path} of {host} is still {} {}",
                response.status,
                response.text()
            );
            tokio::task::yield_now().await;
        }
    }
}

async fn state(
    app: &tokio_postgres::Config,
    database: &DatabaseConfig,
    config: HttpConfig,
) -> AppState {
    let auth = match config.environment {
        Environment::Development => auth_config(),
        // Production refuses the secret that everybody knows, and passwords that are cheap to guess.
        Environment::Production => AuthConfig {
            secret: SecretString::from("nobody knows this secret of the tests"),
            encryption_secret: SecretString::from("nor this one, and it is long enough"),
            ..AuthConfig::default()
        },
    };
    state_with(app, database, config, auth).await
}

async fn state_with(
    app: &tokio_postgres::Config,
    database: &DatabaseConfig,
    config: HttpConfig,
    auth: AuthConfig,
) -> AppState {
    let notifications = Notifications::listen(app.clone(), panal_http::CHANNELS);
    // It listens, or found that it cannot. A test that ended in the middle of that would leave PostgreSQL waiting for a
    // password, and whoever drops a database waiting for PostgreSQL.
    let heard = notifications.subscribe().recv().await;
    assert!(heard.is_ok(), "{heard:?}");
    let tenants = TenantDb::new(app, database).expect("lanes");
    let platform = PlatformDb::new(app, database).expect("pool");
    AppState::new(config, auth, tenants, platform, &notifications)
        .expect("configuration")
        // Nobody needs Node.js to run these tests.
        .with_pages(Files::given(crate::pages::APP))
}
