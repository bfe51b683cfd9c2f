//! Clients who come without an appointment, and who waits at the desk.

use crate::{
    agenda::Agenda,
    harness::Harness,
    rbac::{branch, hire, refused, role, text},
};
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use panal_domain::BranchId;
use serde_json::{Value, json};
use uuid::Uuid;

/// Lets it be noon at the branch, whenever the tests run, and everybody be there all day, today and for a week.
async fn at_noon(harness: &Harness, agenda: &Agenda<'_>) {
    let schema = agenda.clinic.tenant.schema.quoted();
    let ahead = 12 - i64::from(Utc::now().hour());
    // The sign of these zones is the other way round.
    let zone = match ahead {
        0 => "Etc/GMT".to_owned(),
        ahead if ahead > 0 => format!("Etc/GMT-{ahead}"),
        behind => format!("Etc/GMT+{}", -behind),
    };
    harness
        .sql(&format!(
            "UPDATE {schema}.branches SET time_zone = '{zone}';
             DELETE FROM {schema}.time_slots WHERE state = 'disponible';
             INSERT INTO {schema}.time_slots (id, branch_id, professional_id, state, starts_at, ends_at)
                 SELECT gen_random_uuid(), b.id, p.id, 'disponible',
                     d AT TIME ZONE '{zone}', (d + interval '1 day') AT TIME ZONE '{zone}'
                 FROM {schema}.professionals p, {schema}.branches b, generate_series(
                     (now() AT TIME ZONE '{zone}')::date::timestamp,
                     (now() AT TIME ZONE '{zone}')::date::timestamp + interval '7 days', interval '1 day') d"
        ))
        .await;
}

/// The moment of this day at the branch at which it is `hour` there, by the clock of [`at_noon`].
fn today(hour: i64, minute: i64) -> DateTime<Utc> {
    let now = Utc::now();
    let noon = now
        - TimeDelta::minutes(now.minute().into())
        - TimeDelta::seconds(now.second().into())
        - TimeDelta::nanoseconds(now.nanosecond().into());
    noon + TimeDelta::hours(hour - 12) + TimeDelta::minutes(minute)
}

fn moment(value: &Value) -> DateTime<Utc> {
    value.as_str().expect("moment").parse().expect("moment")
}

fn stands_there(agenda: &Agenda<'_>) -> Value {
    json!({"client_id": agenda.client, "service_id": agenda.services[0]})
}

/// Blocks everybody's time.
async fn block(harness: &Harness, agenda: &Agenda<'_>, from: DateTime<Utc>, until: DateTime<Utc>) {
    let schema = agenda.clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.time_slots (id, branch_id, professional_id, state, starts_at, ends_at)
             SELECT gen_random_uuid(), '{}', id, 'bloqueado', '{from}', '{until}' FROM {schema}.professionals",
            agenda.branch
        ))
        .await;
}

