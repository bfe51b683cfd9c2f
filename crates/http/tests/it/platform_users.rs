//! The people who administer the platform.

use crate::{
    admin::{HOST, PASSWORD as FIRST},
    client::Response,
    harness::Harness,
    second_factor::app_code,
};
use serde_json::{Value, json};

const PASSWORD: &str = "once-faroles-sobre-el-rio";

#[tokio::test]
async fn without_a_second_factor_nothing_is_open() {
    let harness = Harness::new().await;
    let newcomer = harness.newcomer("nueva@panal.test").await;
    for (method, path) in [
        ("GET", "/tenants"),
        ("GET", "/users"),
        ("GET", "/audit"),
        ("GET", "/jobs"),
        ("GET", "/migrations"),
        ("GET", "/plans"),
    ] {
        let answer = newcomer.request(method, path).send().await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "second_factor_missing"),
            "{path}"
        );
    }
    let body = json!({"name": "Sol", "profile": "barberia"});
    let answer = newcomer.post("/tenants", body).await;
    assert_eq!(answer.code(), "second_factor_missing");
}

#[tokio::test]
async fn a_colleague_is_made_disabled_and_enabled() {
    let harness = Harness::new().await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let body = json!({"email": "Luis@panal.test", "full_name": "Luis Gil", "password": PASSWORD});
    let made = admin.post("/users", body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert!(!made.text().contains("hash") && !made.text().contains(PASSWORD));
    let made = made.json();
    assert_eq!(
        (&made["email"], &made["second_factor"]),
        (&json!("luis@panal.test"), &json!(false))
    );
    let twice = admin.post("/users", body).await;
    assert_eq!((twice.status, twice.code().as_str()), (409, "email_taken"));
    let wrong = admin
        .post(
            "/users",
            json!({"email": "x", "full_name": "", "password": "corta"}),
        )
        .await;
    assert_eq!(wrong.json()["errors"].as_array().unwrap().len(), 3);

    let id = made["id"].as_str().unwrap();
    let login = || {
        harness
            .request("POST", HOST, "/api/v1/platform/auth/login")
            .json(&json!({"email": "luis@panal.test", "password": PASSWORD}))
            .send()
    };
    let session = login().await.json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let answer = admin.post(&format!("/users/{id}/disable"), json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["is_active"], false);
    let me = harness
        .get(HOST, "/api/v1/platform/me")
        .header("Authorization", &format!("Bearer {session}"))
        .send()
        .await;
    assert_eq!((me.status, me.code().as_str()), (401, "session_ended"));
    assert_eq!(login().await.status, 401);
    admin.post(&format!("/users/{id}/enable"), json!({})).await;
    assert_eq!(login().await.status, 200);

    let nobody = uuid::Uuid::now_v7();
    let answer = admin
        .post(&format!("/users/{nobody}/disable"), json!({}))
        .await;
    assert_eq!(answer.code(), "not_found");
    let lines = admin.reads("/audit?actor=sofia@panal.test").await;
    let actions: Vec<&str> = lines["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["action"].as_str().unwrap())
        .collect();
    assert_eq!(
        actions[..3],
        [
            "platform_user.enable",
            "platform_user.disable",
            "platform_user.create"
        ]
    );
}

#[tokio::test]
async fn nobody_shuts_himself_out_nor_the_last_one() {
    let harness = Harness::new().await;
    let admin = harness.super_admin("sofia@panal.test").await;
    for verb in ["disable", "reset-second-factor"] {
        let answer = admin
            .post(&format!("/users/{}/{verb}", admin.id), json!({}))
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (409, "not_yourself")
        );
    }
    let other = harness.super_admin("luis@panal.test").await;
    let disable = |by: &crate::admin::Admin<'_>, id: uuid::Uuid| {
        by.request("POST", &format!("/users/{id}/disable")).send()
    };
    let (one, two) = tokio::join!(disable(&admin, other.id), disable(&other, admin.id));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert!(
        statuses == [200, 409] || statuses == [200, 401],
        "{statuses:?}: one of two who disable each other stays"
    );
    let left: i64 = harness
        .db
        .superuser()
        .await
        .query_one(
            "SELECT count(*) FROM public.platform_users WHERE is_active",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, 1);
}

