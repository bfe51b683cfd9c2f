//! The staff: invited, changed, disabled, and never made more than they are by a body's odd member.

use crate::{
    harness::Harness,
    rbac::{branch, change, hire, id_of, refused, text, told},
    staff::{Clinic, PASSWORD},
};
use panal_domain::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// Payloads of the events of a kind, oldest first.
async fn events(clinic: &Clinic<'_>, kind: &str) -> Vec<Value> {
    let rows = clinic
        .harness
        .db
        .superuser()
        .await
        .query(
            "SELECT payload::text FROM public.outbox WHERE tenant_id = $1 AND kind = $2 ORDER BY id",
            &[&clinic.tenant.id.0, &kind],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| serde_json::from_str(row.get(0)).unwrap())
        .collect()
}

#[tokio::test]
async fn somebody_is_invited_and_cannot_log_in_until_a_password_is_chosen() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let north = branch(&clinic, "NN").await;
    let body = json!({
        "email": "Eva@Test.co", "full_name": "Eva Ríos", "branch_id": north,
        "roles": [{"role": "empleado", "branches": [north]}]
    });
    let made = admin
        .request("POST", "/users")
        .header("Idempotency-Key", "invitar-1")
        .json(&body)
        .send()
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let user = made.json();
    assert_eq!(
        (
            text(&user, "email"),
            &user["invited"],
            &user["is_active"],
            &user["last_login_at"]
        ),
        (
            "eva@test.co".to_owned(),
            &json!(true),
            &json!(true),
            &Value::Null
        )
    );
    assert_eq!(user["roles"][0]["code"], "empleado");
    assert_eq!(user["roles"][0]["branches"], json!([north]));
    let id = text(&user, "id");
    assert_eq!(
        made.header("location").unwrap(),
        format!("/api/v1/users/{id}")
    );
    assert_eq!(
        events(&clinic, "user-invited").await,
        [json!({"user_id": id})]
    );
    // Sent again, it is the same user.
    let again = admin
        .request("POST", "/users")
        .header("Idempotency-Key", "invitar-1")
        .json(&body)
        .send()
        .await;
    assert_eq!((again.status, again.json()), (201, user));
    refused(&admin.post("/users", body).await, 409, "user_email_taken");
    for password in ["", "x", "panal-prueba-2026"] {
        let answer = clinic.login("eva@test.co", password).await;
        assert!(
            answer.status == 401 || answer.status == 422,
            "{}",
            answer.text()
        );
    }

    let path = format!("/users/{id}");
    let sent = admin
        .request("POST", &format!("{path}/invite"))
        .send()
        .await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert_eq!(events(&clinic, "user-invited").await.len(), 2);
    assert_eq!(told(&clinic, "invite").await.0, "admin@test.co");
    refused(
        &admin.request("POST", &format!("{path}/reset")).send().await,
        409,
        "user_invited",
    );
    assert_eq!(
        admin
            .request("POST", &format!("{path}/disable"))
            .send()
            .await
            .status,
        200
    );
    refused(
        &admin
            .request("POST", &format!("{path}/invite"))
            .send()
            .await,
        409,
        "user_disabled",
    );
    assert_eq!(
        admin
            .request("POST", &format!("{path}/enable"))
            .send()
            .await
            .status,
        200
    );
    assert_eq!(
        events(&clinic, "user-invited").await.len(),
        2,
        "neither of it is an invitation"
    );
}

#[tokio::test]
async fn a_link_for_another_password_is_asked_for_and_changes_nothing_by_itself() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let eva = clinic.staff(Role::Empleado).await;
    let path = format!("/users/{}", id_of(&eva).await);
    let sent = admin.request("POST", &format!("{path}/reset")).send().await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert!(
        !sent.text().contains("token") && !sent.text().contains("password"),
        "{}",
        sent.text()
    );
    assert_eq!(
        events(&clinic, "password-reset-requested").await,
        [json!({"user_id": id_of(&eva).await})]
    );
    assert_eq!(eva.get("/clients").await.status, 200);
    clinic.enters("empleado@test.co").await;
    refused(
        &admin
            .request("POST", &format!("{path}/invite"))
            .send()
            .await,
        409,
        "user_has_password",
    );
}

