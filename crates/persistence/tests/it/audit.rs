//! Whatever changes is told, once, and what was told stays.

use crate::support::{actor, begin, count, lanes, refused};
use panal_domain::{
    ApiKeyId, BranchId, Email, Password, PasswordHash, PermissionMarker, PersonName,
    PreferredContact, Tags, Text, UserId, client::ViewClients,
};
use panal_persistence::{
    Expected, TenantTx,
    list::Cursor,
    tenant::{
        access::{self, RoleGrant},
        api_keys::{self, NewApiKey},
        audit::{self, Changes, EntryFilter, MASK},
        branches::{self, NewBranch},
        clients::{self, ClientChanges, NewClient},
        settings,
        users::{self, NewUser},
    },
};
use panal_test_support::TestDb;
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

/// What is told from one look to the next.
struct Listener<'a> {
    tx: &'a TenantTx,
    seen: HashSet<Uuid>,
}

impl Listener<'_> {
    /// What was told since the last look; all by the same actor.
    async fn heard(&mut self) -> Vec<(String, String, Value)> {
        let page = audit::list(self.tx, &EntryFilter::default(), None, 100)
            .await
            .unwrap();
        let actor = actor();
        let new: Vec<_> = page
            .rows
            .into_iter()
            .filter(|entry| self.seen.insert(entry.id))
            .collect();
        for entry in &new {
            assert_eq!(entry.actor_kind, "user");
            assert_eq!(entry.actor_id, actor.id);
            assert_eq!(entry.request_id, actor.request_id);
            assert_eq!(entry.address, actor.address);
        }
        new.into_iter()
            .map(|entry| (entry.entity, entry.action, entry.changes))
            .collect()
    }

    /// Exactly this was told since the last look.
    #[track_caller]
    fn one(heard: &[(String, String, Value)], entity: &str, action: &str) -> Value {
        let [(its_entity, its_action, changes)] = heard else {
            panic!("{entity} {action}: {heard:?}")
        };
        assert_eq!((its_entity.as_str(), its_action.as_str()), (entity, action));
        changes.clone()
    }
}

fn client() -> NewClient {
    NewClient {
        document: None,
        first_name: PersonName::parse("José").unwrap(),
        last_name: None,
        email: None,
        phone: None,
        birthday: None,
        notes: Some("alérgico".to_owned()),
        tags: Tags::default(),
        preferred_contact: PreferredContact::None,
    }
}

#[tokio::test]
async fn a_client_s_life_is_told_step_by_step() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = begin(&db.tenants(), &tenant).await;
    let mut told = Listener {
        tx: &tx,
        seen: HashSet::new(),
    };
    told.heard_before().await;
    let jose = clients::create(&tx, client()).await.unwrap();
    let id = panal_domain::ClientId(jose.id);
    let changes = Listener::one(&told.heard().await, "clients", "create");
    assert_eq!(changes["first_name"], json!([null, "José"]));
    assert_eq!(changes["notes"], json!([null, MASK]));
    let notes = ClientChanges {
        notes: Some(Some("alérgico al látex".to_owned())),
        ..ClientChanges::default()
    };
    clients::update(&tx, id, &Expected::Any, notes.clone())
        .await
        .unwrap();
    assert_eq!(
        Listener::one(&told.heard().await, "clients", "update"),
        json!({"notes": [MASK, MASK]})
    );
    // Nothing changed, nothing to tell.
    clients::update(&tx, id, &Expected::Any, notes)
        .await
        .unwrap();
    assert!(told.heard().await.is_empty());
    clients::delete(&tx, id, &Expected::Any).await.unwrap();
    Listener::one(&told.heard().await, "clients", "delete");
    clients::restore(&tx, id).await.unwrap();
    Listener::one(&told.heard().await, "clients", "restore");
    clients::restore(&tx, id).await.unwrap();
    assert!(told.heard().await.is_empty());
}

impl Listener<'_> {
    /// Forgets what was told until now, whoever did it.
    async fn heard_before(&mut self) {
        let page = audit::list(self.tx, &EntryFilter::default(), None, 1_000)
            .await
            .unwrap();
        self.seen.extend(page.rows.iter().map(|entry| entry.id));
    }
}

