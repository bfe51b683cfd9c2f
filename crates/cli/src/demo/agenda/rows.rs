//! The rows of appointments.

use super::{Stage, setup::insert, visits::Visit};
use crate::{demo::random, failure::Result};
use chrono::Datelike;
use panal_domain::scheduling::{AppointmentCode, AppointmentSource, SlotState};
use panal_persistence::{
    ActorKind, TenantTx,
    tenant::entity::{appointment_history, appointments, time_slots},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, Statement};
use std::collections::HashMap;
use uuid::Uuid;

/// The kind of document that appointments are numbered as.
const SEQUENCE: &str = "appointment";

/// Writes appointments with what takes their time, their history and their numbers. Nobody is told, and nobody will be
/// reminded.
pub(super) async fn write(tx: &TenantTx, stage: &Stage, mut visits: Vec<Visit>) -> Result {
    // Numbers are given in the order in which they were made.
    visits.sort_by_key(|visit| (visit.story.made(), visit.id));
    let codes = codes(tx, stage, &visits).await?;
    let user = random::id(&format!("empleado@{}.test", stage.cast.slug));
    let (mut made, mut taken, mut history) = (Vec::new(), Vec::new(), Vec::new());
    for (visit, code) in visits.iter().zip(codes) {
        made.push(appointment(stage, visit, code, user));
        if visit.story.state.takes_time() {
            taken.push(slot(stage, visit));
        }
        history.extend(steps(stage, visit, user));
    }
    insert(tx, made).await?;
    insert(tx, taken).await?;
    insert(tx, history).await?;
    remind_nobody(tx, &visits).await
}

/// The next numbers of each year.
async fn codes(tx: &TenantTx, stage: &Stage, visits: &[Visit]) -> Result<Vec<String>> {
    let mut wanted: HashMap<i32, i64> = HashMap::new();
    for visit in visits {
        *wanted.entry(visit.day.year()).or_default() += 1;
    }
    let mut next: HashMap<i32, i64> = HashMap::new();
    for (year, count) in wanted {
        let row = tx
            .query_one_raw(Statement::from_sql_and_values(
                DbBackend::Postgres,
                r#"INSERT INTO "tenant".document_sequences AS sequence (kind, branch_id, year, last_number)
                   VALUES ($1, $2, $3, $4)
                   ON CONFLICT (kind, branch_id, year) DO UPDATE SET last_number = sequence.last_number + $4
                   RETURNING last_number"#,
                [
                    SEQUENCE.into(),
                    stage.branch().0.into(),
                    year.into(),
                    count.into(),
                ],
            ))
            .await?;
        let last: i64 = row.map_or(Ok(count), |row| row.try_get("", "last_number"))?;
        next.insert(year, last - count);
    }
    Ok(visits
        .iter()
        .map(|visit| {
            let year = visit.day.year();
            let number = next.entry(year).or_default();
            *number += 1;
            let number = *number;
            AppointmentCode { year, number }.to_string()
        })
        .collect())
}

