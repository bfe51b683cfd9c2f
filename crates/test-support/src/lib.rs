//! Databases and tenants for tests, on real PostgreSQL.
//!
//! A test takes a [`TestDb`]: a database of its own, copied from a template that was migrated once, and gone when the
//! value is dropped. The server is the one that `PANAL_TEST_DATABASE_URL` names (a superuser's address); without it,
//! `scripts/db --test` starts a private one.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set itself up must stop"
)]

mod server;

use panal_domain::{BusinessName, Country, PlanCode, Profile, SchemaName, Slug};
use panal_persistence::{Actor, ActorKind, PlatformDb, TenantDb, TenantTx, config::DatabaseConfig};
use panal_provisioner::{NewTenant, Owner, Provisioner, TenantRecord, TenantsConfig};
use panal_tenant_migrations::Target;
use secrecy::SecretString;
use std::time::Duration;
use tokio_postgres::Config;
use uuid::Uuid;

/// A database of one test.
pub struct TestDb {
    /// Name of the database.
    pub name: String,
    /// Begins the names of this database's tenant roles; roles belong to the whole server.
    pub role_prefix: String,
    /// Creates and changes tenants.
    pub provisioner: Provisioner,
    /// The server's log-in, `panal_app`.
    pub app: Config,
    /// As a server would have it, but small.
    pub config: DatabaseConfig,
}

impl TestDb {
    /// A database with the platform in it and no tenant.
    pub async fn new() -> Self {
        Self::named(&server::copy_of_template().await)
    }

    /// A database with nothing in it.
    pub async fn empty() -> Self {
        Self::named(&server::create_database(None).await)
    }

    fn named(name: &str) -> Self {
        let id = Uuid::new_v4().simple().to_string();
        let role_prefix = format!("t{}_", id.get(..8).unwrap_or_default());
        let url = server::url(name);
        let app_url = server::app_url(name);
        let config = DatabaseConfig {
            url: SecretString::from(url.clone()),
            app_url: SecretString::from(app_url.clone()),
            role_prefix: role_prefix.clone(),
            lanes: 2,
            lane_size: 4,
            platform_size: 4,
            statement_cache: 200,
            connect_timeout_seconds: 10,
            max_age_seconds: 600,
        };
        let app: Config = app_url.parse().expect("address");
        let owner = Owner::new(&SecretString::from(url), 8, Duration::from_secs(10)).expect("pool");
        Self {
            provisioner: Provisioner::new(owner, app.clone(), Self::tenants_config(), &role_prefix),
            name: name.to_owned(),
            role_prefix,
            app,
            config,
        }
    }

    /// Section `[tenants]` for tests: no pool unless a test fills it.
    #[must_use]
    pub fn tenants_config() -> TenantsConfig {
        TenantsConfig {
            pool_size: 0,
            grace_days: 30,
            lock_timeout_ms: 2_000,
            owner_connections: 8,
        }
    }

    /// Address of the database for a superuser.
    #[must_use]
    pub fn url(&self) -> String {
        server::url(&self.name)
    }

    /// Address of the database for `panal_app`.
    #[must_use]
    pub fn app_url(&self) -> String {
        server::app_url(&self.name)
    }

    /// A dental clinic in Peru with this slug, and no users.
    pub async fn tenant(&self, slug: &str) -> TenantRecord {
        self.provisioner
            .create(&new_tenant(slug))
            .await
            .expect("tenant is created")
            .tenant
    }

    /// A schema with this name that is no tenant's, and a role for it.
    #[must_use]
    pub fn target(&self, schema: &str) -> Target {
        self.provisioner
            .target(SchemaName::parse(schema).expect("schema"), Uuid::nil())
    }

    /// Everything PostgreSQL's catalogue knows of a schema, a line a fact, with the schema's and the role's names
    /// taken out: equal for equal schemas.
    pub async fn catalogue(&self, schema: &str) -> Vec<String> {
        let target = match self.provisioner.tenant(schema).await {
            Ok(tenant) => tenant.target(),
            Err(_no_tenant) => self.target(schema),
        };
        self.provisioner
            .catalogue(&target)
            .await
            .expect("catalogue")
            .lines
    }

    /// The tenants' lanes, as the server has them.
    #[must_use]
    pub fn tenants(&self) -> TenantDb {
        TenantDb::new(&self.app, &self.config).expect("lanes")
    }

    /// The platform's pool, as the server has it.
    #[must_use]
    pub fn platform(&self) -> PlatformDb {
        PlatformDb::new(&self.app, &self.config).expect("pool")
    }

    /// A transaction of a tenant, by nobody in particular.
    pub async fn begin(&self, tenant: &TenantRecord) -> TenantTx {
        self.tenants()
            .begin(&tenant.scope(), Actor::of(ActorKind::Operator))
            .await
            .expect("transaction begins")
    }

    /// A superuser's connection, for looking behind the scenes.
    pub async fn superuser(&self) -> tokio_postgres::Client {
        server::client(&self.url()).await
    }

    /// A connection of `panal_app`, as an attacker who got hold of its password would have.
    pub async fn app_client(&self) -> tokio_postgres::Client {
        server::client(&self.app_url()).await
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        server::drop_database(&self.name, &self.role_prefix);
    }
}

/// A dental clinic in Peru, ready to be created.
#[must_use]
pub fn new_tenant(slug: &str) -> NewTenant {
    NewTenant {
        slug: Slug::parse(slug).expect("slug"),
        schema: None,
        name: BusinessName::parse(&format!("Clínica {slug}")).expect("name"),
        profile: Profile::ClinicaDental,
        plan: PlanCode::Profesional,
        country: Country::Pe,
        tax_id: None,
        email: None,
        domain: None,
        admin: None,
    }
}
