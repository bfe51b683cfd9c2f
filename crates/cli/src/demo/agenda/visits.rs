//! Appointments, placed as bookings are.

use super::{Stage, story, story::Story, words};
use crate::demo::random::Random;
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::scheduling::{
    AppointmentState, Diary, Interval, Need, Placement, Rules, Start, starts,
};
use panal_persistence::tenant::scheduling::offers::Offers;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An appointment to be written.
pub(super) struct Visit {
    pub(super) id: Uuid,
    pub(super) client: Uuid,
    pub(super) service: Uuid,
    pub(super) day: NaiveDate,
    pub(super) placement: Placement,
    pub(super) buffers: (u32, u32),
    pub(super) price: Decimal,
    pub(super) final_price: Decimal,
    pub(super) price_reason: Option<&'static str>,
    pub(super) client_notes: Option<&'static str>,
    pub(super) internal_notes: Option<&'static str>,
    pub(super) story: Story,
}

/// Appointments at most that one day may get, for ids to be told apart.
pub(super) const MOST_A_DAY: usize = 60;

/// What appointments are made from.
pub(super) struct Material<'a> {
    pub(super) offers: &'a Offers,
    /// With the moment since when they are known.
    pub(super) clients: &'a [(Uuid, DateTime<Utc>)],
    pub(super) now: DateTime<Utc>,
}

/// Shares `missing` appointments out among days, by how much is worked on each.
pub(super) fn shares(
    missing: usize,
    worked: &BTreeMap<NaiveDate, usize>,
) -> Vec<(NaiveDate, usize)> {
    let all: usize = worked.values().sum();
    let (mut before, mut given) = (0, 0);
    worked
        .iter()
        .map(|(day, work)| {
            before += work;
            let until = missing * before / all.max(1);
            let share = (until - given).min(MOST_A_DAY);
            given += share;
            (*day, share)
        })
        .collect()
}

/// Appointments of a day, which `diary` then knows too.
pub(super) fn of_day(
    stage: &Stage,
    material: &Material<'_>,
    diary: &mut Diary,
    day: NaiveDate,
    count: usize,
) -> Vec<Visit> {
    let mut random = Random::of(&format!("{} {day}", stage.cast.slug));
    let Some(range) = material.offers.clock.days(day, day) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for number in 0..count {
        // Long services do not fit into every day.
        let place = (0..12).find_map(|_| place(&mut random, stage, material, diary, range));
        let Some((at, placement)) = place else {
            break;
        };
        let state = story::state(&mut random, placement.service, material.now);
        if state.takes_time() {
            let (who, room) = (Some(placement.professional), placement.room);
            diary.add_busy(who, room, placement.busy, true, stage.clock.zone);
            *diary = std::mem::take(diary).sorted();
        }
        let id = stage.visit(day, number);
        found.extend(visit(
            &mut random,
            material,
            (id, day),
            at,
            placement,
            state,
        ));
    }
    found
}

/// Some service at some time at which it can begin; popular ones, which come first, more often.
fn place(
    random: &mut Random,
    stage: &Stage,
    material: &Material<'_>,
    diary: &Diary,
    range: Interval,
) -> Option<(usize, Placement)> {
    let offers = &material.offers.services;
    let count = u64::try_from(offers.len()).ok()?;
    let at = usize::try_from(random.below(count).min(random.below(count))).ok()?;
    let need: Need = offers.get(at)?.need.clone();
    let rules = Rules {
        earliest: DateTime::<Utc>::MIN_UTC,
        latest: DateTime::<Utc>::MAX_UTC,
        interval: Some(15),
        outside_hours: false,
        zone: stage.clock.zone,
    };
    let times: Vec<Start> = starts(&[need], diary, &rules, range);
    let start = random.pick(&times)?;
    Some((at, *start.placements.first()?))
}

fn visit(
    random: &mut Random,
    material: &Material<'_>,
    (id, day): (Uuid, NaiveDate),
    at: usize,
    placement: Placement,
    state: AppointmentState,
) -> Option<Visit> {
    let offer = material.offers.services.get(at)?;
    let price = offer.prices.get(&placement.professional).copied()?;
    let story = Story::new(random, state, placement.service, material.now);
    // Somebody who was a client already, if chance finds one soon.
    let client = (0..30)
        .filter_map(|_| random.pick(material.clients))
        .find(|(_, since)| *since <= story.made())
        .or_else(|| material.clients.first())?
        .0;
    let is_cheaper = state == AppointmentState::Completada && random.percent(7);
    let mut pick = |chance, words: &[&'static str]| {
        if random.percent(chance) {
            random.pick(words).copied()
        } else {
            None
        }
    };
    Some(Visit {
        id,
        client,
        service: offer.service.0,
        day,
        placement,
        buffers: (offer.need.before, offer.need.after),
        price,
        final_price: if is_cheaper {
            (price * Decimal::new(9, 1)).round()
        } else {
            price
        },
        price_reason: pick(100, words::DISCOUNTS).filter(|_| is_cheaper),
        client_notes: pick(12, words::CLIENT_NOTES),
        internal_notes: pick(8, words::INTERNAL_NOTES),
        story,
    })
}
