//! The browser app as the server gives it out, with a small app in the place of the real one.

use crate::{
    client::{Request, Response},
    harness::{Harness, config},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use panal_http::HttpConfig;
use panal_web::Files;
use serde_json::{Value, json};
use std::io::{Read, Write};

const HOST: &str = "clinica1.localhost";
/// What a browser sends when it goes to a page.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

macro_rules! page {
    ($name:literal) => {
        (
            concat!($name, ".html"),
            concat!(
                "<!doctype html><html lang=\"__LANG__\"><head><base href=\"__BASE__\">",
                "<title>__TITLE__</title><!--__HEAD__-->",
                "<script type=\"module\" nonce=\"__NONCE__\" src=\"./assets/",
                $name,
                "-1.js\"></script><link rel=\"stylesheet\" nonce=\"__NONCE__\" href=\"./assets/",
                $name,
                "-1.css\"></head><body><div id=\"root\">",
                $name,
                "</div></body></html>"
            )
            .as_bytes(),
        )
    };
}

/// The app of every test: four pages and a few files.
pub(crate) const APP: [(&str, &[u8]); 10] = [
    page!("staff"),
    page!("public"),
    page!("home"),
    page!("platform"),
    ("assets/staff-1.css", b"body { color: black }"),
    ("assets/staff-1.js", b"import './plain.js'"),
    // Not packed, as in a build that found it not worth it.
    ("assets/plain-1.js", &[b' '; 4096]),
    ("assets/figtree-1.woff2", b"wOF2"),
    ("icon-192.png", b"\x89PNG"),
    ("version.json", b"{\"build\":\"1\"}"),
];

/// The same with the script in three forms.
fn packed() -> (Files, Vec<u8>, Vec<u8>) {
    let script = "export const x = 1;\n".repeat(200).into_bytes();
    let mut gz = GzEncoder::new(Vec::new(), Compression::best());
    gz.write_all(&script).unwrap();
    let gz = gz.finish().unwrap();
    let files = Files::given(APP.into_iter().chain([
        ("assets/staff-2.js", script.as_slice()),
        ("assets/staff-2.js.gz", gz.as_slice()),
        ("assets/staff-2.js.br", b"as Brotli has it".as_slice()),
    ]));
    (files, script, gz)
}

fn browse(harness: &Harness, host: &str, path: &str) -> Request {
    harness.get(host, path).header("Accept", BROWSER)
}

/// Which app a page is.
fn app(response: &Response) -> String {
    assert_eq!(
        response.header("content-type"),
        Some("text/html; charset=utf-8"),
        "{} {}",
        response.status,
        response.text()
    );
    let text = response.text();
    let (_, rest) = text
        .split_once("<div id=\"root\">")
        .unwrap_or_else(|| panic!("{text}"));
    rest.split_once('<').unwrap().0.to_owned()
}

fn meta(response: &Response, name: &str) -> Option<String> {
    let text = response.text();
    let (_, rest) = text.split_once(&format!("\"{name}\" content=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

fn values<'a>(response: &'a Response, name: &str) -> Vec<&'a str> {
    response
        .headers
        .iter()
        .filter(|(known, _)| known == name)
        .flat_map(|(_, value)| value.split(", "))
        .collect()
}

#[tokio::test]
async fn each_address_has_its_app() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    for (host, path, status, expected) in [
        (HOST, "/", 200, "staff"),
        (HOST, "/agenda", 200, "staff"),
        (HOST, "/clientes/018f/notas?x=1", 200, "staff"),
        (HOST, "/admin", 200, "staff"),
        (HOST, "/reservas", 200, "staff"),
        (HOST, "/reservar", 200, "public"),
        (HOST, "/reservar/hora", 200, "public"),
        (HOST, "/cita", 200, "public"),
        (HOST, "/calificar", 200, "public"),
        (HOST, "/oferta", 200, "public"),
        ("localhost", "/", 200, "home"),
        ("localhost", "/registro", 200, "home"),
        ("localhost", "/registro/confirmar", 200, "home"),
        ("localhost", "/admin", 200, "platform"),
        ("localhost", "/admin/tenants", 200, "platform"),
        ("localhost", "/reservar", 404, "home"),
        ("localhost", "/nada", 404, "home"),
        ("localhost", "/t/clinica1/", 200, "staff"),
        ("localhost", "/t/clinica1/agenda", 200, "staff"),
        ("localhost", "/t/clinica1/reservar", 200, "public"),
    ] {
        let response = browse(&harness, host, path).send().await;
        assert_eq!(
            (response.status, app(&response).as_str()),
            (status, expected),
            "{host}{path}"
        );
        let head = harness
            .request("HEAD", host, path)
            .header("Accept", BROWSER)
            .send()
            .await;
        assert_eq!((head.status, head.body.len()), (status, 0), "{host}{path}");
    }
    // The addresses that people give one another are pages for whoever asks: previews are made by programs.
    for (host, path, expected) in [
        (HOST, "/", "staff"),
        (HOST, "/reservar", "public"),
        ("localhost", "/", "home"),
    ] {
        let response = harness.get(host, path).header("Accept", "*/*").send().await;
        assert_eq!(app(&response), expected, "{host}{path}");
    }
}

#[tokio::test]
async fn programs_learn_that_there_is_nothing_at_a_path() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    for accept in ["", "*/*", "application/json", "text/html;q=0", "text/plain"] {
        for (host, path) in [(HOST, "/agenda"), ("localhost", "/nada")] {
            let response = harness
                .get(host, path)
                .header("Accept", accept)
                .send()
                .await;
            assert_eq!(
                (response.status, response.code().as_str()),
                (404, "not_found"),
                "{accept} {host}{path}"
            );
            assert!(values(&response, "vary").contains(&"accept"));
        }
    }
    // Not even a browser gets a page where the API and the files are.
    for path in [
        "/api",
        "/api/v1/nada",
        "/api/v1/clients/nada",
        "/health/nada",
        "/assets",
        "/assets/nada.js",
        "/nada.php",
        "/staff.html",
        "/t/clinica1/agenda/../api/nada",
    ] {
        let response = browse(&harness, HOST, path).send().await;
        if path.starts_with("/t/") {
            assert_eq!(app(&response), "staff", "a path like any other: {path}");
            continue;
        }
        assert!(
            [401, 404].contains(&response.status),
            "{path}: {}",
            response.status
        );
        assert_ne!(response.code(), "", "{path}");
    }
    let response = browse(&harness, "localhost", "/t/clinica1/api/v1/nada")
        .send()
        .await;
    assert_eq!(response.code(), "not_found");
    for method in ["POST", "DELETE"] {
        let response = harness
            .request(method, HOST, "/agenda")
            .header("Accept", BROWSER)
            .send()
            .await;
        assert_eq!(response.code(), "not_found", "{method}");
    }
}

