//! Whatever goes wrong is a problem.

use crate::{
    client::{Connection, Response},
    harness::{Harness, config},
};
use insta::assert_json_snapshot;
use panal_http::HttpConfig;
use serde_json::{Value, json};

const HOST: &str = "clinica1.localhost";

fn body(response: &Response) -> Value {
    response.code();
    response.json()
}

#[tokio::test]
async fn problems_speak_the_clients_language() {
    let harness = Harness::new().await;
    let english = harness
        .get("nadie.localhost", "/")
        .header("Accept-Language", "en-GB, es;q=0.5")
        .send()
        .await;
    assert_eq!(english.header("content-language"), Some("en"));
    assert!(
        english
            .headers
            .iter()
            .any(|(name, value)| name == "vary" && value == "accept-language")
    );
    assert_json_snapshot!("unknown_host_en", body(&english), {".request_id" => "[id]"});
    let spanish = harness.get("nadie.localhost", "/").send().await;
    assert_json_snapshot!("unknown_host_es", body(&spanish), {".request_id" => "[id]"});
    let invalid = harness.get("a b", "/").send().await;
    assert_json_snapshot!("invalid_host_es", body(&invalid), {".request_id" => "[id]"});
    let field = harness
        .get("localhost", "/api/v1/platform/tls-ask?dominio=x")
        .send()
        .await;
    assert_json_snapshot!("query_es", body(&field), {".request_id" => "[id]"});
}

#[tokio::test]
async fn unknown_paths_and_methods() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    for (method, host, path, status, code) in [
        ("GET", HOST, "/nada", 404, "not_found"),
        ("GET", HOST, "/api/v1/nada", 404, "not_found"),
        ("GET", HOST, "/api/v1/platform/nada", 404, "not_found"),
        ("DELETE", HOST, "/api/v1/tenant", 405, "method_not_allowed"),
        ("BREW", HOST, "/api/v1/tenant", 405, "method_not_allowed"),
        ("POST", HOST, "/", 405, "method_not_allowed"),
        ("POST", "localhost", "/health", 405, "method_not_allowed"),
        ("POST", HOST, "/api/docs/", 405, "method_not_allowed"),
        ("POST", "localhost", "/api/v1/tenant", 404, "not_found"),
        ("GET", HOST, "/health/nada", 404, "not_found"),
    ] {
        let response = harness.request(method, host, path).send().await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (status, code),
            "{method} {path}"
        );
        if status == 405 {
            assert_eq!(
                response.header("allow"),
                Some("GET, HEAD, OPTIONS"),
                "{method} {path}"
            );
        }
    }
    let response = harness
        .request("OPTIONS", HOST, "/api/v1/tenant")
        .send()
        .await;
    assert_eq!(
        (response.status, response.header("allow")),
        (204, Some("GET, HEAD, OPTIONS"))
    );
    let response = harness.request("HEAD", HOST, "/api/v1/tenant").send().await;
    assert_eq!((response.status, response.body.len()), (200, 0));
    assert_ne!(response.header("content-length"), Some("0"));
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let harness = Harness::with(HttpConfig {
        request_timeout_seconds: 2,
        ..config()
    })
    .await;
    harness.db.tenant("clinica1").await;
    let login = || harness.request("POST", HOST, "/api/v1/auth/login");
    let large = format!("{{\"email\":\"{}\"}}", "x".repeat(300 * 1024));
    for (kind, body, status, code) in [
        ("text/plain", "{}", 415, "unsupported_media_type"),
        (
            "application/x-www-form-urlencoded",
            "email=a",
            415,
            "unsupported_media_type",
        ),
        ("application/json", "{\"email\": ", 400, "json_invalid"),
        ("application/json", "{} {}", 422, "validation_failed"),
        ("application/json", "[]", 422, "validation_failed"),
        (
            "application/json; charset=utf-8",
            "{}",
            422,
            "validation_failed",
        ),
        ("application/json", large.as_str(), 413, "payload_too_large"),
    ] {
        let response = login().body(kind, body.as_bytes()).send().await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (status, code),
            "{kind} {body:.40}"
        );
    }
    assert_eq!(login().send().await.code(), "unsupported_media_type");
    let response = login()
        .json(&json!({"email": "a@b.test", "password": 1}))
        .send()
        .await;
    assert_eq!(
        response.json()["errors"][0]["field"],
        "password",
        "{}",
        response.text()
    );
    let response = login()
        .json(&json!({"email": "a@b.test"}))
        .header("Accept-Language", "en")
        .send()
        .await;
    assert_json_snapshot!("missing_field_en", body(&response), {".request_id" => "[id]"});
    let response = login()
        .json(&json!({"email": "a@b.test", "password": "x", "clave": 1}))
        .send()
        .await;
    assert_json_snapshot!("unknown_field_es", body(&response), {".request_id" => "[id]"});

    // Whoever announces a body and does not send it is not waited for for ever.
    let mut slow = Connection::open(harness.server.addr).await;
    slow.write(
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: clinica1.localhost\r\nContent-Type: application/json\r\n\
          Content-Length: 100\r\n\r\n{",
    )
    .await
    .unwrap();
    let response = slow.read(false).await.unwrap();
    assert_eq!(
        (response.status, response.code().as_str()),
        (408, "request_timeout")
    );
}

#[tokio::test]
async fn a_broken_head_does_not_disturb_the_next_client() {
    let harness = Harness::new().await;
    for (bytes, status) in [
        ("NONSENSE\r\n\r\n".to_owned(), 400),
        (
            format!(
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n",
                "x".repeat(200_000)
            ),
            431,
        ),
    ] {
        let mut connection = Connection::open(harness.server.addr).await;
        let _ = connection.write(bytes.as_bytes()).await;
        if let Some(response) = connection.read(false).await {
            assert_eq!(response.status, status);
        }
    }
    assert_eq!(
        harness.get("localhost", "/health/live").send().await.status,
        200
    );
}
