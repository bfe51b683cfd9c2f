//! Table `services`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A service.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "services")]
pub struct Model {
    /// The service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The template it came from.
    pub template: Option<String>,
    /// Name.
    pub name: String,
    /// What customers read.
    pub description: Option<String>,
    /// By which it is sorted.
    pub category: Option<String>,
    /// Price in the tenant's currency.
    pub price: Decimal,
    /// How long it takes.
    pub minutes: i32,
    /// Kept free before.
    pub buffer_before_minutes: i32,
    /// Kept free after.
    pub buffer_after_minutes: i32,
    /// Who may give it; empty is everybody.
    pub professional_kinds: Vec<String>,
    /// `#rrggbb`.
    pub color: Option<String>,
    /// Whether customers may book it by themselves.
    pub accepts_online: bool,
    /// Whether it is given.
    pub is_active: bool,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
