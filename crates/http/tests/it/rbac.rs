//! Roles, what they give, and everything that people try in order to have more.

use crate::{
    client::{Request, Response},
    harness::Harness,
    staff::{Clinic, PASSWORD, Person, hash},
};
use panal_domain::{BranchId, BranchScope, Email, PersonName, Role};
use panal_persistence::{
    Actor, ActorKind,
    tenant::{
        access::{self, RoleGrant},
        branches::{self, NewBranch},
        users::{self, NewUser},
    },
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Sends a change of whatever version there is.
pub(crate) async fn change(by: &Person<'_>, method: &str, path: &str, body: Value) -> Response {
    let request = by.request(method, path).header("If-Match", "*");
    let request = if body.is_null() {
        request
    } else {
        request.json(&body)
    };
    request.send().await
}

#[track_caller]
pub(crate) fn refused(answer: &Response, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (status, code),
        "{}",
        answer.text()
    );
}

#[track_caller]
pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {value}"))
        .to_owned()
}

/// A role of the business's own with these permissions; its id.
pub(crate) async fn role(
    admin: &Person<'_>,
    code: &str,
    parent: Option<&str>,
    permissions: &[&str],
) -> String {
    let body = json!({"code": code, "name": code, "parent_id": parent});
    let made = admin.post("/rbac/roles", body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = text(&made.json(), "id");
    let path = format!("/rbac/roles/{id}/permissions");
    let given = change(admin, "PUT", &path, json!({"permissions": permissions})).await;
    assert_eq!(given.status, 200, "{}", given.text());
    id
}

/// The role with this code.
pub(crate) async fn role_called(admin: &Person<'_>, code: &str) -> String {
    let found = admin.get(&format!("/rbac/roles?filter[code]={code}")).await;
    text(&found.json()["data"][0], "id")
}

/// Somebody with a password and roles, each in all branches or in some; the user's id.
pub(crate) async fn hire(
    clinic: &Clinic<'_>,
    name: &str,
    branch: Option<BranchId>,
    roles: &[(&str, Option<&[BranchId]>)],
) -> String {
    let tx = clinic
        .harness
        .state
        .tenants
        .begin(&clinic.tenant.scope(), Actor::of(ActorKind::Operator))
        .await
        .unwrap();
    let mut grants = Vec::new();
    for (code, at) in roles {
        grants.push(RoleGrant {
            role: access::role_by_code(&tx, code).await.unwrap().expect(code),
            branches: at.map_or(BranchScope::All, |at| {
                BranchScope::Only(at.iter().copied().collect())
            }),
        });
    }
    let new = NewUser {
        email: Email::parse(&format!("{name}@test.co")).unwrap(),
        full_name: PersonName::parse(name).unwrap(),
        roles: grants,
        password_hash: Some(hash(PASSWORD)),
        branch_id: branch,
    };
    let user = users::create(&tx, new).await.unwrap();
    tx.commit().await.unwrap();
    user.id.to_string()
}

pub(crate) async fn branch(clinic: &Clinic<'_>, code: &str) -> BranchId {
    let tx = clinic
        .harness
        .state
        .tenants
        .begin(&clinic.tenant.scope(), Actor::of(ActorKind::Operator))
        .await
        .unwrap();
    let new = NewBranch {
        name: format!("Sede {code}"),
        code: code.to_owned(),
        address: None,
        phone: None,
        time_zone: None,
    };
    let branch = branches::create(&tx, new).await.unwrap();
    tx.commit().await.unwrap();
    BranchId(branch.id)
}

/// Who this is.
pub(crate) async fn id_of(person: &Person<'_>) -> String {
    text(&person.get("/me").await.json()["user"], "id")
}

/// The last entry of the audit with this action: the actor's name, and what changed.
pub(crate) async fn told(clinic: &Clinic<'_>, action: &str) -> (String, Value) {
    let query = format!(
        "SELECT actor_name, changes::text, at > now() - interval '1 minute' AS now FROM {}.audit_log
         WHERE action = $1 ORDER BY id DESC LIMIT 1",
        clinic.tenant.schema.quoted()
    );
    let row = clinic
        .harness
        .db
        .superuser()
        .await
        .query_one(&query, &[&action])
        .await
        .unwrap_or_else(|error| panic!("{action}: {error}"));
    assert!(row.get::<_, bool>("now"));
    let changes: String = row.get(1);
    (
        row.get::<_, Option<String>>(0).unwrap_or_default(),
        serde_json::from_str(&changes).unwrap(),
    )
}

#[tokio::test]
async fn an_owner_sees_what_can_be_granted() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let all = admin.get("/rbac/permissions").await.json();
    let ids: Vec<&str> = all["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert!(ids.contains(&"clients.view") && ids.contains(&"roles.assign"));
    assert!(
        !ids.iter().any(|id| id.starts_with("contracts.")),
        "a clinic has no studio: {ids:?}"
    );
    let one = admin.get("/rbac/permissions/clients.view").await;
    assert_eq!(
        one.json()["name"],
        json!({"es": "Ver clientes", "en": "View clients"})
    );
    assert_eq!(one.json()["category"], "crm");
    assert!(all["data"].as_array().unwrap().contains(&one.json()));
    for id in ["contracts.view", "nothing.view", "x"] {
        refused(
            &admin.get(&format!("/rbac/permissions/{id}")).await,
            404,
            "not_found",
        );
    }
    let categories = admin.get("/rbac/categories").await.json();
    let counted: u64 = categories["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["permissions"].as_u64().unwrap())
        .sum();
    assert_eq!(usize::try_from(counted).unwrap(), ids.len());
    assert_eq!(categories["data"][0]["name"]["es"], "Negocio y equipo");
}

#[tokio::test]
async fn a_role_shows_what_is_its_own_and_what_it_inherits_from_whom() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let base = role(&admin, "base", None, &["clients.view", "branches.view"]).await;
    let child = role(
        &admin,
        "recepcion",
        Some(&base),
        &["clients.add", "clients.view"],
    )
    .await;
    let shown = admin.get(&format!("/rbac/roles/{child}")).await;
    let body = shown.json();
    let permissions = &body["permissions"];
    assert_eq!(permissions["own"], json!(["clients.view", "clients.add"]));
    assert_eq!(
        permissions["inherited"],
        json!([{"permission": "branches.view", "role_id": base, "role": "base"}])
    );
    assert_eq!(
        permissions["effective"],
        json!(["branches.view", "clients.view", "clients.add"])
    );
    assert_eq!(body["users"], 0);
    hire(&clinic, "eva", None, &[("recepcion", None)]).await;
    assert_eq!(
        admin.get(&format!("/rbac/roles/{child}")).await.json()["users"],
        1
    );
    let eva = clinic.enters("eva@test.co").await;
    assert_eq!(
        eva.get("/me/permissions").await.json()["permissions"],
        json!([
            {"code": "branches.view", "branches": null},
            {"code": "clients.view", "branches": null},
            {"code": "clients.add", "branches": null},
        ])
    );
    // The owner's role has everything, one by one and for good.
    let owner = role_called(&admin, "propietario").await;
    let owner = admin.get(&format!("/rbac/roles/{owner}")).await.json();
    assert_eq!(owner["grants_all"], true);
    assert_eq!(
        owner["permissions"]["own"],
        owner["permissions"]["effective"]
    );
    assert!(owner["permissions"]["own"].as_array().unwrap().len() > 30);
}

#[tokio::test]
async fn roles_are_listed_changed_and_deleted_at_the_version_that_was_seen() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let body = json!({"code": "recepcion", "name": "Recepción", "description": "Mostrador"});
    let made = admin.post("/rbac/roles", body.clone()).await;
    assert_eq!((made.status, made.header("etag")), (201, Some("\"1\"")));
    refused(
        &admin.post("/rbac/roles", body).await,
        409,
        "role_code_taken",
    );
    let id = text(&made.json(), "id");
    let path = format!("/rbac/roles/{id}");
    assert!(made.header("location").unwrap().ends_with(&path));

    let found = admin
        .get("/rbac/roles?q=MOSTRADOR&filter[system]=false")
        .await
        .json();
    assert_eq!(
        (found["total"].as_u64(), &found["data"][0]["id"]),
        (Some(1), &json!(id))
    );
    let sorted = admin.get("/rbac/roles?sort=-code").await.json();
    let codes: Vec<&str> = sorted["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["recepcion", "propietario", "empleado", "cliente", "admin"]
    );

    // A grant is a change of the role: whoever saw it before does not overwrite it.
    let granted = admin
        .request("POST", &format!("{path}/permissions/clients.view"))
        .send()
        .await;
    assert_eq!(
        (granted.status, granted.header("etag")),
        (200, Some("\"2\""))
    );
    let again = admin
        .request("POST", &format!("{path}/permissions/clients.view"))
        .send()
        .await;
    assert_eq!(
        (again.status, again.header("etag")),
        (200, Some("\"2\"")),
        "nothing changed"
    );
    let put = |version: &str| {
        admin
            .request("PUT", &path)
            .header("If-Match", version)
            .json(&json!({"code": "mostrador", "name": "Mostrador"}))
    };
    refused(&put("\"1\"").send().await, 412, "version_mismatch");
    let changed = put("\"2\"").send().await;
    assert_eq!(
        (changed.status, changed.header("etag")),
        (200, Some("\"3\""))
    );
    assert_eq!(
        changed.json()["description"],
        Value::Null,
        "left out, it is empty"
    );
    assert_eq!(
        changed.json()["permissions"]["own"],
        json!(["clients.view"])
    );
    let patched = admin
        .patch(&path, "\"3\"", json!({"description": "Caja y mostrador"}))
        .await;
    assert_eq!(patched.json()["code"], "mostrador", "left out, it stays");
    let bare = admin.request("DELETE", &path).send().await;
    refused(&bare, 428, "precondition_required");
    assert_eq!(
        change(&admin, "DELETE", &path, Value::Null).await.status,
        204
    );
    refused(&admin.get(&path).await, 404, "not_found");
    assert_eq!(
        told(&clinic, "delete").await.1["permissions"],
        json!([["clients.view"], null])
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_role_is_said_beside_the_field() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let answer = admin
        .post(
            "/rbac/roles",
            json!({"code": "Recepción", "name": "", "grants_all": true, "template": "admin", "version": 7}),
        )
        .await;
    refused(&answer, 422, "validation_failed");
    let mut fields: Vec<String> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", text(one, "field"), text(one, "code")))
        .collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "code role_code_invalid",
            "grants_all unknown_field",
            "name required",
            "template unknown_field",
            "version unknown_field",
        ]
    );
    let id = role(&admin, "vacio", None, &[]).await;
    let path = format!("/rbac/roles/{id}/permissions");
    let answer = change(
        &admin,
        "PUT",
        &path,
        json!({"permissions": ["clients.view", "nothing.view", "contracts.view"]}),
    )
    .await;
    refused(&answer, 422, "validation_failed");
    assert_eq!(answer.json()["errors"][0]["field"], "permissions.1");
    assert_eq!(
        answer.json()["errors"][1]["code"],
        "permission_module_missing"
    );
    refused(
        &change(&admin, "PUT", &path, json!({})).await,
        422,
        "validation_failed",
    );
    for permission in ["nothing.view", "contracts.view"] {
        let answer = admin
            .request("POST", &format!("{path}/{permission}"))
            .send()
            .await;
        refused(&answer, 404, "not_found");
    }
}

