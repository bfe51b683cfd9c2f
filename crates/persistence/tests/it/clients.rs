//! Clients: search, pages, versions, deletion, audit.

use crate::support::{begin, lanes, refused, sql};
use panal_domain::{
    ClientId, Country, Document, DocumentKind, Email, PersonName, Phone, PreferredContact, Tag,
    Tags,
};
use panal_persistence::{
    Error, Expected, TenantTx,
    list::{Direction, Filter, ListQuery, Operator},
    metrics::counting,
    tenant::{
        clients::{self, ClientChanges, ClientField, NewClient},
        entity::audit_log,
    },
};
use panal_test_support::TestDb;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

fn client(first: &str, last: &str) -> NewClient {
    NewClient {
        document: None,
        first_name: PersonName::parse(first).unwrap(),
        last_name: Some(PersonName::parse(last).unwrap()),
        email: None,
        phone: None,
        birthday: None,
        notes: None,
        tags: Tags::default(),
        preferred_contact: PreferredContact::None,
    }
}

fn search(text: &str) -> ListQuery<ClientField> {
    ListQuery {
        search: Some(text.to_owned()),
        ..ListQuery::default()
    }
}

async fn names(tx: &TenantTx, query: &ListQuery<ClientField>) -> Vec<String> {
    let page = clients::list(tx, query).await.unwrap();
    page.rows
        .into_iter()
        .map(|client| client.first_name)
        .collect()
}

#[tokio::test]
async fn a_receptionist_finds_a_client_by_what_she_types() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let mut jose = client("José", "Ñúñez Álvarez");
    jose.phone = Some(Phone::parse("300 123 4567", Country::Co).unwrap());
    jose.document = Some(Document::parse(DocumentKind::Cc, "1.020.345.678").unwrap());
    clients::create(&tx, jose).await.unwrap();
    clients::create(&tx, client("Maria", "100% Segura_S\\A"))
        .await
        .unwrap();
    clients::create(&tx, client("Pedro", "Pérez"))
        .await
        .unwrap();
    for found in [
        "jose",
        "JOSÉ",
        "nunez",
        "ñúñez",
        "alvarez jose",
        "jo alv",
        "300 123 4567",
        "3001234567",
        "+57 300 123 4567",
        "(300) 123-4567",
        "123-45",
        "1.020.345",
        "1020345678",
        "  jose  ",
    ] {
        assert_eq!(names(&tx, &search(found)).await, ["José"], "{found}");
    }
    for found in ["100%", "segura_s", "s\\a", "maria 100%"] {
        assert_eq!(names(&tx, &search(found)).await, ["Maria"], "{found}");
    }
    for nothing in [
        "%",
        "_",
        "\\",
        "jose perez",
        "' OR 1=1 --",
        "josé\u{301}x",
        "999",
        "％",
    ] {
        let names = names(&tx, &search(nothing)).await;
        let literal = ["%", "_", "\\", "％"].contains(&nothing);
        assert_eq!(
            names,
            if literal { vec!["Maria"] } else { vec![] },
            "{nothing}"
        );
    }
}

#[tokio::test]
async fn the_search_uses_its_index() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = db.begin(&tenant).await;
    tx_execute(&tx, "SET LOCAL enable_seqscan = off").await;
    let rows = sea_orm::ConnectionTrait::query_all_raw(
        &tx,
        sql("EXPLAIN SELECT 1 FROM \"tenant\".clients WHERE search LIKE '%' || replace(extensions.fold('jose'), '%', '\\%') || '%'"),
    )
    .await
    .unwrap();
    let plan: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "QUERY PLAN").unwrap())
        .collect();
    assert!(plan.join("\n").contains("clients_search_idx"), "{plan:?}");
}

async fn tx_execute(tx: &TenantTx, text: &str) {
    sea_orm::ConnectionTrait::execute_unprepared(tx, text)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_page_takes_two_statements_and_names_sort_as_in_a_dictionary() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = db.begin(&tenant).await;
    for (first, last) in [
        ("Zoe", "Zapata"),
        ("Ana", "Álvarez"),
        ("Eva", "Abad"),
        ("Luz", "ñato"),
        ("Leo", "Nuñez"),
        ("Pío", "Ochoa"),
    ] {
        clients::create(&tx, client(first, last)).await.unwrap();
    }
    let by_name = ListQuery {
        sort: vec![(ClientField::LastName, Direction::Ascending)],
        per_page: 4,
        ..ListQuery::default()
    };
    let statements = Arc::new(AtomicU32::new(0));
    let first = counting(Arc::clone(&statements), clients::list(&tx, &by_name))
        .await
        .unwrap();
    assert_eq!(statements.load(Ordering::Relaxed), 2);
    assert_eq!(first.total, 6);
    let mut all: Vec<String> = first
        .rows
        .into_iter()
        .map(|client| client.first_name)
        .collect();
    all.extend(
        names(
            &tx,
            &ListQuery {
                page: 2,
                ..by_name.clone()
            },
        )
        .await,
    );
    assert_eq!(all, ["Eva", "Ana", "Leo", "Luz", "Pío", "Zoe"]);
    assert!(
        names(&tx, &ListQuery { page: 3, ..by_name })
            .await
            .is_empty()
    );
    let newest = names(&tx, &ListQuery::default()).await;
    assert_eq!(newest.first().map(String::as_str), Some("Pío"));
}

