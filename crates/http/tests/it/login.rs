//! Logging in and out, and every way to get in that must not work.

use crate::{
    harness::{Harness, auth_config},
    staff::{Clinic, PASSWORD, Person, hash},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Utc;
use panal_domain::{Role, SessionId, TenantId, UserId};
use panal_http::auth::{AuthConfig, Claims, Tokens};
use panal_persistence::{Actor, ActorKind, tenant::users};
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
    assert_eq!(me["role"], "empleado");
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
    let copied = clinic.refresh(&ana.refresh).await;
    assert_eq!(
        (copied.status, copied.code().as_str()),
        (401, "refresh_token_reused")
    );
    assert_eq!(renewed.get("/me").await.code(), "session_ended");
    assert_eq!(
        clinic.refresh(&renewed.refresh).await.code(),
        "refresh_token_invalid"
    );
    // Another log-in of the same person is another family.
    assert_eq!(
        clinic.enters("admin@test.co").await.get("/me").await.status,
        200
    );
}

#[tokio::test]
async fn of_many_renewals_with_one_token_at_once_one_wins() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let answers =
        futures_util::future::join_all((0..8).map(|_| clinic.refresh(&ana.refresh))).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert!(won <= 1, "{won} won");
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        let code = lost.code();
        assert!(
            [
                "refresh_in_progress",
                "refresh_token_reused",
                "refresh_token_invalid"
            ]
            .contains(&code.as_str()),
            "{code}"
        );
    }
    assert_eq!(
        clinic
            .count("refresh_tokens WHERE used_at IS NOT NULL")
            .await,
        1
    );
}

