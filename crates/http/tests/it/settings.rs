//! What a business says of itself.

use crate::{
    client::Response,
    harness::Harness,
    rbac::{branch, hire, role_called},
    staff::Person,
};
use panal_domain::Role;
use serde_json::{Value, json};

async fn put(person: &Person<'_>, key: &str, version: &str, body: &Value) -> Response {
    person
        .request("PUT", &format!("/settings/{key}"))
        .header("If-Match", version)
        .json(body)
        .send()
        .await
}

#[tokio::test]
async fn an_administrator_sets_what_everybody_who_may_sees() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let list = admin.get("/settings").await;
    assert_eq!(list.status, 200, "{}", list.text());
    let rows = list.json()["data"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 5);
    assert!(
        rows.iter()
            .all(|row| row["value"].is_null() && row["version"] == 0)
    );
    assert_eq!(
        admin.get("/settings/phone").await.header("etag"),
        Some("\"0\"")
    );

    let set = put(&admin, "phone", "\"0\"", &json!({"value": "987 654 321"})).await;
    assert_eq!(
        (set.status, set.header("etag")),
        (200, Some("\"1\"")),
        "{}",
        set.text()
    );
    assert_eq!(set.json()["value"], "+51987654321");
    let again = put(
        &admin,
        "phone",
        "\"1\"",
        &json!({"value": "+57 300 123 4567"}),
    )
    .await;
    assert_eq!(again.json()["value"], "+573001234567", "{}", again.text());
    let late = put(&admin, "phone", "\"1\"", &json!({"value": "987 654 321"})).await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (412, "version_mismatch")
    );
    let shown = admin.get("/settings/phone").await;
    assert_eq!(
        (shown.header("etag"), &shown.json()["value"]),
        (Some("\"2\""), &json!("+573001234567"))
    );
    let cleared = put(&admin, "phone", "*", &json!({"value": null})).await;
    assert_eq!(cleared.json()["value"], Value::Null, "{}", cleared.text());

    let query = format!(
        "SELECT count(*) FROM {}.audit_log WHERE entity = 'settings' AND actor_name = 'admin@test.co'",
        clinic.tenant.schema.quoted()
    );
    let db = harness.db.superuser().await;
    let told: i64 = db.query_one(&query, &[]).await.unwrap().get(0);
    assert_eq!(told, 3);
}

#[tokio::test]
async fn only_what_is_known_can_be_set_and_only_to_what_it_can_be() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    for (key, body, code) in [
        ("phone", json!({"value": "123"}), "phone_invalid"),
        ("reply_to", json!({"value": "nadie"}), "email_invalid"),
        (
            "address",
            json!({"value": "x".repeat(201)}),
            "text_too_long",
        ),
        ("opening_note", json!({"value": 7}), "type_invalid"),
        ("address", json!({}), "required"),
        (
            "address",
            json!({"value": "Av. Sol 1", "version": 9}),
            "unknown_field",
        ),
    ] {
        let answer = put(&admin, key, "*", &body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "validation_failed"),
            "{body}"
        );
        assert!(answer.text().contains(code), "{}", answer.text());
    }
    let unknown = put(&admin, "plan", "*", &json!({"value": "gratis"})).await;
    assert_eq!(
        (unknown.status, unknown.code().as_str()),
        (404, "not_found")
    );
    let blind = admin
        .request("PUT", "/settings/phone")
        .json(&json!({"value": null}));
    assert_eq!(blind.send().await.status, 428);
    assert_eq!(clinic.count("settings").await, 0);

    let kitchen = clinic.staff(Role::Kitchen).await;
    let refused = put(&kitchen, "phone", "*", &json!({"value": "987 654 321"})).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "permission_denied")
    );
    assert_eq!(refused.json()["permission"], "settings.change");
}

#[tokio::test]
async fn an_administrator_of_one_branch_leaves_what_is_the_whole_business_s() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let owner = clinic.staff(Role::Admin).await;
    let key = owner
        .post(
            "/api-keys",
            json!({"name": "Web", "scopes": ["clients.view"]}),
        )
        .await
        .json();
    let key = format!("/api-keys/{}", key["api_key"]["id"].as_str().unwrap());
    let entry = owner.get("/audit-log?limit=1").await.json();
    let entry = format!("/audit-log/{}", entry["data"][0]["id"].as_str().unwrap());
    let role = format!("/rbac/roles/{}", role_called(&owner, "empleado").await);
    let north = branch(&clinic, "N").await;
    hire(&clinic, "jefa", Some(north), &[("admin", Some(&[north]))]).await;
    let jefa = clinic.enters("jefa@test.co").await;
    let none = Value::Null;
    for (method, path, body) in [
        ("PUT", "/settings/phone", json!({"value": null})),
        ("GET", "/subscription", none.clone()),
        ("POST", "/subscription/plan", json!({"plan": "empresarial"})),
        ("GET", "/audit-log", none.clone()),
        ("GET", &entry, none.clone()),
        ("GET", "/api-keys", none.clone()),
        ("GET", &key, none.clone()),
        (
            "POST",
            "/api-keys",
            json!({"name": "Mía", "scopes": ["clients.view"]}),
        ),
        ("DELETE", &key, none.clone()),
        ("POST", "/rbac/roles", json!({"code": "x", "name": "X"})),
        ("PATCH", &role, json!({"name": "Otro"})),
        ("PUT", &role, json!({"code": "empleado", "name": "Otro"})),
        (
            "PUT",
            &format!("{role}/permissions"),
            json!({"permissions": []}),
        ),
        (
            "POST",
            &format!("{role}/permissions/clients.delete"),
            none.clone(),
        ),
        (
            "DELETE",
            &format!("{role}/permissions/clients.view"),
            none.clone(),
        ),
        ("DELETE", &role, none.clone()),
    ] {
        let request = |person: &Person<'_>| {
            person
                .request(method, path)
                .header("If-Match", "\"99\"")
                .header("Idempotency-Key", "una-vez")
                .json(&body)
        };
        let refused = request(&jefa).send().await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (403, "permission_limited_to_branches"),
            "{method} {path}: {}",
            refused.text()
        );
        assert!(refused.json()["permission"].is_string(), "{method} {path}");
    }
    // What has no branch and is everybody's, and what is to be seen of the business, is open to her.
    for path in ["/settings", "/settings/phone", "/clients", "/rbac/roles"] {
        assert_eq!(jefa.get(path).await.status, 200, "{path}");
    }
    assert_eq!(owner.get(&key).await.json()["revoked_at"], Value::Null);
}
