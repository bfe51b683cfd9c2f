//! Everybody at once: the desk, holds, customers, moves and cancellations at random on one professional's week.

mod mixed;

use crate::{
    agenda::Agenda,
    client::{Connection, Request, Response},
    harness::{Harness, config},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use panal_http::HttpConfig;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

const CLIENTS: u64 = 32;
const ATTEMPTS: usize = 10_000;
/// Reasons why somebody who does nothing wrong is refused: somebody was faster, or what they wanted changed is not
/// there to be changed any more.
const DOCUMENTED: [&str; 4] = [
    "slot_taken",
    "state_conflict",
    "hold_expired",
    "too_many_holds",
];

/// The same numbers for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap()
    }
}

/// What all of them know.
struct World<'a> {
    agenda: &'a Agenda<'a>,
    /// What customers agree to.
    consent: Value,
    /// Quarters of an hour of the week's working time.
    hours: Vec<DateTime<Utc>>,
    /// What was booked, to be moved and cancelled by whoever comes along.
    booked: Mutex<Vec<String>>,
    /// Times that customers hold, and links that they were given.
    held: Mutex<Vec<String>>,
    links: Mutex<Vec<String>>,
    left: AtomicUsize,
    answers: Mutex<BTreeMap<String, usize>>,
}

/// One of them, which is no longer there for others to cancel; they may be at it already.
fn taken(list: &Mutex<Vec<String>>, dice: &mut Dice) -> Option<String> {
    let mut list = list.lock().unwrap();
    // Now and then two cancel the same.
    if list.is_empty() || dice.below(10) == 0 {
        return list.first().cloned();
    }
    let at = dice.below(list.len());
    Some(list.swap_remove(at))
}

fn any(list: &Mutex<Vec<String>>, dice: &mut Dice) -> Option<String> {
    let list = list.lock().unwrap();
    (!list.is_empty()).then(|| list[dice.below(list.len())].clone())
}

