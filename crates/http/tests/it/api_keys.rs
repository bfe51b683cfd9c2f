//! Programs and their keys.

use crate::{
    client::{Request, Response},
    harness::Harness,
    rbac::{branch, hire, role},
    staff::{Clinic, Person},
};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use panal_domain::{BranchId, BranchScope, Role, UserId};
use panal_persistence::tenant::access::{self, RoleGrant};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Makes a key; gives its id and itself.
async fn key(maker: &Person<'_>, scopes: &[&str]) -> (String, String) {
    let answer = maker
        .post("/api-keys", json!({"name": "Página web", "scopes": scopes}))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let made = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["api_key"]["id"]), text(&made["key"]))
}

/// A request of a program with a key.
fn with(clinic: &Clinic<'_>, key: &str, method: &str, path: &str) -> Request {
    clinic
        .harness
        .request(method, &clinic.host, &format!("/api/v1{path}"))
        .header("Authorization", &format!("Bearer {key}"))
}

fn is(answer: &Response, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (status, code),
        "{}",
        answer.text()
    );
}

/// Codes of the refused fields, `field code`, in order.
fn faults(answer: &Response) -> Vec<String> {
    is(answer, 422, "validation_failed");
    let body = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = body["errors"].as_array().expect("errors").iter();
    errors
        .map(|error| format!("{} {}", text(&error["field"]), text(&error["code"])))
        .collect()
}

/// Gives a user these permissions and no others, in these branches.
async fn may(
    clinic: &Clinic<'_>,
    user: Uuid,
    code: &str,
    permissions: &[&str],
    branches: BranchScope,
) {
    let schema = clinic.tenant.schema.quoted();
    clinic
        .harness
        .sql(&format!(
            "INSERT INTO {schema}.roles (id, code, name) VALUES (gen_random_uuid(), '{code}', '{code}');
             INSERT INTO {schema}.role_permissions (role_id, permission)
             SELECT r.id, p FROM {schema}.roles r, unnest(string_to_array('{}', ' ')) p WHERE r.code = '{code}'",
            permissions.join(" ")
        ))
        .await;
    let tx = clinic.harness.db.begin(&clinic.tenant).await;
    let role = access::role_by_code(&tx, code).await.unwrap().unwrap();
    let held = access::of_user(&tx, UserId(user)).await.unwrap().roles;
    let mut grants: Vec<RoleGrant> = held
        .into_iter()
        .filter(|role| role.code.starts_with("prueba"))
        .map(|role| RoleGrant {
            role: role.id,
            branches: role.held.branches,
        })
        .collect();
    grants.push(RoleGrant { role, branches });
    access::assign(&tx, UserId(user), &grants).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_program_does_what_its_key_says_and_no_more() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let answer = admin
        .post(
            "/api-keys",
            json!({"name": " Página  web ", "scopes": ["clients.view", "clients.add", "clients.view"]}),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let made = answer.json();
    let (key, shown) = (made["key"].as_str().unwrap(), &made["api_key"]);
    assert_eq!((key.len(), &key[..6]), (49, "panal_"));
    assert_eq!(shown["prefix"], key[..12]);
    assert_eq!(shown["name"], "Página web");
    assert_eq!(shown["scopes"], json!(["clients.add", "clients.view"]));
    let path = format!("/api-keys/{}", shown["id"].as_str().unwrap());
    assert!(answer.header("location").unwrap().ends_with(&path));

    assert_eq!(
        with(&clinic, key, "GET", "/clients").send().await.status,
        200
    );
    let registered = with(&clinic, key, "POST", "/clients")
        .json(&json!({"first_name": "José"}))
        .send()
        .await;
    assert_eq!(registered.status, 201, "{}", registered.text());
    let client = registered.json()["id"].as_str().unwrap().to_owned();
    let refused = with(&clinic, key, "DELETE", &format!("/clients/{client}"))
        .header("If-Match", "*")
        .send()
        .await;
    is(&refused, 403, "permission_denied");
    assert_eq!(refused.json()["permission"], "clients.delete");

    // Nobody sees the key again, and it is written down nowhere.
    let one = admin.get(&path).await;
    assert_eq!(one.status, 200);
    assert!(one.json()["last_used_at"].is_string(), "{}", one.text());
    let list = admin.get("/api-keys?q=WEB").await;
    assert_eq!(list.json()["total"], 1, "{}", list.text());
    let schema = clinic.tenant.schema.quoted();
    let db = harness.db.superuser().await;
    let query = format!(
        "SELECT concat((SELECT json_agg(k) FROM {schema}.api_keys k), (SELECT json_agg(a) FROM {schema}.audit_log a))"
    );
    let written: String = db.query_one(&query, &[]).await.unwrap().get(0);
    for text in [one.text(), list.text(), written] {
        assert!(text.contains(&key[..12]), "{text}");
        assert!(
            !text.contains(&key[12..]) && !text.contains("key_hash\":[null,\""),
            "{text}"
        );
    }
    let query = format!(
        "SELECT actor_kind, actor_name, actor_id::text FROM {schema}.audit_log
         WHERE entity = 'clients' AND action = 'create'"
    );
    let row = db.query_one(&query, &[]).await.unwrap();
    assert_eq!(
        (
            row.get::<_, &str>(0),
            row.get::<_, &str>(1),
            row.get::<_, &str>(2)
        ),
        ("api_key", "Página web", shown["id"].as_str().unwrap())
    );
}

#[tokio::test]
async fn a_key_that_is_remembered_costs_no_query() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let (_, key) = key(&admin, &["clients.view"]).await;
    let ask = async || with(&clinic, &key, "GET", "/clients").send().await;
    assert_eq!(ask().await.status, 200);
    assert_eq!(
        ask().await.header("x-db-queries"),
        Some("2"),
        "the page and its total"
    );
    for wrong in [
        "panal_",
        "panal_corta",
        &key[..48],
        &format!("{key}x"),
        &key.replace("panal_", "panal_ñ"),
    ] {
        let answer = with(&clinic, wrong, "GET", "/clients").send().await;
        assert_eq!(answer.status, 401, "{wrong}");
        assert_eq!(answer.header("x-db-queries"), Some("0"), "{wrong}");
    }
}

