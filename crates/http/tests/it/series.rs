//! Appointments that recur, by the clock on the wall.

use crate::{
    agenda::Agenda,
    harness::Harness,
    rbac::{branch, hire, refused, role, text},
};
use chrono::{DateTime, Days, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use panal_domain::scheduling::{
    TimeOfDay,
    time::{self, Edge},
};
use proptest::{
    prelude::Strategy,
    strategy::ValueTree,
    test_runner::{Config, RngSeed, TestRunner},
};
use serde_json::{Value, json};
use uuid::Uuid;

fn moment(value: &Value) -> DateTime<Utc> {
    value.as_str().expect("moment").parse().expect("moment")
}

fn rows(series: &Value) -> &Vec<Value> {
    series["appointments"].as_array().expect("appointments")
}

fn starts(series: &Value) -> Vec<DateTime<Utc>> {
    rows(series)
        .iter()
        .map(|row| moment(&row["starts_at"]))
        .collect()
}

impl Agenda<'_> {
    /// What the desk sends to book the short service with the first professional again and again.
    fn recurs(&self, at: DateTime<Utc>, rule: &str) -> Value {
        let mut order = self.order(at);
        order["recurrence"] = json!(rule);
        order
    }

    /// Lets everybody work on holidays too, and generates availability for so many days.
    async fn works_every_day(&self, days: u64) {
        let schema = self.clinic.tenant.schema.quoted();
        self.clinic
            .harness
            .sql(&format!(
                "INSERT INTO {schema}.settings (key, value) VALUES ('booking', '{{\"works_on_holidays\": true}}')"
            ))
            .await;
        let until = (Utc::now() + chrono::TimeDelta::days(days.cast_signed())).date_naive();
        let body = json!({"until": until});
        let generated = self.admin.post("/schedules/generate", body).await;
        assert_eq!(generated.status, 200, "{}", generated.text());
    }

    /// Books four days, from tomorrow, at `hour`; the series as it is shown.
    async fn four_days(&self, hour: &str) -> Value {
        let order = self.recurs(self.at(1, hour), "FREQ=DAILY;COUNT=4");
        let made = self.admin.post("/appointments", order).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["series"].clone()
    }

    async fn shown_series(&self, series: &Value) -> Value {
        let path = format!("/appointments/series/{}", text(series, "id"));
        let answer = self.admin.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    async fn of_series(&self, series: &Value, verb: &str, body: Value) -> crate::client::Response {
        let path = format!("/appointments/series/{}/{verb}", text(series, "id"));
        self.admin.post(&path, body).await
    }

    /// How often each event was told, with and without a letter.
    async fn series_events(&self, kind: &str) -> (i64, i64) {
        let row = self
            .clinic
            .harness
            .db
            .superuser()
            .await
            .query_one(
                "SELECT count(*) FILTER (WHERE (payload->>'notify')::boolean),
                     count(*) FILTER (WHERE NOT (payload->>'notify')::boolean)
                 FROM public.outbox WHERE kind = $1",
                &[&kind],
            )
            .await
            .unwrap();
        (row.get(0), row.get(1))
    }
}

#[tokio::test]
async fn ten_weeks_are_booked_at_once() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    agenda.works_every_day(80).await;
    let at = agenda.at(1, "09:00");
    let order = agenda.recurs(at, "FREQ=WEEKLY;COUNT=10");
    let made = agenda.admin.post("/appointments", order).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let body = made.json();
    // The answer is that to any booking: the first visit, and the series beside it.
    assert_eq!(moment(&body["starts_at"]), at);
    assert_eq!(body["visit"].as_array().unwrap().len(), 1);
    let series = &body["series"];
    assert_eq!(
        (&series["rrule"], &series["skipped"]),
        (&json!("FREQ=WEEKLY;COUNT=10"), &json!([]))
    );
    // Bogotá has no daylight-saving time.
    let expected: Vec<_> = (0..10)
        .map(|week| at + chrono::TimeDelta::weeks(week))
        .collect();
    assert_eq!(starts(series), expected);
    assert_eq!(rows(series)[0]["id"], body["id"]);
    let codes: Vec<String> = rows(series).iter().map(|row| text(row, "code")).collect();
    assert!(
        codes.iter().all(|code| code.starts_with("CIT-")),
        "{codes:?}"
    );

    let shown = agenda.shown_series(series).await;
    assert_eq!(rows(&shown), rows(series));
    assert_eq!(shown["time_zone"], agenda.clinic.tenant.time_zone.as_str());
    assert!(
        text(&shown, "starts_local").ends_with("T09:00:00"),
        "{shown}"
    );
    let listed = agenda
        .admin
        .get(&format!("/appointments?series={}", text(series, "id")))
        .await;
    assert_eq!(listed.json()["total"], 10, "{}", listed.text());

    // One letter, not ten.
    assert_eq!(agenda.series_events("cita-creada").await, (1, 9));
    assert_eq!(agenda.overlaps().await, 0);
}