impl World<'_> {
    fn hour(&self, dice: &mut Dice) -> DateTime<Utc> {
        self.hours[dice.below(self.hours.len())]
    }

    fn asks(&self, path: &str, body: &Value) -> Request {
        self.agenda.admin.request("POST", path).json(body)
    }

    /// A customer at an address of their own, as a proxy tells it.
    fn customer(&self, path: &str, body: &Value, dice: &mut Dice) -> Request {
        let clinic = &self.agenda.clinic;
        clinic
            .harness
            .request("POST", &clinic.host, &format!("/api/v1/public{path}"))
            .header("X-Forwarded-For", &format!("198.51.{}.1", dice.below(200)))
            .json(body)
    }

    /// The customer's form, without what is booked.
    fn form(&self, dice: &mut Dice) -> Value {
        json!({"first_name": "Luz", "last_name": "Gómez", "phone": format!("+57300123{:04}", dice.below(20)),
            "consent": {"data_processing": true, "text": self.consent}})
    }

    /// Something at random, and what it is.
    fn attempt(&self, dice: &mut Dice) -> (&'static str, Request) {
        let wish = json!({"service_id": self.agenda.services[0],
            "professional_id": self.agenda.professionals[0], "starts_at": self.hour(dice)});
        match dice.below(100) {
            0..25 => {
                let mut order = wish;
                order["client_id"] = json!(self.agenda.client);
                ("book", self.asks("/appointments", &order))
            }
            // Two services by two people, in one order or the other, so that visits meet on their agendas.
            25..30 => {
                let [one, other] = self.agenda.professionals;
                let (first, second) = [(one, other), (other, one)][dice.below(2)];
                let mut form = self.form(dice);
                form["starts_at"] = json!(self.hour(dice));
                form["services"] = json!([
                    {"service_id": self.agenda.services[0], "professional_id": first},
                    {"service_id": self.agenda.services[0], "professional_id": second},
                ]);
                ("reserve", self.customer("/appointments", &form, dice))
            }
            30..45 => ("hold", self.customer("/holds", &wish, dice)),
            45..60 => {
                let mut form = self.form(dice);
                let held = self.held.lock().unwrap().pop();
                match held {
                    Some(hold) => form["hold"] = json!(hold),
                    None => {
                        for (name, value) in wish.as_object().unwrap() {
                            form[name] = value.clone();
                        }
                    }
                }
                ("reserve", self.customer("/appointments", &form, dice))
            }
            60..75 => match any(&self.booked, dice) {
                Some(id) => (
                    "move",
                    self.asks(
                        &format!("/appointments/{id}/reschedule"),
                        &json!({"starts_at": self.hour(dice)}),
                    ),
                ),
                None => ("hold", self.customer("/holds", &wish, dice)),
            },
            75..80 => match any(&self.links, dice) {
                Some(token) => ("customer moves", {
                    let body = json!({"starts_at": self.hour(dice)});
                    self.customer(&format!("/appointments/{token}/reschedule"), &body, dice)
                }),
                None => ("hold", self.customer("/holds", &wish, dice)),
            },
            80..85 => match taken(&self.links, dice) {
                Some(token) => (
                    "customer cancels",
                    self.customer(&format!("/appointments/{token}/cancel"), &json!({}), dice),
                ),
                None => ("hold", self.customer("/holds", &wish, dice)),
            },
            _ => match taken(&self.booked, dice) {
                Some(id) => (
                    "cancel",
                    self.asks(
                        &format!("/appointments/{id}/cancel"),
                        &json!({"reason": "Al azar", "notify": false}),
                    ),
                ),
                None => ("hold", self.customer("/holds", &wish, dice)),
            },
        }
    }

    fn note(&self, what: &str, answer: &Response) {
        let key = match answer.status {
            200..300 => {
                let body = answer.json();
                let known = |name: &str| body[name].as_str().map(str::to_owned);
                let keep = |list: &Mutex<Vec<String>>, value: Option<String>| {
                    list.lock().unwrap().extend(value);
                };
                match what {
                    "book" => keep(&self.booked, known("id")),
                    "hold" => keep(&self.held, known("hold")),
                    "reserve" => keep(&self.links, known("token")),
                    _ => {}
                }
                format!("{what}: done")
            }
            _ => format!("{what}: {} {}", answer.status, answer.code()),
        };
        *self.answers.lock().unwrap().entry(key).or_default() += 1;
        if answer.status >= 300 {
            assert!(
                DOCUMENTED.contains(&answer.code().as_str()),
                "{what}: {} {}",
                answer.status,
                answer.text()
            );
        }
    }

    async fn works(&self, seed: u64) {
        let mut dice = Dice(seed);
        let mut connection = Connection::open(self.agenda.clinic.harness.server.addr).await;
        while self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            })
            .is_ok()
        {
            let (what, request) = self.attempt(&mut dice);
            let answer = match connection.send(&request).await {
                Some(answer) => answer,
                None => panic!("{what}: no answer"),
            };
            self.note(what, &answer);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_attempts_by_thirty_two_at_once_leave_no_overlap() {
    let harness = Harness::with(HttpConfig {
        trusted_proxies: vec!["127.0.0.1/32".to_owned()],
        ..config()
    })
    .await;
    let agenda = harness.agenda("norte").await;
    let schema = agenda.clinic.tenant.schema.quoted();
    // The plan's limits have tests of their own.
    harness
        .sql("UPDATE public.plans SET max_appointments_per_month = NULL")
        .await;
    let hours = (1..=7)
        .flat_map(|day| {
            let morning = agenda.at(day, "08:00");
            (0..37).map(move |quarter| morning + TimeDelta::minutes(15 * quarter))
        })
        .collect();
    let about = harness.get(&agenda.clinic.host, "/api/v1/public/booking");
    let world = World {
        agenda: &agenda,
        consent: about.send().await.json()["consent_text"].clone(),
        hours,
        booked: Mutex::default(),
        held: Mutex::default(),
        links: Mutex::default(),
        left: AtomicUsize::new(ATTEMPTS),
        answers: Mutex::default(),
    };
    join_all((0..CLIENTS).map(|client| world.works(2026 + client))).await;

    let answers = world.answers.into_inner().unwrap();
    eprintln!("{answers:#?}");
    assert_eq!(answers.values().sum::<usize>(), ATTEMPTS);
    for what in [
        "book: done",
        "book: 409 slot_taken",
        "hold: done",
        "reserve: done",
        "move: done",
        "cancel: done",
        "customer cancels: done",
    ] {
        assert!(answers.contains_key(what), "nobody met {what}");
    }
    let told = format!("{} deadlocks", deadlocks(&agenda).await);
    is_sound(&agenda, &told).await;
    // What was given back can be had again: nothing is left but what takes time.
    harness
        .sql(&format!(
            "DELETE FROM {schema}.time_slots WHERE state = 'reservado_temporal'"
        ))
        .await;
    let freed: Vec<DateTime<Utc>> = harness
        .db
        .superuser()
        .await
        .query(
            &format!(
                "SELECT DISTINCT starts_at FROM {schema}.appointments a WHERE state = 'cancelada'
                   AND starts_at > now() AND NOT EXISTS (SELECT FROM {schema}.time_slots t WHERE t.state = 'ocupado'
                       AND tstzrange(t.starts_at, t.ends_at) && tstzrange(a.starts_at, a.ends_at + interval '5 minutes'))
                 ORDER BY starts_at"
            ),
            &[],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert!(!freed.is_empty());
    let mut last: Option<DateTime<Utc>> = None;
    for at in freed {
        // Not into what was just booked again.
        if last.is_some_and(|last| at < last + TimeDelta::minutes(35)) {
            continue;
        }
        let again = agenda.books(at).await;
        assert_eq!(again.status, 201, "{at}: {}", again.text());
        last = Some(at);
    }
    assert_eq!(agenda.overlaps().await, 0);
}

/// How often the database had to stop somebody, as far as it has told.
async fn deadlocks(agenda: &Agenda<'_>) -> i64 {
    let database = agenda.clinic.harness.db.superuser().await;
    let query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    database.query_one(query, &[]).await.unwrap().get(0)
}

/// Nothing overlaps, nothing is lost, and numbers have no gaps.
async fn is_sound(agenda: &Agenda<'_>, told: &str) {
    assert_eq!(agenda.overlaps().await, 0, "{told}");
    let schema = agenda.clinic.tenant.schema.quoted();
    // Every appointment that takes time has its interval, and no other.
    let wrong = format!(
        "appointments a FULL JOIN {schema}.time_slots t ON t.appointment_id = a.id
         WHERE (t.id IS NULL OR t.state = 'ocupado')
           AND (a.id IS NULL OR (t.id IS NOT NULL) <> (a.state IN ('pendiente', 'confirmada'))
                OR t.starts_at <> a.starts_at - a.buffer_before_minutes * interval '1 minute'
                OR t.ends_at <> a.ends_at + a.buffer_after_minutes * interval '1 minute')"
    );
    assert_eq!(agenda.clinic.count(&wrong).await, 0, "{told}");
    let gaps = format!(
        "SELECT count(*) FROM (SELECT branch_id, left(code, 8) AS year, count(*) AS made, max(right(code, 6)::int) AS last
             FROM {schema}.appointments GROUP BY 1, 2) x WHERE made <> last"
    );
    let database = agenda.clinic.harness.db.superuser().await;
    let gaps: i64 = database.query_one(&gaps, &[]).await.unwrap().get(0);
    assert_eq!(gaps, 0, "{told}");
}
