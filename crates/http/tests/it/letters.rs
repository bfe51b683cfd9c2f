//! A business says in its own words what its clients read.

use crate::{
    client::Response,
    harness::Harness,
    rbac::{branch, hire},
    staff::Person,
};
use panal_domain::Role;
use serde_json::{Value, json};

async fn put(person: &Person<'_>, kind: &str, version: &str, body: &Value) -> Response {
    person
        .request("PUT", &format!("/letters/{kind}"))
        .header("If-Match", version)
        .json(body)
        .send()
        .await
}

async fn preview(person: &Person<'_>, kind: &str, body: Value) -> Value {
    let answer = person.post(&format!("/letters/{kind}/preview"), body).await;
    assert_eq!(answer.status, 200, "{kind}: {}", answer.text());
    answer.json()
}

/// What the list says of one letter.
async fn letter(person: &Person<'_>, kind: &str) -> Value {
    let list = person.get("/letters").await.json();
    let rows = list["data"].as_array().unwrap();
    rows.iter()
        .find(|row| row["kind"] == kind)
        .unwrap_or_else(|| panic!("{list}"))
        .clone()
}

#[tokio::test]
async fn an_owner_writes_a_letter_anew_and_takes_it_back() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let list = admin.get("/letters").await.json();
    let kinds: Vec<&str> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "cita-solicitada",
            "cita-creada",
            "cita-confirmada",
            "cita-reprogramada",
            "cita-cancelada",
            "recordatorio-cita",
            "solicitar-feedback",
            "lista-espera-oferta"
        ]
    );
    let fresh = letter(&admin, "cita-creada").await;
    assert_eq!(
        (&fresh["texts"], &fresh["version"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(
        fresh["default_subject"],
        "Su cita en {business}: {date}, {time}"
    );
    assert_eq!(
        fresh["placeholders"][0],
        json!({"placeholder": "{client}", "meaning": {"es": "Nombre del cliente", "en": "The client's name"}})
    );

    let words = json!({
        "subject": "{client}, lo esperamos el {date}",
        "opening": "Su {service} quedó reservada.\r\n\r\nNos vemos a las {time}.",
        "closing": null,
    });
    let set = put(&admin, "cita-creada", "\"0\"", &words).await;
    assert_eq!(
        (set.status, set.header("etag")),
        (200, Some("\"1\"")),
        "{}",
        set.text()
    );
    let kept = letter(&admin, "cita-creada").await;
    assert_eq!(
        kept["texts"],
        json!({
            "subject": "{client}, lo esperamos el {date}",
            "opening": "Su {service} quedó reservada.\n\nNos vemos a las {time}.",
            "closing": null,
        })
    );
    assert_eq!(
        letter(&admin, "cita-confirmada").await["texts"],
        Value::Null
    );
    let late = put(&admin, "cita-creada", "\"0\"", &json!({})).await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (412, "version_mismatch")
    );
    let back = put(&admin, "cita-creada", "\"1\"", &json!({"subject": " "})).await;
    assert_eq!(
        (&back.json()["texts"], &back.json()["version"]),
        (&Value::Null, &json!(2)),
        "{}",
        back.text()
    );
    let log = admin.get("/audit-log?entity=settings").await.json();
    assert_eq!(log["data"].as_array().unwrap().len(), 2, "{log}");
    // Those of the business itself stay by themselves.
    let settings = admin.get("/settings").await.json();
    assert_eq!(settings["data"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_letter_names_only_what_it_knows_and_says_no_more_than_one_reads() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    for (body, field, code) in [
        (
            json!({"subject": "Hola {nombre}"}),
            "subject",
            "placeholder_unknown",
        ),
        (
            json!({"opening": "Hasta {until_time}"}),
            "opening",
            "placeholder_unknown",
        ),
        (
            json!({"subject": "Uno\r\nBcc: otro@correo.test"}),
            "subject",
            "text_control_characters",
        ),
        (
            json!({"subject": "x".repeat(121)}),
            "subject",
            "text_too_long",
        ),
        (
            json!({"opening": "x".repeat(1001)}),
            "opening",
            "text_too_long",
        ),
        (
            json!({"closing": "x".repeat(1001)}),
            "closing",
            "text_too_long",
        ),
        (json!({"closing": 7}), "closing", "type_invalid"),
        (json!({"body": "x"}), "body", "unknown_field"),
    ] {
        let kept = put(&admin, "cita-creada", "*", &body).await;
        let shown = admin
            .post("/letters/cita-creada/preview", body.clone())
            .await;
        for refused in [kept, shown] {
            assert_eq!(refused.status, 422, "{body}");
            let fault = &refused.json()["errors"][0];
            assert_eq!(
                (&fault["field"], &fault["code"]),
                (&json!(field), &json!(code))
            );
        }
    }
    let named = put(&admin, "cita-creada", "*", &json!({"closing": "{nombre}"})).await;
    let message = named.json()["errors"][0]["message"].to_string();
    for part in ["{nombre}", "{client}", "{date}", "{code}"] {
        assert!(message.contains(part), "{message}");
    }
    for path in ["user-invited", "x"] {
        let unknown = put(&admin, path, "*", &json!({})).await;
        assert_eq!(
            (unknown.status, unknown.code().as_str()),
            (404, "not_found")
        );
    }
    assert_eq!(clinic.count("settings").await, 0);

    let kitchen = clinic.staff(Role::Kitchen).await;
    let refused = put(&kitchen, "cita-creada", "*", &json!({})).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "permission_denied")
    );
    let north = branch(&clinic, "N").await;
    hire(&clinic, "jefa", Some(north), &[("admin", Some(&[north]))]).await;
    let jefa = clinic.enters("jefa@test.co").await;
    let refused = put(&jefa, "cita-creada", "*", &json!({})).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "permission_limited_to_branches")
    );
    preview(&jefa, "cita-creada", json!({})).await;
}

