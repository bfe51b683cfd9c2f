//! Who waits for a free time, and for which.

mod offering;

pub(super) use offering::rooms_wanted;
pub use offering::{
    Accepted, Freed, NotAccepted, accept, decline, expire_days, expire_offer, give_up, offer_freed,
    unanswered,
};

use super::{
    NotBooked, Wanted,
    offers::{self, Customer},
    rules::{Clock, zone_of},
};
use crate::{
    Expected, Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        clients,
        entity::waiting_list,
        steward::is_visible,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use panal_domain::{
    BranchId, BranchScope, ClientId, ProfessionalId, ServiceId, WaitingId,
    scheduling::{Hours, Refusal, WaitingState},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, Statement,
    sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// An entry of the waiting list.
pub use waiting_list::Model as Entry;

versioned!(waiting_list);

/// Somebody who is to wait.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// Who.
    pub client: ClientId,
    /// For what.
    pub service: ServiceId,
    /// By whom; `None` is whoever is free.
    pub professional: Option<ProfessionalId>,
    /// Where; `None` is the first open branch.
    pub branch: Option<BranchId>,
    /// First day that suits.
    pub from_day: NaiveDate,
    /// Last day that suits.
    pub until_day: NaiveDate,
    /// Hours that suit.
    pub hours: Hours,
    /// Free text.
    pub notes: Option<String>,
}

/// What is to change: `None` leaves a field as it is, an inner `None` clears it.
#[derive(Debug, Clone, Default)]
pub struct EntryChanges {
    /// By whom.
    pub professional: Option<Option<ProfessionalId>>,
    /// First day that suits.
    pub from_day: Option<NaiveDate>,
    /// Last day that suits.
    pub until_day: Option<NaiveDate>,
    /// Hours that suit.
    pub hours: Option<Hours>,
    /// Free text.
    pub notes: Option<Option<String>>,
}

/// Why an entry was not changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotChanged {
    /// The database said no, or the version is another.
    #[error(transparent)]
    Database(#[from] crate::Error),
    /// There is no such entry, or none of these branches.
    #[error("no such entry")]
    NotFound,
    /// It is in a state that does not allow it.
    #[error("the entry is {0}")]
    State(WaitingState),
    /// The last day would come before the first, or lie behind.
    #[error("the days are wrong")]
    Days,
    /// The professional does not give the service, or there is nothing to wait for.
    #[error(transparent)]
    NotBooked(#[from] NotBooked),
}

/// The state of an entry. The table allows no other texts.
#[must_use]
pub fn state_of(entry: &Entry) -> WaitingState {
    WaitingState::parse(&entry.state).unwrap_or(WaitingState::Expired)
}

/// Fields by which the waiting list is sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitingField {
    /// When it was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// First day that suits.
    FromDay,
    /// Last day that suits.
    UntilDay,
    /// Where the entry is.
    State,
    /// Where.
    Branch,
    /// Who.
    Client,
    /// For what.
    Service,
    /// By whom.
    Professional,
}

impl ListField for WaitingField {
    const ALL: &'static [Self] = &[
        Self::CreatedAt,
        Self::UpdatedAt,
        Self::FromDay,
        Self::UntilDay,
        Self::State,
        Self::Branch,
        Self::Client,
        Self::Service,
        Self::Professional,
    ];
    /// Whoever waits longest comes first, as when a time is given back.
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[(Self::CreatedAt, Direction::Ascending)];

    fn name(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::FromDay => "from_day",
            Self::UntilDay => "until_day",
            Self::State => "state",
            Self::Branch => "branch_id",
            Self::Client => "client_id",
            Self::Service => "service_id",
            Self::Professional => "professional_id",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::CreatedAt | Self::UpdatedAt => FieldKind::Timestamp,
            Self::FromDay | Self::UntilDay => FieldKind::Date,
            Self::State => FieldKind::Choice(WaitingState::NAMES),
            Self::Branch | Self::Client | Self::Service | Self::Professional => FieldKind::Uuid,
        }
    }

    fn sortable(self) -> bool {
        matches!(
            self,
            Self::CreatedAt | Self::UpdatedAt | Self::FromDay | Self::UntilDay
        )
    }

    fn optional(self) -> bool {
        self == Self::Professional
    }

    fn expr(self) -> Expr {
        Expr::col(match self {
            Self::CreatedAt => waiting_list::Column::CreatedAt,
            Self::UpdatedAt => waiting_list::Column::UpdatedAt,
            Self::FromDay => waiting_list::Column::FromDay,
            Self::UntilDay => waiting_list::Column::UntilDay,
            Self::State => waiting_list::Column::State,
            Self::Branch => waiting_list::Column::BranchId,
            Self::Client => waiting_list::Column::ClientId,
            Self::Service => waiting_list::Column::ServiceId,
            Self::Professional => waiting_list::Column::ProfessionalId,
        })
    }
}

