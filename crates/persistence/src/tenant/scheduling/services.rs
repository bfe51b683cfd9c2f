//! Services.

use super::catalogue::{lock_pairs, pair};
use crate::{
    Expected, Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        entity::{service_rooms, services},
    },
};
use panal_domain::{RoomId, ServiceId};
use rust_decimal::Decimal;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

versioned!(services);

/// A service, and the rooms in which it can be given; without any it needs none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The service.
    pub row: services::Model,
    /// The rooms, by id.
    pub rooms: Vec<Uuid>,
}

/// A service to be.
#[derive(Debug, Clone)]
pub struct NewService {
    /// Name.
    pub name: String,
    /// Price in the tenant's currency.
    pub price: Decimal,
    /// How long it takes.
    pub minutes: i32,
    /// All the rest.
    pub more: ServiceChanges,
}

/// What is to change: the outer `None` leaves a field as it is, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct ServiceChanges {
    /// Name.
    pub name: Option<String>,
    /// What customers read.
    pub description: Option<Option<String>>,
    /// By which it is sorted.
    pub category: Option<Option<String>>,
    /// Price in the tenant's currency.
    pub price: Option<Decimal>,
    /// How long it takes.
    pub minutes: Option<i32>,
    /// Kept free before.
    pub buffer_before_minutes: Option<i32>,
    /// Kept free after.
    pub buffer_after_minutes: Option<i32>,
    /// Who may give it; empty is everybody.
    pub professional_kinds: Option<Vec<String>>,
    /// `#rrggbb`.
    pub color: Option<Option<String>>,
    /// Whether customers may book it by themselves.
    pub accepts_online: Option<bool>,
    /// Whether it is given.
    pub is_active: Option<bool>,
    /// The rooms in which it can be given, all of them.
    pub rooms: Option<Vec<RoomId>>,
}

impl ServiceChanges {
    fn row(&self) -> services::ActiveModel {
        fn set<T: Clone + Into<sea_orm::Value>>(value: Option<&T>) -> sea_orm::ActiveValue<T> {
            value.cloned().map_or(NotSet, Set)
        }
        services::ActiveModel {
            name: set(self.name.as_ref()),
            description: set(self.description.as_ref()),
            category: set(self.category.as_ref()),
            price: set(self.price.as_ref()),
            minutes: set(self.minutes.as_ref()),
            buffer_before_minutes: set(self.buffer_before_minutes.as_ref()),
            buffer_after_minutes: set(self.buffer_after_minutes.as_ref()),
            professional_kinds: set(self.professional_kinds.as_ref()),
            color: set(self.color.as_ref()),
            accepts_online: set(self.accepts_online.as_ref()),
            is_active: set(self.is_active.as_ref()),
            ..Default::default()
        }
    }
}

/// Fields by which services are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceField {
    /// Its name.
    Name,
    /// By which people sort it.
    Category,
    /// Its price.
    Price,
    /// How long it takes.
    Minutes,
    /// Whether it is given.
    IsActive,
    /// Whether customers may book it by themselves.
    AcceptsOnline,
    /// The template it came from.
    Template,
    /// A kind of professionals to whom it is reserved.
    ProfessionalKind,
    /// Who gives it.
    Professional,
    /// A room in which it can be given.
    Room,
    /// When it was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
}

