//! Calendars that other programs read.

use crate::{agenda::Agenda, client::Response, harness::Harness};
use panal_domain::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// A calendar's path, out of the address that was shown.
fn path(answer: &Response) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    let url = answer.json()["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("http://norte.localhost"), "{url}");
    let at = url.find("/api/v1/calendar/").unwrap();
    assert!(url.ends_with(".ics"), "{url}");
    url[at..].to_owned()
}

fn feed_of(professional: Uuid) -> String {
    format!("/professionals/{professional}/calendar-feed")
}

/// Long lines put together again.
fn unfolded(answer: &Response) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        Some("text/calendar; charset=utf-8")
    );
    answer.text().replace("\r\n ", "")
}

async fn booked(agenda: &Agenda<'_>, order: Value) -> Value {
    let answer = agenda.admin.post("/appointments", order).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

async fn read(harness: &Harness, path: &str) -> Response {
    harness.get("norte.localhost", path).send().await
}

#[tokio::test]
async fn a_professional_subscribes_to_a_calendar_until_the_address_is_taken_away() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    booked(&agenda, agenda.order(agenda.at(3, "09:00"))).await;
    let other = json!({
        "client_id": agenda.client, "service_id": agenda.services[1],
        "professional_id": agenda.professionals[1], "starts_at": agenda.at(3, "11:00"),
    });
    booked(&agenda, other).await;

    let first = path(
        &agenda
            .admin
            .post(&feed_of(agenda.professionals[0]), json!({}))
            .await,
    );
    let answer = read(&harness, &first).await;
    let calendar = unfolded(&answer);
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n"), "{calendar}");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1, "{calendar}");
    assert!(
        calendar.contains("SUMMARY:Limpieza · Rosa Q.\r\n"),
        "{calendar}"
    );
    assert!(
        !calendar.contains("Quispe") && !calendar.contains("Endodoncia"),
        "{calendar}"
    );
    let starts_at = agenda
        .at(3, "09:00")
        .format("DTSTART:%Y%m%dT%H%M%SZ\r\n")
        .to_string();
    assert!(calendar.contains(&starts_at), "{starts_at}: {calendar}");
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));

    // Nothing new: nothing to send.
    let tag = answer.header("etag").unwrap().to_owned();
    for known in [tag.clone(), format!("\"old\", W/{tag}")] {
        let again = harness
            .get("norte.localhost", &first)
            .header("If-None-Match", &known)
            .send()
            .await;
        assert_eq!((again.status, again.text().as_str()), (304, ""));
        assert_eq!(again.header("etag"), Some(tag.as_str()));
    }
    booked(&agenda, agenda.order(agenda.at(4, "09:00"))).await;
    let news = harness
        .get("norte.localhost", &first)
        .header("If-None-Match", &tag)
        .send()
        .await;
    assert_eq!(unfolded(&news).matches("BEGIN:VEVENT").count(), 2);

    // A new address ends the one before; taken away, there is none.
    let second = path(
        &agenda
            .admin
            .post(&feed_of(agenda.professionals[0]), json!({}))
            .await,
    );
    assert_ne!(first, second);
    assert_eq!(read(&harness, &first).await.code(), "not_found");
    assert_eq!(read(&harness, &second).await.status, 200);
    let gone = agenda
        .admin
        .request("DELETE", &feed_of(agenda.professionals[0]))
        .send()
        .await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    assert_eq!(read(&harness, &second).await.code(), "not_found");
}

