//! Working time: weeks, exceptions, availability made from them and edited by hand, blocks, booking settings.

use crate::{
    agenda::Agenda,
    client::Response,
    harness::Harness,
    rbac::{branch, change, hire, refused, role, text, told},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use panal_domain::scheduling::{
    holidays::of_year,
    time::{self, Edge, TimeOfDay},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Agenda<'_> {
    pub(crate) fn zone(&self) -> Tz {
        self.clinic.tenant.time_zone.parse().unwrap()
    }

    pub(crate) fn today(&self) -> NaiveDate {
        time::day_of(Utc::now(), self.zone())
    }

    /// A day so many days ahead, or the next that is no holiday.
    pub(crate) fn workday(&self, days: u64) -> NaiveDate {
        let country = self.clinic.tenant.country.parse().unwrap();
        (self.today() + Days::new(days))
            .iter_days()
            .find(|day| {
                of_year(country, day.year())
                    .iter()
                    .all(|holiday| holiday.day != *day)
            })
            .unwrap()
    }

    pub(crate) fn moment(&self, day: NaiveDate, hour: &str) -> DateTime<Utc> {
        let hour = TimeOfDay::parse(hour).unwrap();
        time::moment(day, hour, self.zone(), Edge::Begin).unwrap()
    }

    /// Intervals of the first professional from one day to another.
    pub(crate) async fn slots(&self, from: NaiveDate, until: NaiveDate, state: &str) -> Vec<Value> {
        let professional = self.professionals[0];
        let path = format!(
            "/time-slots?from={from}&until={until}&professional={professional}&state={state}"
        );
        let answer = self.admin.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["data"].as_array().unwrap().clone()
    }

    /// When the first professional can be booked on a day: `08:00-12:00 13:00-18:00`.
    pub(crate) async fn hours(&self, day: NaiveDate) -> String {
        let clock = |slot: &Value, name: &str| {
            let moment: DateTime<Utc> = serde_json::from_value(slot[name].clone()).unwrap();
            moment
                .with_timezone(&self.zone())
                .format("%H:%M")
                .to_string()
        };
        let slots = self.slots(day, day, "disponible").await;
        let hours: Vec<String> = slots
            .iter()
            .map(|slot| format!("{}-{}", clock(slot, "starts_at"), clock(slot, "ends_at")))
            .collect();
        hours.join(" ")
    }

    pub(crate) async fn generates(&self, body: Value) -> Value {
        let answer = self.admin.post("/schedules/generate", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    fn schedule(&self) -> String {
        format!("/professionals/{}/schedule", self.professionals[0])
    }

    /// Every day's hours at the branch.
    fn daily(&self, ranges: &[(&str, &str, bool)]) -> Value {
        let hours: Vec<Value> = (1..=7)
            .flat_map(|weekday| {
                ranges.iter().map(move |(from, until, allows)| {
                    json!({"branch_id": self.branch, "weekday": weekday, "from": from, "until": until,
                           "allows_bookings": allows})
                })
            })
            .collect();
        json!({"hours": hours})
    }

    async fn works(&self, ranges: &[(&str, &str, bool)]) -> Response {
        let answer = change(&self.admin, "PUT", &self.schedule(), self.daily(ranges)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    /// An appointment of the first professional, as the database keeps it.
    async fn is_booked(&self, day: NaiveDate, hour: &str) {
        let schema = self.clinic.tenant.schema.quoted();
        let (from, until) = (
            self.moment(day, hour),
            self.moment(day, hour) + TimeDelta::minutes(30),
        );
        let (professional, branch) = (self.professionals[0], self.branch);
        let (client, service, id) = (self.client, self.services[0], uuid::Uuid::now_v7());
        self.clinic
            .harness
            .sql(&format!(
                "INSERT INTO {schema}.appointments (id, code, branch_id, client_id, professional_id, service_id,
                     state, source, day, starts_at, ends_at, service_price, final_price, visit_id)
                 VALUES ('{id}', 'CIT-{id}', '{branch}', '{client}', '{professional}', '{service}', 'pendiente',
                     'staff', '{day}', '{from}', '{until}', 100, 100, '{id}');
                 INSERT INTO {schema}.time_slots (id, branch_id, professional_id, state, starts_at, ends_at,
                     appointment_id)
                 VALUES (gen_random_uuid(), '{branch}', '{professional}', 'ocupado', '{from}', '{until}', '{id}')"
            ))
            .await;
    }
}

#[tokio::test]
async fn generating_again_changes_nothing() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let (today, day) = (agenda.today(), agenda.workday(2));
    let before = agenda.slots(day, day, "disponible").await;
    let made = agenda.generates(json!({})).await;
    assert_eq!(made["from"], today.to_string());
    assert_eq!(made["until"], (today + Days::new(90)).to_string());
    assert_eq!(made["professionals"], 2);
    assert!(made["created"].as_u64().unwrap() > 100, "{made}");
    assert_eq!(
        agenda.slots(day, day, "disponible").await,
        before,
        "what was right stays, ids and all"
    );
    let end = today + Days::new(61);
    let all = agenda.slots(today, end, "disponible").await;
    // Nobody named is everybody.
    for everybody in [json!({}), json!({"professionals": []})] {
        let again = agenda.generates(everybody).await;
        assert_eq!(
            (
                &again["professionals"],
                &again["created"],
                &again["removed"]
            ),
            (&json!(2), &json!(0), &json!(0))
        );
    }
    assert_eq!(agenda.slots(today, end, "disponible").await, all);
    let (who, changes) = told(&agenda.clinic, "generate").await;
    assert!(!who.is_empty());
    assert_eq!(changes["from"], today.to_string());
    // For some only, and for days that are over not at all.
    let some = json!({"professionals": [agenda.professionals[0]], "until": today + Days::new(100)});
    let made = agenda.generates(some).await;
    assert_eq!(made["professionals"], 1);
    assert!(made["created"].as_u64().unwrap() > 0);
    let past = json!({"from": today - Days::new(30), "until": today - Days::new(1)});
    assert_eq!(agenda.generates(past).await["created"], 0);
}

#[tokio::test]
async fn what_cannot_be_generated_names_its_field() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let today = agenda.today();
    for (body, field, code) in [
        (
            json!({"until": today + Days::new(367)}),
            "until",
            "range_invalid",
        ),
        (
            json!({"until": today - Days::new(1)}),
            "until",
            "range_invalid",
        ),
        (
            json!({"from": today + Days::new(400), "until": today + Days::new(401)}),
            "until",
            "range_invalid",
        ),
        (json!({"from": "mañana"}), "from", "date_invalid"),
        (
            json!({"professionals": ["x"]}),
            "professionals.0",
            "id_invalid",
        ),
        (
            json!({"professionals": [agenda.client]}),
            "professionals.0",
            "professional_unknown",
        ),
        (json!({"days": 3}), "days", "unknown_field"),
    ] {
        let answer = agenda.admin.post("/schedules/generate", body).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(
            answer.json()["errors"][0]["field"],
            field,
            "{}",
            answer.text()
        );
        assert_eq!(
            answer.json()["errors"][0]["code"],
            code,
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn a_week_is_written_at_once_and_availability_follows() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(3);
    let read = agenda.admin.get(&agenda.schedule()).await;
    let etag = read.header("etag").unwrap().to_owned();
    assert_eq!(read.json()["hours"].as_array().unwrap().len(), 7);
    let body = agenda.daily(&[
        ("13:00", "17:00", true),
        ("08:00", "12:30", true),
        ("10:00", "10:15", false),
    ]);
    let put = |etag: String| {
        agenda
            .admin
            .request("PUT", &agenda.schedule())
            .header("If-Match", &etag)
            .json(&body)
            .send()
    };
    let written = put(etag.clone()).await;
    assert_eq!(written.status, 200, "{}", written.text());
    assert_ne!(written.header("etag").unwrap(), etag);
    let first = &written.json()["hours"][0];
    assert_eq!(
        (&first["weekday"], &first["from"]),
        (&json!(1), &json!("08:00"))
    );
    assert_eq!(
        agenda.hours(day).await,
        "08:00-10:00 10:15-12:30 13:00-17:00"
    );
    refused(&put(etag).await, 412, "version_mismatch");
    let (_, changes) = told(&agenda.clinic, "update").await;
    assert_eq!(changes["hours"][1].as_array().unwrap().len(), 21);
}

#[tokio::test]
async fn hours_that_cannot_be_worked_are_refused_by_name() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let one = |weekday: u32, from: &str, until: &str| json!({"branch_id": agenda.branch, "weekday": weekday, "from": from, "until": until});
    let nowhere =
        json!({"branch_id": agenda.client, "weekday": 1, "from": "08:00", "until": "09:00"});
    for (hours, field, code) in [
        (
            json!([one(1, "08:00", "12:00"), one(1, "11:00", "13:00")]),
            "hours.1",
            "schedule_overlap",
        ),
        (
            json!([one(1, "12:00", "08:00")]),
            "hours.0.until",
            "hours_invalid",
        ),
        (
            json!([one(8, "08:00", "12:00")]),
            "hours.0.weekday",
            "weekday_invalid",
        ),
        (
            json!([one(0, "08:00", "12:00")]),
            "hours.0.weekday",
            "weekday_invalid",
        ),
        (
            json!([one(1, "8h", "12:00")]),
            "hours.0.from",
            "time_of_day_invalid",
        ),
        (
            json!([one(1, "08:00", "25:00")]),
            "hours.0.until",
            "time_of_day_invalid",
        ),
        (json!([nowhere]), "hours", "branch_unknown"),
        (
            json!(vec![one(1, "08:00", "08:01"); 71]),
            "hours.70",
            "schedule_too_long",
        ),
    ] {
        let answer = change(
            &agenda.admin,
            "PUT",
            &agenda.schedule(),
            json!({"hours": hours}),
        )
        .await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(
            answer.json()["errors"][0]["field"],
            field,
            "{}",
            answer.text()
        );
        assert_eq!(
            answer.json()["errors"][0]["code"],
            code,
            "{}",
            answer.text()
        );
    }
    assert_eq!(agenda.hours(agenda.workday(1)).await, "08:00-18:00");
    let unknown = format!("/professionals/{}/schedule", agenda.client);
    refused(
        &change(&agenda.admin, "PUT", &unknown, json!({"hours": []})).await,
        404,
        "not_found",
    );
}

#[tokio::test]
async fn a_week_that_changes_leaves_what_is_booked() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(3);
    agenda.is_booked(day, "09:00").await;
    let before = agenda.slots(day, day, "ocupado").await;
    agenda.works(&[("14:00", "18:00", true)]).await;
    assert_eq!(agenda.hours(day).await, "14:00-18:00");
    assert_eq!(agenda.slots(day, day, "ocupado").await, before);
    agenda.works(&[]).await;
    assert_eq!(agenda.hours(day).await, "");
    assert_eq!(agenda.slots(day, day, "ocupado").await, before);
    assert_eq!(before.len(), 1);
    assert_eq!(agenda.clinic.count("appointments").await, 1);
}

#[tokio::test]
async fn a_change_reaches_as_far_as_availability_was_made() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let far = agenda.workday(200);
    agenda.generates(json!({"until": far + Days::new(2)})).await;
    assert_eq!(agenda.hours(far).await, "08:00-18:00");
    agenda.works(&[("10:00", "11:00", true)]).await;
    assert_eq!(agenda.hours(far).await, "10:00-11:00");
}

#[tokio::test]
async fn exceptions_change_days_and_count_who_is_left_outside() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(4);
    agenda.generates(json!({})).await;
    agenda.is_booked(day, "09:00").await;
    let off = json!({"kind": "day_off", "professional_id": agenda.professionals[0], "starts_on": day,
                     "reason": "Congreso"});
    let made = agenda.admin.post("/schedule-exceptions", off).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["appointments_outside"], 1);
    assert_eq!(made.json()["ends_on"], day.to_string());
    assert_eq!(agenda.hours(day).await, "");
    let path = format!("/schedule-exceptions/{}", text(&made.json(), "id"));
    let other = json!({"kind": "other_hours", "professional_id": agenda.professionals[0],
                       "branch_id": agenda.branch, "starts_on": day,
                       "hours": [{"from": "15:00", "until": "16:00"}, {"from": "09:00", "until": "10:00"}]});
    let put = change(&agenda.admin, "PUT", &path, other).await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(put.json()["appointments_outside"], 0);
    assert_eq!(agenda.hours(day).await, "09:00-10:00 15:00-16:00");
    let listed = agenda.admin.get("/schedule-exceptions").await.json();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
    let none = format!("/schedule-exceptions?from={}", day + Days::new(1));
    assert_eq!(agenda.admin.get(&none).await.json()["data"], json!([]));
    let gone = change(&agenda.admin, "DELETE", &path, Value::Null).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(gone.json()["appointments_outside"], 0);
    assert_eq!(agenda.hours(day).await, "08:00-18:00");
    // All of the business: both professionals.
    let closed = json!({"kind": "day_off", "starts_on": day, "ends_on": day + Days::new(1)});
    let made = agenda.admin.post("/schedule-exceptions", closed).await;
    assert_eq!(made.json()["appointments_outside"], 1, "{}", made.text());
    let path = format!("/time-slots?from={day}&until={day}&state=disponible");
    assert_eq!(agenda.admin.get(&path).await.json()["data"], json!([]));
}