impl ListField for ServiceField {
    const ALL: &'static [Self] = &[
        Self::Name,
        Self::Category,
        Self::Price,
        Self::Minutes,
        Self::IsActive,
        Self::AcceptsOnline,
        Self::Template,
        Self::ProfessionalKind,
        Self::Professional,
        Self::Room,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[
        (Self::Category, Direction::Ascending),
        (Self::Name, Direction::Ascending),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Category => "category",
            Self::Price => "price",
            Self::Minutes => "minutes",
            Self::IsActive => "is_active",
            Self::AcceptsOnline => "accepts_online",
            Self::Template => "template",
            Self::ProfessionalKind => "professional_kind",
            Self::Professional => "professional",
            Self::Room => "room",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::Name | Self::Category | Self::Template => FieldKind::Text,
            Self::Price | Self::Minutes => FieldKind::Integer,
            Self::IsActive | Self::AcceptsOnline => FieldKind::Boolean,
            Self::ProfessionalKind => FieldKind::Tags,
            Self::Professional | Self::Room => FieldKind::Uuids,
            Self::CreatedAt | Self::UpdatedAt => FieldKind::Timestamp,
        }
    }

    fn sortable(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Category
                | Self::Price
                | Self::Minutes
                | Self::CreatedAt
                | Self::UpdatedAt
        )
    }

    fn filterable(self) -> bool {
        self != Self::Price
    }

    fn optional(self) -> bool {
        matches!(self, Self::Category | Self::Template)
    }

    fn expr(self) -> Expr {
        match self {
            Self::Name => Expr::cust(r#"name COLLATE "es-x-icu""#),
            Self::Category => Expr::cust(r#"category COLLATE "es-x-icu""#),
            Self::Price => Expr::col(services::Column::Price),
            Self::Minutes => Expr::col(services::Column::Minutes),
            Self::IsActive => Expr::col(services::Column::IsActive),
            Self::AcceptsOnline => Expr::col(services::Column::AcceptsOnline),
            Self::Template => Expr::col(services::Column::Template),
            Self::ProfessionalKind => Expr::col(services::Column::ProfessionalKinds),
            Self::Professional => Expr::cust(
                r#"ARRAY(SELECT sp.professional_id FROM "tenant".service_professionals sp WHERE sp.service_id = services.id AND sp.is_offered)"#,
            ),
            Self::Room => Expr::cust(
                r#"ARRAY(SELECT sr.room_id FROM "tenant".service_rooms sr WHERE sr.service_id = services.id)"#,
            ),
            Self::CreatedAt => Expr::col(services::Column::CreatedAt),
            Self::UpdatedAt => Expr::col(services::Column::UpdatedAt),
        }
    }
}

/// A page of services.
pub async fn list(tx: &TenantTx, query: &ListQuery<ServiceField>) -> Result<Page<Service>> {
    let mut select = services::Entity::find();
    if let Some(text) = &query.search {
        let column = "extensions.fold(name || ' ' || coalesce(category, '') || ' ' || coalesce(description, ''))";
        select = select.filter(list::search(column, text));
    }
    let page = list::fetch(tx, select, query, services::Column::Id).await?;
    Ok(Page {
        rows: with_rooms(tx, page.rows).await?,
        total: page.total,
    })
}

/// One service.
pub async fn get(tx: &TenantTx, id: ServiceId) -> Result<Option<Service>> {
    let found = services::Entity::find_by_id(id.0).one(tx).await?;
    Ok(with_rooms(tx, found.into_iter().collect()).await?.pop())
}

async fn with_rooms(tx: &TenantTx, rows: Vec<services::Model>) -> Result<Vec<Service>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let pairs = service_rooms::Entity::find()
        .filter(service_rooms::Column::ServiceId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(service_rooms::Column::RoomId)
        .all(tx)
        .await?;
    let mut rooms: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for pair in pairs {
        rooms.entry(pair.service_id).or_default().push(pair.room_id);
    }
    let with = |row: services::Model| Service {
        rooms: rooms.remove(&row.id).unwrap_or_default(),
        row,
    };
    Ok(rows.into_iter().map(with).collect())
}

/// Makes a service, and gives it to the active professionals whose kind it allows. Constraints: `services_name_key` when
/// another active service has the name, `service_rooms_room_id_fkey` when there is no such room.
pub async fn create(tx: &TenantTx, new: NewService) -> Result<Service> {
    lock_pairs(tx).await?;
    let id = ServiceId::generate().0;
    let row = services::Entity::insert(services::ActiveModel {
        id: Set(id),
        name: Set(new.name),
        price: Set(new.price),
        minutes: Set(new.minutes),
        ..new.more.row()
    })
    .exec_with_returning(tx)
    .await?;
    let rooms = tidy(new.more.rooms.unwrap_or_default());
    write_rooms(tx, id, &rooms).await?;
    let mut changes = Changes::created(&row);
    if !rooms.is_empty() {
        changes = changes.with("rooms", json!([null, rooms]));
    }
    audit::record(tx, "create", "services", Some(id), changes).await?;
    pair(tx, &[id], &[]).await?;
    Ok(Service { row, rooms })
}

/// Changes a service that is still at a version expected; `None` when there is no such service. Those whose kind it
/// allows by now get it; nobody loses it. Constraints as in [`create`].
pub async fn update(
    tx: &TenantTx,
    id: ServiceId,
    expected: &Expected,
    changes: ServiceChanges,
) -> Result<Option<Service>> {
    if changes.professional_kinds.is_some() {
        lock_pairs(tx).await?;
    }
    let Some(before) = change::lock::<services::Entity>(tx, id.0).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    let old = with_rooms(tx, vec![before.clone()]).await?;
    let old = old
        .into_iter()
        .next()
        .map(|one| one.rooms)
        .unwrap_or_default();
    let kinds = before.professional_kinds.clone();
    let rooms = changes.rooms.clone().map_or_else(|| old.clone(), tidy);
    let row = if rooms == old {
        change::write::<services::Entity>(tx, id.0, "update", before, changes.row()).await?
    } else {
        move_to(tx, &before, changes.row(), &old, &rooms).await?
    };
    if row.professional_kinds != kinds {
        pair(tx, &[id.0], &[]).await?;
    }
    Ok(Some(Service { row, rooms }))
}

/// The rooms are part of what the version counts, though they are rows of their own.
async fn move_to(
    tx: &TenantTx,
    before: &services::Model,
    row: services::ActiveModel,
    old: &[Uuid],
    rooms: &[Uuid],
) -> Result<services::Model> {
    service_rooms::Entity::delete_many()
        .filter(service_rooms::Column::ServiceId.eq(before.id))
        .exec(tx)
        .await?;
    write_rooms(tx, before.id, rooms).await?;
    let after = if change::differs::<services::Entity>(before, &row) {
        services::Entity::update_many()
            .set(row)
            .filter(services::Column::Id.eq(before.id))
            .exec_with_returning(tx)
            .await?
            .pop()
    } else {
        change::touch::<services::Entity>(tx, before.id).await?
    };
    // A row that is locked is still there.
    let after = after.unwrap_or_else(|| before.clone());
    let changes = Changes::between(before, &after).with("rooms", json!([old, rooms]));
    audit::record(tx, "update", "services", Some(before.id), changes).await?;
    Ok(after)
}

async fn write_rooms(tx: &TenantTx, service: Uuid, rooms: &[Uuid]) -> Result<()> {
    if rooms.is_empty() {
        return Ok(());
    }
    let rows = rooms.iter().map(|room| service_rooms::ActiveModel {
        service_id: Set(service),
        room_id: Set(*room),
    });
    service_rooms::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn tidy(rooms: Vec<RoomId>) -> Vec<Uuid> {
    let mut rooms: Vec<Uuid> = rooms.into_iter().map(|room| room.0).collect();
    rooms.sort_unstable();
    rooms.dedup();
    rooms
}

/// Deletes a service that is still at a version expected; `None` when there is no such service. Constraints
/// `appointments_service_id_fkey` and `waiting_list_service_id_fkey` when somebody booked it, or waits for it.
pub async fn delete(tx: &TenantTx, id: ServiceId, expected: &Expected) -> Result<Option<()>> {
    lock_pairs(tx).await?;
    let Some(before) = change::lock::<services::Entity>(tx, id.0).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    services::Entity::delete_by_id(id.0).exec(tx).await?;
    let changes = Changes::deleted(&before);
    audit::record(tx, "delete", "services", Some(id.0), changes).await?;
    Ok(Some(()))
}