#[tokio::test]
async fn no_member_of_a_body_makes_anybody_more_than_they_are() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let eva = hire(&clinic, "eva", None, &[("cliente", None)]).await;
    let path = format!("/users/{eva}");
    for (member, value) in [
        ("role", json!("admin")),
        ("tenant_id", json!(Uuid::now_v7())),
        ("id", json!(Uuid::now_v7())),
        ("password_hash", json!("$2b$12$x")),
        ("password", json!("una clave nueva 2026")),
        ("is_active", json!(true)),
        ("version", json!(1)),
        ("email_confirmed_at", json!("2026-01-01T00:00:00Z")),
        ("grants_all", json!(true)),
    ] {
        let mut new = json!({"email": "nuevo@test.co", "full_name": "Nuevo"});
        new[member] = value.clone();
        let mut changed = json!({"full_name": "Otra"});
        changed[member] = value.clone();
        let mut roles = json!({"roles": []});
        roles[member] = value.clone();
        let mut choice = json!({"role": "cliente"});
        choice[member] = value;
        let choice = json!({"roles": [choice]});
        for (method, path, body, field) in [
            ("POST", "/users".to_owned(), new, member.to_owned()),
            ("PATCH", path.clone(), changed, member.to_owned()),
            ("PUT", format!("{path}/roles"), roles, member.to_owned()),
            (
                "PUT",
                format!("{path}/roles"),
                choice,
                format!("roles.0.{member}"),
            ),
        ] {
            if field == "roles.0.role" {
                // That one is a member of its own.
                continue;
            }
            let answer = change(&admin, method, &path, body).await;
            refused(&answer, 422, "validation_failed");
            let error = &answer.json()["errors"][0];
            assert_eq!(
                (text(error, "field"), text(error, "code")),
                (field, "unknown_field".to_owned()),
                "{method} {path}"
            );
        }
    }
    assert_eq!(clinic.count("users").await, 2);
    assert_eq!(admin.get(&path).await.json()["version"], 1);
}

#[tokio::test]
async fn a_user_is_changed_at_the_version_that_was_seen() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let north = branch(&clinic, "NN").await;
    let eva = hire(&clinic, "eva", None, &[("empleado", None)]).await;
    let path = format!("/users/{eva}");
    let read = admin.get(&path).await;
    assert_eq!(read.header("etag"), Some("\"1\""));
    let known = admin
        .request("GET", &path)
        .header("If-None-Match", "\"1\"")
        .send()
        .await;
    assert_eq!(known.status, 304);
    let changed = admin
        .patch(
            &path,
            "\"1\"",
            json!({"full_name": "Eva Ríos", "branch_id": north}),
        )
        .await;
    assert_eq!(
        (changed.status, changed.header("etag")),
        (200, Some("\"2\""))
    );
    assert_eq!(
        told(&clinic, "update").await.1,
        json!({"full_name": ["eva", "Eva Ríos"], "branch_id": [null, north]})
    );
    refused(
        &admin.patch(&path, "\"1\"", json!({"full_name": "x"})).await,
        412,
        "version_mismatch",
    );
    // Roles are part of what was seen.
    let put = |version: &str| {
        admin
            .request("PUT", &format!("{path}/branches"))
            .header("If-Match", version)
            .json(&json!({"branches": [north]}))
    };
    refused(&put("\"1\"").send().await, 412, "version_mismatch");
    let limited = put("\"2\"").send().await;
    assert_eq!(
        (limited.status, limited.header("etag")),
        (200, Some("\"3\""))
    );
    assert_eq!(limited.json()["roles"][0]["branches"], json!([north]));
    let freed = change(
        &admin,
        "PUT",
        &format!("{path}/branches"),
        json!({"branches": null}),
    )
    .await;
    assert_eq!(freed.json()["roles"][0]["branches"], Value::Null);
    let missing = change(&admin, "PUT", &format!("{path}/branches"), json!({})).await;
    refused(&missing, 422, "validation_failed");

    // What does not exist is said beside the field.
    let nowhere = Uuid::now_v7();
    for (method, path, body, field, code) in [
        (
            "PATCH",
            path.clone(),
            json!({"branch_id": nowhere}),
            "branch_id",
            "branch_unknown",
        ),
        (
            "PUT",
            format!("{path}/branches"),
            json!({"branches": [nowhere]}),
            "branches",
            "branch_unknown",
        ),
        (
            "PUT",
            format!("{path}/roles"),
            json!({"roles": [{"role": nowhere}]}),
            "roles.0.role",
            "role_unknown",
        ),
        (
            "PUT",
            format!("{path}/roles"),
            json!({"roles": [{"role": "nadie"}]}),
            "roles.0.role",
            "role_unknown",
        ),
        (
            "PUT",
            format!("{path}/roles"),
            json!({"roles": [{"role": "empleado"}, {"role": "empleado", "branches": []}]}),
            "roles.1.role",
            "role_twice",
        ),
        (
            "PUT",
            format!("{path}/roles"),
            json!({"roles": [7]}),
            "roles.0",
            "type_invalid",
        ),
        (
            "PUT",
            format!("{path}/roles"),
            json!({"roles": "empleado"}),
            "roles",
            "type_invalid",
        ),
        (
            "PUT",
            format!("{path}/branches"),
            json!({"branches": "N"}),
            "branches",
            "type_invalid",
        ),
    ] {
        let answer = change(&admin, method, &path, body.clone()).await;
        refused(&answer, 422, "validation_failed");
        let error = &answer.json()["errors"][0];
        assert_eq!(
            (text(error, "field").as_str(), text(error, "code").as_str()),
            (field, code),
            "{body}"
        );
    }
    assert_eq!(
        admin.get(&path).await.json()["roles"][0]["code"],
        "empleado"
    );
}

