//! Logging in and out.

use crate::{
    harness::Harness,
    staff::{PASSWORD, Person, hash, role_id},
};
use panal_domain::{PasswordHash, Role, UserId};
use panal_http::auth::AuthConfig;
use panal_persistence::tenant::{
    access::{self, RoleGrant},
    users,
};
use secrecy::SecretString;
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_receptionist_logs_in_works_renews_and_logs_out() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Empleado).await;
    let answer = clinic.login(" Empleado@Test.CO ", PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let tokens = answer.json();
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(3600))
    );
    let ana = Person::of(&harness, &clinic.host, &tokens);

    let me = ana.get("/me").await.json();
    assert_eq!(me["user"]["id"], json!(id));
    assert_eq!(me["user"]["full_name"], "Ana Pérez");
    assert_eq!(me["roles"][0]["code"], "empleado");
    assert_eq!(me["tenant"]["slug"], "norte");
    assert_eq!(me["tenant"]["time_zone"], "America/Lima");
    let permissions: Vec<&str> = me["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|p| p.as_str())
        .collect();
    assert!(
        permissions.contains(&"clients.add") && !permissions.contains(&"clients.delete"),
        "{permissions:?}"
    );

    let renewed = clinic.refresh(&ana.refresh).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    let renewed = Person::of(&harness, &clinic.host, &renewed.json());
    assert_ne!(
        (&renewed.access, &renewed.refresh),
        (&ana.access, &ana.refresh)
    );
    assert_eq!(renewed.get("/me").await.status, 200);

    assert_eq!(
        renewed.request("POST", "/auth/logout").send().await.status,
        204
    );
    // The session is over for every token of it, at once.
    for token in [&renewed, &ana] {
        let answer = token.get("/me").await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "session_ended")
        );
    }
    assert_eq!(
        clinic.refresh(&renewed.refresh).await.code(),
        "refresh_token_invalid"
    );
    let audit = clinic
        .count("audit_log WHERE action IN ('login', 'revoke_session')")
        .await;
    assert_eq!(audit, 2);
}

#[tokio::test]
async fn a_copied_refresh_token_ends_the_session() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let renewed = clinic.refresh(&ana.refresh).await.json();
    let renewed = Person::of(&harness, &clinic.host, &renewed);
    let again = clinic.refresh(&renewed.refresh).await.json();
    let again = Person::of(&harness, &clinic.host, &again);
    let copied = clinic.refresh(&ana.refresh).await;
    assert_eq!(
        (copied.status, copied.code().as_str()),
        (401, "refresh_token_reused"),
        "the one after it was used, too"
    );
    assert_eq!(again.get("/me").await.code(), "session_ended");
    assert_eq!(
        clinic.refresh(&again.refresh).await.code(),
        "refresh_token_invalid"
    );
    // Another log-in of the same person is another family.
    assert_eq!(
        clinic.enters("admin@test.co").await.get("/me").await.status,
        200
    );
}

#[tokio::test]
async fn a_token_may_come_again_for_some_seconds_and_no_longer() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let renewed = clinic.refresh(&ana.refresh).await.json();
    let renewed = Person::of(&harness, &clinic.host, &renewed);
    // Another tab, a little later.
    let late = clinic.refresh(&ana.refresh).await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (409, "refresh_in_progress")
    );
    assert_eq!(renewed.get("/me").await.status, 200);
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "UPDATE {schema}.refresh_tokens SET used_at = used_at - interval '11 seconds'"
        ))
        .await;
    let copied = clinic.refresh(&ana.refresh).await;
    assert_eq!(
        (copied.status, copied.code().as_str()),
        (401, "refresh_token_reused")
    );
    assert_eq!(renewed.get("/me").await.code(), "session_ended");
}