#[tokio::test]
async fn a_page_runs_what_carries_its_nonce_and_no_nonce_comes_twice() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let mut nonces = Vec::new();
    for (host, path) in [
        (HOST, "/"),
        (HOST, "/"),
        (HOST, "/reservar"),
        ("localhost", "/"),
        ("localhost", "/admin"),
    ] {
        let response = browse(&harness, host, path).send().await;
        let policy = response.header("content-security-policy").unwrap();
        let (_, rest) = policy.split_once("script-src 'self' 'nonce-").unwrap();
        let nonce = rest.split_once('\'').unwrap().0.to_owned();
        assert_eq!(nonce.len(), 24, "16 bytes: {nonce}");
        let text = response.text();
        assert_eq!(text.matches(&format!("nonce=\"{nonce}\"")).count(), 2);
        assert!(!text.contains("__"), "{text}");
        // What a page may do is written here once more, so that nobody widens it unseen.
        let attributes = match (host, path) {
            (HOST, "/") => " style-src-attr 'unsafe-inline';",
            _ => "",
        };
        assert_eq!(
            policy.replace(&nonce, "N"),
            format!(
                "default-src 'none'; script-src 'self' 'nonce-N'; style-src 'self' 'nonce-N';{attributes} \
                 img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
                 worker-src 'self'; frame-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; \
                 object-src 'none'"
            )
        );
        assert_eq!(response.header("cache-control"), Some("no-cache"));
        assert_eq!(response.header("etag"), None);
        for name in ["accept", "accept-language", "origin"] {
            assert!(values(&response, "vary").contains(&name), "{name}");
        }
        nonces.push(nonce);
    }
    let count = nonces.len();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), count);
}

