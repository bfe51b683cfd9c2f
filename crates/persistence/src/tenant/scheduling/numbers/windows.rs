//! What happened in some periods.

use super::{CAME, Scope};
use crate::{Result, TenantTx};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::scheduling::{AppointmentState, appointment::PUNCTUAL_WITHIN, time};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use uuid::Uuid;

/// What happened from one day to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// Clients registered, whether or not they were deleted since.
    pub new_clients: i64,
    /// Appointments of these days, by their state now.
    pub appointments: Appointments,
    /// Working minutes, without what was blocked.
    pub available_minutes: i64,
}

impl Window {
    /// Booked minutes as a share of those available. None where nobody worked; more than 1 where the staff booked outside
    /// working time.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "minutes of a year")]
    pub fn occupancy(&self) -> Option<f64> {
        (self.available_minutes > 0)
            .then(|| self.appointments.booked_minutes as f64 / self.available_minutes as f64)
    }
}

/// Appointments of some days.
#[derive(Debug, Clone, PartialEq, Default, FromQueryResult)]
pub struct Appointments {
    /// In any state.
    pub total: i64,
    /// Waiting for a confirmation.
    pub pending: i64,
    /// Confirmed.
    pub confirmed: i64,
    /// Being attended to.
    pub in_progress: i64,
    /// Done.
    pub completed: i64,
    /// Called off.
    pub cancelled: i64,
    /// The client did not come.
    pub no_shows: i64,
    /// Final prices of those done.
    pub revenue: Decimal,
    /// Those that were rated.
    pub ratings: i64,
    /// The mean of their ratings, to two decimals.
    pub average_rating: Option<f64>,
    /// Those that began.
    pub started: i64,
    /// Those of them that began within five minutes of the hour agreed, or earlier.
    pub punctual: i64,
    /// The mean of how long clients waited, to two decimals.
    pub average_waiting_minutes: Option<f64>,
    /// Minutes of those that take time: neither called off nor missed.
    pub booked_minutes: i64,
}

impl Appointments {
    /// Those that began on time as a share of those that began.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "appointments of a year")]
    pub fn punctuality(&self) -> Option<f64> {
        (self.started > 0).then(|| self.punctual as f64 / self.started as f64)
    }
}

/// What happened in each of `periods`: from the first day to the last, by the clock of each branch. Three statements,
/// however many periods.
pub async fn windows(
    tx: &TenantTx,
    scope: &Scope,
    periods: &[(NaiveDate, NaiveDate)],
) -> Result<Vec<Window>> {
    let appointments = appointments(tx, scope, periods).await?;
    let available = available(tx, scope, periods).await?;
    let clients = new_clients(tx, scope, periods).await?;
    let mut windows: Vec<Window> = periods
        .iter()
        .map(|(from, until)| Window {
            from: *from,
            until: *until,
            new_clients: 0,
            appointments: Appointments::default(),
            available_minutes: 0,
        })
        .collect();
    for (place, found) in appointments {
        if let Some(window) = at(&mut windows, place) {
            window.appointments = found;
        }
    }
    for (place, minutes) in available {
        if let Some(window) = at(&mut windows, place) {
            window.available_minutes = minutes;
        }
    }
    for (place, new) in clients {
        if let Some(window) = at(&mut windows, place) {
            window.new_clients = new;
        }
    }
    Ok(windows)
}

/// PostgreSQL counts from 1.
fn at(windows: &mut [Window], place: i64) -> Option<&mut Window> {
    windows.get_mut(usize::try_from(place.checked_sub(1)?).ok()?)
}

