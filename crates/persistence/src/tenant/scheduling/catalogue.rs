//! What services, professionals and rooms have in common.

use crate::{Error, Result, TenantTx};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use uuid::Uuid;

/// Why a professional or a room stays as it is.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Needed {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] Error),
    /// So many appointments need it.
    #[error("{0} appointments need it")]
    ByAppointments(u64),
    /// So many services are given there.
    #[error("{0} services need it")]
    ByServices(u64),
    /// It would be at a branch that is not one of one's own.
    #[error("branch is not one's own")]
    BranchNotOwn,
}

impl From<sea_orm::DbErr> for Needed {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// Gives services to the active professionals whose kind they allow, unless somebody has decided about the pair already
/// (seed 003, "Profesionales"). Concerns pairs with one of `services` or one of `professionals`.
///
/// Whoever makes a service and whoever makes a professional at the same moment take turns here, after their rows are
/// written: the second sees what the first made.
pub(super) async fn pair(tx: &TenantTx, services: &[Uuid], professionals: &[Uuid]) -> Result<()> {
    lock_pairs(tx).await?;
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"INSERT INTO "tenant".service_professionals (service_id, professional_id)
           SELECT s.id, p.id FROM "tenant".services s, "tenant".professionals p
           WHERE (s.id = ANY ($1) OR p.id = ANY ($2)) AND p.is_active
             AND (s.professional_kinds = '{}' OR p.kind = ANY (s.professional_kinds))
           ORDER BY s.id, p.id
           ON CONFLICT DO NOTHING"#,
        [services.to_vec().into(), professionals.to_vec().into()],
    ))
    .await?;
    Ok(())
}

/// Until the transaction ends, nobody else changes who gives what. Reading goes on.
pub(super) async fn lock_pairs(tx: &TenantTx) -> Result<()> {
    tx.execute_unprepared(
        r#"LOCK TABLE "tenant".service_professionals IN SHARE ROW EXCLUSIVE MODE"#,
    )
    .await?;
    Ok(())
}

/// The number that a statement gives in its column `count`.
pub(super) async fn count(tx: &TenantTx, sql: &str, values: Vec<Value>) -> Result<u64> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            sql,
            values,
        ))
        .await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "count"))?;
    Ok(count.try_into().unwrap_or_default())
}
