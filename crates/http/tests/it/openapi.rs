//! The API's description.

use crate::harness::Harness;
use std::{
    io::Write,
    process::{Command, Stdio},
};

#[tokio::test]
async fn it_is_served_on_every_site() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let expected = serde_json::to_value(panal_http::openapi()).unwrap();
    for host in ["localhost", "clinica1.localhost"] {
        let response = harness.get(host, "/api/openapi.json").send().await;
        assert_eq!(response.header("content-type"), Some("application/json"));
        assert_eq!(response.json(), expected);
    }
    assert!(expected["openapi"].as_str().unwrap().starts_with("3.1"));
    // Under a path, its own page and every other program must find the routes there.
    let response = harness
        .get("localhost", "/t/clinica1/api/openapi.json")
        .send()
        .await;
    assert_eq!(response.json()["servers"][0]["url"], "/t/clinica1");
}

#[test]
fn it_changes_knowingly() {
    insta::assert_json_snapshot!("openapi", panal_http::openapi(), {".info.version" => "[version]"});
}

#[test]
fn every_route_documents_its_problems_and_its_tag() {
    let document = serde_json::to_value(panal_http::openapi()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert_eq!(
                operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
                    ["$ref"],
                "#/components/schemas/Problem",
                "{name}"
            );
            assert!(operation["tags"][0].is_string(), "{name} has no tag");
            assert!(operation["summary"].is_string(), "{name} has no summary");
        }
    }
}

#[test]
fn a_validator_accepts_it() {
    let Some(python) = std::env::var_os("PANAL_TEST_PYTHON") else {
        eprintln!("SKIPPED: PANAL_TEST_PYTHON names no Python with openapi-spec-validator");
        return;
    };
    let document = serde_json::to_string(&panal_http::openapi()).unwrap();
    let mut validator = Command::new(python)
        .args(["-m", "openapi_spec_validator", "--errors", "all", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("PANAL_TEST_PYTHON runs");
    validator
        .stdin
        .take()
        .unwrap()
        .write_all(document.as_bytes())
        .unwrap();
    let output = validator.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
