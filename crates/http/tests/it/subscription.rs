//! A clinic pays, forgets to, and comes back.

use crate::{
    client::Response,
    harness::Harness,
    staff::{Clinic, PASSWORD, Person},
};
use panal_domain::Role;
use serde_json::{Value, json};

/// Days from now, in SQL.
fn days(days: i32) -> String {
    format!("now() + interval '{days} days'")
}

/// Writes a clinic's subscription; the nightly job has not looked at it yet.
async fn subscription(clinic: &Clinic<'_>, set: &str) {
    clinic
        .harness
        .sql(&format!(
            "UPDATE public.subscriptions SET {set} WHERE tenant_id = '{}'",
            clinic.tenant.id
        ))
        .await;
}

/// Active, and paid until so many days ago.
async fn paid_until(clinic: &Clinic<'_>, ago: i32) {
    subscription(
        clinic,
        &format!("state = 'active', period_ends_at = {}", days(-ago)),
    )
    .await;
}

/// Asks until the answer is so: the news of a change takes a moment.
async fn until(ask: impl AsyncFn() -> Response, is: impl Fn(&Response) -> bool) -> Response {
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let answer = ask().await;
        if is(&answer) {
            return answer;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "{} {}",
            answer.status,
            answer.text()
        );
        tokio::task::yield_now().await;
    }
}

async fn is_in(ana: &Person<'_>, state: &str) -> Value {
    until(
        async || ana.get("/subscription").await,
        |answer| answer.json()["state"] == state,
    )
    .await
    .json()
}

fn client() -> Value {
    json!({"first_name": "José"})
}

#[tokio::test]
async fn past_due_everything_works() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    paid_until(&clinic, 2).await;
    let shown = is_in(&ana, "past_due").await;
    assert_eq!(shown["past_due_at"], shown["period_ends_at"]);
    assert!(shown["grace_ends_at"].is_string(), "{shown}");
    assert_eq!(shown["suspended_at"], Value::Null);
    // Everybody who works there is told until when.
    let eva = clinic.staff(Role::Cashier).await;
    assert_eq!(
        eva.get("/me").await.json()["subscription"],
        json!({"plan": "profesional", "state": "past_due", "ends_at": shown["grace_ends_at"]})
    );
    ana.registers(client()).await;
    clinic.enters("admin@test.co").await;
    // Passers-by do not learn of it.
    let public = harness
        .get("norte.localhost", "/api/v1/tenant")
        .send()
        .await;
    assert_eq!(public.json()["subscription_state"], Value::Null);
}

#[tokio::test]
async fn suspended_one_may_look_but_not_touch() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let jose = ana.registers(client()).await;
    let path = format!("/clients/{}", jose["id"].as_str().unwrap());
    paid_until(&clinic, 10).await;
    let refused = until(
        async || ana.post("/clients", client()).await,
        |answer| answer.status == 402,
    )
    .await;
    assert_eq!(refused.code(), "subscription_suspended");
    let body = refused.json();
    assert_eq!(body["plan"], "profesional");
    assert_eq!(body["title"], "La suscripción está suspendida");
    assert!(body["detail"].as_str().unwrap().contains("exportar"));
    let shown = ana.get("/subscription").await.json();
    assert_eq!(shown["state"], "suspended");
    assert_eq!(body["suspended_at"], shown["suspended_at"]);
    assert!(shown["cancels_at"].is_string());

    // Reading works.
    for path in ["/clients", &path, "/me", "/tenant", "/audit-log", "/plans"] {
        assert_eq!(ana.get(path).await.status, 200, "{path}");
    }
    let head = ana.request("HEAD", "/clients").send().await;
    assert_eq!(head.status, 200);
    // Changing does not, whatever the method.
    for (method, path) in [
        ("POST", format!("{path}/restore")),
        ("PATCH", path.clone()),
        ("PUT", path.clone()),
        ("DELETE", path.clone()),
        ("POST", "/authors".to_owned()),
        ("POST", "/%61uth/login".to_owned()),
    ] {
        let answer = ana
            .request(method, &path)
            .header("If-Match", "*")
            .json(&json!({}))
            .send()
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (402, "subscription_suspended"),
            "{method} {path}"
        );
    }
    // Getting in and out does, and so does looking for another plan.
    let again = clinic.enters("admin@test.co").await;
    assert_eq!(clinic.refresh(&again.refresh).await.status, 200);
    let chosen = ana
        .post("/subscription/plan", json!({"plan": "empresarial"}))
        .await;
    assert_eq!(chosen.status, 200, "{}", chosen.text());
    assert_eq!(chosen.json()["state"], "suspended");
    assert_eq!(ana.post("/auth/logout", json!({})).await.status, 204);
    let public = harness
        .get("norte.localhost", "/api/v1/tenant")
        .send()
        .await;
    assert_eq!(public.json()["subscription_state"], "suspended");

    // Paid: everything works again.
    subscription(
        &clinic,
        &format!("period_ends_at = {}, state = 'active'", days(30)),
    )
    .await;
    until(
        async || again.post("/clients", client()).await,
        |answer| answer.status == 201,
    )
    .await;
}

