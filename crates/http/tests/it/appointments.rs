//! Appointments made at the desk, and what is shown of them.

use crate::{
    harness::Harness,
    rbac::{change, hire, refused, role, text},
};
use serde_json::{Value, json};

#[tokio::test]
async fn the_desk_books_an_appointment_and_finds_it_again() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let made = agenda.books(agenda.at(1, "09:00")).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let body = made.json();
    let id = text(&body, "id");
    assert_eq!(
        made.header("location").unwrap(),
        format!("/api/v1/appointments/{id}")
    );
    assert_eq!(made.header("etag"), Some("\"1\""));
    let year = agenda.at(1, "09:00").format("%Y");
    for (name, value) in [
        ("code", json!(format!("CIT-{year}-000001"))),
        ("state", json!("pendiente")),
        ("source", json!("staff")),
        ("client_name", json!("Rosa Quispe")),
        ("professional_name", json!("Dra. Ruiz")),
        ("service_name", json!("Limpieza")),
        ("service_price", json!("100.00")),
        ("final_price", json!("100.00")),
        ("minutes", json!(30)),
        ("buffer_after_minutes", json!(5)),
        ("punctuality", Value::Null),
    ] {
        assert_eq!(body[name], value, "{name}: {body}");
    }
    assert_eq!(body["visit"].as_array().unwrap().len(), 1);

    // The time is taken, the five minutes after it too.
    for hour in ["09:00", "08:45", "09:30"] {
        refused(&agenda.books(agenda.at(1, hour)).await, 409, "slot_taken");
    }
    assert_eq!(agenda.books(agenda.at(1, "09:35")).await.status, 201);

    let shown = agenda.admin.get(&format!("/appointments/{id}")).await;
    assert_eq!(
        (shown.status, shown.header("etag")),
        (200, Some("\"1\"")),
        "{}",
        shown.text()
    );
    let shown = shown.json();
    assert_eq!(shown["client_no_shows"], 0);
    assert_eq!(shown["history"][0]["action"], "create");
    assert_eq!(shown["history"][0]["to_state"], "pendiente");
    assert_eq!(shown["visit"][0]["id"], json!(id));
    assert_eq!(agenda.overlaps().await, 0);
}