#[tokio::test]
async fn an_exception_that_makes_no_sense_is_refused_by_name() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(4);
    let hours = json!([{"from": "09:00", "until": "10:00"}]);
    for (body, field, code) in [
        (json!({"starts_on": day}), "kind", "required"),
        (
            json!({"kind": "vacation", "starts_on": day}),
            "kind",
            "exception_kind_unknown",
        ),
        (json!({"kind": "day_off"}), "starts_on", "required"),
        (
            json!({"kind": "day_off", "starts_on": "1/2/2026"}),
            "starts_on",
            "date_invalid",
        ),
        (
            json!({"kind": "day_off", "starts_on": day, "ends_on": day - Days::new(1)}),
            "ends_on",
            "range_invalid",
        ),
        (
            json!({"kind": "day_off", "starts_on": day, "hours": hours}),
            "hours",
            "hours_not_allowed",
        ),
        (
            json!({"kind": "extra_day", "starts_on": day, "professional_id": agenda.professionals[0], "hours": hours}),
            "branch_id",
            "required",
        ),
        (
            json!({"kind": "day_off", "starts_on": day, "branch_id": agenda.client}),
            "branch_id",
            "branch_unknown",
        ),
        (
            json!({"kind": "day_off", "starts_on": day, "professional_id": agenda.client}),
            "professional_id",
            "professional_unknown",
        ),
    ] {
        let answer = agenda.admin.post("/schedule-exceptions", body).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(
            answer.json()["errors"][0]["field"],
            field,
            "{}",
            answer.text()
        );
        assert_eq!(
            answer.json()["errors"][0]["code"],
            code,
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn days_edited_by_hand_are_kept_until_they_are_given_back() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(5);
    agenda.generates(json!({})).await;
    let slot = agenda.slots(day, day, "disponible").await.remove(0);
    let path = format!("/time-slots/{}", text(&slot, "id"));
    let later = json!({"starts_at": agenda.moment(day, "11:00")});
    let moved = change(&agenda.admin, "PATCH", &path, later).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let evening = json!({"branch_id": agenda.branch, "professional_id": agenda.professionals[0],
        "starts_at": agenda.moment(day, "19:00"), "ends_at": agenda.moment(day, "20:00")});
    let added = agenda.admin.post("/time-slots", evening.clone()).await;
    assert_eq!(added.status, 201, "{}", added.text());
    refused(
        &agenda.admin.post("/time-slots", evening).await,
        409,
        "availability_overlaps",
    );
    let by_hand = agenda.slots(day, day, "disponible").await;
    let made = agenda.generates(json!({})).await;
    assert_eq!(made["kept_days"], 1);
    agenda.works(&[("08:00", "09:00", true)]).await;
    assert_eq!(agenda.slots(day, day, "disponible").await, by_hand);
    assert_eq!(agenda.hours(day).await, "11:00-18:00 19:00-20:00");

    let back = format!(
        "/professionals/{}/edited-days/{day}",
        agenda.professionals[0]
    );
    let given = change(&agenda.admin, "DELETE", &back, Value::Null).await;
    assert_eq!(given.status, 204, "{}", given.text());
    assert_eq!(agenda.hours(day).await, "08:00-09:00");
    refused(
        &change(&agenda.admin, "DELETE", &back, Value::Null).await,
        404,
        "not_found",
    );

    // Taken out by hand, a day stays empty.
    let slot = agenda.slots(day, day, "disponible").await.remove(0);
    let path = format!("/time-slots/{}", text(&slot, "id"));
    let gone = change(&agenda.admin, "DELETE", &path, Value::Null).await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    agenda.generates(json!({})).await;
    assert_eq!(agenda.hours(day).await, "");

    // What is added to a day that is not made yet comes to its hours.
    let far = agenda.workday(120);
    let evening = json!({"branch_id": agenda.branch, "professional_id": agenda.professionals[0],
        "starts_at": agenda.moment(far, "19:00"), "ends_at": agenda.moment(far, "20:00")});
    let added = agenda.admin.post("/time-slots", evening).await;
    assert_eq!(added.status, 201, "{}", added.text());
    assert_eq!(agenda.hours(far).await, "08:00-09:00 19:00-20:00");
}

#[tokio::test]
async fn a_day_off_goes_before_what_was_edited_by_hand() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(5);
    let add = async |from: &str, until: &str| {
        let evening = json!({"branch_id": agenda.branch, "professional_id": agenda.professionals[0],
            "starts_at": agenda.moment(day, from), "ends_at": agenda.moment(day, until)});
        let added = agenda.admin.post("/time-slots", evening).await;
        assert_eq!(added.status, 201, "{}", added.text());
    };
    add("19:00", "20:00").await;
    agenda.is_booked(day, "19:00").await;
    let off =
        json!({"kind": "day_off", "professional_id": agenda.professionals[0], "starts_on": day});
    let made = agenda.admin.post("/schedule-exceptions", off).await;
    assert_eq!(made.json()["appointments_outside"], 1, "{}", made.text());
    assert_eq!(agenda.hours(day).await, "");
    // What is edited after it holds.
    add("10:00", "11:00").await;
    agenda.generates(json!({})).await;
    assert_eq!(agenda.hours(day).await, "10:00-11:00");
    let holiday = format!("/holidays/{day}");
    let put = change(&agenda.admin, "PUT", &holiday, json!({"name": "Duelo"})).await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(agenda.hours(day).await, "");
    let path = format!("/schedule-exceptions/{}", text(&made.json(), "id"));
    change(&agenda.admin, "DELETE", &path, Value::Null).await;
    change(&agenda.admin, "DELETE", &holiday, Value::Null).await;
    assert_eq!(agenda.hours(day).await, "08:00-18:00");
    // Of days too far ahead to be made, those are counted whose day it is.
    let far = agenda.workday(200);
    agenda.is_booked(far, "09:00").await;
    let off = json!({"kind": "day_off", "branch_id": agenda.branch, "starts_on": far});
    let made = agenda.admin.post("/schedule-exceptions", off).await;
    assert_eq!(made.json()["appointments_outside"], 1, "{}", made.text());
    assert_eq!(agenda.hours(agenda.workday(190)).await, "");
}

