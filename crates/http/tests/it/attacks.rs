//! Every way to get in that must not work.

use crate::{
    harness::{Harness, auth_config},
    staff::{Clinic, PASSWORD},
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
