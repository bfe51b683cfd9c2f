//! Free times: what is offered is what can be booked, and all of it.

use crate::{agenda::Agenda, client::Response, harness::Harness, staff::Clinic};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::{
    BranchId, ClientId, ProfessionalId, ServiceId,
    scheduling::{AppointmentSource, time},
};
use panal_persistence::{
    Actor, ActorKind, Error, TenantTx,
    tenant::scheduling::{
        Clock, NotBooked, Order, Wanted,
        availability::{Question, free_times},
        book,
        booking::Contact,
        diary::Own,
        offers::Customer,
    },
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

fn starts(answer: &Value) -> Vec<DateTime<Utc>> {
    answer["days"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|day| day["starts"].as_array().unwrap())
        .map(|start| start["starts_at"].as_str().unwrap().parse().unwrap())
        .collect()
}

fn locals(answer: &Value) -> Vec<String> {
    answer["days"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|day| day["starts"].as_array().unwrap())
        .map(|start| start["local"].as_str().unwrap().to_owned())
        .collect()
}

impl Agenda<'_> {
    /// The date so many days from today, where the clinic is.
    fn date(&self, days: u64) -> String {
        let zone = self.clinic.tenant.time_zone.parse().unwrap();
        time::day_of(self.at(days, "12:00"), zone).to_string()
    }

    async fn asks_for(&self, query: &str) -> Response {
        self.admin.get(&format!("/availability{query}")).await
    }

    async fn offered(&self, query: &str) -> Value {
        let answer = self.asks_for(query).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        answer.json()
    }

    async fn arrange(&self, sql: &str) {
        let schema = self.clinic.tenant.schema.quoted();
        self.clinic
            .harness
            .sql(&sql.replace("@.", &format!("{schema}.")))
            .await;
    }

    async fn opens(&self) -> TenantTx {
        let scope = self.clinic.tenant.scope();
        let actor = Actor::of(ActorKind::Operator);
        self.clinic
            .harness
            .state
            .tenants
            .begin(&scope, actor)
            .await
            .unwrap()
    }

    fn clock(&self) -> Clock {
        Clock {
            now: Utc::now(),
            zone: self.clinic.tenant.time_zone.parse().unwrap(),
        }
    }
}

#[tokio::test]
async fn a_day_is_offered_by_the_clock_of_the_branch() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let [short, _] = agenda.services;
    let [one, other] = agenda.professionals;
    let date = agenda.date(3);
    let day = agenda
        .offered(&format!("/{date}?service={short}&professional=any"))
        .await;
    assert_eq!(
        day["time_zone"],
        json!(agenda.clinic.tenant.time_zone.to_string())
    );
    assert_eq!(day["branch_id"], json!(agenda.branch));
    let names: Vec<&str> = day["professionals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["full_name"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"Dra. Ruiz") && names.contains(&"Dr. Paz"));
    assert_eq!(day["days"].as_array().unwrap().len(), 1);
    assert_eq!(day["days"][0]["date"], json!(date));
    // Half an hour from eight, every quarter, to the last that ends at six.
    let hours = locals(&day);
    assert_eq!((hours[0].as_str(), hours[1].as_str()), ("08:00", "08:15"));
    assert_eq!(hours.last().unwrap(), "17:30");
    assert_eq!(hours.len(), 39);
    let first = &day["days"][0]["starts"][0];
    assert_eq!(
        first["starts_at"]
            .as_str()
            .unwrap()
            .parse::<DateTime<Utc>>()
            .unwrap(),
        agenda.at(3, "08:00")
    );
    assert_eq!(
        first["ends_at"]
            .as_str()
            .unwrap()
            .parse::<DateTime<Utc>>()
            .unwrap(),
        agenda.at(3, "08:30")
    );
    let free: BTreeSet<Uuid> = serde_json::from_value(first["free"].clone()).unwrap();
    assert_eq!(free, BTreeSet::from([one, other]));

    // Booked, the first has no time until the table is tidied up: five minutes after half past eight.
    assert_eq!(agenda.books(agenda.at(3, "08:00")).await.status, 201);
    let hers = agenda
        .offered(&format!("/{date}?service={short}&professional={one}"))
        .await;
    assert_eq!(locals(&hers)[0], "08:45");
    let anybodys = agenda.offered(&format!("/{date}?service={short}")).await;
    assert_eq!(locals(&anybodys)[0], "08:00");
    assert_eq!(anybodys["days"][0]["starts"][0]["free"], json!([other]));
    assert_eq!(
        anybodys["days"][0]["starts"][0]["professional_id"],
        json!(other)
    );
}

