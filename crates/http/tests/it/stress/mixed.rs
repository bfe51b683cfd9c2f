//! The same where locks are taken in every order that there is: visits of two services by two people in one room,
//! series that are moved, and people who wait for what is given back.

use super::{CLIENTS, DOCUMENTED, Dice, any, taken};
use crate::{
    agenda::Agenda,
    client::{Connection, Request, Response},
    harness::{Harness, config},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use panal_domain::SignedFor;
use panal_http::HttpConfig;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use uuid::Uuid;

const ATTEMPTS: usize = 1_500;
/// Reasons beside those of [`DOCUMENTED`].
const MORE: [&str; 6] = [
    "series_conflicts",
    "series_over",
    "already_waiting",
    "waiting_state_conflict",
    "offer_expired",
    "outside_working_time",
];

struct Mix<'a> {
    agenda: &'a Agenda<'a>,
    hours: Vec<DateTime<Utc>>,
    clients: Vec<Value>,
    booked: Mutex<Vec<String>>,
    series: Mutex<Vec<String>>,
    waiting: Mutex<Vec<String>>,
    left: AtomicUsize,
    answers: Mutex<BTreeMap<String, usize>>,
}

impl Mix<'_> {
    fn hour(&self, dice: &mut Dice) -> DateTime<Utc> {
        self.hours[dice.below(self.hours.len())]
    }

    fn asks(&self, path: &str, body: &Value) -> Request {
        self.agenda.admin.request("POST", path).json(body)
    }

    fn customer(&self, path: &str, body: &Value) -> Request {
        let clinic = &self.agenda.clinic;
        let path = format!("/api/v1/public{path}");
        let request = clinic.harness.request("POST", &clinic.host, &path);
        request.json(body)
    }

    /// A visit of two services by two people, in one order or the other; or of one, by whoever is free.
    fn order(&self, dice: &mut Dice) -> Value {
        let [one, other] = self.agenda.professionals;
        let [short, long] = self.agenda.services;
        let (first, second) = [(one, other), (other, one)][dice.below(2)];
        let mut order = json!({
            "client_id": self.agenda.client,
            "starts_at": self.hour(dice),
            "notify": false,
        });
        if dice.below(2) == 0 {
            order["services"] = json!([
                {"service_id": short, "professional_id": first},
                {"service_id": long, "professional_id": second},
            ]);
        } else {
            order["service_id"] = json!(self.agenda.services[dice.below(2)]);
        }
        order
    }

    fn waits(&self, dice: &mut Dice) -> Request {
        let client = &self.clients[dice.below(self.clients.len())];
        let today = Utc::now().date_naive();
        let body = json!({
            "client_id": client["id"],
            "service_id": self.agenda.services[dice.below(2)],
            "until_day": today + TimeDelta::days(20),
        });
        self.asks("/waiting-list", &body)
    }

    fn attempt(&self, dice: &mut Dice) -> (&'static str, Request) {
        let something = json!({"reason": "Al azar", "notify": false});
        let of = |list: &Mutex<Vec<String>>, dice: &mut Dice| any(list, dice);
        let found = match dice.below(100) {
            0..25 => Some(("book", self.asks("/appointments", &self.order(dice)))),
            25..33 => {
                let mut order = self.order(dice);
                order["recurrence"] = json!("FREQ=DAILY;COUNT=3");
                order["on_conflict"] = json!("skip");
                Some(("series", self.asks("/appointments", &order)))
            }
            33..45 => of(&self.series, dice).map(|id| {
                let minutes = [30, -30, 60, 1440, -1440][dice.below(5)];
                let path = format!("/appointments/series/{id}/reschedule");
                ("series moves", {
                    self.asks(&path, &json!({"by_minutes": minutes, "notify": false}))
                })
            }),
            45..48 => taken(&self.series, dice).map(|id| {
                let path = format!("/appointments/series/{id}/cancel");
                ("series ends", self.asks(&path, &something))
            }),
            48..58 => of(&self.booked, dice).map(|id| {
                let path = format!("/appointments/{id}/reschedule");
                let body = json!({"starts_at": self.hour(dice), "notify": false});
                ("move", self.asks(&path, &body))
            }),
            58..75 => taken(&self.booked, dice).map(|id| {
                let path = format!("/appointments/{id}/cancel");
                ("cancel", self.asks(&path, &something))
            }),
            75..85 => Some(("wait", self.waits(dice))),
            85..92 => of(&self.waiting, dice).map(|id| {
                let path = format!("/waiting-list/{id}/book");
                ("take", self.asks(&path, &json!({"notify": false})))
            }),
            92..98 => of(&self.waiting, dice).map(|id| {
                let entry: Uuid = id.parse().unwrap();
                let links = &self.agenda.clinic.harness.state.links;
                let offer = i32::try_from(1 + dice.below(2)).unwrap();
                let token = links.sign(SignedFor::Offer, self.agenda.tenant(), entry, offer);
                let verb = ["accept", "decline"][dice.below(2)];
                let path = format!("/offers/{token}/{verb}");
                ("answer", self.customer(&path, &json!({})))
            }),
            _ => taken(&self.waiting, dice).map(|id| {
                let path = format!("/waiting-list/{id}/cancel");
                ("give up", self.asks(&path, &json!({})))
            }),
        };
        found.unwrap_or_else(|| ("book", self.asks("/appointments", &self.order(dice))))
    }

    fn note(&self, what: &str, answer: &Response) {
        let key = match answer.status {
            200..300 => {
                if matches!(what, "book" | "series" | "wait") {
                    let body = answer.json();
                    let (list, id) = match what {
                        "book" => (&self.booked, &body["id"]),
                        "series" => (&self.series, &body["series"]["id"]),
                        _ => (&self.waiting, &body["id"]),
                    };
                    list.lock().unwrap().extend(id.as_str().map(str::to_owned));
                }
                format!("{what}: done")
            }
            _ => format!("{what}: {} {}", answer.status, answer.code()),
        };
        *self.answers.lock().unwrap().entry(key).or_default() += 1;
        if answer.status >= 300 {
            let code = answer.code();
            // Nobody signed a link for an offer that was never made.
            let is_known = DOCUMENTED.contains(&code.as_str())
                || MORE.contains(&code.as_str())
                || what == "answer" && code == "not_found";
            assert!(is_known, "{what}: {} {}", answer.status, answer.text());
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
            // So it ends where a body was sent that nobody asked for.
            if answer.header("connection") == Some("close") {
                connection = Connection::open(self.agenda.clinic.harness.server.addr).await;
            }
            self.note(what, &answer);
        }
    }

    /// Lets offers run out, again and again, and ends them as the worker does.
    async fn time_runs_out(&self) {
        let mut dice = Dice(7);
        while self.left.load(Ordering::Relaxed) > 0 {
            if let Some(id) = any(&self.waiting, &mut dice) {
                self.agenda.runs_out(&json!({"id": id})).await;
            }
            self.agenda.time_passes(TimeDelta::zero()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visits_series_rooms_and_those_who_wait_get_on_with_each_other() {
    let harness = Harness::with(HttpConfig {
        trusted_proxies: vec!["127.0.0.1/32".to_owned()],
        ..config()
    })
    .await;
    let agenda = harness.agenda("norte").await;
    let schema = agenda.clinic.tenant.schema.quoted();
    let [short, _] = agenda.services;
    harness
        .sql(&format!(
            "UPDATE public.plans SET max_appointments_per_month = NULL;
             INSERT INTO {schema}.rooms (id, branch_id, name) VALUES ('{short}', '{}', 'Sala');
             INSERT INTO {schema}.service_rooms (service_id, room_id) VALUES ('{short}', '{short}')",
            agenda.branch
        ))
        .await;
    let mut clients = Vec::new();
    for name in ["Ana", "Luis", "Eva", "Juan", "Inés", "Raúl"] {
        clients.push(agenda.admin.registers(json!({"first_name": name})).await);
    }
    let hours = (1..=7)
        .flat_map(|day| {
            let morning = agenda.at(day, "08:00");
            (0..30).map(move |quarter| morning + TimeDelta::minutes(15 * quarter))
        })
        .collect();
    let mix = Mix {
        agenda: &agenda,
        hours,
        clients,
        booked: Mutex::default(),
        series: Mutex::default(),
        waiting: Mutex::default(),
        left: AtomicUsize::new(ATTEMPTS),
        answers: Mutex::default(),
    };
    tokio::join!(
        join_all((0..CLIENTS / 2).map(|client| mix.works(3026 + client))),
        mix.time_runs_out()
    );

    let told = format!(
        "{} deadlocks; {:#?}",
        super::deadlocks(&agenda).await,
        mix.answers.lock().unwrap()
    );
    eprintln!("{told}");
    for what in [
        "book: done",
        "series: done",
        "series moves: done",
        "series ends: done",
        "move: done",
        "cancel: done",
        "wait: done",
        "take: done",
        "answer: done",
        "give up: done",
    ] {
        let answers = mix.answers.lock().unwrap();
        assert!(answers.contains_key(what), "nobody met {what}: {told}");
    }
    super::is_sound(&agenda, &told).await;
    // What is offered is held, and what was taken was booked.
    let wrong = format!(
        "waiting_list w LEFT JOIN {schema}.time_slots t ON t.hold_id = w.hold_id
             LEFT JOIN {schema}.appointments a ON a.id = w.appointment_id
         WHERE w.state = 'offered' AND w.offer_expires_at > now() AND t.id IS NULL
            OR w.state = 'booked' AND a.source IS DISTINCT FROM 'waiting_list'"
    );
    assert_eq!(agenda.clinic.count(&wrong).await, 0, "{told}");
}
