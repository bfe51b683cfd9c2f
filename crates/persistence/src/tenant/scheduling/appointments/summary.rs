//! What a business knows of a client by their appointments.

use crate::{Result, TenantTx};
use chrono::{DateTime, Utc};
use panal_domain::{BranchScope, ClientId};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use uuid::Uuid;

/// A client's appointments in numbers.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Summary {
    /// Of all states.
    pub total: i64,
    /// Still to come.
    pub upcoming: i64,
    /// Done.
    pub completed: i64,
    /// Called off.
    pub cancelled: i64,
    /// The client did not come.
    pub no_shows: i64,
    /// What was charged for what is done.
    pub spent: Decimal,
    /// Mean of the client's verdicts, to two decimals.
    pub average_rating: Option<Decimal>,
    /// The last that is done.
    pub last_id: Option<Uuid>,
    /// When it began.
    pub last_at: Option<DateTime<Utc>>,
    /// The next to come.
    pub next_id: Option<Uuid>,
    /// When it begins.
    pub next_at: Option<DateTime<Utc>>,
}

/// A client's appointments in `scope` in numbers, at the moment `now`; zeros where there are none. One statement.
pub async fn summary(
    tx: &TenantTx,
    client: ClientId,
    scope: &BranchScope,
    now: DateTime<Utc>,
) -> Result<Option<Summary>> {
    let branches: Option<Vec<Uuid>> = scope
        .limited()
        .map(|branches| branches.iter().map(|branch| branch.0).collect());
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"WITH own AS (
                   SELECT id, state, starts_at, final_price, rating FROM "tenant".appointments
                   WHERE client_id = $1 AND ($2::uuid[] IS NULL OR branch_id = ANY ($2))),
               last AS (SELECT id, starts_at FROM own WHERE state = 'completada'
                        ORDER BY starts_at DESC, id DESC LIMIT 1),
               next AS (SELECT id, starts_at FROM own WHERE state IN ('pendiente', 'confirmada') AND starts_at > $3
                        ORDER BY starts_at, id LIMIT 1)
               SELECT count(*) AS total,
                   count(*) FILTER (WHERE state IN ('pendiente', 'confirmada') AND starts_at > $3) AS upcoming,
                   count(*) FILTER (WHERE state = 'completada') AS completed,
                   count(*) FILTER (WHERE state = 'cancelada') AS cancelled,
                   count(*) FILTER (WHERE state = 'no_asistio') AS no_shows,
                   coalesce(sum(final_price) FILTER (WHERE state = 'completada'), 0::numeric(14, 2)) AS spent,
                   round(avg(rating), 2) AS average_rating,
                   (SELECT id FROM last) AS last_id, (SELECT starts_at FROM last) AS last_at,
                   (SELECT id FROM next) AS next_id, (SELECT starts_at FROM next) AS next_at
               FROM own"#,
            [client.0.into(), branches.into(), now.into()],
        ))
        .await?;
    Ok(row
        .map(|row| Summary::from_query_result(&row, ""))
        .transpose()?)
}