/// What people call the ids of an entry, and the time that is offered.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Names {
    id: Uuid,
    /// The client's given names.
    pub client_first_name: String,
    /// The client's family names; empty where there are none.
    pub client_last_name: String,
    /// The client's telephone.
    pub client_phone: Option<String>,
    /// The service.
    pub service_name: String,
    /// The branch.
    pub branch_name: String,
    /// Its zone, where that differs from the business's.
    branch_zone: Option<String>,
    /// The professional who is waited for.
    pub professional_name: Option<String>,
    /// When the time begins that is offered at this moment.
    pub offered_starts_at: Option<DateTime<Utc>>,
    /// When it ends.
    pub offered_ends_at: Option<DateTime<Utc>>,
    /// Whose it is.
    pub offered_professional_id: Option<Uuid>,
    /// By name.
    pub offered_professional_name: Option<String>,
}

impl Names {
    /// The clock of the branch.
    pub fn zone(&self, clock: Clock) -> Result<Tz> {
        self.branch_zone.as_deref().map_or(Ok(clock.zone), zone_of)
    }
}

/// A page of the entries of `scope`, with names: three statements.
pub async fn list(
    tx: &TenantTx,
    query: &ListQuery<WaitingField>,
    scope: &BranchScope,
) -> Result<Page<(Entry, Names)>> {
    let mut select =
        waiting_list::Entity::find().filter(list::within(waiting_list::Column::BranchId, scope));
    if let Some(text) = &query.search {
        let words = r#"(SELECT search FROM "tenant".clients WHERE id = client_id)"#;
        select = select.filter(list::search(words, text));
    }
    let page = list::fetch(tx, select, query, waiting_list::Column::Id).await?;
    Ok(Page {
        rows: named(tx, page.rows).await?,
        total: page.total,
    })
}

/// One entry of `scope`, with names.
pub async fn get(
    tx: &TenantTx,
    id: WaitingId,
    scope: &BranchScope,
) -> Result<Option<(Entry, Names)>> {
    let found = waiting_list::Entity::find_by_id(id.0).one(tx).await?;
    let found = found.filter(|entry| is_visible(scope, Some(BranchId(entry.branch_id))));
    Ok(named(tx, found.into_iter().collect()).await?.pop())
}

/// Entries with names. One query.
async fn named(tx: &TenantTx, entries: Vec<Entry>) -> Result<Vec<(Entry, Names)>> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.id).collect();
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT w.id, c.first_name AS client_first_name, c.last_name AS client_last_name,
                   c.phone AS client_phone, s.name AS service_name, b.name AS branch_name,
                   b.time_zone AS branch_zone, p.full_name AS professional_name,
                   t.service_starts_at AS offered_starts_at, t.service_ends_at AS offered_ends_at,
                   t.professional_id AS offered_professional_id, op.full_name AS offered_professional_name
               FROM "tenant".waiting_list w
               JOIN "tenant".clients c ON c.id = w.client_id
               JOIN "tenant".services s ON s.id = w.service_id
               JOIN "tenant".branches b ON b.id = w.branch_id
               LEFT JOIN "tenant".professionals p ON p.id = w.professional_id
               LEFT JOIN "tenant".time_slots t ON t.hold_id = w.hold_id
               LEFT JOIN "tenant".professionals op ON op.id = t.professional_id
               WHERE w.id = ANY ($1)"#,
            [ids.into()],
        ))
        .await?;
    let mut names = HashMap::with_capacity(rows.len());
    for row in rows {
        let one = Names::from_query_result(&row, "")?;
        names.insert(one.id, one);
    }
    Ok(entries
        .into_iter()
        .filter_map(|entry| names.remove(&entry.id).map(|names| (entry, names)))
        .collect())
}

