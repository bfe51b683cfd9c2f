//! Choosing, forgetting and changing passwords, and the links that are sent for it.

use crate::{
    client::{Request, Response},
    harness::{Harness, auth_config},
    second_factor::set_up,
    staff::{Clinic, PASSWORD},
};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use panal_domain::{Email, LinkPurpose, LinkToken, PersonName, Role, UserId};
use panal_http::AuthConfig;
use panal_persistence::tenant::{
    user_tokens,
    users::{self, NewUser},
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

const OTHER: &str = "cebra volcán trompeta";

/// A link, as the worker makes it when it writes the message.
async fn link(clinic: &Clinic<'_>, user: Uuid, purpose: LinkPurpose) -> String {
    link_for(clinic, user, purpose, purpose.life()).await
}

async fn link_for(
    clinic: &Clinic<'_>,
    user: Uuid,
    purpose: LinkPurpose,
    life: TimeDelta,
) -> String {
    let token = LinkToken::generate().unwrap();
    let tx = clinic.harness.db.begin(&clinic.tenant).await;
    user_tokens::issue(
        &tx,
        UserId(user),
        purpose,
        token.digest(),
        Utc::now() + life,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    token.expose().to_owned()
}

/// Somebody who was invited and has no password.
async fn invited(clinic: &Clinic<'_>) -> Uuid {
    let tx = clinic.harness.db.begin(&clinic.tenant).await;
    let new = NewUser {
        email: Email::parse("eva@test.co").unwrap(),
        full_name: PersonName::parse("Eva Rojas").unwrap(),
        roles: Vec::new(),
        password_hash: None,
        branch_id: None,
    };
    let user = users::create(&tx, new).await.unwrap();
    tx.commit().await.unwrap();
    user.id
}

async fn accept(clinic: &Clinic<'_>, token: &str, password: &str) -> Response {
    let body = json!({"token": token, "password": password});
    clinic.post("/api/v1/auth/accept-invitation", &body).await
}

async fn reset(clinic: &Clinic<'_>, token: &str, password: &str) -> Response {
    let body = json!({"token": token, "password": password});
    clinic.post("/api/v1/auth/reset-password", &body).await
}

async fn forgot(clinic: &Clinic<'_>, email: &str) -> Response {
    let body = json!({"email": email});
    clinic.post("/api/v1/auth/forgot-password", &body).await
}

fn is(answer: &Response, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (status, code),
        "{}",
        answer.text()
    );
}

/// The code with which a field was refused.
fn fault(answer: &Response, field: &str) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text());
    let body = answer.json();
    let errors = body["errors"].as_array().expect("errors");
    let found = errors.iter().find(|error| error["field"] == field);
    found.unwrap_or_else(|| panic!("{body}"))["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Events that were told of, with the user each is about.
async fn events(clinic: &Clinic<'_>) -> Vec<(String, Value)> {
    let rows = clinic
        .harness
        .db
        .superuser()
        .await
        .query(
            "SELECT kind, payload FROM public.outbox WHERE tenant_id = $1 ORDER BY id",
            &[&clinic.tenant.id.0],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| (row.get(0), row.get::<_, Value>(1)["user_id"].clone()))
        .collect()
}

/// Everything that is written down of a tenant's people, as one text.
async fn written(clinic: &Clinic<'_>) -> String {
    let schema = clinic.tenant.schema.quoted();
    let query = format!(
        "SELECT concat((SELECT json_agg(u) FROM {schema}.users u), (SELECT json_agg(t) FROM {schema}.user_tokens t),
            (SELECT json_agg(a) FROM {schema}.audit_log a), (SELECT json_agg(o) FROM public.outbox o))"
    );
    let db = clinic.harness.db.superuser().await;
    db.query_one(&query, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn who_is_invited_chooses_a_password_and_logs_in() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let eva = invited(&clinic).await;
    is(
        &clinic.login("eva@test.co", OTHER).await,
        401,
        "invalid_credentials",
    );
    let token = link(&clinic, eva, LinkPurpose::Invitation).await;

    // What is easy to guess is refused, her own name and the business's among it, and the link stays good.
    for weak in ["corta", "1234567890", "evarojas2026", "eva@test.co"] {
        let answer = accept(&clinic, &token, weak).await;
        let code = fault(&answer, "password");
        assert!(code.starts_with("password_"), "{weak}: {code}");
    }
    let body = json!({"token": token, "password": OTHER, "full_name": " Eva  María Rojas "});
    let answer = clinic.post("/api/v1/auth/accept-invitation", &body).await;
    assert_eq!(
        (answer.status, answer.body.len()),
        (204, 0),
        "{}",
        answer.text()
    );

    assert_eq!(clinic.login("eva@test.co", OTHER).await.status, 200);
    let tx = harness.db.begin(&clinic.tenant).await;
    let user = users::get(&tx, UserId(eva)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!(user.full_name, "Eva María Rojas");
    assert!(
        user.email_confirmed_at.is_some(),
        "the link went to her address"
    );
    is(
        &accept(&clinic, &token, PASSWORD).await,
        422,
        "link_invalid",
    );

    let written = written(&clinic).await;
    assert!(!written.contains(&token) && !written.contains(OTHER));
    let schema = clinic.tenant.schema.quoted();
    let audit = format!(
        "SELECT actor_kind, actor_name, actor_id, changes->'password_hash' FROM {schema}.audit_log
         WHERE action = 'choose_password'"
    );
    let db = harness.db.superuser().await;
    let row = db.query_one(&audit, &[]).await.unwrap();
    assert_eq!(
        (
            row.get::<_, &str>(0),
            row.get::<_, &str>(1),
            row.get::<_, Uuid>(2)
        ),
        ("user", "eva@test.co", eva)
    );
    assert_eq!(row.get::<_, Value>(3), json!([null, "***"]));
}

#[tokio::test]
async fn a_reset_ends_every_session_and_its_link_is_good_once() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Empleado).await;
    let ana = clinic.enters("empleado@test.co").await;
    assert_eq!(ana.get("/me").await.status, 200);
    let other_server = harness.another_server().await;
    let there = crate::client::Request::new(other_server.addr, "GET", &clinic.host, "/api/v1/me")
        .header("Authorization", &format!("Bearer {}", ana.access));
    assert_eq!(there.clone().send().await.status, 200);

    let token = link(&clinic, id, LinkPurpose::PasswordReset).await;
    is(&accept(&clinic, &token, OTHER).await, 422, "link_invalid");
    assert_eq!(reset(&clinic, &token, OTHER).await.status, 204);
    let since = Instant::now();
    while there.clone().send().await.status == 200 {
        assert!(since.elapsed() < Duration::from_secs(1), "still let in");
    }
    is(&ana.get("/me").await, 401, "session_ended");
    is(
        &clinic.refresh(&ana.refresh).await,
        401,
        "refresh_token_invalid",
    );
    is(
        &clinic.login("empleado@test.co", PASSWORD).await,
        401,
        "invalid_credentials",
    );
    assert_eq!(clinic.login("empleado@test.co", OTHER).await.status, 200);
    is(&reset(&clinic, &token, PASSWORD).await, 422, "link_invalid");
}