#[tokio::test]
async fn what_happens_to_people_keys_and_the_house_is_told_without_secrets() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = begin(&db.tenants(), &tenant).await;
    let mut told = Listener {
        tx: &tx,
        seen: HashSet::new(),
    };
    told.heard_before().await;
    let role = access::role_by_code(&tx, "empleado")
        .await
        .unwrap()
        .unwrap();
    let hash = |text: &str| {
        PasswordHash::new(
            &Password::parse(text, &[]).unwrap(),
            PasswordHash::TEST_COST,
        )
        .unwrap()
    };
    let eva = users::create(
        &tx,
        NewUser {
            email: Email::parse("eva@clinica.test").unwrap(),
            full_name: PersonName::parse("Eva Luna").unwrap(),
            roles: vec![RoleGrant::everywhere(role)],
            password_hash: Some(hash("correct horse battery")),
            branch_id: None,
        },
    )
    .await
    .unwrap();
    let id = UserId(eva.id);
    // That she is there, and what she may do.
    let heard = told.heard().await;
    assert_eq!(heard.len(), 2, "{heard:?}");
    let created = heard
        .iter()
        .find(|(entity, action, _)| (entity.as_str(), action.as_str()) == ("users", "create"))
        .unwrap();
    assert_eq!(created.2["password_hash"], json!([null, MASK]));
    users::set_password(&tx, id, &hash("staple paper window"))
        .await
        .unwrap();
    assert_eq!(
        Listener::one(&told.heard().await, "users", "update"),
        json!({"password_hash": [MASK, MASK]})
    );
    users::set_active(&tx, id, false).await.unwrap();
    assert_eq!(
        Listener::one(&told.heard().await, "users", "update"),
        json!({"is_active": [true, false]})
    );

    let key = api_keys::create(
        &tx,
        NewApiKey {
            name: Text::parse("Tienda").unwrap(),
            prefix: "panal_abc".to_owned(),
            key_hash: [7; 32],
            scopes: vec![ViewClients::PERMISSION],
            expires_at: None,
            created_by: id,
        },
    )
    .await
    .unwrap();
    let changes = Listener::one(&told.heard().await, "api_keys", "create");
    assert_eq!(changes["key_hash"], json!([null, MASK]));
    let id = ApiKeyId(key.id);
    api_keys::revoke(&tx, id).await.unwrap();
    Listener::one(&told.heard().await, "api_keys", "revoke");
    api_keys::revoke(&tx, id).await.unwrap();
    assert!(told.heard().await.is_empty());

    let norte = branches::create(
        &tx,
        NewBranch {
            name: "Norte".to_owned(),
            code: "NORTE".to_owned(),
            address: None,
            phone: None,
            time_zone: None,
        },
    )
    .await
    .unwrap();
    Listener::one(&told.heard().await, "branches", "create");
    assert!(
        branches::get(&tx, BranchId(norte.id))
            .await
            .unwrap()
            .is_some()
    );
    settings::set(&tx, "color", json!("rojo"), None)
        .await
        .unwrap();
    Listener::one(&told.heard().await, "settings", "update");
}

