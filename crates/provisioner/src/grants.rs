//! Rights on a tenant schema: read, compared and mended.

use crate::{OwnerTx, Result, rows::quote};
use panal_tenant_migrations::Target;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// What stands for the tenant's own role, whose name differs from tenant to tenant.
const TENANT: &str = "tenant";

/// One right that one role has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// `schema`, `table`, `sequence`, `column` or `default`.
    pub kind: String,
    /// The table or sequence, `table.column`, or for `default` the letter of what future objects are.
    pub name: String,
    /// The right.
    pub privilege: String,
    /// Whether its holder may pass it on.
    pub grantable: bool,
    /// Whose it is: a role, `PUBLIC`, or `tenant` for the tenant's own role.
    pub grantee: String,
}

impl Grant {
    /// The table or sequence concerned; empty for rights on the schema itself and on what will be made in it.
    fn object(&self) -> &str {
        match self.kind.as_str() {
            "schema" | "default" => "",
            "column" => self
                .name
                .split_once('.')
                .map_or(&self.name, |(table, _)| table),
            _ => &self.name,
        }
    }
}

impl std::fmt::Display for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            kind,
            name,
            privilege,
            grantee,
            ..
        } = self;
        write!(f, "grant {kind} {name} {privilege} to {grantee}")?;
        f.write_str(if self.grantable { " grantable" } else { "" })
    }
}

/// The rights on one schema.
pub(crate) async fn of(tx: &OwnerTx, target: &Target) -> Result<BTreeSet<Grant>> {
    let mut all = read(tx, &[target]).await?;
    Ok(all.remove(target.schema.as_str()).unwrap_or_default())
}

/// The rights on each of several schemas, by schema.
pub(crate) async fn read(
    tx: &OwnerTx,
    targets: &[&Target],
) -> Result<BTreeMap<String, BTreeSet<Grant>>> {
    let schemas: Vec<&str> = targets
        .iter()
        .map(|target| target.schema.as_str())
        .collect();
    let roles: Vec<&str> = targets.iter().map(|target| target.role.as_str()).collect();
    let rows = tx
        .query(include_str!("sql/grants.sql"), &[&schemas, &roles])
        .await?;
    let mut all: BTreeMap<String, BTreeSet<Grant>> = BTreeMap::new();
    for row in rows {
        all.entry(row.get("schema")).or_default().insert(Grant {
            kind: row.get("kind"),
            name: row.get("name"),
            privilege: row.get("privilege"),
            grantable: row.get("grantable"),
            grantee: row.get("grantee"),
        });
    }
    Ok(all)
}

/// The rights, present and wanted, on what both sides have: those on a table that is missing cannot be given, and
/// those on one that should not be there are left alone with it.
pub(crate) fn common(
    present: &BTreeSet<Grant>,
    wanted: &BTreeSet<Grant>,
) -> (BTreeSet<Grant>, BTreeSet<Grant>) {
    let objects = |grants: &BTreeSet<Grant>| -> BTreeSet<String> {
        grants
            .iter()
            .map(|grant| grant.object().to_owned())
            .collect()
    };
    let (theirs, ours) = (objects(present), objects(wanted));
    let known = |grant: &&Grant| {
        let object = grant.object();
        object.is_empty() || theirs.contains(object) && ours.contains(object)
    };
    (
        present.iter().filter(known).cloned().collect(),
        wanted.iter().filter(known).cloned().collect(),
    )
}

/// SQL that takes away the rights that are not `wanted` and gives those that are missing.
pub(crate) fn mend_sql(
    target: &Target,
    present: &BTreeSet<Grant>,
    wanted: &BTreeSet<Grant>,
) -> String {
    let mut sql = String::new();
    for grant in present.difference(wanted) {
        let _ = writeln!(sql, "{};", change(target, grant, false));
    }
    // Taking a right on a table away takes it from each of its columns.
    let columns = wanted
        .intersection(present)
        .filter(|grant| !sql.is_empty() && grant.kind == "column");
    let given: Vec<&Grant> = wanted.difference(present).chain(columns).collect();
    for grant in given {
        let _ = writeln!(sql, "{};", change(target, grant, true));
    }
    sql
}

fn change(target: &Target, grant: &Grant, give: bool) -> String {
    let schema = target.schema.quoted();
    let role = match grant.grantee.as_str() {
        TENANT => target.role.quoted(),
        "PUBLIC" => "PUBLIC".to_owned(),
        other => quote(other),
    };
    let mut privilege = grant.privilege.clone();
    let object = match grant.kind.as_str() {
        "schema" => format!("ON SCHEMA {schema}"),
        "sequence" => format!("ON SEQUENCE {schema}.{}", quote(&grant.name)),
        "column" => {
            let (table, column) = grant.name.split_once('.').unwrap_or((&grant.name, ""));
            privilege = format!("{privilege} ({})", quote(column));
            format!("ON TABLE {schema}.{}", quote(table))
        }
        "default" => format!(
            "ON {}",
            match grant.name.as_str() {
                "S" => "SEQUENCES",
                "f" => "FUNCTIONS",
                "T" => "TYPES",
                _ => "TABLES",
            }
        ),
        _ => format!("ON TABLE {schema}.{}", quote(&grant.name)),
    };
    let verb = if give {
        let option = if grant.grantable {
            " WITH GRANT OPTION"
        } else {
            ""
        };
        format!("GRANT {privilege} {object} TO {role}{option}")
    } else {
        format!("REVOKE {privilege} {object} FROM {role} CASCADE")
    };
    if grant.kind == "default" {
        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} {verb}")
    } else {
        verb
    }
}
