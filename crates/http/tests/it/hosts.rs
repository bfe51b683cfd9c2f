//! From a host to a tenant.

use crate::{
    client::Connection,
    harness::{Harness, config},
};
use panal_http::HttpConfig;

const INFO: &str = "/api/v1/tenant";

#[tokio::test]
async fn hosts_lead_to_their_tenants() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    harness.db.tenant("select").await;
    harness
        .add_domain("clinica1", "miclinica.test", false)
        .await;

    for (host, slug) in [
        ("clinica1.localhost", "clinica1"),
        ("clinica1.localhost:8000", "clinica1"),
        ("CLINICA1.LocalHost", "clinica1"),
        ("clinica1.localhost.", "clinica1"),
        ("clinica1.localhost.:80", "clinica1"),
        ("www.clinica1.localhost", "clinica1"),
        ("miclinica.test", "clinica1"),
        ("www.miclinica.test:443", "clinica1"),
        ("select.localhost", "select"),
    ] {
        let response = harness.get(host, INFO).send().await;
        assert_eq!(response.status, 200, "{host}: {}", response.text());
        assert_eq!(response.json()["slug"], slug, "{host}");
    }

    for (host, status, code) in [
        // The platform has no such route; the route is known, but not here.
        ("localhost", 404, "not_found"),
        ("www.localhost:8000", 404, "not_found"),
        ("nadie.localhost", 404, "tenant_not_found"),
        ("a.clinica1.localhost", 404, "tenant_not_found"),
        ("clinica1.localhost.evil.test", 404, "tenant_not_found"),
        ("evil.test", 404, "tenant_not_found"),
        ("127.0.0.1", 404, "tenant_not_found"),
        ("[::1]:8000", 404, "tenant_not_found"),
        ("api.localhost", 404, "tenant_not_found"),
        ("", 400, "host_invalid"),
        ("clinica1.localhost/../x", 400, "host_invalid"),
        ("clinica1.localhost:port", 400, "host_invalid"),
        ("user@clinica1.localhost", 400, "host_invalid"),
        ("evil.test clinica1.localhost", 400, "host_invalid"),
        ("clinica1.localhost,evil.test", 400, "host_invalid"),
        ("cl\u{ed}nica.localhost", 400, "host_missing"),
        ("-a.localhost", 400, "host_invalid"),
        ("clinica1'--.localhost", 400, "host_invalid"),
    ] {
        let response = harness.get(host, INFO).send().await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (status, code),
            "{host:?}"
        );
    }
}

#[tokio::test]
async fn a_request_without_a_host_is_refused() {
    let harness = Harness::new().await;
    let mut old = Connection::open(harness.server.addr).await;
    old.write(b"GET /api/v1/tenant HTTP/1.0\r\n\r\n")
        .await
        .unwrap();
    let response = old.read(false).await.unwrap();
    assert_eq!(
        (response.status, response.code().as_str()),
        (400, "host_missing")
    );

    // HTTP/1.1 demands a host, so the parser itself refuses, as it does two of them.
    for head in [
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: clinica1.localhost\r\n\r\n",
    ] {
        let mut new = Connection::open(harness.server.addr).await;
        new.write(head.as_bytes()).await.unwrap();
        assert_eq!(new.read(false).await.unwrap().status, 400, "{head}");
    }
}

#[tokio::test]
async fn the_target_in_absolute_form_decides() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let response = harness
        .get("evil.test", "http://clinica1.localhost/api/v1/tenant")
        .send()
        .await;
    assert_eq!(response.json()["slug"], "clinica1");
}

