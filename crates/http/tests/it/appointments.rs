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
    let known = agenda
        .admin
        .request("GET", &format!("/appointments/{id}"))
        .header("If-None-Match", "\"1\"")
        .send()
        .await;
    assert_eq!(known.status, 304);
    assert_eq!(agenda.overlaps().await, 0);
}
