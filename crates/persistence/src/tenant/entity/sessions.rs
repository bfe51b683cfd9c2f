//! Table `sessions`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// One log-in. Its refresh tokens are a family that lives and dies with it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "sessions")]
pub struct Model {
    /// The session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub user_id: Uuid,
    /// What the browser called itself.
    pub user_agent: Option<String>,
    /// Where the log-in came from.
    pub address: Option<String>,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// When its tokens were last renewed.
    pub last_used_at: DateTimeUtc,
    /// When it ends unless renewed.
    pub expires_at: DateTimeUtc,
    /// When it was ended.
    pub revoked_at: Option<DateTimeUtc>,
    /// Why it was ended.
    pub revoked_reason: Option<String>,
    /// The platform user who acts in the user's place.
    pub impersonator_id: Option<Uuid>,
    /// That user's log-in name.
    pub impersonator: Option<String>,
    /// Why.
    pub impersonation_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
