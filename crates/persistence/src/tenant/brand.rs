//! What a business looks like: its colour and its logo.

use crate::{
    Actor, Error, Expected, Result, TenantDb, TenantScope, TenantTx,
    tenant::{
        audit::{self, Changes},
        entity::brand,
    },
};
use panal_domain::Color;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, QuerySelect, Statement};

/// What a business looks like, without the logo itself.
pub use brand::Model as Brand;

/// A logo to be.
#[derive(Debug, Clone)]
pub struct NewLogo {
    /// The picture.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub kind: &'static str,
    /// Width in pixels.
    pub width: i32,
    /// Height in pixels.
    pub height: i32,
    /// Its SHA-256, in hexadecimal digits.
    pub digest: String,
}

/// The brand.
pub async fn get(tx: &TenantTx) -> Result<Brand> {
    brand::Entity::find().one(tx).await?.ok_or_else(missing)
}

/// The brand, in a transaction of its own; `None`, and a line in the log, when it cannot be read: where the schema has
/// not come as far yet, or is away for a moment. For what had rather do without than fail.
pub async fn glimpse(db: &TenantDb, scope: &TenantScope, actor: Actor) -> Option<Brand> {
    let read = async {
        let tx = db.begin_read_only(scope, actor).await?;
        let brand = get(&tx).await?;
        tx.commit().await?;
        Ok::<_, Error>(brand)
    };
    match read.await {
        Ok(brand) => Some(brand),
        Err(error) => {
            tracing::warn!(%error, "the brand cannot be read");
            None
        }
    }
}

/// The logo, where there is one.
pub async fn logo(tx: &TenantTx) -> Result<Option<Vec<u8>>> {
    let row = tx
        .query_one_raw(Statement::from_string(
            DbBackend::Postgres,
            r#"SELECT logo FROM "tenant".brand"#,
        ))
        .await?;
    Ok(row
        .map(|row| row.try_get("", "logo"))
        .transpose()?
        .flatten())
}

/// Sets the colour, or clears it, of a brand at a version expected.
pub async fn set_color(tx: &TenantTx, expected: &Expected, color: Option<&Color>) -> Result<Brand> {
    let before = lock(tx, expected).await?;
    if before.color.as_deref() == color.map(Color::as_str) {
        return Ok(before);
    }
    let color = color.map(|color| color.as_str().to_owned());
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"UPDATE "tenant".brand SET color = $1"#,
        [color.into()],
    ))
    .await?;
    told(tx, &before).await
}

/// Puts a logo in place of the one before, of a brand at a version expected.
pub async fn set_logo(tx: &TenantTx, expected: &Expected, logo: &NewLogo) -> Result<Brand> {
    let before = lock(tx, expected).await?;
    if before.logo_digest.as_ref() == Some(&logo.digest) {
        return Ok(before);
    }
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"UPDATE "tenant".brand SET logo = $1::bytea, logo_kind = $2, logo_width = $3, logo_height = $4,
               logo_bytes = octet_length($1::bytea), logo_digest = $5"#,
        [
            logo.bytes.clone().into(),
            logo.kind.into(),
            logo.width.into(),
            logo.height.into(),
            logo.digest.as_str().into(),
        ],
    ))
    .await?;
    told(tx, &before).await
}

/// Takes the logo away, of a brand at a version expected.
pub async fn remove_logo(tx: &TenantTx, expected: &Expected) -> Result<Brand> {
    let before = lock(tx, expected).await?;
    if before.logo_digest.is_none() {
        return Ok(before);
    }
    tx.execute_unprepared(
        r#"UPDATE "tenant".brand SET logo = NULL, logo_kind = NULL, logo_width = NULL, logo_height = NULL,
               logo_bytes = NULL, logo_digest = NULL"#,
    )
    .await?;
    told(tx, &before).await
}

/// The row is there from the start, and nobody takes it away.
fn missing() -> Error {
    DbErr::RecordNotFound("brand".to_owned()).into()
}

async fn lock(tx: &TenantTx, expected: &Expected) -> Result<Brand> {
    let before = brand::Entity::find()
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(missing)?;
    expected.admit(before.version)?;
    Ok(before)
}

/// The brand as it is now, with an entry in the audit.
async fn told(tx: &TenantTx, before: &Brand) -> Result<Brand> {
    let after = get(tx).await?;
    let changes = Changes::between(before, &after);
    audit::record(tx, "update", "brand", None, changes).await?;
    Ok(after)
}
