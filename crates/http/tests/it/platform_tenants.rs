//! Tenants as super admins see them, and what they do to them.

use crate::{
    admin::{Admin, HOST},
    harness::Harness,
};
use panal_domain::Role;
use serde_json::{Value, json};

const WHY: &str = "Lo pidió por teléfono";

impl Admin<'_> {
    /// A tenant by its slug, as listed.
    async fn tenant(&self, slug: &str) -> Value {
        let page = self.reads(&format!("/tenants?filter[slug]={slug}")).await;
        page["data"][0].clone()
    }
}

fn id(tenant: &Value) -> &str {
    tenant["id"].as_str().unwrap()
}

fn slugs(page: &Value) -> Vec<&str> {
    page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["slug"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn tenants_are_found_by_what_is_known_of_them() {
    let harness = Harness::new().await;
    for slug in ["luna", "sol", "tierra"] {
        harness.db.tenant(slug).await;
    }
    harness.add_domain("sol", "www.sol.test", true).await;
    harness
        .sql(
            "INSERT INTO public.usage_metrics (tenant_id, day, used, size_bytes, last_activity_at)
             SELECT id, current_date - 1, '{\"clients\": 3}'::jsonb, 100, now() - interval '1 day' FROM public.tenants WHERE slug = 'sol'
             UNION ALL SELECT id, current_date, '{\"clients\": 40}'::jsonb, 200, now() FROM public.tenants WHERE slug = 'sol';
             UPDATE public.tenants SET fingerprint = 'old' WHERE slug = 'luna';
             DELETE FROM public.migration_ledger l USING public.tenants t
             WHERE l.tenant_id = t.id AND t.slug = 'luna' AND l.name LIKE '%access%';
             UPDATE public.subscriptions s SET state = 'past_due', past_due_at = now() FROM public.tenants t
             WHERE t.id = s.tenant_id AND t.slug = 'tierra'",
        )
        .await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let all = admin.reads("/tenants").await;
    assert_eq!(slugs(&all), ["luna", "sol", "tierra"]);
    assert_eq!(all["total"], 3);
    let sol = &all["data"][1];
    assert_eq!(sol["schema_version"], "current");
    assert_eq!(all["data"][0]["schema_version"], "behind");
    assert_eq!(sol["domains"], json!(["www.sol.test"]));
    assert_eq!(sol["size_bytes"], 200);
    assert_eq!(
        sol["usage"].as_array().unwrap()[1],
        json!({"resource": "clients", "used": 40, "limit": 100})
    );
    assert_eq!(sol["subscription"]["state"], "active");
    for (query, found) in [
        ("q=CLINICA%20s%C3%B3l", vec!["sol"]),
        ("filter[subscription]=past_due", vec!["tierra"]),
        ("filter[state]=suspended", vec![]),
        (
            "filter[plan]=profesional&sort=-slug",
            vec!["tierra", "sol", "luna"],
        ),
        ("sort=-size_bytes&per_page=1", vec!["sol"]),
    ] {
        let page = admin.reads(&format!("/tenants?{query}")).await;
        assert_eq!(slugs(&page), found, "{query}");
    }
    let injected = admin
        .get("/tenants?q=%27%3B%20DROP%20TABLE%20x&filter[slug]=%27%20OR%201=1--")
        .await;
    assert_eq!(
        (injected.status, &injected.json()["total"]),
        (200, &json!(0))
    );
    assert_eq!(
        admin.get("/tenants?filter[schema_name]=x").await.code(),
        "query_invalid"
    );

    let one = admin.reads(&format!("/tenants/{}", id(sol))).await;
    assert!(one["size_now_bytes"].as_i64().unwrap() > 100_000, "{one}");
    assert_eq!(one["steps"][0]["step"], "schema");
    let metrics = admin.reads(&format!("/tenants/{}/metrics", id(sol))).await;
    assert_eq!(metrics.as_array().unwrap().len(), 2);
    let none = admin
        .reads(&format!(
            "/tenants/{}/metrics?from=2020-01-01&to=2020-01-31",
            id(sol)
        ))
        .await;
    assert_eq!(none, json!([]));
    let fleet = admin.reads("/migrations").await;
    assert_eq!((&fleet["current"], &fleet["other"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn a_tenant_goes_through_its_life() {
    let harness = Harness::new().await;
    harness.db.tenant("sol").await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let sol = admin.tenant("sol").await;
    let path = format!("/tenants/{}", id(&sol));
    let unexplained = admin
        .post(&format!("{path}/suspend"), json!({"reason": "no"}))
        .await;
    assert_eq!(unexplained.code(), "validation_failed");
    let suspended = admin
        .post(&format!("{path}/suspend"), json!({"reason": WHY}))
        .await;
    assert_eq!(suspended.status, 200, "{}", suspended.text());
    let body = suspended.json();
    assert_eq!(
        (&body["state"], &body["state_reason"]),
        (&json!("suspended"), &json!(WHY))
    );
    harness.until("sol.localhost", "/api/v1/me", 403).await;
    let twice = admin
        .post(&format!("{path}/maintenance"), json!({"reason": WHY}))
        .await;
    assert_eq!(
        (twice.status, twice.code().as_str()),
        (409, "tenant_state_conflict")
    );
    assert_eq!(twice.json()["allowed"], json!(["active", "deleting"]));
    let restored = admin.post(&format!("{path}/restore"), json!({})).await;
    assert_eq!(
        restored.code(),
        "tenant_state_conflict",
        "it was not deleted"
    );
    assert_eq!(
        admin
            .post(&format!("{path}/activate"), json!({}))
            .await
            .status,
        200
    );

    let other = admin
        .post(
            &format!("{path}/delete"),
            json!({"confirm": "luna", "reason": WHY}),
        )
        .await;
    assert_eq!(
        (other.status, &other.json()["errors"][0]["code"]),
        (422, &json!("confirm_mismatch"))
    );
    let deleted = admin
        .post(
            &format!("{path}/delete"),
            json!({"confirm": "sol", "reason": WHY}),
        )
        .await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    assert!(deleted.json()["purge_after"].is_string());
    harness.until("sol.localhost", "/api/v1/me", 410).await;
    let activated = admin.post(&format!("{path}/activate"), json!({})).await;
    assert_eq!(
        activated.code(),
        "tenant_state_conflict",
        "deleted is restored, not activated"
    );
    let restored = admin
        .post(&format!("{path}/restore"), json!({}))
        .await
        .json();
    assert_eq!(
        (&restored["state"], &restored["purge_after"]),
        (&json!("active"), &Value::Null)
    );

    let lines = admin
        .reads(&format!("/audit?tenant_id={}&limit=2", id(&sol)))
        .await;
    assert_eq!(lines["data"][0]["action"], "tenant.restore");
    assert_eq!(lines["data"][1]["action"], "tenant.delete");
    assert_eq!(lines["data"][1]["detail"]["reason"], WHY);
    assert_eq!(lines["data"][1]["detail"]["email"], "sofia@panal.test");
    assert_eq!(lines["data"][1]["actor"], admin.id.to_string());
    let next = lines["next_cursor"].as_str().unwrap();
    let more = admin
        .reads(&format!(
            "/audit?tenant_id={}&limit=2&cursor={next}",
            id(&sol)
        ))
        .await;
    assert_eq!(more["data"][0]["action"], "tenant.activate");
    assert_eq!(more["data"][1]["action"], "tenant.suspend");
}

#[tokio::test]
async fn a_plan_goes_up_at_once_and_down_when_what_is_used_fits() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    clinic.hires(Role::Empleado).await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let sol = admin.tenant("sol").await;
    let path = format!("/tenants/{}", id(&sol));
    let schema = clinic.tenant.schema.quoted();
    harness
        .sql(&format!(
            "INSERT INTO {schema}.clients (id, first_name, last_name)
             SELECT gen_random_uuid(), 'C' || n, '' FROM generate_series(1, 60) n"
        ))
        .await;
    let down = admin
        .put(
            &format!("{path}/plan"),
            json!({"plan": "basico", "reason": WHY}),
        )
        .await;
    assert_eq!(
        (down.status, down.code().as_str()),
        (409, "plan_limits_exceeded")
    );
    assert_eq!(
        down.json()["exceeds"],
        json!([{"limit": {"resource": "clients", "maximum": 50}, "used": 60}])
    );
    assert_eq!(admin.tenant("sol").await["plan"], "profesional");
    let trial = admin
        .put(
            &format!("{path}/plan"),
            json!({"plan": "trial", "reason": WHY}),
        )
        .await;
    assert_eq!(trial.status, 422);
    let up = admin
        .put(
            &format!("{path}/plan"),
            json!({"plan": "empresarial", "reason": WHY}),
        )
        .await;
    assert_eq!(up.status, 200, "{}", up.text());
    let up = up.json();
    assert_eq!(
        (&up["plan"], &up["subscription"]["price_usd_cents"]),
        (&json!("empresarial"), &json!(19900))
    );
    let change = &up["history"][0];
    assert_eq!(
        (
            &change["from_plan"],
            &change["to_plan"],
            &change["actor"],
            &change["reason"]
        ),
        (
            &json!("profesional"),
            &json!("empresarial"),
            &json!("sofia@panal.test"),
            &json!(WHY)
        )
    );

    let agreed = admin
        .put(
            &format!("{path}/overrides/clients"),
            json!({"maximum": 61, "reason": WHY}),
        )
        .await;
    assert_eq!(agreed.status, 200, "{}", agreed.text());
    assert_eq!(agreed.json()["usage"][1]["limit"], 61);
    let boundless = admin
        .put(
            &format!("{path}/overrides/clients"),
            json!({"maximum": null, "reason": WHY}),
        )
        .await;
    assert_eq!(boundless.json()["usage"][1]["limit"], Value::Null);
    let missing = admin
        .put(&format!("{path}/overrides/clients"), json!({"reason": WHY}))
        .await;
    assert_eq!(
        missing.status,
        422,
        "no limit has to be said: {}",
        missing.text()
    );
    let undone = admin
        .request("DELETE", &format!("{path}/overrides/clients"))
        .json(&json!({"reason": WHY}))
        .send()
        .await;
    assert_eq!(undone.json()["usage"][1]["limit"], 500);
    assert_eq!(
        admin
            .put(
                &format!("{path}/overrides/planets"),
                json!({"maximum": 1, "reason": WHY})
            )
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_subscription_is_paid_and_ended() {
    let harness = Harness::new().await;
    harness.db.tenant("sol").await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let sol = admin.tenant("sol").await;
    let path = format!("/tenants/{}/subscription", id(&sol));
    let past = admin
        .post(
            &format!("{path}/activate"),
            json!({"period_ends_at": "2020-01-01T00:00:00Z"}),
        )
        .await;
    assert_eq!(
        (past.status, &past.json()["errors"][0]["field"]),
        (422, &json!("period_ends_at"))
    );
    let paid = admin
        .post(
            &format!("{path}/activate"),
            json!({"period_ends_at": "2099-01-01T00:00:00Z", "price_usd_cents": 5000}),
        )
        .await;
    assert_eq!(paid.status, 200, "{}", paid.text());
    assert_eq!(paid.json()["subscription"]["price_usd_cents"], 5000);
    let ended = admin
        .post(&format!("{path}/cancel"), json!({"reason": WHY}))
        .await;
    assert_eq!(ended.json()["subscription"]["state"], "cancelled");
    let twice = admin
        .post(&format!("{path}/cancel"), json!({"reason": WHY}))
        .await;
    assert_eq!(
        (twice.status, twice.code().as_str()),
        (409, "subscription_state_conflict")
    );
    assert_eq!(twice.json()["allowed"], json!(["active"]));
    let history = admin.reads(&format!("{path}/history")).await;
    assert_eq!(
        (
            &history[0]["to_state"],
            &history[0]["reason"],
            &history[0]["actor"]
        ),
        (&json!("cancelled"), &json!(WHY), &json!("sofia@panal.test"))
    );
    assert_eq!(history[1]["price_usd_cents"], 5000);
}

#[tokio::test]
async fn domains_are_added_and_taken_away() {
    let harness = Harness::new().await;
    harness.db.tenant("sol").await;
    harness.db.tenant("luna").await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let (sol, luna) = (admin.tenant("sol").await, admin.tenant("luna").await);
    let path = format!("/tenants/{}/domains", id(&sol));
    for wrong in ["luna.localhost", "localhost", "10.0.0.1", "a b", ""] {
        let answer = admin.post(&path, json!({"domain": wrong})).await;
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.text());
    }
    let first = admin.post(&path, json!({"domain": "WWW.Sol.test"})).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(first.json()[0]["is_primary"], true);
    let second = admin.post(&path, json!({"domain": "sol.test"})).await;
    assert_eq!(second.json()[1]["is_primary"], false);
    let taken = admin
        .post(
            &format!("/tenants/{}/domains", id(&luna)),
            json!({"domain": "sol.test"}),
        )
        .await;
    assert_eq!((taken.status, taken.code().as_str()), (409, "domain_taken"));
    harness.until("sol.test", "/api/v1/tenant", 200).await;
    let moved = admin
        .post(&format!("{path}/sol.test/make-primary"), json!({}))
        .await
        .json();
    assert_eq!(
        (&moved[0]["domain"], &moved[1]["is_primary"]),
        (&json!("sol.test"), &json!(false))
    );
    let strange = admin
        .post(&format!("{path}/nobody.test/make-primary"), json!({}))
        .await;
    assert_eq!(strange.status, 404);
    let left = admin
        .request("DELETE", &format!("{path}/sol.test"))
        .send()
        .await
        .json();
    assert_eq!(
        (&left[0]["domain"], &left[0]["is_primary"]),
        (&json!("www.sol.test"), &json!(true)),
        "one that was refused changed nothing, and the other follows"
    );
}

#[tokio::test]
async fn a_row_is_changed_at_the_version_that_was_read() {
    let harness = Harness::new().await;
    harness.db.tenant("sol").await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let path = format!("/tenants/{}", id(&admin.tenant("sol").await));
    let read = admin.get(&path).await;
    let version = read.header("etag").unwrap().to_owned();
    let patch = |version: Option<&str>, body: Value| {
        let request = admin.request("PATCH", &path).json(&body);
        match version {
            Some(version) => request.header("If-Match", version),
            None => request,
        }
        .send()
    };
    assert_eq!(
        patch(None, json!({"name": "Sol"})).await.code(),
        "precondition_required"
    );
    let wrong = patch(
        Some(&version),
        json!({"tax_id": "1", "slug": "luna", "state": "deleted"}),
    )
    .await;
    assert_eq!(
        (
            wrong.status,
            wrong.json()["errors"].as_array().unwrap().len()
        ),
        (422, 3)
    );
    let changed = patch(
        Some(&version),
        json!({"name": "Sol Nuevo", "email": "Hola@sol.test"}),
    )
    .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["email"], "hola@sol.test");
    assert_eq!(
        patch(Some(&version), json!({"name": "Otra"})).await.code(),
        "version_mismatch"
    );

    let plan = admin.get("/plans/basico").await;
    let changed = admin
        .request("PATCH", "/plans/basico")
        .header("If-Match", plan.header("etag").unwrap())
        .json(&json!({"clients": 60, "users": null, "price_usd_cents": 3000}))
        .send()
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let changed = changed.json();
    assert_eq!(
        (
            &changed["limits"]["clients"],
            &changed["limits"]["users"],
            &changed["price_usd_cents"]
        ),
        (&json!(60), &Value::Null, &json!(3000))
    );
    let none = admin
        .request("PATCH", "/plans/basico")
        .header("If-Match", "*")
        .json(&json!({"clients": 0, "price_usd_cents": -1, "code": "x"}))
        .send()
        .await;
    assert_eq!(
        (none.status, none.json()["errors"].as_array().unwrap().len()),
        (422, 3)
    );
    let line = admin.reads("/audit?action=plan.update").await;
    assert_eq!(
        line["data"][0]["detail"]["changes"],
        json!({"clients": [50, 60], "users": [5, null], "price_usd_cents": [2900, 3000]})
    );
}

#[tokio::test]
async fn workers_get_what_a_super_admin_asks_for() {
    let harness = Harness::new().await;
    harness.db.tenant("sol").await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let path = format!("/tenants/{}", id(&admin.tenant("sol").await));
    let none = admin
        .post(&format!("{path}/modules"), json!({"modules": ["circo"]}))
        .await;
    assert_eq!(none.status, 422);
    for (what, body) in [
        ("modules", json!({"modules": ["inventory"]})),
        ("migrate", json!({})),
        ("backup", json!({})),
    ] {
        let asked = admin.post(&format!("{path}/{what}"), body).await;
        assert_eq!(asked.status, 202, "{what}: {}", asked.text());
    }
    let jobs = admin.reads("/jobs").await;
    let tasks: Vec<&str> = jobs
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["task"].as_str().unwrap())
        .collect();
    assert_eq!(tasks, ["enable_modules", "migrate_tenant", "backup_tenant"]);
    assert_eq!(admin.reads("/jobs?failed=true").await, json!([]));
    harness
        .sql(
            "UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'no disk'
             WHERE id = (SELECT max(id) FROM graphile_worker._private_jobs)",
        )
        .await;
    let failed = admin.reads("/jobs?failed=true").await;
    assert_eq!(
        (&failed[0]["state"], &failed[0]["last_error"]),
        (&json!("failed"), &json!("no disk"))
    );
    let job = failed[0]["id"].as_i64().unwrap();
    let again = admin.post(&format!("/jobs/{job}/retry"), json!({})).await;
    assert_eq!(again.status, 202, "{}", again.text());
    let jobs = admin.reads("/jobs").await;
    assert!(
        jobs.as_array()
            .unwrap()
            .iter()
            .all(|job| job["attempts"] == 0),
        "{jobs}"
    );
    assert_eq!(
        admin.post("/jobs/999999/retry", json!({})).await.status,
        404
    );
}

#[tokio::test]
async fn tenants_know_nothing_of_the_platform() {
    let harness = Harness::new().await;
    let token = harness.clinic("sol").await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let answer = harness
        .get("sol.localhost", "/api/v1/platform/tenants")
        .header("Authorization", &format!("Bearer {token}"))
        .send()
        .await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"));
    let answer = harness
        .get(HOST, "/api/v1/platform/tenants")
        .header("Authorization", &format!("Bearer {token}"))
        .send()
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (401, "token_wrong_tenant")
    );
    assert_eq!(admin.get("/tenants").await.status, 200);
}

#[tokio::test]
async fn a_subscription_is_shown_and_changed_as_time_has_left_it() {
    let harness = Harness::new().await;
    for slug in ["luna", "sol"] {
        harness.db.tenant(slug).await;
    }
    harness
        .sql(
            "UPDATE public.subscriptions s SET period_ends_at = now() - interval '8 days' FROM public.tenants t
             WHERE t.id = s.tenant_id AND t.slug = 'sol'",
        )
        .await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let listed = admin.reads("/tenants?filter[subscription]=suspended").await;
    assert_eq!(slugs(&listed), ["sol"]);
    let sol = listed["data"][0].clone();
    assert_eq!(sol["subscription"]["state"], "suspended");
    let active = admin.reads("/tenants?filter[subscription]=active").await;
    assert_eq!(slugs(&active), ["luna"]);
    let path = format!("/tenants/{}", id(&sol));
    assert_eq!(
        admin.reads(&path).await["subscription"]["state"],
        "suspended"
    );
    let paid = admin
        .post(&format!("{path}/subscription/activate"), json!({}))
        .await;
    assert_eq!(
        paid.json()["subscription"]["state"],
        "active",
        "{}",
        paid.text()
    );
    let history = admin.reads(&format!("{path}/subscription/history")).await;
    assert_eq!(
        (&history[0]["from_state"], &history[0]["to_state"]),
        (&json!("suspended"), &json!("active"))
    );
    // A subscription that time has ended cannot be ended once more.
    harness
        .sql("UPDATE public.subscriptions SET period_ends_at = now() - interval '100 days'")
        .await;
    let twice = admin
        .post(
            &format!("{path}/subscription/cancel"),
            json!({"reason": WHY}),
        )
        .await;
    assert_eq!(twice.code(), "subscription_state_conflict");
    assert_eq!(twice.json()["state"], "cancelled");
}

#[tokio::test]
async fn a_list_of_tenants_asks_as_much_for_many_as_for_one() {
    let harness = Harness::new().await;
    harness.db.tenant("sol").await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let queries = async || {
        admin.get("/tenants").await;
        let answer = admin.get("/tenants").await;
        assert_eq!(answer.status, 200);
        answer.header("x-db-queries").unwrap().to_owned()
    };
    let one = queries().await;
    for slug in ["luna", "tierra", "mar"] {
        harness.db.tenant(slug).await;
    }
    assert_eq!(queries().await, one);
    assert!(one.parse::<u32>().unwrap() <= 6, "{one}");
}
