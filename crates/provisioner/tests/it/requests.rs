//! Somebody asks for a business, and a worker makes it.

use crate::story;
use panal_domain::Profile;
use panal_provisioner::{Error, Fulfilled};
use panal_test_support::TestDb;
use uuid::Uuid;

/// Somebody registers a dental clinic with this slug; without a password the owner is to be invited.
async fn ask(db: &TestDb, slug: &str, source: &str, password_hash: Option<&str>) -> Uuid {
    let id = Uuid::new_v4();
    db.superuser()
        .await
        .execute(
            "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country, tax_id, email, phone,
                 owner_email, owner_name, owner_password_hash)
             VALUES ($1, $2, $3, 'Clínica Ñandú', 'clinica_dental', 'trial', 'PE', '20123456789', 'hola@nandu.pe',
                 '+51987654321', 'ana@nandu.pe', 'Ana Muñoz', $4)",
            &[&id, &source, &slug, &password_hash],
        )
        .await
        .unwrap();
    id
}

/// A request as `state step failure_code hash`.
async fn told(db: &TestDb, id: Uuid) -> String {
    db.superuser()
        .await
        .query_one(
            "SELECT concat_ws(' ', state, step, failure_code, owner_password_hash) FROM public.tenant_requests WHERE id = $1",
            &[&id],
        )
        .await
        .unwrap()
        .get(0)
}

/// The kinds of the events that were told, and the jobs that deliver them.
async fn events(db: &TestDb) -> (Vec<String>, i64) {
    let rows = db
        .superuser()
        .await
        .query("SELECT kind FROM public.outbox ORDER BY kind", &[])
        .await
        .unwrap();
    let kinds = rows.iter().map(|row| row.get(0)).collect();
    let jobs = story::count(
        db,
        "graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
         WHERE t.identifier = 'deliver_event'",
    )
    .await;
    (kinds, jobs)
}

#[tokio::test]
async fn a_registration_becomes_a_business_with_its_owner_and_its_trial() {
    let db = TestDb::new().await;
    db.provisioner
        .fill_pool(&[Profile::ClinicaDental], 1, &|| {})
        .await
        .unwrap();
    let id = ask(&db, "nandu", "registration", Some("$2b$04$hash")).await;
    let Fulfilled::Done(tenant) = db.provisioner.fulfil(id).await.unwrap() else {
        panic!("it can be made");
    };
    assert_eq!(
        (
            tenant.slug.as_str(),
            tenant.plan.as_str(),
            tenant.state.as_str()
        ),
        ("nandu", "trial", "active")
    );
    assert_eq!(told(&db, id).await, "done done");
    for made in [
        "nandu.users u JOIN nandu.user_roles ur ON ur.user_id = u.id JOIN nandu.roles r ON r.id = ur.role_id
         WHERE u.email = 'ana@nandu.pe' AND u.password_hash = '$2b$04$hash' AND r.code = 'propietario'
           AND u.email_confirmed_at IS NULL",
        "nandu.branches WHERE phone = '+51987654321'",
        "public.tenants WHERE slug = 'nandu' AND tax_id = '20123456789' AND country = 'PE'",
        "public.subscriptions WHERE state = 'trial' AND trial_ends_at > now() + interval '13 days'",
        "public.schema_pool",
    ] {
        let expected = i64::from(made != "public.schema_pool");
        assert_eq!(story::count(&db, made).await, expected, "{made}");
    }
    let told = ["email-confirmation-requested", "organizacion-creada"];
    assert_eq!(events(&db).await, (told.map(str::to_owned).to_vec(), 2));
}

#[tokio::test]
async fn an_owner_without_a_password_is_invited_to_choose_one() {
    let db = TestDb::new().await;
    let id = ask(&db, "nandu", "super_admin", None).await;
    db.provisioner.fulfil(id).await.unwrap();
    assert_eq!(
        story::count(&db, "nandu.users WHERE password_hash IS NULL").await,
        1
    );
    assert_eq!(events(&db).await.0, ["organizacion-creada", "user-invited"]);
}