#[tokio::test]
async fn a_page_introduces_its_business() {
    let harness = Harness::with(HttpConfig {
        public_port: Some(8000),
        ..config()
    })
    .await;
    harness.db.tenant("clinica1").await;
    harness
        .sql("UPDATE public.tenants SET name = '<b>Sol & Luna</b> __NONCE__', locale = 'es-PE'")
        .await;
    let page = browse(&harness, HOST, "/reservar?utm_source=x")
        .send()
        .await;
    assert!(
        page.text()
            .contains("<title>Reserve en &lt;b&gt;Sol &amp; Luna&lt;/b&gt; __NONCE__</title>"),
        "{}",
        page.text()
    );
    let property = |name: &str| meta(&page, name);
    assert_eq!(
        property("og:url").as_deref(),
        Some("http://clinica1.localhost:8000/reservar")
    );
    assert_eq!(property("og:locale").as_deref(), Some("es_PE"));
    assert_eq!(property("og:type").as_deref(), Some("website"));
    assert_eq!(property("og:image"), None);
    assert_eq!(property("robots"), None, "customers may find it");
    assert!(property("description").unwrap().contains("Elija"));
    assert!(page.text().contains("lang=\"es\""));
    assert!(page.text().contains("<base href=\"/\">"));

    let english = browse(&harness, HOST, "/reservar")
        .header("Accept-Language", "en")
        .send()
        .await;
    assert!(english.text().contains("<title>Book at &lt;b&gt;"));
    assert!(english.text().contains("lang=\"en\""));

    let in_path = browse(&harness, "localhost", "/t/clinica1/reservar")
        .send()
        .await;
    assert!(in_path.text().contains("<base href=\"/t/clinica1/\">"));
    assert_eq!(
        meta(&in_path, "og:url").as_deref(),
        Some("http://clinica1.localhost:8000/reservar"),
        "one address, however it was reached"
    );

    harness.add_domain("clinica1", "miclinica.test", true).await;
    harness
        .sql("UPDATE public.tenants SET logo_url = 'https://cdn.test/logo.png'")
        .await;
    loop {
        let page = browse(&harness, HOST, "/reservar").send().await;
        if meta(&page, "og:image").is_some() && page.text().contains("miclinica.test") {
            assert_eq!(
                meta(&page, "og:image").as_deref(),
                Some("https://cdn.test/logo.png")
            );
            assert_eq!(
                meta(&page, "og:url").as_deref(),
                Some("http://miclinica.test:8000/reservar")
            );
            break;
        }
    }
}

#[tokio::test]
async fn a_business_shows_its_colour_and_logo() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    harness
        .sql(&format!(
            "UPDATE {}.brand SET color = '#3a5f0b', logo = 'x', logo_kind = 'image/png', logo_width = 320, \
             logo_height = 320, logo_bytes = 1, logo_digest = repeat('0123456789abcdef', 4)",
            clinic.tenant.schema.quoted()
        ))
        .await;
    // The picture has one address, which programs of other servers can read, however the page was reached.
    for (host, base) in [("sol.localhost", ""), ("localhost", "/t/sol")] {
        let page = browse(&harness, host, &format!("{base}/reservar"))
            .send()
            .await;
        assert_eq!(
            meta(&page, "og:image").as_deref(),
            Some("http://sol.localhost/api/v1/tenant/logo?v=0123456789abcdef"),
            "{}",
            page.text()
        );
        assert_eq!(meta(&page, "theme-color").as_deref(), Some("#3a5f0b"));
        let manifest = harness
            .get(host, &format!("{base}/manifest.webmanifest"))
            .send()
            .await;
        assert_eq!(manifest.json()["theme_color"], "#3a5f0b");
    }
    let logo = harness
        .get("sol.localhost", "/api/v1/tenant/logo?v=0123456789abcdef")
        .send()
        .await;
    assert_eq!(logo.body, b"x");
    let platform = browse(&harness, "localhost", "/").send().await;
    // One for day, one for night.
    assert_eq!(platform.text().matches("theme-color").count(), 2);
}