#[tokio::test]
async fn a_month_of_ten_professionals_takes_two_queries() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    agenda
        .arrange(
            "INSERT INTO @.professionals (id, full_name) SELECT gen_random_uuid(), 'Dra. ' || n FROM generate_series(3, 10) n;
             INSERT INTO @.service_professionals (service_id, professional_id)
                 SELECT s.id, p.id FROM @.services s, @.professionals p ON CONFLICT DO NOTHING;
             INSERT INTO @.time_slots (id, branch_id, professional_id, state, starts_at, ends_at)
                 SELECT gen_random_uuid(), t.branch_id, p.id, 'disponible', t.starts_at, t.ends_at
                 FROM @.time_slots t JOIN @.professionals q ON q.id = t.professional_id AND q.full_name = 'Dr. Paz',
                     @.professionals p WHERE p.full_name LIKE 'Dra. %' AND p.full_name <> 'Dra. Ruiz'",
        )
        .await;
    let (from, to) = (agenda.date(0), agenda.date(30));
    for service in agenda.services {
        let query = format!("?from={from}&to={to}&service={service}&professional=any");
        // Who asks is known from here on.
        agenda.offered(&query).await;
        let answer = agenda.asks_for(&query).await;
        assert_eq!(answer.header("x-db-queries"), Some("2"));
        let found = answer.json();
        assert_eq!(found["days"].as_array().unwrap().len(), 31);
        assert_eq!(found["professionals"].as_array().unwrap().len(), 10);
        assert!(starts(&found).len() > 1000, "{}", starts(&found).len());
    }
    // Nor more on the public pages.
    let path = format!(
        "/api/v1/public/availability?from={from}&to={to}&service={}",
        agenda.services[0]
    );
    let answer = harness.get(&agenda.clinic.host, &path).send().await;
    assert_eq!(
        (answer.status, answer.header("x-db-queries")),
        (200, Some("2")),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn customers_are_offered_what_lies_between_notice_and_window() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let [short, _] = agenda.services;
    // Open all day, so that the test does not depend on the hour.
    agenda
        .arrange("DELETE FROM @.time_slots; INSERT INTO @.time_slots (id, branch_id, professional_id, state, starts_at, ends_at)
              SELECT gen_random_uuid(), b.id, p.id, 'disponible', now() - interval '2 days', now() + interval '40 days'
              FROM @.professionals p, @.branches b;
              INSERT INTO @.settings (key, value) VALUES ('booking', '{\"window_days\": 5, \"minimum_notice_minutes\": 180}')")
        .await;
    let (from, to) = (agenda.date(0), agenda.date(7));
    let range = format!("?from={from}&to={to}&service={short}");
    let before = Utc::now();
    let customers = agenda.offered(&format!("{range}&as=customer")).await;
    let after = Utc::now();
    let offered = starts(&customers);
    let (first, last) = (offered[0], *offered.last().unwrap());
    assert!(first >= before + TimeDelta::minutes(180), "{first}");
    assert!(first <= after + TimeDelta::minutes(195), "{first}");
    assert_eq!(last, agenda.at(5, "23:45"));
    let reasons: Vec<&Value> = customers["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| &day["reason"])
        .collect();
    assert_eq!(
        reasons[6..],
        [&json!("too_far_ahead"), &json!("too_far_ahead")]
    );

    let staffs = starts(&agenda.offered(&range).await);
    assert!(staffs[0] <= after + TimeDelta::minutes(16), "{}", staffs[0]);
    assert_eq!(*staffs.last().unwrap(), agenda.at(7, "23:45"));
    let yesterday = (Utc::now() - TimeDelta::days(2)).date_naive();
    let past = agenda
        .offered(&format!("/{yesterday}?service={short}"))
        .await;
    assert_eq!(past["days"][0]["reason"], "too_soon");
}

#[tokio::test]
async fn a_day_without_times_says_why() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let [short, _] = agenda.services;
    let [one, _] = agenda.professionals;
    let nobody = agenda
        .offered(&format!("/{}?service={short}", agenda.date(35)))
        .await;
    assert_eq!(nobody["days"][0]["reason"], "nobody_works");
    agenda
        .arrange(&format!(
            "INSERT INTO @.time_slots (id, branch_id, professional_id, state, starts_at, ends_at)
                 SELECT gen_random_uuid(), branch_id, professional_id, 'bloqueado', starts_at, ends_at
                 FROM @.time_slots WHERE professional_id = '{one}' AND starts_at = '{}'",
            agenda.at(2, "08:00").to_rfc3339()
        ))
        .await;
    let full = agenda
        .offered(&format!(
            "/{}?service={short}&professional={one}",
            agenda.date(2)
        ))
        .await;
    assert_eq!(full["days"][0]["reason"], "full");
    assert_eq!(full["days"][0]["starts"], json!([]));
}

#[tokio::test]
async fn a_visit_of_several_services_is_offered_as_one() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let [short, long] = agenda.services;
    let found = agenda
        .offered(&format!("/{}?services={short},{long}", agenda.date(3)))
        .await;
    let first = &found["days"][0]["starts"][0];
    let parts = first["services"].as_array().unwrap();
    assert_eq!(parts.len(), 2);
    assert_eq!(
        parts[0]["professional_id"], parts[1]["professional_id"],
        "by the same person where possible"
    );
    let end: DateTime<Utc> = first["ends_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        end,
        agenda.at(3, "09:35"),
        "half an hour, five minutes between, an hour"
    );
    // The last is given by two, one after the other without a pause.
    assert_eq!(locals(&found).last().unwrap(), "16:30");
}

