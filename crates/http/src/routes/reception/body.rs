//! The desk as JSON.

use super::super::waiting_list::{professional, uuid};
use crate::{body::Body, problem::Problem};
use chrono::{DateTime, Utc};
use panal_domain::{BranchId, ClientId, ServiceId, Text};
use panal_persistence::tenant::scheduling::{
    Wanted,
    walk_ins::{self, InQueue, WalkIn},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::HashSet;
use utoipa::ToSchema;
use uuid::Uuid;

type Notes = Text<1000>;

// Describes what `walk_in` reads.
/// Somebody who stands at the desk.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWalkIn {
    /// Who.
    pub client_id: Uuid,
    /// What for.
    pub service_id: Uuid,
    /// To whom; `any`, or left out, is whoever is free first.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
    /// Where; left out, as for an appointment.
    pub branch_id: Option<Uuid>,
    /// What the staff keeps for itself.
    #[schema(max_length = 1000)]
    pub internal_notes: Option<String>,
    /// Whether the client is written to; false unless told.
    #[schema(nullable = false)]
    pub notify: Option<bool>,
}

/// Reads who stands at the desk; the branch is still to be looked at.
///
/// # Errors
/// 422 with every fault.
pub(super) fn walk_in(body: Map<String, Value>) -> Result<WalkIn, Problem> {
    let mut body = Body::new(body);
    let client = uuid(&mut body, "client_id");
    let client = body.required("client_id", client);
    let service = uuid(&mut body, "service_id");
    let service = body.required("service_id", service);
    let professional = professional(&mut body).flatten().flatten();
    let branch = uuid(&mut body, "branch_id").flatten();
    let notes = body.text("internal_notes", Notes::parse).flatten();
    let notify = body.boolean("notify").flatten().unwrap_or(false);
    body.finish()?;
    // `finish` has refused a body without them.
    let (Some(client), Some(service)) = (client, service) else {
        return Err(Problem::internal("body without client or service passed"));
    };
    Ok(WalkIn {
        client: ClientId(client),
        wanted: Wanted {
            service: ServiceId(service),
            professional,
        },
        branch: branch.map(BranchId),
        internal_notes: notes.map(Into::into),
        notify,
    })
}

/// Who is at a branch now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Queue {
    /// The branch.
    branch_id: Uuid,
    /// By whose clock people are told the hour: IANA.
    #[schema(example = "America/Bogota")]
    time_zone: String,
    /// The moment it is.
    now: DateTime<Utc>,
    /// Who waits, in the order of their turns.
    waiting: Vec<QueueEntry>,
    /// Who is being attended to, the longest first.
    in_progress: Vec<QueueEntry>,
}

/// Somebody who is there.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueEntry {
    /// Whose turn it is: 1 is next. Null of those who are being attended to.
    position: Option<usize>,
    /// The appointment.
    appointment_id: Uuid,
    /// Its number.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// `pendiente`, `confirmada` or `en_curso`.
    state: String,
    /// `staff`, `public`, `walk_in` or `waiting_list`.
    source: String,
    /// The hour agreed.
    starts_at: DateTime<Utc>,
    /// When it is to end.
    ends_at: DateTime<Utc>,
    /// When the client came.
    arrived_at: Option<DateTime<Utc>>,
    /// When it began.
    started_at: Option<DateTime<Utc>>,
    /// Whole minutes waited so far, or until it began: from the arrival, or from the hour agreed where that is later.
    waiting_minutes: i64,
    /// Who.
    client_id: Uuid,
    /// By name.
    client_name: String,
    /// What for.
    service_id: Uuid,
    /// By name.
    service_name: String,
    /// To whom.
    professional_id: Uuid,
    /// By name.
    professional_name: String,
    /// Whether the professional attends to somebody now.
    professional_is_busy: bool,
    /// Where.
    room_name: Option<String>,
}

impl From<walk_ins::Queue> for Queue {
    fn from(queue: walk_ins::Queue) -> Self {
        let now = queue.clock.now;
        let busy: HashSet<Uuid> = queue
            .in_progress
            .iter()
            .map(|one| one.professional_id)
            .collect();
        let entry = |position, one| QueueEntry::new(one, position, now, &busy);
        Self {
            branch_id: queue.clock.branch.0,
            time_zone: queue.clock.zone.name().to_owned(),
            now,
            waiting: (1..)
                .zip(queue.waiting)
                .map(|(position, one)| entry(Some(position), one))
                .collect(),
            in_progress: queue
                .in_progress
                .into_iter()
                .map(|one| entry(None, one))
                .collect(),
        }
    }
}

impl QueueEntry {
    fn new(
        one: InQueue,
        position: Option<usize>,
        now: DateTime<Utc>,
        busy: &HashSet<Uuid>,
    ) -> Self {
        let client_name = format!("{} {}", one.client_first_name, one.client_last_name);
        Self {
            position,
            waiting_minutes: one.waited(now),
            appointment_id: one.appointment_id,
            code: one.code,
            state: one.state,
            source: one.source,
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            arrived_at: one.arrived_at,
            started_at: one.started_at,
            client_id: one.client_id,
            client_name: client_name.trim().to_owned(),
            service_id: one.service_id,
            service_name: one.service_name,
            professional_is_busy: busy.contains(&one.professional_id),
            professional_id: one.professional_id,
            professional_name: one.professional_name,
            room_name: one.room_name,
        }
    }
}
