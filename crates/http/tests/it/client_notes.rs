//! What the staff writes down about its clients.

use crate::{
    harness::Harness,
    rbac::{hire, refused, role, text},
    staff::Person,
};
use panal_domain::Role;
use serde_json::{Value, json};

fn notes_of(client: &Value) -> String {
    format!("/clients/{}/notes", text(client, "id"))
}

async fn writes(by: &Person<'_>, notes: &str, body: Value) -> Value {
    let answer = by.post(notes, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// What the notes of a list say.
async fn said(by: &Person<'_>, path: &str) -> Vec<String> {
    let answer = by.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let rows = answer.json()["data"].as_array().unwrap().clone();
    rows.iter().map(|row| text(row, "body")).collect()
}

#[tokio::test]
async fn a_note_is_written_read_changed_deleted_and_restored() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let rosa = ana.registers(json!({"first_name": "Rosa"})).await;
    let notes = notes_of(&rosa);
    let answer = ana
        .post(
            &notes,
            json!({"body": "  Alérgica a la penicilina.\r\nPreguntar siempre.  "}),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let note = answer.json();
    let path = format!("{notes}/{}", text(&note, "id"));
    assert_eq!(
        answer.header("location"),
        Some(format!("/api/v1{path}").as_str())
    );
    assert_eq!(
        note["body"],
        "Alérgica a la penicilina.\nPreguntar siempre."
    );
    assert_eq!(
        (&note["pinned"], &note["version"]),
        (&json!(false), &json!(1))
    );
    let me = ana.get("/me").await.json();
    assert_eq!(
        note["author"],
        json!({"id": me["user"]["id"], "name": "Ana Pérez"})
    );
    assert_eq!(ana.get(&path).await.json(), note);

    let pinned = ana.patch(&path, "\"1\"", json!({"pinned": true})).await;
    assert_eq!(
        (pinned.status, pinned.header("etag")),
        (200, Some("\"2\"")),
        "{}",
        pinned.text()
    );
    assert_eq!(pinned.json()["body"], note["body"]);
    refused(
        &ana.patch(&path, "\"1\"", json!({"body": "Otra"})).await,
        412,
        "version_mismatch",
    );
    let bare = ana
        .request("PATCH", &path)
        .json(&json!({"body": "Otra"}))
        .send()
        .await;
    refused(&bare, 428, "precondition_required");

    let gone = ana
        .request("DELETE", &path)
        .header("If-Match", "\"2\"")
        .send()
        .await;
    assert_eq!(gone.status, 204);
    refused(&ana.get(&path).await, 404, "not_found");
    refused(
        &ana.patch(&path, "*", json!({"body": "Otra"})).await,
        404,
        "not_found",
    );
    assert!(said(&ana, &notes).await.is_empty());
    assert_eq!(
        said(&ana, &format!("{notes}?filter[deleted]=true"))
            .await
            .len(),
        1
    );
    let back = ana.post(&format!("{path}/restore"), json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(
        (&back.json()["deleted_at"], &back.json()["pinned"]),
        (&Value::Null, &json!(true))
    );

    // The log tells that something was written, and not what.
    let log = ana.get("/audit-log?entity=client_notes").await;
    assert!(!log.text().contains("penicilina"), "{}", log.text());
    let log = log.json()["data"].as_array().unwrap().clone();
    let actions: Vec<String> = log.iter().map(|entry| text(entry, "action")).collect();
    assert_eq!(actions, ["restore", "delete", "update", "create"]);
    assert_eq!(log[3]["changes"]["body"], json!([null, "***"]));
    assert_eq!(log[2]["changes"], json!({"pinned": [false, true]}));
}

#[tokio::test]
async fn pinned_notes_come_first_then_the_newest() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let rosa = ana.registers(json!({"first_name": "Rosa"})).await;
    let jose = ana.registers(json!({"first_name": "José"})).await;
    let notes = notes_of(&rosa);
    writes(&ana, &notes, json!({"body": "Primera", "pinned": true})).await;
    writes(&ana, &notes, json!({"body": "Segunda"})).await;
    writes(&ana, &notes, json!({"body": "Tercera: llega tarde"})).await;
    writes(&ana, &notes, json!({"body": "Cuarta", "pinned": true})).await;
    writes(&ana, &notes_of(&jose), json!({"body": "De José"})).await;
    assert_eq!(
        said(&ana, &notes).await,
        ["Cuarta", "Primera", "Tercera: llega tarde", "Segunda"]
    );
    assert_eq!(
        said(
            &ana,
            &format!("{notes}?filter[pinned]=true&sort=created_at")
        )
        .await,
        ["Primera", "Cuarta"]
    );
    assert_eq!(
        said(&ana, &format!("{notes}?q=T%C3%81RDE")).await,
        ["Tercera: llega tarde"]
    );
    let page = ana.get(&format!("{notes}?per_page=3&page=2")).await;
    assert_eq!(page.header("x-total-count"), Some("4"));
    assert_eq!(page.json()["data"][0]["body"], "Segunda");
}

#[tokio::test]
async fn a_note_is_its_author_s_and_of_whoever_may_delete_clients() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    role(
        &ana,
        "mostrador",
        None,
        &["clients.view", "clients.add", "clients.change"],
    )
    .await;
    role(&ana, "mirador", None, &["clients.view"]).await;
    for (name, code) in [
        ("eva", "mostrador"),
        ("luz", "mostrador"),
        ("iris", "mirador"),
    ] {
        hire(&clinic, name, None, &[(code, None)]).await;
    }
    let eva = clinic.enters("eva@test.co").await;
    let luz = clinic.enters("luz@test.co").await;
    let iris = clinic.enters("iris@test.co").await;
    let rosa = eva.registers(json!({"first_name": "Rosa"})).await;
    let notes = notes_of(&rosa);
    let note = writes(&eva, &notes, json!({"body": "Prefiere la tarde"})).await;
    let path = format!("{notes}/{}", text(&note, "id"));
    let may = async |by: &Person<'_>| by.get(&path).await.json()["can_change"].clone();
    assert_eq!(
        [
            may(&eva).await,
            may(&luz).await,
            may(&iris).await,
            may(&ana).await
        ],
        [json!(true), json!(false), json!(false), json!(true)]
    );

    let change = json!({"body": "Prefiere la mañana"});
    refused(
        &luz.patch(&path, "*", change.clone()).await,
        403,
        "note_not_own",
    );
    let delete = |by: &Person<'_>| by.request("DELETE", &path).header("If-Match", "*");
    refused(&delete(&luz).send().await, 403, "note_not_own");
    refused(
        &luz.post(&format!("{path}/restore"), json!({})).await,
        403,
        "note_not_own",
    );
    refused(
        &iris.patch(&path, "*", change.clone()).await,
        403,
        "permission_denied",
    );
    refused(
        &iris.post(&notes, json!({"body": "Hola"})).await,
        403,
        "permission_denied",
    );
    assert_eq!(said(&iris, &notes).await, ["Prefiere la tarde"]);
    assert_eq!(eva.patch(&path, "\"1\"", change).await.status, 200);
    assert_eq!(delete(&ana).send().await.status, 204);
    // Whoever wrote it may bring it back.
    let back = eva.post(&format!("{path}/restore"), json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text());
    // A note is looked for where it belongs.
    let other = eva.registers(json!({"first_name": "José"})).await;
    let elsewhere = format!("{}/{}", notes_of(&other), text(&note, "id"));
    refused(&eva.get(&elsewhere).await, 404, "not_found");
    refused(
        &eva.patch(&elsewhere, "*", json!({"pinned": true})).await,
        404,
        "not_found",
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_note_is_told() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let rosa = ana.registers(json!({"first_name": "Rosa"})).await;
    let notes = notes_of(&rosa);
    let longest = "ñ".repeat(4_000);
    for (body, field, code) in [
        (json!({}), "body", "required"),
        (json!({"body": " \n "}), "body", "required"),
        (json!({"body": 7}), "body", "type_invalid"),
        (
            json!({"body": format!("{longest}x")}),
            "body",
            "text_too_long",
        ),
        (json!({"body": "a\u{7}"}), "body", "text_control_characters"),
        (
            json!({"body": "a", "pinned": "sí"}),
            "pinned",
            "type_invalid",
        ),
        (
            json!({"body": "a", "author": "x"}),
            "author",
            "unknown_field",
        ),
    ] {
        let answer = ana.post(&notes, body.clone()).await;
        refused(&answer, 422, "validation_failed");
        let fault = &answer.json()["errors"][0];
        assert_eq!(
            (text(fault, "field").as_str(), text(fault, "code").as_str()),
            (field, code),
            "{body}"
        );
    }
    let note = writes(&ana, &notes, json!({"body": longest})).await;
    let path = format!("{notes}/{}", text(&note, "id"));
    for body in [json!({"body": null}), json!({"pinned": null})] {
        refused(&ana.patch(&path, "*", body).await, 422, "validation_failed");
    }
    // Nobody there: neither a client who never was, nor one who was deleted.
    let nobody = "/clients/0199a000-0000-7000-8000-000000000000/notes";
    refused(&ana.get(nobody).await, 404, "not_found");
    refused(
        &ana.post(nobody, json!({"body": "a"})).await,
        404,
        "not_found",
    );
    let client = format!("/clients/{}", text(&rosa, "id"));
    let gone = ana
        .request("DELETE", &client)
        .header("If-Match", "*")
        .send()
        .await;
    assert_eq!(gone.status, 204);
    refused(&ana.get(&notes).await, 404, "not_found");
    refused(&ana.get(&path).await, 404, "not_found");
    refused(
        &ana.post(&notes, json!({"body": "a"})).await,
        404,
        "not_found",
    );
    refused(
        &ana.patch(&path, "*", json!({"pinned": true})).await,
        404,
        "not_found",
    );
}

#[tokio::test]
async fn of_two_who_write_the_five_hundredth_note_one_does() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let rosa = ana.registers(json!({"first_name": "Rosa"})).await;
    let notes = notes_of(&rosa);
    harness
        .sql(&format!(
            "INSERT INTO {}.client_notes (id, client_id, body, author_name)
             SELECT gen_random_uuid(), '{}', 'Nota ' || n, 'Ana' FROM generate_series(1, 499) n",
            clinic.tenant.schema.quoted(),
            text(&rosa, "id")
        ))
        .await;
    let (one, other) = tokio::join!(
        ana.post(&notes, json!({"body": "Una"})),
        ana.post(&notes, json!({"body": "Otra"})),
    );
    let (written, full) = if one.status == 201 {
        (one, other)
    } else {
        (other, one)
    };
    assert_eq!(written.status, 201, "{}", written.text());
    refused(&full, 409, "client_notes_full");
    // Whoever deletes one has room for another, and then not for the one that was deleted.
    let path = format!("{notes}/{}", text(&written.json(), "id"));
    let gone = ana
        .request("DELETE", &path)
        .header("If-Match", "*")
        .send()
        .await;
    assert_eq!(gone.status, 204);
    writes(&ana, &notes, json!({"body": "La última"})).await;
    refused(
        &ana.post(&format!("{path}/restore"), json!({})).await,
        409,
        "client_notes_full",
    );
}

#[tokio::test]
async fn the_same_request_twice_writes_one_note() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let rosa = ana.registers(json!({"first_name": "Rosa"})).await;
    let notes = notes_of(&rosa);
    let send = async || {
        ana.request("POST", &notes)
            .header("Idempotency-Key", "nota-1")
            .json(&json!({"body": "Una vez"}))
            .send()
            .await
    };
    let (first, second) = (send().await, send().await);
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.json(), second.json());
    assert_eq!(said(&ana, &notes).await, ["Una vez"]);
}

