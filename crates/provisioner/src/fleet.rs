//! Migrating the whole fleet: those behind, in parallel, each in one transaction, and on past failures.

mod plan;

pub(crate) use plan::applied;

use crate::{Error, OwnerTx, Provisioner, Result, TenantRecord, copy, create, schema, tenants};
use futures_util::{StreamExt, stream};
use panal_domain::{Module, TenantId};
use panal_tenant_migrations::{PERMISSIONS, TenantMigration, fingerprint, in_schema, roles_sql};
use serde::Serialize;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

/// What to migrate, and how.
#[derive(Debug, Clone)]
pub struct MigrateOptions {
    /// Only these tenants, by slug, schema or id; empty for all.
    pub tenants: Vec<String>,
    /// Only the migrations of this module.
    pub module: Option<Module>,
    /// Up, or down, to this migration, which stays; `zero` takes all back.
    pub to: Option<String>,
    /// Tenants migrated at the same time.
    pub jobs: usize,
    /// Only records the migrations, for schemas that already have what they make; or forgets them, for schemas that
    /// keep it.
    pub fake: bool,
    /// Tenants that may fail before the rest is left alone.
    pub max_failures: usize,
    /// Changes nothing; the report says what would be done.
    pub plan: bool,
}

impl Default for MigrateOptions {
    fn default() -> Self {
        Self {
            tenants: Vec::new(),
            module: None,
            to: None,
            jobs: 2,
            fake: false,
            max_failures: 10,
            plan: false,
        }
    }
}

/// What is to be done to one tenant.
#[derive(Debug, Clone, Serialize)]
pub struct Behind {
    /// The tenant.
    pub slug: String,
    /// Its schema.
    pub schema: String,
    /// Migrations to apply, in order.
    pub apply: Vec<String>,
    /// Migrations to take back, in order.
    pub take_back: Vec<String>,
    /// Why it cannot be migrated, where that is known beforehand.
    pub refused: Option<String>,
    #[serde(skip)]
    id: TenantId,
}

/// What happened to one tenant.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The tenant.
    pub slug: String,
    /// Its schema.
    pub schema: String,
    /// Why it failed; it is as it was before.
    pub error: Option<String>,
    /// What to do about it.
    pub cure: Option<String>,
}

/// What happened to the fleet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FleetReport {
    /// Tenants that had nothing to do.
    pub current: usize,
    /// Tenants migrated now.
    pub migrated: usize,
    /// Tenants left alone because too many had failed.
    pub skipped: usize,
    /// Tenants that failed.
    pub failed: Vec<Outcome>,
    /// With `plan`, what would be done.
    pub planned: Vec<Behind>,
    /// Statements sent to the database for the fleet.
    pub statements: u64,
}

/// What `migrate` tells while it works.
#[derive(Debug, Clone)]
pub enum Event {
    /// So many tenants are behind.
    Planned(usize),
    /// One is done.
    Finished(Outcome),
}

/// The fleet's versions.
#[derive(Debug, Clone, Serialize)]
pub struct FleetStatus {
    /// Tenants that are as this program wants them.
    pub current: usize,
    /// Tenants that are not.
    pub behind: Vec<Behind>,
    /// Failures on record, newest first.
    pub failures: Vec<Failure>,
}

/// A migration that failed, on record until it succeeds.
#[derive(Debug, Clone, Serialize)]
pub struct Failure {
    /// The tenant.
    pub slug: String,
    /// The migration.
    pub migration: Option<String>,
    /// What was said.
    pub error: String,
    /// How often it was tried.
    pub attempts: i32,
}

/// Tenants tried one after the other before the migration itself is held to be broken.
const CANARIES: usize = 3;

/// How often a tenant whose tables were in use is tried.
const ATTEMPTS: u32 = 3;

