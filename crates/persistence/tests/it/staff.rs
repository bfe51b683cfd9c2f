//! Users, sessions, refresh tokens, document numbers, idempotency keys, settings and branches.

use crate::support::{begin, lanes};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::{BranchId, Email, Password, PasswordHash, PersonName, SessionId, UserId};
use panal_persistence::{
    Error, TenantTx,
    db::{Notification, Notifications},
    tenant::{
        access::{self, RoleGrant},
        branches::{self, NewBranch},
        entity::audit_log,
        idempotency::{self, Answer, Claim},
        sequences,
        sessions::{self, CHANNEL, NewSession, Rotation},
        settings,
        users::{self, NewUser, User},
    },
};
use panal_test_support::TestDb;
use sea_orm::EntityTrait;
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};

fn hash(password: &str) -> PasswordHash {
    PasswordHash::new(
        &Password::parse(password, &[]).unwrap(),
        PasswordHash::TEST_COST,
    )
    .unwrap()
}

async fn ana(tx: &TenantTx) -> User {
    let new = NewUser {
        email: Email::parse("ana@clinica.test").unwrap(),
        full_name: PersonName::parse("Ana Pérez").unwrap(),
        roles: vec![RoleGrant::everywhere(
            access::role_by_code(tx, "empleado").await.unwrap().unwrap(),
        )],
        password_hash: Some(hash("correct horse battery")),
        branch_id: None,
    };
    users::create(tx, new).await.unwrap()
}

fn session(user: &User, token: u8) -> NewSession {
    NewSession {
        user_id: user.id,
        user_agent: Some("test".to_owned()),
        address: Some("192.0.2.7".to_owned()),
        token_hash: vec![token; 32],
        expires_at: later(),
    }
}

fn later() -> DateTime<Utc> {
    Utc::now() + TimeDelta::days(7)
}

async fn rotate(tx: &TenantTx, old: u8, new: u8) -> Rotation {
    sessions::rotate(tx, &[old; 32], &[new; 32], later())
        .await
        .unwrap()
}

async fn branch(tx: &TenantTx, code: &str) -> BranchId {
    let new = NewBranch {
        name: format!("Sede {code}"),
        code: code.to_owned(),
        address: None,
        phone: None,
        time_zone: None,
    };
    BranchId(branches::create(tx, new).await.unwrap().id)
}

#[tokio::test]
async fn secrets_stay_out_of_the_audit() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let user = ana(&tx).await;
    assert!(
        PasswordHash::from_stored(user.password_hash.clone().unwrap())
            .verify("correct horse battery")
    );
    users::set_password(&tx, UserId(user.id), &hash("another good phrase"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        users::find_by_email(&tx, "ana@clinica.test")
            .await
            .unwrap()
            .unwrap()
            .version,
        2
    );
    for entry in audit_log::Entity::find().all(&tx).await.unwrap() {
        let told = entry.changes.to_string();
        assert!(!told.contains("$2"), "{told}");
        if entry.action == "update" {
            assert_eq!(entry.changes, json!({"password_hash": ["***", "***"]}));
        }
    }
    assert_eq!(
        users::set_active(&tx, UserId::generate(), false)
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_a_copy_ends_the_session() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = db.tenants();
    let tx = begin(&tenants, &tenant).await;
    let user = ana(&tx).await;
    let id = sessions::open(&tx, session(&user, 1)).await.unwrap();
    assert!(sessions::find(&tx, id).await.unwrap().unwrap().live);
    tx.commit().await.unwrap();

    let tx = begin(&tenants, &tenant).await;
    let Rotation::Renewed(who) = rotate(&tx, 1, 2).await else {
        panic!("not renewed")
    };
    assert_eq!(
        (who.user_id, who.session_id, who.second_factor),
        (user.id, id.0, false)
    );
    assert_eq!(rotate(&tx, 9, 10).await, Rotation::Invalid);
    tx.commit().await.unwrap();

    let tx = begin(&tenants, &tenant).await;
    // A lost answer: for a moment the same token may come again, and gets nothing.
    assert_eq!(rotate(&tx, 1, 3).await, Rotation::Raced);
    assert!(matches!(rotate(&tx, 2, 5).await, Rotation::Renewed(_)));
    tx.commit().await.unwrap();

    let tx = begin(&tenants, &tenant).await;
    // Its successor is in use by now.
    assert_eq!(
        rotate(&tx, 1, 3).await,
        Rotation::Reused {
            session_id: id.0,
            user_id: user.id
        }
    );
    tx.commit().await.unwrap();

    let tx = begin(&tenants, &tenant).await;
    assert!(!sessions::find(&tx, id).await.unwrap().unwrap().live);
    assert_eq!(rotate(&tx, 5, 4).await, Rotation::Invalid);
    assert_eq!(rotate(&tx, 1, 4).await, Rotation::Invalid);
}

#[tokio::test]
async fn of_two_tabs_that_renew_at_once_one_wins_and_the_session_lives() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = lanes(&db, 1, 8, 50);
    let tx = begin(&tenants, &tenant).await;
    let user = ana(&tx).await;
    let id = sessions::open(&tx, session(&user, 1)).await.unwrap();
    tx.commit().await.unwrap();
    // Both have begun before either asks, as requests that overlap have.
    let (one, two) = (
        begin(&tenants, &tenant).await,
        begin(&tenants, &tenant).await,
    );
    sessions::find(&one, id).await.unwrap();
    sessions::find(&two, id).await.unwrap();
    let race = async |tx: TenantTx, new: u8| {
        let rotation = rotate(&tx, 1, new).await;
        tx.commit().await.unwrap();
        rotation
    };
    let (first, second) = tokio::join!(race(one, 2), race(two, 3));
    let won = [&first, &second]
        .iter()
        .filter(|rotation| matches!(rotation, Rotation::Renewed(_)))
        .count();
    assert_eq!(won, 1);
    assert!([first, second].contains(&Rotation::Raced));
    let tx = begin(&tenants, &tenant).await;
    assert!(sessions::find(&tx, id).await.unwrap().unwrap().live);
}