#[tokio::test]
async fn what_is_no_address_of_this_business_opens_nothing() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    harness.clinic("sur").await;
    let feed = path(
        &agenda
            .admin
            .post(&feed_of(agenda.professionals[0]), json!({}))
            .await,
    );
    let elsewhere = harness.get("sur.localhost", &feed).send().await;
    assert_eq!(elsewhere.code(), "not_found");
    for wrong in [
        "/api/v1/calendar/x.ics",
        "/api/v1/calendar/0J3g7kQ0mJxk2nq1y5u8w3b6d9f2h5k8n1q4t7w0z3c.ics",
        "/api/v1/calendar/%00.ics",
    ] {
        assert_eq!(read(&harness, wrong).await.status, 404, "{wrong}");
    }
    // A lasting address is nothing for programs.
    let made = json!({"name": "Página web", "scopes": ["professionals.change"]});
    let made = agenda.admin.post("/api-keys", made).await.json();
    let program = harness
        .request(
            "POST",
            &agenda.clinic.host,
            &format!("/api/v1{}", feed_of(agenda.professionals[0])),
        )
        .header(
            "Authorization",
            &format!("Bearer {}", made["key"].as_str().unwrap()),
        )
        .send()
        .await;
    assert_eq!(program.code(), "personal_session_required");
    let nobody = agenda.admin.post(&feed_of(Uuid::now_v7()), json!({})).await;
    assert_eq!(nobody.code(), "not_found");
    // Who works here no more has no calendar.
    harness
        .sql(&format!(
            "UPDATE {}.professionals SET is_active = false",
            agenda.clinic.tenant.schema.quoted()
        ))
        .await;
    assert_eq!(read(&harness, &feed).await.code(), "not_found");
}

#[tokio::test]
async fn the_secret_of_an_address_is_kept_nowhere() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let feed = path(
        &agenda
            .admin
            .post(&feed_of(agenda.professionals[0]), json!({}))
            .await,
    );
    let secret = feed
        .strip_prefix("/api/v1/calendar/")
        .and_then(|rest| rest.strip_suffix(".ics"))
        .unwrap();
    let log = agenda.admin.get("/audit-log?entity=professionals").await;
    assert_eq!(log.status, 200, "{}", log.text());
    assert!(log.text().contains("feed_digest"), "{}", log.text());
    assert!(log.text().contains("***"), "{}", log.text());
    assert!(!log.text().contains(secret), "{}", log.text());
    let schema = agenda.clinic.tenant.schema.quoted();
    let row = harness
        .db
        .superuser()
        .await
        .query_one(
            &format!(
                "SELECT feed_digest FROM {schema}.professionals WHERE feed_digest IS NOT NULL"
            ),
            &[],
        )
        .await
        .unwrap();
    let kept: Vec<u8> = row.get(0);
    assert_eq!(kept.len(), 32);
    assert_ne!(kept, secret.as_bytes());
}

#[tokio::test]
async fn a_professional_who_logs_in_sees_to_the_own_calendar() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let user = agenda.clinic.hires(Role::Empleado).await;
    let employee = agenda.clinic.enters("empleado@test.co").await;
    let answer = employee.post("/me/calendar-feed", json!({})).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "not_a_professional")
    );
    harness
        .sql(&format!(
            "UPDATE {}.professionals SET user_id = '{user}' WHERE id = '{}'",
            agenda.clinic.tenant.schema.quoted(),
            agenda.professionals[1],
        ))
        .await;
    let feed = path(&employee.post("/me/calendar-feed", json!({})).await);
    assert!(unfolded(&read(&harness, &feed).await).contains("X-WR-CALNAME:Dr. Paz"));
    // Who is sent away as a user reads it no more.
    let schema = agenda.clinic.tenant.schema.quoted();
    for (is_active, status) in [(false, 404), (true, 200)] {
        harness
            .sql(&format!(
                "UPDATE {schema}.users SET is_active = {is_active} WHERE id = '{user}'"
            ))
            .await;
        assert_eq!(read(&harness, &feed).await.status, status, "{is_active}");
    }
    let gone = employee.request("DELETE", "/me/calendar-feed").send().await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    assert_eq!(read(&harness, &feed).await.code(), "not_found");
}

