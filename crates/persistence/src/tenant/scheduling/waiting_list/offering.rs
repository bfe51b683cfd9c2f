//! Offering a time that was given back to whoever waits for it.
//!
//! The time is held for the client while the offer is good. Entries are locked before agendas, and whoever holds an
//! agenda passes over entries that somebody else is at: so nobody waits for each other. Rooms in which somebody might be
//! given the time are locked together with the agendas ([`rooms_wanted`]).

use super::{
    super::{
        Booked, BranchClock, NotBooked, Order, Wanted,
        booking::{self, Appointment, Contact, customers_rules},
        diary::{Own, diary},
        offers::{self, Customer, Offers},
        rules::Clock,
        slots::{self, NewHold},
    },
    Entry, state_of,
};
use crate::{
    Error, Result, TenantTx,
    tenant::{
        change,
        entity::{time_slots, waiting_list},
        outbox,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::{
    AppointmentId, BranchId, BranchScope, ClientId, ProfessionalId, RoomId, ServiceId, WaitingId,
    scheduling::{
        AppointmentSource, AppointmentState, Interval, Placement, Rules, WaitingState, place, time,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
    sea_query::{LockBehavior, LockType},
};
use serde_json::json;
use std::collections::{HashMap, hash_map::Entry as Slot};
use uuid::Uuid;

/// How an offer is told (`lista-espera-oferta`): who has e-mail gets a letter.
const OFFERED: &str = "lista-espera-oferta";
/// So many of those whose days and hours the time suits are looked at, the longest waiting first.
const MOST: i64 = 500;

/// Time of a professional that was given back, buffers included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freed {
    /// Where.
    pub branch: BranchId,
    /// Whose.
    pub professional: ProfessionalId,
    /// From when to when.
    pub time: Interval,
}

impl Freed {
    /// The time that an appointment took; as it was before a change that gave it back.
    #[must_use]
    pub fn by(appointment: &Appointment) -> Option<Self> {
        let before = TimeDelta::minutes(appointment.buffer_before_minutes.into());
        let after = TimeDelta::minutes(appointment.buffer_after_minutes.into());
        Some(Self {
            branch: BranchId(appointment.branch_id),
            professional: ProfessionalId(appointment.professional_id),
            time: Interval::new(appointment.starts_at - before, appointment.ends_at + after)?,
        })
    }
}

/// Offers a time that this transaction gave back to whoever waits longest of those whom it suits, if anybody.
///
/// Called after the time was given back, with the professional's agenda locked, and the rooms that those who wait could
/// be given. Nothing that goes wrong here keeps the caller from giving time back: it is logged, and the offer is not made.
pub async fn offer_freed(tx: &TenantTx, clock: Clock, freed: &Freed) {
    if freed.time.until <= clock.now {
        return;
    }
    // Large, and seldom needed: on the heap.
    let offer = Box::pin(offer(tx, clock, freed));
    if let Err(error) = tx.savepoint(offer).await {
        tracing::warn!(%error, tenant = %tx.tenant(), "a time that was given back was not offered");
    }
}

async fn offer(tx: &TenantTx, clock: Clock, freed: &Freed) -> Result<()> {
    let waiting = who_waits(tx, clock, freed).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let mut services: HashMap<Uuid, Option<Service>> = HashMap::new();
    for entry in waiting {
        let id = entry.service_id;
        let service = match services.entry(id) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(new) => new.insert(Service::find(tx, clock, freed, ServiceId(id)).await?),
        };
        let Some(service) = service else {
            continue;
        };
        let Some(placement) = service.place_for(&entry, freed) else {
            continue;
        };
        if let Some(entry) = unless_busy(tx, entry.id).await? {
            let held = Box::pin(hold_for(tx, entry, service, &placement, freed));
            match tx.savepoint(held).await {
                // Taken all the same: a room that nobody waited for a moment ago. The next may do without it.
                Err(error) if error.code() == Some("23P01") => {}
                done => return done,
            }
        }
    }
    Ok(())
}

/// Rooms in which those who wait at these branches could be given what they wait for: whoever gives time back locks them
/// with the agendas, before it writes anything.
pub(in super::super) async fn rooms_wanted(
    tx: &TenantTx,
    branches: &[Uuid],
) -> Result<Vec<RoomId>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT r.id FROM "tenant".rooms r
               WHERE r.branch_id = ANY ($1) AND r.is_active AND EXISTS (
                   SELECT FROM "tenant".service_rooms sr JOIN "tenant".waiting_list w ON w.service_id = sr.service_id
                   WHERE sr.room_id = r.id AND w.branch_id = r.branch_id AND w.state IN ('waiting', 'offered'))"#,
            [branches.to_vec().into()],
        ))
        .await?;
    let mut rooms = Vec::with_capacity(rows.len());
    for row in rows {
        rooms.push(RoomId(row.try_get("", "id")?));
    }
    Ok(rooms)
}

