//! Branches, and people whose rights hold in some of them only.

use crate::{
    harness::Harness,
    rbac::{branch, change, hire, id_of, refused, role, text},
    staff::Person,
};
use panal_domain::Role;
use serde_json::{Value, json};

async fn codes(person: &Person<'_>, query: &str) -> Vec<String> {
    let answer = person.get(&format!("/branches?sort=code&{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = answer.json();
    let codes: Vec<String> = body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| text(row, "code"))
        .collect();
    assert_eq!(body["total"], codes.len(), "the total tells of no others");
    codes
}

#[tokio::test]
async fn a_branch_is_opened_changed_closed_and_opened_again() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let body = json!({
        "name": "Sede sur", "code": "sur", "phone": "987 654 321", "time_zone": "America/Lima",
        "address": "Av. Larco 123"
    });
    let made = admin.post("/branches", body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let row = made.json();
    assert_eq!(
        (
            text(&row, "code"),
            text(&row, "phone"),
            row["is_active"].clone()
        ),
        ("SUR".to_owned(), "+51987654321".to_owned(), json!(true))
    );
    refused(
        &admin.post("/branches", body).await,
        409,
        "branch_code_taken",
    );
    let path = format!("/branches/{}", text(&row, "id"));
    assert_eq!(made.header("location").unwrap(), format!("/api/v1{path}"));

    let known = admin
        .request("GET", &path)
        .header("If-None-Match", "\"1\"")
        .send()
        .await;
    assert_eq!(known.status, 304);
    let changed = admin
        .patch(&path, "\"1\"", json!({"address": null, "name": "Sur"}))
        .await;
    assert_eq!(
        (changed.status, changed.header("etag")),
        (200, Some("\"2\""))
    );
    assert_eq!(changed.json()["address"], Value::Null);
    refused(
        &admin.patch(&path, "\"1\"", json!({"name": "x"})).await,
        412,
        "version_mismatch",
    );

    assert_eq!(
        change(&admin, "DELETE", &path, Value::Null).await.status,
        204
    );
    let closed = admin.get(&path).await.json();
    assert_eq!(
        (&closed["is_active"], &closed["version"]),
        (&json!(false), &json!(3))
    );
    assert!(
        !codes(&admin, "filter[is_active]=true")
            .await
            .contains(&"SUR".to_owned())
    );
    assert!(codes(&admin, "q=sur").await.contains(&"SUR".to_owned()));
    let opened = admin.patch(&path, "*", json!({"is_active": true})).await;
    assert_eq!(opened.json()["is_active"], true);
}

#[tokio::test]
async fn the_last_open_branch_stays_open() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    branch(&clinic, "SUR").await;
    let open = admin.get("/branches?filter[is_active]=true").await.json();
    let mut ids: Vec<String> = open["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| text(row, "id"))
        .collect();
    let last = ids.pop().unwrap();
    for id in ids {
        let closed = change(&admin, "DELETE", &format!("/branches/{id}"), Value::Null).await;
        assert_eq!(closed.status, 204, "{}", closed.text());
    }
    let path = format!("/branches/{last}");
    refused(
        &change(&admin, "DELETE", &path, Value::Null).await,
        409,
        "branch_last",
    );
    refused(
        &admin.patch(&path, "*", json!({"is_active": false})).await,
        409,
        "branch_last",
    );
    let renamed = admin.patch(&path, "*", json!({"name": "La única"})).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text());
}

#[tokio::test]
async fn what_is_wrong_with_a_branch_is_said_beside_the_field() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let answer = admin
        .post(
            "/branches",
            json!({"code": "DEMASIADO", "time_zone": "Marte/Olympus", "phone": "x", "is_active": true, "id": "y"}),
        )
        .await;
    refused(&answer, 422, "validation_failed");
    let mut fields: Vec<String> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(one, "field"))
        .collect();
    fields.sort();
    assert_eq!(
        fields,
        ["code", "id", "is_active", "name", "phone", "time_zone"]
    );
    let id = branch(&clinic, "SUR").await;
    let answer = admin
        .patch(&format!("/branches/{id}"), "*", json!({"is_active": "no"}))
        .await;
    refused(&answer, 422, "validation_failed");
}

