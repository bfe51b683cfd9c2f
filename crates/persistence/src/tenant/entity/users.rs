//! Table `users`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A member of the staff.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "users")]
pub struct Model {
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Log-in name, lower case.
    pub email: String,
    /// Name of the person.
    pub full_name: String,
    /// Role template, as `panal_domain::Role` writes it.
    pub role: String,
    /// bcrypt hash; never leaves the server.
    pub password_hash: String,
    /// The branch the user works at; none: all of them.
    pub branch_id: Option<Uuid>,
    /// Whether the user may log in.
    pub is_active: bool,
    /// Last successful log-in.
    pub last_login_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
