//! A receptionist keeps the clinic's clients.

use crate::{
    client::Response,
    harness::{Harness, config},
    staff::Person,
};
use panal_domain::Role;
use panal_http::HttpConfig;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn faults(answer: &Response) -> Vec<String> {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (422, "validation_failed"),
        "{}",
        answer.text()
    );
    let mut faults: Vec<String> = answer.json()["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|fault| {
            format!(
                "{} {}",
                fault["field"].as_str().unwrap(),
                fault["code"].as_str().unwrap()
            )
        })
        .collect();
    faults.sort();
    faults
}

fn path(client: &Value) -> String {
    format!("/clients/{}", client["id"].as_str().expect("id"))
}

#[tokio::test]
async fn a_client_is_registered_read_changed_deleted_and_restored() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let answer = ana
        .post(
            "/clients",
            json!({
                "document_kind": "dni", "document_number": "45.678.912", "first_name": "  José  ", "last_name": "Quispe  Mamani",
                "email": "Jose@Example.COM", "phone": "987 654 321", "birthday": "1990-05-17", "notes": "Prefiere la tarde.\nAlérgico.",
                "tags": ["VIP", "vip", "Ortodoncia"], "preferred_contact": "whatsapp"
            }),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let jose = answer.json();
    assert_eq!(
        answer.header("location"),
        Some(format!("/api/v1{}", path(&jose)).as_str())
    );
    assert_eq!(jose["document_number"], "45678912");
    assert_eq!(
        (&jose["first_name"], &jose["last_name"]),
        (&json!("José"), &json!("Quispe Mamani"))
    );
    assert_eq!(
        (&jose["email"], &jose["phone"]),
        (&json!("jose@example.com"), &json!("+51987654321"))
    );
    assert_eq!(jose["tags"], json!(["ortodoncia", "vip"]));
    assert_eq!(jose["notes"], "Prefiere la tarde.\nAlérgico.");
    assert_eq!(jose["deleted_at"], Value::Null);

    let read = ana.get(&path(&jose)).await;
    assert_eq!(
        (read.status, read.header("etag"), read.json()),
        (200, Some("\"1\""), jose.clone())
    );
    let unchanged = ana
        .request("GET", &path(&jose))
        .header("If-None-Match", "W/\"1\"")
        .send()
        .await;
    assert_eq!(
        (unchanged.status, unchanged.header("etag")),
        (304, Some("\"1\""))
    );

    let changed = ana
        .patch(
            &path(&jose),
            "\"1\"",
            json!({"phone": null, "last_name": "Quispe", "tags": []}),
        )
        .await;
    assert_eq!(
        (changed.status, changed.header("etag")),
        (200, Some("\"2\"")),
        "{}",
        changed.text()
    );
    let changed = changed.json();
    assert_eq!(
        (&changed["phone"], &changed["last_name"], &changed["tags"]),
        (&Value::Null, &json!("Quispe"), &json!([]))
    );
    assert_eq!(changed["email"], "jose@example.com");
    let same = ana.patch(&path(&jose), "\"2\"", json!({})).await;
    assert_eq!(same.header("etag"), Some("\"2\""));

    let gone = ana
        .request("DELETE", &path(&jose))
        .header("If-Match", "\"2\"")
        .send()
        .await;
    assert_eq!(gone.status, 204);
    assert_eq!(ana.get(&path(&jose)).await.code(), "not_found");
    assert!(ana.names("").await.is_empty());
    assert_eq!(ana.names("filter[deleted]=true").await, ["José"]);
    let back = ana
        .request("POST", &format!("{}/restore", path(&jose)))
        .send()
        .await;
    assert_eq!(
        (back.status, back.header("etag")),
        (200, Some("\"4\"")),
        "{}",
        back.text()
    );
    assert_eq!(ana.names("").await, ["José"]);
    assert_eq!(clinic.count("audit_log WHERE entity = 'clients' AND actor_kind = 'user' AND request_id IS NOT NULL").await, 4);
}

