//! Registering a business.

use crate::{
    admin::HOST,
    client::Response,
    harness::{Harness, config},
};
use futures_util::future::{join_all, select_all};
use panal_domain::Profile;
use panal_test_support::new_tenant;
use serde_json::{Value, json};

const PASSWORD: &str = "trece-girasoles-al-amanecer";

fn business(slug: &str) -> Value {
    json!({
        "organization_name": "Clínica Ñandú & Sol",
        "slug": slug,
        "industry": "clinica_dental",
        "country": "PE",
        "phone": "987 654 321",
        "owner": {"full_name": "Ana Pérez", "email": "ANA@sol.test", "password": PASSWORD},
        "accept_terms": true,
    })
}

impl Harness {
    async fn registers(&self, body: &Value) -> Response {
        self.request("POST", HOST, "/api/v1/auth/register-organization")
            .json(body)
            .send()
            .await
    }

    async fn one(&self, sql: &str) -> i64 {
        self.db
            .superuser()
            .await
            .query_one(sql, &[])
            .await
            .unwrap()
            .get(0)
    }
}

#[tokio::test]
async fn a_business_is_there_in_the_answer_and_its_owner_logs_in() {
    let harness = Harness::new().await;
    let _worker = harness.worker();
    let mut body = business("");
    body.as_object_mut().unwrap().remove("slug");
    let answer = harness.registers(&body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let made = answer.json();
    assert_eq!(made["tenant"]["slug"], "clinica-nandu-y-sol");
    let url = "http://clinica-nandu-y-sol.localhost";
    assert_eq!(made["tenant"]["url"], url);
    assert_eq!(made["login_url"], format!("{url}/"));
    assert_eq!(answer.header("location"), Some(url));

    let login = harness
        .request(
            "POST",
            "clinica-nandu-y-sol.localhost",
            "/api/v1/auth/login",
        )
        .json(&json!({"email": "ana@sol.test", "password": PASSWORD}))
        .send()
        .await;
    assert_eq!(login.status, 200, "{}", login.text());
    let owner = harness
        .get("clinica-nandu-y-sol.localhost", "/api/v1/me")
        .header(
            "Authorization",
            &format!("Bearer {}", login.json()["access_token"].as_str().unwrap()),
        )
        .send()
        .await
        .json();
    assert_eq!(owner["roles"][0]["code"], "propietario");
    for (count, what) in [
        ("public.subscriptions WHERE state = 'trial'", "a trial"),
        (
            "public.outbox WHERE kind = 'organizacion-creada'",
            "the event",
        ),
        (
            "public.tenant_requests WHERE state = 'done' AND owner_password_hash IS NULL",
            "the digest is gone",
        ),
    ] {
        let sql = format!("SELECT count(*) FROM {count}");
        assert_eq!(harness.one(&sql).await, 1, "{what}");
    }
}

#[tokio::test]
async fn visitors_read_what_it_costs_before_they_register() {
    let harness = Harness::new().await;
    harness
        .sql("UPDATE public.plans SET price_usd_cents = 3100 WHERE code = 'basico'")
        .await;
    let answer = harness
        .get(HOST, "/api/v1/registrations/plans")
        .send()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("max-age=60"));
    let plans = answer.json();
    let told: Vec<(&str, i64)> = plans
        .as_array()
        .unwrap()
        .iter()
        .map(|plan| {
            (
                plan["code"].as_str().unwrap(),
                plan["price_usd_cents"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("basico", 3100),
            ("profesional", 7900),
            ("empresarial", 19900)
        ]
    );
    assert_eq!(
        plans[1],
        json!({
            "code": "profesional", "name_es": "Profesional", "name_en": "Professional", "price_usd_cents": 7900,
            "limits": {
                "users": 10, "clients": 100, "professionals": 10, "appointments_per_month": 2000, "branches": 3,
                "storage_mib": 10240,
            },
        })
    );
    // A business's own address has its own list, for who is logged in.
    harness.db.tenant("clinica1").await;
    let elsewhere = harness
        .get("clinica1.localhost", "/api/v1/registrations/plans")
        .send()
        .await;
    assert_eq!(elsewhere.status, 404, "{}", elsewhere.text());
}

#[tokio::test]
async fn of_fifty_who_want_one_address_one_gets_it() {
    let harness = Harness::new().await;
    let _worker = harness.worker();
    let body = business("sol");
    let answers = join_all((0..50).map(|_| harness.registers(&body))).await;
    let (got, lost): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| matches!(answer.status, 201 | 202));
    assert_eq!((got.len(), lost.len()), (1, 49));
    for answer in lost {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (409, "slug_taken"),
            "{}",
            answer.text()
        );
        assert_eq!(answer.json()["errors"][0]["field"], "slug");
    }
    harness.until("sol.localhost", "/api/v1/tenant", 200).await;
    assert_eq!(harness.one("SELECT count(*) FROM public.tenants").await, 1);
}

