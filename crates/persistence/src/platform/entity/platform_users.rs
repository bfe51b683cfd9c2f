//! Table `platform_users`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A user of the platform: super admin.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "public", table_name = "platform_users")]
pub struct Model {
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Log-in name, lower case.
    pub email: String,
    /// Name of the person.
    pub full_name: String,
    /// bcrypt hash; never leaves the server.
    pub password_hash: String,
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
    /// Secret of the second factor, encrypted.
    pub totp_secret: Option<Vec<u8>>,
    /// When the second factor was proven; it is asked for since.
    pub totp_confirmed_at: Option<DateTimeUtc>,
    /// The last time step whose code was used.
    pub totp_last_step: i64,
}

impl ActiveModelBehavior for ActiveModel {}
