//! What happened with a client, told as one story.

use crate::{
    agenda::Agenda,
    client::Response,
    harness::Harness,
    rbac::{branch, hire, refused, role, text},
    staff::{Clinic, Person},
};
use panal_domain::{Profile, Role};
use panal_provisioner::NewTenant;
use panal_test_support::new_tenant;
use serde_json::{Value, json};
use uuid::Uuid;

async fn story(by: &Person<'_>, client: impl std::fmt::Display, query: &str) -> Vec<Value> {
    let answer = by.get(&format!("/clients/{client}/timeline?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()["data"].as_array().unwrap().clone()
}

fn kinds(story: &[Value]) -> Vec<&str> {
    story
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap())
        .collect()
}

impl Agenda<'_> {
    async fn has_booked(&self, days: u64, hour: &str) -> String {
        let made = self.books(self.at(days, hour)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        text(&made.json(), "id")
    }

    async fn bids(&self, appointment: &str, verb: &str, body: Value) -> Response {
        let answer = self
            .admin
            .post(&format!("/appointments/{appointment}/{verb}"), body)
            .await;
        assert_eq!(answer.status, 200, "{verb}: {}", answer.text());
        answer
    }

    /// As something writes that people do not.
    async fn happens(&self, sql: &str) {
        let schema = self.clinic.tenant.schema.quoted();
        self.clinic
            .harness
            .sql(&sql.replace("@.", &format!("{schema}.")))
            .await;
    }

    /// A letter about something, and what became of it.
    async fn letter(&self, kind: &str, about: impl std::fmt::Display, state: &str) {
        let failure = if state == "refused" {
            "'550 no such user'"
        } else {
            "NULL"
        };
        self.happens(&format!(
            "INSERT INTO @.deliveries (key, channel, event_id, state, failure, finished_at)
             VALUES ('{kind}:{about}:0a1b2c:3d4e5f', 'email', gen_random_uuid(), '{state}', {failure}, clock_timestamp())"
        ))
        .await;
    }
}

#[tokio::test]
async fn everything_that_happened_is_told_from_the_newest_on() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let client = agenda.client;
    let id = agenda.has_booked(1, "09:00").await;
    agenda.letter("cita-creada", &id, "sent").await;
    agenda.bids(&id, "confirm", json!({})).await;
    let later = agenda.at(2, "10:00");
    agenda
        .bids(&id, "reschedule", json!({"starts_at": later}))
        .await;
    agenda.letter("cita-reprogramada", &id, "refused").await;
    // One that is leaving has not been sent.
    agenda.letter("recordatorio-cita", &id, "sending").await;
    agenda
        .bids(&id, "cancel", json!({"reason": "Está de viaje"}))
        .await;
    let note = json!({"body": "Volverá en enero"});
    let notes = format!("/clients/{client}/notes");
    let note = agenda.admin.post(&notes, note).await.json();
    let path = format!("/clients/{client}");
    let data = json!({"phone": "987 654 321", "first_name": "Rosa María"});
    assert_eq!(agenda.admin.patch(&path, "*", data).await.status, 200);
    agenda
        .happens(&format!(
            "INSERT INTO @.client_consents (id, client_id, purpose, is_granted, text, source, at)
             VALUES (gen_random_uuid(), '{client}', 'marketing', true, 'Acepto', 'public_booking', clock_timestamp()),
                    (gen_random_uuid(), '{client}', 'marketing', false, 'Ya no', 'staff', clock_timestamp() + interval '1 ms')"
        ))
        .await;

    let told = story(&agenda.admin, client, "").await;
    assert_eq!(
        kinds(&told),
        [
            "consent_withdrawn",
            "consent_given",
            "client_changed",
            "note_written",
            "appointment_cancelled",
            "letter_failed",
            "appointment_moved",
            "appointment_confirmed",
            "letter_sent",
            "appointment_booked",
            "client_registered",
        ]
    );
    let me = agenda.admin.get("/me").await.json()["user"]["id"].clone();
    let actor = json!({"kind": "user", "id": me, "name": "Ana Pérez"});
    let [
        withdrawn,
        _,
        changed,
        written,
        cancelled,
        failed,
        moved,
        _,
        sent,
        booked,
        registered,
    ] = &told[..]
    else {
        panic!("{told:?}")
    };
    assert_eq!(withdrawn["about"], "marketing");
    assert_eq!(withdrawn["actor"]["kind"], "anonymous");
    assert_eq!(changed["changes"], json!(["first_name", "phone"]));
    assert_eq!(
        (&changed["actor"], &changed["text"]),
        (&actor, &Value::Null)
    );
    assert_eq!(registered["changes"], Value::Null);
    assert_eq!(
        (&written["id"], &written["text"], &written["actor"]),
        (&note["id"], &json!("Volverá en enero"), &actor)
    );
    assert_eq!(
        (&cancelled["text"], &cancelled["actor"]),
        (&json!("Está de viaje"), &actor)
    );
    let shown = agenda
        .admin
        .get(&format!("/appointments/{id}"))
        .await
        .json();
    for entry in [cancelled, failed, moved, sent, booked] {
        assert_eq!(
            entry["appointment"],
            json!({
                "id": id, "code": shown["code"], "service_name": "Limpieza",
                "state": "cancelada", "starts_at": shown["starts_at"],
            }),
            "{entry}"
        );
    }
    assert_eq!(
        (&failed["about"], &failed["text"], &failed["actor"]),
        (
            &json!("cita-reprogramada"),
            &json!("550 no such user"),
            &Value::Null
        )
    );
    assert_eq!(sent["about"], "cita-creada");
    assert_eq!(moved["from_starts_at"], json!(agenda.at(1, "09:00")));
    assert_eq!(moved["to_starts_at"], json!(later));
    assert_eq!(written["appointment"], Value::Null);
}

