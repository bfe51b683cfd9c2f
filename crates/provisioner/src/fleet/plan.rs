//! What each tenant lacks: one statement where the fleet is current, three where it is not.

use super::{Behind, MigrateOptions};
use crate::{Error, OwnerTx, Provisioner, Result, TenantFilter, TenantRecord};
use panal_domain::{
    Module, ModuleSet, TenantId, TenantState,
    TenantState::{Active, Deleting, Maintenance, Suspended},
};
use panal_tenant_migrations::TenantMigration;
use std::collections::BTreeMap;

/// Schemas that have tables.
const MIGRATED_STATES: &[TenantState] = &[Active, Suspended, Maintenance, Deleting];

/// Names and checksums of the migrations that a tenant has.
pub(crate) type Applied = BTreeMap<String, String>;

/// Tenants with the same modules and the same migrations.
struct Group {
    current: bool,
    tenants: usize,
}

/// What is to be done to one tenant.
pub(crate) struct Todo {
    pub(crate) apply: Vec<TenantMigration>,
    /// The newest first.
    pub(crate) take_back: Vec<TenantMigration>,
}

pub(crate) async fn applied(tx: &OwnerTx, id: TenantId) -> Result<Applied> {
    let rows = tx
        .query(
            "SELECT name, checksum FROM public.migration_ledger WHERE tenant_id = $1",
            &[&id.0],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| (row.get("name"), row.get("checksum")))
        .collect())
}

impl Provisioner {
    /// How many tenants are current, and what the others lack.
    pub(crate) async fn behind(&self, options: &MigrateOptions) -> Result<(usize, Vec<Behind>)> {
        if options.tenants.is_empty() && options.to.is_none() && options.module.is_none() {
            let groups = self.fingerprints().await?;
            if groups.iter().all(|group| group.current) {
                return Ok((groups.iter().map(|group| group.tenants).sum(), Vec::new()));
            }
        }
        let mut chosen = Vec::new();
        if options.tenants.is_empty() {
            chosen = self.migratable().await?;
        } else {
            for name in &options.tenants {
                chosen.push(self.tenant(name).await?);
            }
        }
        let ledgers = self.ledgers(&chosen).await?;
        let none = BTreeMap::new();
        let mut current = 0;
        let mut behind = Vec::new();
        for tenant in &chosen {
            let applied = ledgers.get(&tenant.id).unwrap_or(&none);
            let (apply, take_back, refused) = match self.todo(tenant, applied, options) {
                Ok(todo) => (todo.apply, todo.take_back, None),
                Err(Error::NotFound(what)) => return Err(Error::NotFound(what)),
                Err(error) => (Vec::new(), Vec::new(), Some(error.to_string())),
            };
            if apply.is_empty() && take_back.is_empty() && refused.is_none() {
                current += 1;
                continue;
            }
            behind.push(Behind {
                slug: tenant.slug.clone(),
                schema: tenant.schema.as_str().to_owned(),
                apply: apply
                    .iter()
                    .map(|migration| migration.name.to_owned())
                    .collect(),
                take_back: take_back
                    .iter()
                    .map(|migration| migration.name.to_owned())
                    .collect(),
                refused,
                id: tenant.id,
            });
        }
        Ok((current, behind))
    }

    /// The whole fleet in one statement: which digests there are, and whether this program wants them.
    async fn fingerprints(&self) -> Result<Vec<Group>> {
        let states: Vec<&str> = MIGRATED_STATES.iter().map(|state| state.as_str()).collect();
        let rows = self
            .owner
            .query(
                "SELECT modules, fingerprint, count(*) AS tenants FROM public.tenants
                 WHERE state = ANY ($1) AND purge_started_at IS NULL GROUP BY 1, 2",
                &[&states],
            )
            .await?;
        Ok(rows
            .iter()
            .map(|row| {
                let modules: Vec<String> = row.get("modules");
                let modules = modules
                    .iter()
                    .filter_map(|name| Module::parse(name).ok())
                    .collect();
                Group {
                    current: self.migrator(&modules).fingerprint()
                        == row.get::<_, String>("fingerprint"),
                    tenants: usize::try_from(row.get::<_, i64>("tenants")).unwrap_or(0),
                }
            })
            .collect())
    }

