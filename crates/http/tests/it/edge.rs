//! Headers, limits and counters around every answer.

use crate::{
    client::Request,
    harness::{Harness, config},
};
use flate2::read::GzDecoder;
use panal_http::{Environment, HttpConfig};
use std::io::Read;

const HOST: &str = "clinica1.localhost";
const INFO: &str = "/api/v1/tenant";

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let harness = Harness::with(HttpConfig {
        environment: Environment::Production,
        ..config()
    })
    .await;
    harness.db.tenant("clinica1").await;
    for (host, path) in [
        (HOST, INFO),
        (HOST, "/"),
        (HOST, "/nada"),
        ("evil.test", "/"),
        ("localhost", "/health"),
    ] {
        let response = harness.get(host, path).send().await;
        for (name, value) in [
            (
                "strict-transport-security",
                "max-age=31536000; includeSubDomains; preload",
            ),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(response.header(name), Some(value), "{path}");
        }
        assert!(response.header("permissions-policy").is_some(), "{path}");
        let policy = response.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("http"),
            "{policy}"
        );
        assert_eq!(
            response.header("x-db-queries"),
            None,
            "measurements are for development"
        );
        assert_eq!(response.header("server"), None);
    }
    assert_eq!(
        harness.get(HOST, INFO).send().await.header("cache-control"),
        Some("no-store")
    );

    let development = Harness::new().await;
    let response = development.get("localhost", "/").send().await;
    assert_eq!(response.header("strict-transport-security"), None);
    assert!(response.header("x-response-time").unwrap().ends_with("ms"));
    assert_eq!(response.header("x-db-queries"), Some("0"));
    let id = response.header("x-request-id").unwrap();
    assert_eq!(id.len(), 36, "{id}");
}

#[tokio::test]
async fn the_pages_load_nothing_from_elsewhere() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/assets/staff-1.css", "text/css; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/svg+xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/api/docs/", "text/html; charset=utf-8"),
        ("/api/docs/index.html", "text/html; charset=utf-8"),
        ("/api/docs/swagger-ui.css", "text/css"),
        ("/api/docs/swagger-ui-bundle.js", "text/javascript"),
    ] {
        let response = harness.get(HOST, path).send().await;
        assert_eq!(
            (response.status, response.header("content-type")),
            (200, Some(kind)),
            "{path}"
        );
    }
    let docs = harness.get(HOST, "/api/docs/").send().await;
    assert!(docs.text().contains("name=\"viewport\""));
    let init = harness
        .get(HOST, "/api/docs/swagger-initializer.js")
        .send()
        .await;
    assert!(init.text().contains("../openapi.json"), "{}", init.text());
    let response = harness.get(HOST, "/api/docs").send().await;
    assert_eq!(
        (response.status, response.header("location")),
        (307, Some("docs/"))
    );
}

fn preflight(request: Request, origin: &str) -> Request {
    request
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization")
}

#[tokio::test]
async fn a_tenants_own_pages_may_call_its_api() {
    let harness = Harness::with(HttpConfig {
        environment: Environment::Production,
        public_scheme: "https".to_owned(),
        cors_origins: vec!["https://app.example".to_owned()],
        ..config()
    })
    .await;
    harness.db.tenant("clinica1").await;
    harness.db.tenant("otra").await;
    harness
        .add_domain("clinica1", "miclinica.test", false)
        .await;
    for origin in [
        "https://app.example",
        "https://miclinica.test",
        "https://clinica1.localhost",
    ] {
        let response = harness
            .get(HOST, INFO)
            .header("Origin", origin)
            .send()
            .await;
        assert_eq!(response.header("access-control-allow-origin"), Some(origin));
        assert!(
            response
                .header("access-control-expose-headers")
                .unwrap()
                .contains("etag")
        );
        assert_eq!(response.header("vary"), Some("origin"));
        let response = preflight(harness.request("OPTIONS", HOST, INFO), origin)
            .send()
            .await;
        assert_eq!(response.status, 204);
        assert_eq!(response.header("access-control-allow-origin"), Some(origin));
        assert!(
            response
                .header("access-control-allow-methods")
                .unwrap()
                .contains("PATCH")
        );
        assert!(
            response
                .header("access-control-allow-headers")
                .unwrap()
                .contains("authorization")
        );
    }
    for origin in [
        "https://evil.test",
        "http://miclinica.test",
        "https://otra.localhost",
        "https://miclinica.test.evil.test",
        "https://app.example.evil.test",
        "null",
    ] {
        let response = harness
            .get(HOST, INFO)
            .header("Origin", origin)
            .send()
            .await;
        assert_eq!(
            (
                response.status,
                response.header("access-control-allow-origin")
            ),
            (200, None),
            "{origin}"
        );
        assert_eq!(response.header("vary"), Some("origin"));
        let response = preflight(harness.request("OPTIONS", HOST, INFO), origin)
            .send()
            .await;
        assert_eq!(response.code(), "origin_not_allowed", "{origin}");
    }
    // A page must be able to read why it was refused.
    harness
        .sql("UPDATE public.tenants SET state = 'maintenance'")
        .await;
    harness.until(HOST, INFO, 503).await;
    let response = harness
        .get(HOST, INFO)
        .header("Origin", "https://miclinica.test")
        .send()
        .await;
    assert_eq!(
        response.header("access-control-allow-origin"),
        Some("https://miclinica.test")
    );
}

