//! Table `schedule_exceptions`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// Days that are not like every week's.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "schedule_exceptions")]
pub struct Model {
    /// The exception.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose; none is everybody's.
    pub professional_id: Option<Uuid>,
    /// Where; none is everywhere.
    pub branch_id: Option<Uuid>,
    /// `day_off`, `other_hours`, `extra_day`.
    pub kind: String,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// `[[from, until], ...]` in minutes since midnight.
    pub hours: Json,
    /// Why.
    pub reason: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
