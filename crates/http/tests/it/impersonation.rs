//! A super admin in the place of a member of a tenant's staff.

use crate::{
    admin::Admin,
    client::{Request, Response},
    harness::Harness,
    staff::Clinic,
};
use panal_domain::{Email, Role};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

const WHY: &str = "Revisar por qué no ve la agenda";

async fn hand_over(admin: &Admin<'_>, clinic: &Clinic<'_>, user: Uuid) -> Response {
    let path = format!("/tenants/{}/impersonate", clinic.tenant.id);
    admin
        .post(&path, json!({"user_id": user, "reason": WHY}))
        .await
}

async fn claim(clinic: &Clinic<'_>, code: &str) -> Response {
    clinic
        .post("/api/v1/auth/impersonation", &json!({"code": code}))
        .await
}

fn code(hand_over: &Response) -> String {
    assert_eq!(hand_over.status, 201, "{}", hand_over.text());
    hand_over.json()["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_super_admin_takes_a_users_place_and_everybody_sees_it() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    let owner = clinic.hires(Role::Admin).await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let prepared = hand_over(&admin, &clinic, owner).await;
    let code = code(&prepared);
    assert_eq!(
        prepared.json()["url"],
        format!("http://sol.localhost/entrar#entrega={code}")
    );
    assert_eq!(prepared.header("cache-control"), Some("no-store"));
    let entered = claim(&clinic, &code).await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    let entered = entered.json();
    assert_eq!(entered["refresh_token"], Value::Null);
    assert_eq!(entered["expires_in"], 900);
    let token = entered["access_token"].as_str().unwrap();
    let claims = harness.state.auth.tokens.check(token).unwrap();
    assert_eq!(claims.imp.map(|by| by.0), Some(admin.id));
    assert_eq!(claims.exp - claims.iat, 900);

    let ask = |method: &str, path: &str| {
        harness
            .request(method, &clinic.host, &format!("/api/v1{path}"))
            .header("Authorization", &format!("Bearer {token}"))
    };
    let made = ask("POST", "/clients")
        .json(&json!({"first_name": "José"}))
        .send()
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let rows = harness
        .db
        .superuser()
        .await
        .query(
            &format!(
                "SELECT action, actor_kind, actor_id, actor_name, on_behalf_of, changes::text FROM {}.audit_log
                 WHERE actor_id = $1 ORDER BY id",
                clinic.tenant.schema.quoted()
            ),
            &[&admin.id],
        )
        .await
        .unwrap();
    let told: Vec<(String, String, Option<String>, Option<Uuid>)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(3), row.get(4)))
        .collect();
    let by = |action: &str| {
        (
            action.to_owned(),
            "impersonator".to_owned(),
            Some("sofia@panal.test".to_owned()),
            Some(owner),
        )
    };
    assert_eq!(told, [by("impersonate"), by("create")]);
    assert!(rows[0].get::<_, String>(5).contains(WHY));
    let sessions = harness
        .db
        .superuser()
        .await
        .query_one(
            &format!(
                "SELECT expires_at <= now() + interval '15 minutes', (SELECT count(*) FROM {0}.refresh_tokens)
                 FROM {0}.sessions WHERE impersonator_id = $1",
                clinic.tenant.schema.quoted()
            ),
            &[&admin.id],
        )
        .await
        .unwrap();
    assert!(sessions.get::<_, bool>(0));
    assert_eq!(sessions.get::<_, i64>(1), 0);
    let lines = admin
        .reads(&format!("/audit?tenant_id={}&limit=2", clinic.tenant.id))
        .await;
    assert_eq!(lines["data"][0]["action"], "impersonation.begin");
    assert_eq!(lines["data"][1]["action"], "tenant.impersonate");
    assert_eq!(lines["data"][1]["detail"]["reason"], WHY);
    assert!(!lines.to_string().contains(&code), "the code is nowhere");
}

