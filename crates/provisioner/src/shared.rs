//! The platform itself: roles, extensions, schema `public`, the job queue's tables, the catalogue of modules.

use crate::{Error, Provisioner, Result, catalogue, owner::OWNER};
use panal_domain::{Module, PlanCode, Profile};
use panal_migrations::{BOOTSTRAP, PlatformMigrator};
use panal_persistence::db::{Param, connect, proxy_row};
use sea_orm::{
    Database, DbBackend, DbErr, ProxyDatabaseTrait, ProxyExecResult, ProxyRow, Statement,
};
use sea_orm_migration::MigratorTraitSelf;
use std::sync::Arc;
use tokio_postgres::{Client, types::ToSql};

/// Schema of the job queue.
pub const QUEUE_SCHEMA: &str = "graphile_worker";

/// Held while the platform is migrated: two runs take turns. Any number; this one spells "panal".
const LOCK: i64 = 0x70_61_6e_61_6c;

impl Provisioner {
    /// Brings the platform up to date; returns the migrations applied. Repeatable, and safe to run twice at once.
    pub async fn migrate_shared(&self) -> Result<Vec<String>> {
        let client = connect(self.owner.config()).await?;
        client
            .batch_execute(&format!(
                "SET client_min_messages = warning; SELECT pg_advisory_lock({LOCK})"
            ))
            .await?;
        self.bootstrap(&client).await?;
        self.app_login(&client).await?;
        client
            .batch_execute(&format!("SET ROLE {OWNER}; SET search_path = public"))
            .await?;
        let proxy: Box<dyn ProxyDatabaseTrait> = Box::new(PlatformProxy(client));
        let database = Database::connect_proxy(DbBackend::Postgres, Arc::new(proxy)).await?;
        let pending: Vec<String> = PlatformMigrator
            .get_pending_migrations(&database)
            .await?
            .iter()
            .map(|migration| migration.name().to_owned())
            .collect();
        PlatformMigrator.up(&database, None).await?;
        graphile_worker::WorkerUtils::new(self.owner.pool().clone(), QUEUE_SCHEMA)
            .migrate()
            .await
            .map_err(|error| Error::Program {
                program: "graphile_worker",
                message: error.to_string(),
            })?;
        self.sync_catalogue().await?;
        Ok(pending)
    }

    /// Platform migrations that this program has and the database lacks; all of them where there is no platform yet.
    pub async fn shared_pending(&self) -> Result<Vec<String>> {
        let applied = self
            .owner
            .query(
                "SELECT to_regclass('public.platform_migrations') IS NOT NULL AS installed",
                &[],
            )
            .await;
        let installed = match applied {
            Ok(rows) => rows.first().is_some_and(|row| row.get("installed")),
            // The owner's role itself may not exist yet.
            Err(Error::Database(panal_persistence::Error::Postgres(error)))
                if error.code == "22023" =>
            {
                false
            }
            Err(error) => return Err(error),
        };
        let applied: Vec<String> = if installed {
            let rows = self
                .owner
                .query("SELECT version FROM public.platform_migrations", &[])
                .await?;
            rows.iter().map(|row| row.get("version")).collect()
        } else {
            Vec::new()
        };
        Ok(PlatformMigrator
            .migrations()
            .iter()
            .map(|migration| migration.name().to_owned())
            .filter(|name| !applied.contains(name))
            .collect())
    }

