//! Migrations of the platform: schema `public`, its roles and its row level security.
//!
//! The platform's tables exist once. What exists once per tenant is in `panal-tenant-migrations`.

pub mod catalogue;

use sea_orm_migration::{MigratorTraitSelf, prelude::*};

/// Roles, schemas and extensions that must exist before the first migration. Repeatable; one transaction.
pub const BOOTSTRAP: &str = include_str!("sql/bootstrap.sql");

/// The platform's migrations, recorded in `public.platform_migrations`.
#[derive(Debug, Default, Clone, Copy)]
pub struct PlatformMigrator;

#[async_trait::async_trait]
impl MigratorTraitSelf for PlatformMigrator {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        list()
            .into_iter()
            .map(|migration| Box::new(migration) as Box<dyn MigrationTrait>)
            .collect()
    }

    fn migration_table_name(&self) -> DynIden {
        Alias::new("platform_migrations").into_iden()
    }
}

/// The text of every migration and of the catalogue, one after the other: equal for equal platforms.
#[must_use]
pub fn fingerprint() -> String {
    let catalogue = catalogue::SERVICE_TEMPLATES.iter().map(|(_, file)| *file);
    list()
        .iter()
        .map(|migration| migration.up)
        .chain([catalogue::PROFESSIONAL_KINDS])
        .chain(catalogue)
        .collect()
}

fn list() -> Vec<Sql> {
    vec![
        Sql {
            name: "m20261120_000001_platform",
            up: include_str!("sql/000001_platform.up.sql"),
            down: include_str!("sql/000001_platform.down.sql"),
        },
        Sql {
            name: "m20261120_000002_access",
            up: include_str!("sql/000002_access.up.sql"),
            down: include_str!("sql/000002_access.down.sql"),
        },
        Sql {
            name: "m20261121_000003_scheduling",
            up: include_str!("sql/000003_scheduling.up.sql"),
            down: include_str!("sql/000003_scheduling.down.sql"),
        },
        Sql {
            name: "m20261121_000004_oversight",
            up: include_str!("sql/000004_oversight.up.sql"),
            down: include_str!("sql/000004_oversight.down.sql"),
        },
    ]
}

/// A migration written as two SQL files.
struct Sql {
    name: &'static str,
    up: &'static str,
    down: &'static str,
}

impl MigrationName for Sql {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(self.up)
            .await
            .map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(self.down)
            .await
            .map(drop)
    }
}