impl Provisioner {
    /// Migrates the tenants that need it. A fleet that is up to date costs one statement.
    pub async fn migrate(
        &self,
        options: &MigrateOptions,
        tell: &(dyn Fn(Event) + Sync),
    ) -> Result<FleetReport> {
        let before = self.owner.statements();
        let (current, behind) = self.behind(options).await?;
        tell(Event::Planned(behind.len()));
        let mut report = FleetReport {
            current,
            ..FleetReport::default()
        };
        if options.plan {
            report.planned = behind;
        } else {
            self.migrate_all(behind, options, tell, &mut report).await;
        }
        report.statements = self.owner.statements() - before;
        Ok(report)
    }

    /// Where the fleet stands.
    pub async fn fleet_status(&self) -> Result<FleetStatus> {
        let (current, behind) = self.behind(&MigrateOptions::default()).await?;
        let rows = self
            .owner
            .query(
                "SELECT t.slug, f.name, f.error, f.attempts FROM public.migration_failures f
                 JOIN public.tenants t ON t.id = f.tenant_id ORDER BY f.failed_at DESC, t.slug",
                &[],
            )
            .await?;
        let failures = rows
            .iter()
            .map(|row| Failure {
                slug: row.get("slug"),
                migration: row.get("name"),
                error: row.get("error"),
                attempts: row.get("attempts"),
            })
            .collect();
        Ok(FleetStatus {
            current,
            behind,
            failures,
        })
    }

    /// First canaries, one by one, until one succeeds; then waves, each four times the one before, for as long as
    /// failures stay within bounds.
    async fn migrate_all(
        &self,
        behind: Vec<Behind>,
        options: &MigrateOptions,
        tell: &(dyn Fn(Event) + Sync),
        report: &mut FleetReport,
    ) {
        let mut waiting = behind.as_slice();
        let failures = AtomicUsize::new(0);
        let mut wave = 1;
        while !waiting.is_empty() {
            let broken = report.migrated == 0 && report.failed.len() >= CANARIES;
            if broken || failures.load(Ordering::Relaxed) > options.max_failures {
                break;
            }
            let (now, later) = waiting.split_at(wave.min(waiting.len()));
            waiting = later;
            let failures = &failures;
            // Owned, so that a job can do this on any thread.
            let outcomes: Vec<Option<Outcome>> = stream::iter(now.to_vec())
                .map(|tenant| async move {
                    if failures.load(Ordering::Relaxed) > options.max_failures {
                        return None;
                    }
                    let outcome = self.migrate_tenant(&tenant, options).await;
                    if outcome.error.is_some() {
                        failures.fetch_add(1, Ordering::Relaxed);
                    }
                    tell(Event::Finished(outcome.clone()));
                    Some(outcome)
                })
                .buffer_unordered(options.jobs.max(1))
                .collect()
                .await;
            for outcome in outcomes {
                match outcome {
                    None => report.skipped += 1,
                    Some(outcome) if outcome.error.is_some() => report.failed.push(outcome),
                    Some(_) => report.migrated += 1,
                }
            }
            if report.migrated > 0 {
                wave = (wave * 4).max(options.jobs);
            }
        }
        report.skipped += waiting.len();
        report.failed.sort_by(|a, b| a.slug.cmp(&b.slug));
    }

    async fn migrate_tenant(&self, behind: &Behind, options: &MigrateOptions) -> Outcome {
        let mut attempt = 1;
        let result = loop {
            match self.migrate_once(behind, options).await {
                Err(error) if attempt < ATTEMPTS && is_busy(&error) => {
                    // Somebody held the tables; let him finish.
                    tokio::time::sleep(Duration::from_millis(100 * u64::from(attempt))).await;
                    attempt += 1;
                }
                result => break result,
            }
        };
        let mut outcome = Outcome {
            slug: behind.slug.clone(),
            schema: behind.schema.clone(),
            error: None,
            cure: None,
        };
        if let Err(error) = result {
            outcome.cure = error.cure();
            outcome.error = Some(error.to_string());
            // A refusal is this program's or the command's, not the tenant's: another may well go on.
            let refused = matches!(
                error,
                Error::Newer(_) | Error::Edited(_) | Error::Refused { .. }
            );
            if !refused && let Err(unrecorded) = self.record_failure(behind.id, &error).await {
                tracing::warn!(tenant = behind.slug, error = %unrecorded, "the failure could not be recorded");
            }
        }
        outcome
    }

