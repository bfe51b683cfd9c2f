//! Waiting for a time that somebody else gives back.

use crate::{
    agenda::Agenda,
    client::Response,
    harness::Harness,
    rbac::{branch, hire, refused, role, text},
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use futures_util::future::join_all;
use panal_domain::{SignedFor, scheduling::time};
use panal_persistence::{
    Actor, ActorKind,
    tenant::scheduling::{Clock, waiting_list},
};
use serde_json::{Value, json};
use uuid::Uuid;

impl Agenda<'_> {
    /// The day so many days from today.
    fn list_day(&self, days: u64) -> NaiveDate {
        let zone = self.clinic.tenant.time_zone.parse().unwrap();
        time::day_of(Utc::now(), zone) + Days::new(days)
    }

    /// Somebody new who waits for the short service, tomorrow, whoever gives it.
    pub(crate) async fn wants(&self, name: &str, with: Value) -> Value {
        let client = self.admin.registers(json!({"first_name": name})).await;
        let mut body = json!({
            "client_id": client["id"],
            "service_id": self.services[0],
            "from_day": self.list_day(1),
            "until_day": self.list_day(1),
        });
        for (member, value) in with.as_object().unwrap() {
            body[member] = value.clone();
        }
        let answer = self.admin.post("/waiting-list", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }

    /// Books the first professional at `hour` tomorrow, and calls it off again.
    async fn gives_back(&self, hour: &str) {
        let made = self.books(self.at(1, hour)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        self.calls_off(&text(&made.json(), "id")).await;
    }

    pub(crate) async fn calls_off(&self, appointment: &str) {
        let path = format!("/appointments/{appointment}/cancel");
        let answer = self
            .admin
            .post(&path, json!({"reason": "Viaja", "notify": false}))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    pub(crate) async fn waiting_entry(&self, entry: &Value) -> Value {
        let path = format!("/waiting-list/{}", text(entry, "id"));
        self.admin.get(&path).await.json()
    }

    /// What somebody does who has the link of an offer.
    pub(crate) async fn offer_link(
        &self,
        method: &str,
        entry: &Value,
        offer: i32,
        verb: &str,
    ) -> Response {
        let id: Uuid = text(entry, "id").parse().unwrap();
        let links = &self.clinic.harness.state.links;
        let token = links.sign(SignedFor::Offer, self.tenant(), id, offer);
        let path = format!("/api/v1/public/offers/{token}{verb}");
        let harness = self.clinic.harness;
        harness
            .request(method, &self.clinic.host, &path)
            .send()
            .await
    }

    async fn takes_offer(&self, entry: &Value, offer: i32) -> Response {
        self.offer_link("POST", entry, offer, "/accept").await
    }

    /// Ends what has ended after so long; how many entries that were.
    pub(crate) async fn time_passes(&self, time: TimeDelta) -> u64 {
        let scope = self.clinic.tenant.scope();
        let clock = Clock {
            now: Utc::now() + time,
            zone: self.clinic.tenant.time_zone.parse().unwrap(),
        };
        let tenants = &self.clinic.harness.state.tenants;
        let begin = async || {
            let actor = Actor::of(ActorKind::Job);
            tenants.begin(&scope, actor).await.unwrap()
        };
        let tx = begin().await;
        let unanswered = waiting_list::unanswered(&tx, clock).await.unwrap();
        let mut ended = waiting_list::expire_days(&tx, clock).await.unwrap();
        tx.commit().await.unwrap();
        for id in unanswered {
            let tx = begin().await;
            let done = waiting_list::expire_offer(&tx, clock, id).await.unwrap();
            tx.commit().await.unwrap();
            ended += u64::from(done);
        }
        ended
    }

    /// Lets the offer of an entry have run out.
    pub(crate) async fn runs_out(&self, entry: &Value) {
        let schema = self.clinic.tenant.schema.quoted();
        let id = text(entry, "id");
        self.clinic
            .harness
            .sql(&format!(
                "UPDATE {schema}.waiting_list SET offer_expires_at = now() - interval '1 second'
                     WHERE id = '{id}' AND state = 'offered';
                 UPDATE {schema}.time_slots SET expires_at = now() - interval '1 second'
                     WHERE hold_id = (SELECT hold_id FROM {schema}.waiting_list WHERE id = '{id}')"
            ))
            .await;
    }

    /// Payloads of offers that were told, in order.
    async fn offers_told(&self) -> Vec<Value> {
        let rows = self
            .clinic
            .harness
            .db
            .superuser()
            .await
            .query(
                "SELECT payload::text FROM public.outbox WHERE kind = 'lista-espera-oferta' ORDER BY id",
                &[],
            )
            .await
            .unwrap();
        rows.iter()
            .map(|row| serde_json::from_str(row.get(0)).unwrap())
            .collect()
    }
}

fn moment(value: &Value) -> DateTime<Utc> {
    value.as_str().expect("moment").parse().expect("moment")
}

fn state(entry: &Value) -> String {
    text(entry, "state")
}

#[tokio::test]
async fn a_time_that_is_given_back_is_offered_to_whoever_waits_longest() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let first = agenda.wants("Ana", json!({})).await;
    let second = agenda.wants("Luis", json!({})).await;
    assert_eq!(
        (state(&first), &first["offer"]),
        ("waiting".to_owned(), &Value::Null)
    );
    assert_eq!(
        (&first["from"], &first["until"]),
        (&json!("00:00"), &json!("24:00"))
    );
    agenda.gives_back("10:00").await;

    let offered = agenda.waiting_entry(&first).await;
    assert_eq!(
        (state(&offered), &offered["offers"]),
        ("offered".to_owned(), &json!(1))
    );
    let offer = &offered["offer"];
    assert_eq!(moment(&offer["starts_at"]), agenda.at(1, "10:00"));
    assert_eq!(moment(&offer["ends_at"]), agenda.at(1, "10:30"));
    assert_eq!(offer["professional_name"], "Dra. Ruiz");
    let left = moment(&offer["expires_at"]) - Utc::now();
    assert!(
        left > TimeDelta::minutes(58) && left <= TimeDelta::minutes(60),
        "{left}"
    );
    assert_eq!(state(&agenda.waiting_entry(&second).await), "waiting");

    // Told once; who is told is nobody's business but the entry's.
    let told = agenda.offers_told().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (&told[0]["waiting_id"], &told[0]["notify"]),
        (&first["id"], &json!(true))
    );
    assert!(!told[0].to_string().contains("Ana"));

    // It is held: nobody else gets it meanwhile.
    refused(
        &agenda.books(agenda.at(1, "10:00")).await,
        409,
        "slot_taken",
    );

    let look = agenda.offer_link("GET", &first, 1, "").await;
    assert_eq!(look.status, 200, "{}", look.text());
    let look = look.json();
    for (member, value) in [
        ("state", json!("open")),
        ("service", json!("Limpieza")),
        ("professional", json!("Dra. Ruiz")),
        ("appointment", Value::Null),
    ] {
        assert_eq!(look[member], value, "{look}");
    }

    let taken = agenda.takes_offer(&first, 1).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let taken = taken.json();
    assert_eq!(taken["state"], "accepted");
    let entry = agenda.waiting_entry(&first).await;
    assert_eq!(
        (state(&entry), &entry["offer"]),
        ("booked".to_owned(), &Value::Null)
    );
    let path = format!("/appointments/{}", text(&entry, "appointment_id"));
    let made = agenda.admin.get(&path).await.json();
    for (member, value) in [
        ("state", json!("confirmada")),
        ("source", json!("waiting_list")),
        ("client_name", json!("Ana")),
        ("code", taken["appointment"]["code"].clone()),
    ] {
        assert_eq!(made[member], value, "{made}");
    }
    assert_eq!(moment(&made["starts_at"]), agenda.at(1, "10:00"));

    // Whoever presses twice, or looks again, sees the same; it is too late to turn it down.
    assert_eq!(agenda.takes_offer(&first, 1).await.json(), taken);
    assert_eq!(agenda.offer_link("GET", &first, 1, "").await.json(), taken);
    refused(
        &agenda.offer_link("POST", &first, 1, "/decline").await,
        409,
        "offer_expired",
    );
    assert_eq!(agenda.overlaps().await, 0);
    // When links that were given out are taken back, the offer's gives no new one.
    let schema = agenda.clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "UPDATE {schema}.appointments SET link_version = link_version + 1"
        ))
        .await;
    let shown = agenda.offer_link("GET", &first, 1, "").await.json();
    assert_eq!(
        (&shown["state"], &shown["appointment"]["token"]),
        (&json!("accepted"), &Value::Null)
    );
}