/// Whoever might take the time, the longest waiting first: those whose days and hours it suits, and to whom it was not
/// offered before.
async fn who_waits(tx: &TenantTx, clock: Clock, freed: &Freed) -> Result<Vec<Entry>> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"SELECT w.* FROM "tenant".waiting_list w
           JOIN "tenant".clients c ON c.id = w.client_id AND c.deleted_at IS NULL
           JOIN "tenant".services s ON s.id = w.service_id AND s.is_active
           JOIN "tenant".service_professionals sp ON sp.service_id = s.id AND sp.professional_id = $2 AND sp.is_offered
           JOIN "tenant".branches b ON b.id = w.branch_id
           CROSS JOIN LATERAL (SELECT $3::timestamptz AT TIME ZONE coalesce(b.time_zone, $5) AS begins,
               $4::timestamptz AT TIME ZONE coalesce(b.time_zone, $5) AS ends) f
           WHERE w.state = 'waiting' AND w.branch_id = $1
             AND (w.professional_id IS NULL OR w.professional_id = $2)
             AND EXISTS (
                 SELECT FROM generate_series(f.begins::date, f.ends::date, interval '1 day') d
                 CROSS JOIN LATERAL (SELECT greatest(d + w.from_minute * interval '1 minute', f.begins) AS at) first
                 WHERE d BETWEEN w.from_day AND w.until_day AND first.at < f.ends
                   AND first.at + coalesce(sp.minutes, s.minutes) * interval '1 minute'
                       <= d + w.until_minute * interval '1 minute')
             AND NOT EXISTS (
                 SELECT FROM "tenant".waiting_list_offers o
                 WHERE o.waiting_id = w.id AND o.professional_id = $2 AND o.starts_at < $4 AND o.ends_at > $3)
           ORDER BY w.created_at, w.id LIMIT $6"#,
        [
            freed.branch.0.into(),
            freed.professional.0.into(),
            freed.time.from.into(),
            freed.time.until.into(),
            clock.zone.name().into(),
            MOST.into(),
        ],
    );
    Ok(Entry::find_by_statement(statement).all(tx).await?)
}

/// A service by the professional whose time it is, and what is free around that time.
struct Service {
    offers: Offers,
    diary: panal_domain::scheduling::Diary,
    rules: Rules,
}

impl Service {
    async fn find(
        tx: &TenantTx,
        clock: Clock,
        freed: &Freed,
        service: ServiceId,
    ) -> Result<Option<Self>> {
        let wanted = Wanted {
            service,
            professional: Some(freed.professional),
        };
        let branch = Some(freed.branch);
        let found = offers::offers(tx, clock, branch, Customer::AtTheDesk, &[wanted]).await?;
        let Ok(offers) = found else {
            return Ok(None);
        };
        let range = Interval {
            from: freed.time.from - TimeDelta::hours(24),
            until: freed.time.until + TimeDelta::hours(24),
        };
        let (professionals, rooms) = (offers.professionals(), offers.rooms());
        let own = Own::default();
        let diary = diary(tx, &offers.clock, &professionals, &rooms, range, &own).await?;
        // Those who wait have the notice that customers have, and no other hurry.
        let rules = Rules {
            latest: DateTime::<Utc>::MAX_UTC,
            interval: None,
            ..customers_rules(&offers.clock, &offers)
        };
        Ok(Some(Self {
            offers,
            diary,
            rules,
        }))
    }

    fn clock(&self) -> &BranchClock {
        &self.offers.clock
    }

