//! Table `service_rooms`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A room in which a service can be given.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "service_rooms")]
pub struct Model {
    /// The service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_id: Uuid,
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
