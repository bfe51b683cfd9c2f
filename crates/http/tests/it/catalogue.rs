//! A business says what it does, who does it and where.

use crate::{
    client::Response,
    harness::Harness,
    rbac::{branch, change, hire, refused, role, text, told},
    staff::Person,
};
use futures_util::future::join_all;
use panal_domain::{Country, Profile, Role};
use panal_provisioner::NewTenant;
use panal_test_support::new_tenant;
use serde_json::{Value, json};
use uuid::Uuid;

#[track_caller]
fn rows(answer: &Response) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["data"].as_array().expect("data").clone()
}

#[track_caller]
fn made(answer: &Response) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("etag"), Some("\"1\""));
    answer.json()
}

#[track_caller]
fn faults(answer: &Response) -> Vec<String> {
    refused(answer, 422, "validation_failed");
    let body = answer.json();
    let mut faults: Vec<String> = body["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|one| format!("{} {}", text(one, "field"), text(one, "code")))
        .collect();
    faults.sort();
    faults
}

async fn names(person: &Person<'_>, path: &str) -> Vec<String> {
    rows(&person.get(path).await)
        .iter()
        .map(|row| {
            let name = row.get("name").or_else(|| row.get("full_name"));
            name.and_then(Value::as_str).expect("name").to_owned()
        })
        .collect()
}

async fn imports(person: &Person<'_>, body: Value) -> (u64, u64, Value) {
    let answer = person.post("/setup/import-services", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = answer.json();
    let count = |name: &str| body[name].as_u64().expect("count");
    (
        count("imported"),
        count("already_there"),
        body["skipped"].clone(),
    )
}

/// The names of what a professional gives.
async fn gives(person: &Person<'_>, professional: &str) -> Vec<String> {
    let path = format!("/professionals/{professional}/services");
    rows(&person.get(&path).await)
        .iter()
        .filter(|row| row["is_offered"] == true)
        .map(|row| text(row, "name"))
        .collect()
}

#[tokio::test]
async fn a_clinic_begins_with_the_services_of_its_industry() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let templates = rows(&admin.get("/service-templates").await);
    let count = templates.len();
    assert!(count >= 15, "{count}");
    let first = &templates[0];
    assert_eq!(
        (
            text(first, "industry"),
            text(first, "name"),
            text(first, "price")
        ),
        (
            "clinica_dental".to_owned(),
            "Valoración odontológica".to_owned(),
            "50.00".to_owned()
        ),
        "in the order and the currency of a clinic in Peru"
    );
    assert!(templates.iter().all(|one| one["imported"] == false));
    assert_eq!(
        names(&admin, "/service-templates?q=ENDODONCIA%20raiz").await,
        ["Endodoncia de una raíz"]
    );
    let barber = names(&admin, "/service-templates?industry=barberia").await;
    assert!(barber.contains(&"Corte clásico".to_owned()), "{barber:?}");
    for wrong in ["industry=circo", "color=rojo", "q=%00"] {
        let answer = admin.get(&format!("/service-templates?{wrong}")).await;
        refused(&answer, 400, "query_invalid");
    }
    let kinds = admin
        .request("GET", "/professional-kinds")
        .header("Accept-Language", "en")
        .send()
        .await;
    let kinds = rows(&kinds);
    assert!(
        kinds
            .iter()
            .any(|kind| (text(kind, "code"), text(kind, "name"))
                == ("odontologo".to_owned(), "Dentist".to_owned()))
    );
    assert!(!kinds.iter().any(|kind| kind["code"] == "barbero"));
    let kinds = names(&admin, "/professional-kinds?industry=barberia").await;
    assert_eq!(kinds[0], "Barbero");

    // Before the import: a service made by hand, and somebody who cleans teeth.
    let own = json!({"name": "Limpieza DENTAL", "price": "99.5", "minutes": 50});
    let own = made(&admin.post("/services", own).await);
    let eva = json!({"full_name": "Eva", "kind": "higienista"});
    let eva = text(&made(&admin.post("/professionals", eva).await), "id");
    assert_eq!(gives(&admin, &eva).await, ["Limpieza DENTAL"]);

    // Of two templates of one name, the one of her own industry is the one that she has.
    let both =
        json!({"templates": ["veterinaria.limpieza_dental", "clinica_dental.limpieza_dental"]});
    let taken = json!([{"code": "veterinaria.limpieza_dental", "reason": "name_taken"}]);
    assert_eq!(imports(&admin, both).await, (0, 1, taken));
    let (_, entry) = told(&clinic, "import").await;
    assert_eq!(entry["adopted"], json!(["clinica_dental.limpieza_dental"]));

    let wanted = u64::try_from(count).unwrap();
    assert_eq!(imports(&admin, json!({})).await, (wanted - 1, 1, json!([])));
    assert_eq!(imports(&admin, json!({})).await, (0, wanted, json!([])));
    assert_eq!(
        clinic.count("services").await,
        i64::try_from(count).unwrap()
    );
    let kept = admin
        .get(&format!("/services/{}", text(&own, "id")))
        .await
        .json();
    assert_eq!(
        (
            text(&kept, "template"),
            text(&kept, "price"),
            text(&kept, "name")
        ),
        (
            "clinica_dental.limpieza_dental".to_owned(),
            "99.50".to_owned(),
            "Limpieza DENTAL".to_owned()
        ),
        "what was made by hand is not doubled, and stays as it is"
    );
    assert_eq!(
        gives(&admin, &eva).await,
        [
            "Aplicación de flúor",
            "Limpieza DENTAL",
            "Radiografía periapical",
            "Sellantes dentales"
        ],
        "whoever is there gives what their kind allows"
    );
    let (who, entry) = told(&clinic, "import").await;
    assert_eq!(who, "admin@test.co");
    assert_eq!(entry["templates"].as_array().unwrap().len(), count - 1);
    assert_eq!(entry["adopted"], json!([]));
    assert_eq!(clinic.count("audit_log WHERE action = 'import'").await, 2);
    assert!(
        rows(&admin.get("/service-templates").await)
            .iter()
            .all(|one| one["imported"] == true)
    );

    // What the clinic changed stays changed.
    let resin = rows(&admin.get("/services?q=resina%20calza").await)[0].clone();
    let path = format!("/services/{}", text(&resin, "id"));
    let ours = json!({"name": "Calza", "price": "70", "is_active": false});
    assert_eq!(admin.patch(&path, "*", ours).await.status, 200);
    // Somebody else's services by choice; one whose name is taken, and one that nobody knows.
    let chosen = json!({
        "templates": ["veterinaria.limpieza_dental", "barberia.corte_clasico", "barberia.corte_barba", "circo.salto"],
        "prices": {"barberia.corte_barba": "77.5", "clinica_dental.resina": "1"}
    });
    let (imported, there, skipped) = imports(&admin, chosen).await;
    assert_eq!((imported, there), (2, 0));
    let taken = json!({"code": "veterinaria.limpieza_dental", "reason": "name_taken"});
    assert!(skipped.as_array().unwrap().contains(&taken), "{skipped}");
    let unknown = json!({"code": "circo.salto", "reason": "template_unknown"});
    assert!(skipped.as_array().unwrap().contains(&unknown), "{skipped}");
    let priced = json!({"code": "clinica_dental.resina", "reason": "not_chosen"});
    assert!(skipped.as_array().unwrap().contains(&priced), "{skipped}");
    let read = admin.get(&path).await.json();
    assert_eq!(
        (text(&read, "name"), text(&read, "price")),
        ("Calza".to_owned(), "70.00".to_owned())
    );
    let cut = rows(
        &admin
            .get("/services?filter[template]=barberia.corte_barba")
            .await,
    );
    assert_eq!(cut[0]["price"], "77.50");

    let wrong = json!({
        "templates": ["", "barberia.corte_clasico"], "industry": "barberia",
        "prices": {"a": "mucho", "b": 3}, "todo": true
    });
    assert_eq!(
        faults(&admin.post("/setup/import-services", wrong).await),
        [
            "industry industry_beside_templates",
            "prices.a amount_invalid",
            "prices.b type_invalid",
            "templates.0 template_code_invalid",
            "todo unknown_field"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn imports_at_once_make_each_service_once_and_everybody_gets_theirs() {
    let harness = Harness::new().await;
    let new = NewTenant {
        country: Country::Mx,
        profile: Profile::Barberia,
        ..new_tenant("mexico")
    };
    let clinic = crate::staff::Clinic {
        harness: &harness,
        tenant: harness.db.provisioner.create(&new).await.unwrap().tenant,
        host: "mexico.localhost".to_owned(),
    };
    let owner = clinic.staff(Role::Admin).await;
    // No template has a price in pesos of Mexico: none is made up.
    let templates = rows(&owner.get("/service-templates").await);
    assert!(templates.iter().all(|one| one["price"].is_null()));
    let (imported, there, skipped) = imports(&owner, json!({})).await;
    assert_eq!((imported, there), (0, 0));
    assert_eq!(skipped.as_array().unwrap().len(), templates.len());
    assert_eq!(skipped[0]["reason"], "price_missing");
    let prices: serde_json::Map<String, Value> = templates
        .iter()
        .map(|one| (text(one, "code"), json!("150")))
        .collect();

    let body = json!({"industry": "barberia", "prices": prices});
    let imports = join_all((0..4).map(|_| imports(&owner, body.clone())));
    let barbers = join_all((0..4).map(|number| {
        owner.post(
            "/professionals",
            json!({"full_name": format!("Barbero {number}"), "kind": "barbero"}),
        )
    }));
    let (imports, barbers) = tokio::join!(imports, barbers);
    let imported: u64 = imports.iter().map(|(imported, ..)| imported).sum();
    assert_eq!(imported, u64::try_from(templates.len()).unwrap());
    assert!(imports.iter().all(|(.., skipped)| skipped == &json!([])));
    let all = owner
        .get("/services?per_page=100&filter[professional_kind]=barbero")
        .await;
    let all = rows(&all).len();
    for barber in &barbers {
        let id = text(&made(barber), "id");
        assert_eq!(gives(&owner, &id).await.len(), all, "{id}");
    }
}

#[tokio::test]
async fn a_service_is_made_changed_found_and_deleted() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let at = branch(&clinic, "SUR").await;
    let mut rooms = Vec::new();
    for name in ["Silla 1", "Silla 2"] {
        let room = json!({"branch_id": at, "name": name});
        rooms.push(text(&made(&admin.post("/rooms", room).await), "id"));
    }
    let eva = json!({"full_name": "Eva", "kind": "odontologo"});
    let eva = text(&made(&admin.post("/professionals", eva).await), "id");
    let luz = made(
        &admin
            .post("/professionals", json!({"full_name": "Luz"}))
            .await,
    );
    let gone = json!({"full_name": "Sol", "kind": "odontologo", "is_active": false});
    let gone = text(&made(&admin.post("/professionals", gone).await), "id");

    let body = json!({
        "name": "  Blanqueamiento   dental ", "description": "Aclara el tono.\nSin dolor.", "category": "Estética",
        "price": "450", "minutes": 75, "buffer_before_minutes": 5, "buffer_after_minutes": 10,
        "professional_kinds": ["odontologo", "odontologo"], "color": "#2A9D8F", "rooms": rooms
    });
    let answer = admin
        .request("POST", "/services")
        .header("Idempotency-Key", "uno")
        .json(&body)
        .send()
        .await;
    let service = made(&answer);
    let path = format!("/services/{}", text(&service, "id"));
    assert_eq!(
        answer.header("location"),
        Some(format!("/api/v1{path}").as_str())
    );
    let again = admin
        .request("POST", "/services")
        .header("Idempotency-Key", "uno")
        .json(&body)
        .send()
        .await;
    assert_eq!(again.json(), service);
    let expected = json!({
        "name": "Blanqueamiento dental", "price": "450.00", "minutes": 75, "color": "#2a9d8f",
        "professional_kinds": ["odontologo"], "accepts_online": true, "is_active": true, "rooms": rooms,
        "template": null, "description": "Aclara el tono.\nSin dolor."
    });
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&service[member], value, "{member}");
    }
    // Those whose kind it allows give it; who works here no longer does not.
    assert_eq!(gives(&admin, &eva).await, ["Blanqueamiento dental"]);
    assert!(gives(&admin, &text(&luz, "id")).await.is_empty());
    assert!(gives(&admin, &gone).await.is_empty());

    let same = json!({"name": "BLANQUEAMIENTO dental", "price": "1", "minutes": 5});
    refused(
        &admin.post("/services", same).await,
        409,
        "service_name_taken",
    );
    let known = admin
        .request("GET", &path)
        .header("If-None-Match", "\"1\"")
        .send()
        .await;
    assert_eq!(known.status, 304);

    // Rooms alone make a new version, and are told.
    let fewer = json!({"rooms": [rooms[1]]});
    let changed = admin.patch(&path, "\"1\"", fewer.clone()).await;
    assert_eq!(
        (changed.status, changed.header("etag")),
        (200, Some("\"2\"")),
        "{}",
        changed.text()
    );
    let (_, entry) = told(&clinic, "update").await;
    assert_eq!(entry, json!({"rooms": [rooms, [rooms[1]]]}));
    let nothing = admin.patch(&path, "\"2\"", fewer).await;
    assert_eq!(nothing.header("etag"), Some("\"2\""), "nothing changed");
    let open =
        json!({"professional_kinds": [], "price": "500.50", "description": null, "rooms": []});
    let changed = admin.patch(&path, "\"2\"", open).await.json();
    assert_eq!(
        (
            &changed["price"],
            &changed["description"],
            &changed["rooms"]
        ),
        (&json!("500.50"), &Value::Null, &json!([]))
    );
    assert_eq!(
        gives(&admin, &text(&luz, "id")).await.len(),
        1,
        "open to everybody by now"
    );
    refused(
        &admin.patch(&path, "\"2\"", json!({"minutes": 30})).await,
        412,
        "version_mismatch",
    );
    let no_version = admin
        .request("PATCH", &path)
        .json(&json!({"minutes": 30}))
        .send()
        .await;
    refused(&no_version, 428, "precondition_required");

    let other = json!({"name": "Ñandú terapéutico", "price": "0", "minutes": 20, "category": "Zoología", "accepts_online": false});
    let other = made(&admin.post("/services", other).await);
    for (query, found) in [
        ("q=estetica", vec!["Blanqueamiento dental"]),
        ("q=nandu%20zoo", vec!["Ñandú terapéutico"]),
        (
            "sort=-price",
            vec!["Blanqueamiento dental", "Ñandú terapéutico"],
        ),
        (
            "sort=minutes",
            vec!["Ñandú terapéutico", "Blanqueamiento dental"],
        ),
        ("filter[accepts_online]=false", vec!["Ñandú terapéutico"]),
        ("filter[category]=Zoolog%C3%ADa", vec!["Ñandú terapéutico"]),
        ("filter[minutes][gte]=60", vec!["Blanqueamiento dental"]),
        (&format!("filter[professional]={gone}"), vec![]),
        (
            &format!("filter[professional]={eva}&filter[is_active]=true&sort=name"),
            vec!["Blanqueamiento dental", "Ñandú terapéutico"],
        ),
        (&format!("filter[room]={}", rooms[1]), vec![]),
    ] {
        assert_eq!(
            names(&admin, &format!("/services?{query}")).await,
            found,
            "{query}"
        );
    }
    for wrong in [
        "services?filter[professional]=eva",
        "services?filter[room]=1",
        "professionals?filter[service]=charla",
    ] {
        refused(&admin.get(&format!("/{wrong}")).await, 400, "query_invalid");
    }

    let wrong = json!({
        "price": "12.345", "minutes": 4, "buffer_after_minutes": 241, "color": "rojo", "professional_kinds": ["Médico"],
        "rooms": ["x"], "accepts_online": "sí", "category": 3, "version": 7
    });
    assert_eq!(
        faults(&admin.post("/services", wrong).await),
        [
            "accepts_online type_invalid",
            "buffer_after_minutes number_invalid",
            "category type_invalid",
            "color color_invalid",
            "minutes number_invalid",
            "name required",
            "price amount_invalid",
            "professional_kinds.0 professional_kind_invalid",
            "rooms.0 id_invalid",
            "version unknown_field"
        ]
    );
    let nowhere = json!({"rooms": [Uuid::now_v7()]});
    assert_eq!(
        faults(&admin.patch(&path, "*", nowhere).await),
        ["rooms room_unknown"]
    );
    assert_eq!(
        faults(
            &admin
                .patch(&path, "*", json!({"price": null, "name": ""}))
                .await
        ),
        ["name required", "price required"]
    );

    let gone = change(&admin, "DELETE", &path, Value::Null).await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    refused(&admin.get(&path).await, 404, "not_found");
    refused(
        &change(&admin, "DELETE", &path, Value::Null).await,
        404,
        "not_found",
    );
    assert_eq!(names(&admin, "/services").await, [text(&other, "name")]);
    assert!(told(&clinic, "delete").await.1["name"][0] == "Blanqueamiento dental");
}

#[tokio::test]
async fn professionals_give_what_their_kind_allows_on_their_own_terms() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let mut services = Vec::new();
    for (name, kinds) in [
        ("Brackets", json!(["ortodoncista"])),
        ("Caries", json!(["odontologo"])),
        ("Charla", json!([])),
    ] {
        let body =
            json!({"name": name, "price": "100", "minutes": 30, "professional_kinds": kinds});
        services.push(text(&made(&admin.post("/services", body).await), "id"));
    }
    let user = hire(&clinic, "eva", None, &[]).await;
    let body = json!({
        "full_name": " Eva  Ruiz", "user_id": user, "kind": "odontologo", "specialities": ["Estética", "estética", "Niños"],
        "email": "Eva@Test.CO", "phone": "987 654 321", "bio": "Veinte años.\nMucha paciencia.", "color": "#FFFFFF",
        "commission_percent": "12.5", "accepts_online": false, "position": 2
    });
    let eva = made(&admin.post("/professionals", body).await);
    let path = format!("/professionals/{}", text(&eva, "id"));
    let expected = json!({
        "full_name": "Eva Ruiz", "user_id": user, "kind": "odontologo", "specialities": ["Estética", "Niños"],
        "email": "eva@test.co", "phone": "+51987654321", "commission_percent": "12.50", "color": "#ffffff",
        "accepts_online": false, "is_active": true, "position": 2, "version": 1
    });
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&eva[member], value, "{member}");
    }
    assert_eq!(admin.get(&path).await.json(), eva);
    assert!(!admin.get(&path).await.text().contains("feed"));
    // What she earns is for her and whoever may change it; for no colleague, nor for the log.
    let masked = r#"audit_log WHERE changes -> 'commission_percent' = '[null, "***"]'"#;
    assert_eq!(clinic.count(masked).await, 1);
    hire(&clinic, "ana", None, &[("empleado", None)]).await;
    let ana = clinic.enters("ana@test.co").await;
    let seen = ana.get(&path).await.json();
    assert_eq!(seen["full_name"], "Eva Ruiz");
    assert!(seen.get("commission_percent").is_none(), "{seen}");
    let listed = rows(&ana.get("/professionals").await);
    assert!(listed[0].get("commission_percent").is_none());
    let id = text(&eva, "id");
    assert_eq!(gives(&admin, &id).await, ["Caries", "Charla"]);

    let twin = json!({"full_name": "Otra", "user_id": user});
    refused(
        &admin.post("/professionals", twin).await,
        409,
        "professional_user_taken",
    );
    let wrong = json!({
        "full_name": "123", "user_id": "x", "kind": "Mago", "specialities": ["", 3], "email": "x", "phone": "x",
        "color": "#12", "commission_percent": "100.01", "position": -1, "feed_digest": "x"
    });
    assert_eq!(
        faults(&admin.post("/professionals", wrong).await),
        [
            "color color_invalid",
            "commission_percent percent_invalid",
            "email email_invalid",
            "feed_digest unknown_field",
            "full_name person_name_without_letters",
            "kind professional_kind_invalid",
            "phone phone_invalid",
            "position number_invalid",
            "specialities.0 text_empty",
            "specialities.1 type_invalid",
            "user_id id_invalid"
        ]
    );
    let stranger = json!({"full_name": "Otra", "user_id": Uuid::now_v7()});
    assert_eq!(
        faults(&admin.post("/professionals", stranger).await),
        ["user_id user_unknown"]
    );

    // Her own terms; what she gives no longer does not come back by itself.
    let terms = format!("{path}/services");
    let put = async |version: &str, list: Value| {
        admin
            .request("PUT", &terms)
            .header("If-Match", version)
            .json(&json!({"services": list}))
            .send()
            .await
    };
    let own = json!([{"service_id": services[1], "price": "120.5", "minutes": 40}]);
    let given = put("\"1\"", own.clone()).await;
    assert_eq!(
        (given.status, given.header("etag")),
        (200, Some("\"2\"")),
        "{}",
        given.text()
    );
    let rows_given = rows(&given);
    assert_eq!(
        rows_given[0],
        json!({
            "service_id": services[1], "name": "Caries", "price": "120.50", "minutes": 40, "is_offered": true,
            "service_price": "100.00", "service_minutes": 30, "service_is_active": true
        })
    );
    assert_eq!(
        (&rows_given[1]["name"], &rows_given[1]["is_offered"]),
        (&json!("Charla"), &json!(false))
    );
    assert_eq!(
        put("\"2\"", own).await.header("etag"),
        Some("\"2\""),
        "nothing changed"
    );
    refused(&put("\"1\"", json!([])).await, 412, "version_mismatch");
    let (_, entry) = told(&clinic, "give").await;
    assert_eq!(entry["services"].as_array().unwrap().len(), 2, "{entry}");
    let changed = admin
        .patch(&path, "*", json!({"kind": "ortodoncista"}))
        .await;
    assert_eq!(changed.status, 200);
    assert_eq!(
        gives(&admin, &id).await,
        ["Brackets", "Caries"],
        "new ones come, none goes"
    );
    let other = json!([{"service_id": services[1]}]);
    assert_eq!(
        rows(&put("*", other).await)[1]["price"],
        Value::Null,
        "what she gave she may go on giving"
    );
    assert_eq!(put("*", json!([])).await.status, 200);
    assert_eq!(
        faults(&put("*", json!([{"service_id": services[1]}])).await),
        ["services.0.service_id professional_kind_not_allowed"]
    );
    assert_eq!(
        faults(
            &put(
                "*",
                json!([{"service_id": services[2]}, {"service_id": Uuid::now_v7()}])
            )
            .await
        ),
        ["services.1.service_id service_unknown"]
    );
    let wrong = json!([
        {"service_id": "x"}, {"service_id": services[0], "price": "-1"}, {"service_id": services[0], "minutes": 4},
        {"service_id": services[0], "is_offered": "no"}, {"service_id": services[0], "bonus": 1}, 7, {}
    ]);
    assert_eq!(
        faults(&put("*", wrong).await),
        [
            "services.0.service_id id_invalid",
            "services.1.price amount_invalid",
            "services.2.minutes number_invalid",
            "services.3.is_offered type_invalid",
            "services.4.bonus unknown_field",
            "services.5 type_invalid",
            "services.6.service_id type_invalid"
        ]
    );
    let twice = json!([{"service_id": services[2]}, {"service_id": services[2]}]);
    assert_eq!(
        faults(&put("*", twice).await),
        ["services.1.service_id repeated"]
    );

    // Who comes back gets what was made meanwhile.
    assert_eq!(
        admin
            .patch(&path, "*", json!({"is_active": false}))
            .await
            .status,
        200
    );
    let meanwhile = json!({"name": "Retenedor", "price": "1", "minutes": 30, "professional_kinds": ["ortodoncista"]});
    let meanwhile = text(&made(&admin.post("/services", meanwhile).await), "id");
    assert!(gives(&admin, &id).await.is_empty());
    assert_eq!(
        admin
            .patch(&path, "*", json!({"is_active": true}))
            .await
            .status,
        200
    );
    assert_eq!(gives(&admin, &id).await, ["Retenedor"]);

    let ana = made(
        &admin
            .post(
                "/professionals",
                json!({"full_name": "Ana", "specialities": ["Encías"]}),
            )
            .await,
    );
    for (query, found) in [
        ("", vec!["Ana", "Eva Ruiz"]),
        ("q=encias", vec!["Ana"]),
        ("filter[kind]=ortodoncista", vec!["Eva Ruiz"]),
        ("filter[kind][empty]=true", vec!["Ana"]),
        (&format!("filter[service]={meanwhile}"), vec!["Eva Ruiz"]),
        (&format!("filter[user_id]={user}"), vec!["Eva Ruiz"]),
        (
            "sort=-full_name&filter[is_active]=true",
            vec!["Eva Ruiz", "Ana"],
        ),
    ] {
        assert_eq!(
            names(&admin, &format!("/professionals?{query}")).await,
            found,
            "{query}"
        );
    }
    let gone = format!("/professionals/{}", text(&ana, "id"));
    assert_eq!(
        change(&admin, "DELETE", &gone, Value::Null).await.status,
        204
    );
    refused(&admin.get(&gone).await, 404, "not_found");

    // Who gives what is settled before a card is locked, so that two who save at once do not wait for each other.
    let schema = clinic.tenant.schema.quoted();
    let service = format!("/services/{}", services[0]);
    for (table, path, body) in [
        ("professionals", &path, json!({"kind": "odontologo"})),
        ("services", &service, json!({"professional_kinds": []})),
    ] {
        let mut superuser = harness.db.superuser().await;
        let held = superuser.transaction().await.unwrap();
        let lock = "IN SHARE ROW EXCLUSIVE MODE";
        held.batch_execute(&format!("LOCK TABLE {schema}.service_professionals {lock}"))
            .await
            .unwrap();
        let (answer, ()) = tokio::join!(admin.patch(path, "*", body), async {
            harness.until_somebody_waits().await;
            held.batch_execute(&format!("SELECT FROM {schema}.{table} FOR UPDATE NOWAIT"))
                .await
                .unwrap();
            held.commit().await.unwrap();
        });
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

#[tokio::test]
async fn rooms_belong_to_branches_and_so_do_rights_to_them() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let admin = clinic.staff(Role::Admin).await;
    let (north, south) = (branch(&clinic, "NN").await, branch(&clinic, "SS").await);
    let new = |at: Value, name: &str| json!({"branch_id": at, "name": name});
    let one = made(&admin.post("/rooms", new(json!(north), "Silla 1")).await);
    let two = made(&admin.post("/rooms", new(json!(south), "Silla 1")).await);
    let path = |room: &Value| format!("/rooms/{}", text(room, "id"));
    refused(
        &admin.post("/rooms", new(json!(north), "SILLA 1")).await,
        409,
        "room_name_taken",
    );
    let nowhere = new(json!(Uuid::now_v7()), "Silla");
    assert_eq!(
        faults(&admin.post("/rooms", nowhere).await),
        ["branch_id branch_unknown"]
    );
    assert_eq!(
        faults(
            &admin
                .post("/rooms", json!({"position": "uno", "color": "x"}))
                .await
        ),
        [
            "branch_id required",
            "color color_invalid",
            "name required",
            "position number_invalid"
        ]
    );
    assert_eq!(
        faults(
            &admin
                .patch(&path(&one), "*", json!({"branch_id": south}))
                .await
        ),
        ["branch_id unknown_field"],
        "a room stays where it is"
    );

    role(
        &admin,
        "encargado",
        None,
        &[
            "rooms.view",
            "rooms.add",
            "rooms.change",
            "rooms.delete",
            "services.view",
            "services.change",
        ],
    )
    .await;
    hire(
        &clinic,
        "luz",
        Some(north),
        &[("encargado", Some(&[north]))],
    )
    .await;
    let luz = clinic.enters("luz@test.co").await;
    let seen = rows(&luz.get("/rooms").await);
    assert_eq!(
        seen.iter().map(|room| text(room, "id")).collect::<Vec<_>>(),
        [text(&one, "id")]
    );
    assert_eq!(
        luz.get(&format!("/rooms?filter[branch_id]={south}"))
            .await
            .json()["total"],
        0
    );
    for (method, body) in [
        ("GET", Value::Null),
        ("PATCH", json!({"name": "Mía"})),
        ("DELETE", Value::Null),
    ] {
        refused(
            &change(&luz, method, &path(&two), body).await,
            404,
            "not_found",
        );
    }
    refused(
        &luz.post("/rooms", new(json!(south), "Mía")).await,
        403,
        "branch_not_own",
    );
    let changed = luz
        .patch(
            &path(&one),
            "\"1\"",
            json!({"description": "Con lámpara", "color": "#000000", "position": 4}),
        )
        .await;
    assert_eq!(
        (changed.status, changed.header("etag")),
        (200, Some("\"2\"")),
        "{}",
        changed.text()
    );
    refused(
        &luz.patch(&path(&one), "\"1\"", json!({"name": "x"})).await,
        412,
        "version_mismatch",
    );
    assert_eq!(names(&luz, "/rooms?q=lampara").await, ["Silla 1"]);
    // Services are the whole business's.
    let service = json!({"name": "Charla", "price": "1", "minutes": 30, "rooms": [one["id"]]});
    let service = made(&admin.post("/services", service).await);
    assert_eq!(names(&luz, "/services").await, ["Charla"]);
    let priced = luz
        .patch(
            &format!("/services/{}", text(&service, "id")),
            "*",
            json!({"price": "0"}),
        )
        .await;
    refused(&priced, 403, "permission_limited_to_branches");

    let kept = change(&luz, "DELETE", &path(&one), Value::Null).await;
    refused(&kept, 409, "room_in_use");
    assert_eq!(kept.json()["services"], 1);
    assert_eq!(
        luz.patch(&path(&one), "*", json!({"is_active": false}))
            .await
            .status,
        200
    );
    let again = made(&luz.post("/rooms", new(json!(north), "Silla 1")).await);
    refused(
        &luz.patch(&path(&one), "*", json!({"is_active": true}))
            .await,
        409,
        "room_name_taken",
    );
    assert_eq!(
        change(&luz, "DELETE", &path(&again), Value::Null)
            .await
            .status,
        204
    );
}

