//! What super admins see of the whole platform, and of a tenant's people.

use crate::{harness::Harness, rbac::refused, staff::PASSWORD};
use panal_domain::Role;
use panal_persistence::{
    PlatformContext,
    platform::{health, overview},
};
use serde_json::{Value, json};

#[tokio::test]
async fn the_platform_is_seen_in_numbers() {
    let harness = Harness::new().await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let empty = admin.reads("/overview").await;
    assert_eq!(empty["tenants"]["total"], 0);
    assert_eq!(empty["tenants"]["by_state"], json!({}));
    assert_eq!(empty["size_bytes"], Value::Null);
    let sol = harness.open("sol").await.tenant.id;
    let luna = harness.open("luna").await.tenant.id;
    harness.open("mar").await;
    harness
        .sql(&format!(
            "UPDATE public.subscriptions SET state = 'trial', trial_ends_at = now() + interval '3 days', period_ends_at = NULL
                 WHERE tenant_id = '{sol}';
             UPDATE public.subscriptions SET state = 'trial', trial_ends_at = now() + interval '8 days', period_ends_at = NULL
                 WHERE tenant_id = '{luna}';
             UPDATE public.tenants SET plan = 'empresarial', created_at = created_at - interval '2 days',
                 fingerprint = 'otra' WHERE id = '{luna}';
             UPDATE public.tenants SET state = 'suspended', state_reason = 'x' WHERE slug = 'mar';
             INSERT INTO public.usage_metrics (tenant_id, day, used, size_bytes)
                 VALUES ('{sol}', current_date - 1, '{{}}', 5), ('{sol}', current_date, '{{}}', 7),
                        ('{luna}', current_date, '{{}}', 10);
             INSERT INTO public.migration_failures (tenant_id, error) VALUES ('{luna}', 'x');
             INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country, state)
                 VALUES (gen_random_uuid(), 'registration', 'nueva', 'Nueva', 'barberia', 'trial', 'CO', 'failed');
             SELECT graphile_worker.add_job('backup_tenant', '{{}}');
             UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'x'
                 WHERE id = (SELECT max(id) FROM graphile_worker._private_jobs)",
        ))
        .await;
    let seen = admin.reads("/overview").await;
    assert_eq!(seen["tenants"]["total"], 3);
    assert_eq!(
        seen["tenants"]["by_state"],
        json!({"active": 2, "suspended": 1})
    );
    assert_eq!(seen["tenants"]["by_plan"]["empresarial"], 1);
    let subscriptions = &seen["tenants"]["by_subscription"];
    let sum: u64 = subscriptions
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(sum, 3, "{subscriptions}");
    let trials = &seen["trials_ending"];
    assert_eq!(trials["count"], 1, "{trials}");
    assert_eq!(trials["tenants"][0]["slug"], "sol");
    assert_eq!(
        seen["failed"],
        json!({"requests": 1, "migrations": 1, "jobs": 1})
    );
    assert_eq!(seen["schemas"], json!({"current": 2, "other": 1}));
    assert_eq!(seen["size_bytes"], 17, "the last of each");
    let days = seen["registrations"].as_array().unwrap();
    let made: Vec<u64> = days
        .iter()
        .map(|day| day["tenants"].as_u64().unwrap())
        .collect();
    assert_eq!(days.len(), 30);
    assert_eq!(made.iter().sum::<u64>(), 3);
    assert_eq!(made[27], 1, "{made:?}");
}

