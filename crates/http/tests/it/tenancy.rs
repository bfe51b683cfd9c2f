//! A tenant's life, seen from outside.

use crate::harness::Harness;

const INFO: &str = "/api/v1/tenant";
const HOST: &str = "clinica1.localhost";

#[tokio::test]
async fn the_business_introduces_itself() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let response = harness.get(HOST, INFO).send().await;
    insta::assert_json_snapshot!(response.json());
}

#[tokio::test]
async fn each_state_has_its_answer() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    assert_eq!(harness.get(HOST, "/").send().await.status, 200);
    for (state, status, code) in [
        ("suspended", 403, "tenant_suspended"),
        ("maintenance", 503, "tenant_maintenance"),
        ("pending", 503, "tenant_provisioning"),
        ("provisioning", 503, "tenant_provisioning"),
        ("deleting", 410, "tenant_deleted"),
    ] {
        harness
            .sql(&format!("UPDATE public.tenants SET state = '{state}'"))
            .await;
        // The answers before may share a status with this one.
        loop {
            let response = harness.get(HOST, "/api/v1/anything").send().await;
            if response.code() == code {
                assert_eq!(response.status, status, "{state}");
                assert_eq!(
                    response.header("retry-after").is_some(),
                    status == 503,
                    "{state}"
                );
                break;
            }
        }
        let response = harness.get(HOST, INFO).send().await;
        if state == "suspended" {
            assert_eq!(
                (response.status, &response.json()["state"]),
                (200, &"suspended".into())
            );
        } else {
            assert_eq!(response.code(), code, "{state}");
        }
        assert_eq!(harness.get(HOST, "/health/live").send().await.status, 200);
    }
    harness
        .sql("UPDATE public.tenants SET state = 'deleted'")
        .await;
    harness.until(HOST, INFO, 410).await;
    harness
        .sql("UPDATE public.tenants SET state = 'active'")
        .await;
    harness.until(HOST, INFO, 200).await;
}

#[tokio::test]
async fn a_schema_that_does_not_go_with_this_program_is_not_served() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    harness.until(HOST, INFO, 200).await;
    let apply = |name: &str, expand: bool| {
        format!(
            "INSERT INTO public.migration_ledger (tenant_id, name, module, checksum, expand) \
             SELECT id, '{name}', 'core', 'x', {expand} FROM public.tenants; \
             UPDATE public.tenants SET fingerprint = '{name}'"
        )
    };
    harness.sql(&apply("m99991231_000001_widened", true)).await;
    // Harmless by its own word: nothing to wait for but that the news arrives, and then it is still served.
    harness
        .sql("UPDATE public.tenants SET name = 'Con lo nuevo'")
        .await;
    loop {
        let response = harness.get(HOST, INFO).send().await;
        assert_eq!(response.status, 200, "{}", response.text());
        if response.json()["name"] == "Con lo nuevo" {
            break;
        }
    }
    harness.sql(&apply("m99991231_000002_changed", false)).await;
    assert_eq!(
        harness.until(HOST, INFO, 503).await.code(),
        "tenant_schema_newer"
    );
    harness
        .sql(
            "DELETE FROM public.migration_ledger WHERE name LIKE 'm9999%'; \
             DELETE FROM public.migration_ledger \
             WHERE name = (SELECT max(name) FROM public.migration_ledger WHERE name LIKE 'm%' AND NOT expand); \
             UPDATE public.tenants SET fingerprint = 'older'",
        )
        .await;
    loop {
        let code = harness.until(HOST, INFO, 503).await.code();
        if code == "tenant_migrating" {
            break;
        }
    }
}

#[tokio::test]
async fn what_changes_in_the_database_is_known_at_once() {
    let harness = Harness::new().await;
    harness.db.tenant("antes").await;
    harness.until("antes.localhost", INFO, 200).await;
    assert_eq!(
        harness.get("despues.localhost", INFO).send().await.status,
        404
    );

    harness
        .sql("UPDATE public.tenants SET slug = 'despues'")
        .await;
    harness.until("despues.localhost", INFO, 200).await;
    harness.until("antes.localhost", INFO, 404).await;

    // The old name may stay as a domain.
    harness
        .add_domain("despues", "antes.localhost", false)
        .await;
    let response = harness.until("antes.localhost", INFO, 200).await;
    assert_eq!(response.json()["slug"], "despues");
    harness.sql("DELETE FROM public.domains").await;
    harness.until("antes.localhost", INFO, 404).await;
}

#[tokio::test]
async fn a_host_is_looked_up_once_for_all_who_ask() {
    let harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let first = harness.get(HOST, "/api/v1/me").send().await;
    assert_eq!(first.header("x-db-queries"), Some("1"));
    // All is forgotten once, when the server begins to hear of changes.
    let again = || harness.get(HOST, "/api/v1/me").send();
    while again().await.header("x-db-queries") != Some("0") {}
    let crowd = (0..50).map(|_| harness.get("nadie.localhost", INFO).send());
    let queries: u32 = futures_util::future::join_all(crowd)
        .await
        .iter()
        .map(|response| {
            response
                .header("x-db-queries")
                .unwrap()
                .parse::<u32>()
                .unwrap()
        })
        .sum();
    // By slug and by domain.
    assert_eq!(queries, 2);
}