#[tokio::test]
async fn who_turns_it_down_waits_on_and_the_next_is_asked() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let first = agenda.wants("Ana", json!({})).await;
    let second = agenda.wants("Luis", json!({})).await;
    agenda.gives_back("10:00").await;
    let answer = agenda.offer_link("POST", &first, 1, "/decline").await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    assert_eq!(state(&agenda.waiting_entry(&first).await), "waiting");
    let next = agenda.waiting_entry(&second).await;
    assert_eq!(moment(&next["offer"]["starts_at"]), agenda.at(1, "10:00"));
    for verb in ["/accept", "/decline"] {
        refused(
            &agenda.offer_link("POST", &first, 1, verb).await,
            409,
            "offer_expired",
        );
    }
    // Nobody is asked twice for the same time, but for another one.
    assert_eq!(
        agenda
            .offer_link("POST", &second, 1, "/decline")
            .await
            .status,
        204
    );
    assert_eq!(agenda.offers_told().await.len(), 2);
    assert_eq!(agenda.books(agenda.at(1, "10:00")).await.status, 201);
    agenda.gives_back("12:00").await;
    let again = agenda.waiting_entry(&first).await;
    assert_eq!(
        (state(&again), &again["offers"]),
        ("offered".to_owned(), &json!(2))
    );
    // The link of the first offer is no link of the second.
    refused(&agenda.takes_offer(&first, 1).await, 409, "offer_expired");
    assert_eq!(
        agenda
            .offer_link("POST", &first, 2, "/decline")
            .await
            .status,
        204
    );
    // Nor for the first time again, when it is given back once more.
    let rows = agenda
        .admin
        .get("/appointments?state=pendiente")
        .await
        .json();
    agenda.calls_off(&text(&rows["data"][0], "id")).await;
    assert_eq!(state(&agenda.waiting_entry(&first).await), "waiting");
    assert_eq!(agenda.takes_offer(&second, 2).await.status, 200);
}