#[tokio::test]
async fn every_grant_is_told_with_who_made_it_before_and_after() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let id = role(&admin, "recepcion", None, &["clients.view"]).await;
    let path = format!("/rbac/roles/{id}");
    assert_eq!(
        told(&clinic, "set_permissions").await,
        (
            "admin@test.co".to_owned(),
            json!({"permissions": [[], ["clients.view"]]})
        )
    );
    admin
        .request("POST", &format!("{path}/permissions/clients.add"))
        .send()
        .await;
    assert_eq!(
        told(&clinic, "grant_permission").await,
        (
            "admin@test.co".to_owned(),
            json!({"permissions": [["clients.view"], ["clients.add", "clients.view"]]})
        )
    );
    admin
        .request("DELETE", &format!("{path}/permissions/clients.view"))
        .send()
        .await;
    assert_eq!(
        told(&clinic, "revoke_permission").await.1,
        json!({"permissions": [["clients.add", "clients.view"], ["clients.add"]]})
    );
    let entries = clinic.count("audit_log").await;
    for method in ["DELETE", "DELETE"] {
        let answer = admin
            .request(method, &format!("{path}/permissions/clients.view"))
            .send()
            .await;
        assert_eq!(answer.status, 200);
    }
    assert_eq!(clinic.count("audit_log").await, entries, "nothing changed");
    let base = role_called(&admin, "empleado").await;
    let moved = admin.patch(&path, "*", json!({"parent_id": base})).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(
        told(&clinic, "update").await.1,
        json!({"parent_id": [null, base]})
    );
    let eva = hire(&clinic, "eva", None, &[]).await;
    let north = branch(&clinic, "NN").await;
    let given = change(
        &admin,
        "PUT",
        &format!("/users/{eva}/roles"),
        json!({"roles": [{"role": "recepcion", "branches": [north]}]}),
    )
    .await;
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(
        told(&clinic, "assign_roles").await,
        (
            "admin@test.co".to_owned(),
            json!({"roles": [[], [{"role": "recepcion", "branches": [north]}]]})
        )
    );
}

