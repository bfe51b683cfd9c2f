//! Table `client_consents`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// What a client agreed to, or took back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "client_consents")]
pub struct Model {
    /// The statement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who.
    pub client_id: Uuid,
    /// `data_processing` or `marketing`.
    pub purpose: String,
    /// Yes or no.
    pub is_granted: bool,
    /// The text that was shown.
    pub text: String,
    /// `public_booking` or `staff`.
    pub source: String,
    /// When.
    pub at: DateTimeUtc,
    /// From which address.
    pub address: Option<String>,
    /// With which program.
    pub user_agent: Option<String>,
    /// By which user.
    pub recorded_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