#[tokio::test]
async fn a_question_that_cannot_be_answered_says_what_is_wrong() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let [short, _] = agenda.services;
    let nobody = Uuid::now_v7();
    for (query, status, field) in [
        (format!("?service={short}"), 400, "from"),
        (
            format!("?from=2026-11-23&to=2026-11-22&service={short}"),
            400,
            "to",
        ),
        (
            format!("?from=2026-01-01&to=2026-03-04&service={short}"),
            400,
            "to",
        ),
        ("?from=2026-11-23".to_owned(), 400, "service"),
        ("?from=2026-11-23&service=x".to_owned(), 400, "service"),
        (
            format!("?from=2026-11-23&service={short}&services={short}"),
            400,
            "services",
        ),
        (
            format!(
                "?from=2026-11-23&services={}",
                vec![short.to_string(); 6].join(",")
            ),
            400,
            "services",
        ),
        (
            format!("?from=2026-11-23&service={short}&professional=ana"),
            400,
            "professional",
        ),
        (
            format!("?from=2026-11-23&service={short}&as=boss"),
            400,
            "as",
        ),
        (
            format!("/2026-11-23?from=2026-11-23&service={short}"),
            400,
            "from",
        ),
        (format!("?from=2026-11-23&service={nobody}"), 422, "service"),
        (
            format!("?from=2026-11-23&service={short}&professional={nobody}"),
            422,
            "professional",
        ),
        (
            format!("?from=2026-11-23&service={short}&branch={nobody}"),
            422,
            "branch",
        ),
    ] {
        let answer = agenda.asks_for(&query).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
        assert_eq!(
            answer.json()["errors"][0]["field"],
            field,
            "{query}: {}",
            answer.text()
        );
    }
    assert_eq!(
        agenda
            .asks_for(&format!("?from=2026-01-01&to=2026-03-03&service={short}"))
            .await
            .status,
        200,
        "62 days"
    );
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

