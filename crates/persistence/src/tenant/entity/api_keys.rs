//! Table `api_keys`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A key with which programs act. Holds the key's digest: never serialise it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "api_keys")]
pub struct Model {
    /// The key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    /// SHA-256 of it; never leaves the server.
    pub key_hash: Vec<u8>,
    /// Codes of the permissions that it gives.
    pub scopes: Vec<String>,
    /// Who made it.
    pub created_by: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Until when it is good; none: until it is revoked.
    pub expires_at: Option<DateTimeUtc>,
    /// Last use, to some minutes.
    pub last_used_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
