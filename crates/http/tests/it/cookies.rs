//! The refresh token of a browser, in a cookie, and who may not use it.

use crate::{
    client::{Request, Response},
    harness::{Harness, config},
    staff::{Clinic, PASSWORD},
};
use panal_domain::Role;
use panal_http::HttpConfig;
use serde_json::json;

const LOGIN: &str = "/api/v1/auth/login";
const REFRESH: &str = "/api/v1/auth/refresh";
const LOGOUT: &str = "/api/v1/auth/logout";

/// A `Set-Cookie`, taken apart.
struct Cookie {
    name: String,
    value: String,
    attributes: Vec<String>,
}

impl Cookie {
    #[track_caller]
    fn of(answer: &Response) -> Self {
        let set: Vec<&str> = answer
            .headers
            .iter()
            .filter(|(name, _)| name == "set-cookie")
            .map(|(_, value)| value.as_str())
            .collect();
        let [set] = set[..] else {
            panic!("{} {set:?} {}", answer.status, answer.text());
        };
        let mut parts = set.split("; ").map(str::to_owned);
        let first = parts.next().unwrap();
        let (name, value) = first.split_once('=').unwrap();
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            attributes: parts.collect(),
        }
    }

    fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|one| one == attribute)
    }

    fn sent(&self) -> String {
        format!("theme=dark; {}={}", self.name, self.value)
    }
}

fn login_at(harness: &Harness, host: &str, path: &str, body_email: &str) -> Request {
    harness
        .request("POST", host, path)
        .json(&json!({"email": body_email, "password": PASSWORD, "session": "cookie"}))
}

/// Logs in as a browser does, on a page of the clinic's own.
async fn enters(clinic: &Clinic<'_>) -> (Response, Cookie) {
    let answer = login_at(clinic.harness, &clinic.host, LOGIN, "empleado@test.co")
        .header("Origin", &format!("http://{}", clinic.host))
        .send()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookie = Cookie::of(&answer);
    (answer, cookie)
}

fn with_cookie(clinic: &Clinic<'_>, path: &str, cookie: &Cookie) -> Request {
    clinic
        .harness
        .request("POST", &clinic.host, path)
        .header("Cookie", &cookie.sent())
}

async fn renews(clinic: &Clinic<'_>, cookie: &Cookie) -> Response {
    with_cookie(clinic, REFRESH, cookie)
        .header("Sec-Fetch-Site", "same-origin")
        .send()
        .await
}

#[tokio::test]
async fn a_browser_keeps_its_refresh_token_where_no_script_sees_it() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    let (entered, cookie) = enters(&clinic).await;
    let body = entered.json();
    assert!(body["access_token"].is_string());
    assert!(body.get("refresh_token").is_none(), "{body}");
    assert_eq!(cookie.name, "panal_refresh");
    for attribute in [
        "HttpOnly",
        "SameSite=Strict",
        "Path=/api/v1",
        "Max-Age=604800",
    ] {
        assert!(cookie.has(attribute), "{:?}", cookie.attributes);
    }
    assert!(!cookie.has("Secure"), "over plain http in development");
    assert!(
        !cookie
            .attributes
            .iter()
            .any(|one| one.starts_with("Domain")),
        "this host's alone"
    );

    let renewed = renews(&clinic, &cookie).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    assert!(renewed.json().get("refresh_token").is_none());
    let next = Cookie::of(&renewed);
    assert_ne!(next.value, cookie.value);
    let bearer = format!(
        "Bearer {}",
        renewed.json()["access_token"].as_str().unwrap()
    );
    let me = async || {
        harness
            .get(&clinic.host, "/api/v1/me")
            .header("Authorization", &bearer)
            .send()
            .await
    };
    assert_eq!(me().await.status, 200);

    // Leaving takes the cookie alone: the access token may be out of time.
    let left = with_cookie(&clinic, LOGOUT, &next)
        .header("Origin", &format!("http://{}", clinic.host))
        .send()
        .await;
    assert_eq!(left.status, 204, "{}", left.text());
    let cleared = Cookie::of(&left);
    assert_eq!(
        (cleared.name.as_str(), cleared.value.as_str()),
        ("panal_refresh", "")
    );
    assert!(cleared.has("Max-Age=0") && cleared.has("Path=/api/v1"));
    assert_eq!(me().await.code(), "session_ended");
    let after = renews(&clinic, &next).await;
    assert_eq!(
        (after.status, after.code().as_str()),
        (401, "refresh_token_invalid")
    );
    assert_eq!(
        Cookie::of(&after).value,
        "",
        "a cookie that is good no more is removed"
    );
}