#[tokio::test]
async fn who_works_here_no_more_has_no_availability() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(5);
    let path = format!("/professionals/{}", agenda.professionals[0]);
    let is_active = async |is_active: bool| {
        let body = json!({"is_active": is_active});
        let answer = change(&agenda.admin, "PATCH", &path, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    is_active(false).await;
    assert_eq!(agenda.hours(day).await, "");
    let only = json!({"professionals": [agenda.professionals[0]]});
    let made = agenda.generates(only).await;
    assert_eq!((&made["created"], &made["removed"]), (&json!(0), &json!(0)));
    is_active(true).await;
    assert_eq!(
        agenda.hours(day).await,
        "08:00-18:00",
        "back at work at once"
    );
}

#[tokio::test]
async fn the_desk_blocks_an_hour_unless_somebody_is_booked_in_it() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(5);
    agenda.is_booked(day, "09:00").await;
    let block = |from: &str, until: &str| {
        json!({"branch_id": agenda.branch, "professional_id": agenda.professionals[0], "reason": "Reunión",
               "starts_at": agenda.moment(day, from), "ends_at": agenda.moment(day, until)})
    };
    let answer = agenda.admin.post("/blocks", block("08:30", "10:00")).await;
    refused(&answer, 409, "slot_taken");
    let conflicts = &answer.json()["conflicts"];
    assert_eq!(conflicts.as_array().unwrap().len(), 1);
    assert_eq!(conflicts[0]["client"], "Rosa Quispe");
    assert_eq!(
        conflicts[0]["starts_at"],
        json!(agenda.moment(day, "09:00"))
    );
    let made = agenda.admin.post("/blocks", block("10:00", "11:00")).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["state"], "bloqueado");
    let again = agenda.admin.post("/blocks", block("10:30", "12:00")).await;
    refused(&again, 409, "slot_taken");
    assert_eq!(again.json()["conflicts"], json!([]));
    let path = format!("/blocks/{}", text(&made.json(), "id"));
    let gone = change(&agenda.admin, "DELETE", &path, Value::Null).await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    refused(
        &change(&agenda.admin, "DELETE", &path, Value::Null).await,
        404,
        "not_found",
    );
    for (body, field) in [
        (block("11:00", "11:00"), "ends_at"),
        (
            json!({"branch_id": agenda.branch, "starts_at": agenda.moment(day, "11:00"),
                "ends_at": agenda.moment(day, "12:00")}),
            "professional_id",
        ),
    ] {
        let answer = agenda.admin.post("/blocks", body).await;
        refused(&answer, 422, "validation_failed");
        assert_eq!(
            answer.json()["errors"][0]["field"],
            field,
            "{}",
            answer.text()
        );
    }
    // What is available is no block, and a block is not available.
    let slot = agenda.slots(day, day, "disponible").await.remove(0);
    let path = format!("/blocks/{}", text(&slot, "id"));
    refused(
        &change(&agenda.admin, "DELETE", &path, Value::Null).await,
        404,
        "not_found",
    );
}

