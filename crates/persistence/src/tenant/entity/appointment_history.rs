//! Table `appointment_history`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A change in the life of an appointment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "appointment_history")]
pub struct Model {
    /// The change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The appointment.
    pub appointment_id: Uuid,
    /// When.
    pub at: DateTimeUtc,
    /// The verb, or `create`.
    pub action: String,
    /// The state before.
    pub from_state: Option<String>,
    /// The state after.
    pub to_state: String,
    /// The hour before, where it changed.
    pub from_starts_at: Option<DateTimeUtc>,
    /// The hour after, where it changed.
    pub to_starts_at: Option<DateTimeUtc>,
    /// Why.
    pub reason: Option<String>,
    /// As in the audit log.
    pub actor_kind: String,
    /// As in the audit log.
    pub actor_id: Option<Uuid>,
    /// As he was called then.
    pub actor_name: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
