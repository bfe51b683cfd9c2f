//! Creating a tenant in two steps: its row now, its schema when a worker comes to it.

use crate::{
    Error, NewTenant, Provisioner, Result, TenantRecord,
    create::{self, Installation},
    tenants,
};
use panal_domain::{TenantId, TenantState};
use serde_json::json;

impl Provisioner {
    /// Records a tenant that is still to be made, which reserves its slug, schema and domain.
    /// [`Provisioner::provision`] makes it. Users cannot wait in a row of the platform: they are created afterwards.
    pub async fn reserve(&self, new: &NewTenant) -> Result<TenantId> {
        if new.admin.is_some() {
            return Err(Error::Refused {
                message: "a tenant that is only reserved cannot have users yet".to_owned(),
                cure: "create it at once, or its first user when it is active".to_owned(),
            });
        }
        let id = TenantId::generate();
        let tx = self.owner.begin().await?;
        let target = self.target(create::schema_of(&tx, new).await?, id.0);
        create::insert_tenant(&tx, id, new, &target, TenantState::Pending).await?;
        let detail = json!({"profile": new.profile, "plan": new.plan});
        self.audit(&tx, "tenant.reserve", id, new.slug.as_str(), detail)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Makes the schema of a tenant on record and activates it. Can be run again, also while another worker is at
    /// it, and after it was interrupted. A failure leaves the row `pending`, with the step and the reason.
    pub async fn provision(&self, id: TenantId) -> Result<TenantRecord> {
        let tx = self.owner.begin().await?;
        let tenant = tenants::lock(&tx, &id.to_string()).await?;
        match tenant.state {
            TenantState::Pending => {
                tx.execute(
                    "UPDATE public.tenants SET state = 'provisioning' WHERE id = $1",
                    &[&id.0],
                )
                .await?;
                tx.commit().await?;
            }
            TenantState::Provisioning => tx.rollback().await?,
            TenantState::Active | TenantState::Suspended | TenantState::Maintenance => {
                tx.rollback().await?;
                return Ok(tenant);
            }
            TenantState::Deleting | TenantState::Deleted => {
                tenant.state.transition(TenantState::Provisioning)?;
            }
        }
        let mut at = "schema";
        match self.provision_once(id, &mut at).await {
            Ok(tenant) => Ok(tenant),
            Err(error) => {
                self.record_failed_step(id, at, &error).await;
                Err(error)
            }
        }
    }

    async fn provision_once(&self, id: TenantId, at: &mut &'static str) -> Result<TenantRecord> {
        let tx = self.owner.begin().await?;
        // Whoever else is at it holds the row until he is done.
        let tenant = tenants::lock(&tx, &id.to_string()).await?;
        if tenant.state != TenantState::Provisioning {
            tx.rollback().await?;
            return Ok(tenant);
        }
        let installation = Installation {
            id,
            slug: &tenant.slug,
            profile: tenant.industry()?,
            modules: tenant.module_set(),
            admin: None,
            request: None,
            detail: json!({"profile": tenant.profile, "plan": tenant.plan}),
        };
        self.install(&tx, &installation, &tenant.target(), at)
            .await?;
        let tenant = tenants::lock(&tx, &id.to_string()).await?;
        tx.commit().await?;
        Ok(tenant)
    }

    /// The failed transaction is gone; what is written of it goes by itself.
    async fn record_failed_step(&self, id: TenantId, step: &str, error: &Error) {
        let written = self
            .owner
            .query(
                "WITH failed AS (
                     UPDATE public.tenants SET state = 'pending', failed_step = $2, failure = $3
                     WHERE id = $1 AND state = 'provisioning' RETURNING id)
                 INSERT INTO public.provisioning_steps (tenant_id, step, state, detail, duration_ms)
                 SELECT id, $2, 'failed', $3, 0 FROM failed",
                &[&id.0, &step, &error.to_string()],
            )
            .await;
        if let Err(unwritten) = written {
            tracing::warn!(tenant = %id, step, error = %unwritten, "the failure could not be recorded");
        }
    }
}