#[tokio::test]
async fn whoever_acts_for_another_changes_no_passwords_and_no_grants() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    let owner = clinic.hires(Role::Admin).await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let code = code(&hand_over(&admin, &clinic, owner).await);
    let entered = claim(&clinic, &code).await.json();
    let token = entered["access_token"].as_str().unwrap();
    let somebody = Uuid::now_v7();
    for (method, path, body) in [
        (
            "POST",
            "/me/password".to_owned(),
            json!({"current_password": "x", "new_password": "y"}),
        ),
        ("PUT", format!("/users/{owner}/roles"), json!({"roles": []})),
        (
            "POST",
            "/rbac/roles".to_owned(),
            json!({"code": "x", "name": "X"}),
        ),
        (
            "POST",
            "/api-keys".to_owned(),
            json!({"name": "x", "scopes": []}),
        ),
        ("POST", "/users".to_owned(), json!({})),
        ("DELETE", format!("/rbac/roles/{somebody}"), json!({})),
    ] {
        let answer = harness
            .request(method, &clinic.host, &format!("/api/v1{path}"))
            .header("Authorization", &format!("Bearer {token}"))
            .header("If-Match", "*")
            .json(&body)
            .send()
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "personal_session_required"),
            "{method} {path}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn a_code_is_good_once_at_one_tenant_and_for_a_minute() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    let other = harness.open("luna").await;
    let owner = clinic.hires(Role::Admin).await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let refused = async |clinic: &Clinic<'_>, code: &str, what: &str| {
        let answer = claim(clinic, code).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "handover_invalid"),
            "{what}"
        );
    };
    let first = code(&hand_over(&admin, &clinic, owner).await);
    refused(&other, &first, "another tenant's").await;
    let (one, two) = tokio::join!(claim(&clinic, &first), claim(&clinic, &first));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "of two at once one gets in");
    refused(&clinic, &first, "used").await;
    refused(&clinic, "nothing of the sort", "unknown").await;

    let late = code(&hand_over(&admin, &clinic, owner).await);
    harness
        .sql("UPDATE public.impersonations SET expires_at = now() WHERE used_at IS NULL")
        .await;
    refused(&clinic, &late, "out of time").await;
    let gone = code(&hand_over(&admin, &clinic, owner).await);
    harness
        .sql(&format!(
            "UPDATE {}.users SET is_active = false",
            clinic.tenant.schema.quoted()
        ))
        .await;
    refused(&clinic, &gone, "of somebody who was disabled").await;
    let disabled = hand_over(&admin, &clinic, owner).await;
    assert_eq!(
        (disabled.status, &disabled.json()["errors"][0]["field"]),
        (422, &json!("user_id"))
    );
}

#[tokio::test]
async fn a_reason_is_needed() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    let owner = clinic.hires(Role::Admin).await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let path = format!("/tenants/{}/impersonate", clinic.tenant.id);
    for reason in [json!("porque"), json!("          "), Value::Null] {
        let answer = admin
            .post(&path, json!({"user_id": owner, "reason": reason}))
            .await;
        assert_eq!(
            (answer.status, &answer.json()["errors"][0]["field"]),
            (422, &json!("reason"))
        );
    }
    let stranger = admin
        .post(&path, json!({"user_id": Uuid::now_v7(), "reason": WHY}))
        .await;
    assert_eq!(stranger.status, 422);
}

#[tokio::test]
async fn whoever_is_shut_out_of_the_platform_is_out_of_every_place_he_took() {
    let harness = Harness::new().await;
    let another = harness.another_server().await;
    let clinic = harness.open("sol").await;
    let owner = clinic.hires(Role::Admin).await;
    let admin = harness.super_admin("sofia@panal.test").await;
    for verb in ["disable", "reset-second-factor", "by-an-operator"] {
        let other = harness.super_admin(&format!("{verb}@panal.test")).await;
        let taken = claim(&clinic, &code(&hand_over(&other, &clinic, owner).await)).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
        let token = taken.json()["access_token"].as_str().unwrap().to_owned();
        let prepared = code(&hand_over(&other, &clinic, owner).await);
        let me = async |addr| {
            Request::new(addr, "GET", &clinic.host, "/api/v1/me")
                .header("Authorization", &format!("Bearer {token}"))
                .send()
                .await
        };
        for addr in [harness.server.addr, another.addr] {
            assert_eq!(me(addr).await.status, 200);
        }
        let mut hear = vec![another.addr];
        if verb == "by-an-operator" {
            let email = Email::parse(&other.email).unwrap();
            let provisioner = &harness.db.provisioner;
            provisioner.reset_platform_totp(&email).await.unwrap();
            hear.push(harness.server.addr);
        } else {
            let path = format!("/users/{}/{verb}", other.id);
            assert_eq!(admin.post(&path, json!({})).await.status, 200);
            let ended = me(harness.server.addr).await;
            assert_eq!(ended.code(), "session_ended", "{verb}");
        }
        let deadline = Instant::now() + Duration::from_secs(1);
        for addr in hear {
            while me(addr).await.status == 200 {
                assert!(Instant::now() < deadline, "{verb}: still in");
            }
        }
        let late = claim(&clinic, &prepared).await;
        assert_eq!(
            (late.status, late.code().as_str()),
            (401, "handover_invalid"),
            "{verb}: prepared before"
        );
        // Coming back opens nothing that was ended.
        let path = format!("/users/{}/enable", other.id);
        assert_eq!(admin.post(&path, json!({})).await.status, 200);
        harness.state.auth.sessions.forget_all();
        assert_eq!(me(harness.server.addr).await.code(), "session_ended");
    }
}
