//! The same days told by day, by service and by professional.

use super::Scope;
use crate::{Result, TenantTx};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use std::{cmp::Reverse, collections::HashMap};
use uuid::Uuid;

/// Appointments of some days.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Breakdown {
    /// By day; every day, those without appointments included.
    pub days: Vec<Day>,
    /// By service, those that earned most first.
    pub services: Vec<Share>,
    /// By professional, those that earned most first.
    pub professionals: Vec<Share>,
}

/// A day's appointments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Day {
    /// The day.
    pub day: NaiveDate,
    /// In any state.
    pub appointments: i64,
    /// Done.
    pub completed: i64,
    /// Called off.
    pub cancelled: i64,
    /// The client did not come.
    pub no_shows: i64,
    /// Final prices of those done.
    pub revenue: Decimal,
}

/// The appointments of a service or a professional.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The service or professional.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// In any state.
    pub appointments: i64,
    /// Done.
    pub completed: i64,
    /// Final prices of those done.
    pub revenue: Decimal,
    /// The mean of the ratings, to two decimals.
    pub average_rating: Option<f64>,
}

#[derive(FromQueryResult)]
struct Row {
    day: Option<NaiveDate>,
    service_id: Option<Uuid>,
    service: Option<String>,
    professional_id: Option<Uuid>,
    professional: Option<String>,
    appointments: i64,
    completed: i64,
    cancelled: i64,
    no_shows: i64,
    revenue: Decimal,
    average_rating: Option<f64>,
}

impl Row {
    fn day(self, day: NaiveDate) -> Day {
        Day {
            day,
            appointments: self.appointments,
            completed: self.completed,
            cancelled: self.cancelled,
            no_shows: self.no_shows,
            revenue: self.revenue,
        }
    }

    fn share(self, id: Uuid, name: Option<String>) -> Share {
        Share {
            id,
            name: name.unwrap_or_default(),
            appointments: self.appointments,
            completed: self.completed,
            revenue: self.revenue,
            average_rating: self.average_rating,
        }
    }
}

/// Appointments from `from` to `until` told by day, by service and by professional, the first `most` of the latter two.
/// One statement; a service or a professional is one row of theirs for each appointment, so nothing is counted twice.
pub async fn breakdown(
    tx: &TenantTx,
    scope: &Scope,
    (from, until): (NaiveDate, NaiveDate),
    most: usize,
) -> Result<Breakdown> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT a.day, a.service_id, s.name AS service, a.professional_id, p.full_name AS professional,
                   count(*) AS appointments,
                   count(*) FILTER (WHERE a.state = 'completada') AS completed,
                   count(*) FILTER (WHERE a.state = 'cancelada') AS cancelled,
                   count(*) FILTER (WHERE a.state = 'no_asistio') AS no_shows,
                   coalesce(sum(a.final_price) FILTER (WHERE a.state = 'completada'), 0) AS revenue,
                   round(avg(a.rating), 2)::float8 AS average_rating
               FROM "tenant".appointments a
               JOIN "tenant".services s ON s.id = a.service_id
               JOIN "tenant".professionals p ON p.id = a.professional_id
               WHERE a.day BETWEEN $1 AND $2 AND a.branch_id = ANY ($3)
                 AND ($4::uuid IS NULL OR a.professional_id = $4)
               GROUP BY GROUPING SETS ((a.day), (a.service_id, s.name), (a.professional_id, p.full_name))"#,
            [
                from.into(),
                until.into(),
                scope.ids().into(),
                scope.professional().into(),
            ],
        ))
        .await?;
    let mut days = HashMap::new();
    let mut breakdown = Breakdown::default();
    for row in rows {
        let mut row = Row::from_query_result(&row, "")?;
        if let Some(day) = row.day {
            days.insert(day, row.day(day));
        } else if let Some(id) = row.service_id {
            let name = row.service.take();
            breakdown.services.push(row.share(id, name));
        } else if let Some(id) = row.professional_id {
            let name = row.professional.take();
            breakdown.professionals.push(row.share(id, name));
        }
    }
    for shares in [&mut breakdown.services, &mut breakdown.professionals] {
        shares.sort_by(|a, b| {
            let rank = |one: &Share| Reverse((one.revenue, one.completed, one.appointments));
            (rank(a), &a.name, a.id).cmp(&(rank(b), &b.name, b.id))
        });
        shares.truncate(most);
    }
    breakdown.days = from
        .iter_days()
        .take_while(|day| *day <= until)
        .map(|day| {
            days.remove(&day).unwrap_or_else(|| Day {
                day,
                ..Day::default()
            })
        })
        .collect();
    Ok(breakdown)
}