#[tokio::test]
async fn a_hold_that_has_expired_is_in_nobodys_way() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let day = agenda.workday(5);
    let schema = agenda.clinic.tenant.schema.quoted();
    let (professional, branch, service) =
        (agenda.professionals[0], agenda.branch, agenda.services[0]);
    let hold = async |from: &str, until: &str, expires: &str| {
        let (from, until) = (agenda.moment(day, from), agenda.moment(day, until));
        harness
            .sql(&format!(
                "INSERT INTO {schema}.time_slots (id, branch_id, professional_id, state, starts_at, ends_at,
                     expires_at, hold_id, service_id, service_starts_at, service_ends_at)
                 VALUES (gen_random_uuid(), '{branch}', '{professional}', 'reservado_temporal', '{from}', '{until}',
                     now() + interval '{expires}', gen_random_uuid(), '{service}', '{from}', '{until}')"
            ))
            .await;
    };
    hold("09:00", "10:00", "-1 second").await;
    hold("14:00", "15:00", "10 minutes").await;
    assert_eq!(agenda.slots(day, day, "reservado_temporal").await.len(), 1);
    let block = |from: &str, until: &str| {
        json!({"branch_id": branch, "professional_id": professional,
               "starts_at": agenda.moment(day, from), "ends_at": agenda.moment(day, until)})
    };
    let made = agenda.admin.post("/blocks", block("08:00", "12:00")).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let taken = agenda.admin.post("/blocks", block("12:00", "16:00")).await;
    refused(&taken, 409, "slot_taken");
}