#[tokio::test]
async fn a_series_with_hours_that_are_taken_is_not_made_unless_they_may_be_left_out() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    assert_eq!(agenda.books(agenda.at(2, "09:10")).await.status, 201);
    // Days on which nobody works.
    let schema = agenda.clinic.tenant.schema.quoted();
    let (from, until) = (agenda.at(4, "00:00"), agenda.at(5, "00:00"));
    harness
        .sql(&format!(
            "DELETE FROM {schema}.time_slots WHERE state = 'disponible' AND starts_at BETWEEN '{from}' AND '{until}'"
        ))
        .await;
    let mut order = agenda.recurs(agenda.at(1, "09:00"), "FREQ=DAILY;COUNT=5");
    let conflicts = json!([
        {"starts_at": agenda.at(2, "09:00"), "reason": "slot_taken"},
        {"starts_at": agenda.at(4, "09:00"), "reason": "outside_working_time"},
    ]);
    let refusal = agenda.admin.post("/appointments", order.clone()).await;
    refused(&refusal, 409, "series_conflicts");
    assert_eq!(refusal.json()["conflicts"], conflicts);
    assert_eq!(agenda.clinic.count("appointments").await, 1);
    assert_eq!(agenda.clinic.count("appointment_series").await, 0);

    order["on_conflict"] = json!("skip");
    let made = agenda.admin.post("/appointments", order.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let series = made.json()["series"].clone();
    assert_eq!(series["skipped"], conflicts);
    assert_eq!(
        starts(&series),
        [1, 3, 5].map(|day| agenda.at(day, "09:00"))
    );
    // The numbers have no gaps.
    let codes: Vec<String> = rows(&series).iter().map(|row| text(row, "code")).collect();
    let ends: Vec<&str> = codes.iter().map(|code| &code[code.len() - 2..]).collect();
    assert_eq!(ends, ["02", "03", "04"]);

    // Nothing at all is left: that is no series.
    let none = agenda.admin.post("/appointments", order).await;
    refused(&none, 409, "series_conflicts");
    assert_eq!(none.json()["conflicts"].as_array().unwrap().len(), 5);
    assert_eq!(agenda.clinic.count("appointment_series").await, 1);
}

#[tokio::test]
async fn a_visit_of_several_services_recurs_whole() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let [short, long] = agenda.services;
    let order = json!({
        "client_id": agenda.client,
        "services": [{"service_id": short, "professional_id": agenda.professionals[0]}, {"service_id": long}],
        "starts_at": agenda.at(1, "09:00"),
        "recurrence": "FREQ=DAILY;COUNT=3",
    });
    let made = agenda.admin.post("/appointments", order).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let series = made.json()["series"].clone();
    assert_eq!(rows(&series).len(), 6);
    let visits: std::collections::BTreeSet<String> = rows(&series)
        .iter()
        .map(|row| text(row, "visit_id"))
        .collect();
    assert_eq!(visits.len(), 3);
    // Each service gets the hours of the other, and still follows it; who waits gets what is left when all have moved.
    let waits = agenda.wants("Ana", json!({})).await;
    let moved = agenda
        .of_series(&series, "reschedule", json!({"time": "10:00"}))
        .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let expected: Vec<_> = (1..=3)
        .flat_map(|day| [agenda.at(day, "10:00"), agenda.at(day, "10:35")])
        .collect();
    assert_eq!(starts(&moved.json()), expected);
    assert_eq!(agenda.overlaps().await, 0);
    let offered = agenda.waiting_entry(&waits).await;
    assert_eq!(
        moment(&offered["offer"]["starts_at"]),
        agenda.at(1, "09:00"),
        "{offered}"
    );

    // A service keeps its place in the visit, though the one before it was called off.
    agenda.calls_off(&text(&rows(&series)[4], "id")).await;
    let moved = agenda
        .of_series(&series, "reschedule", json!({"time": "11:00"}))
        .await;
    assert_eq!(
        starts(&moved.json())[5],
        agenda.at(3, "11:35"),
        "{}",
        moved.text()
    );

    // Every service of a visit is an appointment.
    let services = json!([{"service_id": short}, {"service_id": long}]);
    let order = json!({"client_id": agenda.client, "services": services,
        "starts_at": agenda.at(1, "15:00"), "recurrence": "FREQ=DAILY;COUNT=53"});
    let long = agenda.admin.post("/appointments", order).await;
    refused(&long, 422, "validation_failed");
    assert_eq!(long.json()["errors"][0]["code"], "recurrence_too_long");
}

