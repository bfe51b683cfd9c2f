//! Who did what, written in the transaction that did it.

mod log;
mod names;

pub use log::{ActorFilter, Entry, EntryFilter, get, list};
pub use names::{Names, names};

use crate::{Result, TenantTx, tenant::entity::audit_log};
use sea_orm::{ActiveValue::Set, EntityTrait, Iden, Iterable, ModelTrait, Value};
use serde_json::{Map, json};
use uuid::Uuid;

/// What is written in place of a value that must not be read in a log.
pub const MASK: &str = "***";

/// Columns whose values are never written down.
const SECRET: &[&str] = &[
    "password_hash",
    "token_hash",
    "key_hash",
    "code_hash",
    "totp_secret",
    "feed_digest",
];
/// Columns of what people confide, and what they earn: that they changed is told, not how.
const CONFIDENTIAL: &[&str] = &[
    "notes",
    "body",
    "client_notes",
    "internal_notes",
    "rating_comment",
    "commission_percent",
];
/// Columns that change by themselves.
const SILENT: &[&str] = &[
    "created_at",
    "updated_at",
    "version",
    "last_login_at",
    "last_used_at",
    "totp_last_step",
];

/// What changed: `{field: [before, after]}`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes(Map<String, serde_json::Value>);

impl Changes {
    /// Nothing to tell beside the action itself.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The fields of a new row that have a value.
    #[must_use]
    pub fn created<M: ModelTrait>(after: &M) -> Self
    where
        <M::Entity as EntityTrait>::Column: Iden,
    {
        Self::of(None, after)
    }

    /// The fields in which two states of a row differ.
    #[must_use]
    pub fn between<M: ModelTrait>(before: &M, after: &M) -> Self
    where
        <M::Entity as EntityTrait>::Column: Iden,
    {
        Self::of(Some(before), after)
    }

    /// The fields of a row that is gone.
    #[must_use]
    pub fn deleted<M: ModelTrait>(before: &M) -> Self
    where
        <M::Entity as EntityTrait>::Column: Iden,
    {
        let mut changes = Self::of(None, before);
        for change in changes.0.values_mut() {
            if let Some(both) = change.as_array_mut() {
                both.reverse();
            }
        }
        changes
    }

    fn of<M: ModelTrait>(before: Option<&M>, after: &M) -> Self
    where
        <M::Entity as EntityTrait>::Column: Iden,
    {
        let mut changes = Self::default();
        for column in <M::Entity as EntityTrait>::Column::iter() {
            let name = column.unquoted();
            if SILENT.contains(&name) {
                continue;
            }
            let new = after.get(column);
            let old = before.map_or_else(|| new.as_null(), |before| before.get(column));
            if old == new {
                continue;
            }
            let told = if SECRET.contains(&name) || CONFIDENTIAL.contains(&name) {
                json!([masked(&old), masked(&new)])
            } else {
                json!([to_json(&old), to_json(&new)])
            };
            changes.0.insert(name.to_owned(), told);
        }
        changes
    }

    /// Adds something that is no column of a row, such as the reason of a refusal.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<serde_json::Value>) -> Self {
        self.0.insert(field.to_owned(), value.into());
        self
    }

    /// Hides the values of fields that people confide in this sort of thing alone: that they changed is told, not how.
    #[must_use]
    pub fn masking(mut self, fields: &[&str]) -> Self {
        for field in fields {
            if let Some(value) = self.0.get_mut(*field) {
                mask(value);
            }
        }
        self
    }

    /// True when nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Records that the transaction's actor did `action` to the `entity` with `id`.
pub async fn record(
    tx: &TenantTx,
    action: &str,
    entity: &str,
    id: Option<Uuid>,
    changes: Changes,
) -> Result<()> {
    let actor = tx.actor();
    audit_log::Entity::insert(audit_log::ActiveModel {
        id: Set(Uuid::now_v7()),
        actor_kind: Set(actor.kind.as_str().to_owned()),
        actor_id: Set(actor.id),
        action: Set(action.to_owned()),
        entity: Set(entity.to_owned()),
        entity_id: Set(id),
        changes: Set(serde_json::Value::Object(changes.0)),
        actor_name: Set(actor.name.clone()),
        on_behalf_of: Set(actor.on_behalf_of),
        request_id: Set(actor.request_id.clone()),
        address: Set(actor.address.clone()),
        ..Default::default()
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

fn mask(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Null => {}
        serde_json::Value::Array(both) => both.iter_mut().for_each(mask),
        value => *value = json!(MASK),
    }
}

fn masked(value: &Value) -> serde_json::Value {
    if value == &value.as_null() {
        serde_json::Value::Null
    } else {
        json!(MASK)
    }
}

/// A value as people read it in the log. Binary values are digests or files and tell nothing.
fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(v) => json!(v),
        Value::SmallInt(v) => json!(v),
        Value::Int(v) => json!(v),
        Value::BigInt(v) => json!(v),
        Value::Float(v) => json!(v),
        Value::Double(v) => json!(v),
        Value::String(v) => json!(v),
        Value::Json(v) => v.as_deref().cloned().unwrap_or_default(),
        Value::Uuid(v) => json!(v),
        Value::Decimal(v) => json!(v.map(|v| v.to_string())),
        Value::ChronoDate(v) => json!(v),
        Value::ChronoTime(v) => json!(v),
        Value::ChronoDateTimeUtc(v) => json!(v),
        Value::Array(_, Some(items)) => items.iter().map(to_json).collect(),
        value if value == &value.as_null() => serde_json::Value::Null,
        _ => json!(MASK),
    }
}
