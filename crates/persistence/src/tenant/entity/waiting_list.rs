//! Table `waiting_list`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// Somebody who waits for a free time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "waiting_list")]
pub struct Model {
    /// The entry.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where.
    pub branch_id: Uuid,
    /// Who.
    pub client_id: Uuid,
    /// For what.
    pub service_id: Uuid,
    /// By whom; none is whoever is free.
    pub professional_id: Option<Uuid>,
    /// First day that suits.
    pub from_day: Date,
    /// Last day that suits.
    pub until_day: Date,
    /// First hour that suits, in minutes since midnight.
    pub from_minute: i16,
    /// Last hour that suits.
    pub until_minute: i16,
    /// Free text.
    pub notes: Option<String>,
    /// `waiting`, `offered`, `booked`, `expired` or `cancelled`.
    pub state: String,
    /// The time that is held at this moment.
    pub hold_id: Option<Uuid>,
    /// Until when.
    pub offer_expires_at: Option<DateTimeUtc>,
    /// How often something was offered.
    pub offers: i32,
    /// Whose time was given back, of which the last offer was a part.
    pub freed_professional_id: Option<Uuid>,
    /// When that time begins.
    pub freed_from: Option<DateTimeUtc>,
    /// When it ends.
    pub freed_until: Option<DateTimeUtc>,
    /// What came of it.
    pub appointment_id: Option<Uuid>,
    /// By which user.
    pub created_by: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