#[tokio::test]
async fn what_a_transaction_gave_up_was_never_told() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = lanes(&db, 1, 2, 50);
    let tx = begin(&tenants, &tenant).await;
    let before = count(&tx, r#""tenant".audit_log"#).await;
    clients::create(&tx, client()).await.unwrap();
    assert_eq!(count(&tx, r#""tenant".audit_log"#).await, before + 1);
    tx.rollback().await.unwrap();
    let tx = begin(&tenants, &tenant).await;
    assert_eq!(count(&tx, r#""tenant".audit_log"#).await, before);
}

#[tokio::test]
async fn a_row_that_is_gone_is_told_with_what_it_was() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = begin(&db.tenants(), &tenant).await;
    let jose = clients::create(&tx, client()).await.unwrap();
    let gone = Changes::deleted(&jose);
    audit::record(&tx, "purge", "clients", Some(jose.id), gone)
        .await
        .unwrap();
    let hidden = Changes::created(&jose).masking(&["first_name", "birthday"]);
    audit::record(&tx, "copy", "clients", Some(jose.id), hidden)
        .await
        .unwrap();
    let told = async |action: &str| {
        let filter = EntryFilter {
            action: Some(action.to_owned()),
            ..EntryFilter::default()
        };
        let page = audit::list(&tx, &filter, None, 10).await.unwrap();
        page.rows[0].changes.clone()
    };
    let gone = told("purge").await;
    assert_eq!(gone["first_name"], json!(["José", null]));
    assert_eq!(gone["notes"], json!([MASK, null]));
    let hidden = told("copy").await;
    assert_eq!(hidden["first_name"], json!([null, MASK]));
    assert_eq!(hidden.get("birthday"), None);
}

#[tokio::test]
async fn the_log_is_read_to_its_end_in_pages() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = begin(&db.tenants(), &tenant).await;
    // In one transaction all have the same moment.
    for step in 0..7 {
        audit::record(&tx, &format!("step {step}"), "works", None, Changes::none())
            .await
            .unwrap();
    }
    let filter = EntryFilter {
        entity: Some("works".to_owned()),
        ..EntryFilter::default()
    };
    let mut cursor: Option<Cursor> = None;
    let mut seen = Vec::new();
    let mut pages = 0;
    loop {
        let page = audit::list(&tx, &filter, cursor, 3).await.unwrap();
        seen.extend(page.rows.into_iter().map(|entry| entry.action));
        pages += 1;
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(pages, 3);
    // Ids grow with time, so even these are in order.
    let newest: Vec<String> = (0..7).rev().map(|step| format!("step {step}")).collect();
    assert_eq!(seen, newest);
}

/// What somebody with the tenant's role tries, in psql or by an injected statement.
const FORBIDDEN: &[&str] = &[
    "UPDATE {}.audit_log SET action = 'nothing'",
    "UPDATE {}.audit_log SET changes = '{{}}' WHERE false",
    "DELETE FROM {}.audit_log",
    "TRUNCATE {}.audit_log",
    "DROP TABLE {}.audit_log",
    "ALTER TABLE {}.audit_log DISABLE TRIGGER ALL",
    "SELECT * FROM {}.audit_log FOR UPDATE",
    "UPDATE {}.usage_counters SET used = 0",
    "UPDATE {}.usage_counters SET resource = 'x'",
    "UPDATE {}.usage_counters SET period = 'x'",
    "INSERT INTO {}.usage_counters (resource, used) VALUES ('clients', -100)",
    "DELETE FROM {}.usage_counters",
    "TRUNCATE {}.usage_counters",
    "ALTER TABLE {}.clients DISABLE TRIGGER usage_added",
    "DROP TRIGGER usage_added ON {}.clients",
];

#[tokio::test]
async fn the_tenant_s_own_role_adds_to_the_log_and_does_no_more() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let schema = tenant.schema.quoted();
    // Through the program.
    let tenants = lanes(&db, 1, 2, 50);
    for statement in FORBIDDEN {
        let tx = begin(&tenants, &tenant).await;
        let statement = statement
            .replace("{{}}", "{ }")
            .replace("{}", r#""tenant""#);
        assert_eq!(refused(&tx, &statement).await, "42501", "{statement}");
    }
    // And beside it, as in psql.
    let psql = db.app_client().await;
    psql.batch_execute(&format!("SET ROLE {}", tenant.role.quoted()))
        .await
        .unwrap();
    for statement in FORBIDDEN {
        let statement = statement
            .replace("{{}}", "{ }")
            .replace("{}", &schema.to_string());
        let error = psql.batch_execute(&statement).await.expect_err(&statement);
        assert_eq!(
            error.code().map(tokio_postgres::error::SqlState::code),
            Some("42501"),
            "{statement}: {error}"
        );
    }
    psql.batch_execute(&format!(
        "INSERT INTO {schema}.audit_log (id, actor_kind, action, entity) VALUES (gen_random_uuid(), 'job', 'x', 'x');
         SELECT * FROM {schema}.audit_log, {schema}.usage_counters"
    ))
    .await
    .unwrap();
}
