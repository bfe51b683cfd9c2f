//! Days whose availability somebody edited by hand, which generating leaves alone.

use super::professionals;
use crate::{Result, TenantTx};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{BranchScope, ProfessionalId};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use uuid::Uuid;

/// A day that was edited, with the names of where and by whom.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct EditedDay {
    /// The day, by the clock of the branch.
    pub day: NaiveDate,
    /// Where.
    pub branch_id: Uuid,
    /// The branch's name.
    pub branch_name: String,
    /// When it was last edited.
    pub edited_at: DateTime<Utc>,
    /// By which user.
    pub edited_by: Option<Uuid>,
    /// The user's name.
    pub edited_by_name: Option<String>,
}

/// The days from one to another, both included, on which a professional was edited at branches of `scope`, in order.
/// `None` when there is no such professional.
pub async fn list(
    tx: &TenantTx,
    professional: ProfessionalId,
    (from, until): (NaiveDate, NaiveDate),
    scope: &BranchScope,
) -> Result<Option<Vec<EditedDay>>> {
    if professionals::get(tx, professional).await?.is_none() {
        return Ok(None);
    }
    let only: Option<Vec<Uuid>> = scope
        .limited()
        .map(|branches| branches.iter().map(|branch| branch.0).collect());
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT e.day, e.branch_id, b.name AS branch_name, e.edited_at, e.edited_by,
                   u.full_name AS edited_by_name
               FROM "tenant".edited_days e JOIN "tenant".branches b ON b.id = e.branch_id
               LEFT JOIN "tenant".users u ON u.id = e.edited_by
               WHERE e.professional_id = $1 AND e.day BETWEEN $2 AND $3
                 AND ($4::uuid[] IS NULL OR e.branch_id = ANY ($4))
               ORDER BY e.day, b.name, e.branch_id"#,
            [
                professional.0.into(),
                from.into(),
                until.into(),
                only.into(),
            ],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(EditedDay::from_query_result(row, "")?))
        .collect::<Result<Vec<_>>>()
        .map(Some)
}
