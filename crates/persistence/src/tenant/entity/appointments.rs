//! Table `appointments`.
#![allow(
    missing_docs,
    reason = "SeaORM's derive gives its items no documentation"
)]

use sea_orm::entity::prelude::*;

/// An appointment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "tenant", table_name = "appointments")]
pub struct Model {
    /// The appointment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// By which people know it.
    pub code: String,
    /// Where.
    pub branch_id: Uuid,
    /// For whom.
    pub client_id: Uuid,
    /// By whom.
    pub professional_id: Uuid,
    /// What.
    pub service_id: Uuid,
    /// In which room.
    pub room_id: Option<Uuid>,
    /// Where it is in its life.
    pub state: String,
    /// How it came about.
    pub source: String,
    /// The day by the clock of the branch.
    pub day: Date,
    /// When it begins.
    pub starts_at: DateTimeUtc,
    /// When it ends.
    pub ends_at: DateTimeUtc,
    /// Kept free before.
    pub buffer_before_minutes: i32,
    /// Kept free after.
    pub buffer_after_minutes: i32,
    /// When the client came.
    pub arrived_at: Option<DateTimeUtc>,
    /// When it began.
    pub started_at: Option<DateTimeUtc>,
    /// When it ended.
    pub completed_at: Option<DateTimeUtc>,
    /// How long the client waited.
    pub waiting_minutes: Option<i32>,
    /// What the service costs.
    pub service_price: Decimal,
    /// What is charged.
    pub final_price: Decimal,
    /// Why that differs.
    pub price_reason: Option<String>,
    /// The client's verdict, 1 to 5.
    pub rating: Option<i16>,
    /// In words.
    pub rating_comment: Option<String>,
    /// When.
    pub rated_at: Option<DateTimeUtc>,
    /// When it was called off.
    pub cancelled_at: Option<DateTimeUtc>,
    /// `staff` or `client`.
    pub cancelled_by: Option<String>,
    /// Why.
    pub cancellation_reason: Option<String>,
    /// What the client said when booking.
    pub client_notes: Option<String>,
    /// What the staff keeps for itself.
    pub internal_notes: Option<String>,
    /// Whom to write to, where it is not the client.
    pub contact_name: Option<String>,
    /// Where to, where it is not the client's own.
    pub contact_email: Option<String>,
    /// Where to, where it is not the client's own.
    pub contact_phone: Option<String>,
    /// The first appointment of the visit.
    pub visit_id: Uuid,
    /// The series it is of.
    pub series_id: Option<Uuid>,
    /// The start that the series gave.
    pub occurs_at: Option<DateTimeUtc>,
    /// Counts changes that concern a calendar.
    pub sequence: i32,
    /// Raised, links given out are good no more.
    pub link_version: i32,
    /// By which user.
    pub created_by: Option<Uuid>,
    /// By which user it was last changed.
    pub updated_by: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// Counts changes; the ETag.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
