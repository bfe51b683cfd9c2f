//! Table `document_sequences`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// The last number given to a kind of document.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "document_sequences")]
pub struct Model {
    /// Kind of document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Branch that issues it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub branch_id: Uuid,
    /// Year, or 0 where numbers never start again.
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    /// Last number taken.
    pub last_number: i64,
}

impl ActiveModelBehavior for ActiveModel {}