#[tokio::test]
async fn what_is_for_staff_or_by_link_is_not_for_search_engines() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    for (host, path, indexed, referrer) in [
        (HOST, "/reservar", true, "strict-origin-when-cross-origin"),
        (HOST, "/cita", false, "no-referrer"),
        (HOST, "/calificar", false, "no-referrer"),
        (HOST, "/oferta", false, "no-referrer"),
        (HOST, "/", false, "strict-origin-when-cross-origin"),
        ("localhost", "/", true, "strict-origin-when-cross-origin"),
        (
            "localhost",
            "/admin",
            false,
            "strict-origin-when-cross-origin",
        ),
        (
            "localhost",
            "/nada",
            false,
            "strict-origin-when-cross-origin",
        ),
    ] {
        let page = browse(&harness, host, path).send().await;
        let robots = meta(&page, "robots");
        assert_eq!(robots.is_none(), indexed, "{host}{path} {robots:?}");
        assert_eq!(
            page.header("referrer-policy"),
            Some(referrer),
            "{host}{path}"
        );
    }
    let rules = harness.get(HOST, "/robots.txt").send().await.text();
    assert!(rules.contains("Allow: /reservar\n") && rules.contains("Disallow: /\n"));
    let rules = harness.get("localhost", "/robots.txt").send().await.text();
    assert!(rules.contains("Disallow: /admin\n") && !rules.contains("Disallow: /\n"));
}

#[tokio::test]
async fn a_file_comes_in_the_form_that_the_browser_reads_best() {
    let (files, script, gz) = packed();
    let harness = Harness::with_pages(config(), files).await;
    harness.db.tenant("clinica1").await;
    let br: &[u8] = b"as Brotli has it";
    let mut tags = Vec::new();
    for (accepted, encoding, body) in [
        (None, None, script.as_slice()),
        (Some("identity"), None, &script),
        (Some("gzip"), Some("gzip"), &gz),
        (Some("gzip, deflate, br, zstd"), Some("br"), br),
        (Some("br;q=0.5, gzip;q=0.9"), Some("gzip"), &gz),
        (Some("br;q=0, gzip"), Some("gzip"), &gz),
        (Some("br;q=0, gzip;q=0"), None, &script),
        (Some("zstd"), None, &script),
    ] {
        let ask = || {
            let request = harness.get(HOST, "/assets/staff-2.js");
            match accepted {
                Some(accepted) => request.header("Accept-Encoding", accepted),
                None => request,
            }
        };
        let response = ask().send().await;
        assert_eq!(response.status, 200);
        assert_eq!(
            response.header("content-encoding"),
            encoding,
            "{accepted:?}"
        );
        assert_eq!(response.body, body, "{accepted:?}");
        for (name, value) in [
            ("content-type", "text/javascript; charset=utf-8"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(response.header(name), Some(value));
        }
        assert!(values(&response, "vary").contains(&"accept-encoding"));
        let tag = response.header("etag").unwrap().to_owned();
        assert!(tag.starts_with('"'), "strong: {tag}");
        let again = ask().header("If-None-Match", &tag).send().await;
        assert_eq!((again.status, again.body.len()), (304, 0));
        assert_eq!(again.header("etag"), Some(tag.as_str()));
        let other = ask().header("If-None-Match", "\"0\"").send().await;
        assert_eq!(other.status, 200);
        let head = harness
            .request("HEAD", HOST, "/assets/staff-2.js")
            .send()
            .await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(
            head.header("content-length"),
            Some(script.len().to_string().as_str())
        );
        tags.push((encoding, tag));
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "each form has a tag of its own: {tags:?}");
    let mut unpacked = Vec::new();
    GzDecoder::new(gz.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, script);
    // Nor is a file packed on the way that the build left as it is: its tag names these bytes.
    let plain = harness
        .get(HOST, "/assets/plain-1.js")
        .header("Accept-Encoding", "gzip")
        .send()
        .await;
    assert_eq!(
        (plain.header("content-encoding"), plain.body.len()),
        (None, 4096)
    );
}

#[tokio::test]
async fn a_file_of_before_an_upgrade_is_missing_and_not_a_page() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    for path in [
        "/assets/staff-0.js",
        "/assets/",
        "/assets/../version.json",
        "/assets/%2e%2e/version.json",
        "/assets/..%2fversion.json",
    ] {
        let response = browse(&harness, HOST, path).send().await;
        assert_eq!(
            (response.status, response.code().as_str()),
            (404, "not_found")
        );
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
    }
    let version = harness.get(HOST, "/version.json").send().await;
    assert_eq!(version.json(), json!({"build": "1"}));
    assert_eq!(version.header("cache-control"), Some("no-cache"));
    let tag = version.header("etag").unwrap().to_owned();
    let again = harness
        .get(HOST, "/version.json")
        .header("If-None-Match", &tag)
        .send()
        .await;
    assert_eq!(again.status, 304);
    let response = harness.request("POST", HOST, "/version.json").send().await;
    assert_eq!(
        (response.status, response.code().as_str()),
        (405, "method_not_allowed")
    );
}