#[tokio::test]
async fn a_token_opens_one_tenant_and_no_other() {
    let harness = Harness::new().await;
    let (norte, sur) = (harness.open("norte").await, harness.open("sur").await);
    let ana = norte.staff(Role::Admin).await;
    sur.hires(Role::Admin).await;
    let client = ana.registers(json!({"first_name": "José"})).await;
    let bearer = format!("Bearer {}", ana.access);
    for path in ["/api/v1/me", "/api/v1/clients"] {
        let answer = harness
            .get(&sur.host, path)
            .header("Authorization", &bearer)
            .send()
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "token_wrong_tenant"),
            "{path}"
        );
        assert!(answer.header("www-authenticate").is_some());
    }
    assert_eq!(
        sur.refresh(&ana.refresh).await.code(),
        "refresh_token_invalid"
    );
    // Whoever works at both sees at each only its own.
    let there = sur.enters("admin@test.co").await;
    let path = format!("/clients/{}", client["id"].as_str().unwrap());
    assert_eq!(ana.get(&path).await.status, 200);
    for answer in [
        there.get(&path).await,
        there.patch(&path, "*", json!({"first_name": "X"})).await,
        there
            .request("DELETE", &path)
            .header("If-Match", "*")
            .send()
            .await,
        there
            .request("POST", &format!("{path}/restore"))
            .send()
            .await,
    ] {
        assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"));
    }
    assert!(there.names("q=jose").await.is_empty());
    assert_eq!(ana.names("q=jose").await, ["José"]);
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
async fn forged_tokens_open_nothing() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let user = clinic.hires(Role::Admin).await;
    let ana = clinic.enters("admin@test.co").await;
    let known: Claims = {
        let payload = ana.access.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
    };
    assert_eq!(known.sub, UserId(user));
    let ours = Tokens::new(&auth_config());
    let other_key = Tokens::new(&AuthConfig {
        secret: SecretString::from("another secret of thirty-two bytes!"),
        ..auth_config()
    });
    let sign = |tokens: &Tokens, change: &dyn Fn(&mut Claims)| {
        let mut claims = known.clone();
        change(&mut claims);
        tokens.sign(&claims).unwrap()
    };
    let encoded = |header: serde_json::Value| {
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!(
            "{}.{}",
            part(&header),
            part(&serde_json::to_value(&known).unwrap())
        )
    };
    let kid = jsonwebtoken::decode_header(&ana.access)
        .unwrap()
        .kid
        .unwrap();
    let now = Utc::now().timestamp();
    let signature = ana.access.rsplit('.').next().unwrap().to_owned();
    for (what, token, code) in [
        ("as it is", ana.access.clone(), ""),
        ("signed anew", sign(&ours, &|_| ()), ""),
        ("another key", sign(&other_key, &|_| ()), "token_invalid"),
        (
            "alg none",
            format!(
                "{}.",
                encoded(json!({"alg": "none", "typ": "JWT", "kid": kid}))
            ),
            "token_invalid",
        ),
        (
            "alg none, signed",
            format!(
                "{}.{signature}",
                encoded(json!({"alg": "none", "kid": kid}))
            ),
            "token_invalid",
        ),
        (
            "alg HS512",
            format!(
                "{}.{signature}",
                encoded(json!({"alg": "HS512", "kid": kid}))
            ),
            "token_invalid",
        ),
        (
            "no kid",
            format!("{}.{signature}", encoded(json!({"alg": "HS256"}))),
            "token_invalid",
        ),
        (
            "expired",
            sign(&ours, &|c| c.exp = now - 60),
            "token_expired",
        ),
        (
            "not yet",
            sign(&ours, &|c| c.nbf = now + 600),
            "token_invalid",
        ),
        (
            "another issuer",
            sign(&ours, &|c| c.iss = "evil".to_owned()),
            "token_invalid",
        ),
        (
            "another tenant",
            sign(&ours, &|c| c.tid = Some(TenantId::generate())),
            "token_wrong_tenant",
        ),
        (
            "no tenant",
            sign(&ours, &|c| c.tid = None),
            "token_wrong_tenant",
        ),
        (
            "unknown session",
            sign(&ours, &|c| c.sid = SessionId::generate()),
            "session_ended",
        ),
        (
            "another user",
            sign(&ours, &|c| c.sub = UserId::generate()),
            "session_ended",
        ),
        (
            "tampered",
            ana.access.replacen('.', ".e", 1),
            "token_invalid",
        ),
        ("empty", String::new(), "token_missing"),
        ("nonsense", "a.b.c".to_owned(), "token_invalid"),
        ("refresh token", ana.refresh.clone(), "token_invalid"),
    ] {
        let answer = harness
            .get(&clinic.host, "/api/v1/me")
            .header("Authorization", &format!("Bearer {token}"))
            .send()
            .await;
        if code.is_empty() {
            assert_eq!(answer.status, 200, "{what}: {}", answer.text());
        } else {
            // An empty token leaves the header "Bearer", which is none.
            assert_eq!(answer.status, 401, "{what}");
            assert_eq!(answer.code(), code, "{what}");
        }
    }
    let bare = harness.get(&clinic.host, "/api/v1/me");
    assert_eq!(bare.clone().send().await.code(), "token_missing");
    assert_eq!(
        bare.clone()
            .header("Authorization", "Basic YTpi")
            .send()
            .await
            .code(),
        "token_missing"
    );
    let twice = bare.header("Authorization", &format!("Bearer {}", ana.access));
    let twice = twice
        .header("Authorization", &format!("Bearer {}", ana.access))
        .send()
        .await;
    assert_eq!(twice.code(), "token_missing");
}

