//! Counting by hand: every row is read as it is, and looked at one by one.

use super::world::World;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use panal_domain::scheduling::time;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use tokio_postgres::Row;
use uuid::Uuid;

#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) from: NaiveDate,
    pub(super) until: NaiveDate,
    pub(super) branch: Option<Uuid>,
    pub(super) professional: Option<Uuid>,
    /// The branch that may be seen, where that is one only.
    pub(super) only: Option<Uuid>,
}

impl Wanted {
    fn has(&self, branch: Uuid, professional: Uuid) -> bool {
        self.branch.is_none_or(|one| one == branch)
            && self.only.is_none_or(|one| one == branch)
            && self.professional.is_none_or(|one| one == professional)
    }

    fn includes(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }

    fn is_whole(&self) -> bool {
        self.branch.is_none() && self.only.is_none() && self.professional.is_none()
    }
}

struct Appointment {
    code: String,
    branch: Uuid,
    client: Uuid,
    professional: Uuid,
    service: Uuid,
    state: String,
    /// By the clock of the branch, reckoned here.
    day: NaiveDate,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    waiting: Option<i32>,
    cents: i64,
    rating: Option<i16>,
    rated_at: Option<DateTime<Utc>>,
}

struct Client {
    id: Uuid,
    created_at: DateTime<Utc>,
    is_deleted: bool,
}

pub(super) struct Reference {
    zone: Tz,
    zones: HashMap<Uuid, Tz>,
    appointments: Vec<Appointment>,
    clients: Vec<Client>,
    professionals: Vec<(Uuid, String, bool)>,
    services: Vec<(Uuid, String)>,
    /// Branch and professional of weekly hours, and of working times still to come.
    places: HashSet<(Uuid, Uuid)>,
    /// Working minutes, minute by minute, by branch, professional and day.
    available: HashMap<(Uuid, Uuid, NaiveDate), i64>,
}

impl Reference {
    pub(super) async fn read(world: &World<'_>) -> Self {
        let client = world.clinic.harness.db.superuser().await;
        let schema = world.clinic.tenant.schema.quoted();
        let rows = async |sql: &str| {
            let sql = sql.replace("norte.", &format!("{schema}."));
            client.query(&sql, &[]).await.unwrap()
        };
        let zones: HashMap<Uuid, Tz> = world.branches.iter().copied().collect();
        let appointments = rows(
            "SELECT code, branch_id, client_id, professional_id, service_id, state, starts_at, ends_at, started_at,
                 waiting_minutes, (final_price * 100)::bigint AS cents, rating, rated_at FROM norte.appointments",
        )
        .await;
        let mut places: HashSet<(Uuid, Uuid)> =
            rows("SELECT branch_id, professional_id FROM norte.weekly_schedules")
                .await
                .iter()
                .map(|row| (row.get(0), row.get(1)))
                .collect();
        let slots = rows(
            "SELECT branch_id, professional_id, state, starts_at, ends_at FROM norte.time_slots
             WHERE professional_id IS NOT NULL",
        )
        .await;
        for row in &slots {
            let (state, ends): (String, DateTime<Utc>) = (row.get(2), row.get(4));
            if state == "disponible" && ends > Utc::now() {
                places.insert((row.get(0), row.get(1)));
            }
        }
        Self {
            zone: world.branches[0].1,
            appointments: appointments
                .iter()
                .map(|row| appointment(row, &zones))
                .collect(),
            clients: rows("SELECT id, created_at, deleted_at IS NOT NULL FROM norte.clients")
                .await
                .iter()
                .map(|row| Client {
                    id: row.get(0),
                    created_at: row.get(1),
                    is_deleted: row.get(2),
                })
                .collect(),
            professionals: rows("SELECT id, full_name, is_active FROM norte.professionals")
                .await
                .iter()
                .map(|row| (row.get(0), row.get(1), row.get(2)))
                .collect(),
            services: rows("SELECT id, name FROM norte.services")
                .await
                .iter()
                .map(|row| (row.get(0), row.get(1)))
                .collect(),
            available: minutes(&slots, &zones),
            places,
            zones,
        }
    }

    fn of<'a>(&'a self, wanted: &'a Wanted) -> impl Iterator<Item = &'a Appointment> {
        self.appointments
            .iter()
            .filter(|one| wanted.has(one.branch, one.professional) && wanted.includes(one.day))
    }

