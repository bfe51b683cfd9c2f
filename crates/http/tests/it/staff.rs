//! People of a clinic, and what they send.

use crate::{
    client::{Request, Response},
    harness::Harness,
};
use panal_domain::{Email, Password, PasswordHash, PersonName, Role, RoleId};
use panal_persistence::{
    Actor, ActorKind, TenantTx,
    tenant::{
        access::{self, RoleGrant},
        users::{self, NewUser},
    },
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "panal-prueba-2026";

/// A tenant and its host.
pub(crate) struct Clinic<'a> {
    pub(crate) harness: &'a Harness,
    pub(crate) tenant: panal_provisioner::TenantRecord,
    pub(crate) host: String,
}

/// Somebody who is logged in.
pub(crate) struct Person<'a> {
    harness: &'a Harness,
    host: String,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

pub(crate) fn hash(password: &str) -> PasswordHash {
    PasswordHash::new(
        &Password::parse(password, &[]).unwrap(),
        PasswordHash::TEST_COST,
    )
    .unwrap()
}

/// The role made of a template, which an industry that does not have it gets now.
pub(crate) async fn role_id(tx: &TenantTx, role: Role) -> RoleId {
    if let Some(id) = access::role_by_code(tx, role.as_str()).await.unwrap() {
        return id;
    }
    let rights: Vec<String> = role.permissions().map(|one| format!("'{one}'")).collect();
    tx.execute_unprepared(&format!(
        r#"WITH made AS (INSERT INTO "tenant".roles (id, code, name)
               VALUES (gen_random_uuid(), '{role}', '{role}') RETURNING id)
           INSERT INTO "tenant".role_permissions (role_id, permission)
           SELECT made.id, p FROM made, unnest(ARRAY[{}]::text[]) p"#,
        rights.join(", ")
    ))
    .await
    .unwrap();
    access::role_by_code(tx, role.as_str())
        .await
        .unwrap()
        .unwrap()
}

impl Harness {
    pub(crate) async fn open(&self, slug: &str) -> Clinic<'_> {
        let tenant = self.db.tenant(slug).await;
        Clinic {
            harness: self,
            tenant,
            host: format!("{slug}.localhost"),
        }
    }
}

impl<'a> Clinic<'a> {
    /// Hires somebody; `email` is `<role>@test.co`.
    pub(crate) async fn hires(&self, role: Role) -> uuid::Uuid {
        let tx = self
            .harness
            .state
            .tenants
            .begin(&self.tenant.scope(), Actor::of(ActorKind::Operator))
            .await
            .unwrap();
        let new = NewUser {
            email: Email::parse(&format!("{role}@test.co")).unwrap(),
            full_name: PersonName::parse("Ana Pérez").unwrap(),
            roles: vec![RoleGrant::everywhere(role_id(&tx, role).await)],
            password_hash: Some(hash(PASSWORD)),
            branch_id: None,
        };
        let user = users::create(&tx, new).await.unwrap();
        tx.commit().await.unwrap();
        user.id
    }

    /// Hires somebody who logs in at once.
    pub(crate) async fn staff(&self, role: Role) -> Person<'a> {
        self.hires(role).await;
        self.enters(&format!("{role}@test.co")).await
    }

    pub(crate) async fn enters(&self, email: &str) -> Person<'a> {
        let answer = self.login(email, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        Person::of(self.harness, &self.host, &answer.json())
    }

    pub(crate) async fn login(&self, email: &str, password: &str) -> Response {
        self.post(
            "/api/v1/auth/login",
            &json!({"email": email, "password": password}),
        )
        .await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.harness
            .request("POST", &self.host, path)
            .json(body)
            .send()
            .await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Response {
        self.post("/api/v1/auth/refresh", &json!({"refresh_token": token}))
            .await
    }

    /// Number of rows of one of its tables.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        let query = format!(
            "SELECT count(*) FROM {}.{table}",
            self.tenant.schema.quoted()
        );
        self.harness
            .db
            .superuser()
            .await
            .query_one(&query, &[])
            .await
            .unwrap()
            .get(0)
    }
}

impl<'a> Person<'a> {
    pub(crate) fn of(harness: &'a Harness, host: &str, tokens: &Value) -> Self {
        let text = |name: &str| tokens[name].as_str().expect(name).to_owned();
        Self {
            harness,
            host: host.to_owned(),
            access: text("access_token"),
            refresh: text("refresh_token"),
        }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        self.harness
            .request(method, &self.host, &format!("/api/v1{path}"))
            .header("Authorization", &format!("Bearer {}", self.access))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request("GET", path).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.request("POST", path).json(&body).send().await
    }

    pub(crate) async fn patch(&self, path: &str, version: &str, body: Value) -> Response {
        self.request("PATCH", path)
            .header("If-Match", version)
            .json(&body)
            .send()
            .await
    }

    /// Registers a client, and gives it as answered.
    pub(crate) async fn registers(&self, body: Value) -> Value {
        let answer = self.post("/clients", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }

    /// First names of a list.
    pub(crate) async fn names(&self, query: &str) -> Vec<String> {
        let answer = self.get(&format!("/clients?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        let rows = answer.json()["data"].as_array().expect("data").clone();
        rows.iter()
            .map(|row| row["first_name"].as_str().expect("name").to_owned())
            .collect()
    }
}