#[test]
fn secrets_change_over_without_logging_anybody_out() {
    let old = AuthConfig {
        secret: SecretString::from("the secret of last year, long enough"),
        ..auth_config()
    };
    let new = AuthConfig {
        previous_secret: Some(old.secret.clone()),
        ..auth_config()
    };
    let claims = Claims::new(None, UserId::generate(), SessionId::generate(), 60);
    let token = Tokens::new(&old).sign(&claims).unwrap();
    assert_eq!(Tokens::new(&new).check(&token).unwrap(), claims);
    assert!(Tokens::new(&auth_config()).check(&token).is_err());
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    let gone = clinic.hires(Role::Cashier).await;
    let tx = harness
        .state
        .tenants
        .begin(&clinic.tenant.scope(), Actor::of(ActorKind::Operator))
        .await
        .unwrap();
    users::set_active(&tx, UserId(gone), false).await.unwrap();
    tx.commit().await.unwrap();
    let mut answers = Vec::new();
    let long = "x".repeat(100);
    for (email, password) in [
        ("nobody@test.co", PASSWORD),
        ("empleado@test.co", "wrong password"),
        ("cashier@test.co", PASSWORD),
        ("cashier@test.co", "wrong password"),
        ("not an address", PASSWORD),
        ("empleado@test.co", ""),
        ("empleado@test.co", long.as_str()),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("empleado@test.co\0", PASSWORD),
    ] {
        let before = harness.state.auth.passwords.runs();
        let audit = clinic.count("audit_log").await;
        let answer = clinic.login(email, password).await;
        assert_eq!(harness.state.auth.passwords.runs() - before, 1, "{email}");
        assert_eq!(clinic.count("audit_log").await - audit, 1, "{email}");
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "invalid_credentials"),
            "{email}"
        );
        let mut body = answer.json();
        body["request_id"] = json!(null);
        answers.push(body);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(clinic.count("sessions").await, 0);
    // What was typed is nowhere in the audit.
    let typed = clinic
        .count("audit_log WHERE action = 'login_failed' AND (changes::text LIKE '%nobody%' OR changes::text LIKE '%wrong%')")
        .await;
    assert_eq!(typed, 0);
}

async fn wait_of(clinic: &Clinic<'_>, email: &str, password: &str) -> Option<u64> {
    let answer = clinic.login(email, password).await;
    if answer.status != 429 {
        return None;
    }
    assert_eq!(answer.code(), "too_many_attempts");
    Some(answer.header("retry-after").unwrap().parse().unwrap())
}

#[tokio::test]
async fn guessing_slows_down_and_the_owner_gets_in_all_the_same() {
    let harness = Harness::new().await;
    let (clinic, other) = (harness.open("norte").await, harness.open("sur").await);
    clinic.hires(Role::Admin).await;
    other.hires(Role::Admin).await;
    let guesses =
        futures_util::future::join_all((0..30).map(|_| clinic.login("admin@test.co", "guess")))
            .await;
    let guessed = guesses.iter().filter(|answer| answer.status == 401).count();
    let slowed = guesses.iter().filter(|answer| answer.status == 429).count();
    assert_eq!(guessed + slowed, 30);
    assert!(guessed <= 6, "{guessed} guesses");
    // The right password has to wait as well, for a moment; the same address at another business does not.
    let wait = wait_of(&clinic, "admin@test.co", PASSWORD).await;
    assert_eq!(other.login("admin@test.co", PASSWORD).await.status, 200);
    let runs = harness.state.auth.passwords.runs();
    if let Some(wait) = wait {
        assert!(wait <= 30, "{wait}");
        assert_eq!(
            harness.state.auth.passwords.runs(),
            runs,
            "turned away without work"
        );
    }
    let deadline = Instant::now() + Duration::from_secs(20);
    while let Some(wait) = wait_of(&clinic, "admin@test.co", PASSWORD).await {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_secs(wait)).await;
    }
    // Having got in, she may mistype again.
    assert_eq!(clinic.login("admin@test.co", "oops").await.status, 401);
    assert_eq!(clinic.login("admin@test.co", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_address_that_guesses_everywhere_is_slowed_down_everywhere() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Admin).await;
    let mut guessed = 0;
    for user in 0..70 {
        if clinic
            .login(&format!("user{user}@test.co"), "guess")
            .await
            .status
            == 401
        {
            guessed += 1;
        }
    }
    assert!((50..60).contains(&guessed), "{guessed}");
    assert!(wait_of(&clinic, "admin@test.co", PASSWORD).await.is_some());
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
    users::set_role(&tx, UserId(id), Role::Cashier)
        .await
        .unwrap();
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
    assert_eq!(AuthConfig::default().faults(true).len(), 1);
    let bad = AuthConfig {
        secret: SecretString::from("short"),
        previous_secret: Some(SecretString::from("short")),
        access_token_seconds: 0,
        refresh_token_seconds: 0,
        bcrypt_cost: 4,
        account_attempts: 0,
        ..AuthConfig::default()
    };
    let faults = bad.faults(true);
    assert_eq!(faults.len(), 6, "{faults:#?}");
    assert!(!format!("{bad:?}").contains("short"));
}
