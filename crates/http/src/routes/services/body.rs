//! Services as JSON.

use super::fields::{MAX_KINDS, at_most, color, id, kind, lines, price};
use crate::{body::Body, problem::Problem, tenancy::Tenant};
use chrono::{DateTime, Utc};
use panal_domain::{RoomId, Text};
use panal_persistence::tenant::scheduling::services::{self, NewService as New, ServiceChanges};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

type Name = Text<120>;
type Category = Text<80>;

/// Most rooms of a service.
const MAX_ROOMS: usize = 200;

/// What the business does for its clients.
#[derive(Debug, Serialize, ToSchema)]
pub struct Service {
    /// The service.
    id: Uuid,
    /// The template it came from.
    #[schema(example = "clinica_dental.limpieza_dental")]
    template: Option<String>,
    /// Its name.
    #[schema(example = "Limpieza dental")]
    name: String,
    /// What customers read.
    description: Option<String>,
    /// By which people sort it.
    #[schema(example = "Prevención")]
    category: Option<String>,
    /// Price in the business's currency.
    #[schema(value_type = String, example = "120000.00")]
    price: Decimal,
    /// How long it takes.
    #[schema(example = 45)]
    minutes: i32,
    /// Minutes kept free before.
    #[schema(example = 0)]
    buffer_before_minutes: i32,
    /// Minutes kept free after.
    #[schema(example = 10)]
    buffer_after_minutes: i32,
    /// The kinds of professionals to whom it is reserved; empty is everybody.
    #[schema(example = json!(["odontologo", "higienista"]))]
    professional_kinds: Vec<String>,
    /// `#rrggbb`.
    #[schema(example = "#2a9d8f")]
    color: Option<String>,
    /// Whether customers may book it by themselves.
    accepts_online: bool,
    /// Whether it is given.
    is_active: bool,
    /// The rooms in which it can be given; without any it needs none.
    rooms: Vec<Uuid>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

/// A service to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewService {
    /// Its name.
    #[schema(example = "Limpieza dental", max_length = 120)]
    pub name: String,
    /// Price in the business's currency.
    #[schema(example = "120000")]
    pub price: String,
    /// How long it takes.
    #[schema(example = 45, minimum = 5, maximum = 720)]
    pub minutes: i32,
    /// What customers read.
    #[schema(max_length = 2000)]
    pub description: Option<String>,
    /// By which people sort it.
    #[schema(max_length = 80)]
    pub category: Option<String>,
    /// Minutes kept free before.
    #[schema(minimum = 0, maximum = 240)]
    pub buffer_before_minutes: Option<i32>,
    /// Minutes kept free after.
    #[schema(minimum = 0, maximum = 240)]
    pub buffer_after_minutes: Option<i32>,
    /// The kinds of professionals to whom it is reserved; empty is everybody.
    #[schema(max_items = 50)]
    pub professional_kinds: Option<Vec<String>>,
    /// `#rrggbb`.
    #[schema(example = "#2a9d8f")]
    pub color: Option<String>,
    /// Whether customers may book it by themselves; true unless told.
    pub accepts_online: Option<bool>,
    /// Whether it is given; true unless told.
    pub is_active: Option<bool>,
    /// The rooms in which it can be given; without any it needs none.
    #[schema(max_items = 200)]
    pub rooms: Option<Vec<Uuid>>,
}

/// What is to change of a service. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServicePatch {
    /// Its name.
    #[schema(example = "Limpieza dental", max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// Price in the business's currency. Appointments that are booked keep theirs.
    #[schema(example = "120000", nullable = false)]
    pub price: Option<String>,
    /// How long it takes. Appointments that are booked keep their length.
    #[schema(example = 45, minimum = 5, maximum = 720, nullable = false)]
    pub minutes: Option<i32>,
    /// What customers read.
    #[schema(max_length = 2000)]
    pub description: Option<String>,
    /// By which people sort it.
    #[schema(max_length = 80)]
    pub category: Option<String>,
    /// Minutes kept free before.
    #[schema(minimum = 0, maximum = 240, nullable = false)]
    pub buffer_before_minutes: Option<i32>,
    /// Minutes kept free after.
    #[schema(minimum = 0, maximum = 240, nullable = false)]
    pub buffer_after_minutes: Option<i32>,
    /// The kinds of professionals to whom it is reserved, all of them; empty is everybody.
    #[schema(max_items = 50)]
    pub professional_kinds: Option<Vec<String>>,
    /// `#rrggbb`.
    #[schema(example = "#2a9d8f")]
    pub color: Option<String>,
    /// Whether customers may book it by themselves.
    #[schema(nullable = false)]
    pub accepts_online: Option<bool>,
    /// Whether it is given.
    #[schema(nullable = false)]
    pub is_active: Option<bool>,
    /// The rooms in which it can be given, all of them; without any it needs none.
    #[schema(max_items = 200)]
    pub rooms: Option<Vec<Uuid>>,
}