#[tokio::test]
async fn a_change_says_which_version_it_changes() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let jose = ana.registers(json!({"first_name": "José"})).await;
    let bare = ana
        .request("PATCH", &path(&jose))
        .json(&json!({"first_name": "Pepe"}))
        .send()
        .await;
    assert_eq!(
        (bare.status, bare.code().as_str()),
        (428, "precondition_required")
    );
    assert_eq!(ana.request("DELETE", &path(&jose)).send().await.status, 428);
    for stale in ["\"2\"", "\"abc\"", "nonsense"] {
        let answer = ana
            .patch(&path(&jose), stale, json!({"first_name": "Pepe"}))
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (412, "version_mismatch"),
            "{stale}"
        );
    }
    // Of two who read the same version, one changes it.
    let at = path(&jose);
    let (one, two) = tokio::join!(
        ana.patch(&at, "\"1\"", json!({"first_name": "Pepe"})),
        ana.patch(&at, "\"1\"", json!({"first_name": "Chepe"}))
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let nobody = ana
        .patch(
            "/clients/0199a000-0000-7000-8000-000000000000",
            "*",
            json!({}),
        )
        .await;
    assert_eq!((nobody.status, nobody.code().as_str()), (404, "not_found"));
    assert_eq!(ana.get("/clients/not-a-uuid").await.status, 400);
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_in_the_reader_s_language() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let body = json!({
        "first_name": "123", "email": "x", "phone": "12", "birthday": "2999-01-01", "document_kind": "dni",
        "document_number": "1", "tags": ["a,b", 3], "preferred_contact": "pigeon", "notes": 5,
        "id": "0199a000-0000-7000-8000-000000000000", "tenant_id": "x", "version": 9, "deleted_at": null, "search": "x"
    });
    let answer = ana.post("/clients", body.clone()).await;
    assert_eq!(
        faults(&answer),
        [
            "birthday birthday_in_future",
            "deleted_at unknown_field",
            "document_number document_invalid",
            "email email_invalid",
            "first_name person_name_without_letters",
            "id unknown_field",
            "notes type_invalid",
            "phone phone_invalid",
            "preferred_contact preferred_contact_unknown",
            "search unknown_field",
            "tags.0 tag_with_comma",
            "tags.1 type_invalid",
            "tenant_id unknown_field",
            "version unknown_field",
        ]
    );
    assert_eq!(answer.json()["title"], "Hay datos que corregir");
    let english = ana
        .request("POST", "/clients")
        .header("Accept-Language", "en-US")
        .json(&body)
        .send()
        .await;
    assert_eq!(english.json()["title"], "Some values need correction");
    assert_eq!(
        faults(&ana.post("/clients", json!({})).await),
        ["first_name required"]
    );
    assert_eq!(
        faults(&ana.post("/clients", json!({"first_name": null})).await),
        ["first_name required"]
    );
    assert_eq!(
        faults(
            &ana.post(
                "/clients",
                json!({"first_name": "A", "document_kind": "cc"})
            )
            .await
        ),
        ["document_number document_incomplete"]
    );
    assert_eq!(
        faults(
            &ana.post(
                "/clients",
                json!({"first_name": "A", "document_number": "12345678"})
            )
            .await
        ),
        ["document_kind document_incomplete"]
    );
    assert_eq!(
        faults(
            &ana.post(
                "/clients",
                json!({"first_name": "A", "document_kind": "zz", "document_number": "1"})
            )
            .await
        ),
        ["document_kind document_kind_unknown"]
    );
    let jose = ana.registers(json!({"first_name": "José"})).await;
    let patched = ana
        .patch(
            &path(&jose),
            "*",
            json!({"first_name": null, "role": "admin"}),
        )
        .await;
    assert_eq!(
        faults(&patched),
        ["first_name required", "role unknown_field"]
    );
    for (body, status) in [("[1]", 422), ("{", 400), ("\"x\"", 422)] {
        let answer = ana
            .request("POST", "/clients")
            .body("application/json", body.as_bytes())
            .send()
            .await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
    }
    assert_eq!(clinic.count("clients").await, 1);
}