#[tokio::test]
async fn several_services_are_one_visit_one_after_the_other() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let [short, long] = agenda.services;
    let body = json!({
        "client_id": agenda.client,
        "starts_at": agenda.at(1, "09:00"),
        "services": [{"service_id": short}, {"service_id": long, "professional_id": "any"}],
        "state": "confirmada", "client_notes": "Con anestesia", "notify": false,
    });
    let made = agenda.admin.post("/appointments", body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let visit = made["visit"].as_array().unwrap();
    assert_eq!(visit.len(), 2);
    assert_eq!(made["id"], visit[0]["id"]);
    assert_eq!(visit[1]["visit_id"], made["id"]);
    assert_eq!(visit[0]["professional_id"], visit[1]["professional_id"]);
    assert_eq!(visit[0]["ends_at"], json!(agenda.at(1, "09:30")));
    // The five minutes to tidy up come between.
    assert_eq!(visit[1]["starts_at"], json!(agenda.at(1, "09:35")));
    assert_eq!(made["state"], "confirmada");
    // Whoever has seen one of them hears of the other, whose change is none of the first's.
    let first = format!("/appointments/{}", text(&visit[0], "id"));
    let cancel = json!({"reason": "No alcanza", "notify": false});
    let second = format!("/appointments/{}/cancel", text(&visit[1], "id"));
    assert_eq!(agenda.admin.post(&second, cancel).await.status, 200);
    let seen = agenda.admin.request("GET", &first);
    let seen = seen.header("If-None-Match", "\"1\"").send().await;
    assert_eq!((seen.status, seen.header("etag")), (200, Some("\"1\"")));
    let seen = seen.json();
    assert_eq!(seen["visit"].as_array().unwrap().len(), 2);
    assert_eq!(seen["visit"][1]["state"], "cancelada");

    // Whoever has less to do that day is next.
    let next = agenda.admin.post("/appointments", body.clone()).await;
    assert_eq!(next.status, 201, "{}", next.text());
    assert_ne!(next.json()["professional_id"], made["professional_id"]);
    refused(
        &agenda.admin.post("/appointments", body).await,
        409,
        "slot_taken",
    );
    assert_eq!(agenda.overlaps().await, 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_booking_is_said_beside_the_field() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let unknown = uuid::Uuid::now_v7();
    let order = agenda.order(agenda.at(1, "09:00"));
    for (member, value, field, code) in [
        ("client_id", json!(unknown), "client_id", "client_unknown"),
        (
            "service_id",
            json!(unknown),
            "service_id",
            "service_unknown",
        ),
        (
            "professional_id",
            json!(unknown),
            "professional_id",
            "professional_unknown",
        ),
        ("branch_id", json!(unknown), "branch_id", "branch_unknown"),
        (
            "starts_at",
            json!("mañana"),
            "starts_at",
            "timestamp_invalid",
        ),
        (
            "state",
            json!("completada"),
            "state",
            "appointment_state_unknown",
        ),
        ("final_price", json!("80"), "price_reason", "required"),
        (
            "client_notes",
            json!("x".repeat(2001)),
            "client_notes",
            "text_too_long",
        ),
        ("precio", json!("80"), "precio", "unknown_field"),
    ] {
        let mut body = order.clone();
        body[member] = value;
        let answer = agenda.admin.post("/appointments", body).await;
        refused(&answer, 422, "validation_failed");
        let errors = answer.json()["errors"].clone();
        assert_eq!(
            (&errors[0]["field"], &errors[0]["code"]),
            (&json!(field), &json!(code)),
            "{errors}"
        );
    }
    let listed = json!({"client_id": agenda.client, "starts_at": agenda.at(1, "09:00"),
        "services": [{"service_id": agenda.services[0]}, {"service_id": unknown}]});
    let answer = agenda.admin.post("/appointments", listed).await;
    assert_eq!(
        answer.json()["errors"][0]["field"],
        "services.1.service_id",
        "{}",
        answer.text()
    );
    for (at, code) in [
        (agenda.at(1, "18:00"), "outside_working_time"),
        (
            agenda.at(0, "00:00") - chrono::TimeDelta::minutes(1),
            "too_soon",
        ),
        (agenda.at(800, "09:00"), "too_far_ahead"),
    ] {
        refused(&agenda.books(at).await, 409, code);
    }
    let mut late = agenda.order(agenda.at(1, "18:00"));
    late["outside_hours"] = json!(true);
    assert_eq!(agenda.admin.post("/appointments", late).await.status, 201);
}

#[tokio::test]
async fn a_booking_sent_twice_is_made_once() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = agenda.admin.request("POST", "/appointments");
        let request = request.header("Idempotency-Key", "la-misma");
        let answer = request
            .json(&agenda.order(agenda.at(1, "09:00")))
            .send()
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answers.push(answer.json());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(agenda.clinic.count("appointments").await, 1);
}