#[tokio::test]
async fn who_is_limited_to_a_branch_changes_its_hours_alone() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let south = branch(&agenda.clinic, "SUR").await;
    let rights = ["schedules.view", "schedules.change", "appointments.change"];
    role(&agenda.admin, "turnos", None, &rights).await;
    hire(
        &agenda.clinic,
        "sara",
        Some(south),
        &[("turnos", Some(&[south]))],
    )
    .await;
    let sara = agenda.clinic.enters("sara@test.co").await;
    let day = agenda.workday(6);
    assert_eq!(
        sara.get(&agenda.schedule()).await.json()["hours"],
        json!([])
    );
    let at = |branch: Value, from: &str, until: &str| {
        let hours: Vec<Value> = (1..=7)
            .map(|weekday| json!({"branch_id": branch, "weekday": weekday, "from": from, "until": until}))
            .collect();
        json!({"hours": hours})
    };
    let clash = change(
        &sara,
        "PUT",
        &agenda.schedule(),
        at(json!(south), "17:00", "20:00"),
    )
    .await;
    refused(&clash, 422, "validation_failed");
    assert_eq!(clash.json()["errors"][0]["code"], "schedule_overlap");
    let theirs = at(json!(agenda.branch), "08:00", "09:00");
    let foreign = change(&sara, "PUT", &agenda.schedule(), theirs).await;
    assert_eq!(foreign.json()["errors"][0]["code"], "branch_unknown");
    let own = change(
        &sara,
        "PUT",
        &agenda.schedule(),
        at(json!(south), "18:00", "20:00"),
    )
    .await;
    assert_eq!(own.status, 200, "{}", own.text());
    assert_eq!(own.json()["hours"].as_array().unwrap().len(), 7);
    assert_eq!(agenda.hours(day).await, "08:00-18:00 18:00-20:00");
    // Nor do her breaks and exceptions take hours from others.
    let mut rested = at(json!(south), "18:00", "20:00");
    let rest = (1..=7).map(|weekday| {
        json!({"branch_id": south, "weekday": weekday, "from": "00:00", "until": "19:00", "allows_bookings": false})
    });
    rested["hours"].as_array_mut().unwrap().extend(rest);
    let put = change(&sara, "PUT", &agenda.schedule(), rested).await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(agenda.hours(day).await, "08:00-18:00 19:00-20:00");
    let hours = |kind: &str, from: &str, until: &str| {
        json!({"kind": kind, "professional_id": agenda.professionals[0], "branch_id": south, "starts_on": day,
               "hours": [{"from": from, "until": until}]})
    };
    for kind in ["extra_day", "other_hours"] {
        let answer = sara
            .post("/schedule-exceptions", hours(kind, "00:00", "24:00"))
            .await;
        refused(&answer, 422, "validation_failed");
        assert_eq!(answer.json()["errors"][0]["code"], "schedule_overlap");
        assert_eq!(answer.json()["errors"][0]["field"], "hours");
    }
    let other = sara
        .post(
            "/schedule-exceptions",
            hours("other_hours", "20:00", "21:00"),
        )
        .await;
    assert_eq!(other.status, 201, "{}", other.text());
    assert_eq!(agenda.hours(day).await, "08:00-18:00 20:00-21:00");
    let path = format!("/schedule-exceptions/{}", text(&other.json(), "id"));
    let over = change(&sara, "PUT", &path, hours("other_hours", "17:00", "21:00")).await;
    refused(&over, 422, "validation_failed");
    change(&sara, "DELETE", &path, Value::Null).await;
    // Nor does she hear who is booked there, or give back what was edited there.
    agenda.is_booked(day, "09:00").await;
    let block = json!({"branch_id": south, "professional_id": agenda.professionals[0],
                       "starts_at": agenda.moment(day, "08:00"), "ends_at": agenda.moment(day, "20:00")});
    let taken = sara.post("/blocks", block).await;
    refused(&taken, 409, "slot_taken");
    assert_eq!(taken.json()["conflicts"], json!([]));
    let early = json!({"branch_id": agenda.branch, "professional_id": agenda.professionals[0],
        "starts_at": agenda.moment(day, "06:00"), "ends_at": agenda.moment(day, "07:00")});
    assert_eq!(agenda.admin.post("/time-slots", early).await.status, 201);
    let back = format!(
        "/professionals/{}/edited-days/{day}",
        agenda.professionals[0]
    );
    refused(
        &change(&sara, "DELETE", &back, Value::Null).await,
        404,
        "not_found",
    );
    let again = at(json!(south), "18:00", "20:00");
    assert_eq!(
        change(&sara, "PUT", &agenda.schedule(), again).await.status,
        200
    );
    assert_eq!(
        agenda.hours(day).await,
        "06:00-07:00 08:00-18:00 18:00-20:00",
        "her branch goes on"
    );
    assert_eq!(
        change(&agenda.admin, "DELETE", &back, Value::Null)
            .await
            .status,
        204
    );
    // Days off of everywhere are for who is responsible for everywhere.
    let off =
        json!({"kind": "day_off", "starts_on": day, "professional_id": agenda.professionals[0]});
    let answer = sara.post("/schedule-exceptions", off).await;
    assert_eq!(answer.json()["errors"][0]["field"], "branch_id");
    let later = json!({"kind": "day_off", "starts_on": day + Days::new(9)});
    let everywhere = agenda.admin.post("/schedule-exceptions", later).await;
    let path = format!("/schedule-exceptions/{}", text(&everywhere.json(), "id"));
    assert_eq!(sara.get(&path).await.status, 200, "it concerns her");
    refused(
        &change(&sara, "DELETE", &path, Value::Null).await,
        404,
        "not_found",
    );
    let off = json!({"kind": "day_off", "starts_on": day, "branch_id": south});
    let answer = sara.post("/schedule-exceptions", off).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(agenda.hours(day).await, "08:00-18:00");
    let answer = change(
        &sara,
        "PUT",
        &format!("/holidays/{day}"),
        json!({"name": "X"}),
    )
    .await;
    refused(&answer, 403, "permission_limited_to_branches");
    // A branch that closes has no availability, one that opens again has it at once.
    let path = format!("/branches/{south}");
    let closed = change(&agenda.admin, "DELETE", &path, Value::Null).await;
    assert_eq!(closed.status, 204, "{}", closed.text());
    let day = agenda.workday(20);
    assert_eq!(agenda.hours(day).await, "08:00-18:00");
    let open = change(&agenda.admin, "PATCH", &path, json!({"is_active": true})).await;
    assert_eq!(open.status, 200, "{}", open.text());
    assert_eq!(agenda.hours(day).await, "08:00-18:00 18:00-20:00");
}