#[tokio::test]
async fn a_visit_is_told_to_its_verdict() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let id = agenda.has_booked(1, "09:00").await;
    agenda
        .happens(&format!(
            "UPDATE @.appointments SET starts_at = date_trunc('minute', now()),
                 ends_at = date_trunc('minute', now()) + interval '30 minutes' WHERE id = '{id}';
             UPDATE @.time_slots SET starts_at = date_trunc('minute', now()),
                 ends_at = date_trunc('minute', now()) + interval '35 minutes' WHERE appointment_id = '{id}'"
        ))
        .await;
    for verb in ["arrive", "start", "complete"] {
        agenda.bids(&id, verb, json!({})).await;
    }
    agenda
        .happens(&format!(
            "UPDATE @.appointments SET rating = 4, rating_comment = 'Muy amables', rated_at = clock_timestamp() WHERE id = '{id}'"
        ))
        .await;
    let told = story(&agenda.admin, agenda.client, "limit=4").await;
    assert_eq!(
        kinds(&told),
        [
            "rated",
            "appointment_completed",
            "appointment_started",
            "appointment_arrived",
        ]
    );
    assert_eq!(
        (&told[0]["rating"], &told[0]["text"], &told[0]["actor"]),
        (&json!(4), &json!("Muy amables"), &Value::Null)
    );
    assert_eq!(told[0]["appointment"]["id"], json!(id));
}

#[tokio::test]
async fn pages_follow_one_another_whatever_happened_at_the_same_moment() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let client = agenda.client;
    for hour in ["09:00", "10:00", "11:00"] {
        let id = agenda.has_booked(1, hour).await;
        agenda.letter("cita-creada", &id, "sent").await;
    }
    agenda
        .happens(&format!(
            "INSERT INTO @.client_notes (id, client_id, body, author_name)
                 SELECT gen_random_uuid(), '{client}', 'Nota ' || n, 'Ana' FROM generate_series(1, 3) n;
             UPDATE @.client_notes SET created_at = '2026-01-01';
             UPDATE @.appointment_history SET at = '2026-01-01';
             UPDATE @.deliveries SET finished_at = '2026-01-01'"
        ))
        .await;
    let mut seen = Vec::new();
    let mut query = "limit=2".to_owned();
    loop {
        let answer = agenda
            .admin
            .get(&format!("/clients/{client}/timeline?{query}"))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let body = answer.json();
        let rows = body["data"].as_array().unwrap();
        assert!((1..=2).contains(&rows.len()), "{body}");
        seen.extend(rows.iter().map(|row| text(row, "id")));
        // What happens meanwhile moves nothing.
        agenda
            .happens(&format!(
                "INSERT INTO @.client_notes (id, client_id, body, author_name)
                 VALUES (gen_random_uuid(), '{client}', 'Entretanto', 'Ana')"
            ))
            .await;
        let Some(cursor) = body["next_cursor"].as_str() else {
            break;
        };
        query = format!("limit=2&cursor={cursor}");
    }
    // Three bookings, three letters, three notes and the registration.
    assert_eq!(seen.len(), 10, "{seen:?}");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 10);
}

