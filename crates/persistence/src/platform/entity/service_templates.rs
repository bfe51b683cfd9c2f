//! Table `service_templates`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A service that businesses of an industry may begin with.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "public", table_name = "service_templates")]
pub struct Model {
    /// `<industry>.<name>`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The industry.
    pub industry: String,
    /// Its name.
    pub name: String,
    /// What customers read.
    pub description: String,
    /// By which people sort it.
    pub category: String,
    /// How long it takes.
    pub minutes: i32,
    /// Minutes kept free before.
    pub buffer_before_minutes: i32,
    /// Minutes kept free after.
    pub buffer_after_minutes: i32,
    /// Suggested, by currency, as decimal texts.
    pub prices: Json,
    /// Who may give it; empty is everybody.
    pub professional_kinds: Vec<String>,
    /// Whether most businesses of the industry have it.
    pub popular: bool,
    /// Whether it is offered.
    pub is_active: bool,
    /// Its place among those of the industry.
    pub position: i32,
    /// `program` or `platform`.
    pub origin: String,
    /// Since when the program's files leave it alone.
    pub edited_at: Option<DateTimeUtc>,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