#[tokio::test]
async fn a_link_that_is_not_good_gets_one_answer_whatever_is_wrong_with_it() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let other = harness.open("sur").await;
    let id = clinic.hires(Role::Empleado).await;
    let disabled = invited(&clinic).await;
    let stranger = other.hires(Role::Empleado).await;
    let replaced = link(&clinic, id, LinkPurpose::PasswordReset).await;
    let late = link_for(
        &clinic,
        id,
        LinkPurpose::PasswordReset,
        TimeDelta::seconds(-1),
    )
    .await;
    let of_disabled = link(&clinic, disabled, LinkPurpose::PasswordReset).await;
    let tx = harness.db.begin(&clinic.tenant).await;
    users::set_active(&tx, UserId(disabled), false)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let elsewhere = link(&other, stranger, LinkPurpose::PasswordReset).await;
    let unknown = LinkToken::generate().unwrap().expose().to_owned();

    let mut said = Vec::new();
    for token in [
        &replaced,
        &late,
        &of_disabled,
        &elsewhere,
        &unknown,
        "no es un enlace",
        "",
    ] {
        let answer = reset(&clinic, token, OTHER).await;
        is(&answer, 422, "link_invalid");
        let mut body = answer.json();
        body["request_id"] = Value::Null;
        said.push(body);
    }
    assert!(said.windows(2).all(|two| two[0] == two[1]), "{said:#?}");
    assert_eq!(clinic.login("empleado@test.co", PASSWORD).await.status, 200);
    // Where it belongs, the link of another business is good.
    assert_eq!(reset(&other, &elsewhere, OTHER).await.status, 204);
    let malformed = reset(&clinic, "otro que tampoco", OTHER).await;
    assert_eq!(malformed.header("x-db-queries"), Some("0"));
}