#[tokio::test]
async fn nobody_gives_a_key_what_they_do_not_have_or_what_a_key_cannot_use() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Empleado).await;
    may(
        &clinic,
        id,
        "prueba_llaves",
        &["api_keys.add", "clients.view"],
        BranchScope::All,
    )
    .await;
    let branch = Uuid::now_v7();
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.branches (id, name, code) VALUES ('{branch}', 'Sur', 'SUR')"
        ))
        .await;
    let only = BranchScope::Only([BranchId(branch)].into());
    may(&clinic, id, "prueba_sede", &["clients.add"], only).await;
    let ana = clinic.enters("empleado@test.co").await;
    let ask = async |scopes: Value| {
        ana.post("/api-keys", json!({"name": "Tienda", "scopes": scopes}))
            .await
    };
    for (scopes, expected) in [
        (json!([]), vec!["scopes scopes_missing"]),
        (json!(null), vec!["scopes scopes_missing"]),
        (json!("clients.view"), vec!["scopes type_invalid"]),
        (
            json!(["clients.view", "nada.view"]),
            vec!["scopes.1 permission_unknown"],
        ),
        (json!(["clients.delete"]), vec!["scopes.0 scope_not_held"]),
        (
            json!(["clients.add"]),
            vec!["scopes.0 scope_limited_to_branches"],
        ),
        (
            json!(["api_keys.add", "users.add", 7]),
            vec![
                "scopes.0 scope_personal",
                "scopes.1 scope_personal",
                "scopes.2 type_invalid",
            ],
        ),
    ] {
        assert_eq!(faults(&ask(scopes.clone()).await), expected, "{scopes}");
    }
    // An administrator has everything, and gives no key what only people do.
    let admin = clinic.staff(Role::Admin).await;
    let body = json!({"name": "Todo", "scopes": ["roles.assign", "subscription.change"]});
    assert_eq!(
        faults(&admin.post("/api-keys", body).await),
        ["scopes.0 scope_personal", "scopes.1 scope_personal"]
    );
    // Nothing else is set by the body.
    let body = json!({"name": "", "scopes": ["clients.view"], "expires_at": "ayer", "id": Uuid::nil(), "key_hash": "x",
        "created_by": id});
    assert_eq!(
        faults(&ana.post("/api-keys", body).await),
        [
            "name required",
            "expires_at time_invalid",
            "created_by unknown_field",
            "id unknown_field",
            "key_hash unknown_field"
        ]
    );
    let body =
        json!({"name": "Ayer", "scopes": ["clients.view"], "expires_at": "2020-01-31T18:00:00Z"});
    assert_eq!(
        faults(&ana.post("/api-keys", body).await),
        ["expires_at time_past"]
    );
    assert_eq!(clinic.count("api_keys").await, 0);
    assert_eq!(ask(json!(["clients.view"])).await.status, 201);
}

