//! What is done with appointments: which state allows what, who may, and what it leaves behind.

use crate::{
    agenda::Agenda,
    client::Response,
    harness::Harness,
    rbac::{change, hire, refused, role, text},
};
use panal_domain::BranchId;
use serde_json::{Value, json};

const VERBS: [&str; 8] = [
    "confirm",
    "arrive",
    "start",
    "complete",
    "cancel",
    "no-show",
    "reschedule",
    "reopen",
];

/// Each state, and the state after each verb; empty where the verb is not allowed.
const TABLE: [(&str, [&str; 8]); 6] = [
    (
        "pendiente",
        [
            "confirmada",
            "pendiente",
            "en_curso",
            "",
            "cancelada",
            "no_asistio",
            "pendiente",
            "",
        ],
    ),
    (
        "confirmada",
        [
            "",
            "confirmada",
            "en_curso",
            "",
            "cancelada",
            "no_asistio",
            "confirmada",
            "",
        ],
    ),
    (
        "en_curso",
        ["", "", "", "completada", "", "", "", "confirmada"],
    ),
    ("completada", ["", "", "", "", "", "", "", ""]),
    ("cancelada", ["", "", "", "", "", "", "", "confirmada"]),
    ("no_asistio", ["", "", "", "", "", "", "", "confirmada"]),
];

impl Agenda<'_> {
    /// Books for that time; the id.
    async fn booked(&self, days: u64, hour: &str) -> String {
        let made = self.books(self.at(days, hour)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        text(&made.json(), "id")
    }

    async fn does(&self, id: &str, verb: &str, body: Value) -> Response {
        self.admin
            .post(&format!("/appointments/{id}/{verb}"), body)
            .await
    }

    async fn amends(&self, sql: &str) {
        let schema = self.clinic.tenant.schema.quoted();
        self.clinic
            .harness
            .sql(&sql.replace("@.", &format!("{schema}.")))
            .await;
    }

    async fn counted(&self, sql: &str) -> i64 {
        self.clinic.count(sql).await
    }

    /// An appointment of this minute that is in `state`.
    async fn in_state(&self, state: &str) -> String {
        let id = self.booked(1, "09:00").await;
        let begun = ["en_curso", "completada"].contains(&state);
        let taken = !["cancelada", "no_asistio"].contains(&state);
        self.amends(&format!(
            "UPDATE @.appointments SET state = '{state}', starts_at = date_trunc('minute', now()),
                 ends_at = date_trunc('minute', now()) + interval '30 minutes',
                 started_at = CASE WHEN {begun} THEN now() END,
                 completed_at = CASE WHEN '{state}' = 'completada' THEN now() END,
                 cancelled_at = CASE WHEN '{state}' = 'cancelada' THEN now() END WHERE id = '{id}';
             UPDATE @.time_slots SET starts_at = date_trunc('minute', now()),
                 ends_at = date_trunc('minute', now()) + interval '35 minutes' WHERE appointment_id = '{id}';
             DELETE FROM @.time_slots WHERE appointment_id = '{id}' AND NOT {taken}"
        ))
        .await;
        id
    }

    /// Kinds of the events that were told of an appointment, in order, and whether the client is written to.
    async fn events(&self, id: &str) -> Vec<(String, bool)> {
        let rows = self
            .clinic
            .harness
            .db
            .superuser()
            .await
            .query(
                "SELECT kind, (payload->>'notify')::boolean FROM public.outbox
                 WHERE payload->>'appointment_id' = $1 ORDER BY id",
                &[&id],
            )
            .await
            .unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }
}

fn body_of(agenda: &Agenda<'_>, verb: &str) -> Value {
    match verb {
        "cancel" => json!({"reason": "El cliente avisó"}),
        "reschedule" => json!({"starts_at": agenda.at(2, "10:00")}),
        _ => json!({}),
    }
}

#[tokio::test]
async fn every_verb_is_allowed_or_refused_by_the_state() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let mut pairs = 0;
    for (state, after) in TABLE {
        let allowed: Vec<&str> = VERBS
            .iter()
            .zip(after)
            .filter(|(_, after)| !after.is_empty())
            .map(|(verb, _)| *verb)
            .collect();
        for (verb, expected) in VERBS.iter().zip(after) {
            pairs += 1;
            let name = format!("{state} {verb}");
            let id = agenda.in_state(state).await;
            let answer = agenda.does(&id, verb, body_of(&agenda, verb)).await;
            let told = agenda
                .counted(&format!(
                    "appointment_history WHERE appointment_id = '{id}' AND action = '{verb}'"
                ))
                .await;
            let taken = agenda
                .counted(&format!("time_slots WHERE appointment_id = '{id}'"))
                .await;
            let end = if expected.is_empty() {
                refused(&answer, 409, "state_conflict");
                assert_eq!(answer.json()["state"], state, "{name}");
                assert_eq!(answer.json()["allowed"], json!(allowed), "{name}");
                assert_eq!(told, 0, "{name}");
                state
            } else {
                assert_eq!(answer.status, 200, "{name}: {}", answer.text());
                assert_eq!(answer.json()["state"], expected, "{name}");
                assert_eq!(told, 1, "{name}");
                expected
            };
            let takes_time = !["cancelada", "no_asistio"].contains(&end);
            assert_eq!(taken, i64::from(takes_time), "{name}");
            agenda
                .amends(&format!(
                    "DELETE FROM @.time_slots WHERE appointment_id = '{id}'"
                ))
                .await;
        }
    }
    assert_eq!(pairs, 48);
}

