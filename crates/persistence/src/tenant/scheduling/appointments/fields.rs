//! By what appointments are sorted and filtered.

use crate::list::{Direction, FieldKind, ListField};
use panal_domain::scheduling::{AppointmentSource, AppointmentState};
use sea_orm::sea_query::Expr;

/// Fields by which appointments are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppointmentField {
    /// When it begins.
    StartsAt,
    /// When it ends.
    EndsAt,
    /// The day by the clock of the branch.
    Day,
    /// The number by which people know it.
    Code,
    /// Where it is in its life.
    State,
    /// How it came about.
    Source,
    /// For whom.
    ClientId,
    /// By whom.
    ProfessionalId,
    /// What.
    ServiceId,
    /// Where.
    BranchId,
    /// In which room.
    RoomId,
    /// The series it is of.
    SeriesId,
    /// The visit it is part of.
    VisitId,
    /// The client's verdict.
    Rating,
    /// How long the client waited.
    WaitingMinutes,
    /// What is charged.
    FinalPrice,
    /// The client's name.
    Client,
    /// The professional's name.
    Professional,
    /// The service's name.
    Service,
    /// When it was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
}

impl ListField for AppointmentField {
    const ALL: &'static [Self] = &[
        Self::StartsAt,
        Self::EndsAt,
        Self::Day,
        Self::Code,
        Self::State,
        Self::Source,
        Self::ClientId,
        Self::ProfessionalId,
        Self::ServiceId,
        Self::BranchId,
        Self::RoomId,
        Self::SeriesId,
        Self::VisitId,
        Self::Rating,
        Self::WaitingMinutes,
        Self::FinalPrice,
        Self::Client,
        Self::Professional,
        Self::Service,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[(Self::StartsAt, Direction::Descending)];

    fn name(self) -> &'static str {
        match self {
            Self::StartsAt => "starts_at",
            Self::EndsAt => "ends_at",
            Self::Day => "day",
            Self::Code => "code",
            Self::State => "state",
            Self::Source => "source",
            Self::ClientId => "client_id",
            Self::ProfessionalId => "professional_id",
            Self::ServiceId => "service_id",
            Self::BranchId => "branch_id",
            Self::RoomId => "room_id",
            Self::SeriesId => "series_id",
            Self::VisitId => "visit_id",
            Self::Rating => "rating",
            Self::WaitingMinutes => "waiting_minutes",
            Self::FinalPrice => "final_price",
            Self::Client => "client_name",
            Self::Professional => "professional_name",
            Self::Service => "service_name",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::StartsAt | Self::EndsAt | Self::CreatedAt | Self::UpdatedAt => {
                FieldKind::Timestamp
            }
            Self::Day => FieldKind::Date,
            Self::State => FieldKind::Choice(AppointmentState::NAMES),
            Self::Source => FieldKind::Choice(AppointmentSource::NAMES),
            Self::ClientId
            | Self::ProfessionalId
            | Self::ServiceId
            | Self::BranchId
            | Self::RoomId
            | Self::SeriesId
            | Self::VisitId => FieldKind::Uuid,
            Self::Rating | Self::WaitingMinutes => FieldKind::Integer,
            Self::Code | Self::FinalPrice | Self::Client | Self::Professional | Self::Service => {
                FieldKind::Text
            }
        }
    }

    fn sortable(self) -> bool {
        !matches!(self.kind(), FieldKind::Uuid)
    }

    /// Names are looked for with `q`, or filtered by the id of whose they are.
    fn filterable(self) -> bool {
        !matches!(
            self,
            Self::FinalPrice | Self::Client | Self::Professional | Self::Service
        )
    }

    fn optional(self) -> bool {
        matches!(
            self,
            Self::RoomId | Self::SeriesId | Self::Rating | Self::WaitingMinutes
        )
    }

    /// Names are in the order of a Spanish dictionary, accents and ñ included.
    fn expr(self) -> Expr {
        Expr::cust(match self {
            Self::StartsAt => "appointments.starts_at",
            Self::EndsAt => "appointments.ends_at",
            Self::Day => "appointments.day",
            Self::Code => "appointments.code",
            Self::State => "appointments.state",
            Self::Source => "appointments.source",
            Self::ClientId => "appointments.client_id",
            Self::ProfessionalId => "appointments.professional_id",
            Self::ServiceId => "appointments.service_id",
            Self::BranchId => "appointments.branch_id",
            Self::RoomId => "appointments.room_id",
            Self::SeriesId => "appointments.series_id",
            Self::VisitId => "appointments.visit_id",
            // Wide enough for any number that somebody asks for.
            Self::Rating => "appointments.rating::bigint",
            Self::WaitingMinutes => "appointments.waiting_minutes::bigint",
            Self::FinalPrice => "appointments.final_price",
            Self::Client => r#"c.first_name || ' ' || c.last_name COLLATE "es-x-icu""#,
            Self::Professional => r#"p.full_name COLLATE "es-x-icu""#,
            Self::Service => r#"s.name COLLATE "es-x-icu""#,
            Self::CreatedAt => "appointments.created_at",
            Self::UpdatedAt => "appointments.updated_at",
        })
    }
}
