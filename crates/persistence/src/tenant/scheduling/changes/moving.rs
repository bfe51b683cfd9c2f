//! Taking other time for an appointment, or its own again.

use super::{
    Appointment, Ask, By, Change, Changed, Move, NotChanged, admitted, allowed, lock_with_agendas,
    seen, write,
};
use crate::{
    Result, TenantTx,
    tenant::{
        entity::appointments,
        scheduling::{
            availability::{Known, agendas},
            booking::{self, LONGEST},
            diary::{Own, diary},
            offers::{Offer, Offers, Person},
            rules::{BranchClock, Clock, read_settings},
            slots,
        },
        usage,
    },
};
use chrono::NaiveDate;
use panal_domain::{
    AppointmentId, BranchId, Limited, ProfessionalId, RoomId, ServiceId,
    scheduling::{BookingSettings, Candidate, Interval, Need, Placement, Refusal, Rules, place},
};
use rust_decimal::Decimal;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, FromQueryResult, Statement};
use std::collections::HashMap;
use uuid::Uuid;

/// Moves an appointment that takes time, or gives one that took none its time again. The length agreed stays, unless
/// another professional has minutes of their own; so does the price, unless another professional has another, none was
/// agreed by hand, and whoever asks may change prices.
pub(super) async fn moved(
    tx: &TenantTx,
    clock: Clock,
    id: AppointmentId,
    ask: &Ask,
    by: By<'_>,
    to: &Move,
) -> Changed<(Appointment, Appointment)> {
    let seen = seen(tx, id, by).await?;
    let terms = terms(tx, clock, &seen, by).await?;
    let offered = terms.candidates(&seen, to)?;
    let rooms = terms.rooms(&seen, to)?;
    let professionals: Vec<ProfessionalId> = offered.iter().map(|one| one.professional).collect();
    let others = rooms.as_deref().unwrap_or_default();
    let (before, in_use) = lock_with_agendas(tx, id, by, &professionals, others).await?;
    let row = allowed(tx, clock, &before, ask, by).await?;
    // Whoever gives it may be another by now, and who was free may work here no more.
    let (mut candidates, mut rooms) = (terms.candidates(&before, to)?, terms.rooms(&before, to)?);
    candidates.retain(|one| in_use.has(one.professional));
    if let Some(rooms) = &mut rooms {
        rooms.retain(|room| in_use.has_room(*room));
    }
    let need = Need {
        candidates,
        before: unsigned(before.buffer_before_minutes),
        after: unsigned(before.buffer_after_minutes),
        rooms,
    };
    let at = to.at.unwrap_or(before.starts_at);
    let placement = find(tx, &terms, &need, &before, at, to, by).await?;
    let moves = matches!(ask.change, Change::Reschedule(_));
    if moves && is_there(&before, &placement) {
        return Ok((before.clone(), before));
    }
    slots::free(tx, id).await?;
    slots::occupy(tx, &terms.clock, &placement, id).await?;
    let row = placed(row, &terms, &before, &placement, by);
    let after = write(tx, before.clone(), ask, row).await?;
    usage::admit(tx, Limited::AppointmentsPerMonth).await?;
    Ok((before, after))
}

/// What it takes to say to which times its client may move an appointment: those that moving it accepts. Refused as
/// moving is, where the client may not move it at all.
pub async fn times_to_move(
    tx: &TenantTx,
    clock: Clock,
    appointment: &Appointment,
    professional: Option<Option<ProfessionalId>>,
    days: (NaiveDate, NaiveDate),
) -> Changed<Known> {
    let to = Move {
        professional,
        ..Move::default()
    };
    let ask = Ask {
        change: Change::Reschedule(to.clone()),
        reason: None,
        notify: true,
        expected: None,
    };
    admitted(tx, clock, appointment, &ask, By::Client).await?;
    let terms = terms(tx, clock, appointment, By::Client).await?;
    let need = terms.need(appointment, &to)?;
    let is_candidate = |one: &&Professional| {
        let candidates = need.candidates.iter();
        candidates
            .into_iter()
            .any(|candidate| candidate.professional.0 == one.professional_id)
    };
    let people = terms.professionals.iter().filter(is_candidate);
    let people = people.map(|one| Person {
        id: ProfessionalId(one.professional_id),
        full_name: one.full_name.clone(),
        color: one.color.clone(),
    });
    let rules = terms.times(&to, By::Client);
    let offers = Offers {
        clock: terms.clock,
        people: people.collect(),
        services: vec![Offer {
            service: ServiceId(appointment.service_id),
            need,
            prices: HashMap::new(),
        }],
        settings: terms.settings,
    };
    let own = Own {
        hold: None,
        appointments: vec![AppointmentId(appointment.id)],
    };
    Ok(Known {
        diary: agendas(tx, &offers, days, &own).await?,
        rules,
        offers,
        days,
        says_who: false,
    })
}