#[tokio::test]
async fn suspended_one_may_still_shut_somebody_out() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let thief = format!("/users/{}", clinic.hires(Role::Empleado).await);
    let made = ana
        .post(
            "/api-keys",
            json!({"name": "Web", "scopes": ["clients.view"]}),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let key = format!(
        "/api-keys/{}",
        made.json()["api_key"]["id"].as_str().unwrap()
    );
    paid_until(&clinic, 10).await;
    until(
        async || ana.post("/clients", client()).await,
        |answer| answer.status == 402,
    )
    .await;
    for (method, path) in [
        ("POST", format!("{thief}/enable")),
        ("DELETE", thief.clone()),
        ("POST", "/users/todos/disable".to_owned()),
        ("PUT", format!("{thief}/disable")),
        ("POST", "/api-keys".to_owned()),
        ("DELETE", "/api-keys".to_owned()),
        ("POST", key.clone()),
        ("PUT", format!("{thief}/roles")),
    ] {
        let answer = ana.request(method, &path).json(&json!({})).send().await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (402, "subscription_suspended"),
            "{method} {path}"
        );
    }
    let out = ana.post(&format!("{thief}/disable"), json!({})).await;
    assert_eq!(
        (out.status, &out.json()["is_active"]),
        (200, &json!(false)),
        "{}",
        out.text()
    );
    assert_eq!(ana.request("DELETE", &key).send().await.status, 204);
    let factor = ana.post("/me/totp", json!({"password": PASSWORD})).await;
    assert_eq!(factor.status, 200, "{}", factor.text());
}

#[tokio::test]
async fn cancelled_the_log_in_tells_how_to_get_the_data() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    subscription(
        &clinic,
        "state = 'cancelled', cancelled_at = '2099-01-31T15:00:00Z'",
    )
    .await;
    let refused = until(
        async || ana.get("/clients").await,
        |answer| answer.status == 402,
    )
    .await;
    assert_eq!(refused.code(), "subscription_cancelled");

    let log_in = clinic.login("admin@test.co", PASSWORD).await;
    assert_eq!(
        (log_in.status, log_in.code().as_str()),
        (402, "subscription_cancelled")
    );
    let body = log_in.json();
    assert_eq!(body["plan"], "profesional");
    assert_eq!(body["cancelled_at"], "2099-01-31T15:00:00Z");
    assert_eq!(body["data_kept_until"], "2099-05-01T15:00:00Z");
    assert_eq!(
        body["detail"],
        "Conservamos sus datos hasta el 2099-05-01. Antes de esa fecha, pida a soporte una copia de ellos o reactive la suscripción; indique el nombre de su negocio: norte."
    );
    assert_eq!(body.get("access_token"), None);
    // Only who belongs there learns it by logging in.
    let wrong = clinic.login("admin@test.co", "otra-clave-2026").await;
    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (401, "invalid_credentials")
    );

    // Nothing else answers, however it is written.
    for (method, path) in [
        ("GET", "/api/v1/me"),
        ("GET", "/api/v1/subscription"),
        ("POST", "/api/v1/subscription/plan"),
        ("POST", "/api/v1/auth/refresh"),
        ("POST", "/api/v1/auth/login/"),
        ("POST", "/api/v1/tenant"),
        ("GET", "/%61pi/v1/clients"),
        ("GET", "/api/v%31/clients"),
        ("GET", "/api"),
        ("POST", "/"),
    ] {
        let answer = harness
            .request(method, "norte.localhost", path)
            .header("Authorization", &format!("Bearer {}", ana.access))
            .json(&json!({"plan": "basico"}))
            .send()
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (402, "subscription_cancelled"),
            "{method} {path}"
        );
    }
    // But the page to log in at, and what it needs to know.
    let page = harness.get("norte.localhost", "/").send().await;
    assert_eq!(page.status, 200);
    let public = harness
        .get("norte.localhost", "/api/v1/tenant")
        .send()
        .await;
    assert_eq!(
        (public.status, &public.json()["subscription_state"]),
        (200, &json!("cancelled"))
    );
}

#[tokio::test]
async fn time_counts_though_nobody_moved_the_state_on() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    // 7 days of grace and 30 of suspension later.
    subscription(
        &clinic,
        &format!("state = 'trial', trial_ends_at = {}", days(-40)),
    )
    .await;
    let refused = until(
        async || ana.get("/clients").await,
        |answer| answer.status == 402,
    )
    .await;
    assert_eq!(refused.code(), "subscription_cancelled");
}

