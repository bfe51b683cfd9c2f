//! Times that are held for a customer who fills the form in.
//!
//! A hold takes time as an appointment does, until it expires: from then on it is in nobody's way, whether or not
//! anybody has removed it. Holds are passing and leave no entry in the audit log; what they become does.

use super::{
    booking::{NotBooked, customers_rules, find},
    diary::Own,
    offers::{self, Customer, Wanted},
    rules::Clock,
    slots::{self, NewHold},
};
use crate::{
    Error, Result, TenantTx,
    tenant::entity::{appointments, time_slots},
};
use chrono::{DateTime, Utc};
use panal_domain::{AppointmentId, BranchId, ProfessionalId, ServiceId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    Statement,
};
use uuid::Uuid;

/// What a customer wants held.
#[derive(Debug, Clone)]
pub struct HoldOrder {
    /// Where; `None` is the first open branch.
    pub branch: Option<BranchId>,
    /// What, by whom.
    pub services: Vec<Wanted>,
    /// When.
    pub at: DateTime<Utc>,
    /// Digest of the address that asks, by which holds are limited.
    pub held_by: Vec<u8>,
    /// The customer's earlier hold, which this one takes the place of.
    pub earlier: Option<Uuid>,
}

/// A hold.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its id.
    pub id: Uuid,
    /// Where.
    pub branch: BranchId,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// The services, in order; there is one at least.
    pub services: Vec<HeldService>,
}

/// A service of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldService {
    /// The service.
    pub service: ServiceId,
    /// Who gives it.
    pub professional: ProfessionalId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// Most holds of one address that have not expired.
pub const MOST_OF_ONE_ADDRESS: i64 = 3;

/// Most services of one address in holds that have not expired: as many as one visit has.
pub const MOST_SERVICES_OF_ONE_ADDRESS: i64 = 5;

/// Why nothing is held.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotHeld {
    /// As a booking is refused.
    #[error(transparent)]
    Refused(#[from] NotBooked),
    /// Customers cannot book by themselves.
    #[error("public booking is closed")]
    Closed,
    /// The address holds [`MOST_OF_ONE_ADDRESS`] already, or would hold more than [`MOST_SERVICES_OF_ONE_ADDRESS`].
    #[error("too many holds")]
    TooMany,
}

impl From<Error> for NotHeld {
    fn from(error: Error) -> Self {
        Self::Refused(error.into())
    }
}

/// Holds a time, by the rules for customers. Must not commit after an error.
pub async fn place(
    tx: &TenantTx,
    clock: Clock,
    order: &HoldOrder,
) -> std::result::Result<Held, NotHeld> {
    // Of several at once from one address the last does not slip through.
    let by: String = order.held_by.iter().map(|b| format!("{b:02x}")).collect();
    alone(tx, &format!("holds of {by}")).await?;
    let others = of_address(tx, clock.now, order).await?;
    let services = others.services + i64::try_from(order.services.len()).unwrap_or(i64::MAX);
    if others.holds >= MOST_OF_ONE_ADDRESS || services > MOST_SERVICES_OF_ONE_ADDRESS {
        return Err(NotHeld::TooMany);
    }
    let mut offers = offers::offers(tx, clock, order.branch, Customer::Online, &order.services)
        .await?
        .map_err(NotBooked::Unknown)?;
    if !offers.settings.public_booking {
        return Err(NotHeld::Closed);
    }
    offers.keep(&slots::lock(tx, &offers.professionals(), &offers.rooms()).await?);
    let own = Own {
        hold: order.earlier,
        appointments: Vec::new(),
    };
    let rules = customers_rules(&offers.clock, &offers);
    let placements = find(tx, &offers, &rules, order.at, &own).await?;
    if let Some(earlier) = order.earlier {
        slots::release(tx, earlier).await?;
    }
    let hold = NewHold {
        id: Uuid::now_v7(),
        expires_at: clock.now + offers.settings.hold(),
        held_by: Some(order.held_by.clone()),
    };
    let mut services = Vec::with_capacity(placements.len());
    for (placement, offer) in placements.iter().zip(&offers.services) {
        slots::hold(tx, &offers.clock, placement, offer.service, &hold).await?;
        services.push(HeldService {
            service: offer.service,
            professional: placement.professional,
            starts_at: placement.service.from,
            ends_at: placement.service.until,
        });
    }
    Ok(Held {
        id: hold.id,
        branch: offers.clock.branch,
        expires_at: hold.expires_at,
        services,
    })
}

/// A hold that has not expired.
pub async fn get(tx: &TenantTx, now: DateTime<Utc>, id: Uuid) -> Result<Option<Held>> {
    let rows = time_slots::Entity::find()
        .filter(time_slots::Column::HoldId.eq(id))
        .filter(time_slots::Column::ExpiresAt.gt(now))
        .order_by_asc(time_slots::Column::ServiceStartsAt)
        .all(tx)
        .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let held = Held {
        id,
        branch: BranchId(first.branch_id),
        expires_at: first.expires_at.unwrap_or(now),
        services: rows.iter().filter_map(service).collect(),
    };
    Ok(Some(held))
}

/// A hold always names its service and its hours; the database sees to it.
fn service(row: &time_slots::Model) -> Option<HeldService> {
    Some(HeldService {
        service: ServiceId(row.service_id?),
        professional: ProfessionalId(row.professional_id?),
        starts_at: row.service_starts_at?,
        ends_at: row.service_ends_at?,
    })
}

/// Gives back what is held; whether there was anything.
pub async fn release(tx: &TenantTx, id: Uuid) -> Result<bool> {
    Ok(slots::release(tx, id).await? > 0)
}

/// What a hold became: the appointments of the visit, in order. Until the transaction ends nobody else makes anything
/// of this hold.
pub async fn became(tx: &TenantTx, id: Uuid) -> Result<Vec<appointments::Model>> {
    alone(tx, &format!("hold {id}")).await?;
    visit(tx, AppointmentId(id)).await
}

/// The appointments of a visit, in order.
pub async fn visit(tx: &TenantTx, visit: AppointmentId) -> Result<Vec<appointments::Model>> {
    Ok(appointments::Entity::find()
        .filter(appointments::Column::VisitId.eq(visit.0))
        .order_by_asc(appointments::Column::StartsAt)
        .all(tx)
        .await?)
}

/// Until the transaction ends nobody else of this tenant does the thing of this name.
pub(super) async fn alone(tx: &TenantTx, name: &str) -> Result<()> {
    let name = format!("panal {} {name}", tx.tenant());
    tx.query_all_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT 1 AS taken FROM pg_advisory_xact_lock(hashtextextended($1, 0))",
        [name.into()],
    ))
    .await?;
    Ok(())
}

#[derive(Default, FromQueryResult)]
struct Counts {
    holds: i64,
    services: i64,
}

/// What the address holds, that which is given up not counted.
async fn of_address(tx: &TenantTx, now: DateTime<Utc>, order: &HoldOrder) -> Result<Counts> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT count(DISTINCT hold_id) AS holds, count(*) AS services FROM "tenant".time_slots
               WHERE expires_at > $1 AND held_by = $2 AND hold_id IS DISTINCT FROM $3"#,
            [
                now.into(),
                order.held_by.clone().into(),
                order.earlier.into(),
            ],
        ))
        .await?;
    let counts = row
        .map(|row| Counts::from_query_result(&row, ""))
        .transpose()?;
    Ok(counts.unwrap_or_default())
}
