//! Table `client_notes`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// What somebody wrote down about a client.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "client_notes")]
pub struct Model {
    /// The note.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// About whom.
    pub client_id: Uuid,
    /// What it says.
    pub body: String,
    /// Whether it is seen wherever the client is attended to.
    pub pinned: bool,
    /// The user who wrote it.
    pub created_by: Option<Uuid>,
    /// Who wrote it, as they were called then.
    pub author_name: String,
    /// When it was deleted.
    pub deleted_at: Option<DateTimeUtc>,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