#[tokio::test]
async fn whoever_is_limited_to_branches_sees_and_changes_no_others() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let (north, south) = (branch(&clinic, "NN").await, branch(&clinic, "SS").await);
    role(
        &admin,
        "encargado",
        None,
        &[
            "branches.view",
            "branches.add",
            "branches.change",
            "branches.delete",
            "users.view",
            "users.add",
            "users.change",
            "users.delete",
            "roles.assign",
        ],
    )
    .await;
    hire(
        &clinic,
        "luz",
        Some(north),
        &[("encargado", Some(&[north]))],
    )
    .await;
    let luz = clinic.enters("luz@test.co").await;
    let peer = hire(&clinic, "eva", Some(north), &[]).await;
    let other = hire(&clinic, "ana", Some(south), &[]).await;
    let boss = id_of(&admin).await;

    assert_eq!(codes(&luz, "").await, ["NN"]);
    assert_eq!(codes(&luz, "q=sede").await, ["NN"]);
    assert_eq!(luz.get(&format!("/branches/{north}")).await.status, 200);
    let path = format!("/branches/{south}");
    refused(&luz.get(&path).await, 404, "not_found");
    refused(
        &luz.patch(&path, "*", json!({"name": "Mía"})).await,
        404,
        "not_found",
    );
    refused(
        &change(&luz, "DELETE", &path, Value::Null).await,
        404,
        "not_found",
    );
    let changed = luz
        .patch(&format!("/branches/{north}"), "*", json!({"name": "Norte"}))
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let body = json!({"name": "Otra", "code": "OTRA"});
    refused(&luz.post("/branches", body).await, 403, "branch_not_own");

    // Users of other branches, and of none, do not exist.
    let seen = luz.get("/users").await.json();
    let names: Vec<String> = seen["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| text(row, "full_name"))
        .collect();
    assert_eq!(
        (names, &seen["total"]),
        (vec!["eva".to_owned(), "luz".to_owned()], &json!(2))
    );
    assert_eq!(
        luz.get(&format!("/users?filter[branch_id]={south}"))
            .await
            .json()["total"],
        0
    );
    for user in [&other, &boss] {
        let path = format!("/users/{user}");
        refused(&luz.get(&path).await, 404, "not_found");
        for (method, path, body) in [
            ("PATCH", path.clone(), json!({"full_name": "Mía"})),
            ("PATCH", path.clone(), json!({"branch_id": north})),
            ("PUT", format!("{path}/roles"), json!({"roles": []})),
            (
                "PUT",
                format!("{path}/branches"),
                json!({"branches": [north]}),
            ),
            ("POST", format!("{path}/disable"), json!({})),
            ("POST", format!("{path}/reset"), json!({})),
            ("DELETE", path.clone(), Value::Null),
        ] {
            let answer = change(&luz, method, &path, body).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (404, "not_found"),
                "{method} {path}"
            );
        }
    }
    // Nobody comes into being, or is moved, where her rights do not reach.
    for place in [json!(south), Value::Null] {
        let new = json!({"email": "x@test.co", "full_name": "X", "branch_id": place});
        refused(&luz.post("/users", new).await, 403, "branch_not_own");
        let moved = luz
            .patch(&format!("/users/{peer}"), "*", json!({"branch_id": place}))
            .await;
        refused(&moved, 403, "branch_not_own");
    }
    // What she has she gives in her branches, and nowhere else.
    let give = async |branches: Value| {
        let roles = json!({"roles": [{"role": "encargado", "branches": branches}]});
        change(&luz, "PUT", &format!("/users/{peer}/roles"), roles).await
    };
    refused(&give(Value::Null).await, 403, "grant_exceeds_own");
    refused(&give(json!([north, south])).await, 403, "grant_exceeds_own");
    let given = give(json!([north])).await;
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(given.json()["roles"][0]["branches"], json!([north]));
    let eva = clinic.enters("eva@test.co").await;
    assert_eq!(
        eva.get("/me/permissions").await.json()["permissions"][0],
        json!({"code": "users.view", "branches": [north]})
    );
    let hired = luz
        .post(
            "/users",
            json!({"email": "y@test.co", "full_name": "Y", "branch_id": north}),
        )
        .await;
    assert_eq!(hired.status, 201, "{}", hired.text());
}
