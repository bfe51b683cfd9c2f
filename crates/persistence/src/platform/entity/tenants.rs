//! Table `tenants`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// A tenant's row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "public", table_name = "tenants")]
pub struct Model {
    /// The tenant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Label under the base domain.
    pub slug: String,
    /// Name of the business.
    pub name: String,
    /// Industry.
    pub profile: String,
    /// Plan.
    pub plan: String,
    /// Where it is in its life.
    pub state: String,
    /// Why, where somebody said.
    pub state_reason: Option<String>,
    /// The provisioning step that failed.
    pub failed_step: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
    /// Tax number.
    pub tax_id: Option<String>,
    /// E-mail of the business.
    pub email: Option<String>,
    /// ISO 3166 code of its country.
    pub country: String,
    /// Its currency.
    pub currency: String,
    /// Its time zone.
    pub time_zone: String,
    /// Its modules.
    pub modules: Vec<String>,
    /// Digest of the migrations applied.
    pub fingerprint: String,
    /// End of the grace period of a deleted tenant.
    pub purge_after: Option<DateTimeUtc>,
    /// When its purge began.
    pub purge_started_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