#[tokio::test]
async fn the_business_says_how_it_takes_bookings() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let read = agenda.admin.get("/booking-settings").await;
    assert_eq!(read.status, 200, "{}", read.text());
    assert_eq!(read.json()["window_days"], 90);
    assert_eq!(read.header("etag"), Some("\"0\""));
    let put = |etag: &'static str, body: Value| {
        agenda
            .admin
            .request("PUT", "/booking-settings")
            .header("If-Match", etag)
            .json(&body)
            .send()
    };
    let set = put(
        "\"0\"",
        json!({"window_days": 30, "reminder_minutes": [60, 1440, 60]}),
    )
    .await;
    assert_eq!(set.status, 200, "{}", set.text());
    assert_eq!(set.json()["reminder_minutes"], json!([1440, 60]));
    assert_eq!(set.json()["interval_minutes"], 15);
    refused(&put("\"0\"", json!({})).await, 412, "version_mismatch");
    let made = agenda.generates(json!({})).await;
    assert_eq!(made["until"], (agenda.today() + Days::new(30)).to_string());
    let far = agenda.workday(60);
    assert_eq!(agenda.hours(far).await, "");
    let wide = change(
        &agenda.admin,
        "PUT",
        "/booking-settings",
        json!({"window_days": 80}),
    )
    .await;
    assert_eq!(wide.status, 200, "{}", wide.text());
    assert_eq!(agenda.hours(far).await, "08:00-18:00", "made at once");
    for (body, field, code) in [
        (json!({"window_days": 0}), "window_days", "out_of_range"),
        (
            json!({"interval_minutes": 7}),
            "interval_minutes",
            "interval_invalid",
        ),
        (json!({"window_days": "90"}), "window_days", "type_invalid"),
        (json!({"window": 9}), "window", "unknown_field"),
        (
            json!({"reminder_minutes": [1]}),
            "reminder_minutes",
            "reminders_invalid",
        ),
    ] {
        let answer = put("*", body).await;
        refused(&answer, 422, "validation_failed");
        assert_eq!(
            answer.json()["errors"][0]["field"],
            field,
            "{}",
            answer.text()
        );
        assert_eq!(
            answer.json()["errors"][0]["code"],
            code,
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn the_agenda_is_read_at_most_two_months_at_once() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let today = agenda.today();
    for (until, status) in [
        (today + Days::new(61), 200),
        (today + Days::new(62), 400),
        (today - Days::new(1), 400),
    ] {
        let path = format!("/time-slots?from={today}&until={until}");
        assert_eq!(agenda.admin.get(&path).await.status, status);
    }
    let path = format!("/time-slots?from={today}&until={today}&state=libre");
    refused(&agenda.admin.get(&path).await, 400, "query_invalid");
}

/// In each zone, for weeks of all sorts over a year with all its changes of the clock: every day is worked for as long
/// as the clock on the wall says, and generating again changes nothing.
#[tokio::test]
async fn days_are_as_long_as_the_clock_says_and_generating_again_keeps_them() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let free = json!({"works_on_holidays": true});
    let set = change(&agenda.admin, "PUT", "/booking-settings", free).await;
    assert_eq!(set.status, 200, "{}", set.text());
    let weeks: [&[(&str, &str, bool)]; 5] = [
        &[("00:00", "24:00", true)],
        // They end when clocks go back in Santiago, and in New York.
        &[("15:00", "23:00", true), ("23:00", "24:00", false)],
        &[("00:00", "01:00", true)],
        &[("00:30", "02:30", true), ("22:00", "24:00", true)],
        &[("01:00", "09:00", true), ("01:15", "03:45", false)],
    ];
    let mut old: &[(&str, &str, bool)] = &[("08:00", "18:00", true)];
    for zone in [
        Tz::America__Santiago,
        Tz::America__Bogota,
        Tz::America__New_York,
    ] {
        let path = format!("/branches/{}", agenda.branch);
        let moved = change(
            &agenda.admin,
            "PATCH",
            &path,
            json!({"time_zone": zone.name()}),
        )
        .await;
        assert_eq!(moved.status, 200, "{}", moved.text());
        let kept = made(&agenda, zone).await;
        let day = time::day_of(Utc::now(), zone) + Days::new(20);
        let minutes: i64 = kept[&day]
            .iter()
            .map(|(_, from, until)| (*until - *from).num_minutes())
            .sum();
        assert_eq!(
            minutes,
            by_the_clock(day, zone, old),
            "the new clock holds at once"
        );
        let mut lengths = Vec::new();
        for week in weeks {
            agenda.works(week).await;
            old = week;
            let today = time::day_of(Utc::now(), zone);
            let only = json!({"from": today, "until": today + Days::new(365), "professionals": [agenda.professionals[0]]});
            agenda.generates(only.clone()).await;
            let kept = made(&agenda, zone).await;
            let again = agenda.generates(only).await;
            assert_eq!(
                (&again["created"], &again["removed"]),
                (&json!(0), &json!(0))
            );
            assert_eq!(made(&agenda, zone).await, kept, "{zone}");
            for day in (today + Days::new(1)).iter_days().take(360) {
                let minutes: i64 = kept.get(&day).map_or(0, |all| {
                    all.iter()
                        .map(|(_, from, until)| (*until - *from).num_minutes())
                        .sum()
                });
                assert_eq!(
                    minutes,
                    by_the_clock(day, zone, week),
                    "{zone} {day} {week:?}"
                );
                if week == weeks[0] {
                    lengths.push(minutes / 60);
                }
            }
        }
        lengths.sort_unstable();
        lengths.dedup();
        let expected: &[i64] = if zone == Tz::America__Bogota {
            &[24]
        } else {
            &[23, 24, 25]
        };
        assert_eq!(lengths, expected, "{zone}");
    }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A range of whole hours between two.
    fn hours(&mut self, first: u64, last: u64) -> Value {
        let from = first + self.below(last - first);
        let until = from + 1 + self.below(last - from);
        json!({"from": format!("{from:02}:00"), "until": format!("{until:02}:00")})
    }
}