/// Asks again until the answer has this status; fails after a second.
async fn within_a_second(ask: &Request, status: u16) -> Response {
    let deadline = Instant::now() + Duration::from_secs(1);
    loop {
        let answer = ask.clone().send().await;
        if answer.status == status {
            return answer;
        }
        assert!(
            Instant::now() < deadline,
            "still {} {}",
            answer.status,
            answer.text()
        );
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_one_process_takes_away_another_refuses_within_a_second() {
    let harness = Harness::new().await;
    let other = harness.another_server().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let base = role(&admin, "base", None, &["clients.view"]).await;
    role(&admin, "recepcion", Some(&base), &["clients.add"]).await;
    let eva_id = hire(&clinic, "eva", None, &[("recepcion", None)]).await;
    let eva = clinic.enters("eva@test.co").await;
    let ask = Request::new(other.addr, "GET", "norte.localhost", "/api/v1/clients")
        .header("Authorization", &format!("Bearer {}", eva.access));
    let lets_in = async || assert_eq!(ask.clone().send().await.status, 200);

    // A permission of a role that hers inherits from; a role; a parent; herself.
    lets_in().await;
    let grant = format!("/rbac/roles/{base}/permissions/clients.view");
    assert_eq!(admin.request("DELETE", &grant).send().await.status, 200);
    let answer = within_a_second(&ask, 403).await;
    refused(&answer, 403, "permission_denied");
    assert_eq!(answer.json()["permission"], "clients.view");
    assert_eq!(admin.request("POST", &grant).send().await.status, 200);
    within_a_second(&ask, 200).await;

    let child = role_called(&admin, "recepcion").await;
    let path = format!("/rbac/roles/{child}");
    assert_eq!(
        admin
            .patch(&path, "*", json!({"parent_id": null}))
            .await
            .status,
        200
    );
    within_a_second(&ask, 403).await;
    assert_eq!(
        admin
            .patch(&path, "*", json!({"parent_id": base}))
            .await
            .status,
        200
    );
    within_a_second(&ask, 200).await;

    let roles = format!("/users/{eva_id}/roles");
    let none = change(&admin, "PUT", &roles, json!({"roles": []})).await;
    assert_eq!(none.status, 200, "{}", none.text());
    within_a_second(&ask, 403).await;
    let back = change(
        &admin,
        "PUT",
        &roles,
        json!({"roles": [{"role": "recepcion"}]}),
    )
    .await;
    assert_eq!(back.status, 200, "{}", back.text());
    within_a_second(&ask, 200).await;

    let disabled = admin
        .request("POST", &format!("/users/{eva_id}/disable"))
        .send()
        .await;
    assert_eq!(disabled.status, 200, "{}", disabled.text());
    refused(&within_a_second(&ask, 401).await, 401, "session_ended");
}

/// A head of staff: may do everything with roles and users, and little else.
async fn head_of_staff<'a>(clinic: &Clinic<'a>, admin: &Person<'_>) -> Person<'a> {
    role(
        admin,
        "jefe",
        None,
        &[
            "users.view",
            "users.add",
            "users.change",
            "users.delete",
            "roles.view",
            "roles.add",
            "roles.change",
            "roles.delete",
            "roles.assign",
            "clients.view",
        ],
    )
    .await;
    hire(clinic, "jefa", None, &[("jefe", None)]).await;
    clinic.enters("jefa@test.co").await
}

#[tokio::test]
async fn nobody_gives_what_they_do_not_have() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let head = head_of_staff(&clinic, &admin).await;
    let me = id_of(&head).await;
    let (boss, employee) = (
        role_called(&admin, "admin").await,
        role_called(&admin, "empleado").await,
    );
    let own = role_called(&admin, "jefe").await;

    // By a role's parent: a new role, and the one that she has.
    for parent in [&boss, &employee] {
        let body = json!({"code": "atajo", "name": "Atajo", "parent_id": parent});
        let answer = head.post("/rbac/roles", body).await;
        refused(&answer, 403, "grant_exceeds_own");
        let path = format!("/rbac/roles/{own}");
        let answer = head.patch(&path, "*", json!({"parent_id": parent})).await;
        refused(&answer, 403, "grant_exceeds_own");
    }
    // By a permission, one by one or all at once.
    let mine = role(&head, "ayudante", None, &["clients.view"]).await;
    let path = format!("/rbac/roles/{mine}/permissions");
    let answer = head
        .request("POST", &format!("{path}/clients.delete"))
        .send()
        .await;
    refused(&answer, 403, "grant_exceeds_own");
    assert_eq!(answer.json()["missing"], json!(["clients.delete"]));
    let all = json!({"permissions": ["clients.view", "clients.add", "users.view"]});
    let answer = change(&head, "PUT", &path, all).await;
    refused(&answer, 403, "grant_exceeds_own");
    assert_eq!(answer.json()["missing"], json!(["clients.add"]));
    // By giving it to herself, to a new user, or to an old one.
    for code in ["admin", "propietario", "empleado"] {
        let roles = json!({"roles": [{"role": "jefe"}, {"role": code}]});
        let answer = change(&head, "PUT", &format!("/users/{me}/roles"), roles.clone()).await;
        refused(&answer, 403, "grant_exceeds_own");
        let mut user = roles;
        user["email"] = json!("nuevo@test.co");
        user["full_name"] = json!("Nuevo");
        refused(&head.post("/users", user).await, 403, "grant_exceeds_own");
    }
    // By changing or deleting roles above her own.
    let path = format!("/rbac/roles/{employee}");
    refused(
        &head.patch(&path, "*", json!({"name": "Otro"})).await,
        403,
        "role_above_own",
    );
    let grant = format!("{path}/permissions/clients.view");
    refused(
        &head.request("DELETE", &grant).send().await,
        403,
        "role_above_own",
    );
    let higher = role(&admin, "superior", None, &["clients.delete"]).await;
    let delete = change(
        &head,
        "DELETE",
        &format!("/rbac/roles/{higher}"),
        Value::Null,
    )
    .await;
    refused(&delete, 403, "role_above_own");
    // An ancestor of her own role, though it has nothing that she lacks.
    let base = role(&admin, "base", None, &["clients.view"]).await;
    let moved = admin
        .patch(
            &format!("/rbac/roles/{own}"),
            "*",
            json!({"parent_id": base}),
        )
        .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let answer = head
        .patch(&format!("/rbac/roles/{base}"), "*", json!({"name": "Mía"}))
        .await;
    refused(&answer, 403, "role_above_own");

    // What she has she gives.
    let given = head
        .post(
            "/users",
            json!({"email": "luz@test.co", "full_name": "Luz", "roles": [{"role": "ayudante"}]}),
        )
        .await;
    assert_eq!(given.status, 201, "{}", given.text());
    assert_eq!(clinic.count("users").await, 3);
}

#[tokio::test]
async fn nobody_touches_a_user_who_may_do_more() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let head = head_of_staff(&clinic, &admin).await;
    let boss = id_of(&admin).await;
    let employee = hire(&clinic, "eva", None, &[("empleado", None)]).await;
    for user in [&boss, &employee] {
        for (method, path, body) in [
            (
                "PATCH",
                format!("/users/{user}"),
                json!({"full_name": "Otra"}),
            ),
            ("PUT", format!("/users/{user}/roles"), json!({"roles": []})),
            (
                "PUT",
                format!("/users/{user}/branches"),
                json!({"branches": []}),
            ),
            ("POST", format!("/users/{user}/disable"), json!({})),
            ("POST", format!("/users/{user}/enable"), json!({})),
            ("POST", format!("/users/{user}/reset"), json!({})),
            ("POST", format!("/users/{user}/invite"), json!({})),
            ("DELETE", format!("/users/{user}"), Value::Null),
        ] {
            let answer = change(&head, method, &path, body).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (403, "user_above_own"),
                "{method} {path}"
            );
        }
    }
}

