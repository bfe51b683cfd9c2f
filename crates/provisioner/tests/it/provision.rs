//! A business asks for its place on the web; a worker makes it a little later.

use crate::story;
use panal_domain::{DomainName, TenantId, TenantState};
use panal_provisioner::{Admin, Error};
use panal_test_support::{TestDb, new_tenant};

#[tokio::test]
async fn a_reserved_slug_is_kept_and_a_worker_makes_the_business() {
    let db = TestDb::new().await;
    let mut new = new_tenant("norte");
    new.domain = Some(DomainName::parse("norte.pe").unwrap());
    let id = db.provisioner.reserve(&new).await.unwrap();
    let reserved = db.provisioner.tenant("norte").await.unwrap();
    assert_eq!((reserved.id, reserved.state), (id, TenantState::Pending));
    assert_eq!(story::traces(&db).await, (0, 0, 1));
    let taken = db.provisioner.create(&new_tenant("norte")).await;
    assert!(matches!(taken, Err(Error::Taken { what: "slug", .. })));

    // Two workers take the job at once, and one takes it again afterwards.
    let (one, other) = tokio::join!(db.provisioner.provision(id), db.provisioner.provision(id));
    let again = db.provisioner.provision(id).await.unwrap();
    for tenant in [one.unwrap(), other.unwrap(), again] {
        assert_eq!(tenant.state, TenantState::Active);
        assert_eq!(tenant.domains, ["norte.pe"]);
    }
    assert_eq!(story::count(&db, "norte.branches").await, 1);
    assert_eq!(
        story::count(&db, "public.platform_audit WHERE action = 'tenant.create'").await,
        1
    );
    db.tenant("cold").await;
    assert_eq!(db.catalogue("norte").await, db.catalogue("cold").await);
    assert!(
        db.provisioner
            .fleet_status()
            .await
            .unwrap()
            .behind
            .is_empty()
    );
}

#[tokio::test]
async fn a_failure_leaves_the_reason_and_the_next_try_succeeds() {
    let db = TestDb::new().await;
    let id = db.provisioner.reserve(&new_tenant("norte")).await.unwrap();
    // Somebody left a schema of that name.
    let client = db.superuser().await;
    client.batch_execute("CREATE SCHEMA norte").await.unwrap();
    let error = db.provisioner.provision(id).await.unwrap_err();
    assert!(
        matches!(error, Error::Taken { what: "schema", .. }),
        "{error}"
    );
    let tenant = db.provisioner.tenant("norte").await.unwrap();
    assert_eq!(tenant.state, TenantState::Pending);
    assert_eq!(tenant.failed_step.as_deref(), Some("schema"));
    assert!(tenant.failure.unwrap().contains("is taken"));
    assert_eq!(story::traces(&db).await, (1, 0, 1));
    assert_eq!(
        story::count(
            &db,
            "public.provisioning_steps WHERE state = 'failed' AND step = 'schema'"
        )
        .await,
        1
    );
    client.batch_execute("DROP SCHEMA norte").await.unwrap();
    let tenant = db.provisioner.provision(id).await.unwrap();
    assert_eq!(
        (tenant.state, tenant.failed_step, tenant.failure),
        (TenantState::Active, None, None)
    );
}

#[tokio::test]
async fn a_worker_that_died_is_taken_over_from() {
    let db = TestDb::new().await;
    let id = db.provisioner.reserve(&new_tenant("norte")).await.unwrap();
    db.superuser()
        .await
        .batch_execute("UPDATE public.tenants SET state = 'provisioning'")
        .await
        .unwrap();
    assert_eq!(
        db.provisioner.provision(id).await.unwrap().state,
        TenantState::Active
    );
}

#[tokio::test]
async fn what_cannot_be_provisioned_is_refused() {
    let db = TestDb::new().await;
    let nobody = db.provisioner.provision(TenantId::generate()).await;
    assert!(matches!(nobody, Err(Error::TenantNotFound(_))));
    let tenant = db.tenant("norte").await;
    db.provisioner.delete("norte", None).await.unwrap();
    let deleting = db.provisioner.provision(tenant.id).await;
    assert!(matches!(deleting, Err(Error::State(_))));
    let mut new = new_tenant("sur");
    new.admin = Some(Admin {
        role: panal_domain::Role::Admin,
        email: "a@b.test".parse().unwrap(),
        full_name: "Ana".parse().unwrap(),
        password_hash: "x".to_owned(),
    });
    assert!(matches!(
        db.provisioner.reserve(&new).await,
        Err(Error::Refused { .. })
    ));
}