#[tokio::test]
async fn leaving_with_both_tokens_ends_the_session_and_removes_the_cookie() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    let (entered, cookie) = enters(&clinic).await;
    let bearer = format!(
        "Bearer {}",
        entered.json()["access_token"].as_str().unwrap()
    );
    let left = with_cookie(&clinic, LOGOUT, &cookie)
        .header("Sec-Fetch-Site", "same-origin")
        .header("Authorization", &bearer)
        .send()
        .await;
    assert_eq!(left.status, 204, "{}", left.text());
    assert_eq!(Cookie::of(&left).value, "");
    assert_eq!(clinic.count("sessions WHERE revoked_at IS NULL").await, 0);
    // An access token that is no good does not keep a browser from leaving.
    let (_, cookie) = enters(&clinic).await;
    let left = with_cookie(&clinic, LOGOUT, &cookie)
        .header("Sec-Fetch-Site", "same-origin")
        .header("Authorization", "Bearer a.b.c")
        .send()
        .await;
    assert_eq!(left.status, 204, "{}", left.text());
    assert_eq!(clinic.count("sessions WHERE revoked_at IS NULL").await, 0);
}

#[tokio::test]
async fn pages_of_others_cannot_use_the_cookie() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    harness.open("sur").await;
    clinic.hires(Role::Empleado).await;
    let (_, cookie) = enters(&clinic).await;
    let own = format!("http://{}", clinic.host);
    let same = ("Sec-Fetch-Site", "same-origin");
    let foreign: &[(&str, &[(&str, &str)])] = &[
        ("nothing said", &[]),
        ("another site", &[("Origin", "https://evil.test")]),
        (
            "another site, newer browser",
            &[
                ("Sec-Fetch-Site", "cross-site"),
                ("Origin", "https://evil.test"),
            ],
        ),
        ("sibling", &[("Origin", "http://sur.localhost")]),
        (
            "sibling, newer browser",
            &[
                ("Sec-Fetch-Site", "same-site"),
                ("Origin", "http://sur.localhost"),
            ],
        ),
        ("the platform's page", &[("Origin", "http://localhost")]),
        (
            "same host, another scheme",
            &[("Origin", "https://norte.localhost")],
        ),
        (
            "same host, another port",
            &[("Origin", "http://norte.localhost:8081")],
        ),
        (
            "begins alike",
            &[("Origin", "http://norte.localhost.evil.test")],
        ),
        ("opaque", &[("Origin", "null")]),
        ("typed address", &[("Sec-Fetch-Site", "none")]),
        (
            "a browser that contradicts itself",
            &[("Sec-Fetch-Site", "cross-site"), ("Origin", &own)],
        ),
        ("said twice", &[same, same]),
        (
            "two origins",
            &[("Origin", &own), ("Origin", "https://evil.test")],
        ),
        ("referer alone", &[("Referer", &own)]),
    ];
    for (what, headers) in foreign {
        for path in [REFRESH, LOGOUT] {
            let request = headers.iter().fold(
                with_cookie(&clinic, path, &cookie),
                |request, (name, value)| request.header(name, value),
            );
            let answer = request.send().await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (403, "csrf_refused"),
                "{what} {path}"
            );
            assert!(answer.header("set-cookie").is_none(), "{what} {path}");
        }
        // Nor log a visitor in as somebody else.
        let request = login_at(&harness, &clinic.host, LOGIN, "empleado@test.co");
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        assert_eq!(request.send().await.code(), "csrf_refused", "{what} log-in");
    }
    // None of it spent the cookie.
    assert_eq!(renews(&clinic, &cookie).await.status, 200);
    // A form cannot send JSON.
    let form = harness
        .request("POST", &clinic.host, LOGIN)
        .header("Sec-Fetch-Site", "same-origin")
        .body(
            "text/plain",
            br#"{"email":"empleado@test.co","password":"x","session":"cookie"}"#,
        );
    assert_eq!(form.send().await.status, 415);
}

#[tokio::test]
async fn a_stolen_cookie_ends_the_family() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    let (_, cookie) = enters(&clinic).await;
    let next = Cookie::of(&renews(&clinic, &cookie).await);
    let next = Cookie::of(&renews(&clinic, &next).await);
    let stolen = renews(&clinic, &cookie).await;
    assert_eq!(
        (stolen.status, stolen.code().as_str()),
        (401, "refresh_token_reused")
    );
    assert_eq!(Cookie::of(&stolen).value, "");
    assert_eq!(renews(&clinic, &next).await.code(), "refresh_token_invalid");
    assert_eq!(clinic.count("sessions WHERE revoked_at IS NULL").await, 0);
}