#[tokio::test]
async fn the_desk_exports_the_appointments_of_some_days() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    booked(&agenda, agenda.order(agenda.at(3, "09:00"))).await;
    let other = json!({
        "client_id": agenda.client, "service_id": agenda.services[1],
        "professional_id": agenda.professionals[1], "starts_at": agenda.at(5, "11:00"),
    });
    booked(&agenda, other).await;
    let called_off = booked(&agenda, agenda.order(agenda.at(4, "09:00"))).await;
    harness
        .sql(&format!(
            "UPDATE {}.appointments SET state = 'cancelada', cancelled_at = now() WHERE id = '{}'",
            agenda.clinic.tenant.schema.quoted(),
            called_off["id"].as_str().unwrap(),
        ))
        .await;
    let all = agenda.admin.get("/appointments.ics").await;
    let calendar = unfolded(&all);
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2, "{calendar}");
    assert!(
        calendar.contains("SUMMARY:Limpieza · Rosa Quispe · Dra. Ruiz\r\n"),
        "{calendar}"
    );
    let tag = all.header("etag").unwrap().to_owned();
    let again = agenda
        .admin
        .request("GET", "/appointments.ics")
        .header("If-None-Match", &tag)
        .send()
        .await;
    assert_eq!(again.status, 304);

    let one = format!("/appointments.ics?professional={}", agenda.professionals[1]);
    let calendar = unfolded(&agenda.admin.get(&one).await);
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1, "{calendar}");
    assert!(calendar.contains("Endodoncia"), "{calendar}");
    let zone: chrono_tz::Tz = agenda.clinic.tenant.time_zone.parse().unwrap();
    let day = agenda.at(3, "09:00").with_timezone(&zone).date_naive();
    let days = format!("/appointments.ics?from={day}&until={day}");
    let calendar = unfolded(&agenda.admin.get(&days).await);
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1, "{calendar}");

    for wrong in [
        "from=2026-02-01&until=2026-01-01",
        "from=2026-01-01&until=2027-06-01",
        "from=+262142-12-31",
        "from=ayer",
        "branch=x",
    ] {
        let answer = agenda
            .admin
            .get(&format!("/appointments.ics?{wrong}"))
            .await;
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.text());
    }
    // Rather none than some.
    let schema = agenda.clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.appointments (id, code, branch_id, client_id, professional_id, service_id, state, source,
                 day, starts_at, ends_at, service_price, final_price, visit_id)
             SELECT md5(n::text)::uuid, 'X' || n, branch_id, client_id, professional_id, service_id, 'confirmada', source,
                 day, starts_at + interval '60 days', ends_at + interval '60 days', 0, 0, md5(n::text)::uuid
             FROM {schema}.appointments, generate_series(1, 4999) n WHERE id = '{}'",
            called_off["id"].as_str().unwrap(),
        ))
        .await;
    let whole = agenda.admin.get("/appointments.ics").await;
    assert_eq!(
        (whole.status, whole.code().as_str()),
        (400, "query_invalid")
    );
    assert!(whole.text().contains("too_many_appointments"));
    let calendar = unfolded(&agenda.admin.get(&days).await);
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1, "{calendar}");
    // Whoever works at no branch sees none of it.
    harness
        .sql(&format!(
            "INSERT INTO {schema}.branches (id, name, code) VALUES (gen_random_uuid(), 'Otra', 'OTR')"
        ))
        .await;
    let user = agenda.clinic.hires(Role::Empleado).await;
    harness
        .sql(&format!(
            "INSERT INTO {schema}.user_role_branches (user_id, role_id, branch_id)
                 SELECT r.user_id, r.role_id, b.id FROM {schema}.user_roles r, {schema}.branches b
                 WHERE r.user_id = '{user}' AND b.code = 'OTR';
             UPDATE {schema}.user_roles SET all_branches = false WHERE user_id = '{user}'"
        ))
        .await;
    let elsewhere = agenda.clinic.enters("empleado@test.co").await;
    let calendar = unfolded(&elsewhere.get("/appointments.ics").await);
    assert!(!calendar.contains("VEVENT"), "{calendar}");
}
