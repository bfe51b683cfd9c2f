//! Clients who come without an appointment, and who waits at the desk.

use super::{
    BranchClock, Clock, NotBooked, Order, Wanted, appointments,
    booking::{self, Appointment, Contact, LONGEST, staff_rules},
    diary::{Own, diary},
    offers::{self, Customer, Offers},
    slots,
};
use crate::{
    Result, TenantTx,
    tenant::{entity::appointments as table, steward::is_visible},
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike, Utc};
use panal_domain::{
    BranchId, BranchScope, ClientId,
    scheduling::{
        AppointmentSource, AppointmentState, Diary, Interval, Refusal, Rules, Verb,
        appointment::waiting_minutes, place,
    },
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, FromQueryResult, Statement};
use uuid::Uuid;

/// Days that are looked through for somebody who finds no time today.
const DAYS_AHEAD: u64 = 31;

/// Somebody who stands at the desk.
#[derive(Debug, Clone)]
pub struct WalkIn {
    /// Who.
    pub client: ClientId,
    /// What for, to whom.
    pub wanted: Wanted,
    /// Where; `None` is the first open branch.
    pub branch: Option<BranchId>,
    /// What the staff keeps for itself.
    pub internal_notes: Option<String>,
    /// Whether the client is written to.
    pub notify: bool,
}

/// Why nobody can attend to them.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TurnedAway {
    /// What keeps any appointment from being made.
    #[error(transparent)]
    NotBooked(#[from] NotBooked),
    /// No time today; the next there is, within a month.
    #[error("no free time today")]
    NotToday(Option<DateTime<Utc>>),
}

impl From<crate::Error> for TurnedAway {
    fn from(error: crate::Error) -> Self {
        Self::NotBooked(error.into())
    }
}

/// Gives somebody who stands at the desk the first time that is left today, to the minute; they have arrived, and the
/// appointment is confirmed. Must not commit after an error.
pub async fn walk_in(
    tx: &TenantTx,
    clock: Clock,
    walk_in: &WalkIn,
) -> std::result::Result<Appointment, TurnedAway> {
    let wanted = [walk_in.wanted];
    let mut offers = offers::offers(tx, clock, walk_in.branch, Customer::AtTheDesk, &wanted)
        .await?
        .map_err(NotBooked::Unknown)?;
    if offers.professionals().is_empty() {
        return Err(NotBooked::Refused(Refusal::Nobody).into());
    }
    offers.keep(&slots::lock(tx, &offers.professionals(), &offers.rooms()).await?);
    let today = offers.clock.today();
    let Some(at) = first(tx, &offers, today, today, None).await? else {
        let tomorrow = today + Days::new(1);
        let last = today + Days::new(DAYS_AHEAD);
        let interval = Some(offers.settings.interval_minutes);
        let next = first(tx, &offers, tomorrow, last, interval).await?;
        return Err(TurnedAway::NotToday(next));
    };
    let order = Order {
        branch: Some(offers.clock.branch),
        services: wanted.to_vec(),
        at,
        client: walk_in.client,
        customer: Customer::AtTheDesk,
        source: AppointmentSource::WalkIn,
        state: Some(AppointmentState::Confirmada),
        outside_hours: false,
        hold: None,
        series: None,
        client_notes: None,
        internal_notes: walk_in.internal_notes.clone(),
        contact: Contact::default(),
        notify: walk_in.notify,
    };
    let booked = booking::book(tx, clock, &order).await?;
    let made = booked
        .into_iter()
        .next()
        .ok_or(NotBooked::Refused(Refusal::Nobody))?;
    let row = table::ActiveModel {
        arrived_at: Set(Some(clock.now)),
        ..Default::default()
    };
    let verb = Verb::Arrive.as_str();
    let arrived = appointments::write(tx, verb, made.clone(), row).await?;
    booking::record(tx, verb, Some(&made), &arrived, None).await?;
    Ok(arrived)
}

/// The first time from now on at which the staff could begin, on one of the days.
async fn first(
    tx: &TenantTx,
    offers: &Offers,
    from: NaiveDate,
    until: NaiveDate,
    interval: Option<u32>,
) -> Result<Option<DateTime<Utc>>> {
    let Some(range) = offers.clock.days(from, until) else {
        return Ok(None);
    };
    // The work of each day decides whose turn it is.
    let around = Interval {
        from: range.from - LONGEST,
        until: range.until + LONGEST,
    };
    let (professionals, rooms) = (offers.professionals(), offers.rooms());
    let own = Own::default();
    let diary = diary(tx, &offers.clock, &professionals, &rooms, around, &own).await?;
    let rules = Rules {
        earliest: offers.clock.now,
        interval,
        ..staff_rules(&offers.clock)
    };
    Ok(first_in(offers, &diary, &rules, range))
}

