//! Appointments: one, and lists of them.

mod fields;
mod summary;

pub use fields::AppointmentField;
pub use summary::{Summary, summary};

use super::booking::Appointment;
use crate::{
    Expected, Result, TenantTx,
    list::{self, ListQuery, Page},
    tenant::{
        change::{self, versioned},
        entity::{appointment_history, appointments},
        steward::is_visible,
    },
};
use chrono::{DateTime, Utc};
use panal_domain::{Amount, AppointmentId, BranchId, BranchScope, ClientId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Condition, Expr, IntoTableRef},
};

/// A change in the life of an appointment.
pub use appointment_history::Model as HistoryEntry;

versioned!(appointments);

/// An appointment with the names of all that it points to.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Named {
    /// The appointment.
    #[sea_orm(nested)]
    pub appointment: Appointment,
    /// The client's whole name.
    pub client_name: String,
    /// The client's telephone.
    pub client_phone: Option<String>,
    /// The professional's name.
    pub professional_name: String,
    /// In which the professional is drawn, `#rrggbb`.
    pub professional_color: Option<String>,
    /// The service's name.
    pub service_name: String,
    /// In which the service is drawn, `#rrggbb`.
    pub service_color: Option<String>,
    /// The room's name.
    pub room_name: Option<String>,
    /// In which the room is drawn, `#rrggbb`.
    pub room_color: Option<String>,
    /// The branch's name.
    pub branch_name: String,
}

/// A price that differs from what the service costs, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedPrice {
    /// What is charged.
    pub amount: Amount,
    /// Why.
    pub reason: String,
}

/// What is to change beside state and time: the outer `None` leaves a field as it is, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct AppointmentChanges {
    /// What the client says.
    pub client_notes: Option<Option<String>>,
    /// What the staff keeps for itself.
    pub internal_notes: Option<Option<String>>,
    /// Whom to write to, where it is not the client.
    pub contact_name: Option<Option<String>>,
    /// Where to, where it is not the client's own.
    pub contact_email: Option<Option<String>>,
    /// Where to, where it is not the client's own.
    pub contact_phone: Option<Option<String>>,
    /// What is charged.
    pub price: Option<AgreedPrice>,
}

/// A page of the appointments of `scope`, with names: two statements, however many rows.
pub async fn list(
    tx: &TenantTx,
    query: &ListQuery<AppointmentField>,
    scope: &BranchScope,
) -> Result<Page<Named>> {
    let mut select = visible(named(), scope);
    if let Some(text) = &query.search {
        select = select.filter(found(text));
    }
    list::fetch_as(tx, select, query, appointments::Column::Id).await
}

/// At most `most` appointments of `scope` that a search finds: those to come, the next first, then those that are over,
/// the last first; without counting how many there are.
pub async fn find(
    tx: &TenantTx,
    text: &str,
    now: DateTime<Utc>,
    scope: &BranchScope,
    most: u64,
) -> Result<Vec<Named>> {
    let over = Expr::cust_with_values("appointments.ends_at <= $1", [now]);
    let distance = Expr::cust_with_values(
        "abs(extract(epoch FROM appointments.starts_at - $1))",
        [now],
    );
    Ok(visible(named(), scope)
        .filter(found(text))
        .order_by_asc(over)
        .order_by_asc(distance)
        .order_by_asc(appointments::Column::Id)
        .limit(most)
        .into_model::<Named>()
        .all(tx)
        .await?)
}

/// Appointments of a client, or with a code, that a search finds. Every code has digits: without one in the search,
/// only clients are looked at, who have an index for it.
fn found(text: &str) -> Condition {
    let found = Condition::any().add(list::search("c.search", text));
    if text.chars().any(|c| c.is_ascii_digit()) {
        found.add(list::search("extensions.fold(appointments.code)", text))
    } else {
        found
    }
}

/// One appointment of `scope`, with names.
pub async fn get(tx: &TenantTx, id: AppointmentId, scope: &BranchScope) -> Result<Option<Named>> {
    let select = visible(named(), scope).filter(appointments::Column::Id.eq(id.0));
    Ok(select.into_model::<Named>().one(tx).await?)
}

/// The appointments of a visit, in order, with names; all at one branch.
pub async fn visit(tx: &TenantTx, visit: uuid::Uuid) -> Result<Vec<Named>> {
    Ok(named()
        .filter(appointments::Column::VisitId.eq(visit))
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
        .into_model::<Named>()
        .all(tx)
        .await?)
}

