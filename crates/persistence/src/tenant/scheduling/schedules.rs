//! Hours of every week.

use super::{
    generation::{self, Place},
    slots,
};
use crate::{
    Error, Expected, Result, TenantTx, list,
    tenant::{
        audit::{self, Changes},
        change,
        entity::{professionals, weekly_schedules},
    },
};
use chrono::Weekday;
use panal_domain::{
    BranchId, BranchScope, Invalid, ProfessionalId,
    scheduling::{
        Hours, TimeOfDay,
        week::{WeeklyHours, check_week},
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The hours of a week, and the version of the professional whose they are.
#[derive(Debug, Clone)]
pub struct Week {
    /// The professional's version.
    pub version: i32,
    /// The hours, in order.
    pub hours: Vec<WeeklyHours>,
}

/// Why a week was not written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotWritten {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] Error),
    /// One of the hours, by its place, does not go with another, which may be at a branch that was not asked about.
    #[error("hours {0}: {1}")]
    Hours(usize, Invalid),
}

/// A professional's hours of every week, in order.
pub async fn week(tx: &TenantTx, professional: ProfessionalId) -> Result<Vec<WeeklyHours>> {
    let mut weeks = weeks(tx, &[professional]).await?;
    Ok(weeks.remove(&professional).unwrap_or_default())
}

/// The hours of every week of several; of who has none there is no entry.
pub(super) async fn weeks(
    tx: &TenantTx,
    of: &[ProfessionalId],
) -> Result<BTreeMap<ProfessionalId, Vec<WeeklyHours>>> {
    let rows = weekly_schedules::Entity::find()
        .filter(list::among(
            weekly_schedules::Column::ProfessionalId,
            of.iter().map(|one| one.0),
        ))
        .order_by_asc(weekly_schedules::Column::Weekday)
        .order_by_asc(weekly_schedules::Column::FromMinute)
        .order_by_asc(weekly_schedules::Column::Id)
        .all(tx)
        .await?;
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in &rows {
        let week = found.entry(ProfessionalId(row.professional_id));
        week.or_default().push(read(row)?);
    }
    Ok(found)
}

/// The hours at the branches of `scope`; `None` when there is no such professional.
pub async fn get(
    tx: &TenantTx,
    professional: ProfessionalId,
    scope: &BranchScope,
) -> Result<Option<Week>> {
    let Some(row) = professionals::Entity::find_by_id(professional.0)
        .one(tx)
        .await?
    else {
        return Ok(None);
    };
    let mut hours = week(tx, professional).await?;
    hours.retain(|one| scope.allows(Some(one.branch)));
    Ok(Some(Week {
        version: row.version,
        hours,
    }))
}

/// Writes a professional's whole week at the branches of `scope`, and makes the availability anew. Hours at other
/// branches stay. `None` when there is no such professional. Constraint `weekly_schedules_branch_id_fkey` of a branch
/// that is none.
pub async fn put(
    tx: &TenantTx,
    place: Place,
    professional: ProfessionalId,
    scope: &BranchScope,
    expected: &Expected,
    hours: Vec<WeeklyHours>,
) -> std::result::Result<Option<Week>, NotWritten> {
    slots::lock(tx, &[professional], &[]).await?;
    let found = professionals::Entity::find_by_id(professional.0)
        .one(tx)
        .await
        .map_err(Error::from)?;
    let Some(row) = found else {
        return Ok(None);
    };
    expected.admit(row.version)?;
    let before = week(tx, professional).await?;
    let (own, others): (Vec<_>, Vec<_>) = before
        .iter()
        .copied()
        .partition(|one| scope.allows(Some(one.branch)));
    let mut all = others.clone();
    all.extend(&hours);
    check_week(&all)
        .map_err(|(at, invalid)| NotWritten::Hours(at.saturating_sub(others.len()), invalid))?;
    let branches = own.iter().map(|one| one.branch.0);
    weekly_schedules::Entity::delete_many()
        .filter(weekly_schedules::Column::ProfessionalId.eq(professional.0))
        .filter(list::among(weekly_schedules::Column::BranchId, branches))
        .exec(tx)
        .await
        .map_err(Error::from)?;
    if !hours.is_empty() {
        weekly_schedules::Entity::insert_many(hours.iter().map(|one| to_row(professional, one)))
            .exec_without_returning(tx)
            .await
            .map_err(Error::from)?;
    }
    // The hours are part of what the professional's version counts.
    let touched = change::touch::<professionals::Entity>(tx, professional.0).await?;
    audit::record(
        tx,
        "update",
        "weekly_schedules",
        Some(professional.0),
        Changes::none().with("hours", json!([told(&own), told(&hours)])),
    )
    .await?;
    generation::regenerate(tx, place, professional, None).await?;
    let mut hours = week(tx, professional).await?;
    hours.retain(|one| scope.allows(Some(one.branch)));
    Ok(Some(Week {
        version: touched.map_or(row.version, |row| row.version),
        hours,
    }))
}

fn to_row(professional: ProfessionalId, one: &WeeklyHours) -> weekly_schedules::ActiveModel {
    weekly_schedules::ActiveModel {
        id: Set(Uuid::now_v7()),
        professional_id: Set(professional.0),
        branch_id: Set(one.branch.0),
        weekday: Set(i16::try_from(one.weekday.number_from_monday()).unwrap_or_default()),
        from_minute: Set(one.hours.from.minutes()),
        until_minute: Set(one.hours.until.minutes()),
        allows_bookings: Set(one.allows_bookings),
    }
}

fn read(row: &weekly_schedules::Model) -> Result<WeeklyHours> {
    let weekday = u8::try_from(row.weekday - 1)
        .ok()
        .and_then(|day| Weekday::try_from(day).ok())
        .ok_or_else(|| odd(format!("weekday {}", row.weekday)))?;
    Ok(WeeklyHours {
        branch: BranchId(row.branch_id),
        weekday,
        hours: hours_of(row.from_minute.into(), row.until_minute.into())?,
        allows_bookings: row.allows_bookings,
    })
}

/// Hours that the database keeps.
pub(super) fn hours_of(from: i64, until: i64) -> Result<Hours> {
    TimeOfDay::from_minutes(from)
        .and_then(|from| Hours::new(from, TimeOfDay::from_minutes(until)?))
        .map_err(|invalid| odd(format!("hours {from} to {until}: {invalid}")))
}

pub(super) fn odd(what: String) -> Error {
    Error::Orm(DbErr::Custom(what))
}

fn told(hours: &[WeeklyHours]) -> Value {
    hours
        .iter()
        .map(|one| {
            json!({
                "branch_id": one.branch,
                "weekday": one.weekday.number_from_monday(),
                "from": one.hours.from,
                "until": one.hours.until,
                "allows_bookings": one.allows_bookings,
            })
        })
        .collect()
}
