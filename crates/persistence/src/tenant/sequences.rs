//! Document numbers without gaps.

use crate::{Error, Result, TenantTx};
use panal_domain::BranchId;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// The next number of a kind of document at a branch in a year (0 where numbers never start again), beginning with 1.
///
/// The number is taken when the transaction commits and given back when it rolls back, so that none is left out;
/// for as long, others who want a number of the same sequence wait.
pub async fn next(tx: &TenantTx, kind: &str, branch: BranchId, year: i32) -> Result<i64> {
    take(tx, kind, branch, year, 1).await
}

/// The same for so many numbers, one after the other: the first of them.
pub async fn take(
    tx: &TenantTx,
    kind: &str,
    branch: BranchId,
    year: i32,
    count: u32,
) -> Result<i64> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"INSERT INTO "tenant".document_sequences AS sequence (kind, branch_id, year, last_number)
               VALUES ($1, $2, $3, $4)
               ON CONFLICT (kind, branch_id, year) DO UPDATE SET last_number = sequence.last_number + $4
               RETURNING last_number - $4 + 1 AS first"#,
            [kind.into(), branch.0.into(), year.into(), i64::from(count).into()],
        ))
        .await?
        .ok_or_else(|| Error::Orm(DbErr::RecordNotInserted))?;
    Ok(row.try_get("", "first")?)
}
