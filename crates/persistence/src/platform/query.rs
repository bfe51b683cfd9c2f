//! Statements written as SQL.

use crate::{Error, PlatformTx, Result};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};

fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

/// The rows of a query.
pub(super) async fn all<T: FromQueryResult, const N: usize>(
    tx: &PlatformTx,
    sql: &str,
    values: [Value; N],
) -> Result<Vec<T>> {
    let rows = tx.query_all_raw(statement(sql, values)).await?;
    rows.iter()
        .map(|row| T::from_query_result(row, "").map_err(Error::from))
        .collect()
}

/// The first row of a query.
pub(super) async fn one<T: FromQueryResult, const N: usize>(
    tx: &PlatformTx,
    sql: &str,
    values: [Value; N],
) -> Result<Option<T>> {
    let row = tx.query_one_raw(statement(sql, values)).await?;
    row.map(|row| T::from_query_result(&row, "").map_err(Error::from))
        .transpose()
}

/// How many rows a statement changed.
pub(super) async fn run<const N: usize>(
    tx: &PlatformTx,
    sql: &str,
    values: [Value; N],
) -> Result<u64> {
    Ok(tx
        .execute_raw(statement(sql, values))
        .await?
        .rows_affected())
}