fn appointment(
    stage: &Stage,
    visit: &Visit,
    code: String,
    user: Uuid,
) -> appointments::ActiveModel {
    let (story, hours) = (&visit.story, visit.placement.service);
    let minutes = |minutes: u32| i32::try_from(minutes).unwrap_or_default();
    let text = |text: Option<&'static str>| text.map(str::to_owned);
    let cancelled = story.cancelled();
    appointments::ActiveModel {
        id: Set(visit.id),
        code: Set(code),
        branch_id: Set(stage.branch().0),
        client_id: Set(visit.client),
        professional_id: Set(visit.placement.professional.0),
        service_id: Set(visit.service),
        room_id: Set(visit.placement.room.map(|room| room.0)),
        state: Set(story.state.as_str().to_owned()),
        source: Set(story.source.as_str().to_owned()),
        day: Set(visit.day),
        starts_at: Set(hours.from),
        ends_at: Set(hours.until),
        buffer_before_minutes: Set(minutes(visit.buffers.0)),
        buffer_after_minutes: Set(minutes(visit.buffers.1)),
        arrived_at: Set(story.arrived_at),
        started_at: Set(story.started_at),
        completed_at: Set(story.completed_at),
        waiting_minutes: Set(story.waiting),
        service_price: Set(visit.price),
        final_price: Set(visit.final_price),
        price_reason: Set(text(visit.price_reason)),
        rating: Set(story.rating.map(|(points, _, _)| points)),
        rating_comment: Set(text(story.rating.and_then(|(_, comment, _)| comment))),
        rated_at: Set(story.rating.map(|(_, _, at)| at)),
        cancelled_at: Set(cancelled.map(|(at, _)| at)),
        cancelled_by: Set(text(story.cancelled_by)),
        cancellation_reason: Set(text(cancelled.and_then(|(_, reason)| reason))),
        client_notes: Set(text(visit.client_notes)),
        internal_notes: Set(text(visit.internal_notes)),
        visit_id: Set(visit.id),
        created_by: Set((story.source != AppointmentSource::Public).then_some(user)),
        updated_by: Set(Some(user)),
        created_at: Set(story.made()),
        updated_at: Set(story.changed()),
        ..Default::default()
    }
}

fn slot(stage: &Stage, visit: &Visit) -> time_slots::ActiveModel {
    let placement = &visit.placement;
    time_slots::ActiveModel {
        id: Set(random::id(&format!("{} slot", visit.id))),
        branch_id: Set(stage.branch().0),
        professional_id: Set(Some(placement.professional.0)),
        room_id: Set(placement.room.map(|room| room.0)),
        state: Set(SlotState::Ocupado.as_str().to_owned()),
        starts_at: Set(placement.busy.from),
        ends_at: Set(placement.busy.until),
        appointment_id: Set(Some(visit.id)),
        ..Default::default()
    }
}

fn steps(stage: &Stage, visit: &Visit, user: Uuid) -> Vec<appointment_history::ActiveModel> {
    let mut before = None;
    let mut rows = Vec::new();
    for (number, step) in visit.story.steps.iter().enumerate() {
        let by_client = step.verb.is_none() && visit.story.source == AppointmentSource::Public;
        let starts = before.is_none().then_some(visit.placement.service.from);
        rows.push(appointment_history::ActiveModel {
            id: Set(random::id(&format!("{} step {number}", visit.id))),
            appointment_id: Set(visit.id),
            at: Set(step.at),
            action: Set(step.verb.map_or("create", |verb| verb.as_str()).to_owned()),
            from_state: Set(before),
            to_state: Set(step.to.as_str().to_owned()),
            from_starts_at: Set(None),
            to_starts_at: Set(starts),
            reason: Set(step.reason.map(str::to_owned)),
            actor_kind: Set(if by_client {
                ActorKind::Anonymous
            } else {
                ActorKind::User
            }
            .as_str()
            .to_owned()),
            actor_id: Set((!by_client).then_some(user)),
            actor_name: Set((!by_client).then(|| format!("empleado@{}.test", stage.cast.slug))),
        });
        before = Some(step.to.as_str().to_owned());
    }
    rows
}

/// As if reminders had gone out: people of a demonstration are not written to by themselves.
async fn remind_nobody(tx: &TenantTx, visits: &[Visit]) -> Result {
    let open: Vec<Uuid> = visits
        .iter()
        .filter(|visit| visit.story.state.is_open())
        .map(|visit| visit.id)
        .collect();
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"INSERT INTO "tenant".reminders (appointment_id, starts_at, minutes_before)
           SELECT a.id, a.starts_at, m::int FROM "tenant".appointments a,
               unnest($2::int[]) AS m WHERE a.id = ANY ($1) ON CONFLICT DO NOTHING"#,
        [open.into(), vec![24 * 60, 2 * 60].into()],
    ))
    .await?;
    Ok(())
}
