//! Calendars that other programs read.

use crate::{
    Result, TenantTx,
    tenant::{change, entity::professionals},
};
use chrono::{DateTime, Utc};
use panal_domain::{BranchScope, ProfessionalId, UserId, scheduling::Interval};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    QueryFilter, QuerySelect, Statement, sea_query::Expr,
};
use uuid::Uuid;

/// Most entries of a calendar.
pub const MOST: usize = 5_000;

/// Gives a professional's calendar a secret, known by its `digest`; the one before is good no more. `None` takes it
/// away. Whether there is such a professional.
pub async fn set_secret(
    tx: &TenantTx,
    professional: ProfessionalId,
    digest: Option<Vec<u8>>,
) -> Result<bool> {
    let Some(before) = change::lock::<professionals::Entity>(tx, professional.0).await? else {
        return Ok(false);
    };
    let change = professionals::ActiveModel {
        feed_digest: Set(digest),
        ..Default::default()
    };
    change::write::<professionals::Entity>(tx, professional.0, "update", before, change).await?;
    Ok(true)
}

/// The professional that a user is.
pub async fn professional_of(tx: &TenantTx, user: UserId) -> Result<Option<ProfessionalId>> {
    let found = professionals::Entity::find()
        .filter(professionals::Column::UserId.eq(user.0))
        .one(tx)
        .await?;
    Ok(found.map(|row| ProfessionalId(row.id)))
}

/// Whose calendar a secret opens: the professional and the name. None of somebody who works here no more, as a
/// professional or as a user.
pub async fn by_secret(tx: &TenantTx, digest: Vec<u8>) -> Result<Option<(ProfessionalId, String)>> {
    let found = professionals::Entity::find()
        .filter(professionals::Column::FeedDigest.eq(digest))
        .filter(professionals::Column::IsActive.eq(true))
        .filter(Expr::cust(
            r#"NOT EXISTS (SELECT FROM "tenant".users u WHERE u.id = professionals.user_id AND NOT u.is_active)"#,
        ))
        .limit(1)
        .one(tx)
        .await?;
    Ok(found.map(|row| (ProfessionalId(row.id), row.full_name)))
}

/// An appointment in a calendar.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Entry {
    /// The appointment.
    pub id: Uuid,
    /// By which people know it.
    pub code: String,
    /// Where it is in its life.
    pub state: String,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Counts changes that concern a calendar.
    pub sequence: i32,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// Name of the service.
    pub service: String,
    /// Name of the professional.
    pub professional: String,
    /// Given names of the client.
    pub first_name: String,
    /// Family names of the client; may be empty.
    pub last_name: String,
    /// Name of the branch.
    pub branch: String,
    /// Its street address.
    pub address: Option<String>,
}

/// The appointments that begin in `range`, in order, without those that were called off. Where there are more than
/// [`MOST`], those that begin the nearest to `now`, and one more than that, by which it is known. Of one professional or
/// of all, at the branches of `scope`. One query.
pub async fn entries(
    tx: &TenantTx,
    now: DateTime<Utc>,
    range: Interval,
    professional: Option<ProfessionalId>,
    scope: &BranchScope,
) -> Result<Vec<Entry>> {
    let branches: Option<Vec<Uuid>> = match scope {
        BranchScope::All => None,
        BranchScope::Only(branches) => Some(branches.iter().map(|branch| branch.0).collect()),
    };
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            format!(
                r#"SELECT a.id, a.code, a.state, a.starts_at, a.ends_at, a.sequence, a.updated_at, s.name AS service,
                       p.full_name AS professional, c.first_name, c.last_name, b.name AS branch, b.address
                   FROM "tenant".appointments a
                   JOIN "tenant".services s ON s.id = a.service_id
                   JOIN "tenant".professionals p ON p.id = a.professional_id
                   JOIN "tenant".clients c ON c.id = a.client_id
                   JOIN "tenant".branches b ON b.id = a.branch_id
                   WHERE a.starts_at >= $1 AND a.starts_at < $2 AND a.state <> 'cancelada'
                     AND ($3::uuid IS NULL OR a.professional_id = $3)
                     AND ($4::uuid[] IS NULL OR a.branch_id = ANY ($4))
                   ORDER BY abs(extract(epoch FROM a.starts_at - $5)), a.id LIMIT {MOST} + 1"#
            ),
            [
                range.from.into(),
                range.until.into(),
                professional.map(|one| one.0).into(),
                branches.into(),
                now.into(),
            ],
        ))
        .await?;
    let mut entries = rows
        .iter()
        .map(|row| Ok(Entry::from_query_result(row, "")?))
        .collect::<Result<Vec<_>>>()?;
    entries.sort_by_key(|entry| (entry.starts_at, entry.id));
    Ok(entries)
}