#[tokio::test]
async fn a_document_belongs_to_one_client() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let dni = json!({"first_name": "José", "document_kind": "dni", "document_number": "45678912"});
    let jose = ana.registers(dni.clone()).await;
    let twin = ana.post("/clients", dni.clone()).await;
    assert_eq!(
        (twin.status, twin.code().as_str()),
        (409, "client_document_taken")
    );
    let eva = ana.registers(json!({"first_name": "Eva"})).await;
    let steal = ana
        .patch(
            &path(&eva),
            "*",
            json!({"document_kind": "dni", "document_number": "45678912"}),
        )
        .await;
    assert_eq!(steal.code(), "client_document_taken");
    assert_eq!(
        ana.request("DELETE", &path(&jose))
            .header("If-Match", "*")
            .send()
            .await
            .status,
        204
    );
    ana.registers(dni).await;
    let restore = ana
        .request("POST", &format!("{}/restore", path(&jose)))
        .send()
        .await;
    assert_eq!(
        (restore.status, restore.code().as_str()),
        (409, "client_document_taken")
    );
}

async fn keyed(ana: &Person<'_>, key: &str, body: &Value) -> Response {
    ana.request("POST", "/clients")
        .header("Idempotency-Key", key)
        .json(body)
        .send()
        .await
}

#[tokio::test]
async fn a_request_that_is_sent_again_takes_effect_once() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let (ana, eva) = (
        clinic.staff(Role::Admin).await,
        clinic.staff(Role::Empleado).await,
    );
    let body = json!({"first_name": "José", "notes": "x"});
    let first = keyed(&ana, "k-1", &body).await;
    let again = keyed(&ana, "k-1", &body).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.json(), again.json());
    assert_eq!(first.body, again.body);
    for header in ["etag", "location", "content-type"] {
        assert_eq!(first.header(header), again.header(header), "{header}");
    }
    assert_eq!(
        (
            first.header("idempotency-replayed"),
            again.header("idempotency-replayed")
        ),
        (None, Some("true"))
    );
    let other = keyed(&ana, "k-1", &json!({"first_name": "Josefa"})).await;
    assert_eq!(
        (other.status, other.code().as_str()),
        (422, "idempotency_key_reused")
    );
    // Another person's key is another key.
    assert_eq!(
        keyed(&eva, "k-1", &json!({"first_name": "Luz"}))
            .await
            .status,
        201
    );
    // What failed may be tried again.
    let dni = json!({"first_name": "Pío", "document_kind": "dni", "document_number": "45678912"});
    let pio = ana.registers(dni.clone()).await;
    assert_eq!(keyed(&ana, "k-2", &dni).await.status, 409);
    ana.request("DELETE", &path(&pio))
        .header("If-Match", "*")
        .send()
        .await;
    assert_eq!(keyed(&ana, "k-2", &dni).await.status, 201);
    for bad in ["", " ", "ñ", "a b", &"k".repeat(256)] {
        let answer = keyed(&ana, bad, &body).await;
        assert_eq!(answer.status, 400, "{bad:?}: {}", answer.text());
    }
    assert_eq!(clinic.count("clients WHERE first_name = 'José'").await, 1);
}

#[tokio::test]
async fn twenty_at_once_with_one_key_make_one_client() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let body = json!({"first_name": "José"});
    let answers = futures_util::future::join_all((0..20).map(|_| keyed(&ana, "same", &body))).await;
    let mut ids = BTreeSet::new();
    for answer in &answers {
        assert_eq!(answer.status, 201, "{}", answer.text());
        ids.insert(answer.json()["id"].to_string());
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(
        answers
            .iter()
            .filter(|answer| answer.header("idempotency-replayed").is_none())
            .count(),
        1
    );
    assert_eq!(clinic.count("clients").await, 1);
    assert_eq!(
        clinic
            .count("audit_log WHERE action = 'create' AND entity = 'clients'")
            .await,
        1
    );
}

