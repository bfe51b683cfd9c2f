//! An owner looks up who did what.

use crate::{
    harness::Harness,
    staff::{PASSWORD, Person},
};
use panal_domain::Role;
use serde_json::{Value, json};

async fn log(ana: &Person<'_>, query: &str) -> Vec<Value> {
    let answer = ana.get(&format!("/audit-log?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()["data"].as_array().unwrap().clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn each_change_is_told_with_who_what_and_from_where() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let created = ana
        .request("POST", "/clients")
        .header("X-Request-Id", "mostrador-1")
        .json(&json!({"first_name": "Jose", "notes": "Alérgico a la penicilina"}))
        .send()
        .await;
    assert_eq!(created.status, 201);
    let request = created.header("x-request-id").unwrap().to_owned();
    let jose = created.json();
    let path = format!("/clients/{}", text(&jose["id"]));
    let changed = ana
        .patch(
            &path,
            "\"1\"",
            json!({"first_name": "José", "notes": "Alérgico al látex"}),
        )
        .await;
    assert_eq!(changed.status, 200);
    let gone = ana
        .request("DELETE", &path)
        .header("If-Match", "\"2\"")
        .send()
        .await;
    assert_eq!(gone.status, 204);

    let entries = log(&ana, &format!("entity_id={}", text(&jose["id"]))).await;
    let actions: Vec<&str> = entries.iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(actions, ["delete", "update", "create"]);
    let [delete, update, create] = &entries[..] else {
        panic!("{entries:?}")
    };
    // What was confided is told of, not told.
    assert_eq!(
        update["changes"],
        json!({"first_name": ["Jose", "José"], "notes": ["***", "***"]})
    );
    assert_eq!(create["changes"]["first_name"], json!([null, "Jose"]));
    assert_eq!(create["changes"]["notes"], json!([null, "***"]));
    assert!(delete["changes"]["deleted_at"][1].is_string());
    let me = ana.get("/me").await.json();
    for entry in &entries {
        assert_eq!(
            entry["actor"],
            json!({
                "kind": "user", "id": me["user"]["id"], "name": "admin@test.co", "full_name": "Ana Pérez"
            })
        );
        // By the name that the client has now.
        assert_eq!(entry["entity_name"], "José");
        assert_eq!(entry["entity"], "clients");
        assert_eq!(entry["address"], "127.0.0.1");
        assert_eq!(entry["on_behalf_of"], Value::Null);
    }
    assert_eq!(create["request_id"], request);
    let one = ana
        .get(&format!("/audit-log/{}", text(&create["id"])))
        .await;
    assert_eq!((one.status, &one.json()), (200, create));
    let none = ana.get(&format!("/audit-log/{}", text(&jose["id"]))).await;
    assert_eq!((none.status, none.code().as_str()), (404, "not_found"));
}

#[tokio::test]
async fn entries_are_found_by_all_that_is_known_of_them() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let eva = clinic.staff(Role::Empleado).await;
    ana.registers(json!({"first_name": "Íñigo"})).await;
    let luz = eva.registers(json!({"first_name": "Luz"})).await;
    clinic.login("admin@test.co", "otra-clave-2026").await;
    let eva_id = eva.get("/me").await.json()["user"]["id"].clone();
    let registered = "entity=clients&action=create";
    let found = async |query: &str| -> Vec<String> {
        log(&ana, query)
            .await
            .iter()
            .map(|entry| entry["changes"]["first_name"][1].to_string())
            .collect()
    };
    assert_eq!(found(registered).await, ["\"Luz\"", "\"Íñigo\""]);
    for query in [
        format!("{registered}&actor={}", text(&eva_id)),
        format!("{registered}&actor=empleado@test.co"),
        format!("{registered}&q=L%C3%9AZ"),
        format!("{registered}&q=empleado%20create"),
        format!("{registered}&entity_id={}", text(&luz["id"])),
    ] {
        assert_eq!(found(&query).await, ["\"Luz\""], "{query}");
    }
    for query in [
        format!("{registered}&to=2020-01-01T00:00:00Z"),
        format!("{registered}&from=2999-01-01T00:00:00Z"),
        format!("{registered}&actor_kind=api_key"),
        format!("{registered}&actor=nadie@test.co"),
        format!("{registered}&q=%25"),
        format!("{registered}&q=' OR 1=1 --"),
    ] {
        let query = query.replace(' ', "%20");
        assert!(found(&query).await.is_empty(), "{query}");
    }
    let both = "from=2020-01-01T00:00:00Z&to=2999-01-01T00:00:00Z";
    assert_eq!(found(&format!("{registered}&{both}")).await.len(), 2);
    let failed = log(&ana, "action=login_failed&actor_kind=anonymous").await;
    assert_eq!(failed.len(), 1);
}

#[tokio::test]
async fn a_search_for_text_looks_at_ninety_days_at_most() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let id = uuid::Uuid::now_v7();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.audit_log (id, at, actor_kind, action, entity, entity_id, changes)
             VALUES (gen_random_uuid(), '2024-05-01', 'job', 'create', 'works', '{id}', '{{\"name\": [null, \"Boda\"]}}'),
                    (gen_random_uuid(), now() - interval '89 days', 'job', 'update', 'works', '{id}',
                     '{{\"name\": [\"Boda\", \"Bodas\"]}}')",
            schema = clinic.tenant.schema.quoted()
        ))
        .await;
    let actions = async |query: &str| -> Vec<String> {
        let entries = log(&ana, query).await;
        entries
            .iter()
            .map(|entry| text(&entry["action"]).to_owned())
            .collect()
    };
    assert_eq!(actions("q=boda").await, ["update"]);
    assert_eq!(actions("q=boda&entity=works").await, ["update"]);
    assert_eq!(actions("q=boda&to=2024-06-01T00:00:00Z").await, ["create"]);
    assert_eq!(
        actions("q=boda&from=2024-04-01T00:00:00Z&to=2024-06-01T00:00:00Z").await,
        ["create"]
    );
    assert_eq!(
        actions(&format!("q=boda&entity=works&entity_id={id}")).await,
        ["update", "create"]
    );
    // Without text, as far back as one likes.
    assert_eq!(
        actions("entity=works&from=2020-01-01T00:00:00Z").await,
        ["update", "create"]
    );
    for query in [
        "q=boda&from=2024-04-01T00:00:00Z".to_owned(),
        "q=boda&from=2024-01-01T00:00:00Z&to=2024-06-01T00:00:00Z".to_owned(),
        "q=boda&from=2024-04-01T00:00:00Z&to=2999-01-01T00:00:00Z".to_owned(),
        format!("q=boda&from=2024-04-01T00:00:00Z&entity_id={id}"),
    ] {
        let answer = ana.get(&format!("/audit-log?{query}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "query_invalid"),
            "{query}"
        );
        let fault = &answer.json()["errors"][0];
        assert_eq!(
            (text(&fault["field"]), text(&fault["code"])),
            ("from", "span_too_long"),
            "{query}"
        );
    }
}

