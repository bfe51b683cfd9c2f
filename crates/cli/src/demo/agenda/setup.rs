//! What an agenda needs before the first appointment: services, professionals, rooms, hours.

use super::{Stage, cast::Professional, words};
use crate::{demo::random, failure::Result};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use panal_domain::{
    BranchId,
    scheduling::{
        Hours, Interval, SlotState, TimeOfDay,
        holidays::of_year,
        week::{WeeklyHours, moments, working_time},
    },
};
use panal_persistence::{
    TenantTx,
    tenant::entity::{
        holidays, professionals, rooms, schedule_exceptions, service_professionals, service_rooms,
        services, time_slots, waiting_list, weekly_schedules,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    QueryFilter, Statement, sea_query::OnConflict,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of one INSERT.
const BATCH: usize = 250;

/// Inserts rows; what is there already, or stands in the way, stays.
pub(super) async fn insert<A>(tx: &TenantTx, rows: Vec<A>) -> Result
where
    A: sea_orm::ActiveModelTrait + Send,
{
    for batch in rows.chunks(BATCH) {
        <A::Entity as EntityTrait>::insert_many(batch.to_vec())
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Whether the agenda was laid out before; then it is the business's own, and stays as it is.
pub(super) async fn is_there(tx: &TenantTx, stage: &Stage) -> Result<bool> {
    let ids = (0..stage.cast.professionals.len()).map(|at| stage.professional(at));
    let found = professionals::Entity::find()
        .filter(professionals::Column::Id.is_in(ids))
        .one(tx)
        .await?;
    Ok(found.is_some())
}

#[derive(FromQueryResult)]
struct Template {
    code: String,
    name: String,
    description: String,
    category: String,
    price: rust_decimal::Decimal,
    minutes: i32,
    before: i32,
    after: i32,
    kinds: Vec<String>,
}

/// Lays the agenda out.
pub(super) async fn lay_out(tx: &TenantTx, stage: &Stage) -> Result {
    let services = add_services(tx, stage).await?;
    add_rooms(tx, stage, &services).await?;
    add_professionals(tx, stage, &services).await?;
    let closed = stage.cast.closed.iter().filter_map(|(month, day, name)| {
        Some(holidays::ActiveModel {
            day: Set(NaiveDate::from_ymd_opt(stage.today.year(), *month, *day)?),
            name: Set((*name).to_owned()),
            is_working: Set(false),
            ..Default::default()
        })
    });
    insert(tx, closed.collect()).await?;
    add_exceptions(tx, stage).await?;
    add_past(tx, stage).await?;
    add_blocks(tx, stage).await
}

/// From the templates, as an owner imports them; ids and who may give them, by the template's code after the industry.
async fn add_services(
    tx: &TenantTx,
    stage: &Stage,
) -> Result<HashMap<String, (Uuid, Vec<String>)>> {
    let codes: Vec<String> = stage
        .cast
        .services
        .iter()
        .map(|one| stage.template(one))
        .collect();
    let found = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT code, name, description, category, (prices->>$1)::numeric AS price, minutes,
                 buffer_before_minutes AS before, buffer_after_minutes AS after, professional_kinds AS kinds
             FROM public.service_templates WHERE code = ANY ($2) ORDER BY position",
            [stage.currency.clone().into(), codes.into()],
        ))
        .await?;
    let mut rows = Vec::new();
    for row in found {
        let one = Template::from_query_result(&row, "")?;
        rows.push(services::ActiveModel {
            id: Set(stage.id(&one.code)),
            template: Set(Some(one.code)),
            name: Set(one.name),
            description: Set(Some(one.description)),
            category: Set(Some(one.category)),
            price: Set(one.price),
            minutes: Set(one.minutes),
            buffer_before_minutes: Set(one.before),
            buffer_after_minutes: Set(one.after),
            professional_kinds: Set(one.kinds),
            ..Default::default()
        });
    }
    insert(tx, rows).await?;
    // One that was imported before keeps its id.
    let prefix = stage.template("");
    let kept = services::Entity::find().all(tx).await?;
    Ok(kept
        .into_iter()
        .filter_map(|row| {
            let code = row.template.as_deref()?.strip_prefix(&prefix)?.to_owned();
            Some((code, (row.id, row.professional_kinds)))
        })
        .collect())
}

async fn add_rooms(
    tx: &TenantTx,
    stage: &Stage,
    services: &HashMap<String, (Uuid, Vec<String>)>,
) -> Result {
    let (mut made, mut given) = (Vec::new(), Vec::new());
    for (position, room) in (0..).zip(stage.cast.rooms) {
        let id = stage.id(room.name);
        made.push(rooms::ActiveModel {
            id: Set(id),
            branch_id: Set(stage.branch().0),
            name: Set(room.name.to_owned()),
            color: Set(Some(room.color.to_owned())),
            position: Set(position),
            ..Default::default()
        });
        for (service, _) in room.services.iter().filter_map(|code| services.get(*code)) {
            given.push(service_rooms::ActiveModel {
                service_id: Set(*service),
                room_id: Set(id),
            });
        }
    }
    insert(tx, made).await?;
    insert(tx, given).await
}

async fn add_professionals(
    tx: &TenantTx,
    stage: &Stage,
    services: &HashMap<String, (Uuid, Vec<String>)>,
) -> Result {
    let (mut people, mut given, mut weeks) = (Vec::new(), Vec::new(), Vec::new());
    for (at, one) in stage.cast.professionals.iter().enumerate() {
        let id = stage.professional(at);
        people.push(professionals::ActiveModel {
            id: Set(id),
            full_name: Set(one.name.to_owned()),
            kind: Set(Some(one.kind.to_owned())),
            specialities: Set(one
                .specialities
                .iter()
                .map(|one| (*one).to_owned())
                .collect()),
            bio: Set(Some(one.bio.to_owned())),
            color: Set(Some(one.color.to_owned())),
            commission_percent: Set(one.commission.into()),
            position: Set(i32::try_from(at).unwrap_or_default()),
            ..Default::default()
        });
        for (service, kinds) in services.values() {
            if kinds.is_empty() || kinds.iter().any(|kind| kind == one.kind) {
                given.push(service_professionals::ActiveModel {
                    service_id: Set(*service),
                    professional_id: Set(id),
                    ..Default::default()
                });
            }
        }
        for (weekday, from, until) in hours(one) {
            weeks.push(weekly_schedules::ActiveModel {
                id: Set(stage.id(&format!("{at} hours {weekday} {from}"))),
                professional_id: Set(id),
                branch_id: Set(stage.branch().0),
                weekday: Set(weekday),
                from_minute: Set(from),
                until_minute: Set(until),
                ..Default::default()
            });
        }
    }
    insert(tx, people).await?;
    insert(tx, given).await?;
    insert(tx, weeks).await
}

fn hours(professional: &Professional) -> impl Iterator<Item = (i16, i16, i16)> {
    professional.week.iter().flat_map(|(days, ranges)| {
        days.iter().flat_map(|day| {
            ranges
                .iter()
                .map(move |(from, until)| (*day, *from, *until))
        })
    })
}

/// Somebody is away for two days next week.
async fn add_exceptions(tx: &TenantTx, stage: &Stage) -> Result {
    let Some(last) = stage.cast.professionals.len().checked_sub(2) else {
        return Ok(());
    };
    let away = schedule_exceptions::ActiveModel {
        id: Set(stage.id("away")),
        professional_id: Set(Some(stage.professional(last))),
        kind: Set("day_off".to_owned()),
        starts_on: Set(stage.today + Days::new(8)),
        ends_on: Set(stage.today + Days::new(9)),
        hours: Set(serde_json::json!([])),
        reason: Set(Some("Congreso".to_owned())),
        ..Default::default()
    };
    insert(tx, vec![away]).await
}

/// Days that are over are not generated, so they are written here.
async fn add_past(tx: &TenantTx, stage: &Stage) -> Result {
    let mut rows = Vec::new();
    let branch = stage.branch();
    for (at, one) in stage.cast.professionals.iter().enumerate() {
        let week = week(one, branch);
        for day in stage.first.iter_days().take_while(|day| *day < stage.today) {
            let is_free = of_year(stage.country, day.year())
                .iter()
                .any(|one| one.day == day);
            let hours = working_time(day, &week, &[], is_free);
            for (_, interval) in moments(day, &hours, |_| Some(stage.clock.zone)) {
                rows.push(slot(
                    stage,
                    at,
                    SlotState::Disponible,
                    interval,
                    "past",
                    None,
                ));
            }
        }
    }
    insert(tx, rows).await
}

fn week(one: &Professional, branch: BranchId) -> Vec<WeeklyHours> {
    let time = |minutes: i16| TimeOfDay::from_minutes(minutes.into()).ok();
    hours(one)
        .filter_map(|(weekday, from, until)| {
            Some(WeeklyHours {
                branch,
                weekday: chrono::Weekday::try_from(u8::try_from(weekday - 1).ok()?).ok()?,
                hours: Hours::new(time(from)?, time(until)?).ok()?,
                allows_bookings: true,
            })
        })
        .collect()
}

/// An hour here and there in which nobody is booked.
async fn add_blocks(tx: &TenantTx, stage: &Stage) -> Result {
    let mut rows = Vec::new();
    let eleven = TimeOfDay::from_minutes(11 * 60).ok();
    let noon = TimeOfDay::from_minutes(12 * 60).ok();
    for (at, (from, until)) in
        (0..stage.cast.professionals.len()).zip(std::iter::repeat(eleven.zip(noon)).flatten())
    {
        let day = stage.first + Days::new(3 + 5 * u64::try_from(at).unwrap_or_default());
        let Some(hour) = Hours::new(from, until)
            .ok()
            .and_then(|hour| hour.on(day, stage.clock.zone).next())
        else {
            continue;
        };
        let reason = words::BLOCKS.get(at % words::BLOCKS.len()).copied();
        rows.push(slot(stage, at, SlotState::Bloqueado, hour, "block", reason));
    }
    insert(tx, rows).await
}

fn slot(
    stage: &Stage,
    professional: usize,
    state: SlotState,
    hours: Interval,
    what: &str,
    reason: Option<&str>,
) -> time_slots::ActiveModel {
    time_slots::ActiveModel {
        id: Set(stage.id(&format!("{professional} {what} {}", hours.from))),
        branch_id: Set(stage.branch().0),
        professional_id: Set(Some(stage.professional(professional))),
        state: Set(state.as_str().to_owned()),
        starts_at: Set(hours.from),
        ends_at: Set(hours.until),
        reason: Set(reason.map(str::to_owned)),
        ..Default::default()
    }
}

/// Clients who wait for an earlier time.
pub(super) async fn add_waiting(
    tx: &TenantTx,
    stage: &Stage,
    clients: &[(Uuid, DateTime<Utc>)],
    services: &[Uuid],
) -> Result {
    let mut random = random::Random::of(&format!("{} waiting", stage.cast.slug));
    let mut rows = Vec::new();
    for number in 0..stage.cast.waiting {
        let (Some((client, _)), Some(service)) = (random.pick(clients), random.pick(services))
        else {
            break;
        };
        let begins = random.below(5);
        let mornings = random.percent(50);
        rows.push(waiting_list::ActiveModel {
            id: Set(stage.id(&format!("waiting {number}"))),
            branch_id: Set(stage.branch().0),
            client_id: Set(*client),
            service_id: Set(*service),
            from_day: Set(stage.today + Days::new(begins)),
            until_day: Set(stage.today + Days::new(begins + 4 + random.below(10))),
            from_minute: Set(if mornings { 8 * 60 } else { 14 * 60 }),
            until_minute: Set(if mornings { 13 * 60 } else { 20 * 60 }),
            notes: Set(random.pick(words::WAITS).map(|note| (*note).to_owned())),
            state: Set("waiting".to_owned()),
            ..Default::default()
        });
    }
    insert(tx, rows).await
}