#[tokio::test]
async fn what_an_operator_suspends_stays_shut_whoever_paid() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    harness
        .sql("UPDATE public.tenants SET state = 'suspended'")
        .await;
    let refused = until(
        async || ana.get("/clients").await,
        |answer| answer.status != 200,
    )
    .await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "tenant_suspended")
    );
}

#[tokio::test]
async fn the_owner_sees_what_is_used_and_what_it_costs() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    ana.registers(client()).await;
    let shown = ana.get("/subscription").await;
    assert_eq!(shown.status, 200);
    let shown = shown.json();
    assert_eq!(
        shown["plan"],
        json!({"code": "profesional", "name_es": "Profesional", "name_en": "Professional"})
    );
    assert_eq!(
        (&shown["state"], &shown["price_usd_cents"]),
        (&json!("active"), &json!(7900))
    );
    let limits = shown["limits"].as_array().unwrap();
    assert_eq!(limits.len(), 6);
    assert!(limits.contains(&json!({"resource": "clients", "maximum": 100, "used": 1})));
    assert!(limits.contains(&json!({"resource": "users", "maximum": 10, "used": 1})));
    assert!(limits.contains(&json!({"resource": "storage_mib", "maximum": 10240, "used": 0})));
    assert_eq!(shown["history"].as_array().unwrap().len(), 1);
    assert_eq!(shown["history"][0]["to_state"], "active");

    let plans = ana.get("/plans").await.json();
    let codes: Vec<&str> = plans
        .as_array()
        .unwrap()
        .iter()
        .map(|plan| plan["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["basico", "profesional", "empresarial"]);
    assert_eq!(plans[0]["price_usd_cents"], 2900);
    assert_eq!(plans[0]["limits"]["clients"], 50);

    // Who keeps the till sees the plans, not what is paid.
    let eva = clinic.staff(Role::Cashier).await;
    assert_eq!(eva.get("/plans").await.status, 200);
    assert_eq!(eva.get("/subscription").await.code(), "permission_denied");
    let refused = eva
        .post("/subscription/plan", json!({"plan": "basico"}))
        .await;
    assert_eq!(refused.code(), "permission_denied");
}

#[tokio::test]
async fn a_larger_plan_holds_at_once() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    harness
        .sql(&format!(
            "INSERT INTO {}.clients (id, first_name) SELECT gen_random_uuid(), 'Cliente ' || n FROM generate_series(1, 100) n",
            clinic.tenant.schema.quoted()
        ))
        .await;
    assert_eq!(ana.post("/clients", client()).await.code(), "limit_reached");
    let chosen = ana
        .post("/subscription/plan", json!({"plan": "empresarial"}))
        .await;
    assert_eq!(chosen.status, 200, "{}", chosen.text());
    let shown = chosen.json();
    assert_eq!(
        (&shown["plan"]["code"], &shown["price_usd_cents"]),
        (&json!("empresarial"), &json!(19900))
    );
    assert_eq!(shown, ana.get("/subscription").await.json());
    // No waiting for the news.
    ana.registers(client()).await;

    // It is told once, everywhere.
    assert_eq!(shown["history"].as_array().unwrap().len(), 2);
    let change = &shown["history"][0];
    assert_eq!(
        (
            &change["from_plan"],
            &change["to_plan"],
            &change["from_state"],
            &change["to_state"],
            &change["price_usd_cents"]
        ),
        (
            &json!("profesional"),
            &json!("empresarial"),
            &json!("active"),
            &json!("active"),
            &json!(19900)
        )
    );
    let audit = ana.get("/audit-log?action=change_plan").await.json();
    assert_eq!(audit["data"].as_array().unwrap().len(), 1);
    assert_eq!(
        audit["data"][0]["changes"],
        json!({"plan": ["profesional", "empresarial"]})
    );
    assert_eq!(audit["data"][0]["actor"]["name"], "admin@test.co");
    let platform = harness.db.superuser().await;
    let row = platform
        .query_one(
            "SELECT a.actor_kind, a.detail::text, h.actor FROM public.platform_audit a, public.subscription_history h
             WHERE a.action = 'tenant.plan' AND h.from_plan = 'profesional' AND h.to_plan = 'empresarial'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(row.get::<_, String>(0), "tenant_user");
    assert!(row.get::<_, String>(1).contains("empresarial"));
    assert_eq!(row.get::<_, String>(2), "admin@test.co");
    // The same again is no change.
    let same = ana
        .post("/subscription/plan", json!({"plan": "empresarial"}))
        .await;
    assert_eq!(same.json()["history"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_plan_that_cannot_be_told_of_does_not_change() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let schema = clinic.tenant.schema.quoted();
    // Says no when the log's transaction is about to commit.
    harness
        .sql(&format!(
            "CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;
             CREATE CONSTRAINT TRIGGER no AFTER INSERT ON {schema}.audit_log DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW WHEN (NEW.action = 'change_plan') EXECUTE FUNCTION public.no()"
        ))
        .await;
    let choose = async || {
        ana.post("/subscription/plan", json!({"plan": "empresarial"}))
            .await
    };
    assert_eq!(choose().await.status, 500);
    let shown = ana.get("/subscription").await.json();
    assert_eq!(shown["plan"]["code"], "profesional");
    assert_eq!(shown["history"].as_array().unwrap().len(), 1);
    harness
        .sql(&format!("DROP TRIGGER no ON {schema}.audit_log"))
        .await;
    assert_eq!(choose().await.status, 200);
    let told = "audit_log WHERE action = 'change_plan'";
    assert_eq!(clinic.count(told).await, 1);
}

#[tokio::test]
async fn a_smaller_plan_must_fit_what_is_used() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.clients (id, first_name) SELECT gen_random_uuid(), 'Cliente ' || n FROM generate_series(1, 51) n;
             INSERT INTO {schema}.branches (id, name, code) VALUES (gen_random_uuid(), 'Sur', 'SUR'), (gen_random_uuid(), 'Este', 'ESTE')"
        ))
        .await;
    let branches = clinic.count("branches").await;
    let choose = async |plan: &str| ana.post("/subscription/plan", json!({"plan": plan})).await;
    let refused = choose("basico").await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "plan_limits_exceeded")
    );
    assert_eq!(
        refused.json()["exceeds"],
        json!([
            {"limit": {"resource": "clients", "maximum": 50}, "used": 51},
            {"limit": {"resource": "branches", "maximum": 1}, "used": branches}
        ])
    );
    assert_eq!(
        refused.json()["detail"],
        format!(
            "No cabe en ese plan: clientes (tiene 51, el límite es 50), sucursales (tiene {branches}, el límite es 1). Elimine lo que sobra o elija un plan mayor."
        )
    );
    let shown = ana.get("/subscription").await.json();
    assert_eq!(
        (&shown["plan"]["code"], &shown["price_usd_cents"]),
        (&json!("profesional"), &json!(7900))
    );
    // What is not for choosing is not chosen.
    for plan in ["trial", "custom", "gratis", ""] {
        let answer = choose(plan).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "validation_failed"),
            "{plan}"
        );
        assert_eq!(answer.json()["errors"][0]["field"], "plan");
    }
    // Made to fit.
    harness
        .sql(&format!(
            "UPDATE {schema}.clients SET deleted_at = now() WHERE first_name = 'Cliente 1';
             UPDATE {schema}.branches SET is_active = false WHERE code <> 'SUR'"
        ))
        .await;
    let chosen = choose("basico").await;
    assert_eq!(chosen.status, 200, "{}", chosen.text());
    assert_eq!(chosen.json()["price_usd_cents"], 2900);
}