    /// As the API tells them.
    pub(super) fn figures(&self, wanted: &Wanted) -> Value {
        let mut states: HashMap<&str, i64> = HashMap::new();
        let (mut total, mut cents, mut booked) = (0_i64, 0, 0);
        let (mut ratings, mut points, mut started, mut punctual, mut waits) = (0, 0, 0, 0, vec![]);
        for one in self.of(wanted) {
            total += 1;
            *states.entry(&one.state).or_default() += 1;
            if one.state == "completada" {
                cents += one.cents;
            }
            if one.state != "cancelada" && one.state != "no_asistio" {
                booked += (one.ends_at - one.starts_at).num_minutes();
            }
            if let Some(rating) = one.rating {
                ratings += 1;
                points += i64::from(rating);
            }
            if let Some(at) = one.started_at {
                started += 1;
                punctual += i64::from(at - one.starts_at <= TimeDelta::minutes(5));
            }
            waits.extend(one.waiting.map(i64::from));
        }
        let mut available = 0;
        for ((branch, professional, day), minutes) in &self.available {
            if wanted.has(*branch, *professional) && wanted.includes(*day) {
                available += minutes;
            }
        }
        let count = |state: &str| states.get(state).copied().unwrap_or_default();
        json!({
            "from": wanted.from,
            "until": wanted.until,
            "new_clients": self.new_clients(wanted),
            "appointments": total,
            "pending": count("pendiente"),
            "confirmed": count("confirmada"),
            "in_progress": count("en_curso"),
            "completed": count("completada"),
            "cancelled": count("cancelada"),
            "no_shows": count("no_asistio"),
            "revenue": money(cents),
            "ratings": ratings,
            "average_rating": share(points, ratings, 2),
            "occupancy": share(booked, available, 4),
            "booked_minutes": booked,
            "available_minutes": available,
            "punctuality": share(punctual, started, 4),
            "average_waiting_minutes": share(waits.iter().sum(), waits.len().try_into().unwrap(), 2),
        })
    }

    fn came(&self, client: Uuid, wanted: &Wanted) -> bool {
        self.appointments
            .iter()
            .any(|one| one.client == client && wanted.has(one.branch, one.professional))
    }

    fn new_clients(&self, wanted: &Wanted) -> usize {
        let zone = wanted
            .branch
            .map_or(self.zone, |branch| self.zones[&branch]);
        self.clients
            .iter()
            .filter(|one| wanted.includes(time::day_of(one.created_at, zone)))
            .filter(|one| wanted.is_whole() || self.came(one.id, wanted))
            .count()
    }

    pub(super) fn active_clients(&self, wanted: &Wanted) -> usize {
        self.clients
            .iter()
            .filter(|one| !one.is_deleted)
            .filter(|one| wanted.is_whole() || self.came(one.id, wanted))
            .count()
    }

    pub(super) fn active_professionals(&self, wanted: &Wanted) -> usize {
        self.professionals
            .iter()
            .filter(|(id, _, active)| {
                let mut places = self
                    .places
                    .iter()
                    .filter(|(_, professional)| professional == id);
                let is_there = places.any(|(branch, _)| wanted.has(*branch, *id));
                *active && (wanted.is_whole() || is_there)
            })
            .count()
    }

    /// Days, services and professionals.
    pub(super) fn breakdown(&self, wanted: &Wanted) -> (Value, Value, Value) {
        let mut days: BTreeMap<NaiveDate, [i64; 5]> = wanted
            .from
            .iter_days()
            .take_while(|day| *day <= wanted.until)
            .map(|day| (day, [0; 5]))
            .collect();
        for one in self.of(wanted) {
            let day = days.get_mut(&one.day).unwrap();
            day[0] += 1;
            match one.state.as_str() {
                "completada" => {
                    day[1] += 1;
                    day[4] += one.cents;
                }
                "cancelada" => day[2] += 1,
                "no_asistio" => day[3] += 1,
                _ => {}
            }
        }
        let days = days
            .into_iter()
            .map(|(day, [all, done, off, missed, cents])| {
                json!({"day": day, "appointments": all, "completed": done, "cancelled": off, "no_shows": missed,
                    "revenue": money(cents)})
            })
            .collect();
        let professionals: Vec<(Uuid, String)> = self
            .professionals
            .iter()
            .map(|(id, name, _)| (*id, name.clone()))
            .collect();
        (
            days,
            self.top(wanted, &self.services, |one| one.service),
            self.top(wanted, &professionals, |one| one.professional),
        )
    }

