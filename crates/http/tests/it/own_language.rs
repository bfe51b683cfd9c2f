//! People choose the language of their screens.

use crate::{
    harness::Harness,
    rbac::{refused, told},
    staff::Person,
};
use panal_domain::Role;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn language(person: &Person<'_>) -> Value {
    let me = person.get("/me").await;
    assert_eq!(me.status, 200, "{}", me.text());
    me.json()["language"].clone()
}

/// What the server was told takes a moment to arrive.
async fn until(person: &Person<'_>, wanted: Value) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while language(person).await != wanted {
        assert!(Instant::now() < deadline, "the language is not {wanted}");
        tokio::task::yield_now().await;
    }
}

async fn chooses(person: &Person<'_>, body: Value) -> crate::client::Response {
    person.request("PATCH", "/me").json(&body).send().await
}

#[tokio::test]
async fn a_user_reads_in_english_where_the_business_speaks_spanish() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    let ana = clinic.staff(Role::Admin).await;
    let elsewhere = clinic.enters("admin@test.co").await;
    assert_eq!(language(&ana).await, Value::Null);
    let chosen = chooses(&ana, json!({"language": "en"})).await;
    assert_eq!(chosen.status, 204, "{}", chosen.text());
    until(&ana, json!("en")).await;
    until(&elsewhere, json!("en")).await;
    let (who, changes) = told(&clinic, "update").await;
    assert_eq!(who, "admin@test.co");
    assert_eq!(changes, json!({"language": [null, "en"]}));

    // The name alone leaves the language as it is.
    assert_eq!(
        chooses(&ana, json!({"full_name": "Ana Ruiz"})).await.status,
        204
    );
    assert_eq!(language(&clinic.enters("admin@test.co").await).await, "en");
    assert_eq!(chooses(&ana, json!({})).await.status, 204);
    assert_eq!(chooses(&ana, json!({"language": null})).await.status, 204);
    until(&ana, Value::Null).await;

    let wrong = chooses(&ana, json!({"language": "fr", "full_name": null})).await;
    refused(&wrong, 422, "validation_failed");
    let fields: Vec<Value> = wrong.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].clone())
        .collect();
    assert_eq!(fields, ["full_name", "language"]);
}

/// The program is there before a business's tables have come as far.
#[tokio::test]
async fn a_business_that_is_not_upgraded_yet_does_without() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    let ana = clinic.staff(Role::Admin).await;
    harness
        .sql(&format!(
            "ALTER TABLE {}.users DROP COLUMN language",
            clinic.tenant.schema.quoted()
        ))
        .await;
    let again = clinic.enters("admin@test.co").await;
    assert_eq!(language(&again).await, Value::Null);
    let named = chooses(&ana, json!({"full_name": "Ana Ruiz"})).await;
    assert_eq!(named.status, 204, "{}", named.text());
    let refusal = chooses(&ana, json!({"language": "en"})).await;
    refused(&refusal, 503, "tenant_migrating");
    assert!(refusal.header("retry-after").is_some());
}