#[tokio::test]
async fn a_business_that_a_super_admin_asks_for_may_have_no_owner_yet() {
    let db = TestDb::new().await;
    let id = ask(&db, "nandu", "super_admin", None).await;
    let client = db.superuser().await;
    let nobody =
        "UPDATE public.tenant_requests SET owner_email = NULL, owner_name = NULL, tax_id = NULL,
        email = NULL, phone = NULL, plan = 'basico'";
    client.batch_execute(nobody).await.unwrap();
    db.provisioner.fulfil(id).await.unwrap();
    assert_eq!(story::count(&db, "nandu.users").await, 0);
    assert_eq!(events(&db).await.0, ["organizacion-creada"]);
}

#[tokio::test]
async fn two_workers_make_one_business_of_a_request_that_was_begun_before() {
    let db = TestDb::new().await;
    let id = ask(&db, "nandu", "registration", Some("x")).await;
    // As a worker leaves it that is killed; the test of the command kills one.
    let died = "UPDATE public.tenant_requests SET state = 'working', step = 'schema'";
    db.superuser().await.batch_execute(died).await.unwrap();
    let (one, other) = tokio::join!(db.provisioner.fulfil(id), db.provisioner.fulfil(id));
    let again = db.provisioner.fulfil(id).await;
    for fulfilled in [one, other, again] {
        assert!(matches!(fulfilled, Ok(Fulfilled::Done(tenant)) if tenant.slug == "nandu"));
    }
    assert_eq!(story::count(&db, "public.tenants").await, 1);
    assert_eq!(events(&db).await.1, 2);
}

#[tokio::test]
async fn a_slug_that_is_gone_by_now_fails_for_good_and_leaves_nothing() {
    let db = TestDb::new().await;
    let id = ask(&db, "nandu", "registration", Some("x")).await;
    db.tenant("nandu").await;
    let before = story::traces(&db).await;
    for _ in 0..2 {
        let failed = db.provisioner.fulfil(id).await.unwrap();
        assert!(matches!(failed, Fulfilled::Failed(code) if code == "slug_taken"));
        assert_eq!(told(&db, id).await, "failed schema slug_taken");
    }
    assert_eq!(story::traces(&db).await, before);
    assert_eq!(events(&db).await.1, 0);
    let unknown = db.provisioner.fulfil(Uuid::new_v4()).await;
    assert!(matches!(unknown, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn any_other_failure_waits_to_be_tried_again_or_given_up() {
    let db = TestDb::new().await;
    let id = ask(&db, "nandu", "registration", Some("x")).await;
    let client = db.superuser().await;
    client
        .batch_execute("ALTER TABLE public.subscriptions RENAME TO away")
        .await
        .unwrap();
    db.provisioner.fulfil(id).await.unwrap_err();
    assert_eq!(told(&db, id).await, "waiting schema x");
    let gone = ask(&db, "otra", "registration", Some("x")).await;
    db.provisioner.fulfil(gone).await.unwrap_err();
    db.provisioner.give_up(gone).await.unwrap();
    assert_eq!(told(&db, gone).await, "failed schema provisioning_failed");
    client
        .batch_execute("ALTER TABLE public.away RENAME TO subscriptions")
        .await
        .unwrap();
    db.provisioner.fulfil(id).await.unwrap();
    db.provisioner.give_up(id).await.unwrap();
    assert_eq!(told(&db, id).await, "done done");
    assert!(matches!(
        db.provisioner.fulfil(gone).await.unwrap(),
        Fulfilled::Failed(_)
    ));
}

#[tokio::test]
async fn whoever_follows_a_request_hears_of_every_step() {
    let db = TestDb::new().await;
    let (client, mut connection) = tokio_postgres::connect(&db.url(), tokio_postgres::NoTls)
        .await
        .unwrap();
    let (heard, mut ear) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) =
            std::future::poll_fn(|context| connection.poll_message(context)).await
        {
            if let tokio_postgres::AsyncMessage::Notification(note) = message {
                let _ = heard.send(note.payload().to_owned());
            }
        }
    });
    client.batch_execute("LISTEN panal_request").await.unwrap();
    let id = ask(&db, "nandu", "registration", Some("x")).await;
    db.provisioner.fulfil(id).await.unwrap();
    // Asked for, at work, first rows, done.
    for _ in 0..4 {
        let told = tokio::time::timeout(std::time::Duration::from_secs(10), ear.recv()).await;
        assert_eq!(told.unwrap().unwrap(), id.to_string());
    }
}