    async fn migratable(&self) -> Result<Vec<TenantRecord>> {
        let mut tenants = self
            .tenants(&TenantFilter {
                states: MIGRATED_STATES.to_vec(),
                ..TenantFilter::default()
            })
            .await?;
        tenants.retain(|tenant| tenant.purge_started_at.is_none());
        Ok(tenants)
    }

    async fn ledgers(&self, tenants: &[TenantRecord]) -> Result<BTreeMap<TenantId, Applied>> {
        let ids: Vec<uuid::Uuid> = tenants.iter().map(|tenant| tenant.id.0).collect();
        let rows = self
            .owner
            .query(
                "SELECT tenant_id, name, checksum FROM public.migration_ledger WHERE tenant_id = ANY ($1)",
                &[&ids],
            )
            .await?;
        let mut ledgers: BTreeMap<TenantId, Applied> = BTreeMap::new();
        for row in rows {
            ledgers
                .entry(TenantId(row.get("tenant_id")))
                .or_default()
                .insert(row.get("name"), row.get("checksum"));
        }
        Ok(ledgers)
    }

    /// What one tenant lacks or has too much of, or why it cannot be told.
    pub(crate) fn todo(
        &self,
        tenant: &TenantRecord,
        applied: &Applied,
        options: &MigrateOptions,
    ) -> Result<Todo> {
        let migrator = self.migrator(&tenant.module_set());
        let known = |name: &str| {
            self.migrations
                .iter()
                .any(|migration| migration.name == name)
        };
        let newer: Vec<String> = applied
            .keys()
            .filter(|name| !known(name))
            .cloned()
            .collect();
        if !newer.is_empty() {
            return Err(Error::Newer(newer));
        }
        let differs = |migration: &TenantMigration| {
            applied
                .get(migration.name)
                .is_some_and(|checksum| *checksum != migration.checksum())
        };
        let edited: Vec<String> = self
            .migrations
            .iter()
            .filter(|migration| !migration.repeats && differs(migration))
            .map(|migration| migration.name.to_owned())
            .collect();
        if !edited.is_empty() {
            return Err(Error::Edited(edited));
        }
        let last = match options.to.as_deref() {
            None => None,
            Some("zero") => Some(""),
            Some(name) if known(name) => Some(name),
            Some(name) => return Err(Error::NotFound(format!("migration {name:?}"))),
        };
        let concerns = |migration: &TenantMigration| {
            options
                .module
                .is_none_or(|module| migration.module == module)
        };
        let wanted = |migration: &TenantMigration| last.is_none_or(|last| migration.name <= last);
        let list = migrator.list();
        let take_back: Vec<TenantMigration> = list
            .iter()
            .rev()
            .filter(|migration| {
                concerns(migration) && !wanted(migration) && applied.contains_key(migration.name)
            })
            .cloned()
            .collect();
        let stays = |migration: &&TenantMigration| {
            applied.contains_key(migration.name) && !concerns(migration)
        };
        for staying in list.iter().filter(stays) {
            check_unneeded(&take_back, staying)?;
        }
        Ok(Todo {
            apply: list
                .iter()
                .filter(|migration| {
                    concerns(migration)
                        && wanted(migration)
                        && (!applied.contains_key(migration.name) || differs(migration))
                })
                .cloned()
                .collect(),
            take_back,
        })
    }
}

/// Refuses to take back what a later migration of another module builds upon.
fn check_unneeded(take_back: &[TenantMigration], staying: &TenantMigration) -> Result<()> {
    let needed = [staying.module]
        .into_iter()
        .collect::<ModuleSet>()
        .with_requirements();
    let gone = take_back
        .iter()
        .find(|gone| gone.name < staying.name && needed.contains(gone.module));
    match gone {
        None => Ok(()),
        Some(gone) => Err(Error::Refused {
            message: format!(
                "{} cannot be taken back: {} stays, and {} requires {}",
                gone.name, staying.name, staying.module, gone.module
            ),
            cure: format!(
                "take that back first: `panal migrate --module {} --to …`, or leave --module out",
                staying.module
            ),
        }),
    }
}