#[tokio::test]
async fn a_visit_is_confirmed_begun_and_ended_with_its_real_times() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let id = agenda.booked(1, "09:00").await;
    let path = format!("/appointments/{id}");
    // The document of the integrations asks with PUT, and without a body.
    assert_eq!(agenda.does(&id, "confirm", json!({})).await.status, 200);
    let arrived = agenda.admin.request("POST", &format!("{path}/arrive"));
    let arrived = arrived.send().await;
    assert_eq!(arrived.status, 200, "{}", arrived.text());
    let again = agenda.does(&id, "arrive", json!({})).await;
    assert_eq!(again.json()["version"], arrived.json()["version"]);
    agenda
        .amends(&format!(
            "UPDATE @.appointments SET starts_at = now() - interval '20 minutes', ends_at = now(),
                 arrived_at = now() - interval '12 minutes' WHERE id = '{id}'"
        ))
        .await;
    let begun = agenda.admin.request("PUT", &format!("{path}/start"));
    let begun = begun.send().await;
    assert_eq!(begun.status, 200, "{}", begun.text());
    assert_eq!(begun.json()["waiting_minutes"], 12);
    assert_eq!(begun.json()["punctuality"], "tarde");
    // It was the wrong one: it has not begun, and nobody is written to.
    let back = agenda.does(&id, "reopen", json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text());
    let back = back.json();
    assert_eq!(
        (
            &back["state"],
            &back["started_at"],
            &back["waiting_minutes"]
        ),
        (&json!("confirmada"), &Value::Null, &Value::Null)
    );
    let begun = agenda.does(&id, "start", json!({})).await;
    assert_eq!(begun.json()["waiting_minutes"], 12);
    agenda
        .amends(&format!(
            "UPDATE @.appointments SET started_at = now() - interval '18 minutes' WHERE id = '{id}'"
        ))
        .await;
    let wrong = agenda
        .does(&id, "complete", json!({"final_price": "80"}))
        .await;
    refused(&wrong, 422, "validation_failed");
    assert_eq!(wrong.json()["errors"][0]["field"], "price_reason");
    let ended = change(
        &agenda.admin,
        "PUT",
        &format!("{path}/complete"),
        json!({"final_price": "80", "price_reason": "Cliente frecuente", "internal_notes": "Todo bien"}),
    )
    .await;
    assert_eq!(ended.status, 200, "{}", ended.text());
    let ended = ended.json();
    assert_eq!(
        (
            &ended["actual_minutes"],
            &ended["punctuality"],
            &ended["final_price"]
        ),
        (&json!(18), &json!("puntual"), &json!("80.00"))
    );
    assert_eq!(ended["internal_notes"], "Todo bien");
    let kinds: Vec<String> = agenda
        .events(&id)
        .await
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(
        kinds,
        [
            "cita-creada",
            "cita-confirmada",
            "cita-completada",
            "solicitar-feedback"
        ]
    );
    // Whoever came for this and not for what was to follow came.
    let other = agenda.booked(1, "11:00").await;
    agenda
        .amends(&format!(
            "UPDATE @.appointments SET visit_id = '{id}', starts_at = now() - interval '1 hour' WHERE id = '{other}'"
        ))
        .await;
    assert_eq!(agenda.does(&other, "no-show", json!({})).await.status, 200);
    let asked = agenda.events(&id).await;
    let asked = asked
        .iter()
        .filter(|(kind, _)| kind == "solicitar-feedback");
    assert_eq!(asked.count(), 2);
    let shown = agenda.admin.get(&path).await.json();
    let actions: Vec<String> = shown["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| text(entry, "action"))
        .collect();
    assert_eq!(
        actions,
        [
            "create", "confirm", "arrive", "start", "reopen", "start", "complete"
        ]
    );
    assert_eq!(
        agenda
            .counted(&format!(
                "audit_log WHERE entity = 'appointments' AND entity_id = '{id}'"
            ))
            .await,
        7
    );
}

