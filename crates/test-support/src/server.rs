//! The PostgreSQL server of the tests, and databases on it.

use crate::TestDb;
use sha2::{Digest, Sha256};
use std::{process::Command, sync::OnceLock, time::Duration};
use tokio_postgres::{Client, Config, NoTls};
use uuid::Uuid;

/// What `panal_app` logs in with on the tests' server.
const APP_PASSWORD: &str = "panal-test-app";

/// Held while the template is made.
const LOCK: i64 = 0x7465_7374;

/// Address of the server for a superuser, its maintenance database in it.
fn server_url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        if let Ok(url) = std::env::var("PANAL_TEST_DATABASE_URL") {
            return url;
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/db");
        let run = |verb: &str| {
            let output = Command::new(script)
                .args(["--test", verb])
                .output()
                .expect("scripts/db runs");
            assert!(
                output.status.success(),
                "scripts/db --test {verb}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            String::from_utf8(output.stdout)
                .expect("text")
                .trim()
                .to_owned()
        };
        run("start");
        run("url")
    })
}

pub(crate) fn url(database: &str) -> String {
    let (server, _) = server_url()
        .rsplit_once('/')
        .expect("address with a database");
    format!("{server}/{database}")
}

pub(crate) fn app_url(database: &str) -> String {
    let config: Config = server_url().parse().expect("address");
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let host = match config.get_hosts().first() {
        Some(tokio_postgres::config::Host::Tcp(host)) => host.clone(),
        _ => "127.0.0.1".to_owned(),
    };
    format!("postgres://panal_app:{APP_PASSWORD}@{host}:{port}/{database}")
}

pub(crate) async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("database answers");
    tokio::spawn(connection);
    client
}

/// The name of a database with the platform migrated, made if there is none for this program's migrations.
pub(crate) async fn template() -> String {
    let digest = Sha256::new()
        .chain_update(panal_migrations::BOOTSTRAP)
        .chain_update(panal_migrations::fingerprint())
        .finalize();
    let name = format!(
        "panal_template_{}",
        digest
            .first_chunk::<16>()
            .map(|head| Uuid::from_bytes(*head).simple())
            .expect("16 bytes")
    );
    let server = client(server_url()).await;
    server
        .batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))
        .await
        .expect("lock");
    let ready = server
        .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name])
        .await
        .expect("query")
        .is_some();
    if !ready {
        let building = create_database(None).await;
        let db = TestDb::named(&building);
        db.provisioner
            .migrate_shared()
            .await
            .expect("platform migrates");
        db.provisioner.owner().pool().close();
        server
            .batch_execute(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{building}'"
            ))
            .await
            .expect("disconnect");
        server
            .batch_execute(&format!("ALTER DATABASE {building} RENAME TO {name}"))
            .await
            .expect("rename");
        drop(db);
    }
    name
}

pub(crate) async fn create_database(template: Option<&str>) -> String {
    let name = format!("panal_test_{}", Uuid::new_v4().simple());
    let server = client(server_url()).await;
    let template = template.unwrap_or("template0");
    server
        .batch_execute(&format!(
            "CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
        ))
        .await
        .expect("database is created");
    name
}

/// A copy of [`template`], with the settings of roles and the rights of a database, which are not copied with it.
pub(crate) async fn copy_of_template() -> String {
    let name = create_database(Some(&template().await)).await;
    let copy = client(&url(&name)).await;
    let bootstrap = format!(
        "SET client_min_messages = warning; BEGIN; {}; COMMIT",
        panal_migrations::BOOTSTRAP
    );
    let mut attempts = 0;
    // Roles belong to the whole server; other tests may touch them at the same moment.
    while let Err(error) = copy.batch_execute(&bootstrap).await {
        attempts += 1;
        assert!(attempts < 10, "platform's roles: {error:?}");
        copy.batch_execute("ROLLBACK").await.expect("rollback");
    }
    name
}

/// Ends whoever is still connected to a database. `DROP DATABASE` does so by itself, but looks only ten times a second
/// whether they are gone.
async fn disconnect(server: &Client, name: &str) {
    for _ in 0..200 {
        let told = server
            .query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
                &[&name],
            )
            .await;
        if told.is_ok_and(|told| told.is_empty()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// How long the end of a test waits for its database to be gone.
const PATIENCE: Duration = Duration::from_secs(1);

/// Drops the database and the roles of its tenants. On a thread of its own, since values are dropped anywhere.
///
/// `DROP DATABASE` waits for every connection of the server that is being opened. If the test's own runtime is at that,
/// it must get on with it: so this waits for a moment only. The server finishes what it was told.
pub(crate) fn drop_database(name: &str, role_prefix: &str) {
    let (name, role_prefix) = (name.to_owned(), role_prefix.to_owned());
    let (done, dropped) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("runtime");
        runtime.block_on(async {
            let server = client(server_url()).await;
            disconnect(&server, &name).await;
            let _ = server
                .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .await;
            let roles = server
                .query(
                    "SELECT quote_ident(rolname) FROM pg_roles WHERE starts_with(rolname, $1)",
                    &[&role_prefix],
                )
                .await
                .unwrap_or_default();
            for role in roles {
                let role: String = role.get(0);
                let _ = server
                    .batch_execute(&format!("DROP ROLE IF EXISTS {role}"))
                    .await;
            }
        });
        let _ = done.send(());
    });
    let _ = dropped.recv_timeout(PATIENCE);
}
