//! Changing a row that people see: read under a lock, write, and tell the audit what differs.

use crate::{
    Result, TenantTx,
    tenant::audit::{self, Changes},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, Iden, IntoActiveModel, Iterable,
    ModelTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

/// A table whose rows have an `id` and a `version`, which a trigger counts.
pub(crate) trait Versioned: EntityTrait {
    /// What the audit calls it: the table.
    const TABLE: &'static str;
    /// The primary key.
    const ID: Self::Column;
    /// The version.
    const VERSION: Self::Column;
}

/// Declares a table [`Versioned`].
macro_rules! versioned {
    ($entity:ident) => {
        impl $crate::tenant::change::Versioned for $entity::Entity {
            const TABLE: &'static str = stringify!($entity);
            const ID: $entity::Column = $entity::Column::Id;
            const VERSION: $entity::Column = $entity::Column::Version;
        }
    };
}
pub(crate) use versioned;

/// The row, which nobody else changes until the transaction ends. Rows that point to it may be written meanwhile.
pub(crate) async fn lock<E>(tx: &TenantTx, id: Uuid) -> Result<Option<E::Model>>
where
    E: Versioned,
    E::Model: FromQueryResult + Send + Sync,
{
    locked::<E>(tx, id, LockType::NoKeyUpdate).await
}

/// The same, and nobody writes rows that point to it either: a user who is being changed does not log in meanwhile.
pub(crate) async fn lock_wholly<E>(tx: &TenantTx, id: Uuid) -> Result<Option<E::Model>>
where
    E: Versioned,
    E::Model: FromQueryResult + Send + Sync,
{
    locked::<E>(tx, id, LockType::Update).await
}

async fn locked<E>(tx: &TenantTx, id: Uuid, lock: LockType) -> Result<Option<E::Model>>
where
    E: Versioned,
    E::Model: FromQueryResult + Send + Sync,
{
    Ok(E::find().filter(E::ID.eq(id)).lock(lock).one(tx).await?)
}

/// Writes `change` over the row `before`, which [`lock`] gave. What changes nothing makes no new version and no entry
/// in the audit.
pub(crate) async fn write<E>(
    tx: &TenantTx,
    id: Uuid,
    action: &str,
    before: E::Model,
    change: E::ActiveModel,
) -> Result<E::Model>
where
    E: Versioned,
    E::Column: Iden,
    E::Model: FromQueryResult + IntoActiveModel<E::ActiveModel> + Send + Sync,
{
    if !differs::<E>(&before, &change) {
        return Ok(before);
    }
    let after = E::update_many()
        .set(change)
        .filter(E::ID.eq(id))
        .exec_with_returning(tx)
        .await?
        .pop();
    // A row that is locked is still there.
    let Some(after) = after else {
        return Ok(before);
    };
    let changes = Changes::between(&before, &after);
    audit::record(tx, action, E::TABLE, Some(id), changes).await?;
    Ok(after)
}

/// Makes a new version of a row that stays as it is: something changed that belongs to it and is kept elsewhere. `None`
/// where there is no such row.
pub(crate) async fn touch<E>(tx: &TenantTx, id: Uuid) -> Result<Option<E::Model>>
where
    E: Versioned,
    E::Model: FromQueryResult + Send + Sync,
{
    // A trigger counts the version, whatever is written.
    Ok(E::update_many()
        .col_expr(E::VERSION, Expr::col(E::VERSION))
        .filter(E::ID.eq(id))
        .exec_with_returning(tx)
        .await?
        .pop())
}

/// Whether writing `change` over `before` would change anything.
pub(crate) fn differs<E: EntityTrait>(before: &E::Model, change: &E::ActiveModel) -> bool {
    E::Column::iter().any(|column| {
        change
            .get(column)
            .into_value()
            .is_some_and(|value| value != before.get(column))
    })
}