#[tokio::test]
async fn what_is_called_off_is_free_at_once_and_comes_back_if_it_still_is() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let id = agenda.booked(1, "09:00").await;
    refused(
        &agenda.does(&id, "cancel", json!({"reason": "no"})).await,
        422,
        "validation_failed",
    );
    refused(
        &agenda.does(&id, "cancel", json!({})).await,
        422,
        "validation_failed",
    );
    refused(
        &agenda.does(&id, "no-show", json!({})).await,
        409,
        "too_early",
    );
    let stale = agenda
        .admin
        .request("POST", &format!("/appointments/{id}/cancel"))
        .header("If-Match", "\"7\"")
        .json(&json!({"reason": "Enfermedad"}))
        .send()
        .await;
    refused(&stale, 412, "version_mismatch");
    let body = json!({"reason": "Enfermedad", "notify": false});
    let cancelled = agenda.does(&id, "cancel", body).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text());
    let row = cancelled.json();
    assert_eq!(
        (&row["cancelled_by"], &row["cancellation_reason"]),
        (&json!("staff"), &json!("Enfermedad"))
    );
    assert_eq!(
        agenda.events(&id).await.last(),
        Some(&("cita-cancelada".to_owned(), false))
    );

    let other = agenda.booked(1, "09:00").await;
    refused(
        &agenda.does(&id, "reopen", json!({})).await,
        409,
        "slot_taken",
    );
    let moved = agenda
        .does(
            &other,
            "reschedule",
            json!({"starts_at": agenda.at(1, "11:00")}),
        )
        .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let back = agenda.does(&id, "reopen", json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(back.json()["state"], "confirmada");
    assert_eq!(back.json()["cancelled_at"], Value::Null);
    assert_eq!(agenda.overlaps().await, 0);

    // Who came yesterday came after all, and in another room than was written.
    let room = uuid::Uuid::now_v7();
    agenda
        .amends(&format!(
            "INSERT INTO @.rooms (id, branch_id, name) VALUES ('{room}', '{}', 'Consultorio 1');
             DELETE FROM @.time_slots WHERE appointment_id = '{id}';
             UPDATE @.appointments SET state = 'no_asistio', day = day - 3,
                 starts_at = starts_at - interval '3 days', ends_at = ends_at - interval '3 days' WHERE id = '{id}'",
            agenda.branch
        ))
        .await;
    let came = agenda.does(&id, "reopen", json!({})).await;
    assert_eq!(came.status, 200, "{}", came.text());
    let body = json!({"room_id": room, "outside_hours": true});
    let there = agenda.does(&id, "reschedule", body).await;
    assert_eq!(there.status, 200, "{}", there.text());
    let earlier = json!({"starts_at": agenda.at(0, "00:00") - chrono::TimeDelta::hours(9), "outside_hours": true});
    refused(
        &agenda.does(&id, "reschedule", earlier).await,
        409,
        "too_soon",
    );
}

#[tokio::test]
async fn an_appointment_moves_in_time_to_another_professional_and_into_a_room() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let [one, other] = agenda.professionals;
    let [short, _] = agenda.services;
    let room = uuid::Uuid::now_v7();
    agenda
        .amends(&format!(
            "UPDATE @.service_professionals SET minutes = 45, price = 130
                 WHERE professional_id = '{other}' AND service_id = '{short}';
             INSERT INTO @.rooms (id, branch_id, name) VALUES ('{room}', '{}', 'Consultorio 1')",
            agenda.branch
        ))
        .await;
    let id = agenda.booked(1, "09:00").await;
    let code = agenda
        .admin
        .get(&format!("/appointments/{id}"))
        .await
        .json()["code"]
        .clone();

    // Its own time is not in its way.
    let moved = agenda
        .does(
            &id,
            "reschedule",
            json!({"starts_at": agenda.at(1, "09:15")}),
        )
        .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let same = agenda
        .does(
            &id,
            "reschedule",
            json!({"starts_at": agenda.at(1, "09:15")}),
        )
        .await;
    assert_eq!(same.json()["version"], moved.json()["version"]);
    let body = json!({"professional_id": other, "room_id": room, "reason": "Cambio de turno"});
    let moved = agenda.does(&id, "reschedule", body).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let row = moved.json();
    for (name, value) in [
        ("professional_id", json!(other)),
        ("room_name", json!("Consultorio 1")),
        ("minutes", json!(45)),
        ("service_price", json!("130.00")),
        ("final_price", json!("130.00")),
        ("code", code),
        ("starts_at", json!(agenda.at(1, "09:15"))),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
    // The first professional is free again, the second is not, nor is the room.
    assert_eq!(agenda.books(agenda.at(1, "09:15")).await.status, 201);
    let theirs = json!({"client_id": agenda.client, "service_id": short, "professional_id": other,
        "starts_at": agenda.at(1, "09:30")});
    refused(
        &agenda.admin.post("/appointments", theirs).await,
        409,
        "slot_taken",
    );
    let later = agenda.booked(1, "09:50").await;
    refused(
        &agenda
            .does(
                &later,
                "reschedule",
                json!({"starts_at": agenda.at(1, "09:20"), "room_id": room}),
            )
            .await,
        409,
        "slot_taken",
    );
    for (body, status, code) in [
        (json!({"room_id": one}), 422, "validation_failed"),
        (json!({"professional_id": room}), 422, "validation_failed"),
        (
            json!({"starts_at": agenda.at(1, "19:00")}),
            409,
            "outside_working_time",
        ),
        (
            json!({"starts_at": "2020-01-01T10:00:00Z"}),
            409,
            "too_soon",
        ),
    ] {
        refused(&agenda.does(&id, "reschedule", body).await, status, code);
    }
    let late = json!({"starts_at": agenda.at(1, "19:00"), "outside_hours": true});
    assert_eq!(agenda.does(&id, "reschedule", late).await.status, 200);
    let history = agenda
        .admin
        .get(&format!("/appointments/{id}"))
        .await
        .json();
    assert_eq!(history["history"].as_array().unwrap().len(), 4);
    assert_eq!(history["history"][2]["reason"], "Cambio de turno");
    assert_eq!(agenda.overlaps().await, 0);
}

