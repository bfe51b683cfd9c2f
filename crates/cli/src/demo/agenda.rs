//! A month of appointments around today: the agenda of a clinic and of a barbershop.
//!
//! The agenda is laid out once, and is the business's own from then on. Each time the demonstration is loaded, days
//! that have no appointments of its own get some, so that there is always a month around today; the rest stays.

mod cast;
mod rows;
mod setup;
mod story;
mod visits;
mod words;

use super::{businesses::Business, clients, random};
use crate::failure::{Failure, Result};
use cast::Cast;
use chrono::{DateTime, Days, NaiveDate, Utc};
use panal_domain::{
    BranchId, Country, ProfessionalId, RoomId, ServiceId, TimeZone, scheduling::AppointmentState,
};
use panal_persistence::{
    TenantTx,
    tenant::{
        entity::{appointments, clients as client_rows, services, time_slots},
        scheduling::{
            BranchClock, Clock,
            diary::{Own, diary},
            generation::{self, Place},
            offers::{self, Customer, Offers, Wanted},
            rules::branch_clock,
            slots,
        },
    },
};
use panal_provisioner::TenantRecord;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use visits::{MOST_A_DAY, Material, Visit};

/// Days shown before today, and after.
const BEFORE: u64 = 20;
const AFTER: u64 = 12;

/// Where and when it plays.
struct Stage {
    cast: &'static Cast,
    industry: &'static str,
    country: Country,
    currency: String,
    clock: BranchClock,
    today: NaiveDate,
    first: NaiveDate,
    last: NaiveDate,
}

impl Stage {
    fn id(&self, what: &str) -> Uuid {
        random::id(&format!("{} agenda {what}", self.cast.slug))
    }

    fn professional(&self, at: usize) -> Uuid {
        self.id(&format!("professional {at}"))
    }

    fn visit(&self, day: NaiveDate, number: usize) -> Uuid {
        self.id(&format!("visit {day} {number}"))
    }

    fn template(&self, code: &str) -> String {
        format!("{}.{code}", self.industry)
    }

    fn branch(&self) -> BranchId {
        self.clock.branch
    }

    fn place(&self) -> Place {
        Place {
            clock: Clock {
                now: self.clock.now,
                zone: self.clock.zone,
            },
            country: Some(self.country),
        }
    }

    fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let last = self.last;
        self.first.iter_days().take_while(move |day| *day <= last)
    }
}

/// Adds what is missing of a business's agenda; how many appointments those were.
pub(super) async fn load(
    tx: &TenantTx,
    tenant: &TenantRecord,
    business: &Business,
) -> Result<usize> {
    let Some(cast) = cast::of(business.slug) else {
        return Ok(0);
    };
    let Some(stage) = stage(tx, tenant, business, cast).await? else {
        return Ok(0);
    };
    let is_new = !setup::is_there(tx, &stage).await?;
    if is_new {
        setup::lay_out(tx, &stage).await?;
    }
    for professional in generation::professionals(tx, None).await? {
        let last = stage.today + Days::new(90);
        generation::generate(tx, stage.place(), professional, stage.today, last).await?;
    }
    let clients = clients_of(tx, business).await?;
    if is_new {
        let services: Vec<Uuid> = cast
            .services
            .iter()
            .map(|one| stage.id(&stage.template(one)))
            .collect();
        setup::add_waiting(tx, &stage, &clients, &services).await?;
    }
    add_visits(tx, &stage, &clients).await
}

async fn stage(
    tx: &TenantTx,
    tenant: &TenantRecord,
    business: &Business,
    cast: &'static Cast,
) -> Result<Option<Stage>> {
    let zone = TimeZone::parse(&tenant.time_zone)?;
    let clock = branch_clock(tx, Clock::of(zone), None).await?;
    Ok(clock.map(|clock| {
        let today = clock.today();
        Stage {
            cast,
            industry: business.profile.as_str(),
            country: business.country,
            currency: tenant.currency.clone(),
            clock,
            today,
            first: today - Days::new(BEFORE),
            last: today + Days::new(AFTER),
        }
    }))
}

/// The clients that the demonstration brought and that are still there, with the moment since when.
async fn clients_of(tx: &TenantTx, business: &Business) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
    let ids = (0..business.clients).map(|number| clients::id(business, number));
    let mut rows = client_rows::Entity::find()
        .filter(client_rows::Column::Id.is_in(ids))
        .filter(client_rows::Column::DeletedAt.is_null())
        .all(tx)
        .await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.created_at))
        .collect())
}