#[tokio::test]
async fn whoever_is_disabled_is_out_at_once_and_stays_in_the_books() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let eva = clinic.staff(Role::Empleado).await;
    let id = id_of(&eva).await;
    let path = format!("/users/{id}");
    let disabled = admin
        .request("POST", &format!("{path}/disable"))
        .send()
        .await;
    assert_eq!(
        (disabled.status, &disabled.json()["is_active"]),
        (200, &json!(false))
    );
    refused(
        &clinic.login("empleado@test.co", "panal-prueba-2026").await,
        401,
        "invalid_credentials",
    );
    refused(
        &clinic.refresh(&eva.refresh).await,
        401,
        "refresh_token_invalid",
    );
    refused(
        &change(&admin, "DELETE", &path, Value::Null).await,
        409,
        "user_in_use",
    );
    let enabled = admin
        .request("POST", &format!("{path}/enable"))
        .send()
        .await;
    assert_eq!(enabled.json()["is_active"], true);
    clinic.enters("empleado@test.co").await;

    // Who was never here can go.
    let luz = hire(&clinic, "luz", None, &[("empleado", None)]).await;
    let path = format!("/users/{luz}");
    refused(
        &admin.request("DELETE", &path).send().await,
        428,
        "precondition_required",
    );
    assert_eq!(
        change(&admin, "DELETE", &path, Value::Null).await.status,
        204
    );
    refused(&admin.get(&path).await, 404, "not_found");
    assert_eq!(
        told(&clinic, "delete").await.1["email"],
        json!(["luz@test.co", null])
    );
}

#[tokio::test]
async fn the_staff_is_found_by_what_one_knows_of_it() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let north = branch(&clinic, "NN").await;
    let jose = hire(&clinic, "jose", Some(north), &[("empleado", None)]).await;
    let named = admin
        .patch(&format!("/users/{jose}"), "*", json!({"full_name": "José"}))
        .await;
    assert_eq!(named.status, 200, "{}", named.text());
    let luz = hire(
        &clinic,
        "luz",
        None,
        &[("empleado", None), ("cliente", None)],
    )
    .await;
    admin
        .request("POST", &format!("/users/{luz}/disable"))
        .send()
        .await;
    let invited = json!({"email": "inv@test.co", "full_name": "Ñico"});
    assert_eq!(admin.post("/users", invited).await.status, 201);
    for (query, expected) in [
        ("sort=full_name", vec!["Ana Pérez", "José", "luz", "Ñico"]),
        ("filter[role]=empleado", vec!["José", "luz"]),
        ("filter[role]=cliente", vec!["luz"]),
        ("filter[is_active]=false", vec!["luz"]),
        ("filter[invited]=true", vec!["Ñico"]),
        (&format!("filter[branch_id]={north}"), vec!["José"]),
        (
            "filter[branch_id][empty]=true&filter[is_active]=true",
            vec!["Ana Pérez", "Ñico"],
        ),
        ("q=JOSE", vec!["José"]),
        ("q=luz@test", vec!["luz"]),
        ("sort=-email&per_page=2", vec!["luz", "José"]),
        ("filter[last_login_at][empty]=false", vec!["Ana Pérez"]),
    ] {
        let answer = admin.get(&format!("/users?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        let names: Vec<String> = answer.json()["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| text(row, "full_name"))
            .collect();
        assert_eq!(names, expected, "{query}");
        assert!(!answer.text().contains("$2"), "no digest of a password");
    }
    refused(
        &admin.get("/users?filter[password_hash]=x").await,
        400,
        "query_invalid",
    );
}