#[tokio::test]
async fn what_concerns_people_is_closed_to_programs() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let (id, key) = key(&admin, &["clients.view", "api_keys.view"]).await;
    let schema = clinic.tenant.schema.quoted();
    // Even where the table says more than the API would have written.
    harness
        .sql(&format!("UPDATE {schema}.api_keys SET scopes = '{{api_keys.view,api_keys.add,api_keys.delete,no.existe}}'"))
        .await;
    let body = json!({"name": "Otra", "scopes": ["api_keys.view"]});
    let post =
        async |path: &str, body: &Value| with(&clinic, &key, "POST", path).json(body).send().await;
    is(
        &post("/api-keys", &body).await,
        403,
        "personal_session_required",
    );
    let revoke = with(&clinic, &key, "DELETE", &format!("/api-keys/{id}"))
        .send()
        .await;
    is(&revoke, 403, "personal_session_required");
    let body = json!({"current_password": "x", "new_password": "cebra volcán trompeta"});
    is(
        &post("/me/password", &body).await,
        403,
        "personal_session_required",
    );
    is(
        &post("/me/email-confirmation", &json!({})).await,
        403,
        "personal_session_required",
    );
    assert_eq!(
        with(&clinic, &key, "GET", "/api-keys").send().await.status,
        200
    );
}

#[tokio::test]
async fn a_key_is_good_at_its_own_business_only() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let other = harness.open("sur").await;
    let admin = clinic.staff(Role::Admin).await;
    let (_, key) = key(&admin, &["clients.view"]).await;
    assert_eq!(
        with(&clinic, &key, "GET", "/clients").send().await.status,
        200
    );
    is(
        &with(&other, &key, "GET", "/clients").send().await,
        401,
        "token_invalid",
    );
    let platform = harness
        .get("localhost", "/api/v1/platform/me")
        .header("Authorization", &format!("Bearer {key}"))
        .send()
        .await;
    is(&platform, 401, "token_invalid");
    let unknown = format!("panal_{}", "x".repeat(43));
    is(
        &with(&clinic, &unknown, "GET", "/clients").send().await,
        401,
        "token_invalid",
    );
}

#[tokio::test]
async fn a_revoked_key_is_good_nowhere_within_a_second() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let other_server = harness.another_server().await;
    let admin = clinic.staff(Role::Admin).await;
    let (id, key) = key(&admin, &["clients.view"]).await;
    let there = Request::new(other_server.addr, "GET", &clinic.host, "/api/v1/clients")
        .header("Authorization", &format!("Bearer {key}"));
    assert_eq!(
        with(&clinic, &key, "GET", "/clients").send().await.status,
        200
    );
    assert_eq!(there.clone().send().await.status, 200);
    let path = format!("/api-keys/{id}");
    assert_eq!(admin.request("DELETE", &path).send().await.status, 204);
    let since = Instant::now();
    while there.clone().send().await.status == 200 {
        assert!(since.elapsed() < Duration::from_secs(1), "still let in");
    }
    is(&there.send().await, 401, "token_invalid");
    is(
        &with(&clinic, &key, "GET", "/clients").send().await,
        401,
        "token_invalid",
    );
    // It is still there to be looked at, and revoked again without harm.
    assert_eq!(admin.request("DELETE", &path).send().await.status, 204);
    assert!(admin.get(&path).await.json()["revoked_at"].is_string());
    assert_eq!(admin.get("/api-keys").await.json()["total"], 0);
    let past = admin.get("/api-keys?filter[active]=false").await;
    assert_eq!(past.json()["total"], 1, "{}", past.text());
    let unknown = format!("/api-keys/{}", Uuid::now_v7());
    is(
        &admin.request("DELETE", &unknown).send().await,
        404,
        "not_found",
    );
    is(&admin.get(&unknown).await, 404, "not_found");
}

#[tokio::test]
async fn a_key_ends_on_time_though_it_is_remembered() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let until = Utc::now() + TimeDelta::seconds(3);
    let body = json!({"name": "Feria", "scopes": ["clients.view"], "expires_at": until});
    let answer = admin.post("/api-keys", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let key = answer.json()["key"].as_str().unwrap().to_owned();
    let ask = async || with(&clinic, &key, "GET", "/clients").send().await;
    assert_eq!(ask().await.status, 200);
    // Well before the ten seconds for which a principal is remembered.
    let last = loop {
        let answer = ask().await;
        if answer.status != 200 {
            break answer;
        }
        assert!(Utc::now() < until + TimeDelta::seconds(1), "still let in");
    };
    assert!(Utc::now() >= until, "too early");
    is(&last, 401, "token_invalid");
    assert_eq!(last.header("x-db-queries"), Some("0"), "it was remembered");
}

/// A server that did not hear of the change at first hand refuses within a second.
async fn refused_soon(there: &Request, status: u16, code: &str) {
    let since = Instant::now();
    while there.clone().send().await.status == 200 {
        assert!(since.elapsed() < Duration::from_secs(1), "still let in");
    }
    is(&there.clone().send().await, status, code);
}