#[tokio::test]
async fn one_sort_of_happenings_is_found_and_nonsense_is_named() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let client = agenda.client;
    let id = agenda.has_booked(1, "09:00").await;
    agenda.bids(&id, "confirm", json!({})).await;
    let notes = format!("/clients/{client}/notes");
    let note = agenda.admin.post(&notes, json!({"body": "Hola"})).await;
    assert_eq!(note.status, 201);
    for (query, expected) in [
        ("kind=note_written", vec!["note_written"]),
        (
            "kind=note_written,appointment_booked",
            vec!["note_written", "appointment_booked"],
        ),
        ("kind=rated", vec![]),
    ] {
        let told = story(&agenda.admin, client, query).await;
        assert_eq!(kinds(&told), expected, "{query}");
    }
    for (query, field, code) in [
        ("kind=", "kind", "timeline_kind_unknown"),
        ("kind=rated,boda", "kind", "timeline_kind_unknown"),
        ("limit=101", "limit", "number_invalid"),
        ("cursor=x", "cursor", "cursor_invalid"),
        ("page=2", "page", "parameter_unknown"),
    ] {
        let answer = agenda
            .admin
            .get(&format!("/clients/{client}/timeline?{query}"))
            .await;
        refused(&answer, 400, "query_invalid");
        let fault = &answer.json()["errors"][0];
        assert_eq!(
            (text(fault, "field").as_str(), text(fault, "code").as_str()),
            (field, code),
            "{query}"
        );
    }
    let nobody = format!("/clients/{}/timeline", Uuid::now_v7());
    refused(&agenda.admin.get(&nobody).await, 404, "not_found");
}

#[tokio::test]
async fn everybody_sees_what_their_rights_let_them_see() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let client = agenda.client;
    let own = agenda.has_booked(1, "09:00").await;
    let other = agenda.has_booked(1, "10:00").await;
    let south = branch(&agenda.clinic, "SUR").await;
    agenda
        .happens(&format!(
            "UPDATE @.appointments SET branch_id = '{}' WHERE id = '{own}'",
            south.0
        ))
        .await;
    for id in [&own, &other] {
        agenda.letter("cita-creada", id, "sent").await;
    }
    // Somebody else's story is not hers.
    let jose = agenda.admin.registers(json!({"first_name": "José"})).await;
    let theirs = json!({"body": "De José", "pinned": true});
    let path = format!("/clients/{}/notes", text(&jose, "id"));
    assert_eq!(agenda.admin.post(&path, theirs).await.status, 201);

    role(&agenda.admin, "mirador", None, &["clients.view"]).await;
    let desk = ["clients.view", "appointments.view"];
    role(&agenda.admin, "mostrador", None, &desk).await;
    let auditor = ["clients.view", "audit_log.view"];
    role(&agenda.admin, "auditor", None, &auditor).await;
    let only_south = [south];
    hire(&agenda.clinic, "iris", None, &[("mirador", None)]).await;
    hire(
        &agenda.clinic,
        "luz",
        None,
        &[("mostrador", Some(&only_south))],
    )
    .await;
    hire(&agenda.clinic, "eva", None, &[("auditor", None)]).await;
    hire(
        &agenda.clinic,
        "sol",
        None,
        &[("auditor", Some(&only_south))],
    )
    .await;

    let sees = async |name: &str| {
        let person = agenda.clinic.enters(&format!("{name}@test.co")).await;
        story(&person, client, "").await
    };
    assert!(sees("iris").await.is_empty());
    let at_south = sees("luz").await;
    assert_eq!(kinds(&at_south), ["letter_sent", "appointment_booked"]);
    for entry in &at_south {
        assert_eq!(entry["appointment"]["id"], json!(own), "{entry}");
    }
    assert_eq!(kinds(&sees("eva").await), ["client_registered"]);
    // The log is the whole business's.
    assert!(sees("sol").await.is_empty());
    assert_eq!(sees_all(&agenda).await, 5);
}

/// Two bookings, two letters and the registration.
async fn sees_all(agenda: &Agenda<'_>) -> usize {
    story(&agenda.admin, agenda.client, "").await.len()
}

#[tokio::test]
async fn a_business_without_an_agenda_has_a_story_of_its_clients_too() {
    let harness = Harness::new().await;
    let new = NewTenant {
        profile: Profile::ComidaRapida,
        ..new_tenant("sabor")
    };
    let clinic = Clinic {
        harness: &harness,
        tenant: harness.db.provisioner.create(&new).await.unwrap().tenant,
        host: "sabor.localhost".to_owned(),
    };
    let ana = clinic.staff(Role::Admin).await;
    let rosa = ana.registers(json!({"first_name": "Rosa"})).await;
    let id = text(&rosa, "id");
    let note = json!({"body": "Sin cebolla", "pinned": true});
    let note = ana.post(&format!("/clients/{id}/notes"), note).await;
    assert_eq!(note.status, 201, "{}", note.text());
    let told = story(&ana, &id, "").await;
    assert_eq!(kinds(&told), ["note_written", "client_registered"]);
    assert_eq!(told[0]["text"], "Sin cebolla");
}
