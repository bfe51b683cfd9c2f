//! A business shows its colour and its logo.

use crate::{
    client::Response,
    harness::Harness,
    rbac::{branch, hire},
    staff::Person,
};
use panal_domain::Role;
use serde_json::{Value, json};

const HOST: &str = "norte.localhost";

/// A PNG as far as anybody looks who measures it.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
    bytes.extend(b"\xff\xc0\0\x11\x08");
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9");
    bytes
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
    bytes.extend(&(width - 1).to_le_bytes()[..3]);
    bytes.extend(&(height - 1).to_le_bytes()[..3]);
    bytes.extend([0; 8]);
    bytes
}

async fn put(person: &Person<'_>, version: &str, kind: &str, bytes: &[u8]) -> Response {
    person
        .request("PUT", "/brand/logo")
        .header("If-Match", version)
        .body(kind, bytes)
        .send()
        .await
}

/// The code of the one field that was refused.
fn fault(answer: &Response) -> String {
    let body = answer.json();
    assert_eq!(body["errors"].as_array().unwrap().len(), 1, "{body}");
    assert_eq!(body["errors"][0]["field"], "logo", "{body}");
    body["errors"][0]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_owner_chooses_a_colour_that_everybody_sees() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let fresh = admin.get("/brand").await;
    assert_eq!(
        (fresh.status, fresh.json()),
        (200, json!({"color": null, "logo": null, "version": 1}))
    );
    let set = admin
        .patch("/brand", "\"1\"", json!({"color": " #8A5aFF "}))
        .await;
    assert_eq!(
        (set.status, set.header("etag")),
        (200, Some("\"2\"")),
        "{}",
        set.text()
    );
    assert_eq!(set.json()["color"], "#8a5aff");
    let public = harness.get(HOST, "/api/v1/tenant").send().await;
    assert_eq!(public.json()["color"], "#8a5aff");
    let same = admin
        .request("GET", "/brand")
        .header("If-None-Match", "\"2\"");
    assert_eq!(same.send().await.status, 304);

    let late = admin
        .patch("/brand", "\"1\"", json!({"color": "#000000"}))
        .await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (412, "version_mismatch")
    );
    let blind = admin
        .request("PATCH", "/brand")
        .json(&json!({"color": null}));
    assert_eq!(blind.send().await.status, 428);
    for (body, code) in [
        (json!({"color": "red"}), "color_invalid"),
        (json!({"color": "#12345"}), "color_invalid"),
        (json!({"color": "#12345g"}), "color_invalid"),
        (json!({"color": "#123456;x"}), "color_invalid"),
        (json!({"color": 7}), "type_invalid"),
        (json!({}), "required"),
        (json!({"color": null, "logo": null}), "unknown_field"),
    ] {
        let refused = admin.patch("/brand", "*", body.clone()).await;
        assert_eq!(refused.status, 422, "{body}");
        assert_eq!(refused.json()["errors"][0]["code"], code, "{body}");
    }

    let cleared = admin.patch("/brand", "\"2\"", json!({"color": null})).await;
    assert_eq!(cleared.json()["color"], Value::Null, "{}", cleared.text());
    let log = admin.get("/audit-log?entity=brand").await.json();
    let log = log["data"].as_array().unwrap();
    assert_eq!(log.len(), 2, "{log:?}");
    assert_eq!(log[1]["changes"], json!({"color": [null, "#8a5aff"]}));
}