#[tokio::test]
async fn what_follows_an_occurrence_is_called_off() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let series = agenda.four_days("09:00").await;
    let third = &rows(&series)[2];
    let body = json!({"from": third["id"], "reason": "Viaja"});
    let answer = agenda.of_series(&series, "cancel", body.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let states: Vec<String> = rows(&answer.json())
        .iter()
        .map(|row| text(row, "state"))
        .collect();
    assert_eq!(states, ["pendiente", "pendiente", "cancelada", "cancelada"]);
    assert_eq!(agenda.series_events("cita-cancelada").await, (1, 1));
    // Their time is free at once; that of the others is not.
    assert_eq!(agenda.books(agenda.at(3, "09:00")).await.status, 201);
    refused(
        &agenda.books(agenda.at(2, "09:00")).await,
        409,
        "slot_taken",
    );
    refused(
        &agenda.of_series(&series, "cancel", body).await,
        409,
        "series_over",
    );

    let all = agenda
        .of_series(
            &series,
            "cancel",
            json!({"reason": "Viaja", "notify": false}),
        )
        .await;
    assert_eq!(all.status, 200, "{}", all.text());
    assert!(
        rows(&all.json())
            .iter()
            .all(|row| row["state"] == "cancelada")
    );
    assert_eq!(agenda.series_events("cita-cancelada").await, (1, 3));
}

#[tokio::test]
async fn what_was_done_already_stays() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let series = agenda.four_days("09:00").await;
    let first = text(&rows(&series)[0], "id");
    assert_eq!(
        agenda
            .admin
            .post(&format!("/appointments/{first}/start"), json!({}))
            .await
            .status,
        200
    );
    let answer = agenda
        .of_series(&series, "cancel", json!({"reason": "Viaja"}))
        .await;
    let states: Vec<String> = rows(&answer.json())
        .iter()
        .map(|row| text(row, "state"))
        .collect();
    assert_eq!(states, ["en_curso", "cancelada", "cancelada", "cancelada"]);
}

