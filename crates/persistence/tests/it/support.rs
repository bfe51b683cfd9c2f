//! What the tests share.

use panal_persistence::{Actor, ActorKind, TenantDb, TenantTx};
use panal_provisioner::TenantRecord;
use panal_test_support::TestDb;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use uuid::Uuid;

/// Lanes with a single connection in all: whatever one transaction leaves behind, the next one meets.
pub(crate) fn one_connection(db: &TestDb) -> TenantDb {
    lanes(db, 1, 1, 100)
}

pub(crate) fn lanes(
    db: &TestDb,
    lanes: usize,
    lane_size: usize,
    statement_cache: usize,
) -> TenantDb {
    let mut config = db.config.clone();
    config.lanes = lanes;
    config.lane_size = lane_size;
    config.statement_cache = statement_cache;
    config.connect_timeout_seconds = 3;
    TenantDb::new(&db.app, &config).expect("lanes")
}

pub(crate) async fn begin(tenants: &TenantDb, tenant: &TenantRecord) -> TenantTx {
    tenants
        .begin(&tenant.scope(), actor())
        .await
        .expect("transaction begins")
}

pub(crate) fn actor() -> Actor {
    Actor {
        name: None,
        on_behalf_of: None,
        kind: ActorKind::User,
        id: Some(Uuid::from_u128(7)),
        request_id: Some("req-1".to_owned()),
        address: Some("192.0.2.7".to_owned()),
    }
}

pub(crate) fn sql(text: &str) -> Statement {
    Statement::from_string(DbBackend::Postgres, text)
}

pub(crate) fn sql_with(text: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, text, values)
}

/// Runs a statement and gives SQLSTATE of its refusal.
pub(crate) async fn refused<C: ConnectionTrait>(tx: &C, text: &str) -> String {
    let error = tx
        .execute_raw(sql(text))
        .await
        .map(|done| done.rows_affected());
    let error = panal_persistence::Error::from(error.expect_err(text));
    error
        .code()
        .unwrap_or_else(|| panic!("{text}: {error}"))
        .to_owned()
}

/// The one text, named `it`, that a query gives.
pub(crate) async fn text<C: ConnectionTrait>(tx: &C, query: &str) -> String {
    let row = tx
        .query_one_raw(sql(query))
        .await
        .expect(query)
        .expect("a row");
    row.try_get("", "it").expect("column it")
}

pub(crate) async fn count<C: ConnectionTrait>(tx: &C, table: &str) -> i64 {
    let query = format!("SELECT count(*) AS it FROM {table}");
    let row = tx
        .query_one_raw(sql(&query))
        .await
        .expect("query")
        .expect("a row");
    row.try_get("", "it").expect("column it")
}
