//! Table `weekly_schedules`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// Hours of every week.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "weekly_schedules")]
pub struct Model {
    /// The hours.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose.
    pub professional_id: Uuid,
    /// Where.
    pub branch_id: Uuid,
    /// ISO 8601: Monday is 1.
    pub weekday: i16,
    /// Minutes since midnight.
    pub from_minute: i16,
    /// Minutes since midnight; 1440 is the end of the day.
    pub until_minute: i16,
    /// False: cut out of those that do.
    pub allows_bookings: bool,
}

impl ActiveModelBehavior for ActiveModel {}