fn is_there(before: &Appointment, placement: &Placement) -> bool {
    (before.professional_id, before.room_id, before.starts_at)
        == (
            placement.professional.0,
            placement.room.map(|room| room.0),
            placement.service.from,
        )
}

fn placed(
    row: appointments::ActiveModel,
    terms: &Terms,
    before: &Appointment,
    placement: &Placement,
    by: By<'_>,
) -> appointments::ActiveModel {
    let mut row = appointments::ActiveModel {
        professional_id: Set(placement.professional.0),
        room_id: Set(placement.room.map(|room| room.0)),
        day: Set(terms.clock.day(placement.service.from)),
        starts_at: Set(placement.service.from),
        ends_at: Set(placement.service.until),
        ..row
    };
    if placement.service.from != before.starts_at {
        // Whoever came for another hour has not come for this one.
        row.arrived_at = Set(None);
    }
    if placement.professional.0 != before.professional_id
        && let Some(price) = terms.price(placement.professional)
    {
        row.service_price = Set(price);
        if before.price_reason.is_none() && by.takes_prices(terms.clock.branch) {
            row.final_price = Set(price);
        }
    }
    row
}

async fn find(
    tx: &TenantTx,
    terms: &Terms,
    need: &Need,
    before: &Appointment,
    at: chrono::DateTime<chrono::Utc>,
    to: &Move,
    by: By<'_>,
) -> Changed<Placement> {
    let day = terms.clock.day(at);
    let range = terms
        .clock
        .days(day, day)
        .map(|day| Interval {
            from: day.from - LONGEST,
            until: day.until + LONGEST,
        })
        .ok_or(NotChanged::Refused(Refusal::OutsideHours))?;
    let professionals: Vec<ProfessionalId> =
        need.candidates.iter().map(|one| one.professional).collect();
    let rooms = need.rooms.as_deref().unwrap_or_default();
    let own = Own {
        hold: None,
        appointments: vec![AppointmentId(before.id)],
    };
    let diary = diary(tx, &terms.clock, &professionals, rooms, range, &own).await?;
    let mut rules = terms.times(to, by);
    if matches!(by, By::Staff { .. }) && at == before.starts_at {
        // What stays at its hour may be of yesterday.
        rules.earliest = rules.earliest.min(at);
    }
    place(std::slice::from_ref(need), &diary, &rules, at)
        .map_err(NotChanged::Refused)?
        .pop()
        .ok_or(NotChanged::Refused(Refusal::Nobody))
}

/// What the business offers for an appointment as it is now.
struct Terms {
    clock: BranchClock,
    settings: BookingSettings,
    /// The rooms for its service, in order; `None` where it needs none.
    rooms: Option<Vec<RoomId>>,
    /// Every room of the branch.
    branch_rooms: Vec<RoomId>,
    professionals: Vec<Professional>,
}

#[derive(FromQueryResult)]
struct Row {
    time_zone: Option<String>,
    booking: Option<serde_json::Value>,
    needs_room: bool,
    rooms: Option<Vec<Uuid>>,
    branch_rooms: Option<Vec<Uuid>>,
    #[sea_orm(nested)]
    professional: Option<Professional>,
}

#[derive(FromQueryResult)]
struct Professional {
    professional_id: Uuid,
    full_name: String,
    color: Option<String>,
    minutes: i32,
    price: Decimal,
    is_offered: bool,
}