#[tokio::test]
async fn of_many_renewals_with_one_token_at_once_one_wins() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let answers =
        futures_util::future::join_all((0..8).map(|_| clinic.refresh(&ana.refresh))).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 7));
    for lost in lost {
        assert_eq!(
            (lost.status, lost.code().as_str()),
            (409, "refresh_in_progress")
        );
    }
    assert_eq!(
        clinic
            .count("refresh_tokens WHERE used_at IS NOT NULL")
            .await,
        1
    );
    assert_eq!(
        clinic.count("sessions WHERE revoked_at IS NOT NULL").await,
        0
    );
    let winner = Person::of(&harness, &clinic.host, &won[0].json());
    assert_eq!(winner.get("/me").await.status, 200);
    assert_eq!(clinic.refresh(&winner.refresh).await.status, 200);
}

#[tokio::test]
async fn a_session_ends_however_often_it_is_renewed() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let schema = clinic.tenant.schema.quoted();
    let began = async |ago: &str| {
        harness
            .sql(&format!(
                "UPDATE {schema}.sessions SET created_at = now() - interval '{ago}'"
            ))
            .await;
    };
    began("89 days").await;
    let renewed = clinic.refresh(&ana.refresh).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    let ana = Person::of(&harness, &clinic.host, &renewed.json());
    let capped = "sessions WHERE expires_at BETWEEN now() AND now() + interval '1 day'";
    assert_eq!(clinic.count(capped).await, 1, "a day is left, not a week");
    began("90 days").await;
    assert_eq!(
        clinic.refresh(&ana.refresh).await.code(),
        "refresh_token_invalid"
    );
}

/// Each line of the audit names who did it, those of a log-in too.
#[tokio::test]
async fn the_audit_of_a_log_in_names_the_user() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    clinic.enters("empleado@test.co").await;
    let named = "audit_log WHERE action = 'login' AND actor_name = 'empleado@test.co'";
    assert_eq!(clinic.count(named).await, 1);

    let admin = harness.super_admin("sofia@panal.test").await;
    let lines = admin
        .reads("/audit?actor=sofia@panal.test&action=login")
        .await;
    assert_eq!(lines["data"][0]["detail"]["email"], "sofia@panal.test");
}

#[tokio::test]
async fn the_platform_has_users_of_its_own() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let insert = "INSERT INTO public.platform_users (id, email, full_name, password_hash) VALUES ($1, 'root@panal.test', 'Root', $2)";
    let id = uuid::Uuid::now_v7();
    let hash = hash(PASSWORD);
    harness
        .db
        .superuser()
        .await
        .execute(insert, &[&id, &hash.expose()])
        .await
        .unwrap();
    let post = async |path: &str, body: serde_json::Value| {
        harness
            .request("POST", "localhost", &format!("/api/v1/platform{path}"))
            .json(&body)
            .send()
            .await
    };
    let answer = post(
        "/auth/login",
        json!({"email": "root@panal.test", "password": PASSWORD}),
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let root = Person::of(&harness, "localhost", &answer.json());
    let me = root.get("/platform/me").await;
    assert_eq!(me.json()["role"], "super_admin", "{}", me.text());
    assert_eq!(me.json()["user"]["id"], json!(id));
    let wrong = post(
        "/auth/login",
        json!({"email": "root@panal.test", "password": "wrong"}),
    )
    .await;
    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (401, "invalid_credentials")
    );
    // Neither sort of token opens the other's doors.
    let with = async |host: &str, path: &str, token: &str| {
        harness
            .get(host, path)
            .header("Authorization", &format!("Bearer {token}"))
            .send()
            .await
    };
    assert_eq!(
        with(&clinic.host, "/api/v1/me", &root.access).await.code(),
        "token_wrong_tenant"
    );
    assert_eq!(
        with("localhost", "/api/v1/platform/me", &ana.access)
            .await
            .code(),
        "token_wrong_tenant"
    );
    assert_eq!(
        clinic.refresh(&root.refresh).await.code(),
        "refresh_token_invalid"
    );
    let renewed = post("/auth/refresh", json!({"refresh_token": root.refresh})).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    let renewed = Person::of(&harness, "localhost", &renewed.json());
    let once_more = post("/auth/refresh", json!({"refresh_token": renewed.refresh})).await;
    assert_eq!(once_more.status, 200, "{}", once_more.text());
    assert_eq!(
        post("/auth/refresh", json!({"refresh_token": root.refresh}))
            .await
            .code(),
        "refresh_token_reused"
    );
    assert_eq!(renewed.get("/platform/me").await.code(), "session_ended");
    let again = post(
        "/auth/login",
        json!({"email": "root@panal.test", "password": PASSWORD}),
    )
    .await
    .json();
    let again = Person::of(&harness, "localhost", &again);
    assert_eq!(
        again
            .request("POST", "/platform/auth/logout")
            .send()
            .await
            .status,
        204
    );
    assert_eq!(again.get("/platform/me").await.code(), "session_ended");
    let rows = "SELECT array_agg(action || coalesce(' ' || (detail ->> 'reason'), '') ORDER BY id) FROM public.platform_audit WHERE actor_kind = 'platform_user'";
    let audit: Vec<String> = harness
        .db
        .superuser()
        .await
        .query_one(rows, &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(
        audit,
        [
            "login",
            "login_failed invalid_credentials",
            "revoke_session refresh_token_reused",
            "login",
            "logout"
        ]
    );
}

