//! Branches of a tenant.

use crate::{
    Expected, Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        entity::branches,
        steward::{Denied, Ruled, is_visible},
    },
};
use panal_domain::{BranchId, BranchScope};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

/// A branch.
pub use branches::Model as Branch;

versioned!(branches);

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

/// What is to change: the outer `None` leaves a field as it is, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct BranchChanges {
    /// Its name.
    pub name: Option<String>,
    /// Short code, upper case.
    pub code: Option<String>,
    /// Street address.
    pub address: Option<Option<String>>,
    /// Telephone, E.164.
    pub phone: Option<Option<String>>,
    /// IANA time zone, where it differs from the tenant's.
    pub time_zone: Option<Option<String>>,
    /// Whether it works.
    pub is_active: Option<bool>,
}

/// Fields by which branches are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BranchField {
    /// Its name.
    Name,
    /// Short code.
    Code,
    /// Whether it works.
    IsActive,
    /// When it was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
}

impl ListField for BranchField {
    const ALL: &'static [Self] = &[
        Self::Name,
        Self::Code,
        Self::IsActive,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[(Self::Name, Direction::Ascending)];

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Code => "code",
            Self::IsActive => "is_active",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::Name | Self::Code => FieldKind::Text,
            Self::IsActive => FieldKind::Boolean,
            Self::CreatedAt | Self::UpdatedAt => FieldKind::Timestamp,
        }
    }

    fn sortable(self) -> bool {
        self != Self::IsActive
    }

    fn expr(self) -> Expr {
        match self {
            Self::Name => Expr::cust(r#"name COLLATE "es-x-icu""#),
            Self::Code => Expr::col(branches::Column::Code),
            Self::IsActive => Expr::col(branches::Column::IsActive),
            Self::CreatedAt => Expr::col(branches::Column::CreatedAt),
            Self::UpdatedAt => Expr::col(branches::Column::UpdatedAt),
        }
    }
}

/// All branches, by name.
pub async fn all(tx: &TenantTx) -> Result<Vec<Branch>> {
    Ok(branches::Entity::find()
        .order_by_asc(branches::Column::Name)
        .order_by_asc(branches::Column::Id)
        .all(tx)
        .await?)
}

/// A page of the branches of `scope`.
pub async fn list(
    tx: &TenantTx,
    query: &ListQuery<BranchField>,
    scope: &BranchScope,
) -> Result<Page<Branch>> {
    let mut select = branches::Entity::find().filter(list::within(branches::Column::Id, scope));
    if let Some(text) = &query.search {
        let column = "extensions.fold(name || ' ' || code || ' ' || coalesce(address, ''))";
        select = select.filter(list::search(column, text));
    }
    list::fetch(tx, select, query, branches::Column::Id).await
}

/// Where somebody is meant who names no branch: at `own`, while it is open; else at the first open one of `scope`.
pub async fn usual(
    tx: &TenantTx,
    own: Option<BranchId>,
    scope: &BranchScope,
) -> Result<Option<BranchId>> {
    let mut open = branches::Entity::find()
        .filter(branches::Column::IsActive.eq(true))
        .filter(list::within(branches::Column::Id, scope));
    if let Some(own) = own {
        open = open.order_by_desc(branches::Column::Id.eq(own.0));
    }
    let found = open
        .order_by_asc(branches::Column::CreatedAt)
        .order_by_asc(branches::Column::Id)
        .one(tx)
        .await?;
    Ok(found.map(|branch| BranchId(branch.id)))
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

/// Changes a branch of `scope` that is still at a version expected; `None` when there is no such branch. The last open
/// one stays open. Constraint `branches_code_key` when the code is taken.
pub async fn update(
    tx: &TenantTx,
    id: BranchId,
    scope: &BranchScope,
    expected: &Expected,
    changes: BranchChanges,
) -> Ruled<Option<Branch>> {
    if !is_visible(scope, Some(id)) {
        return Ok(None);
    }
    // Whoever closes one keeps the others open meanwhile; in one order, so that none waits for each other.
    let open = if changes.is_active == Some(false) {
        branches::Entity::find()
            .filter(branches::Column::IsActive.eq(true))
            .order_by_asc(branches::Column::Id)
            .lock_exclusive()
            .all(tx)
            .await
            .map_err(crate::Error::from)?
    } else {
        Vec::new()
    };
    let Some(before) = change::lock::<branches::Entity>(tx, id.0).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    let closes = changes.is_active == Some(false) && before.is_active;
    if closes && open.iter().all(|other| other.id == id.0) {
        return Err(Denied::LastBranch);
    }
    let row = branches::ActiveModel {
        name: changes.name.map_or(NotSet, Set),
        code: changes.code.map_or(NotSet, Set),
        address: changes.address.map_or(NotSet, Set),
        phone: changes.phone.map_or(NotSet, Set),
        time_zone: changes.time_zone.map_or(NotSet, Set),
        is_active: changes.is_active.map_or(NotSet, Set),
        ..Default::default()
    };
    Ok(Some(
        change::write::<branches::Entity>(tx, id.0, "update", before, row).await?,
    ))
}