#[tokio::test]
async fn a_logo_is_there_for_everybody_under_an_address_of_its_own() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let none = harness.get(HOST, "/api/v1/tenant/logo").send().await;
    assert_eq!((none.status, none.code().as_str()), (404, "not_found"));
    let mut addresses = Vec::new();
    let mut version = 1;
    for (kind, bytes, width, height) in [
        ("image/png", png(320, 16), 320, 16),
        ("image/jpeg", jpeg(4096, 200), 4096, 200),
        ("image/webp", webp(64, 48), 64, 48),
    ] {
        let answer = put(&admin, &format!("\"{version}\""), kind, &bytes).await;
        version += 1;
        assert_eq!(answer.status, 200, "{kind}: {}", answer.text());
        let brand = answer.json();
        assert_eq!(brand["version"], version);
        let logo = brand["logo"].clone();
        assert_eq!(
            (
                &logo["kind"],
                &logo["width"],
                &logo["height"],
                &logo["bytes"]
            ),
            (
                &json!(kind),
                &json!(width),
                &json!(height),
                &json!(bytes.len())
            )
        );
        let url = logo["url"].as_str().unwrap().to_owned();
        let public = harness.get(HOST, "/api/v1/tenant").send().await;
        assert_eq!(public.json()["logo_url"], url.as_str());

        let shown = harness.get(HOST, &url).send().await;
        assert_eq!((shown.status, &shown.body), (200, &bytes), "{kind}");
        for (name, value) in [
            ("content-type", kind),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("cache-control", "public, max-age=31536000, immutable"),
        ] {
            assert_eq!(shown.header(name), Some(value), "{kind}");
        }
        let tag = shown.header("etag").unwrap();
        let again = harness.get(HOST, &url).header("If-None-Match", tag);
        let again = again.send().await;
        assert_eq!((again.status, again.header("etag")), (304, Some(tag)));
        addresses.push(url);
    }
    // An older address shows what there is now, and so must not be kept.
    for path in [addresses[0].as_str(), "/api/v1/tenant/logo"] {
        let shown = harness.get(HOST, path).send().await;
        assert_eq!(
            (shown.status, shown.header("cache-control")),
            (200, Some("no-cache")),
            "{path}"
        );
        assert_eq!(shown.body, webp(64, 48));
    }
    let through = harness
        .get("localhost", "/t/norte/api/v1/tenant")
        .send()
        .await;
    let url = format!("/t/norte{}", addresses[2]);
    assert_eq!(through.json()["logo_url"], url.as_str());
    assert_eq!(harness.get("localhost", &url).send().await.status, 200);

    let removed = admin
        .request("DELETE", "/brand/logo")
        .header("If-Match", "\"4\"")
        .send()
        .await;
    assert_eq!(
        (removed.status, removed.json()),
        (200, json!({"color": null, "logo": null, "version": 5}))
    );
    assert_eq!(harness.get(HOST, &addresses[2]).send().await.status, 404);
    let log = admin.get("/audit-log?entity=brand").await;
    assert_eq!(log.json()["data"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn what_is_no_picture_becomes_no_logo() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for kind in [
        "image/svg+xml",
        "text/html",
        "application/json",
        "image/gif",
    ] {
        let answer = put(&admin, "*", kind, svg).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (415, "logo_kind_unsupported"),
            "{kind}"
        );
    }
    for (kind, bytes, code) in [
        ("image/png", svg.to_vec(), "logo_unreadable"),
        (
            "image/png",
            b"GIF89a\x40\0\x40\0".to_vec(),
            "logo_unreadable",
        ),
        ("image/png", jpeg(64, 64), "logo_kind_mismatch"),
        ("image/webp", png(64, 64), "logo_kind_mismatch"),
        ("image/png", png(64, 64)[..18].to_vec(), "logo_unreadable"),
        ("image/jpeg", jpeg(64, 64)[..22].to_vec(), "logo_unreadable"),
        ("image/webp", webp(64, 64)[..22].to_vec(), "logo_unreadable"),
        ("image/png", Vec::new(), "logo_unreadable"),
        ("image/png", png(15, 64), "logo_dimensions"),
        ("image/png", png(64, 4097), "logo_dimensions"),
        ("image/png", png(u32::MAX, u32::MAX), "logo_dimensions"),
    ] {
        let answer = put(&admin, "*", kind, &bytes).await;
        assert_eq!(answer.status, 422, "{kind} {code}: {}", answer.text());
        assert_eq!(fault(&answer), code, "{kind} {}", bytes.len());
    }
    let mut large = png(64, 64);
    large.resize(512 * 1024, 0);
    let fits = put(&admin, "\"1\"", "image/png", &large).await;
    assert_eq!(fits.status, 200, "{}", fits.text());
    large.push(0);
    let refused = put(&admin, "*", "image/png", &large).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (413, "logo_too_large")
    );
    let shown = admin.get("/brand").await.json();
    assert_eq!(
        (&shown["version"], &shown["logo"]["bytes"]),
        (&json!(2), &json!(512 * 1024))
    );

    let late = put(&admin, "\"1\"", "image/png", &png(64, 64)).await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (412, "version_mismatch")
    );
    let blind = admin
        .request("PUT", "/brand/logo")
        .body("image/png", &png(64, 64));
    assert_eq!(blind.send().await.status, 428);
}

#[tokio::test]
async fn only_who_may_change_the_whole_business_changes_how_it_looks() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let kitchen = clinic.staff(Role::Kitchen).await;
    let north = branch(&clinic, "N").await;
    hire(&clinic, "jefa", Some(north), &[("admin", Some(&[north]))]).await;
    let jefa = clinic.enters("jefa@test.co").await;
    for (person, code) in [
        (&kitchen, "permission_denied"),
        (&jefa, "permission_limited_to_branches"),
    ] {
        let delete = person
            .request("DELETE", "/brand/logo")
            .header("If-Match", "*");
        for answer in [
            person.patch("/brand", "*", json!({"color": null})).await,
            put(person, "*", "image/png", &png(64, 64)).await,
            delete.send().await,
        ] {
            assert_eq!((answer.status, answer.code().as_str()), (403, code));
        }
    }
    assert_eq!(jefa.get("/brand").await.status, 200);
}

#[tokio::test]
async fn a_business_shows_itself_while_it_is_suspended_and_where_its_brand_is_away() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    put(&admin, "*", "image/png", &png(64, 64)).await;
    let set = admin
        .patch("/brand", "*", json!({"color": "#204060"}))
        .await;
    assert_eq!(set.status, 200, "{}", set.text());
    for (column, value) in [("state", "suspended"), ("state", "active")] {
        harness
            .sql(&format!("UPDATE public.tenants SET {column} = '{value}'"))
            .await;
        loop {
            let public = harness.get(HOST, "/api/v1/tenant").send().await;
            assert_eq!(public.status, 200, "{}", public.text());
            assert_eq!(public.json()["color"], "#204060");
            let logo = public.json()["logo_url"].as_str().unwrap().to_owned();
            assert_eq!(harness.get(HOST, &logo).send().await.status, 200);
            if public.json()["state"] == value {
                break;
            }
        }
    }
    harness
        .sql("UPDATE public.subscriptions SET state = 'cancelled', cancelled_at = now()")
        .await;
    harness.until(HOST, "/api/v1/branches", 402).await;
    let public = harness.get(HOST, "/api/v1/tenant").send().await;
    let logo = public.json()["logo_url"].as_str().unwrap().to_owned();
    assert_eq!(harness.get(HOST, &logo).send().await.status, 200);

    // As before the migration that brought it, or while somebody works on the schema.
    harness
        .sql("ALTER TABLE norte.brand RENAME TO elsewhere")
        .await;
    let public = harness.get(HOST, "/api/v1/tenant").send().await;
    assert_eq!(public.status, 200, "{}", public.text());
    assert_eq!(
        (&public.json()["color"], &public.json()["logo_url"]),
        (&Value::Null, &Value::Null)
    );
}