#[tokio::test]
async fn tokens_out_of_time_and_users_sent_away_get_nothing() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let user = ana(&tx).await;
    let mut old = session(&user, 1);
    old.expires_at = Utc::now() - TimeDelta::seconds(1);
    let expired = sessions::open(&tx, old).await.unwrap();
    assert!(!sessions::find(&tx, expired).await.unwrap().unwrap().live);
    assert_eq!(rotate(&tx, 1, 2).await, Rotation::Invalid);
    let open = sessions::open(&tx, session(&user, 3)).await.unwrap();
    users::set_active(&tx, UserId(user.id), false)
        .await
        .unwrap()
        .unwrap();
    assert!(!sessions::find(&tx, open).await.unwrap().unwrap().live);
    assert_eq!(rotate(&tx, 3, 4).await, Rotation::Invalid);
    assert!(!sessions::revoke(&tx, open, "logout").await.unwrap());
    assert_eq!(
        sessions::find(&tx, SessionId::generate()).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn other_processes_hear_that_a_session_ended_once_it_is_true() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = db.tenants();
    let tx = begin(&tenants, &tenant).await;
    let user = ana(&tx).await;
    tx.commit().await.unwrap();
    // Not before: that the user got roles is told as well.
    let mut heard = Notifications::listen(db.app.clone(), &[CHANNEL]).subscribe();
    while heard.recv().await.unwrap() != Notification::Missed {}
    let tx = begin(&tenants, &tenant).await;
    let id = sessions::open(&tx, session(&user, 1)).await.unwrap();
    sessions::revoke(&tx, id, "logout").await.unwrap();
    assert!(
        tokio::time::timeout(Duration::from_millis(100), heard.recv())
            .await
            .is_err()
    );
    tx.commit().await.unwrap();
    let said = tokio::time::timeout(Duration::from_secs(5), heard.recv())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        said,
        Notification::Message {
            channel: CHANNEL.to_owned(),
            payload: id.0.to_string()
        }
    );
    let tx = begin(&tenants, &tenant).await;
    sessions::revoke_user(&tx, UserId(user.id), "user_disabled")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let said = tokio::time::timeout(Duration::from_secs(5), heard.recv())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        said,
        Notification::Message {
            channel: CHANNEL.to_owned(),
            payload: user.id.to_string()
        }
    );
}

