//! The people who administer the platform.

use crate::{admin::HOST, harness::Harness};
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
