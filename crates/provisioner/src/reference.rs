//! What a schema should look like: made from its migrations, looked at, and undone.

use crate::{Catalogue, Grant, Provisioner, Result, checksum, grants, schema};
use panal_domain::SchemaName;
use panal_tenant_migrations::TenantMigration;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A schema as its migrations make it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reference {
    pub(crate) catalogue: Catalogue,
    pub(crate) grants: BTreeSet<Grant>,
}

impl Provisioner {
    /// What these migrations come to. Nothing of it lasts.
    pub(crate) async fn reference(&self, migrations: &[TenantMigration]) -> Result<Reference> {
        let name = format!("reference_{}", Uuid::new_v4().simple());
        let target = self.target(SchemaName::parse(&name)?);
        let tx = self.owner.begin().await?;
        tx.batch(&schema::create_sql(&target)).await?;
        schema::apply(&tx, &target, migrations).await?;
        let catalogue = checksum::catalogue(&tx, &target).await?;
        let grants = grants::read(&tx, &[&target])
            .await?
            .remove(target.schema.as_str())
            .unwrap_or_default();
        tx.rollback().await?;
        Ok(Reference { catalogue, grants })
    }
}