    async fn migrate_once(&self, behind: &Behind, options: &MigrateOptions) -> Result<()> {
        let tx = self.owner.begin().await?;
        tx.batch(&format!(
            "SET LOCAL lock_timeout = {}",
            self.config.lock_timeout_ms
        ))
        .await?;
        // Another run may have been here since the plan was made; what is left to do is known under the lock.
        let tenant = tenants::lock(&tx, &behind.id.to_string()).await?;
        copy::check_has_schema(&tenant)?;
        let applied = applied(&tx, tenant.id).await?;
        let todo = self.todo(&tenant, &applied, options)?;
        let names: Vec<&str> = todo.take_back.iter().map(|gone| gone.name).collect();
        tx.execute(
            "DELETE FROM public.migration_ledger WHERE tenant_id = $1 AND name = ANY ($2)",
            &[&tenant.id.0, &names],
        )
        .await?;
        if options.fake {
            for name in names {
                schema::forget(&tx, &tenant.target(), name).await?;
            }
            for migration in &todo.apply {
                tx.batch(&schema::record_sql(&tenant.target(), migration.name))
                    .await?;
            }
        } else {
            schema::take_back(&tx, &tenant.target(), &todo.take_back).await?;
            apply(&tx, &tenant, &todo.apply).await?;
        }
        self.record_migrations(&tx, tenant.id, &todo.apply, options.fake)
            .await?;
        self.record_fingerprint(&tx, tenant.id).await?;
        tx.commit().await
    }

    /// Applies what a tenant lacks, inside the caller's transaction.
    pub(crate) async fn bring_up_to_date(&self, tx: &OwnerTx, tenant: &TenantRecord) -> Result<()> {
        let applied = applied(tx, tenant.id).await?;
        let todo = self.todo(tenant, &applied, &MigrateOptions::default())?;
        apply(tx, tenant, &todo.apply).await?;
        self.record_migrations(tx, tenant.id, &todo.apply, false)
            .await?;
        self.record_fingerprint(tx, tenant.id).await
    }

    /// Notes in the tenant's row what its ledger now comes to; a failure on record is over.
    pub(crate) async fn record_fingerprint(&self, tx: &OwnerTx, id: TenantId) -> Result<()> {
        let applied = applied(tx, id).await?;
        tx.execute(
            "UPDATE public.tenants SET fingerprint = $2 WHERE id = $1 AND fingerprint <> $2",
            &[&id.0, &fingerprint(&applied)],
        )
        .await?;
        tx.execute(
            "DELETE FROM public.migration_failures WHERE tenant_id = $1",
            &[&id.0],
        )
        .await?;
        Ok(())
    }

    async fn record_failure(&self, id: TenantId, error: &Error) -> Result<()> {
        let migration = match error {
            Error::Migration { migration, .. } => Some(migration.as_str()),
            _ => None,
        };
        self.owner
            .query(
                "INSERT INTO public.migration_failures (tenant_id, name, error) VALUES ($1, $2, $3)
                 ON CONFLICT (tenant_id) DO UPDATE SET name = excluded.name, error = excluded.error,
                     attempts = migration_failures.attempts + 1, failed_at = now()",
                &[&id.0, &migration, &error.to_string()],
            )
            .await?;
        Ok(())
    }
}

/// Applies migrations, in order. Permissions bring the roles of the tenant's industry that it lacks with them: a schema
/// alone does not know its industry.
async fn apply(tx: &OwnerTx, tenant: &TenantRecord, pending: &[TenantMigration]) -> Result<()> {
    let target = tenant.target();
    schema::apply(tx, &target, pending).await?;
    if pending.iter().any(|one| one.name == PERMISSIONS) {
        let roles = roles_sql(tenant.industry()?);
        tx.batch(&in_schema(&roles, &target)).await?;
    }
    Ok(())
}

fn is_busy(error: &Error) -> bool {
    let error = match error {
        Error::Migration { source, .. } => source,
        error => error,
    };
    matches!(create::code(error), Some("55P03" | "40P01"))
}
