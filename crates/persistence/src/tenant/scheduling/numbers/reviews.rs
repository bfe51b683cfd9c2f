//! What clients say.

use crate::{
    Result, TenantTx,
    list::{Cursor, CursorPage},
};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{BranchId, BranchScope, ProfessionalId, ServiceId};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use uuid::Uuid;

/// A rating.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Review {
    /// The appointment.
    pub appointment_id: Uuid,
    /// Its code.
    pub code: String,
    /// Its day.
    pub day: NaiveDate,
    /// Where.
    pub branch_id: Uuid,
    /// Who rates.
    pub client_id: Uuid,
    /// Given and family names.
    pub client_name: String,
    /// Who is rated.
    pub professional_id: Uuid,
    /// Name.
    pub professional_name: String,
    /// For what.
    pub service_id: Uuid,
    /// Name.
    pub service_name: String,
    /// 1 to 5.
    pub rating: i16,
    /// In words.
    pub comment: Option<String>,
    /// When.
    pub rated_at: DateTime<Utc>,
}

/// Which ratings; all that is given must hold.
#[derive(Debug, Clone, Default)]
pub struct ReviewFilter {
    /// Of a branch.
    pub branch: Option<BranchId>,
    /// Of a professional.
    pub professional: Option<ProfessionalId>,
    /// Of a service.
    pub service: Option<ServiceId>,
    /// With so many points.
    pub rating: Option<i16>,
    /// With words, or without.
    pub commented: Option<bool>,
}

/// Up to `limit` ratings of the branches that may be `seen`, the newest first, from after `cursor` on. One statement.
pub async fn reviews(
    tx: &TenantTx,
    seen: &BranchScope,
    filter: &ReviewFilter,
    cursor: Option<Cursor>,
    limit: u64,
) -> Result<CursorPage<Review>> {
    let seen: Option<Vec<Uuid>> = seen
        .limited()
        .map(|seen| seen.iter().map(|one| one.0).collect());
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT a.id AS appointment_id, a.code, a.day, a.branch_id, a.client_id,
                   btrim(concat_ws(' ', c.first_name, c.last_name)) AS client_name, a.professional_id,
                   p.full_name AS professional_name, a.service_id, s.name AS service_name, a.rating,
                   a.rating_comment AS comment, a.rated_at
               FROM "tenant".appointments a
               JOIN "tenant".clients c ON c.id = a.client_id
               JOIN "tenant".professionals p ON p.id = a.professional_id
               JOIN "tenant".services s ON s.id = a.service_id
               WHERE a.rated_at IS NOT NULL AND ($1::uuid[] IS NULL OR a.branch_id = ANY ($1))
                 AND ($2::uuid IS NULL OR a.branch_id = $2) AND ($3::uuid IS NULL OR a.professional_id = $3)
                 AND ($4::uuid IS NULL OR a.service_id = $4) AND ($5::smallint IS NULL OR a.rating = $5)
                 AND ($6::boolean IS NULL OR (a.rating_comment IS NOT NULL) = $6)
                 AND ($7::timestamptz IS NULL OR (a.rated_at, a.id) < ($7, $8))
               ORDER BY a.rated_at DESC, a.id DESC LIMIT $9"#,
            [
                seen.into(),
                filter.branch.map(|one| one.0).into(),
                filter.professional.map(|one| one.0).into(),
                filter.service.map(|one| one.0).into(),
                filter.rating.into(),
                filter.commented.into(),
                cursor.map(|cursor| cursor.at).into(),
                cursor.map(|cursor| cursor.id).into(),
                i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX).into(),
            ],
        ))
        .await?;
    let mut rows = rows
        .iter()
        .map(|row| Review::from_query_result(row, ""))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let more = rows.len() > page;
    rows.truncate(page);
    Ok(CursorPage {
        next: rows.last().filter(|_| more).map(|last| Cursor {
            at: last.rated_at,
            id: last.appointment_id,
        }),
        rows,
    })
}