#[tokio::test]
async fn a_lost_second_factor_is_taken_away_by_a_colleague() {
    let harness = Harness::new().await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let other = harness.super_admin("luis@panal.test").await;
    let answer = admin
        .post(
            &format!("/users/{}/reset-second-factor", other.id),
            json!({}),
        )
        .await;
    assert_eq!(
        (answer.status, &answer.json()["second_factor"]),
        (200, &json!(false))
    );
    let ended = other.get("/tenants").await;
    assert_eq!(ended.status, 401, "{}", ended.text());
    let again = harness.enters_platform(other.id, &other.email).await;
    assert_eq!(again.get("/tenants").await.code(), "second_factor_missing");
    let users = admin.reads("/users").await;
    let states: Vec<&Value> = users
        .as_array()
        .unwrap()
        .iter()
        .map(|user| &user["second_factor"])
        .collect();
    assert_eq!(states, [false, true]);
}

/// Whoever made the user chose the first password, and knows it.
#[tokio::test]
async fn a_newcomer_chooses_a_password_and_shuts_others_out() {
    let harness = Harness::new().await;
    let luis = harness.newcomer("luis@panal.test").await;
    let stranger = harness.enters_platform(luis.id, "luis@panal.test").await;
    let change = async |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        luis.post("/me/password", body).await
    };
    for (current, new, field, code) in [
        ("not his", PASSWORD, "current_password", "password_wrong"),
        (FIRST, FIRST, "new_password", "password_unchanged"),
        (FIRST, "corta", "new_password", "password_too_short"),
    ] {
        let refused = change(current, new).await;
        let error = refused.json()["errors"][0].clone();
        assert_eq!(
            (refused.status, &error["field"], &error["code"]),
            (422, &json!(field), &json!(code))
        );
    }
    let changed = change(FIRST, PASSWORD).await;
    assert_eq!(changed.status, 204, "{}", changed.text());
    assert_eq!(luis.get("/me").await.status, 200);
    assert_eq!(stranger.get("/me").await.code(), "session_ended");
    assert_eq!(login(&harness, FIRST).await.code(), "invalid_credentials");
    assert_eq!(login(&harness, PASSWORD).await.status, 200);
    let written: Vec<String> = harness
        .db
        .superuser()
        .await
        .query_one(
            "SELECT array_agg(action || ' ' || coalesce(detail ->> 'reason', '') ORDER BY id)
             FROM public.platform_audit WHERE detail ->> 'email' = 'luis@panal.test' AND action <> 'login'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(
        written,
        [
            "reauthentication_failed password_wrong",
            "change_password ",
            "revoke_sessions password_changed",
            "login_failed invalid_credentials",
        ]
    );
}

#[tokio::test]
async fn with_a_second_factor_a_password_is_changed_with_a_code() {
    let harness = Harness::new().await;
    let luis = harness.newcomer("luis@panal.test").await;
    let begun = luis
        .post("/me/totp", json!({"password": FIRST}))
        .await
        .json();
    let secret = begun["secret"].as_str().unwrap();
    let spent = app_code(secret, 0);
    let confirmed = luis
        .post("/me/totp/confirm", json!({"code": spent}))
        .await
        .json();
    let change = async |code: Option<&str>| {
        let body = json!({"current_password": FIRST, "new_password": PASSWORD, "code": code});
        luis.post("/me/password", body).await
    };
    for (sent, code) in [
        (None, "second_factor_required"),
        (Some(spent), "second_factor_invalid"),
    ] {
        let refused = change(sent.as_deref()).await;
        assert_eq!(
            (refused.status, &refused.json()["errors"][0]["code"]),
            (422, &json!(code))
        );
    }
    let good = confirmed["recovery_codes"][0].as_str().unwrap();
    assert_eq!(change(Some(good)).await.status, 204);
    assert_eq!(luis.get("/me").await.status, 200);
    assert_eq!(
        login(&harness, PASSWORD).await.code(),
        "second_factor_required"
    );
}

async fn login(harness: &Harness, password: &str) -> Response {
    harness
        .request("POST", HOST, "/api/v1/platform/auth/login")
        .json(&json!({"email": "luis@panal.test", "password": password}))
        .send()
        .await
}