#[tokio::test]
async fn a_series_is_moved_whole_or_not_at_all() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let series = agenda.four_days("09:00").await;
    assert_eq!(agenda.books(agenda.at(3, "10:00")).await.status, 201);
    let refusal = agenda
        .of_series(&series, "reschedule", json!({"time": "10:00"}))
        .await;
    refused(&refusal, 409, "series_conflicts");
    assert_eq!(
        refusal.json()["conflicts"],
        json!([{"starts_at": agenda.at(3, "10:00"), "reason": "slot_taken"}])
    );
    let before = agenda.shown_series(&series).await;
    assert_eq!(
        starts(&before),
        [1, 2, 3, 4].map(|day| agenda.at(day, "09:00"))
    );
    assert_eq!(agenda.series_events("cita-reprogramada").await, (0, 0));

    // The last two go to the other professional, who is free.
    let body = json!({"from": rows(&series)[2]["id"], "time": "10:00", "professional_id": agenda.professionals[1]});
    let moved = agenda.of_series(&series, "reschedule", body).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let moved = moved.json();
    let expected = [(1, "09:00"), (2, "09:00"), (3, "10:00"), (4, "10:00")];
    assert_eq!(
        starts(&moved),
        expected.map(|(day, hour)| agenda.at(day, hour))
    );
    let whose: Vec<bool> = rows(&moved)
        .iter()
        .map(|row| row["professional_id"] == json!(agenda.professionals[1]))
        .collect();
    assert_eq!(whose, [false, false, true, true]);
    // The hour that the rule gave is remembered.
    assert_eq!(moment(&rows(&moved)[3]["occurs_at"]), agenda.at(4, "09:00"));
    assert_eq!(agenda.series_events("cita-reprogramada").await, (1, 1));

    // Later by less than they last, and back: no occurrence is in the way of itself.
    for (minutes, hour) in [(15, "09:15"), (-15, "09:00")] {
        let moved = agenda
            .of_series(&series, "reschedule", json!({"by_minutes": minutes}))
            .await;
        assert_eq!(moved.status, 200, "{}", moved.text());
        assert_eq!(starts(&moved.json())[0], agenda.at(1, hour));
    }
    // A day later each takes the place of the next.
    let moved = agenda
        .of_series(&series, "reschedule", json!({"by_minutes": 24 * 60}))
        .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let expected = [(2, "09:00"), (3, "09:00"), (4, "10:00"), (5, "10:00")];
    assert_eq!(
        starts(&moved.json()),
        expected.map(|(day, hour)| agenda.at(day, hour))
    );
    assert_eq!(agenda.overlaps().await, 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_series_is_named() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let at = agenda.at(1, "09:00");
    let good = agenda.recurs(at, "FREQ=DAILY;COUNT=2");
    for (member, value, code) in [
        ("recurrence", json!("cada martes"), "recurrence_invalid"),
        ("recurrence", json!("FREQ=WEEKLY"), "recurrence_endless"),
        (
            "recurrence",
            json!("FREQ=DAILY;COUNT=105"),
            "recurrence_too_long",
        ),
        (
            "recurrence",
            json!("FREQ=YEARLY;COUNT=4"),
            "recurrence_too_long",
        ),
        (
            "recurrence",
            json!(format!(
                "FREQ=DAILY;UNTIL={}",
                (at - Days::new(2)).format("%Y%m%d")
            )),
            "recurrence_invalid",
        ),
        ("on_conflict", json!("ask"), "on_conflict_unknown"),
        ("client_id", json!(Uuid::now_v7()), "client_unknown"),
        ("service_id", json!(Uuid::now_v7()), "service_unknown"),
    ] {
        let mut body = good.clone();
        body[member] = value;
        let answer = agenda.admin.post("/appointments", body).await;
        refused(&answer, 422, "validation_failed");
        let told = answer.json();
        assert_eq!(
            (&told["errors"][0]["field"], &told["errors"][0]["code"]),
            (&json!(member), &json!(code)),
            "{told}"
        );
    }
    let mut alone = agenda.order(at);
    alone["on_conflict"] = json!("skip");
    let answer = agenda.admin.post("/appointments", alone).await.json();
    assert_eq!(
        answer["errors"][0]["code"], "on_conflict_without_recurrence",
        "{answer}"
    );
    assert_eq!(agenda.clinic.count("appointments").await, 0);

    let series = agenda.four_days("09:00").await;
    for (verb, body, field) in [
        ("cancel", json!({}), "reason"),
        ("cancel", json!({"reason": "x"}), "reason"),
        ("reschedule", json!({}), "time"),
        ("reschedule", json!({"time": "24:00"}), "time"),
        (
            "reschedule",
            json!({"time": "10:00", "by_minutes": 5}),
            "time",
        ),
        ("reschedule", json!({"by_minutes": 0}), "by_minutes"),
        ("reschedule", json!({"by_minutes": 10_081}), "by_minutes"),
        (
            "reschedule",
            json!({"professional_id": Uuid::now_v7()}),
            "professional_id",
        ),
    ] {
        let answer = agenda.of_series(&series, verb, body.clone()).await;
        refused(&answer, 422, "validation_failed");
        assert_eq!(answer.json()["errors"][0]["field"], field, "{verb} {body}");
    }
    // An appointment that is none of it.
    let other = agenda.books(agenda.at(1, "15:00")).await.json();
    let body = json!({"from": other["id"], "reason": "Viaja"});
    refused(
        &agenda.of_series(&series, "cancel", body).await,
        404,
        "not_found",
    );
    let nothing = json!({"id": Uuid::now_v7()});
    refused(
        &agenda
            .of_series(&nothing, "cancel", json!({"reason": "Viaja"}))
            .await,
        404,
        "not_found",
    );
    let path = format!("/appointments/series/{}", Uuid::now_v7());
    refused(&agenda.admin.get(&path).await, 404, "not_found");
}

#[tokio::test]
async fn another_branch_sees_nothing_of_a_series() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let series = agenda.four_days("09:00").await;
    let path = format!("/appointments/series/{}", text(&series, "id"));
    let other = branch(&agenda.clinic, "SUR").await;
    let rights = ["appointments.view", "appointments.change"];
    role(&agenda.admin, "recepcion", None, &rights).await;
    hire(
        &agenda.clinic,
        "sur",
        Some(other),
        &[("recepcion", Some(&[other]))],
    )
    .await;
    hire(&agenda.clinic, "norte", None, &[("recepcion", None)]).await;
    let desk = agenda.clinic.enters("sur@test.co").await;
    refused(&desk.get(&path).await, 404, "not_found");
    for (verb, body) in [
        ("cancel", json!({"reason": "Viaja"})),
        ("reschedule", json!({"by_minutes": 5})),
    ] {
        refused(
            &desk.post(&format!("{path}/{verb}"), body).await,
            404,
            "not_found",
        );
    }
    // Here somebody sees it who may not cancel what others made.
    let desk = agenda.clinic.enters("norte@test.co").await;
    assert_eq!(desk.get(&path).await.status, 200);
    let answer = desk
        .post(&format!("{path}/cancel"), json!({"reason": "Viaja"}))
        .await;
    refused(&answer, 403, "permission_denied");
    assert_eq!(agenda.series_events("cita-cancelada").await, (0, 0));
}