#[tokio::test]
async fn a_preview_is_the_letter_that_a_client_would_receive() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    harness
        .sql(
            "UPDATE norte.branches SET name = 'Sede Norte', address = 'Av. Larco 123', phone = '+5114567890';
             UPDATE norte.brand SET color = '#ffee00'",
        )
        .await;
    let list = admin.get("/letters").await.json();
    let mut subjects = std::collections::BTreeSet::new();
    for row in list["data"].as_array().unwrap() {
        let kind = row["kind"].as_str().unwrap();
        let shown = preview(&admin, kind, json!({})).await;
        let (subject, html) = (
            shown["subject"].as_str().unwrap(),
            shown["html"].as_str().unwrap(),
        );
        subjects.insert(subject.to_owned());
        for text in [subject, html, shown["text"].as_str().unwrap()] {
            assert!(!text.contains('{'), "{kind}: {text}");
            assert!(text.contains("Clínica norte"), "{kind}: {text}");
        }
        assert!(
            html.contains("Sede Norte") || kind == "solicitar-feedback",
            "{html}"
        );
        // The business's colour, with black on it: white would not be read on yellow.
        assert!(html.contains("background:#ffee00;color:#000000"), "{html}");
        // Nothing is fetched and nothing runs.
        for odd in ["<script", "<img", "<link", "src=", "url(", "@import"] {
            assert!(!html.contains(odd), "{kind}: {odd}");
        }
    }
    assert_eq!(subjects.len(), 8, "{subjects:?}");

    let shown = preview(
        &admin,
        "cita-creada",
        json!({
            "subject": "{client} <b>{business}</b>",
            "opening": "<script>alert(1)</script> & {service}\ncon {professional}\n\na las {time}",
            "closing": "Traiga su {código ",
        }),
    )
    .await;
    assert_eq!(shown["subject"], "María <b>Clínica norte</b>");
    let html = shown["html"].as_str().unwrap();
    for part in [
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; Consulta<br>\ncon Ana Torres</p>\n<p>a las 10:00 a. m.</p>",
        "<p>Traiga su {código</p>",
        "Av. Larco 123",
        "+5114567890",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(shown["text"].as_str().unwrap().contains(
        "\n\n<script>alert(1)</script> & Consulta\ncon Ana Torres\n\na las 10:00 a. m.\n\n"
    ));
    // What must be known is said, whatever else is.
    let offer = preview(
        &admin,
        "lista-espera-oferta",
        json!({"opening": "¡Hay lugar!"}),
    )
    .await;
    let text = offer["text"].as_str().unwrap();
    assert!(
        text.contains("¡Hay lugar!\n\nLe guardamos el horario hasta las "),
        "{text}"
    );
    assert_eq!(clinic.count("settings").await, 0);
}