#[tokio::test]
async fn a_smaller_plan_and_new_clients_at_once_never_end_beyond_the_limit() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    harness
        .sql(&format!(
            "INSERT INTO {}.clients (id, first_name) SELECT gen_random_uuid(), 'Cliente ' || n FROM generate_series(1, 45) n",
            clinic.tenant.schema.quoted()
        ))
        .await;
    let creations = futures_util::future::join_all((0..20).map(|_| ana.post("/clients", client())));
    let change = ana.post("/subscription/plan", json!({"plan": "basico"}));
    let (created, changed) = tokio::join!(creations, change);
    for answer in &created {
        assert!([201, 402].contains(&answer.status), "{}", answer.text());
    }
    let clients = clinic.count("clients").await;
    match changed.status {
        200 => assert_eq!(clients, 50),
        409 => assert_eq!(clients, 65),
        other => panic!("{other} {}", changed.text()),
    }
}

#[tokio::test]
async fn on_trial_a_chosen_plan_costs_nothing_until_the_trial_ends() {
    let harness = Harness::new().await;
    let clinic = harness.open("norte").await;
    let ana = clinic.staff(Role::Admin).await;
    subscription(
        &clinic,
        &format!("state = 'trial', trial_ends_at = {}", days(9)),
    )
    .await;
    let before = is_in(&ana, "trial").await;
    let chosen = ana
        .post("/subscription/plan", json!({"plan": "basico"}))
        .await
        .json();
    assert_eq!(
        (&chosen["state"], &chosen["plan"]["code"]),
        (&json!("trial"), &json!("basico"))
    );
    assert_eq!(chosen["trial_ends_at"], before["trial_ends_at"]);
    assert_eq!(chosen["price_usd_cents"], 2900);
}