/// The first day on which the clocks of `zone` have changed since the day before, from `from` on.
fn next_change(from: NaiveDate, zone: Tz) -> NaiveDate {
    let noon = TimeOfDay::parse("12:00").unwrap();
    let hour = |day| time::moment(day, noon, zone, Edge::Begin).unwrap().hour();
    from.iter_days()
        .find(|day| hour(*day) != hour(*day - Days::new(1)))
        .unwrap()
}

/// Series of random hours and lengths across the next change of the clocks: at the desk it stays the same hour.
#[tokio::test]
async fn an_hour_stays_the_hour_when_clocks_change() {
    let harness = Harness::new().await;
    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(11),
        ..Config::default()
    });
    for (slug, zone) in [
        ("santiago", Tz::America__Santiago),
        ("york", Tz::America__New_York),
    ] {
        let agenda = harness.agenda(slug).await;
        let schema = agenda.clinic.tenant.schema.quoted();
        harness
            .sql(&format!(
                "UPDATE {schema}.branches SET time_zone = '{zone}';
                 UPDATE {schema}.services SET buffer_after_minutes = 0"
            ))
            .await;
        let today = time::day_of(Utc::now(), zone);
        let change = next_change(today + Days::new(30), zone);
        // Availability as the schedules have it, by the clock of the branch, until the change and long after.
        agenda.works_every_day(300).await;
        let hours = (0_u32..19, 1_u64..15, 1_u64..4);
        let mut crossed = 0;
        for _ in 0..8 {
            let (half, before, every) = hours.new_tree(&mut runner).unwrap().current();
            let hour = TimeOfDay::from_minutes(i64::from(480 + 30 * half)).unwrap();
            let first = change - Days::new(before);
            let at = time::moment(first, hour, zone, Edge::Begin).unwrap();
            let mut order = agenda.recurs(at, &format!("FREQ=DAILY;INTERVAL={every};COUNT=18"));
            order["on_conflict"] = json!("skip");
            let made = agenda.admin.post("/appointments", order).await;
            if made.status == 409 {
                continue;
            }
            assert_eq!(made.status, 201, "{}", made.text());
            let series = made.json()["series"].clone();
            for row in rows(&series) {
                let at = moment(&row["starts_at"]).with_timezone(&zone);
                assert_eq!(
                    at.format("%H:%M").to_string(),
                    hour.to_string(),
                    "{zone}: {row}"
                );
            }
            for skipped in series["skipped"].as_array().unwrap() {
                assert_eq!(skipped["reason"], "slot_taken", "{zone}: {skipped}");
            }
            let hours: std::collections::BTreeSet<u32> =
                starts(&series).iter().map(Timelike::hour).collect();
            crossed += usize::from(hours.len() == 2);
            // And moved, it stays the hour that it was moved to.
            let moved = agenda
                .of_series(
                    &series,
                    "reschedule",
                    json!({"time": "17:30", "outside_hours": true}),
                )
                .await;
            if moved.status == 200 {
                for at in starts(&moved.json()) {
                    assert_eq!(at.with_timezone(&zone).format("%H:%M").to_string(), "17:30");
                }
            } else {
                refused(&moved, 409, "series_conflicts");
            }
        }
        assert!(crossed > 0, "{zone}: no series met the change");
        assert_eq!(agenda.overlaps().await, 0);
    }
}

#[tokio::test]
async fn a_series_may_go_further_than_customers_book() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    agenda.works_every_day(80).await;
    let order = agenda.recurs(agenda.at(1, "09:00"), "FREQ=WEEKLY;COUNT=50");
    let made = agenda.admin.post("/appointments", order).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let last = *starts(&made.json()["series"]).last().unwrap();
    assert_eq!(last, agenda.at(1 + 49 * 7, "09:00"));
    // Outside the hours of the week it is no different there.
    let order = agenda.recurs(agenda.at(1, "06:00"), "FREQ=WEEKLY;COUNT=50");
    let early = agenda.admin.post("/appointments", order).await;
    refused(&early, 409, "series_conflicts");
    let conflicts = early.json()["conflicts"].as_array().unwrap().clone();
    assert_eq!(conflicts.len(), 50);
    assert!(
        conflicts
            .iter()
            .all(|one| one["reason"] == "outside_working_time"),
        "{conflicts:?}"
    );
}