#[tokio::test]
async fn who_is_sent_away_is_out_at_once() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Empleado).await;
    let ana = clinic.enters("empleado@test.co").await;
    assert_eq!(ana.get("/me").await.status, 200);
    // Another process does it; this one hears of it.
    let tx = harness.db.begin(&clinic.tenant).await;
    users::set_active(&tx, UserId(id), false).await.unwrap();
    tx.commit().await.unwrap();
    let since = Instant::now();
    while ana.get("/me").await.status == 200 {
        assert!(since.elapsed() < Duration::from_secs(1));
    }
    assert_eq!(ana.get("/me").await.code(), "session_ended");
    assert_eq!(clinic.login("empleado@test.co", PASSWORD).await.status, 401);
}

/// A backup put in the place of a tenant's rows has other sessions and other users.
#[tokio::test]
async fn sessions_are_read_anew_when_the_tenant_changed() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let other = harness.open("sur").await;
    let ana = clinic.staff(Role::Empleado).await;
    let eva = other.staff(Role::Empleado).await;
    for person in [&ana, &eva] {
        assert_eq!(person.get("/me").await.status, 200);
    }
    for clinic in [&clinic, &other] {
        let schema = clinic.tenant.schema.quoted();
        harness
            .sql(&format!("UPDATE {schema}.sessions SET revoked_at = now()"))
            .await;
    }
    harness
        .sql("UPDATE public.tenants SET state = state WHERE slug = 'norte'")
        .await;
    let deadline = Instant::now() + Duration::from_secs(3);
    while ana.get("/me").await.status != 401 {
        assert!(Instant::now() < deadline, "still let in");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(eva.get("/me").await.status, 200, "nothing was said of hers");
}

#[tokio::test]
async fn a_role_that_changes_counts_from_the_next_request() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Kitchen).await;
    let ana = clinic.enters("kitchen@test.co").await;
    assert_eq!(
        ana.post("/clients", json!({"first_name": "José"}))
            .await
            .status,
        403
    );
    let tx = harness.db.begin(&clinic.tenant).await;
    let cashier = RoleGrant::everywhere(role_id(&tx, Role::Cashier).await);
    access::assign(&tx, UserId(id), &[cashier]).await.unwrap();
    tx.commit().await.unwrap();
    let since = Instant::now();
    while ana
        .post("/clients", json!({"first_name": "José"}))
        .await
        .status
        == 403
    {
        assert!(since.elapsed() < Duration::from_secs(1));
    }
    assert_eq!(clinic.count("clients").await, 1);
}