#[tokio::test]
async fn of_several_who_show_a_link_at_once_one_gets_in() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Empleado).await;
    let token = link(&clinic, id, LinkPurpose::PasswordReset).await;
    let passwords: Vec<String> = (1..=4).map(|n| format!("{OTHER} número {n}")).collect();
    let answers = join_all(
        passwords
            .iter()
            .map(|password| reset(&clinic, &token, password)),
    )
    .await;
    let winners: Vec<usize> = (0..4).filter(|n| answers[*n].status == 204).collect();
    assert_eq!(winners.len(), 1, "{answers:?}");
    for (n, password) in passwords.iter().enumerate() {
        let expected = if n == winners[0] { 200 } else { 401 };
        assert_eq!(
            clinic.login("empleado@test.co", password).await.status,
            expected
        );
        if n != winners[0] {
            is(&answers[n], 422, "link_invalid");
        }
    }

    // Without the brake of the server, straight at the table.
    let token = LinkToken::generate().unwrap();
    let purpose = LinkPurpose::EmailConfirmation;
    let tx = harness.db.begin(&clinic.tenant).await;
    let until = Utc::now() + purpose.life();
    user_tokens::issue(&tx, UserId(id), purpose, token.digest(), until)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let digest = token.digest();
    let claims = (0..20).map(|_| async {
        let tx = harness.db.begin(&clinic.tenant).await;
        let claimed = user_tokens::claim(&tx, &digest, purpose).await.unwrap();
        tx.commit().await.unwrap();
        claimed
    });
    let claimed: Vec<UserId> = join_all(claims).await.into_iter().flatten().collect();
    assert_eq!(claimed, [UserId(id)]);
}

