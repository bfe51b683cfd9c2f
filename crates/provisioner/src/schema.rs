//! Making and changing one tenant schema inside a transaction of the owner.

use crate::{
    Error, Result,
    owner::{Held, OWNER, OwnerTx},
    rows::quote,
};
use panal_persistence::db::{Param, proxy_row};
use panal_tenant_migrations::{Body, TABLE, Target, TenantMigration, TenantMigrator, in_schema};
use sea_orm::{
    Database, DatabaseConnection, DbBackend, DbErr, ProxyDatabaseTrait, ProxyExecResult, ProxyRow,
    Statement,
};
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf, SchemaManager};
use std::{fmt::Write as _, sync::Arc};
use tokio_postgres::types::ToSql;

/// SQL that makes an empty schema and its role. The role may use what will be in the schema, and the server may act
/// as the role; default privileges come before the tables, because granting them afterwards is slow.
#[must_use]
pub fn create_sql(target: &Target) -> String {
    role_sql(target) + &schema_sql(target)
}

/// SQL that makes an empty schema for a role that is there.
#[must_use]
pub fn schema_sql(target: &Target) -> String {
    let (schema, role) = (target.schema.quoted(), target.role.quoted());
    format!(
        "CREATE SCHEMA {schema};
         GRANT USAGE ON SCHEMA {schema} TO {role};
         ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
         ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role};
         CREATE TABLE {schema}.{TABLE} (version varchar NOT NULL PRIMARY KEY, applied_at bigint NOT NULL);
         REVOKE ALL ON {schema}.{TABLE} FROM {role};\n"
    )
}

/// SQL that makes a tenant's role alone.
#[must_use]
pub fn role_sql(target: &Target) -> String {
    let role = target.role.quoted();
    format!(
        "CREATE ROLE {role} NOLOGIN IN ROLE panal_tenant;
         GRANT {role} TO panal_app;\n"
    )
}

/// Drops a role that may still own something, such as a large object, or have rights somewhere in this database. One
/// that is needed in another database of the server stays, and PostgreSQL says where. None of that name: nothing.
pub(crate) async fn drop_role(tx: &OwnerTx, role: &str) -> Result<()> {
    let present = tx
        .query_opt("SELECT 1 FROM pg_roles WHERE rolname = $1", &[&role])
        .await?;
    if present.is_none() {
        return Ok(());
    }
    let role = quote(role);
    // What somebody owns, only a member may drop.
    tx.batch(&format!(
        "GRANT {role} TO {OWNER}; DROP OWNED BY {role}; DROP ROLE {role}"
    ))
    .await
}

/// SQL that gives a ready schema and its role other names.
#[must_use]
pub fn rename_sql(from: &Target, to: &Target) -> String {
    let mut sql = String::new();
    if from.schema != to.schema {
        let _ = writeln!(
            sql,
            "ALTER SCHEMA {} RENAME TO {};",
            from.schema.quoted(),
            to.schema.quoted()
        );
    }
    if from.role != to.role {
        let _ = writeln!(
            sql,
            "ALTER ROLE {} RENAME TO {};",
            from.role.quoted(),
            to.role.quoted()
        );
    }
    sql
}

/// Applies migrations, in order. Those that are SQL travel as one batch; one that reads rows runs by itself.
pub async fn apply(tx: &OwnerTx, target: &Target, pending: &[TenantMigration]) -> Result<()> {
    let mut batch = String::new();
    let mut first = None;
    for migration in pending {
        match &migration.body {
            Body::Sql { up, .. } => {
                first.get_or_insert(migration.name);
                batch.push_str(&in_schema(up, target));
                batch.push_str(&record_sql(target, migration.name));
            }
            Body::Code { .. } => {
                send(tx, &mut batch, &mut first).await?;
                let database = connection(tx.held(), target).await?;
                let failed = |error: Error| Error::Migration {
                    migration: migration.name.to_owned(),
                    source: Box::new(error),
                };
                migration
                    .up(&SchemaManager::new(&database))
                    .await
                    .map_err(|error| failed(error.into()))?;
                tx.batch(&record_sql(target, migration.name))
                    .await
                    .map_err(failed)?;
            }
        }
    }
    send(tx, &mut batch, &mut first).await
}