#[tokio::test]
async fn what_was_booked_stays_for_the_sake_of_its_history() {
    let harness = Harness::new().await;
    let agenda = harness.agenda("norte").await;
    let admin = &agenda.admin;
    let (service, professional) = (
        format!("/services/{}", agenda.services[0]),
        format!("/professionals/{}", agenda.professionals[0]),
    );
    let room = json!({"branch_id": agenda.branch, "name": "Silla 1"});
    let room = text(&made(&admin.post("/rooms", room).await), "id");
    let at_chair = admin.patch(&service, "*", json!({"rooms": [room]})).await;
    assert_eq!(at_chair.status, 200, "{}", at_chair.text());
    let booked = agenda.books(agenda.at(1, "10:00")).await;
    assert_eq!(booked.status, 201, "{}", booked.text());
    let room = format!("/rooms/{room}");

    // Who leaves while the desk waits for their agenda is not booked.
    let schema = agenda.clinic.tenant.schema.quoted();
    let other = agenda.professionals[1];
    let moved = format!("/appointments/{}/reschedule", text(&booked.json(), "id"));
    let mut order = agenda.order(agenda.at(1, "12:00"));
    order["professional_id"] = json!(other);
    for (path, body) in [
        ("/appointments", order),
        (&moved, json!({"professional_id": other})),
    ] {
        let mut superuser = harness.db.superuser().await;
        let held = superuser.transaction().await.unwrap();
        let leaves =
            format!("UPDATE {schema}.professionals SET is_active = false WHERE id = '{other}'");
        held.batch_execute(&leaves).await.unwrap();
        let (answer, ()) = tokio::join!(admin.post(path, body), async {
            harness.until_somebody_waits().await;
            held.commit().await.unwrap();
        });
        refused(&answer, 409, "nobody_available");
        let back =
            format!("UPDATE {schema}.professionals SET is_active = true WHERE id = '{other}'");
        harness.sql(&back).await;
    }

    let kept = change(admin, "DELETE", &service, Value::Null).await;
    refused(&kept, 409, "service_in_use");
    assert!(
        kept.text().contains("is_active"),
        "the cure: {}",
        kept.text()
    );
    refused(
        &change(admin, "DELETE", &professional, Value::Null).await,
        409,
        "professional_in_use",
    );
    for (path, code) in [
        (&professional, "professional_has_appointments"),
        (&room, "room_in_use"),
    ] {
        let kept = admin.patch(path, "*", json!({"is_active": false})).await;
        refused(&kept, 409, code);
        assert_eq!(kept.json()["appointments"], 1, "{path}");
    }
    refused(
        &change(admin, "DELETE", &room, Value::Null).await,
        409,
        "room_in_use",
    );
    // Out of the way of the client, they may go; deleted they are not.
    harness
        .sql(&format!(
            "UPDATE {schema}.appointments SET state = 'cancelada', cancelled_at = now();
             DELETE FROM {schema}.time_slots WHERE state = 'ocupado'"
        ))
        .await;
    for path in [&professional, &room, &service] {
        let left = admin.patch(path, "*", json!({"is_active": false})).await;
        assert_eq!(left.status, 200, "{path}: {}", left.text());
        let still = change(admin, "DELETE", path, Value::Null).await;
        assert_eq!(still.status, 409, "{path}");
    }
    // The other one never had anybody, but stays while somebody fills the form in.
    let held = Uuid::now_v7();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.time_slots (id, branch_id, professional_id, state, starts_at, ends_at, expires_at,
                 hold_id, service_id, service_starts_at, service_ends_at)
             SELECT '{held}', '{}', '{other}', 'reservado_temporal', d, d + interval '1 hour',
                 now() + interval '10 minutes', '{held}', '{}', d, d + interval '1 hour'
             FROM (SELECT now() + interval '1 day' AS d) t",
            agenda.branch, agenda.services[1]
        ))
        .await;
    let other = format!("/professionals/{other}");
    let kept = change(admin, "DELETE", &other, Value::Null).await;
    refused(&kept, 409, "professional_in_use");
    assert_eq!(kept.json()["times"], 1);
    harness
        .sql(&format!(
            "UPDATE {schema}.time_slots SET expires_at = now() WHERE id = '{held}'"
        ))
        .await;
    assert_eq!(
        change(admin, "DELETE", &other, Value::Null).await.status,
        204
    );
}
