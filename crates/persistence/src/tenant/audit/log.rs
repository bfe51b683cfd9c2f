//! Reading the audit log.

use crate::{
    Result, TenantTx,
    list::{self, Cursor, CursorPage},
    tenant::entity::audit_log,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

/// An entry of the audit log.
pub use audit_log::Model as Entry;

/// Which entries to read; all that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Who did it, or in whose place it was done.
    pub actor: Option<ActorFilter>,
    /// What sort of actor: `user`, `api_key`, …
    pub actor_kind: Option<String>,
    /// What was done: `create`, `update`, …
    pub action: Option<String>,
    /// To what sort of thing: the table.
    pub entity: Option<String>,
    /// To which one.
    pub entity_id: Option<Uuid>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub to: Option<DateTime<Utc>>,
    /// Words that all occur in the actor's name, the action, the thing, what changed, the request or the address.
    pub search: Option<String>,
}

/// An actor, as people name one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorFilter {
    /// By id.
    Id(Uuid),
    /// By the name that was written down then.
    Name(String),
}

const TEXT: &str = "extensions.fold(concat_ws(' ', actor_name, action, entity, entity_id, request_id, address, changes::text))";

/// Up to `limit` entries that `filter` lets through, the newest first, from after `cursor` on.
pub async fn list(
    tx: &TenantTx,
    filter: &EntryFilter,
    cursor: Option<Cursor>,
    limit: u64,
) -> Result<CursorPage<Entry>> {
    let select = audit_log::Entity::find().filter(condition(filter));
    list::newest(
        tx,
        select,
        (audit_log::Column::At, audit_log::Column::Id),
        |entry| Cursor {
            at: entry.at,
            id: entry.id,
        },
        cursor,
        limit,
    )
    .await
}

/// One entry.
pub async fn get(tx: &TenantTx, id: Uuid) -> Result<Option<Entry>> {
    Ok(audit_log::Entity::find_by_id(id).one(tx).await?)
}

fn condition(filter: &EntryFilter) -> Condition {
    use audit_log::Column::{
        Action, ActorId, ActorKind, ActorName, At, Entity, EntityId, OnBehalfOf,
    };
    let actor = filter.actor.as_ref().map(|actor| match actor {
        ActorFilter::Id(id) => Condition::any()
            .add(ActorId.eq(*id))
            .add(OnBehalfOf.eq(*id)),
        ActorFilter::Name(name) => Condition::all().add(ActorName.eq(name.as_str())),
    });
    let text = |column: audit_log::Column, value: &Option<String>| {
        value.as_ref().map(|value| column.eq(value.as_str()))
    };
    Condition::all()
        .add_option(actor)
        .add_option(text(ActorKind, &filter.actor_kind))
        .add_option(text(Action, &filter.action))
        .add_option(text(Entity, &filter.entity))
        .add_option(filter.entity_id.map(|id| EntityId.eq(id)))
        .add_option(filter.from.map(|from| At.gte(from)))
        .add_option(filter.to.map(|to| At.lt(to)))
        .add_option(filter.search.as_ref().map(|text| list::search(TEXT, text)))
}
