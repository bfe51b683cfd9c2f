//! Days that are not like every week's: days off, other hours, extra days.

use super::{
    generation::{self, Place},
    schedules::{hours_of, odd},
};
use crate::{
    Expected, Result, TenantTx, list,
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        entity::schedule_exceptions,
        steward::is_visible,
    },
};
use chrono::NaiveDate;
use panal_domain::{
    BranchId, BranchScope, ProfessionalId,
    scheduling::{
        Hours,
        week::{DayException, ExceptionKind},
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait,
    FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use serde_json::json;
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

/// The exceptions of these days that concern a professional: their own and everybody's.
pub async fn concerning(
    tx: &TenantTx,
    professional: ProfessionalId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DayException>> {
    schedule_exceptions::Entity::find()
        .filter(schedule_exceptions::Column::StartsOn.lte(last))
        .filter(schedule_exceptions::Column::EndsOn.gte(first))
        .filter(of(professional))
        .order_by_asc(schedule_exceptions::Column::Id)
        .all(tx)
        .await?
        .iter()
        .map(|row| {
            Ok(DayException {
                kind: ExceptionKind::parse(&row.kind)
                    .map_err(|invalid| odd(format!("exception {}: {invalid}", row.id)))?,
                branch: row.branch_id.map(BranchId),
                first: row.starts_on,
                last: row.ends_on,
                hours: hours(row)?,
            })
        })
        .collect()
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

/// Makes an exception, and the availability of those concerned anew. Constraints
/// `schedule_exceptions_professional_id_fkey` and `schedule_exceptions_branch_id_fkey` of what is unknown.
pub async fn create(tx: &TenantTx, place: Place, new: &NewException) -> Result<Written> {
    let row = schedule_exceptions::ActiveModel {
        id: Set(Uuid::now_v7()),
        ..to_row(new)
    };
    let exception = schedule_exceptions::Entity::insert(row)
        .exec_with_returning(tx)
        .await?;
    audit::record(
        tx,
        "create",
        "schedule_exceptions",
        Some(exception.id),
        Changes::created(&exception),
    )
    .await?;
    written(tx, place, None, exception).await
}

/// Writes `new` over an exception of `scope`; `None` when there is none such.
pub async fn update(
    tx: &TenantTx,
    place: Place,
    id: Uuid,
    scope: &BranchScope,
    expected: &Expected,
    new: &NewException,
) -> Result<Option<Written>> {
    let Some(before) = locked(tx, id, scope, expected).await? else {
        return Ok(None);
    };
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

/// Makes the availability of all whom the exception concerns, or concerned, anew.
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
    let mut made = None;
    for professional in generation::professionals(tx, concerned.as_deref()).await? {
        let cover = Some(exception.ends_on);
        let last = generation::regenerate(tx, place, professional, cover).await?;
        made = Some(made.map_or(last, |made: NaiveDate| made.min(last)));
    }
    let first = before
        .iter()
        .fold(exception.starts_on, |first, one| first.min(one.starts_on));
    let last = before
        .iter()
        .fold(exception.ends_on, |last, one| last.max(one.ends_on));
    let appointments_outside = match made {
        None => 0,
        Some(made) => outside(tx, place, concerned.as_deref(), first, last.min(made)).await?,
    };
    Ok(Written {
        exception,
        appointments_outside,
    })
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// How many appointments of these days that are still to come lie outside working time.
async fn outside(
    tx: &TenantTx,
    place: Place,
    professionals: Option<&[ProfessionalId]>,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<i64> {
    let professionals: Option<Vec<Uuid>> =
        professionals.map(|some| some.iter().map(|one| one.0).collect());
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT count(*) AS count FROM "tenant".appointments a
               WHERE a.state IN ('pendiente', 'confirmada') AND a.starts_at >= $1 AND a.day BETWEEN $2 AND $3
                 AND ($4::uuid[] IS NULL OR a.professional_id = ANY ($4))
                 AND NOT coalesce((SELECT range_agg(tstzrange(s.starts_at, s.ends_at)) FROM "tenant".time_slots s
                     WHERE s.professional_id = a.professional_id AND s.branch_id = a.branch_id
                       AND s.state = 'disponible' AND s.starts_at < a.ends_at AND s.ends_at > a.starts_at)
                     @> tstzrange(a.starts_at, a.ends_at), false)"#,
            [
                place.clock.now.into(),
                first.into(),
                last.into(),
                professionals.into(),
            ],
        ))
        .await?;
    Ok(match row {
        Some(row) => Count::from_query_result(&row, "")?.count,
        None => 0,
    })
}
