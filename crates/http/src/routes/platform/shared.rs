//! What the super admin's routes have in common.

use crate::{auth::SuperAdmin, checks::Checks, problem::Problem, retry::Failure};
use panal_domain::TenantId;
use panal_persistence::{
    PlatformTx,
    platform::{
        audit::{self, PlatformActor},
        registry::{self, Tenant},
    },
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Why something is done.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    /// Why: 10 to 500 characters. It is kept in the audit.
    #[schema(
        required,
        nullable = false,
        min_length = 10,
        max_length = 500,
        example = "Lo pidió el cliente por teléfono"
    )]
    pub(super) reason: Option<String>,
}

impl ReasonBody {
    /// The reason, checked.
    pub(super) fn checked(&self) -> Result<String, Problem> {
        let mut checks = Checks::default();
        let reason = checks.required("reason", self.reason.as_deref(), crate::checks::reason);
        checks.finish(reason)
    }
}

/// Who acts, for the audit.
pub(super) fn actor(user: &SuperAdmin) -> PlatformActor {
    PlatformActor {
        id: user.user_id.0,
        email: user.name.clone(),
        request_id: Some(user.request.id().to_owned()),
        address: user.request.address().map(|address| address.to_string()),
    }
}

/// The tenant, which nobody else changes until the transaction ends.
pub(super) async fn locked(tx: &PlatformTx, id: TenantId) -> Result<Tenant, Failure> {
    Ok(registry::lock(tx, id)
        .await?
        .ok_or_else(Problem::not_found)?)
}

/// The tenant.
pub(super) async fn found(tx: &PlatformTx, id: TenantId) -> Result<Tenant, Failure> {
    Ok(registry::get(tx, id)
        .await?
        .ok_or_else(Problem::not_found)?)
}

/// Writes down what was done to a tenant.
pub(super) async fn told(
    tx: &PlatformTx,
    user: &SuperAdmin,
    action: &str,
    tenant: &Tenant,
    detail: Value,
) -> Result<(), Failure> {
    let of = Some((tenant.id, tenant.slug.as_str()));
    Ok(audit::record(tx, &actor(user), action, of, detail).await?)
}
