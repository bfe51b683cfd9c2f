//! Table `audit_log`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// Who did what. Rows are only ever added.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "audit_log")]
pub struct Model {
    /// The entry. Entries sort by `at`; those of one moment by this.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When.
    pub at: DateTimeUtc,
    /// What sort of actor.
    pub actor_kind: String,
    /// The user, where there is one.
    pub actor_id: Option<Uuid>,
    /// `create`, `update`, `login`, …
    pub action: String,
    /// What sort of thing: the table.
    pub entity: String,
    /// Which one.
    pub entity_id: Option<Uuid>,
    /// `{field: [before, after]}`, secrets masked.
    #[sea_orm(column_type = "JsonBinary")]
    pub changes: Json,
    /// Correlates with the log.
    pub request_id: Option<String>,
    /// The actor's address.
    pub address: Option<String>,
    /// The actor, as he was called then.
    pub actor_name: Option<String>,
    /// The user in whose place an impersonator acted.
    pub on_behalf_of: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