#[tokio::test]
async fn one_token_at_a_time_is_taken() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Empleado).await;
    let (_, cookie) = enters(&clinic).await;
    let both = with_cookie(&clinic, REFRESH, &cookie)
        .header("Sec-Fetch-Site", "same-origin")
        .json(&json!({"refresh_token": ana.refresh}))
        .send()
        .await;
    assert_eq!(
        (both.status, both.code().as_str()),
        (422, "validation_failed")
    );
    assert_eq!(both.json()["errors"][0]["code"], "ambiguous");
    let neither = harness.request("POST", &clinic.host, REFRESH).send().await;
    assert_eq!(neither.status, 422);
    assert_eq!(neither.json()["errors"][0]["field"], "refresh_token");
    // A neighbour can add a cookie of the same name for all its siblings; which is whose cannot be told.
    let tossed = harness
        .request("POST", &clinic.host, REFRESH)
        .header("Sec-Fetch-Site", "same-origin")
        .header(
            "Cookie",
            &format!("{}; panal_refresh={}", cookie.sent(), ana.refresh),
        );
    assert_eq!(tossed.send().await.code(), "csrf_refused");
    // Neither was spent.
    assert_eq!(clinic.refresh(&ana.refresh).await.status, 200);
    let renewed = with_cookie(&clinic, REFRESH, &cookie)
        .header("Sec-Fetch-Site", "same-origin")
        .json(&json!({}))
        .send()
        .await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
}

#[tokio::test]
async fn over_https_the_cookie_belongs_to_its_host_alone() {
    let harness = Harness::with(HttpConfig {
        trusted_proxies: vec!["127.0.0.0/8".to_owned()],
        ..config()
    })
    .await;
    let clinic = harness.open("norte").await;
    clinic.hires(Role::Empleado).await;
    let by_https = |request: Request, host: &str| {
        request
            .header("X-Forwarded-Proto", "https")
            .header("X-Forwarded-Host", host)
            .header("X-Forwarded-For", "203.0.113.7")
    };
    let entered = by_https(
        login_at(&harness, "inside", LOGIN, "empleado@test.co"),
        "norte.localhost:8443",
    )
    .header("Origin", "https://norte.localhost:8443")
    .send()
    .await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    let cookie = Cookie::of(&entered);
    assert_eq!(cookie.name, "__Host-panal_refresh");
    assert!(cookie.has("Secure") && cookie.has("Path=/") && cookie.has("HttpOnly"));
    let renew = |host: &str, origin: &str, sent: &str| {
        by_https(harness.request("POST", "inside", REFRESH), host)
            .header("Origin", origin)
            .header("Cookie", sent)
    };
    // The port is part of an origin, unless it is the usual one.
    let refused = renew(
        "norte.localhost:8443",
        "https://norte.localhost",
        &cookie.sent(),
    );
    assert_eq!(refused.send().await.code(), "csrf_refused");
    // A cookie that a sibling could have set is not looked at.
    let plain = format!("panal_refresh={}", cookie.value);
    let ignored = renew("norte.localhost", "https://norte.localhost", &plain);
    assert_eq!(ignored.send().await.code(), "validation_failed");
    let renewed = renew(
        "norte.localhost:443",
        "https://norte.localhost",
        &cookie.sent(),
    )
    .send()
    .await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    assert_eq!(Cookie::of(&renewed).name, "__Host-panal_refresh");

    // Under a path, businesses share the host: each cookie stays under its own.
    let path = "/t/norte/api/v1/auth/login";
    let entered = by_https(
        login_at(&harness, "inside", path, "empleado@test.co"),
        "localhost",
    )
    .header("Origin", "https://localhost")
    .send()
    .await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    let cookie = Cookie::of(&entered);
    assert_eq!(cookie.name, "panal_refresh");
    assert!(
        cookie.has("Path=/t/norte/api/v1") && cookie.has("Secure"),
        "{:?}",
        cookie.attributes
    );
}

#[tokio::test]
async fn the_platforms_users_have_the_cookie_too() {
    let harness = Harness::new().await;
    let hash = crate::staff::hash(PASSWORD);
    harness
        .db
        .superuser()
        .await
        .execute(
            "INSERT INTO public.platform_users (id, email, full_name, password_hash)
             VALUES (gen_random_uuid(), 'root@panal.test', 'Root', $1)",
            &[&hash.expose()],
        )
        .await
        .unwrap();
    let login = "/api/v1/platform/auth/login";
    let entered = login_at(&harness, "localhost", login, "root@panal.test")
        .header("Sec-Fetch-Site", "same-origin")
        .send()
        .await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    let cookie = Cookie::of(&entered);
    let post = async |path: &str, site: &str| {
        harness
            .request("POST", "localhost", path)
            .header("Cookie", &cookie.sent())
            .header("Sec-Fetch-Site", site)
            .send()
            .await
    };
    let refused = post("/api/v1/platform/auth/logout", "same-site").await;
    assert_eq!(refused.code(), "csrf_refused");
    let left = post("/api/v1/platform/auth/logout", "same-origin").await;
    assert_eq!(left.status, 204, "{}", left.text());
    let after = post("/api/v1/platform/auth/refresh", "same-origin").await;
    assert_eq!(after.code(), "refresh_token_invalid");
}