#[tokio::test]
async fn roles_that_were_there_from_the_start_stay_what_they_are() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let (boss, employee) = (
        role_called(&admin, "admin").await,
        role_called(&admin, "empleado").await,
    );
    let path = format!("/rbac/roles/{employee}");
    refused(
        &change(&admin, "DELETE", &path, Value::Null).await,
        409,
        "role_system",
    );
    refused(
        &admin.patch(&path, "*", json!({"code": "otro"})).await,
        409,
        "role_system",
    );
    let client = role_called(&admin, "cliente").await;
    refused(
        &admin.patch(&path, "*", json!({"parent_id": client})).await,
        409,
        "role_system",
    );
    // Its name and its permissions are the business's.
    let named = admin
        .request("PUT", &path)
        .header("If-Match", "*")
        .json(&json!({"code": "empleado", "name": "Recepcionista"}))
        .send()
        .await;
    assert_eq!(named.status, 200, "{}", named.text());
    let granted = admin
        .request("POST", &format!("{path}/permissions/clients.delete"))
        .send()
        .await;
    assert_eq!(granted.status, 200, "{}", granted.text());

    let path = format!("/rbac/roles/{boss}");
    refused(
        &admin.patch(&path, "*", json!({"name": "Jefa"})).await,
        409,
        "role_fixed",
    );
    refused(
        &change(&admin, "DELETE", &path, Value::Null).await,
        409,
        "role_fixed",
    );
    for method in ["POST", "DELETE"] {
        let one = format!("{path}/permissions/clients.view");
        refused(&admin.request(method, &one).send().await, 409, "role_fixed");
    }
    let all = change(
        &admin,
        "PUT",
        &format!("{path}/permissions"),
        json!({"permissions": []}),
    )
    .await;
    refused(&all, 409, "role_fixed");
}

