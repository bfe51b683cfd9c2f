//! Rooms and chairs.

use super::catalogue::{Needed, count, keeps_no_time};
use crate::{
    Expected, Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        entity::rooms,
        steward::is_visible,
    },
};
use panal_domain::{BranchId, BranchScope, RoomId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait, QueryFilter,
    sea_query::Expr,
};

/// A room or chair.
pub use rooms::Model as Room;

versioned!(rooms);

/// What is to change: the outer `None` leaves a field as it is, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct RoomChanges {
    /// Name.
    pub name: Option<String>,
    /// What is in it.
    pub description: Option<Option<String>>,
    /// `#rrggbb`.
    pub color: Option<Option<String>>,
    /// Order in the agenda.
    pub position: Option<i32>,
    /// Whether it is used.
    pub is_active: Option<bool>,
}

/// Fields by which rooms are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomField {
    /// Its branch.
    BranchId,
    /// Its name.
    Name,
    /// Order in the agenda.
    Position,
    /// Whether it is used.
    IsActive,
    /// When it was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
}

impl ListField for RoomField {
    const ALL: &'static [Self] = &[
        Self::BranchId,
        Self::Name,
        Self::Position,
        Self::IsActive,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[
        (Self::Position, Direction::Ascending),
        (Self::Name, Direction::Ascending),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::BranchId => "branch_id",
            Self::Name => "name",
            Self::Position => "position",
            Self::IsActive => "is_active",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::BranchId => FieldKind::Uuid,
            Self::Name => FieldKind::Text,
            Self::Position => FieldKind::Integer,
            Self::IsActive => FieldKind::Boolean,
            Self::CreatedAt | Self::UpdatedAt => FieldKind::Timestamp,
        }
    }

    fn sortable(self) -> bool {
        !matches!(self, Self::BranchId | Self::IsActive)
    }

    fn expr(self) -> Expr {
        match self {
            Self::BranchId => Expr::col(rooms::Column::BranchId),
            Self::Name => Expr::cust(r#"name COLLATE "es-x-icu""#),
            Self::Position => Expr::col(rooms::Column::Position),
            Self::IsActive => Expr::col(rooms::Column::IsActive),
            Self::CreatedAt => Expr::col(rooms::Column::CreatedAt),
            Self::UpdatedAt => Expr::col(rooms::Column::UpdatedAt),
        }
    }
}

/// A page of the rooms of the branches of `scope`.
pub async fn list(
    tx: &TenantTx,
    query: &ListQuery<RoomField>,
    scope: &BranchScope,
) -> Result<Page<Room>> {
    let mut select = rooms::Entity::find().filter(list::within(rooms::Column::BranchId, scope));
    if let Some(text) = &query.search {
        let column = "extensions.fold(name || ' ' || coalesce(description, ''))";
        select = select.filter(list::search(column, text));
    }
    list::fetch(tx, select, query, rooms::Column::Id).await
}

/// One room of the branches of `scope`.
pub async fn get(tx: &TenantTx, id: RoomId, scope: &BranchScope) -> Result<Option<Room>> {
    let found = rooms::Entity::find_by_id(id.0).one(tx).await?;
    Ok(found.filter(|room| is_visible(scope, Some(BranchId(room.branch_id)))))
}

/// Makes a room at a branch of `scope`. Constraints: `rooms_name_key` when another active room of the branch has the
/// name, `rooms_branch_id_fkey` when there is no such branch.
pub async fn create(
    tx: &TenantTx,
    scope: &BranchScope,
    branch: BranchId,
    name: String,
    more: RoomChanges,
) -> std::result::Result<Room, Needed> {
    if !is_visible(scope, Some(branch)) {
        return Err(Needed::BranchNotOwn);
    }
    let room = rooms::Entity::insert(rooms::ActiveModel {
        id: Set(RoomId::generate().0),
        branch_id: Set(branch.0),
        name: Set(name),
        ..row(more)
    })
    .exec_with_returning(tx)
    .await?;
    let changes = Changes::created(&room);
    audit::record(tx, "create", "rooms", Some(room.id), changes).await?;
    Ok(room)
}

/// Changes a room of `scope` that is still at a version expected; `None` when there is no such room. One that upcoming
/// appointments need stays in use. Constraint `rooms_name_key` when another active room of the branch has the name.
pub async fn update(
    tx: &TenantTx,
    id: RoomId,
    scope: &BranchScope,
    expected: &Expected,
    changes: RoomChanges,
) -> std::result::Result<Option<Room>, Needed> {
    let Some(before) = lock(tx, id, scope, expected).await? else {
        return Ok(None);
    };
    if changes.is_active == Some(false) && before.is_active {
        let upcoming = r#"SELECT count(*) FROM "tenant".appointments WHERE room_id = $1
            AND state IN ('pendiente', 'confirmada', 'en_curso') AND ends_at > now()"#;
        let appointments = count(tx, upcoming, vec![id.0.into()]).await?;
        if appointments > 0 {
            return Err(Needed::ByAppointments(appointments));
        }
    }
    Ok(Some(
        change::write::<rooms::Entity>(tx, id.0, "update", before, row(changes)).await?,
    ))
}

/// Deletes a room of `scope` that is still at a version expected; `None` when there is no such room. One in which
/// something was booked or is held for a customer, in which services are given, or that is blocked together with a
/// professional, stays.
pub async fn delete(
    tx: &TenantTx,
    id: RoomId,
    scope: &BranchScope,
    expected: &Expected,
) -> std::result::Result<Option<()>, Needed> {
    let Some(before) = lock(tx, id, scope, expected).await? else {
        return Ok(None);
    };
    let booked = r#"SELECT count(*) FROM "tenant".appointments WHERE room_id = $1"#;
    let appointments = count(tx, booked, vec![id.0.into()]).await?;
    if appointments > 0 {
        return Err(Needed::ByAppointments(appointments));
    }
    // Without its only room a service would need none.
    let given = r#"SELECT count(*) FROM "tenant".service_rooms WHERE room_id = $1"#;
    let services = count(tx, given, vec![id.0.into()]).await?;
    if services > 0 {
        return Err(Needed::ByServices(services));
    }
    keeps_no_time(tx, "room_id", id.0).await?;
    rooms::Entity::delete_by_id(id.0).exec(tx).await?;
    let changes = Changes::deleted(&before);
    audit::record(tx, "delete", "rooms", Some(id.0), changes).await?;
    Ok(Some(()))
}

async fn lock(
    tx: &TenantTx,
    id: RoomId,
    scope: &BranchScope,
    expected: &Expected,
) -> Result<Option<Room>> {
    let found = change::lock::<rooms::Entity>(tx, id.0).await?;
    let found = found.filter(|room| is_visible(scope, Some(BranchId(room.branch_id))));
    if let Some(room) = &found {
        expected.admit(room.version)?;
    }
    Ok(found)
}

fn row(changes: RoomChanges) -> rooms::ActiveModel {
    rooms::ActiveModel {
        name: changes.name.map_or(NotSet, Set),
        description: changes.description.map_or(NotSet, Set),
        color: changes.color.map_or(NotSet, Set),
        position: changes.position.map_or(NotSet, Set),
        is_active: changes.is_active.map_or(NotSet, Set),
        ..Default::default()
    }
}
