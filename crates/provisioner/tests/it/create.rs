//! An operator creates businesses.

use panal_domain::{DomainName, Profile};
use panal_provisioner::{Error, Source, TenantFilter};
use panal_test_support::{TestDb, new_tenant};

#[tokio::test]
async fn a_new_business_has_its_tables_its_branch_and_its_record() {
    let db = TestDb::new().await;
    let created = db
        .provisioner
        .create(&new_tenant("clinica1"))
        .await
        .unwrap();
    assert_eq!(created.source, Source::Cold);
    assert_eq!(created.tenant.schema.as_str(), "clinica1");
    assert_eq!(created.tenant.state.as_str(), "active");
    assert_eq!(created.tenant.currency, "PEN");
    let client = db.superuser().await;
    let branches: i64 = client
        .query_one("SELECT count(*) FROM clinica1.branches", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(branches, 1);
    let report = db
        .provisioner
        .migrate(&Default::default(), &|_| {})
        .await
        .unwrap();
    assert_eq!(
        (report.current, report.migrated, report.statements),
        (1, 0, 1)
    );
}

#[tokio::test]
async fn a_warm_business_is_the_same_as_a_cold_one_and_the_pool_shrinks_by_one() {
    let db = TestDb::new().await;
    db.tenant("cold").await;
    let made = db
        .provisioner
        .fill_pool(&[Profile::ClinicaDental], 2, &|| {})
        .await
        .unwrap();
    assert_eq!(made, 2);
    let created = db.provisioner.create(&new_tenant("warm")).await.unwrap();
    assert_eq!(created.source, Source::Warm);
    let ready: usize = db
        .provisioner
        .pool_status()
        .await
        .unwrap()
        .iter()
        .map(|kind| kind.ready)
        .sum();
    assert_eq!(ready, 1);
    assert_eq!(db.catalogue("cold").await, db.catalogue("warm").await);
}

#[tokio::test]
async fn of_twenty_who_want_the_same_slug_one_wins_and_nothing_is_left_of_the_others() {
    let db = TestDb::new().await;
    let attempts = (0..20).map(|_| {
        let provisioner = db.provisioner.clone();
        tokio::spawn(async move { provisioner.create(&new_tenant("misma")).await })
    });
    let mut won = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            Ok(_) => won += 1,
            Err(Error::Taken { what: "slug", name }) => assert_eq!(name, "misma"),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(
        db.provisioner
            .tenants(&TenantFilter::default())
            .await
            .unwrap()
            .len(),
        1
    );
    let roles: i64 = db
        .superuser()
        .await
        .query_one(
            "SELECT count(*) FROM pg_roles WHERE starts_with(rolname, $1)",
            &[&db.role_prefix],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(roles, 1);
}

#[tokio::test]
async fn a_domain_of_another_business_is_refused_and_leaves_nothing_behind() {
    let db = TestDb::new().await;
    let mut first = new_tenant("uno");
    first.domain = Some(DomainName::parse("sonrisas.pe").unwrap());
    db.provisioner.create(&first).await.unwrap();
    let mut second = new_tenant("dos");
    second.domain = first.domain.clone();
    let error = db.provisioner.create(&second).await.unwrap_err();
    assert!(
        matches!(error, Error::Taken { what: "domain", .. }),
        "{error}"
    );
    assert!(error.cure().unwrap().contains("domain list"));
    assert!(db.provisioner.tenant("dos").await.is_err());
    let schemas: i64 = db
        .superuser()
        .await
        .query_one(
            "SELECT count(*) FROM pg_namespace WHERE nspname = 'dos'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(schemas, 0);
}

#[tokio::test]
async fn a_slug_that_was_given_up_is_there_for_another() {
    let db = TestDb::new().await;
    let first = db.tenant("centro").await;
    db.provisioner
        .rename("centro", &"norte".parse().unwrap(), None)
        .await
        .unwrap();
    let second = db.tenant("centro").await;
    assert_eq!(second.schema.as_str(), "centro_2");
    db.provisioner
        .rename("centro", &"sur".parse().unwrap(), None)
        .await
        .unwrap();
    let id = db.provisioner.reserve(&new_tenant("centro")).await.unwrap();
    let third = db.provisioner.provision(id).await.unwrap();
    assert_eq!(
        (third.slug.as_str(), third.schema.as_str()),
        ("centro", "centro_3")
    );
    assert_eq!(db.provisioner.tenant("norte").await.unwrap().id, first.id);
    // One that is asked for by name is that or none.
    let mut named = new_tenant("oeste");
    named.schema = Some("centro".parse().unwrap());
    let refused = db.provisioner.create(&named).await.unwrap_err();
    assert!(
        matches!(refused, Error::Taken { what: "schema", .. }),
        "{refused}"
    );
}