#[tokio::test]
async fn roles_do_what_their_templates_say() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let id = admin.registers(json!({"first_name": "José"})).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/clients/{id}");
    for role in [
        Role::Propietario,
        Role::Empleado,
        Role::Cashier,
        Role::Kitchen,
        Role::Sales,
        Role::Operator,
        Role::Cliente,
    ] {
        let person = clinic.staff(role).await;
        let mut answers = vec![
            ("clients.view", person.get("/clients").await),
            ("clients.view", person.get(&path).await),
            (
                "clients.add",
                person.post("/clients", json!({"first_name": "Eva"})).await,
            ),
            (
                "clients.change",
                person
                    .patch(&path, "*", json!({"notes": role.as_str()}))
                    .await,
            ),
            (
                "clients.delete",
                person
                    .request("DELETE", &path)
                    .header("If-Match", "*")
                    .send()
                    .await,
            ),
        ];
        answers.push((
            "clients.delete",
            person
                .request("POST", &format!("{path}/restore"))
                .send()
                .await,
        ));
        for (permission, answer) in answers {
            let allowed = role
                .permissions()
                .any(|granted| granted.to_string() == permission);
            if allowed {
                assert!(
                    answer.status < 300,
                    "{role} {permission}: {} {}",
                    answer.status,
                    answer.text()
                );
            } else {
                assert_eq!(
                    (answer.status, answer.code().as_str()),
                    (403, "permission_denied"),
                    "{role} {permission}"
                );
                assert_eq!(answer.json()["permission"], permission);
            }
        }
        assert_eq!(person.get("/me").await.status, 200, "{role}");
    }
}

#[tokio::test]
async fn a_remembered_session_costs_no_query() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    assert_eq!(ana.get("/me").await.status, 200);
    let answer = ana.get("/me").await;
    assert_eq!(
        answer.header("x-db-queries"),
        Some("0"),
        "{:?}",
        answer.headers
    );
    let answer = ana.get("/clients").await;
    assert_eq!(
        answer.header("x-db-queries"),
        Some("2"),
        "{:?}",
        answer.headers
    );
}

#[tokio::test]
async fn a_password_is_hashed_anew_when_the_cost_changed() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Empleado).await;
    let schema = clinic.tenant.schema.quoted();
    let kept = async || -> String {
        let query = format!("SELECT password_hash FROM {schema}.users WHERE id = $1");
        let superuser = harness.db.superuser().await;
        superuser.query_one(&query, &[&id]).await.unwrap().get(0)
    };
    let dearer = PasswordHash::again(PASSWORD, PasswordHash::TEST_COST + 1).unwrap();
    harness
        .sql(&format!(
            "UPDATE {schema}.users SET password_hash = '{}'",
            dearer.expose()
        ))
        .await;
    assert_eq!(clinic.login("empleado@test.co", "wrong").await.status, 401);
    assert_eq!(kept().await, dearer.expose(), "nobody proved to know it");
    clinic.enters("empleado@test.co").await;
    let renewed = kept().await;
    let hash = PasswordHash::from_stored(renewed.clone());
    assert_eq!(hash.cost(), Some(PasswordHash::TEST_COST));
    clinic.enters("empleado@test.co").await;
    assert_eq!(kept().await, renewed, "once is enough");
}

#[tokio::test]
async fn bodies_of_a_log_in_are_read_strictly() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    for (body, code) in [
        (json!({"email": "a@b.co"}), "validation_failed"),
        (
            json!({"email": "a@b.co", "password": 5}),
            "validation_failed",
        ),
        (
            json!({"email": "a@b.co", "password": "x", "role": "admin"}),
            "validation_failed",
        ),
    ] {
        let answer = clinic.post("/api/v1/auth/login", &body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, code),
            "{body}"
        );
    }
    let english = harness
        .request("POST", &clinic.host, "/api/v1/auth/login")
        .header("Accept-Language", "en");
    let english = english
        .json(&json!({"email": "a@b.co", "password": "x"}))
        .send()
        .await;
    assert_eq!(
        english.json()["title"],
        "The e-mail address or the password is not right"
    );
}

#[test]
fn settings_are_checked_all_at_once() {
    assert!(AuthConfig::default().faults(false).is_empty());
    assert_eq!(AuthConfig::default().faults(true).len(), 2);
    let bad = AuthConfig {
        secret: SecretString::from("short"),
        previous_secret: Some(SecretString::from("short")),
        encryption_secret: SecretString::from("short"),
        access_token_seconds: 0,
        refresh_token_seconds: 0,
        bcrypt_cost: 4,
        account_attempts: 0,
        ..AuthConfig::default()
    };
    let faults = bad.faults(true);
    assert_eq!(faults.len(), 7, "{faults:#?}");
    assert!(!format!("{bad:?}").contains("short"));
}