#[tokio::test]
async fn whom_the_time_does_not_suit_is_not_asked() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let [one, other] = agenda.professionals;
    // Nothing is free around ten but what will be given back.
    for hour in ["09:25", "10:35"] {
        assert_eq!(agenda.books(agenda.at(1, hour)).await.status, 201);
    }
    for (why, with) in [
        (
            "another day",
            json!({"from_day": agenda.list_day(2), "until_day": agenda.list_day(3)}),
        ),
        ("too late", json!({"from": "08:00", "until": "10:29"})),
        ("too early", json!({"from": "10:01", "until": "12:00"})),
        ("another professional", json!({"professional_id": other})),
        (
            "a service that takes longer",
            json!({"service_id": agenda.services[1]}),
        ),
    ] {
        agenda.wants(why, with).await;
    }
    // However many they are.
    let schema = agenda.clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "UPDATE public.plans SET max_clients = NULL;
             WITH many AS (INSERT INTO {schema}.clients (id, first_name)
                 SELECT gen_random_uuid(), 'Eva' FROM generate_series(1, 600) RETURNING id)
             INSERT INTO {schema}.waiting_list (id, branch_id, client_id, service_id, from_day, until_day, from_minute)
             SELECT gen_random_uuid(), '{}', id, '{}', '{day}', '{day}', 800 FROM many",
            agenda.branch,
            agenda.services[0],
            day = agenda.list_day(1),
        ))
        .await;
    agenda.gives_back("10:00").await;
    assert_eq!(agenda.offers_told().await, Vec::<Value>::new());
    let who = agenda
        .wants(
            "just so",
            json!({"professional_id": one, "from": "10:00", "until": "10:30"}),
        )
        .await;
    agenda.gives_back("10:00").await;
    assert_eq!(state(&agenda.waiting_entry(&who).await), "offered");
}

