//! Settings of a tenant.

use crate::{
    Error, Result, TenantTx,
    tenant::{
        audit::{self, Changes},
        entity::settings,
    },
};
use panal_domain::LetterTexts;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A setting.
pub use settings::Model as Setting;

/// All settings, by name.
pub async fn all(tx: &TenantTx) -> Result<Vec<Setting>> {
    Ok(settings::Entity::find()
        .order_by_asc(settings::Column::Key)
        .all(tx)
        .await?)
}

/// One setting.
pub async fn get(tx: &TenantTx, key: &str) -> Result<Option<Setting>> {
    Ok(settings::Entity::find_by_id(key).one(tx).await?)
}

/// Sets `key`. With `expected`, only while the setting is at that version.
pub async fn set(
    tx: &TenantTx,
    key: &str,
    value: serde_json::Value,
    expected: Option<i32>,
) -> Result<Setting> {
    let before = settings::Entity::find_by_id(key)
        .lock_exclusive()
        .one(tx)
        .await?;
    if expected.is_some_and(|expected| before.as_ref().map(|b| b.version) != Some(expected)) {
        return Err(Error::VersionConflict);
    }
    let after = match &before {
        Some(_) => settings::Entity::update_many()
            .set(settings::ActiveModel {
                value: Set(value),
                ..Default::default()
            })
            .filter(settings::Column::Key.eq(key))
            .exec_with_returning(tx)
            .await?
            .pop()
            .ok_or(Error::VersionConflict)?,
        None => {
            settings::Entity::insert(settings::ActiveModel {
                key: Set(key.to_owned()),
                value: Set(value),
                ..Default::default()
            })
            .exec_with_returning(tx)
            .await?
        }
    };
    let changes = before.as_ref().map_or_else(
        || Changes::created(&after),
        |before| Changes::between(before, &after),
    );
    let changes = changes.with("key", key);
    audit::record(tx, "update", "settings", None, changes).await?;
    Ok(after)
}

/// What a business says in a letter, out of the setting that `LetterKind::setting` names. One that cannot be read counts
/// as none: a letter in the product's words is better than none.
#[must_use]
pub fn letter_texts(row: &Setting) -> Option<LetterTexts> {
    serde_json::from_value(row.value.clone())
        .inspect_err(
            |error| tracing::warn!(key = row.key, %error, "a letter's texts cannot be read"),
        )
        .ok()
}
