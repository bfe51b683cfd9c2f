//! Migrations of tenant schemas, one folder per module.
//!
//! A migration is SQL that names its tables `"tenant".x` and the tenant's role `"tenant_role"`; whoever runs it puts
//! the real names in ([`in_schema`]). Nothing it leaves behind may contain the schema's name as text, because
//! schemas are renamed: trigger functions live once, in `public`, and enums are text with a CHECK.

use panal_domain::{Module, ModuleSet, RoleName, SchemaName};
use sea_orm_migration::{MigratorTraitSelf, prelude::*};
use sha2::{Digest, Sha256};

mod access;
mod migration;
mod names;

pub use access::{PERMISSIONS, roles_sql};
pub use migration::{Body, TenantMigration};
pub use names::in_schema;

/// Name of the table, in each tenant schema, that records the migrations applied to it. It travels with the schema
/// (backup, export, clone); `public.migration_ledger` is the fleet's index of the same facts.
pub const TABLE: &str = "schema_migrations";

/// Every migration known to this program, in the order of application.
#[must_use]
pub fn all() -> Vec<TenantMigration> {
    vec![
        TenantMigration {
            module: Module::Core,
            name: "m20261120_000001_core",
            repeats: false,
            expand: false,
            body: Body::Sql {
                up: include_str!("core/000001_core.up.sql"),
                down: include_str!("core/000001_core.down.sql"),
            },
        },
        TenantMigration {
            module: Module::Crm,
            name: "m20261120_000002_clients",
            repeats: false,
            expand: false,
            body: Body::Sql {
                up: include_str!("crm/000002_clients.up.sql"),
                down: include_str!("crm/000002_clients.down.sql"),
            },
        },
        TenantMigration {
            module: Module::Core,
            name: "m20261120_000003_access",
            repeats: false,
            expand: false,
            body: Body::Sql {
                up: include_str!("core/000003_access.up.sql"),
                down: include_str!("core/000003_access.down.sql"),
            },
        },
        TenantMigration {
            module: Module::Crm,
            name: "m20261120_000004_client_usage",
            repeats: false,
            expand: false,
            body: Body::Sql {
                up: include_str!("crm/000004_client_usage.up.sql"),
                down: include_str!("crm/000004_client_usage.down.sql"),
            },
        },
        TenantMigration {
            module: Module::Core,
            name: "m20261121_000005_deliveries",
            repeats: false,
            expand: false,
            body: Body::Sql {
                up: include_str!("core/000005_deliveries.up.sql"),
                down: include_str!("core/000005_deliveries.down.sql"),
            },
        },
        TenantMigration {
            module: Module::Crm,
            name: "m20261121_000006_consents",
            repeats: false,
            expand: false,
            body: Body::Sql {
                up: include_str!("crm/000006_consents.up.sql"),
                down: include_str!("crm/000006_consents.down.sql"),
            },
        },
        TenantMigration {
            module: Module::Scheduling,
            name: "m20261121_000007_agenda",
            repeats: false,
            expand: false,
            body: Body::Sql {
                up: include_str!("scheduling/000007_agenda.up.sql"),
                down: include_str!("scheduling/000007_agenda.down.sql"),
            },
        },
        TenantMigration {
            module: Module::Core,
            name: "m20261121_000008_brand",
            repeats: false,
            // Who does without it shows the business without its brand.
            expand: true,
            body: Body::Sql {
                up: include_str!("core/000008_brand.up.sql"),
                down: include_str!("core/000008_brand.down.sql"),
            },
        },
        TenantMigration {
            module: Module::Crm,
            name: "m20261121_000009_client_notes",
            repeats: false,
            // Who does without it shows appointments without the notes of their clients.
            expand: true,
            body: Body::Sql {
                up: include_str!("crm/000009_client_notes.up.sql"),
                down: include_str!("crm/000009_client_notes.down.sql"),
            },
        },
        TenantMigration {
            module: Module::Core,
            name: "m20261121_000010_user_language",
            repeats: false,
            // Who does without it shows everybody the business's language.
            expand: true,
            body: Body::Sql {
                up: include_str!("core/000010_user_language.up.sql"),
                down: include_str!("core/000010_user_language.down.sql"),
            },
        },
        access::permissions(),
    ]
}

/// The migrations of a set of modules.
#[derive(Debug, Clone)]
pub struct TenantMigrator {
    migrations: Vec<TenantMigration>,
}

impl TenantMigrator {
    /// The migrations of this program that concern `modules`.
    #[must_use]
    pub fn new(modules: &ModuleSet) -> Self {
        Self::of(&all(), modules)
    }

    /// Those of `known` that concern `modules`, in the same order.
    #[must_use]
    pub fn of(known: &[TenantMigration], modules: &ModuleSet) -> Self {
        Self {
            migrations: known
                .iter()
                .filter(|migration| modules.contains(migration.module))
                .cloned()
                .collect(),
        }
    }

    /// The migrations, in order.
    #[must_use]
    pub fn list(&self) -> &[TenantMigration] {
        &self.migrations
    }

    /// Digest of the names and checksums, in order: equal for two schemas exactly when the same migrations made them.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(
            self.migrations
                .iter()
                .map(|migration| (migration.name, migration.checksum())),
        )
    }
}

/// Digest of migrations given by name and checksum; the order is that of the names, which begin with their date.
pub fn fingerprint<N: AsRef<str>, C: AsRef<str>>(
    applied: impl IntoIterator<Item = (N, C)>,
) -> String {
    let mut lines: Vec<String> = applied
        .into_iter()
        .map(|(name, checksum)| format!("{} {}\n", name.as_ref(), checksum.as_ref()))
        .collect();
    lines.sort_unstable();
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line);
    }
    hex(&hasher.finalize())
}

/// Lower-case hexadecimal, 32 digits: enough to tell migrations apart, short enough to read.
pub(crate) fn hex(digest: &[u8]) -> String {
    digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[async_trait::async_trait]
impl MigratorTraitSelf for TenantMigrator {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.migrations
            .iter()
            .cloned()
            .map(|migration| Box::new(migration) as Box<dyn MigrationTrait>)
            .collect()
    }

    fn migration_table_name(&self) -> DynIden {
        Alias::new(TABLE).into_iden()
    }
}

/// Where a migration is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The tenant's schema.
    pub schema: SchemaName,
    /// The tenant's role.
    pub role: RoleName,
}
