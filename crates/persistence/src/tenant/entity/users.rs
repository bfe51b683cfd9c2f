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
    /// bcrypt hash; never leaves the server. None until an invitation is accepted.
    pub password_hash: Option<String>,
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
    /// When the user showed that the address is theirs.
    pub email_confirmed_at: Option<DateTimeUtc>,
    /// Secret of the second factor, encrypted.
    pub totp_secret: Option<Vec<u8>>,
    /// When the second factor was proven; it is asked for since.
    pub totp_confirmed_at: Option<DateTimeUtc>,
    /// The last time step whose code was used.
    pub totp_last_step: i64,
}

impl ActiveModelBehavior for ActiveModel {}