#[tokio::test]
async fn filters_of_every_kind() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let mut ana = client("Ana", "A");
    ana.tags = Tags::new([
        Tag::parse("vip").unwrap(),
        Tag::parse("ortodoncia").unwrap(),
    ])
    .unwrap();
    ana.birthday = Some("1990-05-17".parse().unwrap());
    ana.email = Some(Email::parse("ana@example.com").unwrap());
    ana.preferred_contact = PreferredContact::Email;
    clients::create(&tx, ana).await.unwrap();
    let mut eva = client("Eva", "B");
    eva.birthday = Some("2001-01-01".parse().unwrap());
    clients::create(&tx, eva).await.unwrap();
    let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap().into();
    for (field, operator, values, expected) in [
        (
            ClientField::Tags,
            Operator::Eq,
            vec!["vip".into()],
            vec!["Ana"],
        ),
        (ClientField::Tags, Operator::Eq, vec!["vi".into()], vec![]),
        (
            ClientField::Birthday,
            Operator::Gte,
            vec![date("1990-05-17")],
            vec!["Eva", "Ana"],
        ),
        (
            ClientField::Birthday,
            Operator::Gt,
            vec![date("1990-05-17")],
            vec!["Eva"],
        ),
        (
            ClientField::Birthday,
            Operator::Lte,
            vec![date("1990-05-17")],
            vec!["Ana"],
        ),
        (
            ClientField::Birthday,
            Operator::Lt,
            vec![date("1990-05-17")],
            vec![],
        ),
        (
            ClientField::Email,
            Operator::Eq,
            vec!["ana@example.com".into()],
            vec!["Ana"],
        ),
        (
            ClientField::Email,
            Operator::Ne,
            vec!["ana@example.com".into()],
            vec!["Eva"],
        ),
        (
            ClientField::Email,
            Operator::Empty,
            vec![true.into()],
            vec!["Eva"],
        ),
        (
            ClientField::Email,
            Operator::Empty,
            vec![false.into()],
            vec!["Ana"],
        ),
        (
            ClientField::FirstName,
            Operator::In,
            vec!["Ana".into(), "Eva".into()],
            vec!["Eva", "Ana"],
        ),
        (
            ClientField::PreferredContact,
            Operator::Eq,
            vec!["none".into()],
            vec!["Eva"],
        ),
        (
            ClientField::CreatedAt,
            Operator::Lte,
            vec![chrono::Utc::now().into()],
            vec!["Eva", "Ana"],
        ),
        (
            ClientField::Deleted,
            Operator::Eq,
            vec![true.into()],
            vec![],
        ),
    ] {
        let query = ListQuery {
            filters: vec![Filter {
                field,
                operator,
                values,
            }],
            ..ListQuery::default()
        };
        assert_eq!(names(&tx, &query).await, expected, "{field:?} {operator:?}");
    }
}

#[tokio::test]
async fn a_change_is_made_to_the_version_that_was_seen() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let mut new = client("Ana", "A");
    new.notes = Some("alérgica".to_owned());
    let ana = clients::create(&tx, new).await.unwrap();
    let id = ClientId(ana.id);
    assert_eq!(ana.version, 1);
    let rename = ClientChanges {
        first_name: Some(PersonName::parse("Anita").unwrap()),
        notes: Some(None),
        ..ClientChanges::default()
    };
    let anita = clients::update(&tx, id, &Expected::from(1), rename.clone())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            anita.version,
            anita.first_name.as_str(),
            anita.notes.as_deref()
        ),
        (2, "Anita", None)
    );
    assert_eq!(anita.last_name, "A");
    assert!(anita.updated_at >= ana.updated_at);
    let late = clients::update(&tx, id, &Expected::from(1), rename.clone()).await;
    assert!(matches!(late, Err(Error::VersionConflict)));
    // Nothing new makes no new version.
    let same = clients::update(&tx, id, &Expected::Any, rename)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(same.version, 2);
    let unknown = clients::update(
        &tx,
        ClientId::generate(),
        &Expected::Any,
        ClientChanges::default(),
    )
    .await;
    assert_eq!(unknown.unwrap(), None);
}