#[tokio::test]
async fn a_role_in_use_says_by_how_many() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let base = role(&admin, "base", None, &[]).await;
    let child = role(&admin, "hija", Some(&base), &[]).await;
    for name in ["eva", "luz"] {
        hire(&clinic, name, None, &[("hija", None)]).await;
    }
    let delete =
        async |id: &str| change(&admin, "DELETE", &format!("/rbac/roles/{id}"), Value::Null).await;
    let answer = delete(&child).await;
    refused(&answer, 409, "role_in_use");
    assert_eq!(answer.json()["users"], 2);
    assert_eq!(answer.json()["title"], "El rol está asignado a 2 usuarios");
    let answer = delete(&base).await;
    refused(&answer, 409, "role_has_children");
    assert_eq!(answer.json()["roles"], 1);
    assert_eq!(answer.json()["title"], "1 rol hereda de este");
    hire(&clinic, "sol", None, &[("base", None)]).await;
    assert_eq!(
        delete(&base).await.json()["title"],
        "El rol está asignado a 1 usuario"
    );
    // Full is full, whatever the roles are.
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.roles (id, code, name)
             SELECT gen_random_uuid(), 'rol_' || n, 'Rol' FROM generate_series(1, 200) n"
        ))
        .await;
    let body = json!({"code": "uno_mas", "name": "Uno más"});
    refused(&admin.post("/rbac/roles", body).await, 409, "roles_full");
    harness
        .sql(&format!(
            "DELETE FROM {schema}.roles WHERE code LIKE 'rol\\_%'"
        ))
        .await;
    // A circle and a line too long are refused over HTTP as well.
    let closed = admin
        .patch(
            &format!("/rbac/roles/{base}"),
            "*",
            json!({"parent_id": child}),
        )
        .await;
    refused(&closed, 422, "role_cycle");
    let mut last = child;
    for number in 3..=5 {
        last = role(&admin, &format!("nivel_{number}"), Some(&last), &[]).await;
    }
    let body = json!({"code": "nivel_6", "name": "Seis", "parent_id": last});
    refused(&admin.post("/rbac/roles", body).await, 422, "role_too_deep");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let me = id_of(&admin).await;
    let north = branch(&clinic, "NN").await;
    // One who is invited, one who is disabled and one who is limited do not count.
    let invited = admin
        .post(
            "/users",
            json!({"email": "inv@test.co", "full_name": "Inés", "roles": [{"role": "admin"}]}),
        )
        .await;
    assert_eq!(invited.status, 201, "{}", invited.text());
    hire(&clinic, "limitada", None, &[("admin", Some(&[north]))]).await;
    let other = hire(&clinic, "socia", None, &[("propietario", None)]).await;
    let path = format!("/users/{other}/disable");
    assert_eq!(admin.request("POST", &path).send().await.status, 200);

    for (method, path, body) in [
        ("POST", format!("/users/{me}/disable"), json!({})),
        ("PUT", format!("/users/{me}/roles"), json!({"roles": []})),
        (
            "PUT",
            format!("/users/{me}/roles"),
            json!({"roles": [{"role": "empleado"}]}),
        ),
        (
            "PUT",
            format!("/users/{me}/roles"),
            json!({"roles": [{"role": "admin", "branches": [north]}]}),
        ),
        (
            "PUT",
            format!("/users/{me}/branches"),
            json!({"branches": [north]}),
        ),
    ] {
        let answer = change(&admin, method, &path, body).await;
        refused(&answer, 409, "last_administrator");
    }
    assert_eq!(
        admin.get("/users").await.status,
        200,
        "nothing of it came true"
    );

    // Nor by taking everything from the role through which somebody has it.
    let enabled = admin
        .request("POST", &format!("/users/{other}/enable"))
        .send()
        .await;
    assert_eq!(enabled.status, 200, "{}", enabled.text());
    let boss = role_called(&admin, "admin").await;
    let heir = role(&admin, "gerente", Some(&boss), &[]).await;
    for user in [&me, &other] {
        let roles = json!({"roles": [{"role": "gerente"}]});
        let answer = change(&admin, "PUT", &format!("/users/{user}/roles"), roles).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let path = format!("/rbac/roles/{heir}");
    let answer = admin.patch(&path, "*", json!({"parent_id": null})).await;
    refused(&answer, 409, "last_administrator");
}