#[tokio::test]
async fn document_numbers_have_no_gaps_whoever_rolls_back() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = lanes(&db, 1, 8, 50);
    let tx = begin(&tenants, &tenant).await;
    let (norte, sur) = (branch(&tx, "N").await, branch(&tx, "S").await);
    tx.commit().await.unwrap();
    let takes = (0..40).map(|number| {
        let (tenants, tenant) = (tenants.clone(), tenant.clone());
        tokio::spawn(async move {
            let tx = begin(&tenants, &tenant).await;
            let taken = sequences::next(&tx, "receipt", norte, 2026).await.unwrap();
            if number % 4 == 0 {
                tx.rollback().await.unwrap();
                return None;
            }
            tx.commit().await.unwrap();
            Some(taken)
        })
    });
    let mut taken = BTreeSet::new();
    for take in takes.collect::<Vec<_>>() {
        taken.extend(take.await.unwrap());
    }
    assert_eq!(taken, (1..=30).collect());
    let tx = begin(&tenants, &tenant).await;
    assert_eq!(
        sequences::next(&tx, "receipt", norte, 2027).await.unwrap(),
        1
    );
    assert_eq!(sequences::next(&tx, "receipt", sur, 2026).await.unwrap(), 1);
    assert_eq!(
        sequences::next(&tx, "invoice", norte, 2026).await.unwrap(),
        1
    );
    assert_eq!(
        sequences::next(&tx, "receipt", norte, 2026).await.unwrap(),
        31
    );
    let nowhere = sequences::next(&tx, "receipt", BranchId::generate(), 2026)
        .await
        .unwrap_err();
    assert_eq!(nowhere.code(), Some("23503"));
}

#[tokio::test]
async fn an_idempotency_key_belongs_to_one_request_of_one_user() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = db.tenants();
    let (ana, eva) = (UserId::generate(), UserId::generate());
    let answer = Answer {
        status: 201,
        body: Some(json!({"id": 1})),
        headers: json!({"etag": "\"1\""}),
    };
    // Rolled back, it is free again.
    let tx = begin(&tenants, &tenant).await;
    assert_eq!(
        idempotency::claim(&tx, ana.0, "k", b"one").await.unwrap(),
        Claim::Fresh
    );
    idempotency::store(&tx, ana.0, "k", &answer).await.unwrap();
    tx.rollback().await.unwrap();
    let tx = begin(&tenants, &tenant).await;
    assert_eq!(
        idempotency::claim(&tx, ana.0, "k", b"one").await.unwrap(),
        Claim::Fresh
    );
    // A second request waits for the first and then gets its answer.
    let second = begin(&tenants, &tenant).await;
    let (waited, ()) = tokio::join!(idempotency::claim(&second, ana.0, "k", b"one"), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        idempotency::store(&tx, ana.0, "k", &answer).await.unwrap();
        tx.commit().await.unwrap();
    });
    assert_eq!(waited.unwrap(), Claim::Answered(answer));
    assert_eq!(
        idempotency::claim(&second, ana.0, "k", b"two")
            .await
            .unwrap(),
        Claim::OtherRequest
    );
    assert_eq!(
        idempotency::claim(&second, eva.0, "k", b"two")
            .await
            .unwrap(),
        Claim::Fresh
    );
}

#[tokio::test]
async fn settings_and_branches() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let color = settings::set(&tx, "color", json!("red"), None)
        .await
        .unwrap();
    assert_eq!(color.version, 1);
    let color = settings::set(&tx, "color", json!({"rgb": [1, 2, 3]}), Some(1))
        .await
        .unwrap();
    assert_eq!((color.version, color.value), (2, json!({"rgb": [1, 2, 3]})));
    assert!(matches!(
        settings::set(&tx, "color", json!(1), Some(1)).await,
        Err(Error::VersionConflict)
    ));
    assert!(matches!(
        settings::set(&tx, "new", json!(1), Some(1)).await,
        Err(Error::VersionConflict)
    ));
    let before = branches::all(&tx).await.unwrap().len();
    let norte = branch(&tx, "NORTE").await;
    assert_eq!(branches::all(&tx).await.unwrap().len(), before + 1);
    assert_eq!(
        branches::get(&tx, norte).await.unwrap().unwrap().code,
        "NORTE"
    );
}
