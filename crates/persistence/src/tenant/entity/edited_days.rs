//! Table `edited_days`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A day whose availability at a branch was edited by hand.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "edited_days")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub professional_id: Uuid,
    /// Where.
    #[sea_orm(primary_key, auto_increment = false)]
    pub branch_id: Uuid,
    /// The day, by the clock of the branch.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// When.
    pub edited_at: DateTimeUtc,
    /// By which user.
    pub edited_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