#[tokio::test]
async fn the_home_screen_shows_the_business() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    harness
        .sql("UPDATE public.tenants SET name = 'Clínica Dental Norte'")
        .await;
    let manifest = |host: &'static str, path: &'static str| {
        let request = harness.get(host, path);
        async move {
            let response = request.send().await;
            assert_eq!(
                response.header("content-type"),
                Some("application/manifest+json")
            );
            response.json()
        }
    };
    let own = manifest(HOST, "/manifest.webmanifest").await;
    assert_eq!(
        (
            &own["name"],
            &own["short_name"],
            &own["start_url"],
            &own["scope"]
        ),
        (
            &json!("Clínica Dental Norte"),
            &json!("Clínica"),
            &json!("/"),
            &json!("/")
        )
    );
    let icons: Vec<&Value> = own["icons"].as_array().unwrap().iter().collect();
    assert_eq!(icons.len(), 2, "those that the app has: {icons:?}");
    for icon in icons {
        let icon = harness
            .get(HOST, icon["src"].as_str().unwrap())
            .send()
            .await;
        assert_eq!(icon.status, 200);
    }
    let in_path = manifest("localhost", "/t/clinica1/manifest.webmanifest").await;
    assert_eq!(in_path["start_url"], "/t/clinica1/");
    assert_eq!(in_path["icons"][0]["src"], "/t/clinica1/icon-192.png");
    let platform = manifest("localhost", "/manifest.webmanifest").await;
    assert_eq!(platform["name"], "Panal");
}

#[tokio::test]
async fn people_read_what_is_wrong_and_programs_get_the_problem() {
    let harness = Harness::new().await;
    let unknown = browse(&harness, "nadie.localhost", "/reservar")
        .send()
        .await;
    assert_eq!(unknown.status, 404);
    assert!(
        unknown
            .text()
            .contains("<h1>Aquí no hay ningún negocio</h1>")
    );
    let policy = unknown.header("content-security-policy").unwrap();
    let (_, rest) = policy.split_once("style-src 'nonce-").unwrap();
    let nonce = rest.split_once('\'').unwrap().0;
    assert!(
        unknown
            .text()
            .contains(&format!("<style nonce=\"{nonce}\">"))
    );
    assert_eq!(unknown.header("cache-control"), Some("no-store"));
    assert_eq!(unknown.header("referrer-policy"), Some("no-referrer"));
    assert!(values(&unknown, "vary").contains(&"accept"));
    let english = browse(&harness, "nadie.localhost", "/")
        .header("Accept-Language", "en")
        .send()
        .await;
    assert!(english.text().contains("There is no business here"));
    let odd = browse(&harness, "a b", "/").send().await;
    assert_eq!(odd.status, 400);
    assert!(odd.text().contains("<h1>"));
    for (host, path) in [("nadie.localhost", "/"), ("nadie.localhost", "/api/v1/me")] {
        let program = harness.get(host, path).send().await;
        assert_eq!(program.code(), "tenant_not_found");
    }
    let api = browse(&harness, "nadie.localhost", "/api/v1/me")
        .send()
        .await;
    assert_eq!(api.code(), "tenant_not_found");
    let changed = harness
        .request("POST", "nadie.localhost", "/")
        .header("Accept", BROWSER)
        .send()
        .await;
    assert_eq!(changed.code(), "tenant_not_found");
}

