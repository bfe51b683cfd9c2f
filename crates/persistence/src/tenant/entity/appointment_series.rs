//! Table `appointment_series`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// Appointments that recur.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "appointment_series")]
pub struct Model {
    /// The series.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// RFC 5545, without DTSTART.
    pub rrule: String,
    /// The first occurrence by the clock of the branch.
    pub starts_local: DateTime,
    /// IANA time zone.
    pub time_zone: String,
    /// By which user.
    pub created_by: Option<Uuid>,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
