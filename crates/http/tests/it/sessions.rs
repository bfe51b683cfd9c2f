//! One's own log-ins: seeing them, ending them, and how soon that is known everywhere.

use crate::{
    client::{Request, Response},
    harness::Harness,
    staff::{Clinic, PASSWORD, Person, hash},
};
use panal_domain::{Role, UserId};
use panal_http::{Listeners, Server, auth::Sessions};
use panal_persistence::{db::Notifications, tenant::users};
use serde_json::{Value, json};
use std::{
    net::{SocketAddr, TcpListener},
    time::{Duration, Instant},
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

async fn enters_with<'a>(clinic: &Clinic<'a>, email: &str, agent: &str) -> Person<'a> {
    let answer = clinic
        .harness
        .request("POST", &clinic.host, "/api/v1/auth/login")
        .header("User-Agent", agent)
        .json(&json!({"email": email, "password": PASSWORD}))
        .send()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    Person::of(clinic.harness, &clinic.host, &answer.json())
}

async fn listed(person: &Person<'_>) -> Vec<Value> {
    let answer = person.get("/me/sessions").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["data"].as_array().unwrap().clone()
}

async fn ends(person: &Person<'_>, path: &str) -> Response {
    person.request("DELETE", path).send().await
}

#[tokio::test]
async fn a_receptionist_sees_her_log_ins_and_ends_one() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    let desk = enters_with(&clinic, "empleado@test.co", FIREFOX).await;
    let phone = enters_with(&clinic, "empleado@test.co", "okhttp/4.12").await;
    let other = clinic.staff(Role::Cashier).await;

    let seen = listed(&desk).await;
    assert_eq!(seen.len(), 2, "{seen:#?}");
    let of = |device: &str| seen.iter().find(|one| one["device"] == device).unwrap();
    let (mine, theirs) = (of("Firefox, Linux"), of("Android"));
    assert_eq!(
        (&mine["current"], &theirs["current"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(mine["user_agent"], FIREFOX);
    assert_eq!(mine["address"], "127.0.0.1");
    assert_eq!(mine["impersonator"], Value::Null);
    assert!(mine["created_at"].is_string() && mine["last_used_at"].is_string());

    let path = format!("/me/sessions/{}", theirs["id"].as_str().unwrap());
    let foreign = ends(&other, &path).await;
    assert_eq!(
        (foreign.status, foreign.code().as_str()),
        (404, "not_found")
    );
    assert_eq!(phone.get("/me").await.status, 200, "nobody else can end it");
    assert_eq!(ends(&desk, &path).await.status, 204);
    assert_eq!(phone.get("/me").await.code(), "session_ended");
    assert_eq!(
        clinic.refresh(&phone.refresh).await.code(),
        "refresh_token_invalid"
    );
    assert_eq!(ends(&desk, &path).await.status, 404, "it had ended");
    assert_eq!(listed(&desk).await.len(), 1);
    assert_eq!(
        clinic
            .count("audit_log WHERE action = 'revoke_session'")
            .await,
        1
    );
}

#[tokio::test]
async fn all_others_end_at_once() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    let kept = clinic.enters("empleado@test.co").await;
    let others = [
        clinic.enters("empleado@test.co").await,
        clinic.enters("empleado@test.co").await,
    ];
    let colleague = clinic.staff(Role::Cashier).await;
    for person in others.iter().chain([&colleague]) {
        assert_eq!(person.get("/me").await.status, 200);
    }
    assert_eq!(ends(&kept, "/me/sessions").await.status, 204);
    for other in &others {
        assert_eq!(other.get("/me").await.code(), "session_ended");
    }
    assert_eq!(kept.get("/me").await.status, 200);
    assert_eq!(colleague.get("/me").await.status, 200);
    assert_eq!(clinic.refresh(&kept.refresh).await.status, 200);
    let counted = "audit_log WHERE action = 'revoke_sessions' AND changes ->> 'sessions' = '2'";
    assert_eq!(clinic.count(counted).await, 1);
}

#[tokio::test]
async fn the_last_use_is_noted_every_few_minutes() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let schema = clinic.tenant.schema.quoted();
    for (ago, noted) in [("1 hour", true), ("1 minute", false)] {
        harness
            .sql(&format!(
                "UPDATE {schema}.sessions SET last_used_at = now() - interval '{ago}'"
            ))
            .await;
        harness.state.auth.sessions.forget_all();
        assert_eq!(ana.get("/me").await.status, 200);
        let recent = "sessions WHERE last_used_at > now() - interval '30 seconds'";
        assert_eq!(clinic.count(recent).await == 1, noted, "{ago}");
    }
}