#[tokio::test]
async fn a_key_is_dead_while_its_maker_may_not_log_in() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let other_server = harness.another_server().await;
    let owner = clinic.staff(Role::Admin).await;
    let id = hire(&clinic, "marta", None, &[("admin", None)]).await;
    let marta = clinic.enters("marta@test.co").await;
    let (_, key) = key(&marta, &["clients.view"]).await;
    let there = Request::new(other_server.addr, "GET", &clinic.host, "/api/v1/clients")
        .header("Authorization", &format!("Bearer {key}"));
    assert_eq!(there.clone().send().await.status, 200);
    // No session of hers is left to be ended.
    assert_eq!(marta.post("/auth/logout", json!({})).await.status, 204);
    assert_eq!(there.clone().send().await.status, 200);
    let gone = owner.post(&format!("/users/{id}/disable"), json!({})).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    refused_soon(&there, 401, "token_invalid").await;
    let here = with(&clinic, &key, "GET", "/clients").send().await;
    is(&here, 401, "token_invalid");
    // Nor is one that nobody answers for.
    let schema = clinic.tenant.schema.quoted();
    let back = owner.post(&format!("/users/{id}/enable"), json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(
        with(&clinic, &key, "GET", "/clients").send().await.status,
        200
    );
    harness
        .sql(&format!(
            "UPDATE {schema}.api_keys SET created_by = NULL; SELECT pg_notify('panal_session', '{id}')"
        ))
        .await;
    refused_soon(&there, 401, "token_invalid").await;
}

#[tokio::test]
async fn a_key_gives_no_more_than_its_maker_has() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let other_server = harness.another_server().await;
    let owner = clinic.staff(Role::Admin).await;
    let north = branch(&clinic, "N").await;
    let south = branch(&clinic, "S").await;
    let id = hire(&clinic, "marta", None, &[("admin", None)]).await;
    let marta = clinic.enters("marta@test.co").await;
    let (_, key) = key(
        &marta,
        &[
            "clients.view",
            "clients.add",
            "branches.view",
            "settings.change",
        ],
    )
    .await;
    let there = |method: &str, path: &str| {
        Request::new(
            other_server.addr,
            method,
            &clinic.host,
            &format!("/api/v1{path}"),
        )
        .header("Authorization", &format!("Bearer {key}"))
    };
    let shown = there("GET", &format!("/branches/{}", south.0));
    assert_eq!(shown.clone().send().await.status, 200);
    let put = there("PUT", "/settings/phone")
        .header("If-Match", "*")
        .json(&json!({"value": null}));
    assert_eq!(put.clone().send().await.status, 200);

    // Administrator of one branch from now on.
    let roles = async |roles: Value| {
        let path = format!("/users/{id}/roles");
        let answer = owner
            .request("PUT", &path)
            .header("If-Match", "*")
            .json(&json!({"roles": roles}))
            .send()
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    roles(json!([{"role": "admin", "branches": [north]}])).await;
    refused_soon(&shown, 404, "not_found").await;
    is(
        &put.clone().send().await,
        403,
        "permission_limited_to_branches",
    );
    assert_eq!(there("GET", "/clients").send().await.status, 200);

    // With a role that inherits what is then taken from its parent.
    let base = role(&owner, "base", None, &["clients.view", "clients.add"]).await;
    role(&owner, "hija", Some(&base), &[]).await;
    roles(json!([{"role": "hija"}])).await;
    let add = there("POST", "/clients").json(&json!({"first_name": "José"}));
    let since = Instant::now();
    while shown.clone().send().await.status != 403 {
        assert!(
            since.elapsed() < Duration::from_secs(1),
            "still an administrator"
        );
    }
    assert_eq!(add.clone().send().await.status, 201);
    let taken = owner
        .request(
            "DELETE",
            &format!("/rbac/roles/{base}/permissions/clients.add"),
        )
        .send()
        .await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let since = Instant::now();
    while add.clone().send().await.status == 201 {
        assert!(since.elapsed() < Duration::from_secs(1), "still let in");
    }
    is(&add.send().await, 403, "permission_denied");
    assert_eq!(there("GET", "/clients").send().await.status, 200);
}

#[tokio::test]
async fn however_many_are_made_at_once_there_are_never_more_keys_than_fit() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.api_keys (id, name, prefix, key_hash, scopes)
             SELECT gen_random_uuid(), 'Clave', 'panal_x', sha256(n::text::bytea), '{{clients.view}}'
             FROM generate_series(1, 97) n"
        ))
        .await;
    let body = json!({"name": "Otra", "scopes": ["clients.view"]});
    let answers = join_all((0..12).map(|_| admin.post("/api-keys", body.clone()))).await;
    let with = |status: u16| answers.iter().filter(|one| one.status == status).count();
    assert_eq!((with(201), with(409)), (3, 9));
    assert_eq!(clinic.count("api_keys").await, 100);
}