    /// The first place in the freed time that suits: at its beginning, else when customers could begin.
    fn place_for(&self, entry: &Entry, freed: &Freed) -> Option<Placement> {
        let needs = self.offers.needs();
        let before = needs.first().map_or(0, |need| need.before);
        let beginning = freed.time.from + TimeDelta::minutes(before.into());
        std::iter::once(beginning)
            .chain(self.grid(freed.time))
            .filter(|at| self.suits_from(entry, *at))
            .find_map(|at| {
                let placed = place(&needs, &self.diary, &self.rules, at).ok()?;
                let first = placed.into_iter().next()?;
                self.suits(entry, &first.service).then_some(first)
            })
    }

    /// The times in `range` at which customers can begin.
    fn grid(&self, range: Interval) -> impl Iterator<Item = DateTime<Utc>> {
        let interval = self.offers.settings.interval_minutes.max(1);
        let zone = self.clock().zone;
        let minutes = (range.until - range.from).num_minutes().clamp(0, 24 * 60);
        (0..=minutes)
            .map(move |minute| range.from + TimeDelta::minutes(minute))
            .filter(move |at| {
                *at < range.until && time::minute_of(*at, zone).is_multiple_of(interval)
            })
    }

    fn suits_from(&self, entry: &Entry, at: DateTime<Utc>) -> bool {
        let day = self.clock().day(at);
        (entry.from_day..=entry.until_day).contains(&day)
            && self.minute(at) >= i64::from(entry.from_minute)
    }

    /// Whether all of the service is in the hours that suit.
    fn suits(&self, entry: &Entry, service: &Interval) -> bool {
        let ends = self.minute(service.from) + service.length().num_minutes();
        ends <= i64::from(entry.until_minute)
    }

    fn minute(&self, at: DateTime<Utc>) -> i64 {
        time::minute_of(at, self.clock().zone).into()
    }
}

/// The entry, if it still waits and nobody else is at it.
async fn unless_busy(tx: &TenantTx, id: Uuid) -> Result<Option<Entry>> {
    Ok(waiting_list::Entity::find_by_id(id)
        .filter(waiting_list::Column::State.eq(WaitingState::Waiting.as_str()))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx)
        .await?)
}

async fn hold_for(
    tx: &TenantTx,
    entry: Entry,
    service: &Service,
    placement: &Placement,
    freed: &Freed,
) -> Result<()> {
    let clock = service.clock();
    let hold = NewHold {
        id: Uuid::now_v7(),
        expires_at: (clock.now + service.offers.settings.offer()).min(placement.service.from),
        held_by: None,
    };
    slots::hold(tx, clock, placement, ServiceId(entry.service_id), &hold).await?;
    let row = waiting_list::ActiveModel {
        state: Set(WaitingState::Offered.as_str().to_owned()),
        hold_id: Set(Some(hold.id)),
        offer_expires_at: Set(Some(hold.expires_at)),
        offers: Set(entry.offers.saturating_add(1)),
        freed_professional_id: Set(Some(freed.professional.0)),
        freed_from: Set(Some(freed.time.from)),
        freed_until: Set(Some(freed.time.until)),
        ..Default::default()
    };
    let entry = write(tx, entry, "offer", row).await?;
    remember(tx, entry.id, freed).await?;
    let payload = json!({
        "waiting_id": entry.id,
        "offer": entry.offers,
        "starts_at": placement.service.from,
        "expires_at": hold.expires_at,
        "notify": true,
    });
    outbox::emit(tx, OFFERED, payload).await
}

/// Writes down what an entry was asked for: nobody is asked for the same time twice.
async fn remember(tx: &TenantTx, waiting: Uuid, freed: &Freed) -> Result<()> {
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"INSERT INTO "tenant".waiting_list_offers (waiting_id, professional_id, starts_at, ends_at)
           VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"#,
        [
            waiting.into(),
            freed.professional.0.into(),
            freed.time.from.into(),
            freed.time.until.into(),
        ],
    ))
    .await?;
    Ok(())
}

async fn write(
    tx: &TenantTx,
    before: Entry,
    action: &str,
    row: waiting_list::ActiveModel,
) -> Result<Entry> {
    change::write::<waiting_list::Entity>(tx, before.id, action, before, row).await
}

/// Why an offer was not taken, or turned down.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotAccepted {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] Error),
    /// There is no such entry, or none of these branches.
    #[error("no such entry")]
    NotFound,
    /// Too late: the time is no longer held.
    #[error("the offer has expired")]
    Expired,
    /// Nothing is offered in this state.
    #[error("nothing is offered: {0}")]
    State(WaitingState),
    /// The appointment could not be made.
    #[error(transparent)]
    NotBooked(#[from] NotBooked),
}

