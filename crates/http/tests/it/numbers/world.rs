//! A clinic with three branches in three time zones and months of appointments, by chance but always the same.

use crate::{harness::Harness, staff::Clinic};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use panal_domain::scheduling::{TimeOfDay, time};
use std::fmt::Write;
use uuid::Uuid;

/// Chance that is the same every time (SplitMix64).
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[usize::try_from(self.below(items.len() as u64)).unwrap()]
    }

    fn minutes(&mut self, from: i64, until: i64) -> i64 {
        from + i64::try_from(self.below((until - from).unsigned_abs())).unwrap()
    }
}

pub(super) struct World<'a> {
    pub(super) clinic: Clinic<'a>,
    /// With their zones; the first has the business's own.
    pub(super) branches: Vec<(Uuid, Tz)>,
    pub(super) professionals: Vec<Uuid>,
}

impl<'a> World<'a> {
    pub(super) async fn new(harness: &'a Harness, seed: u64) -> Self {
        let clinic = harness.open("norte").await;
        let schema = clinic.tenant.schema.quoted();
        let own: Uuid = harness
            .db
            .superuser()
            .await
            .query_one(&format!("SELECT id FROM {schema}.branches"), &[])
            .await
            .unwrap()
            .get(0);
        let world = Self {
            branches: vec![
                (own, clinic.tenant.time_zone.parse().unwrap()),
                (Uuid::now_v7(), Tz::America__Santiago),
                (Uuid::now_v7(), Tz::America__New_York),
            ],
            professionals: (0..3).map(|_| Uuid::now_v7()).collect(),
            clinic,
        };
        let sql = world.sql(&mut Chance(seed));
        let sql = sql.replace("norte.", &format!("{schema}."));
        harness.sql(&sql).await;
        world
    }

    fn sql(&self, chance: &mut Chance) -> String {
        let mut sql = String::new();
        let [_, (south, _), (north, _)] = self.branches[..] else {
            unreachable!()
        };
        let (services, clients): (Vec<Uuid>, Vec<Uuid>) = (
            (0..7).map(|_| Uuid::now_v7()).collect(),
            (0..12).map(|_| Uuid::now_v7()).collect(),
        );
        let room = Uuid::now_v7();
        write!(
            sql,
            "INSERT INTO norte.branches (id, name, code, time_zone)
                 VALUES ('{south}', 'Sur', 'S', 'America/Santiago'), ('{north}', 'Norte', 'N', 'America/New_York');
             INSERT INTO norte.rooms (id, branch_id, name) VALUES ('{room}', '{south}', 'Uno');"
        )
        .unwrap();
        for (at, id) in self.professionals.iter().enumerate() {
            let branch = self.branches[at].0;
            // The last one left.
            write!(
                sql,
                "INSERT INTO norte.professionals (id, full_name, is_active) VALUES ('{id}', 'Profesional {at}', {});
                 INSERT INTO norte.weekly_schedules (id, professional_id, branch_id, weekday, from_minute, until_minute)
                     VALUES (gen_random_uuid(), '{id}', '{branch}', 1, 480, 960);",
                at < 2
            )
            .unwrap();
        }
        for (at, id) in services.iter().enumerate() {
            write!(
                sql,
                "INSERT INTO norte.services (id, name, price, minutes) VALUES ('{id}', 'Servicio {at}', 100, 30);"
            )
            .unwrap();
        }
        let days = days();
        for (at, id) in clients.iter().enumerate() {
            let day = *chance.pick(&days);
            let deleted = if at % 5 == 4 { "now()" } else { "NULL" };
            let created = self.at(self.branches[0].1, day, chance.minutes(0, 1440));
            write!(
                sql,
                "INSERT INTO norte.clients (id, first_name, last_name, created_at, deleted_at)
                     VALUES ('{id}', 'Cliente', '{at}', '{created}', {deleted});"
            )
            .unwrap();
        }
        for day in &days {
            for professional in &self.professionals {
                self.works(&mut sql, chance, *professional, *day);
            }
            for _ in 0..chance.below(5) {
                self.appointment(&mut sql, chance, *day, &services, &clients);
            }
        }
        // A room that is closed takes nobody's time.
        write!(
            sql,
            "INSERT INTO norte.time_slots (id, branch_id, room_id, state, starts_at, ends_at)
                 VALUES (gen_random_uuid(), '{south}', '{room}', 'bloqueado', '2026-02-01 00:00Z', '2026-04-01 00:00Z');"
        )
        .unwrap();
        sql
    }

