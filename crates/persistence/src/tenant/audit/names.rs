//! What people call the things that the audit log is about.

use super::Entry;
use crate::{Result, TenantTx};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What things are called by now, by table and id.
#[derive(Debug, Clone, Default)]
pub struct Names(HashMap<(String, Uuid), String>);

impl Names {
    /// What the thing is called that `entry` is about; `None` where it has no name, or is gone.
    #[must_use]
    pub fn of_entity(&self, entry: &Entry) -> Option<&str> {
        self.get(&entry.entity, entry.entity_id?)
    }

    /// The name of the user with this id.
    #[must_use]
    pub fn of_user(&self, id: Option<Uuid>) -> Option<&str> {
        self.get("users", id?)
    }

    fn get(&self, table: &str, id: Uuid) -> Option<&str> {
        self.0.get(&(table.to_owned(), id)).map(String::as_str)
    }
}

#[derive(FromQueryResult)]
struct Named {
    entity: String,
    id: Uuid,
    name: String,
}

/// What is called by a name, in every business.
const EVERYWHERE: &str = r#"
    SELECT 'users' AS entity, id, full_name AS name FROM "tenant".users WHERE id = ANY ($1)
    UNION ALL SELECT 'roles', id, name FROM "tenant".roles WHERE id = ANY ($1)
    UNION ALL SELECT 'branches', id, name FROM "tenant".branches WHERE id = ANY ($1)
    UNION ALL SELECT 'api_keys', id, name FROM "tenant".api_keys WHERE id = ANY ($1)
    UNION ALL SELECT 'clients', id, btrim(first_name || ' ' || last_name) FROM "tenant".clients WHERE id = ANY ($1)
    UNION ALL SELECT 'client_consents', n.id, btrim(c.first_name || ' ' || c.last_name)
        FROM "tenant".client_consents n JOIN "tenant".clients c ON c.id = n.client_id WHERE n.id = ANY ($1)"#;

/// The same of those with an agenda. Hours are known by whose they are.
const WITH_AGENDA: &str = r#"
    UNION ALL SELECT 'appointments', id, code FROM "tenant".appointments WHERE id = ANY ($1)
    UNION ALL SELECT 'professionals', id, full_name FROM "tenant".professionals WHERE id = ANY ($1)
    UNION ALL SELECT 'weekly_schedules', id, full_name FROM "tenant".professionals WHERE id = ANY ($1)
    UNION ALL SELECT 'services', id, name FROM "tenant".services WHERE id = ANY ($1)
    UNION ALL SELECT 'rooms', id, name FROM "tenant".rooms WHERE id = ANY ($1)"#;

/// The names of what `entries` are about and of the users who did it. One statement; `has_agenda` says whether the
/// business has one.
pub async fn names(tx: &TenantTx, entries: &[Entry], has_agenda: bool) -> Result<Names> {
    let ids: BTreeSet<Uuid> = entries
        .iter()
        .flat_map(|entry| [entry.entity_id, entry.actor_id, entry.on_behalf_of])
        .flatten()
        .collect();
    if ids.is_empty() {
        return Ok(Names::default());
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let agenda = if has_agenda { WITH_AGENDA } else { "" };
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            format!("{EVERYWHERE}{agenda}"),
            [ids.into()],
        ))
        .await?;
    let mut names = HashMap::with_capacity(rows.len());
    for row in rows {
        let named = Named::from_query_result(&row, "")?;
        names.insert((named.entity, named.id), named.name);
    }
    Ok(Names(names))
}
