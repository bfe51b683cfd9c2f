//! Every way to get in that must not work.

use crate::{
    harness::{Harness, auth_config, config},
    second_factor::set_up,
    staff::{Clinic, PASSWORD, Person, hash},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Utc;
use panal_domain::{Role, SessionId, TenantId, UserId};
use panal_http::{
    HttpConfig,
    auth::{Audience, AuthConfig, Claims, Tokens},
};
use panal_persistence::{Actor, ActorKind, tenant::users};
use secrecy::SecretString;
use serde_json::json;
use std::time::{Duration, Instant};

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
            "the platform's",
            sign(&ours, &|c| (c.aud, c.tid) = (Audience::Platform, None)),
            "token_wrong_tenant",
        ),
        (
            "the platform's, of this tenant",
            sign(&ours, &|c| c.aud = Audience::Platform),
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
async fn a_token_of_a_session_that_ended_opens_nothing() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    assert_eq!(ana.get("/clients").await.status, 200);
    let schema = clinic.tenant.schema.quoted();
    for (revoked, expires) in [("now()", "expires_at"), ("NULL", "now()")] {
        harness
            .sql(&format!(
                "UPDATE {schema}.sessions SET revoked_at = {revoked}, expires_at = {expires}"
            ))
            .await;
        harness.state.auth.sessions.forget_all();
        let answer = ana.get("/clients").await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "session_ended")
        );
    }
}

#[tokio::test]
async fn hosts_that_say_more_than_a_name_lead_nowhere() {
    let plain = Harness::new().await;
    let behind = Harness::with(HttpConfig {
        trusted_proxies: vec!["127.0.0.0/8".to_owned()],
        ..config()
    })
    .await;
    for harness in [&plain, &behind] {
        harness.db.tenant("norte").await;
        harness
            .until("norte.localhost", "/api/v1/tenant", 200)
            .await;
    }
    let path = "/api/v1/tenant";
    for host in [
        "evil.test",
        "norte.localhost.evil.test",
        "norte.localhost@evil.test",
        "evil.test@norte.localhost",
        "norte.localhost:80@evil.test",
        "norte.localhost:evil",
        "norte.localhost:99999",
        "norte.localhost/../sur",
        "norte.localhost?x",
        "norte.localhost#x",
        "norte.localhost evil.test",
        "norte.localhost\tevil.test",
        "norte.localhost,evil.test",
        "norte.localhost;evil",
        "norte.localhost%0d%0aSet-Cookie:%20a=b",
        "norte.localhost\\r\\nSet-Cookie: a=b",
        "'norte'.localhost",
        "norte' OR '1'='1.localhost",
        "\"norte\".localhost",
        "<script>.localhost",
        "*.localhost",
        "..localhost",
        "[norte.localhost]",
        "",
    ] {
        let mut asked = vec![
            plain.get(host, path),
            behind.get(host, path),
            behind.get("inside", path).header("X-Forwarded-Host", host),
        ];
        // In a list these are separators, and an empty member is none.
        if !host.contains([',', ';', '"']) && !host.is_empty() {
            let list = format!("norte.localhost, {host}");
            let forwarded = format!("for=192.0.2.1;host=\"{host}\"");
            asked.push(behind.get("inside", path).header("X-Forwarded-Host", &list));
            asked.push(behind.get("inside", path).header("Forwarded", &forwarded));
        }
        for (way, request) in asked.into_iter().enumerate() {
            let answer = request.send().await;
            let name = format!("{host:?} {way}");
            assert!(
                matches!(answer.status, 400 | 404),
                "{name}: {} {}",
                answer.status,
                answer.text()
            );
            assert!(
                ["host_invalid", "host_missing", "tenant_not_found"]
                    .contains(&answer.code().as_str()),
                "{name}: {}",
                answer.text()
            );
            for (header, value) in &answer.headers {
                assert!(
                    !value.contains("evil") && header != "set-cookie" && header != "location",
                    "{name}: {header}"
                );
            }
        }
    }
    // Said by a stranger, another host does not count.
    let told = plain
        .get("norte.localhost", path)
        .header("X-Forwarded-Host", "evil.test")
        .send()
        .await;
    assert_eq!(told.json()["slug"], "norte");
    // Two hosts are none.
    let twice = plain
        .get("norte.localhost", path)
        .header("Host", "evil.test")
        .send()
        .await;
    assert!(
        twice.status == 400 || twice.json()["slug"] == "norte",
        "{}",
        twice.text()
    );
    assert!(!twice.text().contains("evil"));
}