/// Puts somebody on the list. The days are those of the branch's clock.
pub async fn create(
    tx: &TenantTx,
    clock: Clock,
    new: NewEntry,
) -> std::result::Result<Entry, NotChanged> {
    if clients::get(tx, new.client).await?.is_none() {
        return Err(NotBooked::UnknownClient.into());
    }
    let (service, professional) = (new.service, new.professional);
    let at = check(tx, clock, new.branch, service, professional).await?;
    check_days(new.from_day, new.until_day, at.today())?;
    let entry = waiting_list::Entity::insert(waiting_list::ActiveModel {
        id: Set(WaitingId::generate().0),
        branch_id: Set(at.branch.0),
        client_id: Set(new.client.0),
        service_id: Set(service.0),
        professional_id: Set(professional.map(|one| one.0)),
        from_day: Set(new.from_day),
        until_day: Set(new.until_day),
        from_minute: Set(new.hours.from.minutes()),
        until_minute: Set(new.hours.until.minutes()),
        notes: Set(new.notes),
        created_by: Set(tx.actor().user()),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await
    .map_err(crate::Error::from)?;
    let changes = Changes::created(&entry);
    audit::record(tx, "create", "waiting_list", Some(entry.id), changes).await?;
    Ok(entry)
}

/// Changes an entry that waits and is still at a version expected.
pub async fn update(
    tx: &TenantTx,
    clock: Clock,
    id: WaitingId,
    scope: &BranchScope,
    expected: &Expected,
    changes: EntryChanges,
) -> std::result::Result<Entry, NotChanged> {
    let before = lock(tx, id, scope).await?.ok_or(NotChanged::NotFound)?;
    expected.admit(before.version)?;
    let state = state_of(&before);
    if state != WaitingState::Waiting {
        return Err(NotChanged::State(state));
    }
    let professional = changes
        .professional
        .unwrap_or(before.professional_id.map(ProfessionalId));
    let branch = Some(BranchId(before.branch_id));
    let at = check(
        tx,
        clock,
        branch,
        ServiceId(before.service_id),
        professional,
    )
    .await?;
    if changes.from_day.is_some() || changes.until_day.is_some() {
        let from = changes.from_day.unwrap_or(before.from_day);
        let until = changes.until_day.unwrap_or(before.until_day);
        check_days(from, until, at.today())?;
    }
    let row = waiting_list::ActiveModel {
        professional_id: Set(professional.map(|one| one.0)),
        from_day: changes.from_day.map_or(NotSet, Set),
        until_day: changes.until_day.map_or(NotSet, Set),
        from_minute: changes
            .hours
            .map_or(NotSet, |hours| Set(hours.from.minutes())),
        until_minute: changes
            .hours
            .map_or(NotSet, |hours| Set(hours.until.minutes())),
        notes: changes.notes.map_or(NotSet, Set),
        ..Default::default()
    };
    let written = change::write::<waiting_list::Entity>(tx, id.0, "update", before, row);
    Ok(written.await?)
}

/// Most days ahead that somebody waits.
const LONGEST_WAIT: chrono::Days = chrono::Days::new(366);

fn check_days(
    from: NaiveDate,
    until: NaiveDate,
    today: NaiveDate,
) -> std::result::Result<(), NotChanged> {
    if from <= until && today <= until && until <= today + LONGEST_WAIT {
        Ok(())
    } else {
        Err(NotChanged::Days)
    }
}

/// The branch, if the service is given there by the professional, or by anybody.
async fn check(
    tx: &TenantTx,
    clock: Clock,
    branch: Option<BranchId>,
    service: ServiceId,
    professional: Option<ProfessionalId>,
) -> std::result::Result<super::BranchClock, NotBooked> {
    let wanted = Wanted {
        service,
        professional,
    };
    let offers = offers::offers(tx, clock, branch, Customer::AtTheDesk, &[wanted])
        .await?
        .map_err(NotBooked::Unknown)?;
    if offers.professionals().is_empty() {
        return Err(NotBooked::Refused(Refusal::Nobody));
    }
    Ok(offers.clock)
}

/// The entry, which nobody else changes until the transaction ends. Whoever holds an agenda must not wait for it:
/// entries are locked before agendas.
async fn lock(tx: &TenantTx, id: WaitingId, scope: &BranchScope) -> Result<Option<Entry>> {
    let found = change::lock::<waiting_list::Entity>(tx, id.0).await?;
    Ok(found.filter(|entry| is_visible(scope, Some(BranchId(entry.branch_id)))))
}
