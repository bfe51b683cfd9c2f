//! Life of a tenant: schemas and roles made, named, migrated, copied, saved and removed.
//!
//! Everything here acts as `panal_owner` and belongs to operators and to the worker; the process that faces the
//! internet has neither this crate nor its rights.

mod archive;
mod backup;
mod catalogue;
mod checksum;
mod copy;
mod create;
mod doctor;
mod error;
mod files;
mod fleet;
mod grants;
mod ledger;
mod lifecycle;
mod log_ins;
mod owner;
mod pg_tools;
mod pool;
mod provision;
mod reference;
mod requests;
mod restore;
mod rows;
pub mod schema;
mod shared;
mod subscription;
mod tenants;
mod transfer;
mod usage;
mod users;

pub use backup::{BackupManifest, Retention, SavedDomain, backups, find_backup, prune_backups};
pub use checksum::{Catalogue, Checksum, Content, TableDigest};
pub use copy::{Copied, CopyRequest};
pub use create::{Admin, Created, NewTenant, Source};
pub use doctor::{Finding, Severity};
pub use error::{Error, Result};
pub use fleet::{Behind, Event, FleetReport, FleetStatus, MigrateOptions, Outcome};
pub use grants::Grant;
pub use ledger::LedgerRow;
pub use lifecycle::Purged;
pub use owner::{OWNER, Owner, OwnerTx, Params};
pub use pool::PoolStatus;
pub use requests::Fulfilled;
pub use restore::{RestoreRequest, Restored};
pub use rows::Sequence;
pub use shared::QUEUE_SCHEMA;
pub use subscription::{Advanced, SubscriptionChange, SubscriptionRecord};
pub use tenants::{TenantFilter, TenantRecord};
pub use transfer::{ExportReport, ImportRequest};
pub use usage::Measured;
pub use users::{NewUser, UserRecord};

use panal_domain::{ModuleSet, RoleName, SchemaName, TenantId};
use panal_tenant_migrations::{Target, TenantMigration, TenantMigrator};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// Section `[tenants]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantsConfig {
    /// Empty schemas kept ready for each set of modules in use.
    pub pool_size: usize,
    /// Days between the deletion of a tenant and the end of its data.
    pub grace_days: u32,
    /// Milliseconds that a migration waits for a table in use before it gives up and tries again.
    pub lock_timeout_ms: u64,
    /// Most connections of the owner.
    pub owner_connections: usize,
}

impl TenantsConfig {
    /// What is wrong, as `field: what`.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.pool_size > 1000 {
            faults.push(format!(
                "tenants.pool_size: {} is more than 1000",
                self.pool_size
            ));
        }
        if !(1..=3650).contains(&self.grace_days) {
            faults.push(format!(
                "tenants.grace_days: {} is not between 1 and 3650",
                self.grace_days
            ));
        }
        if !(10..=600_000).contains(&self.lock_timeout_ms) {
            faults.push(format!(
                "tenants.lock_timeout_ms: {} is not between 10 and 600000",
                self.lock_timeout_ms
            ));
        }
        if !(1..=200).contains(&self.owner_connections) {
            faults.push(format!(
                "tenants.owner_connections: {} is not between 1 and 200",
                self.owner_connections
            ));
        }
        faults
    }
}

/// Makes, changes and removes tenants.
#[derive(Clone)]
pub struct Provisioner {
    owner: Owner,
    /// How the server logs in; its password is set when the platform is migrated.
    app: tokio_postgres::Config,
    config: TenantsConfig,
    role_prefix: String,
    migrations: Arc<[TenantMigration]>,
    actor: (&'static str, String),
}

impl Provisioner {
    /// A provisioner over the owner's connections. `app` is the server's log-in, `role_prefix` begins the names of the
    /// tenants' roles.
    #[must_use]
    pub fn new(
        owner: Owner,
        app: tokio_postgres::Config,
        config: TenantsConfig,
        role_prefix: &str,
    ) -> Self {
        Self {
            owner,
            app,
            config,
            role_prefix: role_prefix.to_owned(),
            migrations: panal_tenant_migrations::all().into(),
            actor: ("operator", "panal".to_owned()),
        }
    }

    /// The same on behalf of an operator, by name, for the audit.
    #[must_use]
    pub fn by_operator(mut self, name: &str) -> Self {
        self.actor = ("operator", name.to_owned());
        self
    }

    /// The same on behalf of a background job, by name, for the audit.
    #[must_use]
    pub fn by_job(mut self, name: &str) -> Self {
        self.actor = ("job", name.to_owned());
        self
    }

    /// The same with other migrations than those of this program.
    #[must_use]
    pub fn with_migrations(mut self, migrations: Vec<TenantMigration>) -> Self {
        self.migrations = migrations.into();
        self
    }

    /// The owner's connections.
    #[must_use]
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// Section `[tenants]`.
    #[must_use]
    pub fn config(&self) -> &TenantsConfig {
        &self.config
    }

    /// The schema with this name and the role that goes with it for the tenant with this id.
    #[must_use]
    pub fn target(&self, schema: SchemaName, id: Uuid) -> Target {
        Target {
            role: RoleName::for_schema(&self.role_prefix, &schema, id),
            schema,
        }
    }

    /// The migrations that a tenant with these modules should have.
    #[must_use]
    pub fn migrator(&self, modules: &ModuleSet) -> TenantMigrator {
        TenantMigrator::of(&self.migrations, modules)
    }

    /// A line in the platform's audit, in the transaction of what it tells.
    pub(crate) async fn audit(
        &self,
        tx: &OwnerTx,
        action: &str,
        tenant: TenantId,
        slug: &str,
        detail: serde_json::Value,
    ) -> Result<()> {
        let (kind, actor) = &self.actor;
        tx.execute(
            "INSERT INTO public.platform_audit (id, actor_kind, actor, action, tenant_id, tenant_slug, detail)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&Uuid::now_v7(), kind, actor, &action, &tenant.0, &slug, &detail],
        )
        .await?;
        Ok(())
    }
}
