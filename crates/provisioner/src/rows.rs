//! Rows of a tenant schema on their way from one place to another: which tables and columns there are, and how to
//! fill tables whose constraints are already there.

use crate::{OwnerTx, Result, log_ins};
use panal_tenant_migrations::{TABLE, Target};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt::Write as _};

/// A table and the columns that can be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// In their order, generated ones left out.
    pub(crate) columns: Vec<String>,
}

/// Where a sequence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Its number.
    pub last_value: i64,
    /// Whether that number was given out.
    pub is_called: bool,
}

impl Table {
    pub(crate) fn qualified(&self, target: &Target) -> String {
        format!("{}.{}", target.schema.quoted(), quote(&self.name))
    }

    /// The columns as SQL lists them.
    pub(crate) fn list(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| quote(column)).collect();
        columns.join(", ")
    }
}

/// As a double-quoted SQL identifier.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables of a schema by name that hold the business's data: neither the record of migrations nor what belongs to
/// a log-in.
pub(crate) async fn tables(tx: &OwnerTx, target: &Target) -> Result<Vec<Table>> {
    let rows = tx
        .query(
            "SELECT c.relname::text AS name,
                    coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''), '{}') AS columns
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> $2
               AND c.relname <> ALL ($3)
             GROUP BY c.oid ORDER BY c.relname",
            &[
                &target.schema.as_str(),
                &TABLE,
                &log_ins::TABLES.as_slice(),
            ],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| Table {
            name: row.get("name"),
            columns: row.get("columns"),
        })
        .collect())
}

/// The sequences of a schema, those of identity columns among them.
pub(crate) async fn sequences(tx: &OwnerTx, target: &Target) -> Result<BTreeMap<String, Sequence>> {
    let rows = tx
        .query(
            "SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = $1 AND c.relkind = 'S' ORDER BY c.relname",
            &[&target.schema.as_str()],
        )
        .await?;
    let mut all = BTreeMap::new();
    for row in rows {
        let name: String = row.get("name");
        let at = tx
            .query_once(
                &format!(
                    "SELECT last_value, is_called FROM {}.{}",
                    target.schema.quoted(),
                    quote(&name)
                ),
                &[],
            )
            .await?;
        for at in at {
            let at = Sequence {
                last_value: at.get("last_value"),
                is_called: at.get("is_called"),
            };
            all.insert(name.clone(), at);
        }
    }
    Ok(all)
}

/// Sets the sequences of a schema.
pub(crate) async fn set_sequences(
    tx: &OwnerTx,
    target: &Target,
    sequences: &BTreeMap<String, Sequence>,
) -> Result<()> {
    for (name, at) in sequences {
        let sequence = format!("{}.{}", target.schema.quoted(), quote(name));
        tx.query(
            "SELECT setval($1::text::regclass, $2, $3)",
            &[&sequence, &at.last_value, &at.is_called],
        )
        .await?;
    }
    Ok(())
}

/// Takes foreign keys away and silences triggers, so that tables can be filled in any order, even where they refer
/// to each other in a circle, and rows arrive as they were. The rows that migrations left in the tables go. Returns the SQL that puts all back; adding a foreign key
/// checks every row.
pub(crate) async fn open(tx: &OwnerTx, target: &Target) -> Result<String> {
    let rows = tx
        .query(
            "SELECT c.conrelid::regclass::text AS table, quote_ident(c.conname) AS name, pg_get_constraintdef(c.oid) AS def
             FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
             WHERE n.nspname = $1 AND c.contype = 'f' AND c.conparentid = 0
             UNION ALL
             SELECT t.tgrelid::regclass::text, quote_ident(t.tgname), NULL
             FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid JOIN pg_namespace n ON n.oid = r.relnamespace
             WHERE n.nspname = $1 AND NOT t.tgisinternal AND t.tgenabled = 'O'",
            &[&target.schema.as_str()],
        )
        .await?;
    let (mut open, mut close) = (String::new(), String::new());
    for row in rows {
        let (table, name): (String, String) = (row.get("table"), row.get("name"));
        match row.get::<_, Option<String>>("def") {
            Some(definition) => {
                let _ = writeln!(open, "ALTER TABLE {table} DROP CONSTRAINT {name};");
                let _ = writeln!(
                    close,
                    "ALTER TABLE {table} ADD CONSTRAINT {name} {definition};"
                );
            }
            None => {
                let _ = writeln!(open, "ALTER TABLE {table} DISABLE TRIGGER {name};");
                let _ = writeln!(close, "ALTER TABLE {table} ENABLE TRIGGER {name};");
            }
        }
    }
    let tables: Vec<String> = tables(tx, target)
        .await?
        .iter()
        .map(|table| table.qualified(target))
        .collect();
    if !tables.is_empty() {
        let _ = writeln!(open, "TRUNCATE {};", tables.join(", "));
    }
    tx.batch(&open).await?;
    Ok(close)
}