#[tokio::test]
async fn a_request_that_nobody_makes_ends_and_its_slug_is_free() {
    let db = TestDb::new().await;
    let stale = ask(&db, "nandu", "registration", Some("x")).await;
    let fresh = ask(&db, "otra", "registration", Some("x")).await;
    let client = db.superuser().await;
    client
        .execute(
            "UPDATE public.tenant_requests SET created_at = now() - interval '25 hours' WHERE id = $1",
            &[&stale],
        )
        .await
        .unwrap();
    assert_eq!(db.provisioner.expire_requests().await.unwrap(), 1);
    assert_eq!(told(&db, stale).await, "failed provisioning_failed");
    assert_eq!(told(&db, fresh).await, "waiting x");
    ask(&db, "nandu", "registration", Some("x")).await;
}

#[tokio::test]
async fn a_registration_that_nobody_confirms_or_uses_is_deleted_after_a_week() {
    let db = TestDb::new().await;
    for slug in ["nadie", "confirma", "entra", "reciente"] {
        let id = ask(&db, slug, "registration", Some("x")).await;
        db.provisioner.fulfil(id).await.unwrap();
    }
    let pedida = ask(&db, "pedida", "super_admin", None).await;
    db.provisioner.fulfil(pedida).await.unwrap();
    let client = db.superuser().await;
    client
        .batch_execute(
            "UPDATE public.tenant_requests SET finished_at = now() - interval '8 days' WHERE slug <> 'reciente';
             UPDATE confirma.users SET email_confirmed_at = now();
             UPDATE entra.users SET last_login_at = now()",
        )
        .await
        .unwrap();
    assert_eq!(
        db.provisioner.delete_unconfirmed().await.unwrap(),
        ["nadie"]
    );
    let gone = db.provisioner.tenant("nadie").await.unwrap();
    assert_eq!(gone.state.as_str(), "deleting");
    assert!(gone.state_reason.unwrap().contains("never confirmed"));
    assert!(
        db.provisioner
            .delete_unconfirmed()
            .await
            .unwrap()
            .is_empty()
    );
    // Nothing about anybody is left when it is purged.
    db.provisioner.purge("nadie", true).await.unwrap();
    for table in ["tenant_requests", "outbox"] {
        let rows = format!(
            "public.{table} x JOIN public.tenants t ON t.id = x.tenant_id WHERE t.state = 'deleted'"
        );
        assert_eq!(story::count(&db, &rows).await, 0, "{table}");
    }
}

#[tokio::test]
async fn the_log_of_a_new_business_tells_where_its_first_rows_come_from() {
    let db = TestDb::new().await;
    let id = ask(&db, "nandu", "registration", Some("x")).await;
    let from = "UPDATE public.tenant_requests SET request_id = 'r-1', address = '203.0.113.7'";
    db.superuser().await.batch_execute(from).await.unwrap();
    let worker = db.provisioner.clone().by_job("worker");
    worker.fulfil(id).await.unwrap();
    db.tenant("operada").await;
    for (told, expected) in [
        ("nandu.audit_log l JOIN nandu.users u ON u.id = l.entity_id WHERE l.entity = 'users' AND l.action = 'create'
          AND l.actor_kind = 'job' AND l.request_id = 'r-1' AND l.address = '203.0.113.7'
          AND l.changes -> 'email' ->> 1 = u.email", 1),
        ("nandu.audit_log l JOIN nandu.branches b ON b.id = l.entity_id WHERE l.entity = 'branches'", 1),
        ("nandu.roles r WHERE NOT EXISTS (SELECT FROM nandu.audit_log l WHERE l.entity_id = r.id)", 0),
        ("nandu.audit_log WHERE changes::text LIKE '%password%'", 0),
        ("operada.audit_log WHERE actor_kind <> 'operator'", 0),
        ("operada.audit_log WHERE entity = 'branches'", 1),
    ] {
        assert_eq!(story::count(&db, told).await, expected, "{told}");
    }
}