#[tokio::test]
async fn large_answers_are_compressed_and_small_ones_not() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let plain = harness.get(HOST, "/api/openapi.json").send().await;
    assert_eq!(plain.header("content-encoding"), None);
    let gzip = harness
        .get(HOST, "/api/openapi.json")
        .header("Accept-Encoding", "gzip")
        .send()
        .await;
    assert_eq!(gzip.header("content-encoding"), Some("gzip"));
    assert!(
        gzip.headers
            .iter()
            .any(|(name, value)| name == "vary" && value == "accept-encoding")
    );
    let mut unpacked = Vec::new();
    GzDecoder::new(gzip.body.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain.body);
    assert!(gzip.body.len() < plain.body.len() / 2);
    let brotli = harness
        .get(HOST, "/api/openapi.json")
        .header("Accept-Encoding", "gzip, deflate, br, zstd")
        .send()
        .await;
    assert_eq!(brotli.header("content-encoding"), Some("br"));
    let small = harness
        .get(HOST, INFO)
        .header("Accept-Encoding", "gzip")
        .send()
        .await;
    assert_eq!(small.header("content-encoding"), None);
}

#[tokio::test]
async fn an_address_has_its_share_of_each_tenant() {
    let harness = Harness::with(HttpConfig {
        rate_limit: 5,
        ..config()
    })
    .await;
    harness.db.tenant("clinica1").await;
    harness.db.tenant("otra").await;
    let first = harness.get(HOST, INFO).send().await;
    assert_eq!(
        first.header("ratelimit-policy"),
        Some("\"default\";q=5;w=60")
    );
    assert_eq!(first.header("ratelimit"), Some("\"default\";r=4;t=12"));
    for _ in 0..4 {
        assert_eq!(harness.get(HOST, INFO).send().await.status, 200);
    }
    let refused = harness.get(HOST, INFO).send().await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (429, "rate_limited")
    );
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=12).contains(&wait), "{wait}");
    assert_eq!(harness.get("otra.localhost", INFO).send().await.status, 200);
    assert_eq!(harness.get(HOST, "/health").send().await.status, 200);
    // Made-up hosts cost look-ups, so they are counted as well.
    let mut codes = Vec::new();
    for number in 0..6 {
        codes.push(
            harness
                .get(&format!("nadie{number}.localhost"), "/")
                .send()
                .await
                .code(),
        );
    }
    assert!(codes.contains(&"rate_limited".to_owned()), "{codes:?}");
}

#[tokio::test]
async fn metrics_have_bounded_labels() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    for path in [
        INFO,
        "/nada/1",
        "/nada/2",
        "/api/docs/swagger-ui.css",
        "/api/docs/nada",
        "/favicon.svg",
        "/assets/nada.js",
        "/reservar",
        "/cita/nada",
    ] {
        harness.get(HOST, path).send().await;
    }
    harness.request("BREW", HOST, INFO).send().await;
    let metrics = harness.server.metrics_addr.unwrap();
    let text = Request::new(metrics, "GET", "localhost", "/metrics")
        .send()
        .await
        .text();
    for line in [
        "panal_http_requests_total{method=\"GET\",route=\"/api/v1/tenant\",status=\"200\"} 1",
        "panal_http_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 2",
        "panal_http_requests_total{method=\"OTHER\",route=\"/api/v1/tenant\",status=\"405\"} 1",
        "panal_http_requests_total{method=\"GET\",route=\"/api/docs/{file:.*}\",status=\"404\"} 1",
        "panal_http_requests_total{method=\"GET\",route=\"asset\",status=\"200\"} 1",
        "panal_http_requests_total{method=\"GET\",route=\"asset\",status=\"404\"} 1",
        "panal_http_requests_total{method=\"GET\",route=\"page\",status=\"200\"} 2",
        "panal_tenant_cache_entries 1",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    for name in [
        "panal_http_request_duration_seconds_bucket",
        "panal_db_pool_connections{pool=\"lane-0\",state=\"max\"}",
        "panal_db_pool_waits_total{pool=\"platform\"}",
        "panal_db_pool_tenants{pool=\"lane-1\"}",
    ] {
        assert!(text.contains(name), "{name} is not in\n{text}");
    }
    assert!(
        !text.contains("clinica1") && !text.contains("nada"),
        "{text}"
    );
    assert_eq!(
        harness.get("localhost", "/metrics").send().await.status,
        404,
        "not for the public"
    );
}