impl From<services::Service> for Service {
    fn from(service: services::Service) -> Self {
        let services::Service { row, rooms } = service;
        Self {
            id: row.id,
            template: row.template,
            name: row.name,
            description: row.description,
            category: row.category,
            price: row.price,
            minutes: row.minutes,
            buffer_before_minutes: row.buffer_before_minutes,
            buffer_after_minutes: row.buffer_after_minutes,
            professional_kinds: row.professional_kinds,
            color: row.color,
            accepts_online: row.accepts_online,
            is_active: row.is_active,
            rooms,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// Reads a service to be.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_service(body: Map<String, Value>, tenant: &Tenant) -> Result<New, Problem> {
    let mut body = Body::new(body);
    let (name, price, minutes) = main(&mut body, tenant);
    let name = body.required("name", name);
    let price = body.required("price", price);
    let minutes = body.required("minutes", minutes);
    let more = more(&mut body);
    body.finish()?;
    let (Some(name), Some(price), Some(minutes)) = (name, price, minutes) else {
        // `finish` has refused a body without them.
        return Err(Problem::internal(
            "body without name, price or minutes passed",
        ));
    };
    Ok(New {
        name,
        price,
        minutes,
        more,
    })
}

/// Reads what is to change of a service.
///
/// # Errors
/// 422 with every fault.
pub(super) fn service_changes(
    body: Map<String, Value>,
    tenant: &Tenant,
) -> Result<ServiceChanges, Problem> {
    let mut body = Body::new(body);
    let (name, price, minutes) = main(&mut body, tenant);
    let changes = ServiceChanges {
        name: body.not_null("name", name),
        price: body.not_null("price", price),
        minutes: body.not_null("minutes", minutes),
        ..more(&mut body)
    };
    body.finish()?;
    Ok(changes)
}

type Main = (
    Option<Option<String>>,
    Option<Option<Decimal>>,
    Option<Option<i32>>,
);

fn main(body: &mut Body, tenant: &Tenant) -> Main {
    let name = body.text("name", |raw| Name::parse(raw).map(Into::into));
    (
        name,
        price(body, "price", tenant.currency),
        body.integer("minutes", 5..=720),
    )
}

fn more(body: &mut Body) -> ServiceChanges {
    let description = body.text("description", lines);
    let category = body.text("category", |raw| Category::parse(raw).map(Into::into));
    let before = body.integer("buffer_before_minutes", 0..=240);
    let after = body.integer("buffer_after_minutes", 0..=240);
    let kinds = body.texts("professional_kinds", kind).map(|mut kinds| {
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    });
    at_most(body, "professional_kinds", kinds.as_ref(), MAX_KINDS);
    let rooms = body.texts("rooms", |raw| id(raw).map(RoomId));
    at_most(body, "rooms", rooms.as_ref(), MAX_ROOMS);
    let color = body.text("color", color);
    let accepts_online = body.boolean("accepts_online");
    let is_active = body.boolean("is_active");
    ServiceChanges {
        description,
        category,
        buffer_before_minutes: body.not_null("buffer_before_minutes", before),
        buffer_after_minutes: body.not_null("buffer_after_minutes", after),
        professional_kinds: kinds,
        color,
        accepts_online: body.not_null("accepts_online", accepts_online),
        is_active: body.not_null("is_active", is_active),
        rooms,
        ..ServiceChanges::default()
    }
}
