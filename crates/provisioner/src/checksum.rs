//! Digests of a tenant schema: of its structure and of its rows. Equal before and after a rename, a clone, an export
//! and import, a backup and restore. What belongs to a log-in (sessions, refresh tokens, keys of repeated requests) is
//! not the business's data and does not count.

use crate::{Grant, OwnerTx, Provisioner, Result, TenantRecord, grants, rows, rows::Sequence};
use panal_tenant_migrations::Target;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What PostgreSQL's catalogue knows of a schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// A line a fact, sorted, with the schema's and the role's own names taken out.
    pub lines: Vec<String>,
    /// The rights among them.
    pub(crate) grants: BTreeSet<Grant>,
}

/// Digests of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// Of tables, columns, constraints, indexes, triggers, functions, sequences, owners and grants.
    pub catalogue: String,
    /// Of all rows and of the sequences' positions.
    pub content: String,
    /// Rows, all tables together.
    pub rows: i64,
    /// Tables that count.
    pub tables: usize,
}

/// Rows of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// How many.
    pub rows: i64,
    /// Digest of them, in whatever order.
    pub digest: String,
}

/// Everything in a schema but its structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// By table, the record of migrations and what belongs to a log-in left out.
    pub tables: BTreeMap<String, TableDigest>,
    /// By name.
    pub sequences: BTreeMap<String, Sequence>,
}

/// Each branch gives lines for one kind of object. Names appear through pg_get_*def and format_type with
/// `search_path = pg_catalog`, so each is written with its schema, which is then taken out.
const CATALOGUE: &str = include_str!("sql/catalogue.sql");

/// How a row looks as text depends on these.
pub(crate) const PLAIN_TEXT: &str = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD';
    SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'";

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
        tx.batch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?;
        let catalogue = catalogue(&tx, &tenant.target()).await?;
        let content = content(&tx, &tenant.target()).await?;
        tx.rollback().await?;
        Ok(Checksum::of(&catalogue, &content))
    }
}

impl Checksum {
    pub(crate) fn of(catalogue: &Catalogue, content: &Content) -> Self {
        Self {
            catalogue: catalogue.digest(),
            content: content.digest(),
            rows: content.rows(),
            tables: content.tables.len(),
        }
    }
}

impl Catalogue {
    /// Digest of the lines.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(self.lines.iter())
    }

    /// Lines of this one that `other` lacks.
    pub(crate) fn beyond<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        self.lines
            .iter()
            .filter(|line| other.lines.binary_search(line).is_err())
            .map(String::as_str)
    }
}

impl Content {
    /// Digest of rows and sequences.
    #[must_use]
    pub fn digest(&self) -> String {
        let tables = self
            .tables
            .iter()
            .map(|(name, table)| format!("{name} {} {}", table.rows, table.digest));
        let sequences = self
            .sequences
            .iter()
            .map(|(name, at)| format!("{name} {} {}", at.last_value, at.is_called));
        digest(tables.chain(sequences))
    }

    /// Rows, all tables together.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.tables.values().map(|table| table.rows).sum()
    }
}

pub(crate) async fn catalogue(tx: &OwnerTx, target: &Target) -> Result<Catalogue> {
    let mut all = catalogues(tx, &[target]).await?;
    Ok(all.remove(target.schema.as_str()).unwrap_or_default())
}

/// Those of several schemas at once, by schema; one that does not exist is left out.
pub(crate) async fn catalogues(
    tx: &OwnerTx,
    targets: &[&Target],
) -> Result<BTreeMap<String, Catalogue>> {
    let schemas: Vec<&str> = targets
        .iter()
        .map(|target| target.schema.as_str())
        .collect();
    let roles: Vec<&str> = targets.iter().map(|target| target.role.as_str()).collect();
    let rows = tx.query(CATALOGUE, &[&schemas, &roles]).await?;
    let mut all: BTreeMap<String, Catalogue> = BTreeMap::new();
    for row in rows {
        let schema: String = row.get("schema");
        let line: String = row.get("line");
        let line = without_schema(&line, &schema);
        all.entry(schema).or_default().lines.push(line);
    }
    for (schema, grants) in grants::read(tx, targets).await? {
        let catalogue = all.entry(schema).or_default();
        catalogue
            .lines
            .extend(grants.iter().map(ToString::to_string));
        catalogue.grants = grants;
    }
    for catalogue in all.values_mut() {
        catalogue.lines.sort_unstable();
    }
    Ok(all)
}

/// Takes `schema.` out where it begins a name: not in the middle of a longer one, as `a.` in `data.`.
fn without_schema(line: &str, schema: &str) -> String {
    let line = line.replace(&format!("{}.", rows::quote(schema)), "");
    let bare = format!("{schema}.");
    let mut text = String::with_capacity(line.len());
    let mut rest = line.as_str();
    while let Some(at) = rest.find(&bare) {
        let (before, found) = rest.split_at(at);
        text.push_str(before);
        let within = text
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '"' | '.'));
        let (name, after) = found.split_at(bare.len());
        if within {
            text.push_str(name);
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Rows and sequences of a schema. The transaction should see one moment.
pub(crate) async fn content(tx: &OwnerTx, target: &Target) -> Result<Content> {
    tx.batch(PLAIN_TEXT).await?;
    let mut tables = BTreeMap::new();
    for table in rows::tables(tx, target).await? {
        // Rows in no particular order: their digests are sorted.
        let row = tx
            .query_once(
                &format!(
                    "SELECT count(*) AS rows, md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS digest
                     FROM {} t",
                    table.qualified(target)
                ),
                &[],
            )
            .await?;
        for row in row {
            let digest = TableDigest {
                rows: row.get("rows"),
                digest: row.get("digest"),
            };
            tables.insert(table.name.clone(), digest);
        }
    }
    Ok(Content {
        tables,
        sequences: rows::sequences(tx, target).await?,
    })
}

fn digest<S: AsRef<[u8]>>(lines: impl Iterator<Item = S>) -> String {
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line);
        hasher.update("\n");
    }
    hex(&hasher.finalize())
}

pub(crate) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