#[tokio::test]
async fn a_longer_time_begins_when_it_suits() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let mut order = agenda.order(agenda.at(1, "10:00"));
    order["service_id"] = json!(agenda.services[1]);
    let made = agenda.admin.post("/appointments", order).await;
    let entry = agenda
        .wants("Ana", json!({"from": "10:20", "until": "11:15"}))
        .await;
    agenda.calls_off(&text(&made.json(), "id")).await;
    let offered = agenda.waiting_entry(&entry).await;
    assert_eq!(
        moment(&offered["offer"]["starts_at"]),
        agenda.at(1, "10:30"),
        "{offered}"
    );
}

#[tokio::test]
async fn an_offer_that_nobody_answers_goes_to_the_next() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let first = agenda.wants("Ana", json!({})).await;
    let second = agenda.wants("Luis", json!({})).await;
    agenda.gives_back("10:00").await;
    assert_eq!(agenda.time_passes(TimeDelta::zero()).await, 0);
    agenda.runs_out(&first).await;
    refused(&agenda.takes_offer(&first, 1).await, 409, "offer_expired");
    refused(
        &agenda.offer_link("GET", &first, 1, "").await,
        409,
        "offer_expired",
    );
    assert_eq!(agenda.time_passes(TimeDelta::zero()).await, 1);
    assert_eq!(state(&agenda.waiting_entry(&first).await), "waiting");
    assert_eq!(state(&agenda.waiting_entry(&second).await), "offered");
    refused(&agenda.takes_offer(&first, 1).await, 409, "offer_expired");
    assert_eq!(agenda.takes_offer(&second, 1).await.status, 200);

    // Their day goes by: nothing more to wait for.
    assert_eq!(agenda.time_passes(TimeDelta::days(3)).await, 1);
    assert_eq!(state(&agenda.waiting_entry(&first).await), "expired");
    assert_eq!(agenda.time_passes(TimeDelta::days(3)).await, 0);
}

#[tokio::test]
async fn one_time_is_accepted_once_however_many_try() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let first = agenda.wants("Ana", json!({})).await;
    let second = agenda.wants("Luis", json!({})).await;
    agenda.gives_back("10:00").await;
    // The offer of the first ends while they and the next press the button, again and again.
    agenda.runs_out(&first).await;
    let tries = (0..6).map(|at| {
        let who = if at % 2 == 0 { &first } else { &second };
        agenda.takes_offer(who, 1)
    });
    let (answers, _) = tokio::join!(join_all(tries), agenda.time_passes(TimeDelta::zero()));
    for answer in &answers {
        assert!(
            matches!(answer.status, 200 | 404 | 409),
            "{} {}",
            answer.status,
            answer.text()
        );
    }
    let answers = join_all((0..6).map(|_| agenda.takes_offer(&second, 1))).await;
    let codes: Vec<Value> = answers
        .iter()
        .map(|answer| answer.json()["appointment"]["code"].clone())
        .collect();
    assert!(
        codes
            .iter()
            .all(|code| code.is_string() && code == &codes[0]),
        "{codes:?}"
    );
    refused(&agenda.takes_offer(&first, 1).await, 409, "offer_expired");
    // The one that was called off, and the one that was accepted.
    assert_eq!(agenda.clinic.count("appointments").await, 2);
    assert_eq!(agenda.overlaps().await, 0);
}

#[tokio::test]
async fn the_staff_takes_the_offer_on_the_telephone() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let entry = agenda.wants("Ana", json!({})).await;
    let path = format!("/waiting-list/{}/book", text(&entry, "id"));
    let early = agenda.admin.post(&path, json!({})).await;
    refused(&early, 409, "waiting_state_conflict");
    assert_eq!(early.json()["state"], "waiting");
    agenda.gives_back("10:00").await;
    let made = agenda.admin.post(&path, json!({"notify": false})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let body = made.json();
    assert_eq!(
        (&body["state"], &body["source"]),
        (&json!("confirmada"), &json!("waiting_list"))
    );
    assert_eq!(
        made.header("location").unwrap(),
        format!("/api/v1/appointments/{}", text(&body, "id"))
    );
    let again = agenda.admin.post(&path, json!({})).await;
    refused(&again, 409, "waiting_state_conflict");
    assert_eq!(again.json()["state"], "booked");
    // The link that was sent shows what became of it.
    assert_eq!(
        agenda.offer_link("GET", &entry, 1, "").await.json()["state"],
        "accepted"
    );
}

