//! Which tenants a command is for.

use crate::{context::Context, failure::Result};
use panal_domain::TenantState;
use panal_provisioner::{TenantFilter, TenantRecord};

/// Those named, or all that have a whole schema.
pub(crate) async fn chosen(
    context: &Context,
    names: &[String],
    all: bool,
) -> Result<Vec<TenantRecord>> {
    let provisioner = context.provisioner()?;
    if all {
        let mut tenants = provisioner
            .tenants(&TenantFilter {
                states: vec![
                    TenantState::Active,
                    TenantState::Suspended,
                    TenantState::Maintenance,
                    TenantState::Deleting,
                ],
                ..TenantFilter::default()
            })
            .await?;
        tenants.retain(|tenant| tenant.purge_started_at.is_none());
        return Ok(tenants);
    }
    let mut tenants: Vec<TenantRecord> = Vec::new();
    for name in names {
        let tenant = provisioner.tenant(name).await?;
        if tenants.iter().all(|known| known.id != tenant.id) {
            tenants.push(tenant);
        }
    }
    Ok(tenants)
}