#[tokio::test]
async fn the_desk_sees_pinned_notes_beside_every_appointment() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let booked = agenda.books(agenda.at(1, "09:00")).await;
    assert_eq!(booked.status, 201, "{}", booked.text());
    let appointment = format!("/appointments/{}", text(&booked.json(), "id"));
    let alerts = async || {
        let shown = agenda.admin.get(&appointment).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        shown.json()["client_alerts"].clone()
    };
    assert_eq!(alerts().await, json!([]));
    let notes = format!("/clients/{}/notes", agenda.client);
    let alert = json!({"body": "Alérgica al látex", "pinned": true});
    let alert = writes(&agenda.admin, &notes, alert).await;
    writes(&agenda.admin, &notes, json!({"body": "Le gusta el té"})).await;
    assert_eq!(
        alerts().await,
        json!([{"id": alert["id"], "body": "Alérgica al látex"}])
    );
    let path = format!("{notes}/{}", text(&alert, "id"));
    let gone = agenda
        .admin
        .request("DELETE", &path)
        .header("If-Match", "*")
        .send()
        .await;
    assert_eq!(gone.status, 204);
    assert_eq!(alerts().await, json!([]));
}

#[tokio::test]
async fn appointments_are_shown_by_a_business_that_has_no_notes_yet() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let booked = agenda.books(agenda.at(1, "09:00")).await.json();
    let appointment = format!("/appointments/{}", text(&booked, "id"));
    // As while the program is newer than the schema.
    let schema = agenda.clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "ALTER TABLE {schema}.client_notes RENAME TO later"
        ))
        .await;
    let shown = agenda.admin.get(&appointment).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert_eq!(shown.json()["client_alerts"], json!([]));
    let notes = format!("/clients/{}/notes", agenda.client);
    refused(&agenda.admin.get(&notes).await, 503, "busy");
}