#[tokio::test]
async fn a_month_of_four_hundred_appointments_is_seen_with_three_statements_at_most() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let schema = agenda.clinic.tenant.schema.quoted();
    let [one, other] = agenda.professionals;
    harness
        .sql(&format!(
            "INSERT INTO {schema}.appointments (id, code, branch_id, client_id, professional_id, service_id, state, source,
                 day, starts_at, ends_at, started_at, completed_at, waiting_minutes, service_price, final_price, visit_id)
             SELECT id, 'CIT-2026-' || lpad(n::text, 6, '0'), '{}', '{}', CASE n % 2 WHEN 0 THEN '{one}'::uuid ELSE '{other}' END,
                 '{}', CASE n % 4 WHEN 0 THEN 'completada' ELSE 'pendiente' END, 'staff',
                 date '2026-03-01' + n % 31, timestamptz '2026-03-01 15:00Z' + n % 31 * interval '1 day',
                 timestamptz '2026-03-01 15:30Z' + n % 31 * interval '1 day',
                 CASE n % 4 WHEN 0 THEN timestamptz '2026-03-01 15:10Z' + n % 31 * interval '1 day' END,
                 CASE n % 4 WHEN 0 THEN timestamptz '2026-03-01 15:35Z' + n % 31 * interval '1 day' END,
                 CASE n % 4 WHEN 0 THEN 10 END, 100, 90, id
             FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, 400) n) x",
            agenda.branch, agenda.client, agenda.services[0]
        ))
        .await;
    let month = "from=2026-03-01&until=2026-03-31&per_page=500";
    // Remembers who asks.
    agenda.admin.get(&format!("/appointments?{month}")).await;
    let answer = agenda.admin.get(&format!("/appointments?{month}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let queries: u32 = answer.header("x-db-queries").unwrap().parse().unwrap();
    assert!((1..=3).contains(&queries), "{queries} statements");
    let body = answer.json();
    let rows = body["data"].as_array().unwrap();
    assert_eq!((rows.len(), &body["total"]), (400, &json!(400)));
    let done = rows
        .iter()
        .find(|row| row["state"] == "completada")
        .unwrap();
    for (name, value) in [
        ("client_name", json!("Rosa Quispe")),
        ("service_name", json!("Limpieza")),
        ("actual_minutes", json!(25)),
        ("waiting_minutes", json!(10)),
        ("punctuality", json!("tarde")),
        ("final_price", json!("90.00")),
    ] {
        assert_eq!(done[name], value, "{name}");
    }

    let total = async |query: &str| {
        let answer = agenda.admin.get(&format!("/appointments?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        answer.json()["total"].as_u64().unwrap()
    };
    for (query, expected) in [
        (format!("professional={one}"), 200),
        (format!("professional={one},{other}&state=completada"), 100),
        ("state=completada,pendiente".to_owned(), 400),
        ("filter[state]=completada".to_owned(), 100),
        ("from=2026-03-31".to_owned(), 12),
        ("until=2026-03-01".to_owned(), 12),
        ("filter[starts_at][gte]=2026-03-31T00:00:00Z".to_owned(), 12),
        (format!("client={}", agenda.client), 400),
        (format!("client={one}"), 0),
        (format!("service={}", agenda.services[1]), 0),
        (format!("branch={}", agenda.branch), 400),
        ("source=public".to_owned(), 0),
        ("q=quispe".to_owned(), 400),
        ("q=000399".to_owned(), 1),
        ("filter[waiting_minutes][gte]=10".to_owned(), 100),
        ("filter[rating][gte]=99999999".to_owned(), 0),
        ("filter[room_id][empty]=true".to_owned(), 400),
    ] {
        assert_eq!(total(&query).await, expected, "{query}");
    }
    let sorted = agenda
        .admin
        .get("/appointments?sort=professional_name,-starts_at&per_page=1")
        .await
        .json();
    assert_eq!(sorted["data"][0]["professional_name"], "Dr. Paz");

    let path = format!("/clients/{}/appointments/summary", agenda.client);
    let summary = agenda.admin.get(&path).await.json();
    for (name, value) in [
        ("total", json!(400)),
        ("completed", json!(100)),
        ("cancelled", json!(0)),
        ("no_shows", json!(0)),
        ("spent", json!("9000.00")),
        ("average_rating", Value::Null),
    ] {
        assert_eq!(summary[name], value, "{name}: {summary}");
    }
    assert!(summary["last"]["id"].is_string());
    refused(
        &agenda
            .admin
            .get(&format!("/clients/{one}/appointments/summary"))
            .await,
        404,
        "not_found",
    );
}

#[tokio::test]
async fn appointments_of_other_branches_do_not_exist() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let south = crate::rbac::branch(&agenda.clinic, "SUR").await;
    let rights = [
        "appointments.view",
        "appointments.add",
        "appointments.change",
    ];
    role(&agenda.admin, "recepcion", None, &rights).await;
    hire(
        &agenda.clinic,
        "eva",
        Some(south),
        &[("recepcion", Some(&[south]))],
    )
    .await;
    let eva = agenda.clinic.enters("eva@test.co").await;
    let mut order = agenda.order(agenda.at(1, "09:00"));
    order["branch_id"] = json!(agenda.branch);
    let made = agenda.admin.post("/appointments", order.clone()).await;
    let id = text(&made.json(), "id");
    let path = format!("/appointments/{id}");
    refused(&eva.get(&path).await, 404, "not_found");
    refused(
        &change(&eva, "PATCH", &path, json!({"client_notes": "x"})).await,
        404,
        "not_found",
    );
    for verb in ["confirm", "start", "reschedule", "no-show"] {
        refused(
            &eva.post(&format!("{path}/{verb}"), json!({})).await,
            404,
            "not_found",
        );
    }
    let reason = json!({"reason": "Porque sí"});
    refused(
        &eva.post(&format!("{path}/cancel"), reason).await,
        404,
        "not_found",
    );
    assert_eq!(eva.get("/appointments").await.json()["total"], 0);
    refused(
        &eva.post("/appointments", order).await,
        403,
        "branch_not_own",
    );
    // Without a branch it is her own, where nobody works.
    refused(
        &eva.post("/appointments", agenda.order(agenda.at(1, "11:00")))
            .await,
        409,
        "outside_working_time",
    );
    // Working time elsewhere is nobody's permission.
    let mut late = agenda.order(agenda.at(1, "11:00"));
    late["outside_hours"] = json!(true);
    assert_eq!(eva.post("/appointments", late).await.status, 201);
    let summary = format!("/clients/{}/appointments/summary", agenda.client);
    assert_eq!(eva.get(&summary).await.json()["total"], 1);
    // Her branch closed: unless she says where, it is one of those where she may, and nowhere where there is none.
    let schema = agenda.clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "UPDATE {schema}.branches SET is_active = false WHERE id = '{}'",
            south.0
        ))
        .await;
    let order = agenda.order(agenda.at(1, "12:00"));
    refused(
        &eva.post("/appointments", order.clone()).await,
        403,
        "branch_not_own",
    );
    hire(&agenda.clinic, "luz", Some(south), &[("recepcion", None)]).await;
    let luz = agenda.clinic.enters("luz@test.co").await;
    let made = luz.post("/appointments", order).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["branch_id"], json!(agenda.branch));
}