/// Places appointments on the days that have none of the demonstration's.
async fn add_visits(
    tx: &TenantTx,
    stage: &Stage,
    clients: &[(Uuid, DateTime<Utc>)],
) -> Result<usize> {
    let Some(offers) = offers_of(tx, stage).await? else {
        return Ok(0);
    };
    let (professionals, rooms): (Vec<ProfessionalId>, Vec<RoomId>) =
        (offers.professionals(), offers.rooms());
    slots::lock(tx, &professionals, &rooms).await?;
    let shown = shown(tx, stage).await?;
    let shown_days: BTreeSet<NaiveDate> = shown.iter().map(|(_, day)| *day).collect();
    let mut worked = worked(tx, stage).await?;
    worked.retain(|day, _| !shown_days.contains(day));
    let missing = stage.cast.appointments.saturating_sub(shown.len());
    let range = stage
        .clock
        .days(stage.first, stage.last)
        .ok_or_else(|| Failure::new("the days around today have no hours"))?;
    let own = Own::default();
    let mut agenda = diary(tx, &stage.clock, &professionals, &rooms, range, &own).await?;
    let material = Material {
        offers: &offers,
        clients,
        now: stage.clock.now,
    };
    let mut made = Vec::new();
    for (day, count) in visits::shares(missing, &worked) {
        made.extend(visits::of_day(stage, &material, &mut agenda, day, count));
    }
    let count = made.len();
    if shown.is_empty() {
        leave_one_open(stage, &mut made);
    }
    if count > 0 {
        rows::write(tx, stage, made).await?;
    }
    Ok(count)
}

/// What the demonstration's services are, and who gives them.
async fn offers_of(tx: &TenantTx, stage: &Stage) -> Result<Option<Offers>> {
    let codes = stage.cast.services.iter().map(|one| stage.template(one));
    let mut rows = services::Entity::find()
        .filter(services::Column::Template.is_in(codes.clone()))
        .filter(services::Column::IsActive.eq(true))
        .all(tx)
        .await?;
    // In the order in which they are wanted most.
    let place = |row: &services::Model| {
        codes
            .clone()
            .position(|code| row.template.as_ref() == Some(&code))
    };
    rows.sort_by_key(|row| (row.minutes > 60, place(row)));
    let wanted: Vec<Wanted> = rows
        .iter()
        .map(|row| Wanted {
            service: ServiceId(row.id),
            professional: None,
        })
        .collect();
    if wanted.is_empty() {
        return Ok(None);
    }
    let clock = stage.place().clock;
    let branch = Some(stage.branch());
    let found = offers::offers(tx, clock, branch, Customer::AtTheDesk, &wanted).await?;
    Ok(found.ok())
}

/// The demonstration's own appointments, with their days.
async fn shown(tx: &TenantTx, stage: &Stage) -> Result<Vec<(Uuid, NaiveDate)>> {
    let ids = stage
        .days()
        .flat_map(|day| (0..MOST_A_DAY).map(move |number| (day, number)))
        .map(|(day, number)| stage.visit(day, number));
    let rows = appointments::Entity::find()
        .filter(appointments::Column::Id.is_in(ids))
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.day)).collect())
}

/// How many working times there are on each day.
async fn worked(tx: &TenantTx, stage: &Stage) -> Result<BTreeMap<NaiveDate, usize>> {
    let mut found = BTreeMap::new();
    let Some(range) = stage.clock.days(stage.first, stage.last) else {
        return Ok(found);
    };
    let rows = time_slots::Entity::find()
        .filter(time_slots::Column::State.eq("disponible"))
        .filter(time_slots::Column::BranchId.eq(stage.branch().0))
        .filter(time_slots::Column::StartsAt.gte(range.from))
        .filter(time_slots::Column::StartsAt.lt(range.until))
        .all(tx)
        .await?;
    for row in rows {
        *found.entry(stage.clock.day(row.starts_at)).or_default() += 1;
    }
    Ok(found)
}

/// At night and on Sundays nobody is being attended to; then somebody forgot to close the last one, as happens.
fn leave_one_open(stage: &Stage, made: &mut [Visit]) {
    if made
        .iter()
        .any(|visit| visit.story.state == AppointmentState::EnCurso)
    {
        return;
    }
    let last = made
        .iter_mut()
        .filter(|visit| visit.story.state == AppointmentState::Completada)
        .max_by_key(|visit| visit.placement.service.from);
    if let Some(visit) = last {
        let mut random = random::Random::of(&format!("{} open", stage.cast.slug));
        let hours = visit.placement.service;
        visit.story = story::Story::new(
            &mut random,
            AppointmentState::EnCurso,
            hours,
            stage.clock.now,
        );
        visit.final_price = visit.price;
        visit.price_reason = None;
    }
}
