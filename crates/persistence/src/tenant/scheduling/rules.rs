//! How a business takes bookings, and by which clock.

use crate::{
    Error, Result, TenantTx,
    tenant::{entity::branches, settings},
};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use panal_domain::{
    BranchId, TimeZone,
    scheduling::{BookingSettings, Interval, time},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// The moment it is, and the clock of a business. Whoever asks the time asks once, so that one request has one now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The zone of branches that have none of their own.
    pub zone: Tz,
}

impl Clock {
    /// A business's clock, now.
    #[must_use]
    pub fn of(zone: TimeZone) -> Self {
        Self {
            now: Utc::now(),
            zone: zone.tz(),
        }
    }

    /// That of a branch.
    pub fn at(self, branch: BranchId, zone: Option<&str>) -> Result<BranchClock> {
        let zone = match zone {
            None => self.zone,
            Some(name) => zone_of(name)?,
        };
        Ok(BranchClock {
            branch,
            zone,
            now: self.now,
        })
    }
}

/// A branch and its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BranchClock {
    /// The branch.
    pub branch: BranchId,
    /// Its zone.
    pub zone: Tz,
    /// The moment.
    pub now: DateTime<Utc>,
}

impl BranchClock {
    /// The day it is.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.day(self.now)
    }

    /// The day of a moment.
    #[must_use]
    pub fn day(&self, moment: DateTime<Utc>) -> NaiveDate {
        time::day_of(moment, self.zone)
    }

    /// All of the days from `first` to `last`; `None` where the last is before the first.
    #[must_use]
    pub fn days(&self, first: NaiveDate, last: NaiveDate) -> Option<Interval> {
        time::days(first, last, self.zone)
    }
}

/// A zone that the database keeps.
pub(super) fn zone_of(name: &str) -> Result<Tz> {
    TimeZone::parse(name)
        .map(|zone| zone.tz())
        .map_err(|invalid| Error::Orm(DbErr::Custom(format!("time zone {name}: {invalid}"))))
}

/// The clock of `branch`, or of the first open one; `None` when there is no such open branch.
pub async fn branch_clock(
    tx: &TenantTx,
    clock: Clock,
    branch: Option<BranchId>,
) -> Result<Option<BranchClock>> {
    let mut select = branches::Entity::find()
        .filter(branches::Column::IsActive.eq(true))
        .order_by_asc(branches::Column::CreatedAt)
        .order_by_asc(branches::Column::Id);
    if let Some(branch) = branch {
        select = select.filter(branches::Column::Id.eq(branch.0));
    }
    let found = select.one(tx).await?;
    found
        .map(|row| clock.at(BranchId(row.id), row.time_zone.as_deref()))
        .transpose()
}

/// How the business takes bookings.
pub async fn booking_settings(tx: &TenantTx) -> Result<BookingSettings> {
    let kept = settings::get(tx, BookingSettings::KEY).await?;
    kept.map_or_else(
        || Ok(BookingSettings::default()),
        |row| read_settings(row.value),
    )
}

pub(super) fn read_settings(value: serde_json::Value) -> Result<BookingSettings> {
    serde_json::from_value(value).map_err(|error| Error::Orm(DbErr::Json(error.to_string())))
}
