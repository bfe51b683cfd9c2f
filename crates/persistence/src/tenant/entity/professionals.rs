//! Table `professionals`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A professional.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "professionals")]
pub struct Model {
    /// The professional.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The user that the professional is, if any.
    pub user_id: Option<Uuid>,
    /// Name.
    pub full_name: String,
    /// One of `public.professional_kinds`, or a word of the business's own.
    pub kind: Option<String>,
    /// What they are good at.
    pub specialities: Vec<String>,
    /// E-mail, lower case.
    pub email: Option<String>,
    /// Telephone, E.164.
    pub phone: Option<String>,
    /// What customers read.
    pub bio: Option<String>,
    /// `#rrggbb`.
    pub color: Option<String>,
    /// Share of the price, in percent.
    pub commission_percent: Decimal,
    /// Whether customers may book by themselves.
    pub accepts_online: bool,
    /// Whether the professional works here.
    pub is_active: bool,
    /// Order in the agenda.
    pub position: i32,
    /// SHA-256 of the secret of the calendar feed.
    pub feed_digest: Option<Vec<u8>>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