#[tokio::test]
async fn of_two_administrators_who_demote_each_other_at_once_one_succeeds() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    for round in 0..4 {
        let names = [format!("ana{round}"), format!("eva{round}")];
        let ids = [
            hire(&clinic, &names[0], None, &[("admin", None)]).await,
            hire(&clinic, &names[1], None, &[("propietario", None)]).await,
        ];
        let ana = clinic.enters(&format!("{}@test.co", names[0])).await;
        let eva = clinic.enters(&format!("{}@test.co", names[1])).await;
        // Both are known already, so nothing but the change itself decides.
        assert_eq!(
            ana.get("/me").await.status + eva.get("/me").await.status,
            400
        );
        let demote = async |by: &Person<'_>, whom: &str| {
            let roles = json!({"roles": [{"role": "empleado"}]});
            change(by, "PUT", &format!("/users/{whom}/roles"), roles).await
        };
        let (first, second) = tokio::join!(demote(&ana, &ids[1]), demote(&eva, &ids[0]));
        let mut outcomes = [first.status, second.status];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [200, 403], "{} {}", first.text(), second.text());
        let lost = if first.status == 200 { &second } else { &first };
        refused(lost, 403, "permission_denied");
        // Only one of each round is left, and goes now, so that the next round has two again.
        let left = if first.status == 200 {
            &ids[0]
        } else {
            &ids[1]
        };
        harness
            .sql(&format!(
                "DELETE FROM {0}.user_roles WHERE user_id = '{left}'",
                clinic.tenant.schema.quoted()
            ))
            .await;
    }
}
