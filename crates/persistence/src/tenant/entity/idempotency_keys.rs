//! Table `idempotency_keys`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// The answer to a request that must not take effect twice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "idempotency_keys")]
pub struct Model {
    /// Who sent the request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The key the sender chose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Digest of the request.
    pub request_hash: Vec<u8>,
    /// HTTP status of the answer; 0 until it is known.
    pub status: i32,
    /// Body of the answer.
    pub body: Option<Json>,
    /// Headers of the answer.
    #[sea_orm(column_type = "JsonBinary")]
    pub headers: Json,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