impl Agenda<'_> {
    /// Own minutes, buffers, rooms, blocks, holds of which some have expired: as the dice fall.
    async fn shuffled(&self, dice: &mut Dice) {
        let [short, long] = self.services;
        let mut sql = String::from(
            "DELETE FROM @.time_slots WHERE state <> 'disponible' AND appointment_id IS NULL; DELETE FROM @.rooms;",
        );
        for service in [short, long] {
            sql.push_str(&format!(
                "UPDATE @.services SET minutes = {}, buffer_before_minutes = {}, buffer_after_minutes = {} WHERE id = '{service}';",
                15 + 5 * dice.roll(15),
                5 * dice.roll(4),
                5 * dice.roll(4),
            ));
        }
        for professional in self.professionals {
            let minutes = match dice.roll(2) {
                0 => "NULL".to_owned(),
                _ => (10 + 5 * dice.roll(18)).to_string(),
            };
            sql.push_str(&format!(
                "UPDATE @.service_professionals SET minutes = {minutes} WHERE service_id = '{short}' AND professional_id = '{professional}';"
            ));
        }
        let rooms = [Uuid::now_v7(), Uuid::now_v7()];
        for room in rooms {
            sql.push_str(&format!(
                "INSERT INTO @.rooms (id, branch_id, name) VALUES ('{room}', '{}', '{room}');
                 INSERT INTO @.service_rooms (service_id, room_id) VALUES ('{long}', '{room}');",
                self.branch
            ));
        }
        self.arrange(&sql).await;
        for _ in 0..40 {
            let at = self.at(2 + dice.roll(2), "00:00")
                + TimeDelta::minutes(5 * (90 + dice.roll(130)).cast_signed());
            let until = at + TimeDelta::minutes(5 * (1 + dice.roll(12)).cast_signed());
            let professional = match dice.roll(4) {
                0 => "NULL".to_owned(),
                1 | 2 => format!("'{}'", self.professionals[0]),
                _ => format!("'{}'", self.professionals[1]),
            };
            let room = match (professional.as_str(), dice.roll(3)) {
                ("NULL", _) | (_, 0) => {
                    format!("'{}'", rooms[usize::try_from(dice.roll(2)).unwrap()])
                }
                _ => "NULL".to_owned(),
            };
            let (columns, values) = match (dice.roll(3), professional.as_str()) {
                (0, _) | (_, "NULL") => ("state", "'bloqueado'".to_owned()),
                (kind, _) => (
                    "state, hold_id, service_id, service_starts_at, service_ends_at, expires_at",
                    format!(
                        "'reservado_temporal', gen_random_uuid(), '{short}', '{at}', '{until}', now() {} interval '1 hour'",
                        if kind == 1 { "+" } else { "-" }
                    ),
                ),
            };
            // Those that overlap are left out, as the database would refuse them.
            self.arrange(&format!(
                "INSERT INTO @.time_slots (id, branch_id, professional_id, room_id, starts_at, ends_at, {columns})
                 SELECT gen_random_uuid(), '{}', {professional}, {room}, '{at}', '{until}', {values} WHERE NOT EXISTS (
                     SELECT FROM @.time_slots t WHERE t.state <> 'disponible'
                         AND (t.professional_id = {professional}::uuid OR t.room_id = {room}::uuid)
                         AND tstzrange(t.starts_at, t.ends_at) && tstzrange('{at}', '{until}'))",
                self.branch
            ))
            .await;
        }
    }

    /// Books, and undoes it: whether it could be.
    async fn could_book(&self, tx: &TenantTx, clock: Clock, order: &Order) -> Result<(), String> {
        enum Outcome {
            Undone,
            Refused(String),
        }
        impl From<Error> for Outcome {
            fn from(error: Error) -> Self {
                Self::Refused(error.to_string())
            }
        }
        let tried: Result<(), Outcome> = tx
            .savepoint(async {
                match book(tx, clock, order).await {
                    Ok(_) => Err(Outcome::Undone),
                    Err(NotBooked::Database(error)) => panic!("{error}"),
                    Err(refused) => Err(Outcome::Refused(refused.to_string())),
                }
            })
            .await;
        match tried.unwrap_err() {
            Outcome::Undone => Ok(()),
            Outcome::Refused(why) => Err(why),
        }
    }
}