#[tokio::test]
async fn lists_come_in_pages_sorted_filtered_and_searched() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    for (first, last, birthday) in [
        ("José", "Álvarez", "1990-01-01"),
        ("Ana", "Ñúñez", "1985-06-01"),
        ("Luz", "Zapata", "2001-02-03"),
        ("Pío", "Abad", "1970-12-31"),
        ("Eva", "Núñez", "1999-09-09"),
    ] {
        ana.registers(json!({"first_name": first, "last_name": last, "birthday": birthday, "phone": "987654321", "tags": [first]})).await;
    }
    let page = ana
        .get(
            "/clients?per_page=2&page=2&sort=last_name&q=&filter%5Bbirthday%5D%5Bgte%5D=1971-01-01",
        )
        .await;
    let body = page.json();
    assert_eq!(
        (&body["page"], &body["per_page"], &body["total"]),
        (&json!(2), &json!(2), &json!(4)),
        "{body}"
    );
    assert_eq!(page.header("x-total-count"), Some("4"));
    let link = page.header("link").unwrap();
    for relation in ["first", "prev", "last"] {
        assert!(link.contains(&format!("rel=\"{relation}\"")), "{link}");
    }
    assert!(!link.contains("next"), "{link}");
    assert!(link.starts_with("</api/v1/clients?per_page=2&sort=last_name&q=&filter%5Bbirthday%5D%5Bgte%5D=1971-01-01&page=1>"), "{link}");
    let names: Vec<&str> = body["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["first_name"].as_str())
        .collect();
    assert_eq!(names, ["Ana", "Luz"]);

    assert_eq!(
        ana.names("sort=last_name").await,
        ["Pío", "José", "Eva", "Ana", "Luz"]
    );
    assert_eq!(
        ana.names("sort=-birthday,first_name").await,
        ["Luz", "Eva", "José", "Ana", "Pío"]
    );
    assert_eq!(ana.names("").await, ["Eva", "Pío", "Luz", "Ana", "José"]);
    assert_eq!(ana.names("q=jose").await, ["José"]);
    assert_eq!(ana.names("q=NUNEZ+ana").await, ["Ana"]);
    assert_eq!(
        ana.names("q=987+654&sort=first_name&per_page=1").await,
        ["Ana"]
    );
    assert_eq!(ana.names("filter[tags]=luz").await, ["Luz"]);
    assert_eq!(
        ana.names("filter[first_name][in]=Ana,Eva&sort=first_name")
            .await,
        ["Ana", "Eva"]
    );
    assert_eq!(
        ana.names("filter[email][empty]=true&filter[birthday][lt]=1985-06-01")
            .await,
        ["Pío"]
    );
    assert_eq!(ana.names("page=99").await, Vec::<String>::new());
    let first = ana.get("/clients?per_page=5").await;
    assert!(!first.header("link").unwrap().contains("next"));
}