#[tokio::test]
async fn pages_follow_one_another_while_more_is_done() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    // Five at the very same moment: the id decides.
    harness
        .sql(&format!(
            "INSERT INTO {}.audit_log (id, at, actor_kind, action, entity)
             SELECT gen_random_uuid(), '2026-01-01', 'job', 'step ' || n, 'works' FROM generate_series(1, 5) n",
            clinic.tenant.schema.quoted()
        ))
        .await;
    let mut seen = Vec::new();
    let mut query = "limit=2&entity=works".to_owned();
    loop {
        let answer = ana.get(&format!("/audit-log?{query}")).await;
        let body = answer.json();
        seen.extend(
            body["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| text(&entry["action"]).to_owned()),
        );
        // Newer ones do not push the others along.
        harness
            .sql(&format!(
                "INSERT INTO {}.audit_log (id, actor_kind, action, entity) VALUES (gen_random_uuid(), 'job', 'new', 'works')",
                clinic.tenant.schema.quoted()
            ))
            .await;
        let link = answer.header("link").map(ToOwned::to_owned);
        let Some(cursor) = body["next_cursor"].as_str() else {
            assert_eq!(link, None);
            break;
        };
        let link = link.expect("a link to the next page");
        assert_eq!(
            link,
            format!("</api/v1/audit-log?limit=2&entity=works&cursor={cursor}>; rel=\"next\"")
        );
        query = format!("limit=2&entity=works&cursor={cursor}");
    }
    assert_eq!(seen.len(), 5);
    seen.sort();
    assert_eq!(seen, ["step 1", "step 2", "step 3", "step 4", "step 5"]);
}