#[tokio::test]
async fn every_time_offered_is_accepted_and_no_other_is() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let [short, long] = agenda.services;
    let [one, _] = agenda.professionals;
    let mut dice = Dice(0x5eed_2026);
    let (mut accepted, mut refused) = (0, 0);
    for round in 0..3 {
        agenda.shuffled(&mut dice).await;
        // Some appointments, as people make them.
        for _ in 0..4 {
            let at = agenda.at(2, "08:00") + TimeDelta::minutes(15 * dice.roll(36).cast_signed());
            let answer = agenda.books(at).await;
            assert!(matches!(answer.status, 201 | 409), "{}", answer.text());
        }
        let wanted = |service: Uuid, professional: Option<Uuid>| Wanted {
            service: ServiceId(service),
            professional: professional.map(ProfessionalId),
        };
        for (services, customer) in [
            (vec![wanted(short, None)], Customer::Online),
            (vec![wanted(short, Some(one))], Customer::AtTheDesk),
            (vec![wanted(long, None)], Customer::Online),
            (
                vec![wanted(long, None), wanted(short, None)],
                Customer::AtTheDesk,
            ),
        ] {
            let tx = agenda.opens().await;
            let clock = agenda.clock();
            let first = time::day_of(agenda.at(2, "12:00"), clock.zone);
            let question = Question {
                branch: None,
                services: services.clone(),
                first,
                last: first + chrono::Days::new(1),
                customer,
                own: Own::default(),
            };
            let found = free_times(&tx, clock, &question).await.unwrap().unwrap();
            let offered: BTreeSet<DateTime<Utc>> = found
                .days
                .iter()
                .flat_map(|day| &day.starts)
                .map(|start| start.placements[0].service.from)
                .collect();
            let mut at = agenda.at(2, "06:30");
            while at < agenda.at(3, "19:30") {
                let order = Order {
                    branch: None,
                    services: services.clone(),
                    at,
                    client: ClientId(agenda.client),
                    customer,
                    source: AppointmentSource::Staff,
                    state: None,
                    outside_hours: false,
                    hold: None,
                    series: None,
                    client_notes: None,
                    internal_notes: None,
                    contact: Contact::default(),
                    notify: false,
                };
                let booked = agenda.could_book(&tx, clock, &order).await;
                assert_eq!(
                    offered.contains(&at),
                    booked.is_ok(),
                    "round {round}, {services:?} for {customer:?} at {at}: {booked:?}"
                );
                *(if booked.is_ok() {
                    &mut accepted
                } else {
                    &mut refused
                }) += 1;
                at += TimeDelta::minutes(15);
            }
            tx.rollback().await.unwrap();
        }
    }
    assert!(accepted > 100 && refused > 100, "{accepted} {refused}");
}

#[tokio::test]
async fn whoever_is_free_takes_turns() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let mut counts = [0, 0];
    for number in 0..9 {
        let at = agenda.at(4, "09:00") + TimeDelta::minutes(60 * (number / 2));
        let mut order = agenda.order(at);
        order["professional_id"] = json!("any");
        let answer = agenda.admin.post("/appointments", order).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let schema = agenda.clinic.tenant.schema.quoted();
        let rows = harness
            .db
            .superuser()
            .await
            .query(
                &format!("SELECT professional_id FROM {schema}.appointments"),
                &[],
            )
            .await
            .unwrap();
        counts = agenda.professionals.map(|who| {
            rows.iter()
                .filter(|row| row.get::<_, Uuid>(0) == who)
                .count()
        });
        assert!(counts[0].abs_diff(counts[1]) <= 1, "{counts:?}");
    }
    assert_eq!(counts[0] + counts[1], 9);
}

#[tokio::test]
async fn who_works_in_one_branch_is_offered_no_other() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let other = Uuid::now_v7();
    agenda
        .arrange(&format!(
            "INSERT INTO @.branches (id, name, code) VALUES ('{other}', 'Norte', 'NOR')"
        ))
        .await;
    let clinic: &Clinic<'_> = &agenda.clinic;
    crate::rbac::hire(
        clinic,
        "norte",
        None,
        &[("empleado", Some(&[BranchId(other)]))],
    )
    .await;
    let person = clinic.enters("norte@test.co").await;
    let [short, _] = agenda.services;
    let date = agenda.date(3);
    let query = format!("/availability/{date}?service={short}");
    let own = person.get(&query).await;
    assert_eq!(own.status, 200, "{}", own.text());
    assert_eq!(
        own.json()["branch_id"],
        json!(other),
        "one's own branch is meant"
    );
    let theirs = person
        .get(&format!("{query}&branch={}", agenda.branch))
        .await;
    assert_eq!(
        (theirs.status, theirs.json()["errors"][0]["field"].as_str()),
        (422, Some("branch"))
    );
}
