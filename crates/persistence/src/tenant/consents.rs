//! What clients agreed to. Rows are only ever added; the last word of a purpose counts.

use crate::{
    Result, TenantTx,
    tenant::{
        audit::{self, Changes},
        entity::client_consents,
    },
};
use panal_domain::ClientId;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// What a client said.
pub use client_consents::Model as Consent;

/// What is agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// That the business keeps and uses the client's data to attend to them.
    DataProcessing,
    /// That it writes of offers.
    Marketing,
}

impl Purpose {
    /// The name under which it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DataProcessing => "data_processing",
            Self::Marketing => "marketing",
        }
    }
}

/// How a client said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentSource {
    /// On the public pages.
    PublicBooking,
    /// To the staff, who wrote it down.
    Staff,
}

impl ConsentSource {
    /// The name under which it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PublicBooking => "public_booking",
            Self::Staff => "staff",
        }
    }
}

/// Something a client says yes or no to.
#[derive(Debug, Clone)]
pub struct NewConsent {
    /// Who.
    pub client: ClientId,
    /// To what.
    pub purpose: Purpose,
    /// Yes, or no from now on.
    pub is_granted: bool,
    /// The text that was shown.
    pub text: String,
    /// How.
    pub source: ConsentSource,
    /// With which program.
    pub user_agent: Option<String>,
}

/// Keeps what a client said, with the address of the request.
pub async fn record(tx: &TenantTx, new: NewConsent) -> Result<Consent> {
    let actor = tx.actor();
    let consent = client_consents::Entity::insert(client_consents::ActiveModel {
        id: Set(Uuid::now_v7()),
        client_id: Set(new.client.0),
        purpose: Set(new.purpose.as_str().to_owned()),
        is_granted: Set(new.is_granted),
        text: Set(new.text),
        source: Set(new.source.as_str().to_owned()),
        address: Set(actor.address.clone()),
        user_agent: Set(new.user_agent),
        recorded_by: Set(actor.user()),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await?;
    let changes = Changes::created(&consent);
    audit::record(tx, "create", "client_consents", Some(consent.id), changes).await?;
    Ok(consent)
}

/// What a client said, the last word first.
pub async fn of_client(tx: &TenantTx, client: ClientId) -> Result<Vec<Consent>> {
    Ok(client_consents::Entity::find()
        .filter(client_consents::Column::ClientId.eq(client.0))
        .order_by_desc(client_consents::Column::At)
        .order_by_desc(client_consents::Column::Id)
        .all(tx)
        .await?)
}