#[tokio::test]
async fn me_says_all_that_a_screen_needs() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let north = branch(&clinic, "NN").await;
    hire(&clinic, "eva", Some(north), &[("empleado", Some(&[north]))]).await;
    let eva = clinic.enters("eva@test.co").await;
    let me = eva.get("/me").await.json();
    assert_eq!(me["kind"], "user");
    assert_eq!(me["impersonator"], Value::Null);
    assert_eq!(
        (&me["email_confirmed"], &me["second_factor"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(me["roles"][0]["name"], "Empleado");
    assert_eq!(me["roles"][0]["branches"], json!([north]));
    assert_eq!(me["user"]["branch_id"], json!(north));
    assert_eq!(
        me["subscription"],
        json!({"plan": "profesional", "state": "active", "ends_at": null})
    );
    let mine = eva.get("/me/permissions").await.json();
    let codes: Vec<Value> = mine["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            assert_eq!(one["branches"], json!([north]));
            one["code"].clone()
        })
        .collect();
    assert_eq!(json!(codes), me["permissions"]);
    assert_eq!(mine["roles"], me["roles"]);
}

#[tokio::test]
async fn a_lost_second_factor_is_taken_away_by_whoever_manages_the_staff() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let eva = clinic.staff(Role::Empleado).await;
    let (id, me) = (id_of(&eva).await, id_of(&admin).await);
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "UPDATE {schema}.users SET totp_secret = 'x', totp_confirmed_at = now();
             INSERT INTO {schema}.recovery_codes (user_id, code_hash) SELECT id, 'x' FROM {schema}.users"
        ))
        .await;
    let answer = clinic.login("empleado@test.co", PASSWORD).await;
    assert_eq!(
        answer.json()["access_token"],
        Value::Null,
        "asked for a code"
    );
    let path = format!("/users/{id}/reset-second-factor");
    let reset =
        async |by: &crate::staff::Person<'_>, path: &str| by.request("POST", path).send().await;
    refused(&reset(&eva, &path).await, 403, "permission_denied");
    // Whoever stole a session does not get rid of the factor like this.
    let own = format!("/users/{me}/reset-second-factor");
    refused(&reset(&admin, &own).await, 409, "second_factor_own");

    let answer = reset(&admin, &path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["second_factor"], json!(false));
    refused(&eva.get("/me").await, 401, "session_ended");
    refused(
        &clinic.refresh(&eva.refresh).await,
        401,
        "refresh_token_invalid",
    );
    assert_eq!(clinic.count("recovery_codes").await, 1, "one's own stay");
    assert_eq!(
        told(&clinic, "reset_second_factor").await,
        (
            "admin@test.co".to_owned(),
            json!({"second_factor": [true, false]})
        )
    );
    let eva = clinic.enters("empleado@test.co").await;
    // Who has none stays as they are, logged in.
    let again = reset(&admin, &path).await;
    assert_eq!(again.status, 200, "{}", again.text());
    assert_eq!(eva.get("/me").await.status, 200);
    assert_eq!(
        clinic
            .count("audit_log WHERE action = 'reset_second_factor'")
            .await,
        1
    );
    // Nobody takes it from somebody who may do more.
    crate::rbac::role(&admin, "jefe", None, &["users.change"]).await;
    hire(&clinic, "jefa", None, &[("jefe", None)]).await;
    let head = clinic.enters("jefa@test.co").await;
    refused(&reset(&head, &own).await, 403, "user_above_own");
}