#[tokio::test]
async fn whoever_may_change_cancels_their_own_and_no_others() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let rights = [
        "appointments.view",
        "appointments.add",
        "appointments.change",
        "clients.view",
    ];
    role(&agenda.admin, "recepcion", None, &rights).await;
    let here = BranchId(agenda.branch);
    let eva = hire(
        &agenda.clinic,
        "eva",
        Some(here),
        &[("recepcion", Some(&[here]))],
    )
    .await;
    let person = agenda.clinic.enters("eva@test.co").await;
    let reason = json!({"reason": "El cliente avisó"});

    let theirs = agenda.booked(1, "09:00").await;
    let path = format!("/appointments/{theirs}");
    let answer = person.post(&format!("{path}/cancel"), reason.clone()).await;
    refused(&answer, 403, "permission_denied");
    assert_eq!(answer.json()["permission"], "appointments.cancel_any");
    // What a customer booked online is nobody's in particular.
    let online = agenda.booked(2, "09:00").await;
    agenda
        .amends(&format!(
            "UPDATE @.appointments SET created_by = NULL, source = 'public' WHERE id = '{online}'"
        ))
        .await;
    let answer = person
        .post(&format!("/appointments/{online}/cancel"), reason.clone())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let own = person
        .post("/appointments", agenda.order(agenda.at(1, "10:00")))
        .await;
    assert_eq!(own.status, 201, "{}", own.text());
    let own = text(&own.json(), "id");
    let answer = person
        .post(&format!("/appointments/{own}/cancel"), reason.clone())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());

    // Another price needs a right of its own, whenever it is given; what another professional costs too.
    let [one, other] = agenda.professionals;
    agenda
        .amends(&format!(
            "UPDATE @.service_professionals SET price = 130 WHERE professional_id = '{other}'"
        ))
        .await;
    let there = json!({"professional_id": other});
    let moved = person.post(&format!("{path}/reschedule"), there).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let moved = moved.json();
    assert_eq!(
        (&moved["service_price"], &moved["final_price"]),
        (&json!("130.00"), &json!("100.00"))
    );
    for (to, price) in [(one, "100.00"), (other, "130.00"), (one, "100.00")] {
        let moved = agenda
            .does(&theirs, "reschedule", json!({"professional_id": to}))
            .await;
        assert_eq!(moved.json()["final_price"], price, "{}", moved.text());
    }
    let price = json!({"final_price": "1", "price_reason": "Porque sí"});
    refused(
        &change(&person, "PATCH", &path, price.clone()).await,
        403,
        "permission_denied",
    );
    let mut order = agenda.order(agenda.at(1, "12:00"));
    order["final_price"] = json!("1");
    order["price_reason"] = json!("Porque sí");
    refused(
        &person.post("/appointments", order.clone()).await,
        403,
        "permission_denied",
    );
    assert_eq!(
        person
            .post(&format!("{path}/start"), json!({}))
            .await
            .status,
        200
    );
    refused(
        &person.post(&format!("{path}/complete"), price).await,
        403,
        "permission_denied",
    );
    let made = agenda.admin.post("/appointments", order).await.json();
    assert_eq!(
        (&made["service_price"], &made["final_price"]),
        (&json!("100.00"), &json!("1.00"))
    );

    // Whoever gives it may cancel it.
    agenda
        .amends(&format!(
            "UPDATE @.professionals SET user_id = '{eva}' WHERE id = '{}'",
            agenda.professionals[0]
        ))
        .await;
    let id = text(&made, "id");
    let answer = person
        .post(&format!("/appointments/{id}/cancel"), reason)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}