#[tokio::test]
async fn who_waits_no_longer_leaves_the_offer_to_the_next() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let first = agenda.wants("Ana", json!({})).await;
    let second = agenda.wants("Luis", json!({})).await;
    agenda.gives_back("10:00").await;
    let path = format!("/waiting-list/{}/cancel", text(&first, "id"));
    let answer = agenda.admin.post(&path, json!({})).await;
    assert_eq!(
        (answer.status, state(&answer.json())),
        (200, "cancelled".to_owned())
    );
    assert_eq!(state(&agenda.waiting_entry(&second).await), "offered");
    refused(
        &agenda.admin.post(&path, json!({})).await,
        409,
        "waiting_state_conflict",
    );
    refused(&agenda.takes_offer(&first, 1).await, 409, "offer_expired");
}

#[tokio::test]
async fn nothing_on_the_list_keeps_anybody_from_cancelling() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let entry = agenda.wants("Ana", json!({})).await;
    let schema = agenda.clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "CREATE FUNCTION {schema}.fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
             CREATE TRIGGER fails BEFORE UPDATE ON {schema}.waiting_list FOR EACH ROW EXECUTE FUNCTION {schema}.fails()"
        ))
        .await;
    agenda.gives_back("10:00").await;
    assert_eq!(state(&agenda.waiting_entry(&entry).await), "waiting");
    assert_eq!(agenda.offers_told().await, Vec::<Value>::new());
    assert_eq!(agenda.books(agenda.at(1, "10:00")).await.status, 201);
}