#[tokio::test]
async fn while_no_worker_is_there_the_answer_tells_where_to_look() {
    let harness = Harness::new().await;
    let answer = harness.registers(&business("sol")).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let path = answer.header("location").unwrap().to_owned();
    assert!(path.starts_with("/api/v1/registrations/"), "{path}");
    assert_eq!(answer.json()["state"], "waiting");
    let waiting = harness.get(HOST, &path).send().await;
    assert_eq!(
        (waiting.status, &waiting.json()["url"]),
        (200, &Value::Null)
    );
    let second = harness.registers(&business("sol")).await;
    assert_eq!(
        (second.status, second.code().as_str()),
        (409, "slug_taken"),
        "somebody is getting it"
    );

    let events = format!("{path}/events");
    let followed = tokio::spawn(harness.get(HOST, &events).send());
    let _worker = harness.worker();
    let followed = followed.await.unwrap();
    assert_eq!(followed.header("content-type"), Some("text/event-stream"));
    let told = followed.text();
    let last = told.trim_end().rsplit("\n\n").next().unwrap().to_owned();
    assert!(last.starts_with("event: done\ndata: {"), "{told}");
    let done = harness.get(HOST, &path).send().await.json();
    assert_eq!(
        (&done["state"], &done["url"]),
        (&json!("done"), &json!("http://sol.localhost"))
    );
    assert_eq!(done["tenant_id"], Value::Null, "that is nobody's business");
    let again = harness.get(HOST, &events).send().await.text();
    assert!(again.starts_with("event: done\n"), "{again}");
}

#[tokio::test]
async fn an_address_that_was_taken_meanwhile_is_told_of() {
    let harness = Harness::new().await;
    let path = {
        let answer = harness.registers(&business("sol")).await;
        assert_eq!(answer.status, 202);
        answer.header("location").unwrap().to_owned()
    };
    harness
        .db
        .provisioner
        .create(&new_tenant("sol"))
        .await
        .unwrap();
    let _worker = harness.worker();
    let told = harness
        .get(HOST, &format!("{path}/events"))
        .send()
        .await
        .text();
    assert!(told.contains("event: failed\n"), "{told}");
    let failed = harness.get(HOST, &path).send().await.json();
    assert_eq!(failed["problem"]["code"], "slug_taken", "{failed}");
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let harness = Harness::new().await;
    let answer = harness
        .registers(&json!({
            "organization_name": " ", "slug": "admin", "industry": "circo", "country": "PE", "tax_id": "1",
            "phone": "x", "owner": {"full_name": "7", "email": "nadie", "password": "corta"},
        }))
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (422, "validation_failed")
    );
    let body = answer.json();
    let mut said: Vec<String> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            let text = |name: &str| fault[name].as_str().unwrap().to_owned();
            format!("{} {}", text("field"), text("code"))
        })
        .collect();
    said.sort();
    let fields: Vec<&str> = said
        .iter()
        .map(|fault| fault.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        fields,
        [
            "accept_terms",
            "industry",
            "organization_name",
            "owner.email",
            "owner.full_name",
            "owner.password",
            "phone",
            "slug",
            "tax_id"
        ],
        "{said:?}"
    );
    assert!(said.contains(&"slug slug_reserved".to_owned()), "{said:?}");
    let mut guessable = business("sol");
    guessable["owner"]["password"] = json!("ana@sol.test");
    let answer = harness.registers(&guessable).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    for planted in ["plan", "state", "tenant_id", "id", "source", "role"] {
        let mut body = business("sol");
        body[planted] = json!("empresarial");
        let answer = harness.registers(&body).await;
        assert_eq!(
            (answer.status, &answer.json()["errors"][0]["code"]),
            (422, &json!("unknown_field")),
            "{planted}"
        );
    }
    assert_eq!(
        harness
            .one("SELECT count(*) FROM public.tenant_requests")
            .await,
        0
    );
}

