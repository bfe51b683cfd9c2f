//! Table `platform_audit`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// What was done on the platform, and by whom. Rows are only ever added.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "public", table_name = "platform_audit")]
pub struct Model {
    /// The line.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When.
    pub at: DateTimeUtc,
    /// `operator`, `platform_user`, `tenant_user` or `job`.
    pub actor_kind: String,
    /// Who: the id of a user, a name for others.
    pub actor: String,
    /// What was done, such as `tenant.suspend`.
    pub action: String,
    /// The tenant concerned.
    pub tenant_id: Option<Uuid>,
    /// Its slug then.
    pub tenant_slug: Option<String>,
    /// Before, after, why.
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    /// Correlates with the log.
    pub request_id: Option<String>,
    /// The client's address.
    pub address: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