    fn top(
        &self,
        wanted: &Wanted,
        names: &[(Uuid, String)],
        by: impl Fn(&Appointment) -> Uuid,
    ) -> Value {
        let mut found = Vec::new();
        for (id, name) in names {
            let own: Vec<&Appointment> = self.of(wanted).filter(|one| by(one) == *id).collect();
            if own.is_empty() {
                continue;
            }
            let done: Vec<&&Appointment> =
                own.iter().filter(|one| one.state == "completada").collect();
            let cents: i64 = done.iter().map(|one| one.cents).sum();
            let ratings: Vec<i64> = own
                .iter()
                .filter_map(|one| one.rating.map(i64::from))
                .collect();
            let rating = share(ratings.iter().sum(), ratings.len().try_into().unwrap(), 2);
            let row = json!({"id": id, "name": name, "appointments": own.len(), "completed": done.len(),
                "revenue": money(cents), "average_rating": rating});
            found.push((-cents, row));
        }
        found.sort_by_key(|(cents, _)| *cents);
        found.into_iter().take(5).map(|(_, row)| row).collect()
    }

    /// Codes of what was rated, the newest rating first.
    pub(super) fn reviewed(&self) -> Vec<&str> {
        let mut rated: Vec<&Appointment> = self
            .appointments
            .iter()
            .filter(|one| one.rated_at.is_some())
            .collect();
        rated.sort_by_key(|one| std::cmp::Reverse((one.rated_at, one.code.clone())));
        rated.iter().map(|one| one.code.as_str()).collect()
    }
}

fn appointment(row: &Row, zones: &HashMap<Uuid, Tz>) -> Appointment {
    let (branch, starts_at): (Uuid, DateTime<Utc>) = (row.get("branch_id"), row.get("starts_at"));
    Appointment {
        code: row.get("code"),
        branch,
        client: row.get("client_id"),
        professional: row.get("professional_id"),
        service: row.get("service_id"),
        state: row.get("state"),
        day: time::day_of(starts_at, zones[&branch]),
        starts_at,
        ends_at: row.get("ends_at"),
        started_at: row.get("started_at"),
        waiting: row.get("waiting_minutes"),
        cents: row.get("cents"),
        rating: row.get("rating"),
        rated_at: row.get("rated_at"),
    }
}

/// Walks through every minute of every working time, and leaves out those that are blocked.
fn minutes(slots: &[Row], zones: &HashMap<Uuid, Tz>) -> HashMap<(Uuid, Uuid, NaiveDate), i64> {
    let mut blocked: HashSet<(Uuid, i64)> = HashSet::new();
    let each = |row: &Row| {
        let (from, until): (DateTime<Utc>, DateTime<Utc>) = (row.get(3), row.get(4));
        (from.timestamp() / 60)..(until.timestamp() / 60)
    };
    for row in slots
        .iter()
        .filter(|row| row.get::<_, &str>(2) == "bloqueado")
    {
        blocked.extend(each(row).map(|minute| (row.get(1), minute)));
    }
    let mut available = HashMap::new();
    for row in slots
        .iter()
        .filter(|row| row.get::<_, &str>(2) == "disponible")
    {
        let (branch, professional): (Uuid, Uuid) = (row.get(0), row.get(1));
        for minute in each(row) {
            if !blocked.contains(&(professional, minute)) {
                let at = DateTime::from_timestamp(minute * 60, 0).unwrap();
                let day = time::day_of(at, zones[&branch]);
                *available.entry((branch, professional, day)).or_default() += 1;
            }
        }
    }
    available
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Half up, as people round; null of nothing.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn share(part: i64, of: i64, decimals: u32) -> Value {
    let scale = 10_i64.pow(decimals);
    if of == 0 {
        return Value::Null;
    }
    json!(((2 * part * scale + of) / (2 * of)) as f64 / scale as f64)
}