async fn send(tx: &OwnerTx, batch: &mut String, first: &mut Option<&'static str>) -> Result<()> {
    let Some(name) = first.take() else {
        return Ok(());
    };
    tx.batch(&std::mem::take(batch))
        .await
        .map_err(|error| Error::Migration {
            migration: name.to_owned(),
            source: Box::new(error),
        })
}

pub(crate) fn record_sql(target: &Target, name: &str) -> String {
    format!(
        "\nINSERT INTO {}.{TABLE} VALUES ('{name}', extract(epoch FROM now())::bigint)
         ON CONFLICT (version) DO UPDATE SET applied_at = excluded.applied_at;\n",
        target.schema.quoted()
    )
}

/// Applies every migration step by step, as sea-orm-migration does it: the reference that [`apply`] is held against.
pub async fn apply_stepwise(
    tx: &OwnerTx,
    target: &Target,
    migrator: &TenantMigrator,
) -> Result<()> {
    let database = connection(tx.held(), target).await?;
    tx.batch(&search_path(target)).await?;
    migrator.up(&database, None).await?;
    Ok(())
}

/// Takes migrations back, in this order.
pub(crate) async fn take_back(
    tx: &OwnerTx,
    target: &Target,
    migrations: &[TenantMigration],
) -> Result<()> {
    let database = connection(tx.held(), target).await?;
    let manager = SchemaManager::new(&database);
    for migration in migrations {
        let failed = |error: Error| Error::Migration {
            migration: migration.name.to_owned(),
            source: Box::new(error),
        };
        migration
            .down(&manager)
            .await
            .map_err(|error| failed(error.into()))?;
        forget(tx, target, migration.name).await.map_err(failed)?;
    }
    Ok(())
}

/// Deletes a migration from the schema's own record.
pub(crate) async fn forget(tx: &OwnerTx, target: &Target, name: &str) -> Result<()> {
    let sql = format!(
        "DELETE FROM {}.{TABLE} WHERE version = $1",
        target.schema.quoted()
    );
    tx.execute_once(&sql, &[&name]).await.map(drop)
}

/// sea-orm-migration names its own table without a schema.
fn search_path(target: &Target) -> String {
    format!("SET LOCAL search_path = {}", target.schema.quoted())
}

async fn connection(held: Arc<Held>, target: &Target) -> Result<DatabaseConnection> {
    let proxy = SchemaProxy {
        held,
        target: target.clone(),
    };
    Ok(Database::connect_proxy(DbBackend::Postgres, Arc::new(Box::new(proxy))).await?)
}

/// The owner's transaction as sea-orm-migration sees it. Its `begin` and `commit` do nothing: the tenant's whole
/// migration is one transaction, which is the caller's.
struct SchemaProxy {
    held: Arc<Held>,
    target: Target,
}

impl std::fmt::Debug for SchemaProxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SchemaProxy")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

#[async_trait::async_trait]
impl ProxyDatabaseTrait for SchemaProxy {
    async fn query(&self, statement: Statement) -> std::result::Result<Vec<ProxyRow>, DbErr> {
        let sql = in_schema(&statement.sql, &self.target);
        let params = params(statement);
        let rows = async {
            let rows = self.held.client()?.query(&sql, &refs(&params)).await?;
            Ok::<_, Error>(
                rows.iter()
                    .map(proxy_row)
                    .collect::<panal_persistence::Result<Vec<_>>>()?,
            )
        };
        rows.await.map_err(into_db_err)
    }

    async fn execute(&self, statement: Statement) -> std::result::Result<ProxyExecResult, DbErr> {
        let sql = in_schema(&statement.sql, &self.target);
        let params = params(statement);
        let execute = async {
            let client = self.held.client()?;
            if params.is_empty() {
                client.batch_execute(&sql).await?;
                return Ok::<_, Error>(ProxyExecResult::default());
            }
            Ok(ProxyExecResult::new(
                0,
                client.execute(&sql, &refs(&params)).await?,
            ))
        };
        execute.await.map_err(into_db_err)
    }
}

fn params(statement: Statement) -> Vec<Param> {
    let values = statement.values.map(|values| values.0).unwrap_or_default();
    values.into_iter().map(Param::from).collect()
}

fn refs(params: &[Param]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|param| param as _).collect()
}

fn into_db_err(error: Error) -> DbErr {
    match error {
        Error::Database(error) => error.into(),
        other => DbErr::Custom(other.to_string()),
    }
}