#[tokio::test]
async fn who_walks_in_gets_the_first_time_there_is() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    at_noon(&harness, &agenda).await;
    let asked = Utc::now();
    let first = agenda.admin.post("/walk-ins", stands_there(&agenda)).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let body = first.json();
    assert_eq!(
        first.header("location").unwrap(),
        format!("/api/v1/appointments/{}", text(&body, "id"))
    );
    assert_eq!(
        (&body["state"], &body["source"]),
        (&json!("confirmada"), &json!("walk_in"))
    );
    let starts = moment(&body["starts_at"]);
    assert!(
        asked <= starts && starts <= Utc::now() + TimeDelta::minutes(1),
        "{body}"
    );
    assert_eq!((starts.second(), starts.nanosecond()), (0, 0));
    let arrived = moment(&body["arrived_at"]);
    assert!(asked <= arrived && arrived <= Utc::now(), "{body}");

    // The other professional is free at once; after that both have to finish, and to tidy up.
    let second = agenda
        .admin
        .post("/walk-ins", stands_there(&agenda))
        .await
        .json();
    assert_ne!(second["professional_id"], body["professional_id"]);
    assert!(
        moment(&second["starts_at"]) <= Utc::now() + TimeDelta::minutes(1),
        "{second}"
    );
    let third = agenda
        .admin
        .post("/walk-ins", stands_there(&agenda))
        .await
        .json();
    assert_eq!(
        moment(&third["starts_at"]),
        starts + TimeDelta::minutes(35),
        "{third}"
    );

    // Whoever wants one person waits for that one.
    let mut wish = stands_there(&agenda);
    wish["professional_id"] = second["professional_id"].clone();
    let wished = agenda.admin.post("/walk-ins", wish).await.json();
    assert_eq!(wished["professional_id"], second["professional_id"]);
    assert!(
        moment(&wished["starts_at"]) >= moment(&second["ends_at"]),
        "{wished}"
    );
    assert_eq!(agenda.overlaps().await, 0);

    // It is in the history that they came.
    let shown = agenda
        .admin
        .get(&format!("/appointments/{}", text(&body, "id")))
        .await
        .json();
    let actions: Vec<&str> = shown["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["create", "arrive"]);
}

#[tokio::test]
async fn a_walk_in_that_is_sent_twice_is_one() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    at_noon(&harness, &agenda).await;
    let ask = agenda
        .admin
        .request("POST", "/walk-ins")
        .header("Idempotency-Key", "una")
        .json(&stands_there(&agenda));
    let one = ask.clone().send().await;
    let again = ask.send().await;
    assert_eq!((one.status, again.status), (201, 201), "{}", again.text());
    assert_eq!(one.json()["id"], again.json()["id"]);
    assert_eq!(agenda.clinic.count("appointments").await, 1);
}

#[tokio::test]
async fn who_finds_no_time_today_hears_of_the_next() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    at_noon(&harness, &agenda).await;
    // Twenty minutes are left of today, and tomorrow begins at midnight.
    block(&harness, &agenda, today(0, 0), today(23, 40)).await;
    block(&harness, &agenda, today(24, 0), today(24, 10)).await;
    let answer = agenda.admin.post("/walk-ins", stands_there(&agenda)).await;
    refused(&answer, 409, "no_free_time_today");
    assert_eq!(
        moment(&answer.json()["next"]),
        today(24, 15),
        "{}",
        answer.text()
    );

    block(&harness, &agenda, today(24, 10), today(24 * 9, 0)).await;
    let answer = agenda.admin.post("/walk-ins", stands_there(&agenda)).await;
    refused(&answer, 409, "no_free_time_today");
    assert_eq!(answer.json()["next"], Value::Null);
    assert_eq!(agenda.clinic.count("appointments").await, 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_walk_in_is_named() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    for (member, value, code) in [
        ("client_id", json!(Uuid::now_v7()), "client_unknown"),
        ("service_id", json!(Uuid::now_v7()), "service_unknown"),
        (
            "professional_id",
            json!(Uuid::now_v7()),
            "professional_unknown",
        ),
        ("branch_id", json!(Uuid::now_v7()), "branch_unknown"),
        ("client_id", Value::Null, "required"),
        ("starts_at", json!("2030-01-01T10:00:00Z"), "unknown_field"),
        ("internal_notes", json!("x".repeat(1001)), "text_too_long"),
    ] {
        at_noon(&harness, &agenda).await;
        let mut body = stands_there(&agenda);
        body[member] = value;
        let answer = agenda.admin.post("/walk-ins", body).await;
        refused(&answer, 422, "validation_failed");
        let told = answer.json();
        assert_eq!(told["errors"][0]["field"], member, "{told}");
        assert_eq!(told["errors"][0]["code"], code, "{told}");
    }
}

