//! Keys with which programs act.

use crate::{
    Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    session_store,
    tenant::{
        audit::{self, Changes},
        entity::api_keys,
    },
};
use chrono::{DateTime, Utc};
use panal_domain::{ApiKeyId, Permission, Text, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    PaginatorTrait, QueryFilter, QuerySelect, Statement, sea_query::Expr,
};
use uuid::Uuid;

/// A key. Holds the key's digest: never serialise it.
pub use api_keys::Model as ApiKey;

/// Longest name, in characters.
pub const MAX_NAME: usize = 80;

/// A key to be.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// What people call it.
    pub name: Text<MAX_NAME>,
    /// Its first characters.
    pub prefix: String,
    /// SHA-256 of it.
    pub key_hash: [u8; 32],
    /// What it gives, each once.
    pub scopes: Vec<&'static Permission>,
    /// Until when it is good; none: until it is revoked.
    pub expires_at: Option<DateTime<Utc>>,
    /// Who makes it.
    pub created_by: UserId,
}

/// A key that was shown and is good.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct LiveKey {
    /// The key.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Codes of the permissions that it gives.
    pub scopes: Vec<String>,
    /// Until when it is good.
    pub expires_at: Option<DateTime<Utc>>,
    /// Who made it, and may log in. What that user may do is the most that the key gives.
    pub created_by: Uuid,
    /// Whether its last use that was noted is some minutes old.
    pub stale: bool,
}

/// How old a use may be before the next is noted: reading must not mean writing each time.
const USE_NOTED_EVERY: &str = "interval '5 minutes'";

const LIVE: &str = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())";

/// Fields by which keys are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiKeyField {
    /// When it was made.
    CreatedAt,
    /// What people call it.
    Name,
    /// Until when it is good.
    ExpiresAt,
    /// Last use.
    LastUsedAt,
    /// Whether it is good now; lists leave the others out unless this is asked for.
    Active,
}

impl ListField for ApiKeyField {
    const ALL: &'static [Self] = &[
        Self::CreatedAt,
        Self::Name,
        Self::ExpiresAt,
        Self::LastUsedAt,
        Self::Active,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[(Self::CreatedAt, Direction::Descending)];

    fn name(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::Name => "name",
            Self::ExpiresAt => "expires_at",
            Self::LastUsedAt => "last_used_at",
            Self::Active => "active",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::CreatedAt | Self::ExpiresAt | Self::LastUsedAt => FieldKind::Timestamp,
            Self::Name => FieldKind::Text,
            Self::Active => FieldKind::Boolean,
        }
    }

    fn sortable(self) -> bool {
        self != Self::Active
    }

    fn optional(self) -> bool {
        matches!(self, Self::ExpiresAt | Self::LastUsedAt)
    }

    fn expr(self) -> Expr {
        match self {
            Self::CreatedAt => Expr::col(api_keys::Column::CreatedAt),
            Self::Name => Expr::cust(r#"name COLLATE "es-x-icu""#),
            Self::ExpiresAt => Expr::col(api_keys::Column::ExpiresAt),
            Self::LastUsedAt => Expr::col(api_keys::Column::LastUsedAt),
            Self::Active => Expr::cust(format!("({LIVE})")),
        }
    }
}

/// A page of keys.
pub async fn list(tx: &TenantTx, query: &ListQuery<ApiKeyField>) -> Result<Page<ApiKey>> {
    let mut select = api_keys::Entity::find();
    if !query
        .filters
        .iter()
        .any(|filter| filter.field == ApiKeyField::Active)
    {
        select = select.filter(Expr::cust(LIVE));
    }
    if let Some(text) = &query.search {
        select = select.filter(Expr::cust_with_values(
            "strpos(lower(name), lower($1)) > 0",
            [text.clone()],
        ));
    }
    list::fetch(tx, select, query, api_keys::Column::Id).await
}

/// One key, good or not.
pub async fn get(tx: &TenantTx, id: ApiKeyId) -> Result<Option<ApiKey>> {
    Ok(api_keys::Entity::find_by_id(id.0).one(tx).await?)
}

/// How many keys are good now.
pub async fn count_live(tx: &TenantTx) -> Result<u64> {
    Ok(api_keys::Entity::find()
        .filter(Expr::cust(LIVE))
        .count(tx)
        .await?)
}

/// Makes a key. Whether its maker may give its scopes away is the caller's to ask.
pub async fn create(tx: &TenantTx, new: NewApiKey) -> Result<ApiKey> {
    let scopes = new.scopes.iter().map(|scope| scope.code.to_owned());
    let key = api_keys::Entity::insert(api_keys::ActiveModel {
        id: Set(ApiKeyId::generate().0),
        name: Set(new.name.into()),
        prefix: Set(new.prefix),
        key_hash: Set(new.key_hash.to_vec()),
        scopes: Set(scopes.collect()),
        created_by: Set(Some(new.created_by.0)),
        expires_at: Set(new.expires_at),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await?;
    let changes = Changes::created(&key);
    audit::record(tx, "create", "api_keys", Some(key.id), changes).await?;
    Ok(key)
}

/// Revokes a key: when the transaction commits, no process takes it any more. One that was revoked stays as it is;
/// `None` when there is no such key.
pub async fn revoke(tx: &TenantTx, id: ApiKeyId) -> Result<Option<ApiKey>> {
    let before = api_keys::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx)
        .await?;
    let Some(before) = before.filter(|key| key.revoked_at.is_none()) else {
        return get(tx, id).await;
    };
    let after = api_keys::Entity::update_many()
        .col_expr(api_keys::Column::RevokedAt, Expr::cust("clock_timestamp()"))
        .filter(api_keys::Column::Id.eq(id.0))
        .exec_with_returning(tx)
        .await?
        .pop();
    if let Some(after) = &after {
        let changes = Changes::between(&before, after);
        audit::record(tx, "revoke", "api_keys", Some(id.0), changes).await?;
        session_store::notify(tx, id.0).await?;
    }
    Ok(after)
}

/// The key with this digest, if it is good now. None is good whose maker may not log in, or is gone.
pub async fn find_live(tx: &TenantTx, key_hash: &[u8; 32]) -> Result<Option<LiveKey>> {
    let sql = format!(
        r#"SELECT k.id, k.name, k.scopes, k.expires_at, k.created_by,
               coalesce(k.last_used_at < clock_timestamp() - {USE_NOTED_EVERY}, true) AS stale
           FROM "tenant".api_keys k JOIN "tenant".users u ON u.id = k.created_by AND u.is_active
           WHERE k.key_hash = $1 AND {LIVE}"#
    );
    Ok(LiveKey::find_by_statement(Statement::from_sql_and_values(
        DbBackend::Postgres,
        sql,
        [key_hash.to_vec().into()],
    ))
    .one(tx)
    .await?)
}

/// Notes that a key is in use.
pub async fn used(tx: &TenantTx, id: ApiKeyId) -> Result<()> {
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"UPDATE "tenant".api_keys SET last_used_at = clock_timestamp() WHERE id = $1"#,
        [id.0.into()],
    ))
    .await?;
    Ok(())
}