/// Weeks at two branches with two clocks, exceptions, holidays and edits by hand at random: what each change makes of
/// its days is what is made of all days at once, or of one day after the other.
#[tokio::test]
async fn availability_is_the_same_however_it_is_made() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("clinica1").await;
    let south = branch(&agenda.clinic, "SUR").await;
    let path = format!("/branches/{south}");
    let moved = change(
        &agenda.admin,
        "PATCH",
        &path,
        json!({"time_zone": "America/Santiago"}),
    )
    .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let (zone, professional) = (agenda.zone(), agenda.professionals[0]);
    let first = agenda.today() + Days::new(1);
    let branches = [json!(agenda.branch), json!(south)];
    let until = agenda.today() + Days::new(90);
    let all = json!({"professionals": [professional], "until": until});
    let mut dice = Dice(20_261_121);
    for _ in 0..12 {
        let day = first + Days::new(dice.below(12));
        let place = &branches[usize::try_from(dice.below(2)).unwrap()];
        let (method, path, body) = match dice.below(6) {
            0 => {
                // Late at one branch and early at the other, whose clock is two hours ahead.
                let hours: Vec<Value> = (1..=7)
                    .flat_map(|weekday| [(weekday, 0, 0, 11), (weekday, 1, 12, 24)])
                    .map(|(weekday, place, from, until)| {
                        let mut hours = dice.hours(from, until);
                        hours["branch_id"] = branches[place].clone();
                        hours["weekday"] = json!(weekday);
                        hours
                    })
                    .collect();
                ("PUT", agenda.schedule(), json!({"hours": hours}))
            }
            1 => (
                "POST",
                "/schedule-exceptions".to_owned(),
                json!({"kind": "day_off", "starts_on": day, "branch_id": place}),
            ),
            kind @ (2 | 3) => {
                let kind = if kind == 2 {
                    "extra_day"
                } else {
                    "other_hours"
                };
                let body = json!({"kind": kind, "professional_id": professional, "branch_id": place, "starts_on": day,
                    "ends_on": day + Days::new(dice.below(3)), "hours": [dice.hours(0, 24)]});
                ("POST", "/schedule-exceptions".to_owned(), body)
            }
            4 => (
                "PUT",
                format!("/holidays/{day}"),
                json!({"name": "X", "is_working": dice.below(2) == 0}),
            ),
            _ => {
                let from = agenda.moment(day, &format!("{:02}:30", dice.below(23)));
                let body = json!({"branch_id": place, "professional_id": professional, "starts_at": from,
                    "ends_at": from + TimeDelta::minutes(30)});
                ("POST", "/time-slots".to_owned(), body)
            }
        };
        let answer = change(&agenda.admin, method, &path, body).await;
        let is_there = answer.status == 409 && path == "/time-slots";
        assert!(is_there || answer.status < 300, "{path} {}", answer.text());
        let again = agenda.generates(all.clone()).await;
        let nothing = (&json!(0), &json!(0));
        assert_eq!((&again["created"], &again["removed"]), nothing, "{path}");
    }
    let hours = async || -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let made = made(&agenda, zone).await;
        made.into_values()
            .flatten()
            .map(|(_, from, until)| (from, until))
            .collect()
    };
    let kept = hours().await;
    assert!(kept.len() > 20);
    // Days on which nothing was edited, one after the other.
    let schema = agenda.clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "DELETE FROM {schema}.time_slots s USING {schema}.branches b WHERE b.id = s.branch_id
             AND NOT EXISTS (SELECT FROM {schema}.edited_days e WHERE e.professional_id = s.professional_id
                 AND e.branch_id = s.branch_id
                 AND e.day = (s.starts_at AT TIME ZONE coalesce(b.time_zone, '{zone}'))::date)"
        ))
        .await;
    assert!(hours().await.len() < kept.len());
    for day in agenda.today().iter_days().take_while(|day| *day <= until) {
        let one = json!({"professionals": [professional], "from": day, "until": day});
        agenda.generates(one).await;
    }
    assert!(hours().await == kept);
}