#[tokio::test]
async fn only_trusted_proxies_may_speak_for_a_client() {
    let plain = Harness::with(HttpConfig {
        header_mode: true,
        ..config()
    })
    .await;
    plain.db.tenant("clinica1").await;
    for (name, value) in [
        ("X-Forwarded-Host", "clinica1.localhost"),
        ("Forwarded", "host=clinica1.localhost"),
        ("X-Tenant", "clinica1"),
    ] {
        let response = plain
            .get("localhost", INFO)
            .header(name, value)
            .send()
            .await;
        assert_eq!(response.code(), "not_found", "{name}");
    }
    let response = plain
        .get("localhost", "/health/live")
        .header("X-Request-Id", "chosen-by-client")
        .send()
        .await;
    assert_ne!(response.header("x-request-id"), Some("chosen-by-client"));

    let behind = Harness::with(HttpConfig {
        header_mode: true,
        trusted_proxies: vec!["127.0.0.0/8".to_owned()],
        ..config()
    })
    .await;
    behind.db.tenant("clinica1").await;
    for (name, value) in [
        ("X-Forwarded-Host", "clinica1.localhost"),
        (
            "Forwarded",
            "for=192.0.2.1;host=clinica1.localhost;proto=https",
        ),
        ("X-Tenant", "clinica1"),
    ] {
        let response = behind
            .get("localhost", INFO)
            .header(name, value)
            .send()
            .await;
        assert_eq!(response.status, 200, "{name}: {}", response.text());
    }
    let response = behind
        .get("localhost", "/health/live")
        .header("X-Request-Id", "chosen-by-proxy")
        .send()
        .await;
    assert_eq!(response.header("x-request-id"), Some("chosen-by-proxy"));
    for odd in ["short", "with spaces in it", "quote'quote'quote"] {
        let response = behind
            .get("localhost", "/health/live")
            .header("X-Request-Id", odd)
            .send()
            .await;
        assert_ne!(response.header("x-request-id"), Some(odd));
    }
    let response = behind
        .get("localhost", INFO)
        .header("X-Tenant", "no/slug")
        .send()
        .await;
    assert_eq!(response.code(), "tenant_not_found");
}

#[tokio::test]
async fn tenants_live_under_a_path_too() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let response = harness
        .get("localhost", "/t/clinica1/api/v1/tenant?x=1")
        .send()
        .await;
    assert_eq!(response.json()["slug"], "clinica1", "{}", response.text());
    assert_eq!(response.header("cache-control"), Some("no-store"));

    let response = harness.get("localhost", "/t/clinica1").send().await;
    assert_eq!(
        (response.status, response.header("location")),
        (308, Some("/t/clinica1/"))
    );
    assert_eq!(
        harness.get("localhost", "/t/clinica1/").send().await.status,
        200
    );

    for (path, code) in [
        ("/t/nadie/api/v1/tenant", "tenant_not_found"),
        ("/t/%2e%2e/api/v1/tenant", "tenant_not_found"),
        ("/t//api/v1/tenant", "tenant_not_found"),
        ("/t/clinica1/t/clinica1/api/v1/tenant", "not_found"),
        (
            "/t/clinica1/api/v1/platform/tls-ask?domain=localhost",
            "not_found",
        ),
    ] {
        assert_eq!(
            harness.get("localhost", path).send().await.code(),
            code,
            "{path}"
        );
    }
    // Elsewhere it is a path like any other.
    let response = harness
        .get("clinica1.localhost", "/t/clinica1/api/v1/tenant")
        .send()
        .await;
    assert_eq!(response.code(), "not_found");

    let without = Harness::with(HttpConfig {
        path_mode: false,
        ..config()
    })
    .await;
    without.db.tenant("clinica1").await;
    assert_eq!(
        without
            .get("localhost", "/t/clinica1/api/v1/tenant")
            .send()
            .await
            .code(),
        "not_found"
    );
}

