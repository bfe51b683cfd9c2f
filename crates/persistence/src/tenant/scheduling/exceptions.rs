//! Days that are not like every week's: days off, other hours, extra days.

use super::{
    generation::{self, Place},
    schedules::{hours_of, odd, week},
};
use crate::{
    Error, Expected, Result, TenantTx, list,
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        entity::{edited_days, schedule_exceptions},
        steward::is_visible,
    },
};
use chrono::NaiveDate;
use panal_domain::{
    BranchId, BranchScope, Invalid, ProfessionalId,
    scheduling::{
        Hours,
        week::{DayException, ExceptionKind, check_exception},
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait,
    FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An exception.
pub use schedule_exceptions::Model as Exception;

versioned!(schedule_exceptions);

/// Most exceptions of one answer.
pub const MAX_LISTED: u64 = 1_000;

/// An exception to be.
#[derive(Debug, Clone)]
pub struct NewException {
    /// Whose; `None` is everybody's.
    pub professional: Option<ProfessionalId>,
    /// What, where and when.
    pub day: DayException,
    /// Why.
    pub reason: Option<String>,
}

/// Which exceptions are asked for.
#[derive(Debug, Clone)]
pub struct ExceptionFilter {
    /// Those of this day or later.
    pub from: NaiveDate,
    /// Those of this day or earlier.
    pub until: NaiveDate,
    /// Those that concern this professional, everybody's included.
    pub professional: Option<ProfessionalId>,
}

/// An exception that was written, and what became of it.
#[derive(Debug, Clone)]
pub struct Written {
    /// The exception.
    pub exception: Exception,
    /// Appointments of its days that are still to come and lie outside working time now.
    pub appointments_outside: i64,
}

/// The hours of an exception.
pub fn hours(row: &Exception) -> Result<Vec<Hours>> {
    let pairs: Vec<(i64, i64)> = serde_json::from_value(row.hours.clone())
        .map_err(|error| odd(format!("hours of exception {}: {error}", row.id)))?;
    pairs
        .into_iter()
        .map(|(from, until)| hours_of(from, until))
        .collect()
}

/// The exceptions of these days that concern some: those of each, and everybody's under `None`.
pub(super) async fn concerning(
    tx: &TenantTx,
    some: &[ProfessionalId],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<BTreeMap<Option<ProfessionalId>, Vec<DayException>>> {
    let rows = schedule_exceptions::Entity::find()
        .filter(schedule_exceptions::Column::StartsOn.lte(last))
        .filter(schedule_exceptions::Column::EndsOn.gte(first))
        .filter(
            Condition::any()
                .add(schedule_exceptions::Column::ProfessionalId.is_null())
                .add(list::among(
                    schedule_exceptions::Column::ProfessionalId,
                    some.iter().map(|one| one.0),
                )),
        )
        .order_by_asc(schedule_exceptions::Column::Id)
        .all(tx)
        .await?;
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in &rows {
        let whose = found.entry(row.professional_id.map(ProfessionalId));
        whose.or_default().push(DayException {
            kind: kind(row)?,
            branch: row.branch_id.map(BranchId),
            first: row.starts_on,
            last: row.ends_on,
            hours: hours(row)?,
        });
    }
    Ok(found)
}

fn kind(row: &Exception) -> Result<ExceptionKind> {
    ExceptionKind::parse(&row.kind)
        .map_err(|invalid| odd(format!("exception {}: {invalid}", row.id)))
}

fn of(professional: ProfessionalId) -> Condition {
    Condition::any()
        .add(schedule_exceptions::Column::ProfessionalId.is_null())
        .add(schedule_exceptions::Column::ProfessionalId.eq(professional.0))
}

/// Exceptions, the next first, [`MAX_LISTED`] at most. Who is limited to branches sees those of these and those of all.
pub async fn list(
    tx: &TenantTx,
    filter: &ExceptionFilter,
    scope: &BranchScope,
) -> Result<Vec<Exception>> {
    let mut select = schedule_exceptions::Entity::find()
        .filter(schedule_exceptions::Column::StartsOn.lte(filter.until))
        .filter(schedule_exceptions::Column::EndsOn.gte(filter.from))
        .order_by_asc(schedule_exceptions::Column::StartsOn)
        .order_by_asc(schedule_exceptions::Column::Id)
        .limit(MAX_LISTED);
    if let Some(professional) = filter.professional {
        select = select.filter(of(professional));
    }
    let branch = schedule_exceptions::Column::BranchId;
    select = select.filter(
        Condition::any()
            .add(branch.is_null())
            .add(list::within(branch, scope)),
    );
    Ok(select.all(tx).await?)
}

/// One exception; `None` when there is none such that `scope` sees.
pub async fn get(tx: &TenantTx, id: Uuid, scope: &BranchScope) -> Result<Option<Exception>> {
    let found = schedule_exceptions::Entity::find_by_id(id).one(tx).await?;
    Ok(found.filter(|row| row.branch_id.is_none() || scope.allows(row.branch_id.map(BranchId))))
}

/// Why an exception was not written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotWritten {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] Error),
    /// Its hours do not go with those of the week at a branch that its author does not answer for.
    #[error("hours: {0}")]
    Hours(Invalid),
}

/// Makes an exception of `scope`, and the availability of those concerned anew. Constraints
/// `schedule_exceptions_professional_id_fkey` and `schedule_exceptions_branch_id_fkey` of what is unknown.
pub async fn create(
    tx: &TenantTx,
    place: Place,
    scope: &BranchScope,
    new: &NewException,
) -> std::result::Result<Written, NotWritten> {
    check(tx, scope, new).await?;
    let row = schedule_exceptions::ActiveModel {
        id: Set(Uuid::now_v7()),
        ..to_row(new)
    };
    let exception = schedule_exceptions::Entity::insert(row)
        .exec_with_returning(tx)
        .await
        .map_err(Error::from)?;
    audit::record(
        tx,
        "create",
        "schedule_exceptions",
        Some(exception.id),
        Changes::created(&exception),
    )
    .await?;
    Ok(written(tx, place, None, exception).await?)
}

/// Who is limited to branches leaves the hours of others as they are.
async fn check(
    tx: &TenantTx,
    scope: &BranchScope,
    new: &NewException,
) -> std::result::Result<(), NotWritten> {
    let Some(professional) = new.professional.filter(|_| scope.limited().is_some()) else {
        return Ok(());
    };
    let mut elsewhere = week(tx, professional).await?;
    elsewhere.retain(|one| !scope.allows(Some(one.branch)));
    check_exception(&new.day, &elsewhere).map_err(NotWritten::Hours)
}

/// Writes `new` over an exception of `scope`; `None` when there is none such.
pub async fn update(
    tx: &TenantTx,
    place: Place,
    id: Uuid,
    scope: &BranchScope,
    expected: &Expected,
    new: &NewException,
) -> std::result::Result<Option<Written>, NotWritten> {
    let Some(before) = locked(tx, id, scope, expected).await? else {
        return Ok(None);
    };
    check(tx, scope, new).await?;
    let after =
        change::write::<schedule_exceptions::Entity>(tx, id, "update", before.clone(), to_row(new))
            .await?;
    Ok(Some(written(tx, place, Some(before), after).await?))
}

/// Deletes an exception of `scope`; `None` when there is none such, else the appointments of its days that are still to
/// come and lie outside working time now.
pub async fn delete(
    tx: &TenantTx,
    place: Place,
    id: Uuid,
    scope: &BranchScope,
    expected: &Expected,
) -> Result<Option<i64>> {
    let Some(before) = locked(tx, id, scope, expected).await? else {
        return Ok(None);
    };
    schedule_exceptions::Entity::delete_by_id(id)
        .exec(tx)
        .await?;
    audit::record(
        tx,
        "delete",
        "schedule_exceptions",
        Some(id),
        Changes::deleted(&before),
    )
    .await?;
    Ok(Some(
        written(tx, place, None, before).await?.appointments_outside,
    ))
}

async fn locked(
    tx: &TenantTx,
    id: Uuid,
    scope: &BranchScope,
    expected: &Expected,
) -> Result<Option<Exception>> {
    let found = change::lock::<schedule_exceptions::Entity>(tx, id).await?;
    // Those of all branches are changed by who is responsible for all.
    let Some(row) = found.filter(|row| is_visible(scope, row.branch_id.map(BranchId))) else {
        return Ok(None);
    };
    expected.admit(row.version)?;
    Ok(Some(row))
}

fn to_row(new: &NewException) -> schedule_exceptions::ActiveModel {
    let hours: Vec<_> = new
        .day
        .hours
        .iter()
        .map(|one| json!([one.from.minutes(), one.until.minutes()]))
        .collect();
    schedule_exceptions::ActiveModel {
        professional_id: Set(new.professional.map(|one| one.0)),
        branch_id: Set(new.day.branch.map(|one| one.0)),
        kind: Set(new.day.kind.as_str().to_owned()),
        starts_on: Set(new.day.first),
        ends_on: Set(new.day.last),
        hours: Set(hours.into()),
        reason: Set(new.reason.clone()),
        ..Default::default()
    }
}

/// Makes the availability of all whom the exception concerns, or concerned, anew on its days. A day off takes back what
/// was edited by hand before it.
async fn written(
    tx: &TenantTx,
    place: Place,
    before: Option<Exception>,
    exception: Exception,
) -> Result<Written> {
    let concerned: Option<Vec<ProfessionalId>> = before
        .iter()
        .chain([&exception])
        .map(|one| one.professional_id.map(ProfessionalId))
        .collect();
    let locked = generation::lock(tx, concerned.as_deref()).await?;
    let is_off = kind(&exception)? == ExceptionKind::DayOff;
    if is_off
        && !before
            .as_ref()
            .is_some_and(|before| is_same(before, &exception))
    {
        generation::give_back(tx, days_of(&exception)).await?;
    }
    let days = before.iter().fold(
        (exception.starts_on, exception.ends_on),
        |(first, last), one| (first.min(one.starts_on), last.max(one.ends_on)),
    );
    let made = generation::regenerate_days(tx, place, &locked, days).await?;
    let appointments_outside = match made {
        None => 0,
        Some(made) => outside(tx, place, concerned.as_deref(), days, made).await?,
    };
    Ok(Written {
        exception,
        appointments_outside,
    })
}

/// Whether both say the same, their reasons aside.
fn is_same(one: &Exception, other: &Exception) -> bool {
    let said = |of: &Exception| (of.professional_id, of.branch_id, of.starts_on, of.ends_on);
    said(one) == said(other) && one.kind == other.kind && one.hours == other.hours
}

/// The days of an exception that were edited by hand.
fn days_of(exception: &Exception) -> Condition {
    let whose = exception.professional_id;
    let place = exception.branch_id;
    Condition::all()
        .add(edited_days::Column::Day.between(exception.starts_on, exception.ends_on))
        .add_option(whose.map(|one| edited_days::Column::ProfessionalId.eq(one)))
        .add_option(place.map(|one| edited_days::Column::BranchId.eq(one)))
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// How many appointments of these days that are still to come lie outside working time. After the day up to which
/// availability is made, those on days off do.
async fn outside(
    tx: &TenantTx,
    place: Place,
    professionals: Option<&[ProfessionalId]>,
    (first, last): (NaiveDate, NaiveDate),
    made: NaiveDate,
) -> Result<i64> {
    let professionals: Option<Vec<Uuid>> =
        professionals.map(|some| some.iter().map(|one| one.0).collect());
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT count(*) AS count FROM "tenant".appointments a
               WHERE a.state IN ('pendiente', 'confirmada') AND a.starts_at >= $1 AND a.day BETWEEN $2 AND $3
                 AND ($4::uuid[] IS NULL OR a.professional_id = ANY ($4))
                 AND CASE WHEN a.day <= $5 THEN
                     NOT coalesce((SELECT range_agg(tstzrange(s.starts_at, s.ends_at)) FROM "tenant".time_slots s
                         WHERE s.professional_id = a.professional_id AND s.branch_id = a.branch_id
                           AND s.state = 'disponible' AND s.starts_at < a.ends_at AND s.ends_at > a.starts_at)
                         @> tstzrange(a.starts_at, a.ends_at), false)
                 ELSE EXISTS (SELECT FROM "tenant".schedule_exceptions e
                         WHERE e.kind = 'day_off' AND a.day BETWEEN e.starts_on AND e.ends_on
                           AND coalesce(e.professional_id, a.professional_id) = a.professional_id
                           AND coalesce(e.branch_id, a.branch_id) = a.branch_id)
                 END"#,
            [
                place.clock.now.into(),
                first.into(),
                last.into(),
                professionals.into(),
                made.into(),
            ],
        ))
        .await?;
    Ok(match row {
        Some(row) => Count::from_query_result(&row, "")?.count,
        None => 0,
    })
}
