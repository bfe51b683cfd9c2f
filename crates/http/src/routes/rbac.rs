//! Roles and permissions: `/rbac`.

mod body;
mod permissions;
mod problems;
mod roles;

pub use body::{
    InheritedPermission, NewRole, PermissionCodes, Role, RoleDetail, RolePatch, RolePermissions,
};
pub use permissions::{Names, Permission, PermissionCategories, PermissionCategory, Permissions};

use crate::auth::Can;
use panal_domain::{PermissionMarker, UserId};
use panal_persistence::{
    TenantTx,
    tenant::steward::{Ruled, Steward},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    permissions::routes(config);
    roles::routes(config);
}

/// Whoever asks, as somebody who changes what others may do. The permission that let the request in is asked for once
/// more, for it may have been taken away since.
pub(super) async fn steward<'a, P: PermissionMarker>(
    tx: &'a TenantTx,
    user: &Can<P>,
) -> Ruled<Steward<'a>> {
    Steward::begin(tx, UserId(user.id), P::PERMISSION).await
}