#[tokio::test]
async fn a_query_that_is_wrong_names_what_is_allowed() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    for (query, field, code) in [
        ("page=0", "page", "number_invalid"),
        ("page=-1", "page", "number_invalid"),
        ("page=99999999999999999999", "page", "number_invalid"),
        ("per_page=101", "per_page", "number_invalid"),
        ("per_page=x", "per_page", "number_invalid"),
        ("page=1&page=2", "page", "repeated"),
        ("sort=password_hash", "sort", "field_unknown"),
        ("sort=last_name,-last_name", "sort", "repeated"),
        ("sort=", "sort", "field_unknown"),
        ("limit=5", "limit", "parameter_unknown"),
        ("filter[nope]=1", "filter[nope]", "field_unknown"),
        (
            "filter[birthday]=yesterday",
            "filter[birthday]",
            "date_invalid",
        ),
        (
            "filter[birthday][like]=1",
            "filter[birthday][like]",
            "operator_unknown",
        ),
        (
            "filter[created_at][gte]=2026-01-01",
            "filter[created_at][gte]",
            "timestamp_invalid",
        ),
        (
            "filter[preferred_contact]=pigeon",
            "filter[preferred_contact]",
            "value_unknown",
        ),
        ("filter[deleted]=1", "filter[deleted]", "value_unknown"),
        ("filter[email", "filter[email", "parameter_unknown"),
        (
            "filter[email][gte]=a",
            "filter[email][gte]",
            "operator_unknown",
        ),
        ("q=%00", "q", "search_invalid"),
    ] {
        let answer = ana.get(&format!("/clients?{query}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "query_invalid"),
            "{query}"
        );
        let fault = &answer.json()["errors"][0];
        assert_eq!(
            (&fault["field"], &fault["code"]),
            (&json!(field), &json!(code)),
            "{query}"
        );
    }
    let unknown = ana.get("/clients?sort=nope&per_page=0").await.json();
    assert_eq!(unknown["errors"].as_array().unwrap().len(), 2);
    assert!(
        unknown["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("last_name"),
        "{unknown}"
    );
}

#[tokio::test]
async fn sql_in_a_parameter_is_just_text() {
    // So many questions in a minute would be turned away otherwise.
    let harness = Harness::with(HttpConfig {
        rate_limit: 0,
        ..config()
    })
    .await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    ana.registers(json!({"first_name": "José", "tags": ["vip"], "email": "jose@example.com"}))
        .await;
    let fields = [
        "first_name",
        "last_name",
        "document_kind",
        "document_number",
        "email",
        "phone",
        "birthday",
        "tags",
        "preferred_contact",
        "deleted",
        "created_at",
    ];
    for attack in [
        "' OR '1'='1",
        "'; DROP TABLE clients; --",
        "\" OR 1=1 --",
        "1) UNION SELECT password_hash FROM users --",
        "$1",
        "\\'; SELECT pg_sleep(9) --",
        "\"tenant\".users",
        "%27%20OR%201=1",
        "{}",
        "last_name; SELECT 1",
    ] {
        let encoded: String = form_urlencoded::byte_serialize(attack.as_bytes()).collect();
        let mut queries = vec![
            format!("q={encoded}"),
            format!("sort={encoded}"),
            format!("page={encoded}"),
            format!("per_page={encoded}"),
            format!("filter[{encoded}]=1"),
            format!("filter[email][{encoded}]=1"),
            format!("{encoded}=1"),
        ];
        for field in fields {
            for operator in ["", "[ne]", "[in]", "[gte]", "[empty]"] {
                queries.push(format!("filter[{field}]{operator}={encoded}"));
            }
        }
        for query in queries {
            let answer = ana.get(&format!("/clients?{query}")).await;
            match answer.status {
                200 => {
                    // Nothing equals it; everything differs from it.
                    let total = answer.json()["total"].as_i64().unwrap();
                    assert_eq!(total, i64::from(query.contains("[ne]")), "{query}");
                }
                400 => assert_eq!(answer.code(), "query_invalid", "{query}"),
                status => panic!("{query}: {status} {}", answer.text()),
            }
        }
    }
    assert_eq!(clinic.count("clients").await, 1);
    let odd = ana.registers(json!({"first_name": "Robert'); DROP TABLE clients;--", "notes": "$1 \"tenant\".users ' \\"})).await;
    assert_eq!(
        ana.get(&path(&odd)).await.json()["notes"],
        "$1 \"tenant\".users ' \\"
    );
}

#[tokio::test]
async fn a_receptionist_finds_a_client_by_what_she_hears() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    for (first, last, phone, document) in [
        ("Rosa", "Quispe Mamani", "+51987654321", "45678912"),
        ("José", "Marquina Ríos", "+51911222333", "10203040"),
        ("Lucía", "Ñahui", "+51955512345", "70809010"),
    ] {
        ana.registers(json!({
            "first_name": first, "last_name": last, "phone": phone,
            "document_kind": "dni", "document_number": document,
        }))
        .await;
    }
    for (typed, found) in [
        ("987 654", vec!["Rosa"]),
        ("987-654-321", vec!["Rosa"]),
        ("+51 987", vec!["Rosa"]),
        ("+51 987 654 321", vec!["Rosa"]),
        ("4321", vec!["Rosa"]),
        ("rosa 987-654", vec!["Rosa"]),
        ("45.678.912", vec!["Rosa"]),
        ("45 678", vec!["Rosa"]),
        ("mamani rosa", vec!["Rosa"]),
        ("rios jose", vec!["José"]),
        ("mam ros qui", vec!["Rosa"]),
        ("nahui", vec!["Lucía"]),
        ("987 111", vec![]),
        // Who was registered last comes last here: of Marquina it is but a part.
        ("qui", vec!["Rosa", "José"]),
        ("mar", vec!["José"]),
    ] {
        let query = format!(
            "q={}",
            form_urlencoded::byte_serialize(typed.as_bytes()).collect::<String>()
        );
        assert_eq!(ana.names(&query).await, found, "{typed}");
    }
    // An order that somebody asks for holds.
    assert_eq!(ana.names("q=qui&sort=-created_at").await, ["José", "Rosa"]);
    assert_eq!(ana.names("q=qui&per_page=1&page=2").await, ["José"]);
}