async fn appointments(
    tx: &TenantTx,
    scope: &Scope,
    periods: &[(NaiveDate, NaiveDate)],
) -> Result<Vec<(i64, Appointments)>> {
    let (from, until): (Vec<NaiveDate>, Vec<NaiveDate>) = periods.iter().copied().unzip();
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT w.place, count(*) AS total,
                   count(*) FILTER (WHERE a.state = 'pendiente') AS pending,
                   count(*) FILTER (WHERE a.state = 'confirmada') AS confirmed,
                   count(*) FILTER (WHERE a.state = 'en_curso') AS in_progress,
                   count(*) FILTER (WHERE a.state = 'completada') AS completed,
                   count(*) FILTER (WHERE a.state = 'cancelada') AS cancelled,
                   count(*) FILTER (WHERE a.state = 'no_asistio') AS no_shows,
                   coalesce(sum(a.final_price) FILTER (WHERE a.state = 'completada'), 0) AS revenue,
                   count(a.rating) AS ratings, round(avg(a.rating), 2)::float8 AS average_rating,
                   count(a.started_at) AS started,
                   count(*) FILTER (WHERE a.started_at <= a.starts_at + make_interval(mins => $5)) AS punctual,
                   round(avg(a.waiting_minutes), 2)::float8 AS average_waiting_minutes,
                   coalesce(sum(extract(epoch FROM a.ends_at - a.starts_at)) FILTER (WHERE a.state = ANY ($6)), 0)::bigint
                       / 60 AS booked_minutes
               FROM unnest($1::date[], $2::date[]) WITH ORDINALITY AS w (from_day, until_day, place)
               JOIN "tenant".appointments a ON a.day BETWEEN w.from_day AND w.until_day
               WHERE a.branch_id = ANY ($3) AND ($4::uuid IS NULL OR a.professional_id = $4)
               GROUP BY w.place"#,
            [
                from.into(),
                until.into(),
                scope.ids().into(),
                scope.professional().into(),
                PUNCTUAL_WITHIN.num_minutes().into(),
                takes_time().into(),
            ],
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get("", "place")?,
                Appointments::from_query_result(row, "")?,
            ))
        })
        .collect()
}

fn takes_time() -> Vec<String> {
    AppointmentState::ALL
        .iter()
        .filter(|state| state.takes_time())
        .map(ToString::to_string)
        .collect()
}

/// Of a professional neither working times nor blocks overlap among themselves, so what they have in common can be summed.
async fn available(
    tx: &TenantTx,
    scope: &Scope,
    periods: &[(NaiveDate, NaiveDate)],
) -> Result<Vec<(i64, i64)>> {
    let mut moments = Moments::default();
    for (place, (from, until)) in (1_i64..).zip(periods) {
        for branch in &scope.branches {
            if let Some(days) = branch.days(*from, *until) {
                moments.place.push(place);
                moments.branch.push(branch.branch.0);
                moments.from.push(days.from);
                moments.until.push(days.until);
            }
        }
    }
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT w.place, (sum(extract(epoch FROM s.until_at - s.from_at) - coalesce(blocked.seconds, 0)) / 60)::bigint
                   AS minutes
               FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
                   AS w (place, branch_id, from_at, until_at)
               CROSS JOIN LATERAL (
                   SELECT t.professional_id, greatest(t.starts_at, w.from_at) AS from_at, least(t.ends_at, w.until_at) AS until_at
                   FROM "tenant".time_slots t
                   WHERE t.state = 'disponible' AND t.branch_id = w.branch_id
                     AND t.starts_at < w.until_at AND t.ends_at > w.from_at
                     AND ($5::uuid IS NULL OR t.professional_id = $5)) s
               CROSS JOIN LATERAL (
                   SELECT sum(extract(epoch FROM least(b.ends_at, s.until_at) - greatest(b.starts_at, s.from_at))) AS seconds
                   FROM "tenant".time_slots b
                   WHERE b.state = 'bloqueado' AND b.professional_id = s.professional_id
                     AND b.starts_at < s.until_at AND b.ends_at > s.from_at) blocked
               GROUP BY w.place"#,
            [
                moments.place.into(),
                moments.branch.into(),
                Value::from(moments.from),
                Value::from(moments.until),
                scope.professional().into(),
            ],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "place")?, row.try_get("", "minutes")?)))
        .collect()
}

#[derive(Default)]
struct Moments {
    place: Vec<i64>,
    branch: Vec<Uuid>,
    from: Vec<DateTime<Utc>>,
    until: Vec<DateTime<Utc>>,
}

async fn new_clients(
    tx: &TenantTx,
    scope: &Scope,
    periods: &[(NaiveDate, NaiveDate)],
) -> Result<Vec<(i64, i64)>> {
    let mut moments = Moments::default();
    for (place, (from, until)) in (1_i64..).zip(periods) {
        if let Some(days) = time::days(*from, *until, scope.clock) {
            moments.place.push(place);
            moments.from.push(days.from);
            moments.until.push(days.until);
        }
    }
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            format!(
                r#"SELECT w.place, count(*) AS new
                   FROM unnest($4::bigint[], $5::timestamptz[], $6::timestamptz[]) AS w (place, from_at, until_at)
                   JOIN "tenant".clients c ON c.created_at >= w.from_at AND c.created_at < w.until_at
                   WHERE $3 OR {CAME} GROUP BY w.place"#
            ),
            [
                scope.ids().into(),
                scope.professional().into(),
                scope.whole.into(),
                moments.place.into(),
                Value::from(moments.from),
                Value::from(moments.until),
            ],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "place")?, row.try_get("", "new")?)))
        .collect()
}
