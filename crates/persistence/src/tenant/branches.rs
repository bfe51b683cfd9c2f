//! Branches of a tenant.

use crate::{
    Result, TenantTx,
    tenant::{
        audit::{self, Changes},
        entity::branches,
    },
};
use panal_domain::BranchId;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};

/// A branch.
pub use branches::Model as Branch;

/// A branch to be.
#[derive(Debug, Clone)]
pub struct NewBranch {
    /// Its name.
    pub name: String,
    /// Short code, upper case.
    pub code: String,
    /// Street address.
    pub address: Option<String>,
    /// Telephone, E.164.
    pub phone: Option<String>,
    /// IANA time zone, where it differs from the tenant's.
    pub time_zone: Option<String>,
}

/// All branches, by name.
pub async fn all(tx: &TenantTx) -> Result<Vec<Branch>> {
    Ok(branches::Entity::find()
        .order_by_asc(branches::Column::Name)
        .order_by_asc(branches::Column::Id)
        .all(tx)
        .await?)
}

/// One branch.
pub async fn get(tx: &TenantTx, id: BranchId) -> Result<Option<Branch>> {
    Ok(branches::Entity::find_by_id(id.0).one(tx).await?)
}

/// Opens a branch. Constraint `branches_code_key` when the code is taken.
pub async fn create(tx: &TenantTx, new: NewBranch) -> Result<Branch> {
    let branch = branches::Entity::insert(branches::ActiveModel {
        id: Set(BranchId::generate().0),
        name: Set(new.name),
        code: Set(new.code),
        address: Set(new.address),
        phone: Set(new.phone),
        time_zone: Set(new.time_zone),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await?;
    audit::record(
        tx,
        "create",
        "branches",
        Some(branch.id),
        Changes::created(&branch),
    )
    .await?;
    Ok(branch)
}