#[tokio::test]
async fn whoever_forgot_the_password_learns_nothing_of_who_has_an_account() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Empleado).await;
    let disabled = invited(&clinic).await;
    let tx = harness.db.begin(&clinic.tenant).await;
    users::set_active(&tx, UserId(disabled), false)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    // The server knows the business before it counts.
    assert_eq!(
        harness
            .get(&clinic.host, "/api/v1/tenant")
            .send()
            .await
            .status,
        200
    );
    let mut seen = Vec::new();
    for email in [" Empleado@Test.co", "nadie@test.co", "eva@test.co"] {
        let answer = forgot(&clinic, email).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
        let mut headers = answer.headers.clone();
        headers.retain(|(name, _)| {
            !["date", "x-request-id", "x-response-time"].contains(&name.as_str())
        });
        headers.sort();
        assert!(headers.iter().any(|(name, _)| name == "x-db-queries"));
        seen.push((headers, answer.body));
    }
    assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:#?}");
    assert_eq!(
        events(&clinic).await,
        [
            ("password-reset-requested".to_owned(), json!(id)),
            ("password-reset-refused".to_owned(), json!(null)),
            ("password-reset-refused".to_owned(), json!(disabled)),
        ]
    );
    assert_eq!(
        fault(&forgot(&clinic, "no es un correo").await, "email"),
        "email_invalid"
    );

    // Nobody's mailbox is flooded, nor is it told whose it is.
    for email in ["empleado@test.co", "nadie@test.co"] {
        let mut answers = Vec::new();
        for _ in 0..5 {
            answers.push(forgot(&clinic, email).await.status);
        }
        assert_eq!(answers, [202, 202, 202, 202, 429], "{email}");
    }
    // Log-ins to the account are counted apart.
    assert_eq!(clinic.login("empleado@test.co", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn bodies_set_nothing_but_what_they_are_for() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let eva = invited(&clinic).await;
    let token = link(&clinic, eva, LinkPurpose::Invitation).await;
    for (path, body) in [
        (
            "accept-invitation",
            json!({"token": token, "password": OTHER, "role": "admin"}),
        ),
        (
            "accept-invitation",
            json!({"token": token, "password": OTHER, "email": "jefa@test.co"}),
        ),
        (
            "accept-invitation",
            json!({"token": token, "password": OTHER, "user_id": Uuid::nil()}),
        ),
        (
            "reset-password",
            json!({"token": token, "password": OTHER, "full_name": "Otra"}),
        ),
        (
            "confirm-email",
            json!({"token": token, "email": "jefa@test.co"}),
        ),
        (
            "forgot-password",
            json!({"email": "eva@test.co", "tenant_id": Uuid::nil()}),
        ),
    ] {
        let answer = clinic.post(&format!("/api/v1/auth/{path}"), &body).await;
        is(&answer, 422, "validation_failed");
        assert!(answer.text().contains("unknown_field"), "{}", answer.text());
    }
    assert_eq!(accept(&clinic, &token, OTHER).await.status, 204);
    assert_eq!(clinic.count("user_roles").await, 0);
}

#[tokio::test]
async fn a_change_of_ones_own_password_ends_the_other_sessions() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Empleado).await;
    let here = clinic.enters("empleado@test.co").await;
    let there = clinic.enters("empleado@test.co").await;
    assert_eq!(there.get("/me").await.status, 200);
    let pending = link(&clinic, id, LinkPurpose::PasswordReset).await;
    let change = async |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        here.post("/me/password", body).await
    };
    let wrong = change("no es esta", OTHER).await;
    is(&wrong, 422, "current_password_wrong");
    assert_eq!(fault(&wrong, "current_password"), "current_password_wrong");
    assert_eq!(
        fault(&change(PASSWORD, PASSWORD).await, "new_password"),
        "password_unchanged"
    );
    assert_eq!(
        fault(&change(PASSWORD, "empleado2026").await, "new_password"),
        "password_weak"
    );
    assert_eq!(
        there.get("/me").await.status,
        200,
        "nothing has changed yet"
    );

    assert_eq!(change(PASSWORD, OTHER).await.status, 204);
    assert_eq!(here.get("/me").await.status, 200);
    is(&there.get("/me").await, 401, "session_ended");
    assert_eq!(clinic.login("empleado@test.co", OTHER).await.status, 200);
    is(
        &reset(&clinic, &pending, PASSWORD).await,
        422,
        "link_invalid",
    );

    // Whoever holds a session guesses no faster than whoever logs in.
    for _ in 0..5 {
        is(
            &change("no es esta", PASSWORD).await,
            422,
            "current_password_wrong",
        );
    }
    is(&change(OTHER, PASSWORD).await, 429, "too_many_attempts");
    is(
        &clinic.login("empleado@test.co", OTHER).await,
        429,
        "too_many_attempts",
    );
}