#[tokio::test]
async fn an_owner_sees_which_letters_did_not_arrive() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    assert_eq!(agenda.books(agenda.at(1, "09:00")).await.status, 201);
    let admin = &agenda.admin;
    assert_eq!(admin.get("/deliveries").await.json()["data"], json!([]));
    harness
        .sql(
            "UPDATE norte.clients SET email = 'rosa@test.co';
             INSERT INTO norte.deliveries (key, channel, event_id, state, failure, started_at, finished_at)
             SELECT d.kind || ':' || a.id || ':x:' ||
                     left(encode(sha256(convert_to(d.address, 'UTF8') || '\\x00'::bytea), 'hex'), 32),
                 'email', gen_random_uuid(), d.state, d.failure, now() - d.ago, now() - d.ago
             FROM norte.appointments a, (VALUES
                 ('cita-creada', 'rosa@test.co', 'sent', NULL, interval '3 hours'),
                 ('cita-confirmada', 'antes@test.co', 'refused', 'the mail server refused the letter: 550 no such user',
                     interval '2 hours'),
                 ('recordatorio-cita', 'rosa@test.co', 'sending', NULL, interval '1 hour'),
                 ('solicitar-feedback', 'rosa@test.co', 'sending', NULL, interval '0')
             ) AS d (kind, address, state, failure, ago)",
        )
        .await;
    let list = admin.get("/deliveries").await.json();
    let rows = list["data"].as_array().unwrap();
    let kinds: Vec<&str> = rows
        .iter()
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "solicitar-feedback",
            "recordatorio-cita",
            "cita-confirmada",
            "cita-creada"
        ]
    );
    assert!(
        rows.iter()
            .all(|row| row["appointment_code"].is_string() && row["client_name"].is_string())
    );
    assert_eq!(
        (&rows[0]["problem"], &rows[3]["problem"]),
        (&Value::Null, &Value::Null)
    );
    assert!(
        rows[1]["problem"]["es"]
            .to_string()
            .contains("se interrumpió")
    );
    assert!(rows[2]["problem"]["es"].to_string().contains("no aceptó"));
    assert!(rows[2]["technical"].to_string().contains("550"));
    // She has another address since, and the old one is kept nowhere.
    assert_eq!(
        (&rows[2]["recipient"], &rows[3]["recipient"]),
        (&Value::Null, &json!("rosa@test.co"))
    );

    let refused = admin.get("/deliveries?filter[state]=refused").await.json();
    assert_eq!(refused["data"], json!([rows[2]]));
    let wrong = admin.get("/deliveries?filter[state]=lost").await;
    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (400, "query_invalid")
    );
    let first = admin.get("/deliveries?limit=3").await.json();
    assert_eq!(first["data"].as_array().unwrap().len(), 3);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = admin
        .get(&format!("/deliveries?limit=3&cursor={cursor}"))
        .await
        .json();
    assert_eq!(
        (&rest["data"], &rest["next_cursor"]),
        (&json!([rows[3]]), &Value::Null)
    );
}

#[tokio::test]
async fn who_may_not_see_clients_reads_of_letters_without_them() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    assert_eq!(agenda.books(agenda.at(1, "09:00")).await.status, 201);
    harness
        .sql(
            "INSERT INTO norte.deliveries (key, channel, event_id, state, failure)
             SELECT 'cita-creada:' || id || ':x:y', 'email', gen_random_uuid(), 'refused', '550 <rosa@test.co> unknown'
             FROM norte.appointments",
        )
        .await;
    crate::rbac::role(&agenda.admin, "tecnico", None, &["settings.view"]).await;
    hire(&agenda.clinic, "eva", None, &[("tecnico", None)]).await;
    let eva = agenda.clinic.enters("eva@test.co").await;
    let row = eva.get("/deliveries").await.json()["data"][0].clone();
    assert_eq!(row["kind"], "cita-creada");
    for hidden in ["client_name", "recipient", "technical"] {
        assert_eq!(row[hidden], Value::Null, "{row}");
    }
    assert!(row["problem"]["en"].is_string());
}
