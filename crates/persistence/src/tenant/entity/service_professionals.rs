//! Table `service_professionals`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// Who gives a service, and on which terms.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "service_professionals")]
pub struct Model {
    /// The service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_id: Uuid,
    /// The professional.
    #[sea_orm(primary_key, auto_increment = false)]
    pub professional_id: Uuid,
    /// In place of the service's own.
    pub price: Option<Decimal>,
    /// In place of the service's own.
    pub minutes: Option<i32>,
    /// False: taken away by hand.
    pub is_offered: bool,
}

impl ActiveModelBehavior for ActiveModel {}
