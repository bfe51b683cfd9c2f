//! An operator makes users and gives passwords, which are never in a process list.

use crate::story;
use panal_domain::{Email, PasswordHash, PersonName, access::RoleCode};
use panal_provisioner::{Error, NewUser};
use panal_test_support::TestDb;
use std::time::Duration;

fn ana() -> NewUser {
    NewUser {
        email: Email::parse("ana@norte.test").unwrap(),
        full_name: PersonName::parse("Ana Muñoz").unwrap(),
        role: RoleCode::parse("admin").unwrap(),
        password_hash: PasswordHash::from_stored("$2b$04$first".to_owned()),
    }
}

#[tokio::test]
async fn a_new_password_ends_every_session_of_its_user_and_of_nobody_else() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    let provisioner = db.provisioner.clone().by_operator("root");
    let id = provisioner.create_user("norte", &ana()).await.unwrap();
    let luis = NewUser {
        email: Email::parse("luis@norte.test").unwrap(),
        ..ana()
    };
    let other = provisioner.create_user("norte", &luis).await.unwrap();
    let client = db.superuser().await;
    for user in [id, id, other] {
        client
            .execute(
                "INSERT INTO norte.sessions (id, user_id, expires_at) VALUES (gen_random_uuid(), $1, now() + interval '1 day')",
                &[&user],
            )
            .await
            .unwrap();
    }
    let mut ear = story::listen(&db).await;
    let ended = provisioner
        .set_password(
            "norte",
            &ana().email,
            &PasswordHash::from_stored("$2b$04$second".to_owned()),
        )
        .await
        .unwrap();
    assert_eq!(ended, 2);
    let heard = tokio::time::timeout(Duration::from_secs(5), ear.recv())
        .await
        .unwrap();
    assert_eq!(heard, Some(id.to_string()));
    let row = client
        .query_one(
            "SELECT (SELECT password_hash FROM norte.users WHERE id = $1) AS hash,
                    (SELECT count(*) FROM norte.sessions WHERE revoked_reason = 'password_changed') AS ended,
                    (SELECT count(*) FROM norte.sessions WHERE revoked_at IS NULL) AS open,
                    (SELECT string_agg(actor_kind || ' ' || action, ', ' ORDER BY at) FROM norte.audit_log WHERE entity_id = $1) AS log,
                    (SELECT string_agg(actor || ' ' || action, ', ' ORDER BY at) FROM public.platform_audit WHERE action LIKE 'user.%') AS platform",
            &[&id],
        )
        .await
        .unwrap();
    assert_eq!(row.get::<_, String>("hash"), "$2b$04$second");
    assert_eq!(
        (row.get::<_, i64>("ended"), row.get::<_, i64>("open")),
        (2, 1)
    );
    assert_eq!(
        row.get::<_, String>("log"),
        "operator create, operator update"
    );
    assert_eq!(
        row.get::<_, String>("platform"),
        "root user.create, root user.create, root user.password"
    );
    let secrets: i64 = client
        .query_one(
            "SELECT count(*) FROM (SELECT changes::text FROM norte.audit_log UNION ALL SELECT detail::text FROM public.platform_audit) AS a (text)
             WHERE text LIKE '%$2b$%'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(secrets, 0, "no digest is in a log");
    let users = provisioner.list_users("norte").await.unwrap();
    assert_eq!(users.len(), 2);
    assert_eq!(
        (users[0].id, users[0].roles.join(",").as_str()),
        (id, "admin")
    );
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_with_its_cure() {
    let db = TestDb::new().await;
    db.tenant("norte").await;
    let hash = ana().password_hash;
    db.provisioner.create_user("norte", &ana()).await.unwrap();
    let taken = db
        .provisioner
        .create_user("norte", &ana())
        .await
        .unwrap_err();
    assert!(
        matches!(taken, Error::Taken { what: "e-mail", .. }),
        "{taken}"
    );
    assert!(taken.cure().unwrap().contains("user password"));
    let nobody = Email::parse("nadie@norte.test").unwrap();
    let unknown = db
        .provisioner
        .set_password("norte", &nobody, &hash)
        .await
        .unwrap_err();
    assert!(
        unknown.to_string().contains("nadie@norte.test"),
        "{unknown}"
    );
    let nowhere = db.provisioner.create_user("sur", &ana()).await;
    assert!(matches!(nowhere, Err(Error::TenantNotFound(_))));
    let reserved = db
        .provisioner
        .reserve(&panal_test_support::new_tenant("espera"))
        .await
        .unwrap();
    let early = db
        .provisioner
        .create_user(&reserved.to_string(), &ana())
        .await;
    assert!(matches!(early, Err(Error::Refused { .. })));
}

#[tokio::test]
async fn a_super_admin_is_made_and_gets_another_password() {
    let db = TestDb::new().await;
    let email = Email::parse("root@panal.test").unwrap();
    let name = PersonName::parse("Raíz").unwrap();
    let hash = ana().password_hash;
    let id = db
        .provisioner
        .create_platform_user(&email, &name, &hash)
        .await
        .unwrap();
    let twice = db
        .provisioner
        .create_platform_user(&email, &name, &hash)
        .await;
    assert!(matches!(twice, Err(Error::Taken { what: "e-mail", .. })));
    db.superuser()
        .await
        .execute(
            "INSERT INTO public.platform_sessions (id, user_id, expires_at) VALUES (gen_random_uuid(), $1, now() + interval '1 day')",
            &[&id],
        )
        .await
        .unwrap();
    assert_eq!(
        db.provisioner
            .set_platform_password(&email, &hash)
            .await
            .unwrap(),
        1
    );
    let users = db.provisioner.list_platform_users().await.unwrap();
    assert_eq!(
        (users[0].email.as_str(), users[0].roles.join(",").as_str()),
        ("root@panal.test", "super_admin")
    );
    let other = Email::parse("otro@panal.test").unwrap();
    assert!(
        db.provisioner
            .set_platform_password(&other, &hash)
            .await
            .is_err()
    );
}