fn first_in(
    offers: &Offers,
    diary: &Diary,
    rules: &Rules,
    range: Interval,
) -> Option<DateTime<Utc>> {
    let needs = offers.needs();
    let begins = whole_minute(range.from.max(rules.earliest));
    let minutes = (range.until - begins).num_minutes().max(0);
    (0..=minutes)
        .map(|minute| begins + TimeDelta::minutes(minute))
        .filter(|at| *at < range.until)
        .find(|at| place(&needs, diary, rules, *at).is_ok())
}

/// `at`, or the first whole minute after it.
fn whole_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    let past =
        TimeDelta::seconds(at.second().into()) + TimeDelta::nanoseconds(at.nanosecond().into());
    if past.is_zero() {
        at
    } else {
        at - past + TimeDelta::minutes(1)
    }
}

/// Somebody who is there.
#[derive(Debug, Clone, FromQueryResult)]
pub struct InQueue {
    /// The appointment.
    pub appointment_id: Uuid,
    /// Its number.
    pub code: String,
    /// `pendiente`, `confirmada` or `en_curso`.
    pub state: String,
    /// How it came about.
    pub source: String,
    /// When it was to begin.
    pub starts_at: DateTime<Utc>,
    /// When it was to end.
    pub ends_at: DateTime<Utc>,
    /// When the client came.
    pub arrived_at: Option<DateTime<Utc>>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// Who.
    pub client_id: Uuid,
    /// Given names.
    pub client_first_name: String,
    /// Family names; empty where there are none.
    pub client_last_name: String,
    /// What for.
    pub service_id: Uuid,
    /// By name.
    pub service_name: String,
    /// To whom.
    pub professional_id: Uuid,
    /// By name.
    pub professional_name: String,
    /// Where.
    pub room_name: Option<String>,
    /// How long it took to begin; kept when it began.
    waiting_minutes: Option<i32>,
}

impl InQueue {
    /// Minutes that the client has waited, or had waited when it began: from the arrival, or from the hour agreed where
    /// that is later.
    #[must_use]
    pub fn waited(&self, now: DateTime<Utc>) -> i64 {
        match (self.started_at, self.waiting_minutes) {
            (Some(_), Some(minutes)) => minutes.into(),
            (began, _) => waiting_minutes(self.starts_at, self.arrived_at, began.unwrap_or(now)),
        }
    }
}

/// Who is at a branch now.
#[derive(Debug, Clone)]
pub struct Queue {
    /// The branch and its clock.
    pub clock: BranchClock,
    /// Who waits, in the order of their turns: whoever came in time by the hour agreed, whoever came late by the
    /// arrival.
    pub waiting: Vec<InQueue>,
    /// Who is being attended to, the longest first.
    pub in_progress: Vec<InQueue>,
}

/// Who is at `branch`, or at the first open one, today. `None` where there is no such open branch in `scope`.
pub async fn queue(
    tx: &TenantTx,
    clock: Clock,
    branch: Option<BranchId>,
    scope: &BranchScope,
) -> Result<Option<Queue>> {
    let found = super::rules::branch_clock(tx, clock, branch).await?;
    let Some(clock) = found.filter(|clock| is_visible(scope, Some(clock.branch))) else {
        return Ok(None);
    };
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT a.id AS appointment_id, a.code, a.state, a.source, a.starts_at, a.ends_at, a.arrived_at,
                   a.started_at, a.waiting_minutes, c.id AS client_id, c.first_name AS client_first_name,
                   c.last_name AS client_last_name, s.id AS service_id, s.name AS service_name,
                   p.id AS professional_id, p.full_name AS professional_name, r.name AS room_name
               FROM "tenant".appointments a
               JOIN "tenant".clients c ON c.id = a.client_id
               JOIN "tenant".services s ON s.id = a.service_id
               JOIN "tenant".professionals p ON p.id = a.professional_id
               LEFT JOIN "tenant".rooms r ON r.id = a.room_id
               WHERE a.branch_id = $1 AND a.day = $2
                 AND (a.state = 'en_curso' OR a.state IN ('pendiente', 'confirmada') AND a.arrived_at IS NOT NULL)
               ORDER BY a.started_at, greatest(a.starts_at, a.arrived_at), a.arrived_at, a.id"#,
            [clock.branch.0.into(), clock.today().into()],
        ))
        .await?;
    let rows = rows
        .iter()
        .map(|row| InQueue::from_query_result(row, ""))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let (in_progress, waiting) = rows
        .into_iter()
        .partition(|one| one.state == AppointmentState::EnCurso.as_str());
    Ok(Some(Queue {
        clock,
        waiting,
        in_progress,
    }))
}
