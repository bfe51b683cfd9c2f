//! Table `brand`, without the logo itself, which is read where it is shown.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// What the business looks like: the one row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "brand")]
pub struct Model {
    /// True.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: bool,
    /// `#rrggbb`, lower case.
    pub color: Option<String>,
    /// Media type of the logo.
    pub logo_kind: Option<String>,
    /// Its width in pixels.
    pub logo_width: Option<i32>,
    /// Its height.
    pub logo_height: Option<i32>,
    /// Its size.
    pub logo_bytes: Option<i32>,
    /// SHA-256 of it, in hexadecimal digits.
    pub logo_digest: Option<String>,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
