//! Who gives a service, where and on which terms.

use super::{
    rules::{BranchClock, Clock, read_settings},
    slots::InUse,
};
use crate::{Result, TenantTx};
use panal_domain::{
    BranchId, ProfessionalId, RoomId, ServiceId,
    scheduling::{BookingSettings, Candidate, Need},
};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use std::collections::HashMap;
use uuid::Uuid;

/// A service that somebody wants, by whom; `None` is whoever is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The service.
    pub service: ServiceId,
    /// The professional.
    pub professional: Option<ProfessionalId>,
}

/// Who asks, which decides what they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Customer {
    /// A customer on the public pages: what customers may book by themselves.
    Online,
    /// The staff, on somebody's behalf: all that is given.
    AtTheDesk,
}

/// What there is to choose from for the services of a visit, in the order in which they were wanted.
#[derive(Debug, Clone)]
pub struct Offers {
    /// Where, and by which clock.
    pub clock: BranchClock,
    /// How the business takes bookings.
    pub settings: BookingSettings,
    /// The services.
    pub services: Vec<Offer>,
    /// Everybody who could give one of them, in the order of the agenda.
    pub people: Vec<Person>,
}

/// Somebody who could give a service, as customers know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: ProfessionalId,
    /// Name.
    pub full_name: String,
    /// `#rrggbb`.
    pub color: Option<String>,
}

/// One service.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The service.
    pub service: ServiceId,
    /// Who could give it, where, for how long.
    pub need: Need,
    /// What each of them charges.
    pub prices: HashMap<ProfessionalId, Decimal>,
}

impl Offers {
    /// The needs, as [`panal_domain::scheduling::place`] takes them.
    #[must_use]
    pub fn needs(&self) -> Vec<Need> {
        self.services.iter().map(|one| one.need.clone()).collect()
    }

    /// Everybody who could give one of the services.
    #[must_use]
    pub fn professionals(&self) -> Vec<ProfessionalId> {
        let all = self.services.iter().flat_map(|one| &one.need.candidates);
        sorted(all.map(|one| one.professional))
    }

    /// Leaves out who works here no more and rooms out of use, by what was found when they were locked.
    pub(super) fn keep(&mut self, in_use: &InUse) {
        for one in &mut self.services {
            let need = &mut one.need;
            need.candidates.retain(|one| in_use.has(one.professional));
            if let Some(rooms) = &mut need.rooms {
                rooms.retain(|room| in_use.has_room(*room));
            }
        }
        self.people.retain(|one| in_use.has(one.id));
    }

    /// Every room in which one of them could be given.
    #[must_use]
    pub fn rooms(&self) -> Vec<RoomId> {
        let all = self
            .services
            .iter()
            .filter_map(|one| one.need.rooms.as_ref());
        sorted(all.flatten().copied())
    }
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}

/// Why there is nothing to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// No such open branch.
    Branch,
    /// No such service, or none that this customer may book; by its place among those wanted.
    Service(usize),
    /// The professional does not give that service, or not to this customer; by its place among those wanted.
    Professional(usize),
}

#[derive(FromQueryResult)]
struct Row {
    branch_id: Uuid,
    time_zone: Option<String>,
    booking: Option<serde_json::Value>,
    service_id: Option<Uuid>,
    before: Option<i32>,
    after: Option<i32>,
    needs_room: Option<bool>,
    rooms: Option<Vec<Uuid>>,
    professional_id: Option<Uuid>,
    full_name: Option<String>,
    color: Option<String>,
    minutes: Option<i32>,
    price: Option<Decimal>,
}