/// All that happened to an appointment, in order.
pub async fn history(tx: &TenantTx, id: AppointmentId) -> Result<Vec<HistoryEntry>> {
    Ok(appointment_history::Entity::find()
        .filter(appointment_history::Column::AppointmentId.eq(id.0))
        .order_by_asc(appointment_history::Column::At)
        .order_by_asc(appointment_history::Column::Id)
        .all(tx)
        .await?)
}

/// How often a client did not come, wherever that was.
pub async fn no_shows(tx: &TenantTx, client: ClientId) -> Result<u64> {
    Ok(appointments::Entity::find()
        .filter(appointments::Column::ClientId.eq(client.0))
        .filter(appointments::Column::State.eq("no_asistio"))
        .count(tx)
        .await?)
}

/// Changes an appointment of `scope` that is still at a version expected; `None` when there is no such appointment.
pub async fn update(
    tx: &TenantTx,
    id: AppointmentId,
    scope: &BranchScope,
    expected: &Expected,
    changes: AppointmentChanges,
) -> Result<Option<Appointment>> {
    let before = change::lock::<appointments::Entity>(tx, id.0).await?;
    let Some(before) = before.filter(|one| is_visible(scope, Some(BranchId(one.branch_id)))) else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    write(tx, "update", before, changes.into_row())
        .await
        .map(Some)
}

/// Writes `row` over `before`, which is locked, and who did it, unless it changes nothing.
pub(super) async fn write(
    tx: &TenantTx,
    action: &str,
    before: Appointment,
    mut row: appointments::ActiveModel,
) -> Result<Appointment> {
    if change::differs::<appointments::Entity>(&before, &row) {
        row.updated_by = Set(tx.actor().user());
    }
    change::write::<appointments::Entity>(tx, before.id, action, before, row).await
}

impl AppointmentChanges {
    pub(super) fn into_row(self) -> appointments::ActiveModel {
        fn set<T: Into<sea_orm::Value>>(value: Option<T>) -> sea_orm::ActiveValue<T> {
            value.map_or(NotSet, Set)
        }
        let (amount, reason) = match self.price {
            None => (NotSet, NotSet),
            Some(price) => (Set(price.amount.decimal()), Set(Some(price.reason))),
        };
        appointments::ActiveModel {
            client_notes: set(self.client_notes),
            internal_notes: set(self.internal_notes),
            contact_name: set(self.contact_name),
            contact_email: set(self.contact_email),
            contact_phone: set(self.contact_phone),
            final_price: amount,
            price_reason: reason,
            ..Default::default()
        }
    }
}

fn visible(
    select: Select<appointments::Entity>,
    scope: &BranchScope,
) -> Select<appointments::Entity> {
    select.filter(list::within(appointments::Column::BranchId, scope))
}

/// All appointments, with the names of what they point to.
fn named() -> Select<appointments::Entity> {
    let mut select = appointments::Entity::find();
    for (join, table, alias, on) in [
        (
            JoinType::InnerJoin,
            "clients",
            "c",
            "c.id = appointments.client_id",
        ),
        (
            JoinType::InnerJoin,
            "professionals",
            "p",
            "p.id = appointments.professional_id",
        ),
        (
            JoinType::InnerJoin,
            "services",
            "s",
            "s.id = appointments.service_id",
        ),
        (
            JoinType::InnerJoin,
            "branches",
            "b",
            "b.id = appointments.branch_id",
        ),
        (
            JoinType::LeftJoin,
            "rooms",
            "r",
            "r.id = appointments.room_id",
        ),
    ] {
        let table = (Alias::new("tenant"), Alias::new(table)).into_table_ref();
        QueryTrait::query(&mut select).join_as(join, table, Alias::new(alias), Expr::cust(on));
    }
    [
        (
            "concat_ws(' ', c.first_name, nullif(c.last_name, ''))",
            "client_name",
        ),
        ("c.phone", "client_phone"),
        ("p.full_name", "professional_name"),
        ("p.color", "professional_color"),
        ("s.name", "service_name"),
        ("s.color", "service_color"),
        ("r.name", "room_name"),
        ("r.color", "room_color"),
        ("b.name", "branch_name"),
    ]
    .into_iter()
    .fold(select, |select, (expr, name)| {
        select.column_as(Expr::cust(expr), name)
    })
}