/// Each of them, were it part of a statement, would break it, tell something, wait, or destroy.
const INJECTIONS: [&str; 9] = [
    "'",
    "\"",
    "' OR '1'='1",
    "'; DROP TABLE \"tenant\".clients; --",
    "1) OR 1=1 --",
    "\\'; SELECT pg_sleep(10); --",
    "%' AND (SELECT 1/0) = 1 --",
    "$1",
    "first_name; SELECT password_hash FROM users",
];

/// GET routes that the API describes under `prefix`, with the names of what may stand in their query.
fn lists(of_platform: bool) -> Vec<(String, Vec<String>)> {
    let document = serde_json::to_value(panal_http::openapi()).unwrap();
    let mut lists = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let get = &item["get"];
        let protected = get["security"]
            .as_array()
            .is_some_and(|needed| !needed.is_empty());
        if !protected || path.starts_with("/api/v1/platform/") != of_platform {
            continue;
        }
        let names: Vec<String> = get["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
            .collect();
        if !names.is_empty() {
            let id = uuid::Uuid::now_v7().to_string();
            let mut filled = path.clone();
            while let (Some(from), Some(to)) = (filled.find('{'), filled.find('}')) {
                filled.replace_range(from..=to, &id);
            }
            lists.push((filled.trim_start_matches("/api/v1").to_owned(), names));
        }
    }
    lists
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Puts each injection into each parameter, and as the name of a field that is sorted or filtered by.
async fn inject(person: &Person<'_>, path: &str, names: &[String]) {
    let mut queries = Vec::new();
    for injection in INJECTIONS.map(encoded) {
        queries.extend(
            names
                .iter()
                .map(|name| format!("{}={injection}", encoded(name))),
        );
        queries.push(format!("sort={injection}"));
        queries.push(format!("sort=-{injection}"));
        queries.push(format!("filter%5B{injection}%5D=1"));
        // Where the operator stands; the field is one that lists have, or is not.
        for field in ["name", "first_name", "created_at"] {
            queries.push(format!("filter%5B{field}%5D%5B{injection}%5D=1"));
        }
        queries.push(format!("q={injection}"));
        queries.push(format!("{injection}={injection}"));
    }
    for query in queries {
        let answer = person.get(&format!("{path}?{query}")).await;
        assert!(
            matches!(answer.status, 200 | 400 | 404 | 422),
            "{path}?{query}: {} {}",
            answer.status,
            answer.text()
        );
        let text = answer.text();
        for told in ["syntax error", "SQLSTATE", "$2b$"] {
            // What was sent comes back, as the name of what is not known.
            assert!(
                answer.status == 400 || !text.contains(told),
                "{path}?{query}: {text}"
            );
        }
        if answer.status != 200 {
            answer.code();
        }
    }
}

#[tokio::test]
async fn statements_in_the_parameters_of_a_tenants_lists_are_just_text() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    admin.registers(json!({"first_name": "O'Brien"})).await;
    admin.registers(json!({"first_name": "José"})).await;
    let lists = lists(false);
    assert!(
        lists.iter().any(|(path, _)| path == "/clients"),
        "{lists:?}"
    );
    for (path, names) in &lists {
        inject(&admin, path, names).await;
    }
    assert_eq!(clinic.count("clients").await, 2, "all is still there");
    assert_eq!(
        admin.names(&format!("q={}", encoded("O'Brien"))).await,
        ["O'Brien"]
    );
    assert!(
        admin
            .names(&format!("q={}", encoded("' OR '1'='1")))
            .await
            .is_empty()
    );
}

