//! Table `holidays`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// What the business says of a holiday.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "holidays")]
pub struct Model {
    /// The day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// Its name.
    pub name: String,
    /// Whether the business works.
    pub is_working: bool,
    /// When it was said.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
