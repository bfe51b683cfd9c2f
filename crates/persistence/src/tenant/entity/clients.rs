//! Table `clients`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A client of the business; a patient is a client with a clinical file.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "clients")]
pub struct Model {
    /// The client.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Kind of identity document.
    pub document_kind: Option<String>,
    /// Its number, without blanks or dots.
    pub document_number: Option<String>,
    /// Given names.
    pub first_name: String,
    /// Family names; empty for a business.
    pub last_name: String,
    /// E-mail, lower case.
    pub email: Option<String>,
    /// Telephone, E.164.
    pub phone: Option<String>,
    /// Day of birth.
    pub birthday: Option<Date>,
    /// Free text.
    pub notes: Option<String>,
    /// Labels, sorted.
    pub tags: Vec<String>,
    /// How to reach the client.
    pub preferred_contact: String,
    /// When it was deleted; it can be restored.
    pub deleted_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
