//! Rooms as JSON.

use crate::{
    body::Body,
    problem::Problem,
    routes::services::fields::{color, id, lines},
};
use chrono::{DateTime, Utc};
use panal_domain::{BranchId, Text};
use panal_persistence::tenant::scheduling::rooms::{self, RoomChanges};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

type Name = Text<80>;

/// A room or chair.
#[derive(Debug, Serialize, ToSchema)]
pub struct Room {
    /// The room.
    id: Uuid,
    /// Its branch.
    branch_id: Uuid,
    /// Its name.
    #[schema(example = "Consultorio 2")]
    name: String,
    /// What is in it.
    description: Option<String>,
    /// `#rrggbb`.
    #[schema(example = "#2a9d8f")]
    color: Option<String>,
    /// Order in the agenda.
    #[schema(example = 0)]
    position: i32,
    /// Whether it is used.
    is_active: bool,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

/// A room to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    /// Its branch, where it stays.
    pub branch_id: Uuid,
    /// Its name; of the active rooms of a branch no two have the same.
    #[schema(example = "Consultorio 2", max_length = 80)]
    pub name: String,
    /// What is in it.
    #[schema(max_length = 2000)]
    pub description: Option<String>,
    /// `#rrggbb`.
    #[schema(example = "#2a9d8f")]
    pub color: Option<String>,
    /// Order in the agenda; 0 unless told.
    #[schema(minimum = 0, maximum = 10000)]
    pub position: Option<i32>,
    /// Whether it is used; true unless told.
    pub is_active: Option<bool>,
}

/// What is to change of a room. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomPatch {
    /// Its name; of the active rooms of a branch no two have the same.
    #[schema(example = "Consultorio 2", max_length = 80, nullable = false)]
    pub name: Option<String>,
    /// What is in it.
    #[schema(max_length = 2000)]
    pub description: Option<String>,
    /// `#rrggbb`.
    #[schema(example = "#2a9d8f")]
    pub color: Option<String>,
    /// Order in the agenda.
    #[schema(minimum = 0, maximum = 10000, nullable = false)]
    pub position: Option<i32>,
    /// Whether it is used.
    #[schema(nullable = false)]
    pub is_active: Option<bool>,
}

impl From<rooms::Room> for Room {
    fn from(row: rooms::Room) -> Self {
        Self {
            id: row.id,
            branch_id: row.branch_id,
            name: row.name,
            description: row.description,
            color: row.color,
            position: row.position,
            is_active: row.is_active,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// Reads a room to be: its branch, its name and the rest.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_room(
    body: Map<String, Value>,
) -> Result<(BranchId, String, RoomChanges), Problem> {
    let mut body = Body::new(body);
    let branch = body.text("branch_id", |raw| id(raw).map(BranchId));
    let branch = body.required("branch_id", branch);
    let name = name(&mut body);
    let name = body.required("name", name);
    let more = more(&mut body);
    body.finish()?;
    match (branch, name) {
        (Some(branch), Some(name)) => Ok((branch, name, more)),
        // `finish` has refused a body without them.
        _ => Err(Problem::internal("body without branch or name passed")),
    }
}

/// Reads what is to change of a room.
///
/// # Errors
/// 422 with every fault.
pub(super) fn room_changes(body: Map<String, Value>) -> Result<RoomChanges, Problem> {
    let mut body = Body::new(body);
    let name = name(&mut body);
    let changes = RoomChanges {
        name: body.not_null("name", name),
        ..more(&mut body)
    };
    body.finish()?;
    Ok(changes)
}

fn name(body: &mut Body) -> Option<Option<String>> {
    body.text("name", |raw| Name::parse(raw).map(Into::into))
}

fn more(body: &mut Body) -> RoomChanges {
    let description = body.text("description", lines);
    let color = body.text("color", color);
    let position = body.integer("position", 0..=10_000);
    let is_active = body.boolean("is_active");
    RoomChanges {
        name: None,
        description,
        color,
        position: body.not_null("position", position),
        is_active: body.not_null("is_active", is_active),
    }
}