/// Whoever may make a thing does not set what is not theirs to set, by naming it beside what is.
#[tokio::test]
async fn members_that_nobody_asked_for_are_refused_and_set_nothing() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let before = clinic.count("branches").await;
    for (method, path, good) in [
        ("POST", "/clients", json!({"first_name": "José"})),
        (
            "POST",
            "/branches",
            json!({"name": "Sede sur", "code": "SUR"}),
        ),
        (
            "POST",
            "/api-keys",
            json!({"name": "Web", "scopes": ["clients.view"]}),
        ),
        ("PUT", "/settings/phone", json!({"value": "987 654 321"})),
    ] {
        for (member, value) in [
            ("role", json!("admin")),
            ("tenant_id", json!(uuid::Uuid::now_v7())),
            ("id", json!(uuid::Uuid::now_v7())),
        ] {
            let mut body = good.clone();
            body[member] = value;
            let answer = admin
                .request(method, path)
                .header("If-Match", "*")
                .json(&body)
                .send()
                .await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (422, "validation_failed"),
                "{method} {path} {member}"
            );
            assert!(answer.text().contains(member), "{}", answer.text());
        }
        // It was that member alone.
        let answer = admin
            .request(method, path)
            .header("If-Match", "*")
            .json(&good)
            .send()
            .await;
        assert!(answer.status < 300, "{path}: {}", answer.text());
    }
    let counts = (
        clinic.count("clients").await,
        clinic.count("branches").await - before,
        clinic.count("api_keys").await,
    );
    assert_eq!(counts, (1, 1, 1));
}

#[tokio::test]
async fn statements_in_the_parameters_of_the_platforms_lists_are_just_text() {
    let harness = Harness::new().await;
    harness.open("norte").await;
    harness
        .db
        .superuser()
        .await
        .execute(
            "INSERT INTO public.platform_users (id, email, full_name, password_hash)
             VALUES (gen_random_uuid(), 'root@panal.test', 'Root', $1)",
            &[&hash(PASSWORD).expose()],
        )
        .await
        .unwrap();
    let entered = harness
        .request("POST", "localhost", "/api/v1/platform/auth/login")
        .json(&json!({"email": "root@panal.test", "password": PASSWORD}))
        .send()
        .await;
    let root = Person::of(&harness, "localhost", &entered.json());
    set_up(&root, "/platform").await;
    let lists = lists(true);
    assert!(
        lists.iter().any(|(path, _)| path == "/platform/tenants"),
        "{lists:?}"
    );
    for (path, names) in &lists {
        inject(&root, path, names).await;
    }
    let tenants = harness
        .db
        .superuser()
        .await
        .query_one("SELECT count(*) FROM public.tenants", &[])
        .await
        .unwrap()
        .get::<_, i64>(0);
    assert_eq!(tenants, 1);
}

#[tokio::test]
async fn a_thousand_log_in_attempts_get_nowhere_and_lock_nobody_out_for_long() {
    let harness = Harness::with(HttpConfig {
        trusted_proxies: vec!["127.0.0.0/8".to_owned()],
        ..config()
    })
    .await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Admin).await;
    clinic.hires(Role::Empleado).await;
    let login = |from: &str, email: &str, password: &str| {
        harness
            .request("POST", "inside", "/api/v1/auth/login")
            .header("X-Forwarded-Host", &clinic.host)
            .header("X-Forwarded-For", from)
            .json(&json!({"email": email, "password": password}))
            .send()
    };
    let before = harness.state.auth.passwords.runs();
    let mut turned_away = 0;
    for round in 0..20_u8 {
        // From many addresses, on one account.
        let attempts = (0..50_u8).map(|n| login_from(&login, round, n));
        for answer in futures_util::future::join_all(attempts).await {
            match answer.status {
                401 => assert_eq!(answer.code(), "invalid_credentials"),
                _ => {
                    assert_eq!(
                        (answer.status, answer.code().as_str()),
                        (429, "too_many_attempts")
                    );
                    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
                    assert!((1..=30).contains(&wait), "{wait}");
                    turned_away += 1;
                }
            }
        }
    }
    let guesses = harness.state.auth.passwords.runs() - before;
    assert_eq!(guesses + turned_away, 1000);
    assert!(guesses <= 15, "{guesses} passwords were tried");
    // Who is turned away costs no row.
    let failed = clinic
        .count("audit_log WHERE action = 'login_failed'")
        .await;
    assert_eq!(u64::try_from(failed).unwrap(), guesses);
    // Everybody else works on meanwhile, and she herself gets in as soon as the wait is over.
    let colleague = login("198.51.100.7", "empleado@test.co", PASSWORD).await;
    assert_eq!(colleague.status, 200, "{}", colleague.text());
    let deadline = Instant::now() + Duration::from_secs(32);
    while login("198.51.100.7", "admin@test.co", PASSWORD)
        .await
        .status
        != 200
    {
        assert!(Instant::now() < deadline, "locked out");
    }
}

fn login_from<F>(login: &impl Fn(&str, &str, &str) -> F, round: u8, n: u8) -> F {
    login(&format!("203.{round}.{n}.9"), "admin@test.co", "guess")
}