/// What came of an offer.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The entry.
    pub entry: Entry,
    /// The appointment.
    pub appointment: AppointmentId,
    /// What was made; empty where the same offer was taken before.
    pub booked: Booked,
}

/// Takes an offer: the time that is held becomes an appointment that is confirmed. Taking the same offer again changes
/// nothing. `offer` is the one meant, by its number; `None` is the present one. Must not commit after an error.
pub async fn accept(
    tx: &TenantTx,
    clock: Clock,
    id: WaitingId,
    scope: &BranchScope,
    offer: Option<i32>,
    notify: bool,
) -> std::result::Result<Accepted, NotAccepted> {
    let entry = super::lock(tx, id, scope)
        .await?
        .ok_or(NotAccepted::NotFound)?;
    if let (WaitingState::Booked, Some(taken), true) = (
        state_of(&entry),
        entry.appointment_id,
        offer == Some(entry.offers),
    ) {
        return Ok(Accepted {
            entry,
            appointment: AppointmentId(taken),
            booked: Vec::new(),
        });
    }
    let hold = is_offered(&entry, offer, clock.now)?;
    let held = time_slots::Entity::find()
        .filter(time_slots::Column::HoldId.eq(hold))
        .one(tx)
        .await
        .map_err(Error::from)?
        .ok_or(NotAccepted::Expired)?;
    let order = Order {
        branch: Some(BranchId(entry.branch_id)),
        services: vec![Wanted {
            service: ServiceId(entry.service_id),
            professional: held.professional_id.map(ProfessionalId),
        }],
        at: held.service_starts_at.ok_or(NotAccepted::Expired)?,
        client: ClientId(entry.client_id),
        customer: Customer::AtTheDesk,
        source: AppointmentSource::WaitingList,
        state: Some(AppointmentState::Confirmada),
        outside_hours: false,
        hold: Some(hold),
        series: None,
        client_notes: None,
        internal_notes: None,
        contact: Contact::default(),
        notify,
    };
    let booked = booking::book(tx, clock, &order).await?;
    let made = booked
        .first()
        .map(|one| one.id)
        .ok_or(NotAccepted::Expired)?;
    let row = waiting_list::ActiveModel {
        state: Set(WaitingState::Booked.as_str().to_owned()),
        hold_id: Set(None),
        offer_expires_at: Set(None),
        appointment_id: Set(Some(made)),
        ..Default::default()
    };
    Ok(Accepted {
        entry: write(tx, entry, "accept_offer", row).await?,
        appointment: AppointmentId(made),
        booked,
    })
}

/// The hold of the offer that is meant, while it lasts.
fn is_offered(
    entry: &Entry,
    offer: Option<i32>,
    now: DateTime<Utc>,
) -> std::result::Result<Uuid, NotAccepted> {
    // Whoever has the link of an offer hears that it is over, whatever became of the entry since.
    if offer.is_some_and(|offer| offer != entry.offers) {
        return Err(NotAccepted::Expired);
    }
    match (state_of(entry), entry.hold_id, entry.offer_expires_at) {
        (WaitingState::Offered, Some(hold), Some(expires_at)) if now < expires_at => Ok(hold),
        (WaitingState::Offered, ..) => Err(NotAccepted::Expired),
        (WaitingState::Waiting, ..) if offer.is_some() => Err(NotAccepted::Expired),
        (state, ..) => Err(NotAccepted::State(state)),
    }
}

/// Turns an offer down: the entry waits on, and the time is offered to the next.
pub async fn decline(
    tx: &TenantTx,
    clock: Clock,
    id: WaitingId,
    offer: i32,
) -> std::result::Result<Entry, NotAccepted> {
    let entry = super::lock(tx, id, &BranchScope::All)
        .await?
        .ok_or(NotAccepted::NotFound)?;
    is_offered(&entry, Some(offer), clock.now)?;
    Ok(give_back(tx, clock, entry, "decline_offer", WaitingState::Waiting).await?)
}

