//! Digests of a tenant schema: of its structure and of its rows. Equal before and after a rename, a clone, an export
//! and import, a backup and restore.

use crate::{OwnerTx, Provisioner, Result, TenantRecord};
use panal_tenant_migrations::Target;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What PostgreSQL's catalogue knows of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// A line a fact, sorted, with the schema's and the role's own names taken out.
    pub lines: Vec<String>,
}

/// Digests of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checksum {
    /// Of tables, columns, constraints, indexes, triggers, functions, sequences, owners and grants.
    pub catalogue: String,
    /// Of all rows and of the sequences' positions.
    pub content: String,
    /// Rows, all tables together.
    pub rows: i64,
    /// Tables.
    pub tables: usize,
}

/// Each branch gives lines for one kind of object. Names appear through pg_get_*def and format_type with
/// `search_path = pg_catalog`, so each is written with its schema, which is then taken out.
const CATALOGUE: &str = include_str!("sql/catalogue.sql");

impl Provisioner {
    /// Everything the catalogue knows of a schema.
    pub async fn catalogue(&self, target: &Target) -> Result<Catalogue> {
        let tx = self.owner.begin().await?;
        let catalogue = catalogue(&tx, target).await?;
        tx.rollback().await?;
        Ok(catalogue)
    }

    /// Digests of a tenant, of one moment.
    pub async fn checksum(&self, tenant: &TenantRecord) -> Result<Checksum> {
        let tx = self.owner.begin().await?;
        tx.batch(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL timezone = 'UTC'",
        )
        .await?;
        let catalogue = catalogue(&tx, &tenant.target()).await?;
        let (content, rows, tables) = content(&tx, &tenant.target()).await?;
        tx.rollback().await?;
        Ok(Checksum {
            catalogue: digest(catalogue.lines.iter()),
            content,
            rows,
            tables,
        })
    }
}

async fn catalogue(tx: &OwnerTx, target: &Target) -> Result<Catalogue> {
    let rows = tx
        .query(CATALOGUE, &[&target.schema.as_str(), &target.role.as_str()])
        .await?;
    let schema = format!("{}.", target.schema.quoted());
    let bare = format!("{}.", target.schema.as_str());
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let line: String = row.get("line");
            line.replace(&schema, "").replace(&bare, "")
        })
        .collect();
    lines.sort_unstable();
    Ok(Catalogue { lines })
}

async fn content(tx: &OwnerTx, target: &Target) -> Result<(String, i64, usize)> {
    let schema = target.schema.as_str();
    let tables = tx
        .query(
            "SELECT c.relname::text AS name, c.relkind = 'S' AS sequence FROM pg_class c
             JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'S') AND c.relname <> 'schema_migrations'
             ORDER BY c.relname",
            &[&schema],
        )
        .await?;
    let mut parts = Vec::new();
    let mut total = 0;
    let mut count = 0;
    for table in &tables {
        let name: String = table.get("name");
        let quoted = format!(
            "{}.\"{}\"",
            target.schema.quoted(),
            name.replace('"', "\"\"")
        );
        let sql = if table.get("sequence") {
            format!(
                "SELECT 0::bigint AS rows, last_value::text || is_called::text AS digest FROM {quoted}"
            )
        } else {
            count += 1;
            // Rows in no particular order: their digests are sorted.
            format!(
                "SELECT count(*) AS rows, md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS digest
                 FROM {quoted} t"
            )
        };
        let row = tx.query_one(&sql, &[]).await?;
        total += row.get::<_, i64>("rows");
        parts.push(format!(
            "{name} {} {}",
            row.get::<_, i64>("rows"),
            row.get::<_, String>("digest")
        ));
    }
    Ok((digest(parts.iter()), total, count))
}

fn digest<'a>(lines: impl Iterator<Item = &'a String>) -> String {
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line);
        hasher.update("\n");
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
