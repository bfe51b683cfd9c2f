//! A business with a past: rows of every kind that a copy, a file or a backup must bring along.

use panal_provisioner::TenantRecord;
use panal_test_support::TestDb;

/// Fills a business with accents, emoji, NULLs, arrays, JSON, binary values, deleted rows, changed rows, and backslashes
/// and tabs that COPY has to escape. Adds a sequence, an identity column and tables that refer to each other in a
/// circle, as later modules may have them; those belong to no migration.
pub(crate) async fn live(db: &TestDb, tenant: &TenantRecord) {
    let schema = tenant.schema.quoted();
    db.superuser()
        .await
        .batch_execute(&include_str!("story.sql").replace("\"tenant\"", &schema))
        .await
        .unwrap();
}

/// The number of something in the database.
pub(crate) async fn count(db: &TestDb, sql: &str) -> i64 {
    db.superuser()
        .await
        .query_one(&format!("SELECT count(*) FROM {sql}"), &[])
        .await
        .unwrap()
        .get(0)
}

/// What is left of tenants in the database: schemas that are not the platform's, roles, and rows.
pub(crate) async fn traces(db: &TestDb) -> (i64, i64, i64) {
    (
        count(
            db,
            "pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN
             ('public', 'extensions', 'graphile_worker', 'information_schema')",
        )
        .await,
        count(
            db,
            &format!("pg_roles WHERE starts_with(rolname, '{}')", db.role_prefix),
        )
        .await,
        count(db, "public.tenants WHERE state <> 'deleted'").await,
    )
}

/// A backend that starts to wait, or a program that is at work, seen from outside.
pub(crate) async fn until(db: &TestDb, sql: &str) {
    for _ in 0..500 {
        if count(db, sql).await > 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("never came true: {sql}");
}

/// How many rows of log-ins a business has: sessions, refresh tokens and keys of requests.
pub(crate) async fn log_ins(db: &TestDb, schema: &str) -> (i64, i64, i64) {
    (
        count(db, &format!("\"{schema}\".sessions")).await,
        count(db, &format!("\"{schema}\".refresh_tokens")).await,
        count(db, &format!("\"{schema}\".idempotency_keys")).await,
    )
}

/// What the server's processes hear.
pub(crate) async fn listen(db: &TestDb) -> tokio::sync::mpsc::UnboundedReceiver<String> {
    let (client, mut connection) = tokio_postgres::connect(&db.url(), tokio_postgres::NoTls)
        .await
        .unwrap();
    let (heard, ear) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) =
            std::future::poll_fn(|context| connection.poll_message(context)).await
        {
            if let tokio_postgres::AsyncMessage::Notification(notification) = message {
                let _ = heard.send(notification.payload().to_owned());
            }
        }
    });
    client.batch_execute("LISTEN panal_session").await.unwrap();
    // The connection lives as long as the test.
    std::mem::forget(client);
    ear
}
