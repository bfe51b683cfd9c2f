//! What the business says of holidays otherwise than its country.

use super::generation::{self, Place};
use crate::{
    Result, TenantTx,
    tenant::{
        audit::{self, Changes},
        entity::{edited_days, holidays},
    },
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// A day of the business's own.
pub use holidays::Model as OwnHoliday;

/// What the business says of the days from `first` to `last`, in order.
pub async fn own(tx: &TenantTx, first: NaiveDate, last: NaiveDate) -> Result<Vec<OwnHoliday>> {
    Ok(holidays::Entity::find()
        .filter(holidays::Column::Day.between(first, last))
        .order_by_asc(holidays::Column::Day)
        .all(tx)
        .await?)
}

/// Says of `day` whether the business works, and makes everybody's availability anew where that changes it.
pub async fn put(
    tx: &TenantTx,
    place: Place,
    day: NaiveDate,
    name: String,
    is_working: bool,
) -> Result<OwnHoliday> {
    let before = locked(tx, day).await?;
    let did_work = before.as_ref().is_none_or(|before| before.is_working);
    let row = holidays::ActiveModel {
        day: Set(day),
        name: Set(name),
        is_working: Set(is_working),
        ..Default::default()
    };
    let (after, action, changes) = match before {
        None => {
            let after = holidays::Entity::insert(row)
                .exec_with_returning(tx)
                .await?;
            let changes = Changes::created(&after);
            (after, "create", changes)
        }
        Some(before) => {
            let after = holidays::Entity::update(row).exec(tx).await?;
            let changes = Changes::between(&before, &after);
            if changes.is_empty() {
                return Ok(after);
            }
            (after, "update", changes)
        }
    };
    let changes = changes.with("day", day.to_string());
    audit::record(tx, action, "holidays", None, changes).await?;
    let locked = generation::lock(tx, None).await?;
    if did_work && !after.is_working {
        // What was edited by hand before goes.
        generation::give_back(tx, Condition::all().add(edited_days::Column::Day.eq(day))).await?;
    }
    generation::regenerate_days(tx, place, &locked, (day, day)).await?;
    Ok(after)
}

/// Takes back what the business said of `day`, so that its country's word holds again; `None` where it said nothing.
pub async fn delete(tx: &TenantTx, place: Place, day: NaiveDate) -> Result<Option<()>> {
    let Some(before) = locked(tx, day).await? else {
        return Ok(None);
    };
    holidays::Entity::delete_by_id(day).exec(tx).await?;
    audit::record(tx, "delete", "holidays", None, Changes::deleted(&before)).await?;
    let locked = generation::lock(tx, None).await?;
    generation::regenerate_days(tx, place, &locked, (day, day)).await?;
    Ok(Some(()))
}

async fn locked(tx: &TenantTx, day: NaiveDate) -> Result<Option<OwnHoliday>> {
    Ok(holidays::Entity::find_by_id(day)
        .lock_exclusive()
        .one(tx)
        .await?)
}
