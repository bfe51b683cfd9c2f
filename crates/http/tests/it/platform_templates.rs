//! Super admins keep the services that businesses begin with.

use crate::{admin::Admin, client::Response, harness::Harness, rbac::refused};
use panal_domain::Role;
use panal_persistence::PlatformContext;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const CUT: &str = "/service-templates/barberia.corte_clasico";

async fn change(admin: &Admin<'_>, method: &str, path: &str, etag: &str, body: Value) -> Response {
    let request = admin.request(method, path).header("If-Match", etag);
    let request = if body.is_null() {
        request
    } else {
        request.json(&body)
    };
    request.send().await
}

async fn etag(admin: &Admin<'_>, path: &str) -> String {
    let answer = admin.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.header("etag").unwrap().to_owned()
}

fn towel() -> Value {
    json!({
        "industry": "barberia", "name": "Afeitado con toalla caliente", "category": "Barba", "minutes": 40,
        "description": "Con toalla caliente y bálsamo.", "prices": {"cop": "30000", "USD": "8.50"},
        "professional_kinds": ["barbero"],
    })
}

#[tokio::test]
async fn what_super_admins_wrote_survives_the_next_upgrade() {
    let harness = Harness::new().await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let found = admin
        .reads("/service-templates?filter[industry]=barberia&q=clasico&per_page=100")
        .await;
    assert_eq!(found["data"][0]["code"], "barberia.corte_clasico");
    assert_eq!(found["data"][0]["origin"], "program");
    assert_eq!(found["data"][0]["edited_at"], Value::Null);

    let version = etag(&admin, CUT).await;
    let patch = json!({"name": "Corte de la casa", "prices": {"COP": "27000"}});
    let changed = change(&admin, "PATCH", CUT, &version, patch.clone()).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["name"], "Corte de la casa");
    assert_eq!(changed.json()["prices"], json!({"COP": "27000"}));
    let stale = change(&admin, "PATCH", CUT, &version, json!({"minutes": 45})).await;
    refused(&stale, 412, "version_mismatch");
    let blind = admin.request("PATCH", CUT).json(&patch).send().await;
    refused(&blind, 428, "precondition_required");
    // What changes nothing is no change.
    let version = changed.header("etag").unwrap();
    let same = change(&admin, "PATCH", CUT, version, patch).await;
    assert_eq!(same.header("etag"), Some(version));

    let made = admin.post("/service-templates", towel()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let code = "barberia.afeitado_con_toalla_caliente";
    assert_eq!(made.json()["code"], code);
    assert_eq!(
        made.json()["prices"],
        json!({"COP": "30000", "USD": "8.50"})
    );
    assert_eq!(
        made.header("location"),
        Some("/api/v1/platform/service-templates/barberia.afeitado_con_toalla_caliente")
    );
    let twice = admin.post("/service-templates", towel()).await;
    refused(&twice, 409, "template_code_taken");

    let beard = "/service-templates/barberia.corte_barba";
    let version = etag(&admin, beard).await;
    let path = format!("{beard}/retire");
    let retired = change(&admin, "POST", &path, &version, Value::Null).await;
    assert_eq!(
        (retired.status, &retired.json()["is_active"]),
        (200, &json!(false))
    );

    harness.db.provisioner.migrate_shared().await.unwrap();
    assert_eq!(admin.reads(CUT).await["name"], "Corte de la casa");
    assert_eq!(admin.reads(beard).await["is_active"], false);
    let kept = admin.reads(&format!("/service-templates/{code}")).await;
    assert_eq!(
        (&kept["is_active"], &kept["origin"]),
        (&json!(true), &json!("platform"))
    );

    // Businesses are offered what there is now.
    let clinic = harness.open("sol").await;
    let owner = clinic.staff(Role::Admin).await;
    let offered = owner.get("/service-templates?industry=barberia").await;
    let offered = offered.json()["data"].as_array().unwrap().clone();
    let codes: Vec<&str> = offered
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes.last(), Some(&code));
    assert!(!codes.contains(&"barberia.corte_barba"), "{codes:?}");
    assert!(offered.iter().any(|one| one["name"] == "Corte de la casa"));

    let version = etag(&admin, beard).await;
    let path = format!("{beard}/restore");
    let restored = change(&admin, "POST", &path, &version, Value::Null).await;
    assert_eq!(restored.json()["is_active"], true, "{}", restored.text());

    let lines = admin.reads("/audit?actor=sofia@panal.test&limit=4").await;
    let told: Vec<(&str, &Value)> = lines["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let action = line["action"].as_str().unwrap();
            (action, &line["detail"]["template"])
        })
        .collect();
    assert_eq!(
        told,
        [
            ("service_template.restore", &json!("barberia.corte_barba")),
            ("service_template.retire", &json!("barberia.corte_barba")),
            ("service_template.create", &json!(code)),
            ("service_template.update", &json!("barberia.corte_clasico")),
        ]
    );
    let changes = &lines["data"][3]["detail"]["changes"];
    assert_eq!(
        changes["name"],
        json!(["Corte clásico", "Corte de la casa"])
    );
    assert_eq!(changes["minutes"], Value::Null, "it did not change");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_template_is_said_at_once() {
    let harness = Harness::new().await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let wrong = admin
        .post(
            "/service-templates",
            json!({"industry": "nada", "code": "Con Espacios", "minutes": 3, "category": null,
                   "prices": {"XXX": "1", "COP": "-1"}, "professional_kinds": ["No"], "popular": "sí", "otro": 1}),
        )
        .await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    let mut fields: Vec<String> = wrong.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap().to_owned())
        .collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "category",
            "code",
            "description",
            "industry",
            "minutes",
            "name",
            "otro",
            "popular",
            "prices.COP",
            "prices.XXX",
            "professional_kinds.0",
        ]
    );
    let mut unknown = towel();
    unknown["professional_kinds"] = json!(["barbero", "inventado"]);
    let unknown = admin.post("/service-templates", unknown).await;
    assert_eq!(
        unknown.json()["errors"],
        json!([{"field": "professional_kinds.1", "code": "professional_kind_unknown",
                "message": "Use un código de los tipos de profesionales del catálogo."}])
    );
    for path in ["/service-templates/nada", "/service-templates/%00"] {
        assert_eq!(admin.get(path).await.status, 404, "{path}");
    }
    let nobody = change(
        &admin,
        "POST",
        "/service-templates/barberia.nada/retire",
        "*",
        Value::Null,
    )
    .await;
    refused(&nobody, 404, "not_found");
}

/// Whatever a handler forgot, the database refuses.
#[tokio::test]
async fn only_a_super_admin_writes_the_catalogue() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    let write = "UPDATE public.service_templates SET name = 'x', edited_at = now()";
    let tx = harness
        .state
        .platform
        .begin(PlatformContext::Tenant(clinic.tenant.id))
        .await
        .unwrap();
    assert_eq!(
        tx.execute_unprepared(write).await.unwrap().rows_affected(),
        0
    );
    drop(tx);
    let tx = harness
        .state
        .tenants
        .begin(
            &clinic.tenant.scope(),
            panal_persistence::Actor::of(panal_persistence::ActorKind::Operator),
        )
        .await
        .unwrap();
    assert!(tx.execute_unprepared(write).await.is_err());
}