#[tokio::test]
async fn browsers_are_sent_to_the_primary_domain() {
    let harness = Harness::with(HttpConfig {
        redirect_to_primary: true,
        public_port: Some(8000),
        ..config()
    })
    .await;
    harness.db.tenant("clinica1").await;
    let response = harness.get("clinica1.localhost", INFO).send().await;
    assert_eq!(
        response.status, 200,
        "without a domain of its own there is nowhere to go"
    );

    harness.add_domain("clinica1", "miclinica.test", true).await;
    let response = harness
        .until("clinica1.localhost", "/api/v1/tenant?a=b", 308)
        .await;
    assert_eq!(
        response.header("location"),
        Some("http://miclinica.test:8000/api/v1/tenant?a=b")
    );
    let response = harness
        .request("HEAD", "clinica1.localhost", INFO)
        .send()
        .await;
    assert_eq!(response.status, 308);
    let response = harness
        .request("POST", "clinica1.localhost", INFO)
        .send()
        .await;
    assert_eq!(
        response.status, 405,
        "what carries a body is not sent elsewhere"
    );
    assert_eq!(harness.get("miclinica.test", INFO).send().await.status, 200);
    assert_eq!(
        harness
            .get("localhost", "/t/clinica1/api/v1/tenant")
            .send()
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn the_proxy_learns_for_whom_to_get_certificates() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    harness
        .add_domain("clinica1", "miclinica.test", false)
        .await;
    let ask = |domain: &str| {
        harness.get(
            "localhost",
            &format!("/api/v1/platform/tls-ask?domain={domain}"),
        )
    };
    for known in [
        "clinica1.localhost",
        "miclinica.test",
        "www.miclinica.test",
        "localhost",
    ] {
        let response = ask(known).send().await;
        assert_eq!(response.status, 200, "{known}");
        assert_eq!(response.header("cache-control"), Some("no-store"));
    }
    for unknown in [
        "nadie.localhost",
        "evil.test",
        "127.0.0.1",
        "a%20b",
        "x.clinica1.localhost",
    ] {
        assert_eq!(ask(unknown).send().await.status, 404, "{unknown}");
    }
    let response = harness
        .get("localhost", "/api/v1/platform/tls-ask")
        .send()
        .await;
    assert_eq!(
        (response.status, response.code().as_str()),
        (400, "query_invalid")
    );
    assert_eq!(response.json()["errors"][0]["field"], "domain");
    let response = harness
        .get(
            "clinica1.localhost",
            "/api/v1/platform/tls-ask?domain=localhost",
        )
        .send()
        .await;
    assert_eq!(response.code(), "not_found", "it is the platform's route");

    // The proxy calls this server by an address, or by a name of its own network.
    for name in ["127.0.0.1:8000", "[::1]:8000", "serve:8000"] {
        let response = harness
            .get(name, "/api/v1/platform/tls-ask?domain=miclinica.test")
            .send()
            .await;
        assert_eq!(response.status, 200, "{name}");
        assert_eq!(response.header("ratelimit"), None);
        assert_eq!(
            harness.get(name, "/api/v1/platform/me").send().await.code(),
            "tenant_not_found"
        );
    }

    // A name that was asked for too early is known as soon as it is somebody's.
    assert_eq!(ask("tarde.test").send().await.status, 404);
    harness.add_domain("clinica1", "tarde.test", false).await;
    harness
        .until(
            "localhost",
            "/api/v1/platform/tls-ask?domain=tarde.test",
            200,
        )
        .await;
}

/// A made-up name costs a query and a place in memory, so only the proxy itself may ask, and not on a visitor's behalf.
#[tokio::test]
async fn a_visitor_cannot_ask_about_certificates() {
    let harness = Harness::with(HttpConfig {
        rate_limit: 3,
        trusted_proxies: vec!["127.0.0.0/8".to_owned()],
        ..config()
    })
    .await;
    let ask = |path: &str| harness.get("localhost", path);
    for header in [
        ("X-Forwarded-For", "203.0.113.7"),
        ("Forwarded", "for=203.0.113.8"),
        ("X-Forwarded-For", ""),
    ] {
        for path in [
            "/api/v1/platform/tls-ask?domain=localhost",
            "/api/v1/platform/tls%2Dask?domain=localhost",
            "/api/v1/platform/tls-ask",
        ] {
            let response = ask(path).header(header.0, header.1).send().await;
            assert_eq!(
                (response.status, response.code().as_str()),
                (404, "not_found"),
                "{path} {header:?}"
            );
        }
    }
    let visitor =
        ask("/api/v1/platform/tls-ask?domain=localhost").header("X-Forwarded-For", "203.0.113.7");
    assert_eq!(visitor.send().await.code(), "rate_limited");
    assert_eq!(harness.state.directory.entries().await, 0);
    for _ in 0..5 {
        let response = ask("/api/v1/platform/tls-ask?domain=localhost")
            .send()
            .await;
        assert_eq!(
            response.status, 200,
            "the proxy may ask as often as it must"
        );
    }
}