/// What there is to choose from at `branch`, or at the first open one. One query.
pub async fn offers(
    tx: &TenantTx,
    clock: Clock,
    branch: Option<BranchId>,
    customer: Customer,
    wanted: &[Wanted],
) -> Result<std::result::Result<Offers, Unknown>> {
    let services: Vec<Uuid> = wanted.iter().map(|one| one.service.0).collect();
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT b.id AS branch_id, b.time_zone,
                   (SELECT value FROM "tenant".settings WHERE key = $4) AS booking,
                   s.id AS service_id, s.buffer_before_minutes AS before, s.buffer_after_minutes AS after,
                   EXISTS (SELECT FROM "tenant".service_rooms sr WHERE sr.service_id = s.id) AS needs_room,
                   (SELECT array_agg(r.id ORDER BY r.position, r.name, r.id) FROM "tenant".service_rooms sr
                    JOIN "tenant".rooms r ON r.id = sr.room_id AND r.is_active AND r.branch_id = b.id
                    WHERE sr.service_id = s.id) AS rooms,
                   p.id AS professional_id, p.full_name, p.color, coalesce(sp.minutes, s.minutes) AS minutes,
                   coalesce(sp.price, s.price) AS price
               FROM (SELECT id, time_zone FROM "tenant".branches
                     WHERE is_active AND ($1::uuid IS NULL OR id = $1) ORDER BY created_at, id LIMIT 1) b
               LEFT JOIN "tenant".services s ON s.id = ANY ($2) AND s.is_active AND (s.accepts_online OR NOT $3)
               LEFT JOIN "tenant".service_professionals sp ON sp.service_id = s.id AND sp.is_offered
               LEFT JOIN "tenant".professionals p ON p.id = sp.professional_id AND p.is_active
                   AND (p.accepts_online OR NOT $3)
               ORDER BY p.position, p.id"#,
            [
                branch.map(|branch| branch.0).into(),
                services.into(),
                (customer == Customer::Online).into(),
                BookingSettings::KEY.into(),
            ],
        ))
        .await?;
    let rows = rows
        .iter()
        .map(|row| Row::from_query_result(row, ""))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let Some(first) = rows.first() else {
        return Ok(Err(Unknown::Branch));
    };
    let settings = match first.booking.clone() {
        Some(value) => read_settings(value)?,
        None => BookingSettings::default(),
    };
    let clock = clock.at(BranchId(first.branch_id), first.time_zone.as_deref())?;
    let mut services = Vec::with_capacity(wanted.len());
    for (at, one) in wanted.iter().enumerate() {
        match offer(&rows, at, one) {
            Ok(offer) => services.push(offer),
            Err(unknown) => return Ok(Err(unknown)),
        }
    }
    let people = people(&rows, &services);
    Ok(Ok(Offers {
        clock,
        settings,
        services,
        people,
    }))
}

fn people(rows: &[Row], services: &[Offer]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for row in rows {
        let (Some(id), Some(name)) = (row.professional_id.map(ProfessionalId), &row.full_name)
        else {
            continue;
        };
        let candidates = services.iter().flat_map(|one| &one.need.candidates);
        let is_asked = candidates.into_iter().any(|one| one.professional == id);
        if is_asked && !people.iter().any(|one| one.id == id) {
            people.push(Person {
                id,
                full_name: name.clone(),
                color: row.color.clone(),
            });
        }
    }
    people
}

fn offer(rows: &[Row], at: usize, wanted: &Wanted) -> std::result::Result<Offer, Unknown> {
    let own = |row: &&Row| row.service_id == Some(wanted.service.0);
    let first = rows.iter().find(own).ok_or(Unknown::Service(at))?;
    let (mut candidates, mut prices) = (Vec::new(), HashMap::new());
    for row in rows.iter().filter(own) {
        let Some(professional) = row.professional_id.map(ProfessionalId) else {
            continue;
        };
        if wanted.professional.is_some_and(|one| one != professional) {
            continue;
        }
        candidates.push(Candidate {
            professional,
            minutes: unsigned(row.minutes),
        });
        prices.insert(professional, row.price.unwrap_or_default());
    }
    if candidates.is_empty() && wanted.professional.is_some() {
        return Err(Unknown::Professional(at));
    }
    let rooms = first.rooms.iter().flatten().copied().map(RoomId).collect();
    Ok(Offer {
        service: wanted.service,
        need: Need {
            candidates,
            before: unsigned(first.before),
            after: unsigned(first.after),
            rooms: first.needs_room.unwrap_or_default().then_some(rooms),
        },
        prices,
    })
}

fn unsigned(minutes: Option<i32>) -> u32 {
    minutes.unwrap_or_default().try_into().unwrap_or_default()
}
