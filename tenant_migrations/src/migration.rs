use crate::hex;
use panal_domain::Module;
use sea_orm_migration::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// One step in the life of a tenant schema.
#[derive(Debug, Clone)]
pub struct TenantMigration {
    /// The module whose tables it changes; only tenants with that module get it.
    pub module: Module,
    /// Unique; begins with its date, which orders it among all modules.
    pub name: &'static str,
    /// True when it states what should be there, rather than a step to it: it runs again, after all others, in each
    /// schema where its text was another. The name begins with `repeat_`, and it takes nothing away when taken back.
    pub repeats: bool,
    /// True when programs of before and after can both serve the schema, with or without it (expand/contract).
    pub expand: bool,
    /// What it does.
    pub body: Body,
}

/// What a migration does.
#[derive(Clone)]
pub enum Body {
    /// SQL that reads no rows; the fleet sends it as one batch.
    Sql {
        /// Applies it.
        up: &'static str,
        /// Takes it back.
        down: &'static str,
    },
    /// Code that reads and writes rows; runs statement by statement inside the tenant's transaction. `revision` is
    /// part of the checksum, since code has none.
    Code {
        /// Raised when the code changes meaning.
        revision: u32,
        /// The migration.
        migration: Arc<dyn MigrationTrait>,
    },
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sql { .. } => f.write_str("Sql"),
            Self::Code { revision, .. } => write!(f, "Code(revision {revision})"),
        }
    }
}

impl TenantMigration {
    /// Digest of what it does; an edited migration has another.
    #[must_use]
    pub fn checksum(&self) -> String {
        let mut hasher = Sha256::new();
        match &self.body {
            Body::Sql { up, .. } => hasher.update(up),
            Body::Code { revision, .. } => hasher.update(format!("{} r{revision}", self.name)),
        }
        hex(&hasher.finalize())
    }
}

impl MigrationName for TenantMigration {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for TenantMigration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match &self.body {
            Body::Sql { up, .. } => run(manager, up).await,
            Body::Code { migration, .. } => migration.up(manager).await,
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match &self.body {
            Body::Sql { down, .. } => run(manager, down).await,
            Body::Code { migration, .. } => migration.down(manager).await,
        }
    }
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager
        .get_connection()
        .execute_unprepared(sql)
        .await
        .map(drop)
}
