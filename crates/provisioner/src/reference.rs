//! What a schema should look like: made from its migrations, looked at, and undone.

use crate::{Catalogue, Provisioner, Result, checksum, schema};
use panal_domain::SchemaName;
use panal_tenant_migrations::TenantMigration;
use uuid::Uuid;

impl Provisioner {
    /// What these migrations come to. Nothing of it lasts.
    pub(crate) async fn reference(&self, migrations: &[TenantMigration]) -> Result<Catalogue> {
        let id = Uuid::new_v4();
        let name = format!("reference_{}", id.simple());
        let target = self.target(SchemaName::parse(&name)?, id);
        let tx = self.owner.begin().await?;
        tx.batch(&schema::create_sql(&target)).await?;
        schema::apply(&tx, &target, migrations).await?;
        let catalogue = checksum::catalogue(&tx, &target).await?;
        tx.rollback().await?;
        Ok(catalogue)
    }
}