#[tokio::test]
async fn whether_an_address_is_free_is_told_while_typing() {
    let harness = Harness::new().await;
    harness.db.tenant("sol").await;
    let check = async |wished: &str| {
        let answer = harness
            .get(HOST, &format!("/api/v1/registrations/slug/{wished}"))
            .send()
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let body = answer.json();
        (
            body["available"].as_bool().unwrap(),
            body["reason"].as_str().map(str::to_owned),
            body["suggestion"].as_str().map(str::to_owned),
        )
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(check("luna").await, (true, None, None));
    assert_eq!(check("sol").await, (false, text("taken"), text("sol-2")));
    assert_eq!(
        check("admin").await,
        (false, text("slug_reserved"), text("admin-negocio"))
    );
    assert_eq!(
        check("Cl%C3%ADnica%20Sol").await,
        (false, text("slug_not_ascii"), text("clinica-sol"))
    );
}

#[tokio::test]
async fn an_address_that_registers_too_often_has_to_wait() {
    let harness = Harness::with(panal_http::HttpConfig {
        rate_limit: 600,
        ..config()
    })
    .await;
    harness.db.tenant("sol").await;
    for _ in 0..5 {
        let answer = harness.registers(&business("sol")).await;
        assert_eq!(answer.code(), "slug_taken");
    }
    let answer = harness.registers(&business("luna")).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (429, "rate_limited")
    );
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
    let other = harness
        .get(HOST, "/api/v1/registrations/slug/luna")
        .send()
        .await;
    assert_eq!(other.status, 200, "anything else is still answered");
}

#[tokio::test]
async fn nobody_follows_what_is_not_a_registration() {
    let harness = Harness::new().await;
    let _worker = harness.worker();
    let admin = harness.super_admin("sofia@panal.test").await;
    let made = admin
        .post(
            "/tenants",
            json!({"name": "Luna", "profile": "barberia", "plan": "basico"}),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let row = harness
        .db
        .superuser()
        .await
        .query_one("SELECT id FROM public.tenant_requests", &[])
        .await
        .unwrap();
    let id: uuid::Uuid = row.get(0);
    for id in [id, uuid::Uuid::new_v4()] {
        for path in [
            format!("/api/v1/registrations/{id}"),
            format!("/api/v1/registrations/{id}/events"),
        ] {
            let answer = harness.get(HOST, &path).send().await;
            assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"));
        }
    }
    let progress = admin.reads(&format!("/requests/{id}")).await;
    assert_eq!(progress["state"], "done");
    assert!(progress["tenant_id"].is_string());
    let events = admin.get(&format!("/requests/{id}/events")).await;
    assert!(events.text().starts_with("event: done\n"));
}

#[tokio::test]
async fn one_owner_registers_three_businesses_a_day() {
    let harness = Harness::new().await;
    harness
        .sql(
            "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country, owner_email, state)
             SELECT gen_random_uuid(), 'registration', 'sol-' || n, 'Sol', 'barberia', 'trial', 'CO', 'ana@sol.test', 'done'
             FROM generate_series(1, 3) n",
        )
        .await;
    let refused = harness.registers(&business("sol")).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (429, "registration_limit"),
        "{}",
        refused.text()
    );
    assert_eq!(refused.header("retry-after"), Some("3600"));
    let asked = "SELECT count(*) FROM public.tenant_requests WHERE slug = 'sol'";
    assert_eq!(harness.one(asked).await, 0);
    let _worker = harness.worker();
    let mut others = business("luna");
    others["owner"]["email"] = json!("eva@luna.test");
    assert_eq!(harness.registers(&others).await.status, 201);
    // What a super admin asks for is no registration.
    let admin = harness.super_admin("sofia@panal.test").await;
    let owner = json!({"full_name": "Ana Pérez", "email": "ana@sol.test"});
    let made = admin
        .post(
            "/tenants",
            json!({"name": "Sol", "profile": "barberia", "owner": owner}),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
}

#[tokio::test]
async fn a_business_is_not_named_as_an_advertisement() {
    let harness = Harness::new().await;
    let mut body = business("sol");
    body["organization_name"] = json!("Gane un premio en http://premio.test");
    body["owner"]["full_name"] = json!("Ana www.premio.test");
    let answer = harness.registers(&body).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let errors = answer.json()["errors"].clone();
    let said: Vec<_> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["field"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("organization_name", "name_with_link"),
            ("owner.full_name", "name_with_link")
        ]
    );
}

#[tokio::test]
async fn a_registration_takes_a_schema_that_is_ready() {
    let harness = Harness::new().await;
    let provisioner = &harness.db.provisioner;
    provisioner
        .fill_pool(&[Profile::ClinicaDental], 1, &|| {})
        .await
        .unwrap();
    let ready = "SELECT count(*) FROM public.schema_pool";
    let before = harness.one(ready).await;
    assert!(before > 0);
    let _worker = harness.worker();
    let answer = harness.registers(&business("sol")).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(harness.one(ready).await, before - 1);
}

#[tokio::test]
async fn nobody_holds_more_streams_than_three() {
    let harness = Harness::new().await;
    let answer = harness.registers(&business("sol")).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let events = format!("{}/events", answer.header("location").unwrap());
    // No worker is there: those that are let in do not end.
    let asked = (0..4).map(|_| Box::pin(harness.get(HOST, &events).send()));
    let (refused, _, others) = select_all(asked).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (429, "too_many_streams")
    );
    assert_eq!(others.len(), 3);
}
