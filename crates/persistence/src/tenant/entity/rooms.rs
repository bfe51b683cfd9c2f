//! Table `rooms`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A room or chair.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "rooms")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its branch.
    pub branch_id: Uuid,
    /// Name.
    pub name: String,
    /// What is in it.
    pub description: Option<String>,
    /// `#rrggbb`.
    pub color: Option<String>,
    /// Order in the agenda.
    pub position: i32,
    /// Whether it is used.
    pub is_active: bool,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