#[tokio::test]
async fn notes_and_contact_change_and_the_price_with_a_reason() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let made = agenda.books(agenda.at(1, "09:00")).await.json();
    let path = format!("/appointments/{}", text(&made, "id"));
    let body = json!({"client_notes": "Alérgica al látex", "contact_email": "hija@test.co",
        "final_price": "90", "price_reason": "Descuento"});
    let changed = agenda.admin.patch(&path, "\"1\"", body.clone()).await;
    assert_eq!(
        (changed.status, changed.header("etag")),
        (200, Some("\"2\"")),
        "{}",
        changed.text()
    );
    let row = changed.json();
    assert_eq!(
        (
            &row["final_price"],
            &row["price_reason"],
            &row["contact_email"]
        ),
        (&json!("90.00"), &json!("Descuento"), &json!("hija@test.co"))
    );
    refused(
        &agenda.admin.patch(&path, "\"1\"", body.clone()).await,
        412,
        "version_mismatch",
    );
    let again = agenda.admin.patch(&path, "*", body).await;
    assert_eq!(again.json()["version"], 2, "nothing changed");
    refused(
        &agenda
            .admin
            .patch(&path, "*", json!({"state": "completada"}))
            .await,
        422,
        "validation_failed",
    );
    let (_, told) = crate::rbac::told(&agenda.clinic, "update").await;
    assert_eq!(told["client_notes"], json!([null, "***"]), "{told}");
}