type Made = BTreeMap<NaiveDate, Vec<(uuid::Uuid, DateTime<Utc>, DateTime<Utc>)>>;

/// What the first professional has, by the day on which it begins.
async fn made(agenda: &Agenda<'_>, zone: Tz) -> Made {
    let schema = agenda.clinic.tenant.schema.quoted();
    let rows = agenda
        .clinic
        .harness
        .db
        .superuser()
        .await
        .query(
            &format!(
                "SELECT id, starts_at, ends_at FROM {schema}.time_slots
                 WHERE state = 'disponible' AND professional_id = $1 ORDER BY starts_at"
            ),
            &[&agenda.professionals[0]],
        )
        .await
        .unwrap();
    let mut made = Made::new();
    for row in rows {
        let from: DateTime<Utc> = row.get(1);
        let day = made.entry(time::day_of(from, zone)).or_default();
        day.push((row.get(0), from, row.get(2)));
    }
    made
}

/// Minutes of a day at which the clock shows working time, counted by quarters of an hour.
fn by_the_clock(day: NaiveDate, zone: Tz, week: &[(&str, &str, bool)]) -> i64 {
    let minute = |hour: &str| u32::from(TimeOfDay::parse(hour).unwrap().minutes().cast_unsigned());
    let week: Vec<_> = week
        .iter()
        .map(|(from, until, allows)| (minute(from)..minute(until), *allows))
        .collect();
    let covers = |allows: bool, minute: u32| {
        week.iter()
            .any(|(range, one)| *one == allows && range.contains(&minute))
    };
    let all = time::days(day, day, zone).unwrap();
    let mut at = all.from;
    let mut worked = 0;
    while at < all.until {
        let minute = time::minute_of(at, zone);
        worked += 15 * i64::from(covers(true, minute) && !covers(false, minute));
        at += TimeDelta::minutes(15);
    }
    worked
}