#[tokio::test]
async fn two_receptionists_who_change_one_client_do_not_overwrite_each_other() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = lanes(&db, 1, 4, 50);
    let tx = begin(&tenants, &tenant).await;
    let id = ClientId(clients::create(&tx, client("Ana", "A")).await.unwrap().id);
    tx.commit().await.unwrap();
    let change = async |name: &str| {
        let tx = begin(&tenants, &tenant).await;
        let change = ClientChanges {
            first_name: Some(PersonName::parse(name).unwrap()),
            ..ClientChanges::default()
        };
        clients::update(&tx, id, &Expected::from(1), change).await?;
        tx.commit().await
    };
    let (one, two) = tokio::join!(change("Uno"), change("Dos"));
    assert!(one.is_ok() != two.is_ok());
    assert!(matches!(one.and(two), Err(Error::VersionConflict)));
}

#[tokio::test]
async fn a_deleted_client_is_gone_until_restored_and_gives_its_document_free() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let mut ana = client("Ana", "A");
    ana.document = Some(Document::parse(DocumentKind::Dni, "45678912").unwrap());
    let first = clients::create(&tx, ana.clone()).await.unwrap();
    let id = ClientId(first.id);
    let taken = tx
        .savepoint(clients::create(&tx, ana.clone()))
        .await
        .unwrap_err();
    assert_eq!(taken.constraint(), Some("clients_document_key"));
    let gone = clients::delete(&tx, id, &Expected::from(1))
        .await
        .unwrap()
        .unwrap();
    assert!(gone.deleted_at.is_some());
    assert_eq!(clients::get(&tx, id).await.unwrap(), None);
    assert_eq!(
        clients::delete(&tx, id, &Expected::Any).await.unwrap(),
        None
    );
    assert_eq!(
        clients::update(&tx, id, &Expected::Any, ClientChanges::default())
            .await
            .unwrap(),
        None
    );
    assert!(names(&tx, &search("ana")).await.is_empty());
    let deleted = ListQuery {
        filters: vec![Filter {
            field: ClientField::Deleted,
            operator: Operator::Eq,
            values: vec![true.into()],
        }],
        ..ListQuery::default()
    };
    assert_eq!(names(&tx, &deleted).await, ["Ana"]);
    clients::create(&tx, ana).await.unwrap();
    let taken = tx.savepoint(clients::restore(&tx, id)).await.unwrap_err();
    assert_eq!(taken.constraint(), Some("clients_document_key"));
}

#[tokio::test]
async fn every_change_tells_who_made_it() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = begin(&db.tenants(), &tenant).await;
    let ana = clients::create(&tx, client("Ana", "A")).await.unwrap();
    let id = ClientId(ana.id);
    let change = ClientChanges {
        first_name: Some(PersonName::parse("Eva").unwrap()),
        ..ClientChanges::default()
    };
    clients::update(&tx, id, &Expected::Any, change)
        .await
        .unwrap();
    clients::delete(&tx, id, &Expected::Any).await.unwrap();
    clients::restore(&tx, id).await.unwrap();
    clients::restore(&tx, id).await.unwrap();
    let log = audit_log::Entity::find()
        .filter(audit_log::Column::Entity.eq("clients"))
        .order_by_asc(audit_log::Column::Id)
        .all(&tx)
        .await
        .unwrap();
    let actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["create", "update", "delete", "restore"]);
    let created = log.first().unwrap();
    assert_eq!(
        created.changes.get("first_name"),
        Some(&json!([null, "Ana"]))
    );
    assert_eq!(created.changes.get("email"), None);
    let updated = log.get(1).unwrap();
    assert_eq!(updated.changes, json!({"first_name": ["Ana", "Eva"]}));
    for entry in &log {
        assert_eq!(
            (
                entry.actor_kind.as_str(),
                entry.entity.as_str(),
                entry.entity_id
            ),
            ("user", "clients", Some(ana.id))
        );
        assert_eq!(entry.actor_id, Some(uuid::Uuid::from_u128(7)));
        assert_eq!(
            (entry.request_id.as_deref(), entry.address.as_deref()),
            (Some("req-1"), Some("192.0.2.7"))
        );
    }
    // The entries go with the change: nothing stays of a transaction that rolled back.
    tx.rollback().await.unwrap();
    let tx = begin(&db.tenants(), &tenant).await;
    let left = audit_log::Entity::find()
        .filter(audit_log::Column::Entity.eq("clients"))
        .all(&tx)
        .await
        .unwrap();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(
        refused(&tx, "UPDATE \"tenant\".audit_log SET action = 'x'").await,
        "42501"
    );
}
