//! A tenant's part of the fleet's ledger, as it travels with exports and backups.

use crate::{Error, Owner, OwnerTx, Provisioner, Result};
use chrono::{DateTime, Utc};
use panal_domain::TenantId;
use panal_tenant_migrations::TenantMigration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tokio_postgres::Row;

/// A migration that a tenant has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// The migration.
    pub name: String,
    /// Its module.
    pub module: String,
    /// Digest of what it does.
    pub checksum: String,
    /// True when a program that does not know it can still serve the schema.
    pub expand: bool,
    /// True when it was only recorded.
    pub fake: bool,
    /// When.
    pub applied_at: DateTime<Utc>,
}

const COLUMNS: &str = "tenant_id, name, module, checksum, expand, fake, applied_at";

impl LedgerRow {
    fn read(row: &Row) -> Self {
        Self {
            name: row.get("name"),
            module: row.get("module"),
            checksum: row.get("checksum"),
            expand: row.get("expand"),
            fake: row.get("fake"),
            applied_at: row.get("applied_at"),
        }
    }
}

pub(crate) async fn read(tx: &OwnerTx, tenant: TenantId) -> Result<Vec<LedgerRow>> {
    let rows = tx
        .query(
            &format!(
                "SELECT {COLUMNS} FROM public.migration_ledger WHERE tenant_id = $1 ORDER BY name"
            ),
            &[&tenant.0],
        )
        .await?;
    Ok(rows.iter().map(LedgerRow::read).collect())
}

/// Those of all tenants.
pub(crate) async fn all(owner: &Owner) -> Result<BTreeMap<TenantId, Vec<LedgerRow>>> {
    let rows = owner
        .query(
            &format!("SELECT {COLUMNS} FROM public.migration_ledger ORDER BY name"),
            &[],
        )
        .await?;
    let mut all: BTreeMap<TenantId, Vec<LedgerRow>> = BTreeMap::new();
    for row in &rows {
        all.entry(TenantId(row.get("tenant_id")))
            .or_default()
            .push(LedgerRow::read(row));
    }
    Ok(all)
}

/// Makes these rows the tenant's part of the ledger.
pub(crate) async fn write(tx: &OwnerTx, tenant: TenantId, rows: &[LedgerRow]) -> Result<()> {
    tx.execute(
        "DELETE FROM public.migration_ledger WHERE tenant_id = $1",
        &[&tenant.0],
    )
    .await?;
    for row in rows {
        tx.execute(
            "INSERT INTO public.migration_ledger (tenant_id, name, module, checksum, expand, fake, applied_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&tenant.0, &row.name, &row.module, &row.checksum, &row.expand, &row.fake, &row.applied_at],
        )
        .await?;
    }
    Ok(())
}

impl Provisioner {
    /// The migrations of this program that a ledger names, in order. One that it does not know, or knows otherwise,
    /// is an error.
    pub(crate) fn recorded(&self, ledger: &[LedgerRow]) -> Result<Vec<TenantMigration>> {
        let known = |name: &str| self.migrations.iter().find(|known| known.name == name);
        let newer: Vec<String> = ledger
            .iter()
            .filter(|row| known(&row.name).is_none())
            .map(|row| row.name.clone())
            .collect();
        if !newer.is_empty() {
            return Err(Error::Newer(newer));
        }
        let edited: Vec<String> = ledger
            .iter()
            .filter(|row| {
                known(&row.name)
                    .is_some_and(|known| !known.repeats && known.checksum() != row.checksum)
            })
            .map(|row| row.name.clone())
            .collect();
        if !edited.is_empty() {
            return Err(Error::Edited(edited));
        }
        Ok(self
            .migrations
            .iter()
            .filter(|migration| ledger.iter().any(|row| row.name == migration.name))
            .cloned()
            .collect())
    }
}