#[tokio::test]
async fn nobody_changes_a_password_in_another_users_place() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Admin).await;
    let taken = clinic.enters("admin@test.co").await;
    let (schema, tenant) = (clinic.tenant.schema.quoted(), clinic.tenant.id);
    harness
        .sql(&format!(
            "INSERT INTO public.platform_users (id, email, full_name, password_hash)
             VALUES (gen_random_uuid(), 'root@panal.test', 'Root', '');
             INSERT INTO public.impersonations (id, tenant_id, user_id, platform_user_id, platform_user, reason, code_hash,
                 expires_at, used_at, session_id)
             SELECT gen_random_uuid(), '{tenant}', s.user_id, u.id, u.email, 'ayuda', 'x', now(), now(), s.id
             FROM {schema}.sessions s, public.platform_users u;
             UPDATE {schema}.sessions SET impersonator_id = u.id, impersonator = u.email, impersonation_reason = 'ayuda'
             FROM public.platform_users u"
        ))
        .await;
    let body = json!({"current_password": PASSWORD, "new_password": OTHER});
    is(
        &taken.post("/me/password", body).await,
        403,
        "personal_session_required",
    );
    let answer = taken.request("POST", "/me/email-confirmation").send().await;
    is(&answer, 403, "personal_session_required");
    assert_eq!(clinic.login("admin@test.co", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_address_is_confirmed_by_the_link_that_went_there() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let id = clinic.hires(Role::Empleado).await;
    let ana = clinic.enters("empleado@test.co").await;
    let ask = async || {
        ana.request("POST", "/me/email-confirmation")
            .send()
            .await
            .status
    };
    assert_eq!(ask().await, 202);
    let asked = [("email-confirmation-requested".to_owned(), json!(id))];
    assert_eq!(events(&clinic).await, asked);
    let token = link(&clinic, id, LinkPurpose::EmailConfirmation).await;
    let body = json!({"token": token});
    let confirm = async || clinic.post("/api/v1/auth/confirm-email", &body).await;
    assert_eq!(confirm().await.status, 204);
    is(&confirm().await, 422, "link_invalid");
    let tx = harness.db.begin(&clinic.tenant).await;
    let user = users::get(&tx, UserId(id)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert!(user.email_confirmed_at.is_some());
    // Her session goes on, and there is nothing more to send.
    assert_eq!(ask().await, 202);
    assert_eq!(events(&clinic).await, asked);
}

#[tokio::test]
async fn a_password_by_link_leaves_the_second_factor_on() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let user = clinic.hires(Role::Empleado).await;
    let ana = clinic.enters("empleado@test.co").await;
    let (_, codes) = set_up(&ana, "").await;
    let token = link(&clinic, user, LinkPurpose::PasswordReset).await;
    assert_eq!(reset(&clinic, &token, OTHER).await.status, 204);
    is(
        &clinic.login("empleado@test.co", OTHER).await,
        401,
        "second_factor_required",
    );
    let body = json!({"email": "empleado@test.co", "password": OTHER, "code": codes[0]});
    assert_eq!(clinic.post("/api/v1/auth/login", &body).await.status, 200);
}

/// Between looking at the password and setting another, somebody sets one, or ends the session.
#[tokio::test]
async fn a_change_that_was_overtaken_changes_nothing() {
    for (meanwhile, status, code) in [
        (
            "users SET password_hash = 'another'",
            422,
            "current_password_wrong",
        ),
        ("sessions SET revoked_at = now()", 401, "session_ended"),
    ] {
        let harness = Harness::new().await;
        let clinic = harness.open("norte").await;
        let ana = clinic.staff(Role::Empleado).await;
        assert_eq!(ana.get("/me").await.status, 200);
        let schema = clinic.tenant.schema.quoted();
        let mut superuser = harness.db.superuser().await;
        let held = superuser.transaction().await.unwrap();
        held.batch_execute(&format!(
            "SELECT FROM {schema}.users FOR UPDATE; UPDATE {schema}.{meanwhile}"
        ))
        .await
        .unwrap();
        let body = json!({"current_password": PASSWORD, "new_password": OTHER});
        let (answer, ()) = tokio::join!(ana.post("/me/password", body), async {
            harness.until_somebody_waits().await;
            held.commit().await.unwrap();
        });
        is(&answer, status, code);
        let changed = "audit_log WHERE action = 'change_password'";
        assert_eq!(clinic.count(changed).await, 0);
    }
}

#[tokio::test]
async fn asking_for_links_leaves_the_log_ins_of_an_address_alone() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    let server = harness
        .another_server_with(AuthConfig {
            address_attempts: 3,
            ..auth_config()
        })
        .await;
    let post = async |path: &str, body: Value| {
        Request::new(
            server.addr,
            "POST",
            &clinic.host,
            &format!("/api/v1/auth{path}"),
        )
        .json(&body)
        .send()
        .await
    };
    for n in 0..3 {
        let body = json!({"email": format!("persona{n}@test.co")});
        assert_eq!(post("/forgot-password", body).await.status, 202);
    }
    let body = json!({"email": "empleado@test.co"});
    is(
        &post("/forgot-password", body).await,
        429,
        "too_many_attempts",
    );
    let body = json!({"email": "empleado@test.co", "password": PASSWORD});
    assert_eq!(post("/login", body).await.status, 200);
}