    fn at(&self, zone: Tz, day: NaiveDate, minute: i64) -> DateTime<Utc> {
        let midnight = time::moment(day, TimeOfDay::MIDNIGHT, zone, time::Edge::Begin).unwrap();
        midnight + TimeDelta::minutes(minute)
    }

    /// Hours at some branch, perhaps past midnight, perhaps with a block that begins before them.
    fn works(&self, sql: &mut String, chance: &mut Chance, professional: Uuid, day: NaiveDate) {
        let (branch, zone) = *chance.pick(&self.branches);
        let mut slot = |state: &str, from: i64, minutes: i64| {
            let (from, until) = (self.at(zone, day, from), self.at(zone, day, from + minutes));
            write!(
                sql,
                "INSERT INTO norte.time_slots (id, branch_id, professional_id, state, starts_at, ends_at)
                     VALUES (gen_random_uuid(), '{branch}', '{professional}', '{state}', '{from}', '{until}');"
            )
            .unwrap();
        };
        match chance.below(5) {
            0 => return,
            1 => slot(
                "disponible",
                chance.minutes(1300, 1400),
                chance.minutes(60, 240),
            ),
            _ => {
                slot(
                    "disponible",
                    chance.minutes(420, 540),
                    chance.minutes(60, 240),
                );
                slot(
                    "disponible",
                    chance.minutes(800, 900),
                    chance.minutes(60, 300),
                );
            }
        }
        if chance.below(2) == 0 {
            slot(
                "bloqueado",
                chance.minutes(330, 700),
                chance.minutes(20, 420),
            );
        }
    }

    /// A visit of one or two services.
    fn appointment(
        &self,
        sql: &mut String,
        chance: &mut Chance,
        day: NaiveDate,
        services: &[Uuid],
        clients: &[Uuid],
    ) {
        let (branch, zone) = *chance.pick(&self.branches);
        let (professional, client) = (*chance.pick(&self.professionals), *chance.pick(clients));
        let visit = Uuid::now_v7();
        let mut starts = self.at(zone, day, chance.minutes(0, 1440));
        for number in 0..=chance.below(2) {
            let id = if number == 0 { visit } else { Uuid::now_v7() };
            let minutes = chance.minutes(15, 120);
            let ends = starts + TimeDelta::minutes(minutes);
            let day = time::day_of(starts, zone);
            let state = *chance.pick(&[
                "pendiente",
                "confirmada",
                "en_curso",
                "completada",
                "completada",
                "completada",
                "cancelada",
                "no_asistio",
            ]);
            let moment = |moment: DateTime<Utc>| format!("'{moment}'");
            let nothing = || "NULL".to_owned();
            let late = chance.minutes(-10, 20);
            let began = starts + TimeDelta::minutes(late);
            let has_begun = matches!(state, "en_curso" | "completada");
            let started = if has_begun { moment(began) } else { nothing() };
            let waited = if has_begun {
                late.max(0).to_string()
            } else {
                nothing()
            };
            let done = state == "completada";
            let completed = if done { moment(ends) } else { nothing() };
            let cancelled = if state == "cancelada" {
                moment(starts)
            } else {
                nothing()
            };
            let rated = done && chance.below(2) == 0;
            let rating = if rated {
                (1 + chance.below(5)).to_string()
            } else {
                nothing()
            };
            let rated_at = if rated {
                moment(ends + TimeDelta::hours(2))
            } else {
                nothing()
            };
            let comment = if rated && chance.below(2) == 0 {
                "'Muy bien'"
            } else {
                "NULL"
            };
            let price = format!("{}.{:02}", 20 + chance.below(400), chance.below(100));
            let service = chance.pick(services);
            write!(
                sql,
                "INSERT INTO norte.appointments (id, code, branch_id, client_id, professional_id, service_id, state, source,
                     day, starts_at, ends_at, started_at, completed_at, waiting_minutes, service_price, final_price, rating,
                     rating_comment, rated_at, cancelled_at, visit_id)
                 VALUES ('{id}', '{id}', '{branch}', '{client}', '{professional}', '{service}', '{state}', 'staff', '{day}',
                     '{starts}', '{ends}', {started}, {completed}, {waited}, 100, {price}, {rating}, {comment}, {rated_at},
                     {cancelled}, '{visit}');"
            )
            .unwrap();
            starts = ends;
        }
    }
}

/// February to April, in which clocks change, and the weeks around today.
fn days() -> Vec<NaiveDate> {
    let spring: NaiveDate = "2026-02-01".parse().unwrap();
    let recent = Utc::now().date_naive() - Days::new(64);
    let days = |first: NaiveDate, count| first.iter_days().take(count);
    days(spring, 89).chain(days(recent, 68)).collect()
}