#[tokio::test]
async fn a_user_has_twenty_roles_at_most_each_in_a_hundred_branches() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let luz = hire(&clinic, "luz", None, &[]).await;
    let path = format!("/users/{luz}/roles");
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.roles (id, code, name)
             SELECT gen_random_uuid(), 'rol_' || n, 'Rol' FROM generate_series(1, 21) n;
             INSERT INTO {schema}.branches (id, name, code)
             SELECT gen_random_uuid(), 'Sede', 'S' || n FROM generate_series(1, 101) n"
        ))
        .await;
    let rows = harness
        .db
        .superuser()
        .await
        .query(
            &format!("SELECT id::text FROM {schema}.branches WHERE code LIKE 'S%'"),
            &[],
        )
        .await
        .unwrap();
    let branches: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let roles = |roles: usize, branches: &[String]| -> Value {
        let list: Vec<Value> = (1..=roles)
            .map(|n| json!({"role": format!("rol_{n}"), "branches": branches}))
            .collect();
        json!({"roles": list})
    };
    for body in [roles(21, &branches[..1]), roles(1, &branches)] {
        let answer = change(&admin, "PUT", &path, body).await;
        refused(&answer, 422, "validation_failed");
        assert!(answer.text().contains("too_many"), "{}", answer.text());
    }
    let answer = change(&admin, "PUT", &path, roles(20, &branches[..100])).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(clinic.count("user_role_branches").await, 2000);
    let queries: u32 = answer.header("x-db-queries").unwrap().parse().unwrap();
    assert!(queries < 40, "{queries}");
}

#[tokio::test]
async fn a_wrong_address_is_corrected_until_the_invitation_is_accepted() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let body = json!({"email": "evva@test.co", "full_name": "Eva Ríos"});
    let made = admin.post("/users", body).await.json();
    let (id, path) = (text(&made, "id"), format!("/users/{}", text(&made, "id")));
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.user_tokens (token_hash, user_id, purpose, expires_at)
             VALUES ('x', '{id}', 'invitation', now() + interval '1 day')"
        ))
        .await;
    let correct = async |email: &str| change(&admin, "PATCH", &path, json!({"email": email})).await;
    refused(&correct("admin@test.co").await, 409, "user_email_taken");
    refused(&correct("nadie").await, 422, "validation_failed");
    assert_eq!(correct("EVVA@test.co").await.status, 200);
    assert_eq!(
        events(&clinic, "user-invited").await.len(),
        1,
        "nothing was corrected yet"
    );
    assert_eq!(clinic.count("user_tokens").await, 1);

    let answer = correct("eva@test.co").await;
    assert_eq!(
        (answer.status, text(&answer.json(), "email")),
        (200, "eva@test.co".to_owned())
    );
    assert_eq!(
        events(&clinic, "user-invited").await,
        [json!({"user_id": id}), json!({"user_id": id})]
    );
    assert_eq!(clinic.count("user_tokens").await, 0, "the link went astray");
    assert_eq!(
        told(&clinic, "update").await.1,
        json!({"email": ["evva@test.co", "eva@test.co"]})
    );
    // Whoever logs in with an address keeps it: a password could be asked for at another one.
    let luz = hire(&clinic, "luz", None, &[("empleado", None)]).await;
    let answer = change(
        &admin,
        "PATCH",
        &format!("/users/{luz}"),
        json!({"email": "mia@test.co"}),
    )
    .await;
    refused(&answer, 409, "user_email_own");
}

#[tokio::test]
async fn people_say_how_they_are_called() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let eva = clinic.staff(Role::Cliente).await;
    let send = async |body: Value| eva.request("PATCH", "/me").json(&body).send().await;
    for (body, field) in [
        (json!({"full_name": " "}), "full_name"),
        (json!({"full_name": null}), "full_name"),
        (json!({"full_name": "Eva", "email": "x@test.co"}), "email"),
    ] {
        let answer = send(body).await;
        refused(&answer, 422, "validation_failed");
        assert_eq!(answer.json()["errors"][0]["field"], field);
    }
    let answer = send(json!({"full_name": "Eva  Ríos"})).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    while eva.get("/me").await.json()["user"]["full_name"] != "Eva Ríos" {
        assert!(tokio::time::Instant::now() < deadline, "the old name stays");
        tokio::task::yield_now().await;
    }
    assert_eq!(
        told(&clinic, "update").await.1,
        json!({"full_name": ["Ana Pérez", "Eva Ríos"]})
    );
}