/// Takes somebody off the list; what was offered is offered to the next.
pub async fn give_up(
    tx: &TenantTx,
    clock: Clock,
    id: WaitingId,
    scope: &BranchScope,
) -> std::result::Result<Entry, NotAccepted> {
    let entry = super::lock(tx, id, scope)
        .await?
        .ok_or(NotAccepted::NotFound)?;
    let state = state_of(&entry);
    if !state.is_open() {
        return Err(NotAccepted::State(state));
    }
    Ok(give_back(tx, clock, entry, "cancel", WaitingState::Cancelled).await?)
}

/// Ends an entry's offer, if it has one, and offers the time to the next.
async fn give_back(
    tx: &TenantTx,
    clock: Clock,
    entry: Entry,
    action: &str,
    state: WaitingState,
) -> Result<Entry> {
    let row = waiting_list::ActiveModel {
        state: Set(state.as_str().to_owned()),
        hold_id: Set(None),
        offer_expires_at: Set(None),
        ..Default::default()
    };
    let hold = entry.hold_id;
    let entry = write(tx, entry, action, row).await?;
    let Some(hold) = hold else {
        return Ok(entry);
    };
    let freed = Freed {
        branch: BranchId(entry.branch_id),
        professional: ProfessionalId(entry.freed_professional_id.unwrap_or_default()),
        time: Interval {
            from: entry.freed_from.unwrap_or(clock.now),
            until: entry.freed_until.unwrap_or(clock.now),
        },
    };
    let rooms = rooms_wanted(tx, &[entry.branch_id]).await?;
    slots::lock(tx, &[freed.professional], &rooms).await?;
    slots::release(tx, hold).await?;
    offer_freed(tx, clock, &freed).await;
    Ok(entry)
}

/// Entries whose offers nobody answered in time, the longest waiting first; so many at a time. Each is ended in a
/// transaction of its own ([`expire_offer`]), so that nobody waits for all of them, and one that fails keeps none up.
pub async fn unanswered(tx: &TenantTx, clock: Clock) -> Result<Vec<WaitingId>> {
    let found = waiting_list::Entity::find()
        .filter(waiting_list::Column::State.eq(WaitingState::Offered.as_str()))
        .filter(waiting_list::Column::OfferExpiresAt.lte(clock.now))
        .order_by_asc(waiting_list::Column::CreatedAt)
        .order_by_asc(waiting_list::Column::Id)
        .limit(BATCH)
        .all(tx)
        .await?;
    Ok(found.iter().map(|entry| WaitingId(entry.id)).collect())
}

const BATCH: u64 = 1000;

/// Ends an offer that nobody answered; the time goes to the next. False where there is none any more, or somebody is at
/// it: that is left for the next time.
pub async fn expire_offer(tx: &TenantTx, clock: Clock, id: WaitingId) -> Result<bool> {
    let entry = waiting_list::Entity::find_by_id(id.0)
        .filter(waiting_list::Column::State.eq(WaitingState::Offered.as_str()))
        .filter(waiting_list::Column::OfferExpiresAt.lte(clock.now))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx)
        .await?;
    let Some(entry) = entry else {
        return Ok(false);
    };
    give_back(tx, clock, entry, "expire_offer", WaitingState::Waiting).await?;
    Ok(true)
}

/// Takes those off the list whose days went by; how many they were. Entries that somebody is at are left for the next
/// time.
pub async fn expire_days(tx: &TenantTx, clock: Clock) -> Result<u64> {
    let mut ended = 0;
    for entry in outlived(tx, clock).await? {
        let row = waiting_list::ActiveModel {
            state: Set(WaitingState::Expired.as_str().to_owned()),
            ..Default::default()
        };
        write(tx, entry, "expire", row).await?;
        ended += 1;
    }
    Ok(ended)
}

/// Those whose last day went by, by the clock of their branch.
async fn outlived(tx: &TenantTx, clock: Clock) -> Result<Vec<Entry>> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"SELECT w.* FROM "tenant".waiting_list w JOIN "tenant".branches b ON b.id = w.branch_id
           WHERE w.state = 'waiting' AND w.until_day < ($1::timestamptz AT TIME ZONE coalesce(b.time_zone, $2))::date
           ORDER BY w.id LIMIT 1000 FOR UPDATE OF w SKIP LOCKED"#,
        [clock.now.into(), clock.zone.name().into()],
    );
    Ok(Entry::find_by_statement(statement).all(tx).await?)
}