#[tokio::test]
async fn a_business_that_does_not_serve_tells_people_so() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    for (state, status, title) in [
        ("suspended", 403, "Este negocio está suspendido"),
        ("maintenance", 503, "Este negocio está en mantenimiento"),
        ("provisioning", 503, "Estamos preparando este negocio"),
        ("deleting", 410, "Este negocio fue eliminado"),
    ] {
        harness
            .sql(&format!("UPDATE public.tenants SET state = '{state}'"))
            .await;
        let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
        let page = loop {
            let page = browse(&harness, HOST, "/").send().await;
            if page.text().contains(&format!("<h1>{title}</h1>")) {
                break page;
            }
            assert!(tokio::time::Instant::now() < deadline, "{}", page.text());
        };
        assert_eq!(page.status, status);
        assert_eq!(page.header("retry-after").is_some(), status == 503);
        assert_eq!(page.text().contains("Intentar de nuevo"), status == 503);
        // Whoever has the app open still gets the rest of it.
        let file = harness.get(HOST, "/assets/staff-1.js").send().await;
        assert_eq!(file.status, 200, "{state}");
        let version = harness.get(HOST, "/version.json").send().await;
        assert_eq!(version.status, 200, "{state}");
        // But nothing of the business.
        for path in [
            "/api/v1/clients",
            "/assets/../api/v1/clients",
            "/api/v1/x.js",
        ] {
            let refused = harness.get(HOST, path).send().await;
            assert_ne!(refused.status, 200, "{state} {path}");
            assert_ne!(refused.status, 401, "{state} {path}");
        }
    }
}

#[tokio::test]
async fn whoever_does_not_pay_keeps_the_app_and_customers_are_told() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let subscription = |what: &str| {
        format!(
            "UPDATE public.subscriptions SET {what} \
             WHERE tenant_id = (SELECT id FROM public.tenants WHERE slug = 'clinica1')"
        )
    };
    harness
        .sql(&subscription(
            "state = 'suspended', suspended_at = now() - interval '1 day'",
        ))
        .await;
    let info = |expected: &'static str| {
        let harness = &harness;
        async move {
            let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
            loop {
                let info = harness.get(HOST, "/api/v1/tenant").send().await.json();
                if info["subscription_state"] == expected {
                    return;
                }
                assert!(tokio::time::Instant::now() < deadline, "{info}");
            }
        }
    };
    info("suspended").await;
    for (path, expected) in [("/", "staff"), ("/plan", "staff"), ("/reservar", "public")] {
        let page = browse(&harness, HOST, path).send().await;
        assert_eq!((page.status, app(&page).as_str()), (200, expected));
    }
    harness
        .sql(&subscription("state = 'cancelled', cancelled_at = now()"))
        .await;
    info("cancelled").await;
    let staff = browse(&harness, HOST, "/").send().await;
    assert_eq!((staff.status, app(&staff).as_str()), (200, "staff"));
    let customer = browse(&harness, HOST, "/reservar").send().await;
    assert_eq!(customer.status, 402);
    assert!(customer.text().contains("ya no atiende por aquí"));
    let program = harness.get(HOST, "/reservar").send().await;
    assert_eq!(program.code(), "subscription_cancelled");
}

#[tokio::test]
async fn without_the_app_the_server_says_how_to_build_it_and_the_api_works() {
    let harness = Harness::with_pages(config(), Files::given([])).await;
    harness.db.tenant("clinica1").await;
    for (host, path) in [(HOST, "/"), (HOST, "/reservar"), ("localhost", "/admin")] {
        let page = browse(&harness, host, path).send().await;
        assert_eq!(page.status, 503, "{host}{path}");
        assert!(page.text().contains("npm ci &amp;&amp; npm run build"));
        let program = harness.get(host, path).send().await;
        assert_eq!(program.code(), "ui_not_built");
    }
    let response = harness.get(HOST, "/version.json").send().await;
    assert_eq!(response.code(), "not_found");
    for path in [
        "/favicon.svg",
        "/robots.txt",
        "/manifest.webmanifest",
        "/api/docs/",
    ] {
        assert_eq!(harness.get(HOST, path).send().await.status, 200, "{path}");
    }
    let info = harness.get(HOST, "/api/v1/tenant").send().await;
    assert_eq!(info.json()["slug"], "clinica1");
}

#[tokio::test]
async fn a_page_and_all_its_files_fit_into_what_an_address_may_ask_for() {
    let usual = Harness::with(HttpConfig {
        rate_limit: HttpConfig::default().rate_limit,
        ..config()
    })
    .await;
    usual.db.tenant("clinica1").await;
    // Ten people behind one address open the app at once: a page and thirty files each.
    for person in 0..10 {
        let page = browse(&usual, HOST, "/").send().await;
        assert_eq!(page.status, 200, "{person}");
        for file in 0..30 {
            let file = usual
                .get(HOST, &format!("/assets/staff-1.js?{file}"))
                .send()
                .await;
            assert_eq!(file.status, 200, "{person}");
        }
    }
}