/// What there is to choose from at its branch. One query.
async fn terms(tx: &TenantTx, clock: Clock, seen: &Appointment, by: By<'_>) -> Changed<Terms> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT b.time_zone, (SELECT value FROM "tenant".settings WHERE key = $5) AS booking,
                   EXISTS (SELECT FROM "tenant".service_rooms sr WHERE sr.service_id = s.id) AS needs_room,
                   (SELECT array_agg(r.id ORDER BY r.position, r.name, r.id) FROM "tenant".service_rooms sr
                    JOIN "tenant".rooms r ON r.id = sr.room_id AND r.is_active AND r.branch_id = b.id
                    WHERE sr.service_id = s.id) AS rooms,
                   (SELECT array_agg(r.id) FROM "tenant".rooms r WHERE r.is_active AND r.branch_id = b.id) AS branch_rooms,
                   p.id AS professional_id, p.full_name, p.color, coalesce(sp.minutes, s.minutes) AS minutes,
                   coalesce(sp.price, s.price) AS price,
                   coalesce(sp.is_offered AND s.is_active, false) AND (p.accepts_online OR NOT $3) AS is_offered
               FROM "tenant".branches b JOIN "tenant".services s ON s.id = $2
               LEFT JOIN "tenant".professionals p ON p.is_active
               LEFT JOIN "tenant".service_professionals sp ON sp.professional_id = p.id AND sp.service_id = s.id
               WHERE b.id = $1 AND (p.id IS NULL OR p.id = $4 OR sp.is_offered)
               ORDER BY p.position, p.id"#,
            [
                seen.branch_id.into(),
                seen.service_id.into(),
                matches!(by, By::Client).into(),
                seen.professional_id.into(),
                BookingSettings::KEY.into(),
            ],
        ))
        .await?;
    let mut professionals = Vec::with_capacity(rows.len());
    let mut branch = None;
    for row in rows {
        let row = Row::from_query_result(&row, "")?;
        professionals.extend(row.professional);
        if branch.is_none() {
            branch = Some((
                row.time_zone,
                row.booking,
                row.needs_room.then(|| ids(row.rooms)),
                ids(row.branch_rooms),
            ));
        }
    }
    // Where nobody at all is active there is no row.
    let (zone, booking, rooms, branch_rooms) =
        branch.ok_or(NotChanged::Refused(Refusal::Nobody))?;
    Ok(Terms {
        clock: clock.at(BranchId(seen.branch_id), zone.as_deref())?,
        settings: settings(booking)?,
        rooms,
        branch_rooms,
        professionals,
    })
}

fn settings(kept: Option<serde_json::Value>) -> Result<BookingSettings> {
    kept.map_or_else(|| Ok(BookingSettings::default()), read_settings)
}

fn ids(rooms: Option<Vec<Uuid>>) -> Vec<RoomId> {
    rooms.into_iter().flatten().map(RoomId).collect()
}

fn unsigned(minutes: i32) -> u32 {
    minutes.try_into().unwrap_or_default()
}

impl Terms {
    /// Who could give it, and how long it takes them. Whoever gives it already keeps what was agreed, even where they
    /// would not be offered for it any more.
    fn candidates(&self, appointment: &Appointment, to: &Move) -> Changed<Vec<Candidate>> {
        let agreed = (appointment.ends_at - appointment.starts_at).num_minutes();
        let is_own = |one: &Professional| one.professional_id == appointment.professional_id;
        let found: Vec<Candidate> = self
            .professionals
            .iter()
            .filter(|one| match to.professional {
                None => is_own(one),
                Some(None) => one.is_offered,
                Some(Some(wanted)) => {
                    one.professional_id == wanted.0 && (one.is_offered || is_own(one))
                }
            })
            .map(|one| Candidate {
                professional: ProfessionalId(one.professional_id),
                minutes: match is_own(one) {
                    true => agreed.try_into().unwrap_or_default(),
                    false => unsigned(one.minutes),
                },
            })
            .collect();
        match to.professional {
            Some(Some(_)) if found.is_empty() => Err(NotChanged::UnknownProfessional),
            _ if found.is_empty() => Err(NotChanged::Refused(Refusal::Nobody)),
            _ => Ok(found),
        }
    }

    fn need(&self, appointment: &Appointment, to: &Move) -> Changed<Need> {
        Ok(Need {
            candidates: self.candidates(appointment, to)?,
            before: unsigned(appointment.buffer_before_minutes),
            after: unsigned(appointment.buffer_after_minutes),
            rooms: self.rooms(appointment, to)?,
        })
    }

    /// The rooms that will do, the present one first.
    fn rooms(&self, appointment: &Appointment, to: &Move) -> Changed<Option<Vec<RoomId>>> {
        if let Some(wanted) = to.room {
            let rooms = self.rooms.as_ref().unwrap_or(&self.branch_rooms);
            return match rooms.contains(&wanted) {
                true => Ok(Some(vec![wanted])),
                false => Err(NotChanged::UnknownRoom),
            };
        }
        let present = appointment.room_id.map(RoomId);
        let Some(rooms) = &self.rooms else {
            // What needs none leaves a room that is out of use.
            let kept = present.filter(|room| self.branch_rooms.contains(room));
            return Ok(kept.map(|room| vec![room]));
        };
        let mut rooms = rooms.clone();
        rooms.sort_by_key(|room| Some(*room) != present);
        Ok(Some(rooms))
    }

    fn price(&self, professional: ProfessionalId) -> Option<Decimal> {
        self.professionals
            .iter()
            .find(|one| one.professional_id == professional.0)
            .map(|one| one.price)
    }

    fn times(&self, to: &Move, by: By<'_>) -> Rules {
        match by {
            By::Client => booking::times_for_customers(&self.clock, &self.settings),
            By::Staff { .. } => Rules {
                outside_hours: to.outside_hours,
                ..booking::staff_rules(&self.clock)
            },
        }
    }
}