#[tokio::test]
async fn what_makes_no_sense_is_named() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    for (query, field, code) in [
        ("limit=0", "limit", "number_invalid"),
        ("limit=101", "limit", "number_invalid"),
        ("cursor=x", "cursor", "cursor_invalid"),
        ("cursor=", "cursor", "cursor_invalid"),
        ("page=2", "page", "parameter_unknown"),
        ("actor=", "actor", "value_invalid"),
        ("actor=%00", "actor", "value_invalid"),
        ("actor_kind=jefe", "actor_kind", "value_unknown"),
        ("entity_id=7", "entity_id", "id_invalid"),
        ("from=ayer", "from", "timestamp_invalid"),
        ("to=2026-01-01", "to", "timestamp_invalid"),
        ("action=a&action=b", "action", "repeated"),
    ] {
        let answer = ana.get(&format!("/audit-log?{query}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "query_invalid"),
            "{query}"
        );
        let fault = &answer.json()["errors"][0];
        assert_eq!(
            (text(&fault["field"]), text(&fault["code"])),
            (field, code),
            "{query}"
        );
    }
}

#[tokio::test]
async fn only_who_may_look_looks_and_nobody_writes() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let eva = clinic.staff(Role::Cashier).await;
    assert_eq!(eva.get("/audit-log").await.code(), "permission_denied");
    let id = uuid::Uuid::now_v7();
    assert_eq!(
        eva.get(&format!("/audit-log/{id}")).await.code(),
        "permission_denied"
    );
    let ana = clinic.staff(Role::Admin).await;
    let entry = text(&log(&ana, "limit=1").await[0]["id"]).to_owned();
    for (method, path) in [
        ("POST", "/audit-log".to_owned()),
        ("PATCH", format!("/audit-log/{entry}")),
        ("DELETE", format!("/audit-log/{entry}")),
    ] {
        let answer = ana.request(method, &path).json(&json!({})).send().await;
        assert_eq!(answer.status, 405, "{method}");
    }
    // Another clinic's entries are not there.
    let sur = harness.open("sur").await;
    let otra = sur.staff(Role::Admin).await;
    let answer = otra.get(&format!("/audit-log/{entry}")).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"));
}

#[tokio::test]
async fn no_secret_is_in_the_log() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    clinic.staff(Role::Empleado).await;
    clinic.login(PASSWORD, "una-clave-en-mal-sitio").await;
    let again = clinic.refresh(&ana.refresh).await.json();
    let whole = ana.get("/audit-log?limit=100").await;
    assert_eq!(whole.status, 200);
    let whole = whole.text();
    assert!(whole.contains("\"create\""), "{whole}");
    for secret in [
        PASSWORD,
        "una-clave-en-mal-sitio",
        "$2b$",
        ana.access.as_str(),
        ana.refresh.as_str(),
        text(&again["refresh_token"]),
    ] {
        assert!(!whole.contains(secret), "{secret}");
    }
    // That there is a password is told.
    let hired = log(&ana, "entity=users&action=create&limit=1").await;
    assert_eq!(hired[0]["changes"]["password_hash"], json!([null, "***"]));
}
