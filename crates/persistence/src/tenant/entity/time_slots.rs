//! Table `time_slots`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// An interval in an agenda; `bloqueado` and the like with buffers included.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "time_slots")]
pub struct Model {
    /// The interval.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where.
    pub branch_id: Uuid,
    /// Whose.
    pub professional_id: Option<Uuid>,
    /// Of which room.
    pub room_id: Option<Uuid>,
    /// `disponible`, `reservado_temporal`, `ocupado` or `bloqueado`.
    pub state: String,
    /// When it begins.
    pub starts_at: DateTimeUtc,
    /// When it ends.
    pub ends_at: DateTimeUtc,
    /// The appointment that takes it.
    pub appointment_id: Option<Uuid>,
    /// When a hold ends.
    pub expires_at: Option<DateTimeUtc>,
    /// The hold.
    pub hold_id: Option<Uuid>,
    /// The service it is held for.
    pub service_id: Option<Uuid>,
    /// When that begins.
    pub service_starts_at: Option<DateTimeUtc>,
    /// When that ends.
    pub service_ends_at: Option<DateTimeUtc>,
    /// Digest of the address that holds it.
    pub held_by: Option<Vec<u8>>,
    /// Why it is blocked.
    pub reason: Option<String>,
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