#[tokio::test]
async fn the_health_of_the_system_is_told_in_words() {
    let harness = Harness::new().await;
    let admin = harness.super_admin("sofia@panal.test").await;
    harness
        .sql(
            "INSERT INTO graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
                 VALUES ('measure_all', now(), now() - interval '1 hour'), ('cleanup_all', now(), now()),
                        ('purge_expired', now(), NULL);
             INSERT INTO graphile_worker._private_workers (id, last_heartbeat_at)
                 VALUES ('a', now()), ('b', now() - interval '1 hour');
             SELECT graphile_worker.add_job('cleanup_all', '{}', job_key => 'cleanup_all');
             UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'disco lleno'
                 WHERE key = 'cleanup_all';
             SELECT graphile_worker.add_job('backup_tenant', '{}', run_at => now() - interval '5 minutes')",
        )
        .await;
    let seen = admin.reads("/health").await;
    assert_eq!(seen["status"], "healthy");
    let service = |name: &str| {
        let services = seen["services"].as_array().unwrap();
        services
            .iter()
            .find(|one| one["name"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(service("database")["message"], "Funciona.");
    assert!(service("database")["latency_ms"].as_f64().is_some());
    assert_eq!(service("jobs")["reason"], "external");
    let database = &seen["database"];
    assert!(
        database["version"]
            .as_str()
            .unwrap()
            .starts_with(char::is_numeric)
    );
    let connections = database["connections"].as_i64().unwrap();
    assert!(connections >= 1 && connections <= database["max_connections"].as_i64().unwrap());
    assert!(database["size_bytes"].as_i64().unwrap() > 1_000_000);
    let pools = seen["pools"].as_array().unwrap();
    let platform = pools.last().unwrap();
    assert_eq!(platform["name"], "platform");
    assert!(platform["size"].as_u64().unwrap() >= 1);
    assert_eq!(seen["queue"]["workers"], 1, "{}", seen["queue"]);
    assert_eq!(seen["queue"]["failed"], 1);
    assert!(seen["queue"]["waiting"].as_u64().unwrap() >= 1);
    assert!(seen["queue"]["oldest_due_at"].is_string());
    let periodic: Vec<(&str, &str, &Value)> = seen["periodic"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["task"].as_str().unwrap(),
                one["state"].as_str().unwrap(),
                &one["last_error"],
            )
        })
        .collect();
    assert_eq!(
        periodic,
        [
            ("cleanup_all", "failed", &json!("disco lleno")),
            ("measure_all", "done", &Value::Null),
            ("purge_expired", "never", &Value::Null),
        ]
    );
    assert_eq!(seen["program"]["version"], env!("CARGO_PKG_VERSION"));

    let english = admin
        .request("GET", "/health")
        .header("Accept-Language", "en")
        .send()
        .await;
    assert_eq!(english.json()["services"][0]["message"], "It works.");
    harness
        .state
        .jobs
        .set(panal_http::health::JobsState::Stopped);
    let stopped = admin.reads("/health").await;
    assert_eq!(stopped["status"], "unhealthy");
    assert_eq!(stopped["services"][1]["reason"], "stopped");
}

#[tokio::test]
async fn nobody_else_looks_at_the_queue() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    for context in [
        PlatformContext::Login,
        PlatformContext::Tenant(clinic.tenant.id),
    ] {
        let tx = harness.state.platform.begin(context).await.unwrap();
        let refused = health::vitals(&tx).await.unwrap_err();
        assert_eq!(refused.code(), Some("42501"), "{context:?}");
        let tx = harness.state.platform.begin(context).await.unwrap();
        let refused = health::timetable(&tx).await.unwrap_err();
        assert_eq!(refused.code(), Some("42501"), "{context:?}");
        let tx = harness.state.platform.begin(context).await.unwrap();
        let refused = overview::overview(&tx).await.unwrap_err();
        assert_eq!(refused.code(), Some("42501"), "{context:?}");
    }
}

#[tokio::test]
async fn a_tenants_people_are_listed_before_one_takes_their_place() {
    let harness = Harness::new().await;
    let clinic = harness.open("sol").await;
    clinic.hires(Role::Empleado).await;
    let owner = clinic.hires(Role::Admin).await;
    clinic.enters("admin@test.co").await;
    let admin = harness.super_admin("sofia@panal.test").await;
    let path = format!("/tenants/{}/users", clinic.tenant.id);
    let seen = admin.get(&format!("{path}?sort=email")).await;
    assert_eq!(seen.status, 200, "{}", seen.text());
    assert_eq!(seen.json()["total"], 2);
    assert!(!seen.text().contains("hash") && !seen.text().contains(PASSWORD));
    let first = &seen.json()["data"][0];
    assert_eq!(first["id"], json!(owner));
    assert_eq!(first["full_name"], "Ana Pérez");
    assert_eq!(first["roles"], json!(["Administrador"]));
    assert_eq!(
        (&first["is_active"], &first["invited"]),
        (&json!(true), &json!(false))
    );
    assert!(first["last_login_at"].is_string());
    let found = admin.reads(&format!("{path}?q=EMPLEADO")).await;
    assert_eq!(found["total"], 1);
    assert_eq!(found["data"][0]["last_login_at"], Value::Null);

    let lines = admin
        .reads(&format!("/audit?tenant_id={}&limit=1", clinic.tenant.id))
        .await;
    let line = &lines["data"][0];
    assert_eq!(line["action"], "tenant.list_users");
    assert_eq!(line["detail"]["q"], "EMPLEADO");
    assert_eq!(line["detail"]["email"], "sofia@panal.test");

    let nobody = format!("/tenants/{}/users", uuid::Uuid::now_v7());
    refused(&admin.get(&nobody).await, 404, "not_found");
    harness
        .sql("UPDATE public.tenants SET state = 'deleted' WHERE slug = 'sol'")
        .await;
    refused(&admin.get(&path).await, 409, "tenant_without_schema");
}
