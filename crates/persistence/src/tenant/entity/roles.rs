//! Table `roles`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A role.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "roles")]
pub struct Model {
    /// The role.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Short name.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The role whose permissions it inherits.
    pub parent_id: Option<Uuid>,
    /// The template it came from; such a role cannot be deleted.
    pub template: Option<String>,
    /// Has every permission, those to come included.
    pub grants_all: bool,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