#[tokio::test]
async fn logging_in_is_no_change_of_the_user() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    clinic.enters("empleado@test.co").await;
    clinic.enters("empleado@test.co").await;
    let untouched = "users WHERE version = 1 AND last_login_at IS NOT NULL";
    assert_eq!(clinic.count(untouched).await, 1);
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!("UPDATE {schema}.users SET full_name = 'Otra'"))
        .await;
    assert_eq!(clinic.count("users WHERE version = 2").await, 1);
}

/// Asks a server of one's choice.
async fn me_at(server: SocketAddr, clinic: &Clinic<'_>, person: &Person<'_>) -> Response {
    Request::new(server, "GET", &clinic.host, "/api/v1/me")
        .header("Authorization", &format!("Bearer {}", person.access))
        .send()
        .await
}

/// Both servers remember the session; then something ends it, and both know within a second.
async fn out_within_a_second(
    harness: &Harness,
    clinic: &Clinic<'_>,
    person: &Person<'_>,
    servers: &[SocketAddr],
    end: impl AsyncFnOnce(),
) {
    // Each begins to listen in its own time, and forgets all it knew then.
    for server in servers {
        while me_at(*server, clinic, person).await.header("x-db-queries") != Some("0") {}
    }
    end().await;
    let since = Instant::now();
    for server in servers {
        loop {
            let answer = me_at(*server, clinic, person).await;
            let took = since.elapsed();
            if answer.status == 401 {
                assert_eq!(answer.code(), "session_ended");
                break;
            }
            assert_eq!(answer.status, 200);
            assert!(
                took < Duration::from_secs(1),
                "{took:?} at {server} of {}",
                harness.server.addr
            );
        }
    }
}

#[tokio::test]
async fn whoever_is_sent_away_is_out_at_every_server_within_a_second() {
    let harness = Harness::new().await;
    let another = harness.another_server().await;
    let servers = [harness.server.addr, another.addr];
    let clinic = harness.open("norte").await;
    let id = UserId(clinic.hires(Role::Empleado).await);

    let ana = clinic.enters("empleado@test.co").await;
    out_within_a_second(&harness, &clinic, &ana, &servers, async || {
        let path = "/auth/logout";
        assert_eq!(ana.request("POST", path).send().await.status, 204);
    })
    .await;

    let ana = clinic.enters("empleado@test.co").await;
    out_within_a_second(&harness, &clinic, &ana, &servers, async || {
        let tx = harness.db.begin(&clinic.tenant).await;
        users::set_password(&tx, id, &hash("otra clave de prueba"))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    })
    .await;
    assert_eq!(clinic.login("empleado@test.co", PASSWORD).await.status, 401);
    assert_eq!(
        clinic.refresh(&ana.refresh).await.code(),
        "refresh_token_invalid"
    );

    let answer = clinic
        .login("empleado@test.co", "otra clave de prueba")
        .await;
    let ana = Person::of(&harness, &clinic.host, &answer.json());
    out_within_a_second(&harness, &clinic, &ana, &servers, async || {
        let tx = harness.db.begin(&clinic.tenant).await;
        users::set_active(&tx, id, false).await.unwrap();
        tx.commit().await.unwrap();
    })
    .await;
}

/// Should the notification that a session ended be lost, it is believed for some seconds and no longer.
#[tokio::test]
async fn a_notification_that_is_lost_delays_the_end_and_does_not_prevent_it() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    // Hears nothing of sessions.
    let deaf = Notifications::listen(harness.db.app.clone(), &["nothing"]);
    assert!(deaf.subscribe().recv().await.is_ok());
    let mut state = harness.state.clone();
    state.auth.sessions = Sessions::with_memory(&deaf, Duration::from_millis(1500));
    let listeners = Listeners {
        public: TcpListener::bind("127.0.0.1:0").unwrap(),
        metrics: None,
    };
    let server = Server::start(listeners, state, std::future::pending()).unwrap();
    assert_eq!(me_at(server.addr, &clinic, &ana).await.status, 200);
    let since = Instant::now();
    assert_eq!(ana.request("POST", "/auth/logout").send().await.status, 204);
    let believed = me_at(server.addr, &clinic, &ana).await.status == 200;
    assert!(
        believed || since.elapsed() > Duration::from_millis(1500),
        "it was told all the same"
    );
    while me_at(server.addr, &clinic, &ana).await.status == 200 {
        assert!(
            since.elapsed() < Duration::from_secs(10),
            "believed for ever"
        );
    }
    assert_eq!(
        me_at(server.addr, &clinic, &ana).await.code(),
        "session_ended"
    );
}