    async fn bootstrap(&self, client: &Client) -> Result<()> {
        // Roles belong to the whole server; another database's run may touch them at the same moment.
        let mut attempts = 0;
        loop {
            match client
                .batch_execute(&format!("BEGIN;\n{BOOTSTRAP}\nCOMMIT"))
                .await
            {
                Ok(()) => return Ok(()),
                Err(error) if attempts < 5 && is_concurrent(&error) => {
                    attempts += 1;
                    client.batch_execute("ROLLBACK").await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Lets the server's login in, with the password of the configured address, unless it already works.
    async fn app_login(&self, client: &Client) -> Result<()> {
        if connect(&self.app).await.is_ok() {
            return Ok(());
        }
        let Some(password) = self.app.get_password() else {
            return Ok(());
        };
        // A verifier, so that the password is in no log of the server.
        let verifier = postgres_protocol::password::scram_sha_256(password);
        client
            .batch_execute(&format!("ALTER ROLE panal_app LOGIN PASSWORD '{verifier}'"))
            .await?;
        Ok(())
    }

    /// Writes the modules, industry profiles, plans, kinds of professionals and service templates that the program knows
    /// into their tables.
    async fn sync_catalogue(&self) -> Result<()> {
        let tx = self.owner.begin().await?;
        tx.batch("GRANT SELECT ON public.platform_migrations TO panal_app")
            .await?;
        for module in Module::ALL {
            let label = module.label();
            tx.execute(
                "INSERT INTO public.modules (code, name_es, name_en) VALUES ($1, $2, $3)
                 ON CONFLICT (code) DO UPDATE SET name_es = excluded.name_es, name_en = excluded.name_en",
                &[&module.as_str(), &label.es.as_ref(), &label.en.as_ref()],
            )
            .await?;
        }
        for profile in Profile::ALL {
            let label = profile.label();
            let modules = profile.module_set().names();
            tx.execute(
                "INSERT INTO public.industry_profiles (code, name_es, name_en, modules) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (code) DO UPDATE SET name_es = excluded.name_es, name_en = excluded.name_en,
                     modules = excluded.modules",
                &[&profile.as_str(), &label.es.as_ref(), &label.en.as_ref(), &modules],
            )
            .await?;
        }
        for plan in PlanCode::ALL {
            let limits = plan.limits();
            let price =
                i32::try_from(plan.monthly_price_usd_cents().unwrap_or(0)).unwrap_or(i32::MAX);
            // Super admins change plans afterwards.
            tx.execute(
                "INSERT INTO public.plans (code, price_usd_cents, max_users, max_clients, max_professionals,
                     max_appointments_per_month, max_branches, max_storage_mib) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (code) DO NOTHING",
                &[
                    &plan.as_str(),
                    &price,
                    &limit(limits.users),
                    &limit(limits.clients),
                    &limit(limits.professionals),
                    &limit(limits.appointments_per_month),
                    &limit(limits.branches),
                    &limit(limits.storage_mib),
                ],
            )
            .await?;
        }
        catalogue::write(&tx).await?;
        tx.commit().await
    }
}

fn limit(value: Option<u32>) -> Option<i32> {
    value.and_then(|value| i32::try_from(value).ok())
}

fn is_concurrent(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|error| {
        error.message().contains("concurrently updated") || error.code().code() == "40001"
    })
}

/// One connection, as sea-orm-migration sees it; here its transactions are real.
#[derive(Debug)]
struct PlatformProxy(Client);

impl PlatformProxy {
    async fn simple(&self, sql: &str) {
        // SeaORM's proxy gives no way to report this; the statements that follow fail instead.
        if let Err(error) = self.0.batch_execute(sql).await {
            tracing::error!(%error, sql, "platform migration");
        }
    }
}

#[async_trait::async_trait]
impl ProxyDatabaseTrait for PlatformProxy {
    async fn query(&self, statement: Statement) -> std::result::Result<Vec<ProxyRow>, DbErr> {
        let values = statement.values.map(|values| values.0).unwrap_or_default();
        let params: Vec<Param> = values.into_iter().map(Param::from).collect();
        let refs: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
        let rows = self
            .0
            .query(&statement.sql, &refs)
            .await
            .map_err(panal_persistence::Error::from)?;
        Ok(rows
            .iter()
            .map(proxy_row)
            .collect::<panal_persistence::Result<Vec<_>>>()?)
    }

    async fn execute(&self, statement: Statement) -> std::result::Result<ProxyExecResult, DbErr> {
        let values = statement.values.map(|values| values.0).unwrap_or_default();
        if values.is_empty() {
            self.0
                .batch_execute(&statement.sql)
                .await
                .map_err(panal_persistence::Error::from)?;
            return Ok(ProxyExecResult::default());
        }
        let params: Vec<Param> = values.into_iter().map(Param::from).collect();
        let refs: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
        let changed = self
            .0
            .execute(&statement.sql, &refs)
            .await
            .map_err(panal_persistence::Error::from)?;
        Ok(ProxyExecResult::new(0, changed))
    }

    async fn begin(&self) {
        self.simple("BEGIN").await;
    }

    async fn commit(&self) {
        self.simple("COMMIT").await;
    }

    async fn rollback(&self) {
        self.simple("ROLLBACK").await;
    }
}
