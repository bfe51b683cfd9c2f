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
    /// So many times to come are held for customers, or blocked together with others.
    #[error("{0} times are held or blocked")]
    ByTimes(u64),
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
/// After [`lock_pairs`].
pub(super) async fn pair(tx: &TenantTx, services: &[Uuid], professionals: &[Uuid]) -> Result<()> {
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
///
/// Comes before the lock of a service or a professional, so that nobody waits for each other. Whoever makes a service
/// and whoever makes a professional at the same moment take turns here: the second sees what the first made.
pub(super) async fn lock_pairs(tx: &TenantTx) -> Result<()> {
    tx.execute_unprepared(
        r#"LOCK TABLE "tenant".service_professionals IN SHARE ROW EXCLUSIVE MODE"#,
    )
    .await?;
    Ok(())
}

/// Refuses where times to come of a professional or a room, by its column, would vanish with it: held for a customer,
/// or blocked for somebody or something else too.
pub(super) async fn keeps_no_time(
    tx: &TenantTx,
    column: &str,
    id: Uuid,
) -> std::result::Result<(), Needed> {
    let kept = format!(
        r#"SELECT count(*) FROM "tenant".time_slots WHERE {column} = $1 AND ends_at > now()
           AND (expires_at > now()
                OR state = 'bloqueado' AND professional_id IS NOT NULL AND room_id IS NOT NULL)"#
    );
    match count(tx, &kept, vec![id.into()]).await? {
        0 => Ok(()),
        times => Err(Needed::ByTimes(times)),
    }
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