#[tokio::test]
async fn the_queue_is_in_the_order_of_turns() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    at_noon(&harness, &agenda).await;
    let schema = agenda.clinic.tenant.schema.quoted();
    let mut ids = Vec::new();
    for (hour, arrived) in [
        // Two hours late: after whoever was there before.
        (9, Some(today(11, 0))),
        // In time.
        (10, Some(today(8, 30))),
        // Much too early: waits for the hour agreed.
        (14, Some(today(11, 30))),
        // Has not come.
        (11, None),
        // Is being attended to since noon.
        (8, Some(today(7, 50))),
    ] {
        let made = agenda.books(today(hour, 0)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let id = text(&made.json(), "id");
        if let Some(arrived) = arrived {
            let change = format!(
                "UPDATE {schema}.appointments SET arrived_at = '{arrived}' WHERE id = '{id}'"
            );
            harness.sql(&change).await;
        }
        ids.push(id);
    }
    harness
        .sql(&format!(
            "UPDATE {schema}.appointments SET state = 'en_curso', started_at = '{}' WHERE id = '{}'",
            today(12, 0),
            ids[4]
        ))
        .await;
    let answer = agenda.admin.get("/queue").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let queue = answer.json();
    let of = |name: &str| -> Vec<String> {
        let rows = queue[name].as_array().unwrap();
        rows.iter().map(|row| text(row, "appointment_id")).collect()
    };
    assert_eq!(
        of("waiting"),
        [ids[1].clone(), ids[0].clone(), ids[2].clone()],
        "{queue}"
    );
    assert_eq!(of("in_progress"), [ids[4].clone()]);
    let now = moment(&queue["now"]);
    let waiting = queue["waiting"].as_array().unwrap();
    // From the hour agreed of whoever was early, from the arrival of whoever was late.
    for (row, since) in waiting.iter().zip([today(10, 0), today(11, 0), now]) {
        assert_eq!(row["waiting_minutes"], (now - since).num_minutes(), "{row}");
        assert_eq!(row["professional_name"], "Dra. Ruiz");
        assert_eq!(row["client_name"], "Rosa Quispe");
        assert_eq!(row["professional_is_busy"], true);
    }
    assert_eq!(waiting[0]["position"], 1);
    assert_eq!(queue["in_progress"][0]["waiting_minutes"], 4 * 60);

    // Tomorrow's are nobody's business today, and whoever goes in leaves the queue.
    harness
        .sql(&format!(
            "UPDATE {schema}.appointments SET day = day + 1 WHERE id = '{}'",
            ids[1]
        ))
        .await;
    let queue = agenda
        .admin
        .get(&format!("/queue?branch={}", agenda.branch))
        .await
        .json();
    assert_eq!(queue["waiting"].as_array().unwrap().len(), 2, "{queue}");
}

#[tokio::test]
async fn the_queue_of_another_branch_is_not_shown() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    at_noon(&harness, &agenda).await;
    let other = branch(&agenda.clinic, "SUR").await;
    let rights = ["appointments.view", "appointments.add"];
    role(&agenda.admin, "recepcion", None, &rights).await;
    hire(
        &agenda.clinic,
        "sur",
        Some(other),
        &[("recepcion", Some(&[other]))],
    )
    .await;
    let desk = agenda.clinic.enters("sur@test.co").await;
    let own = desk.get("/queue").await;
    assert_eq!(
        (own.status, &own.json()["branch_id"]),
        (200, &json!(other.0))
    );
    let answer = desk.get(&format!("/queue?branch={}", agenda.branch)).await;
    refused(&answer, 403, "branch_not_own");
    let mut body = stands_there(&agenda);
    body["branch_id"] = json!(BranchId(agenda.branch).0);
    refused(&desk.post("/walk-ins", body).await, 403, "branch_not_own");
    let unknown = agenda
        .admin
        .get(&format!("/queue?branch={}", Uuid::now_v7()))
        .await;
    refused(&unknown, 404, "not_found");
    let wrong = agenda.admin.get("/queue?branch=x").await;
    assert_eq!(wrong.status, 400, "{}", wrong.text());
}