#[tokio::test]
async fn the_list_is_kept_by_the_desk() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let ana = agenda
        .wants("Ana", json!({"notes": "Prefiere la mañana"}))
        .await;
    let luis = agenda
        .wants("Luis", json!({"professional_id": agenda.professionals[1]}))
        .await;
    let names = |answer: &Value| -> Vec<String> {
        let rows = answer["data"].as_array().unwrap();
        rows.iter().map(|row| text(row, "client_name")).collect()
    };
    for (query, expected) in [
        ("", vec!["Ana", "Luis"]),
        ("sort=-created_at", vec!["Luis", "Ana"]),
        ("q=LUIS", vec!["Luis"]),
        ("filter[state]=offered", vec![]),
        ("filter[professional_id][empty]=true", vec!["Ana"]),
    ] {
        let answer = agenda.admin.get(&format!("/waiting-list?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(names(&answer.json()), expected, "{query}");
    }
    assert_eq!(luis["professional_name"], "Dr. Paz");
    let again = json!({"client_id": ana["client_id"], "service_id": ana["service_id"], "until_day": agenda.list_day(3)});
    refused(
        &agenda.admin.post("/waiting-list", again).await,
        409,
        "already_waiting",
    );

    let path = format!("/waiting-list/{}", text(&ana, "id"));
    let changed = agenda
        .admin
        .patch(
            &path,
            "\"1\"",
            json!({"until_day": agenda.list_day(9), "from": "08:00", "until": "12:00", "notes": null}),
        )
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let body = changed.json();
    assert_eq!(
        (
            &body["until_day"],
            &body["from"],
            &body["until"],
            &body["notes"]
        ),
        (
            &json!(agenda.list_day(9)),
            &json!("08:00"),
            &json!("12:00"),
            &Value::Null
        )
    );
    refused(
        &agenda
            .admin
            .patch(&path, "\"1\"", json!({"notes": "x"}))
            .await,
        412,
        "version_mismatch",
    );
    for (body, field, code) in [
        (
            json!({"until_day": agenda.list_day(0)}),
            "until_day",
            "days_invalid",
        ),
        (json!({"from": "10:00"}), "until", "hours_incomplete"),
        (
            json!({"from": "10:00", "until": "09:00"}),
            "until",
            "hours_invalid",
        ),
        (
            json!({"professional_id": Uuid::now_v7()}),
            "professional_id",
            "professional_unknown",
        ),
        (json!({"state": "booked"}), "state", "unknown_field"),
    ] {
        let answer = agenda.admin.patch(&path, "*", body).await;
        refused(&answer, 422, "validation_failed");
        let told = answer.json();
        assert_eq!(
            (&told["errors"][0]["field"], &told["errors"][0]["code"]),
            (&json!(field), &json!(code)),
            "{told}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_entry_is_named() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let good = json!({"client_id": agenda.client, "service_id": agenda.services[0], "until_day": agenda.list_day(1)});
    for (member, value, code) in [
        ("client_id", json!(Uuid::now_v7()), "client_unknown"),
        ("service_id", json!(Uuid::now_v7()), "service_unknown"),
        ("professional_id", json!("quien sea"), "id_invalid"),
        ("branch_id", json!(Uuid::now_v7()), "branch_unknown"),
        ("until_day", json!("mañana"), "date_invalid"),
        ("until_day", Value::Null, "required"),
        ("until_day", json!("2020-01-01"), "days_invalid"),
        ("until_day", json!("2999-01-01"), "days_invalid"),
        ("notes", json!("x".repeat(1001)), "text_too_long"),
    ] {
        let mut body = good.clone();
        body[member] = value.clone();
        let answer = agenda.admin.post("/waiting-list", body).await;
        refused(&answer, 422, "validation_failed");
        let told = answer.json();
        assert_eq!(
            (&told["errors"][0]["field"], &told["errors"][0]["code"]),
            (&json!(member), &json!(code)),
            "{told}"
        );
    }
    assert_eq!(agenda.admin.post("/waiting-list", good).await.status, 201);
}

#[tokio::test]
async fn another_branch_sees_nothing_of_the_list() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let entry = agenda.wants("Ana", json!({})).await;
    let other = branch(&agenda.clinic, "SUR").await;
    let rights = [
        "appointments.view",
        "appointments.add",
        "appointments.change",
    ];
    role(&agenda.admin, "recepcion", None, &rights).await;
    hire(
        &agenda.clinic,
        "sur",
        Some(other),
        &[("recepcion", Some(&[other]))],
    )
    .await;
    let desk = agenda.clinic.enters("sur@test.co").await;
    assert_eq!(desk.get("/waiting-list").await.json()["total"], 0);
    let path = format!("/waiting-list/{}", text(&entry, "id"));
    refused(&desk.get(&path).await, 404, "not_found");
    refused(
        &desk.patch(&path, "*", json!({"notes": "x"})).await,
        404,
        "not_found",
    );
    for verb in ["cancel", "book"] {
        refused(
            &desk.post(&format!("{path}/{verb}"), json!({})).await,
            404,
            "not_found",
        );
    }
}

#[tokio::test]
async fn a_link_that_nobody_signed_opens_nothing() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let entry = agenda.wants("Ana", json!({})).await;
    agenda.gives_back("10:00").await;
    // Of an offer that was never made, of something else, and of nothing at all.
    refused(&agenda.takes_offer(&entry, 2).await, 404, "not_found");
    refused(&agenda.takes_offer(&entry, 0).await, 404, "not_found");
    let id: Uuid = text(&entry, "id").parse().unwrap();
    let other = harness
        .state
        .links
        .sign(SignedFor::Appointment, agenda.tenant(), id, 1);
    for token in [
        other.as_str(),
        "x",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        for (method, verb) in [("GET", ""), ("POST", "/accept"), ("POST", "/decline")] {
            let path = format!("/api/v1/public/offers/{token}{verb}");
            let answer = harness
                .request(method, &agenda.clinic.host, &path)
                .send()
                .await;
            refused(&answer, 404, "not_found");
        }
    }
    assert_eq!(state(&agenda.waiting_entry(&entry).await), "offered");
}
