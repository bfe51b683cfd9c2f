//! An appointment as the customer sees it who has its link, and their verdict on it.

use super::booking::Appointment;
use crate::{
    Result, TenantTx,
    tenant::{
        audit::{self, Changes},
        entity::{appointments, branches, services},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::{
    AppointmentId, BranchId, ProfessionalId, ServiceId, scheduling::AppointmentState,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Statement, sea_query::Expr,
};
use uuid::Uuid;

/// A service as customers see it.
pub use services::Model as Service;

/// A branch.
pub use branches::Model as Branch;

/// An appointment, unless there is none.
pub async fn appointment(tx: &TenantTx, id: AppointmentId) -> Result<Option<Appointment>> {
    Ok(appointments::Entity::find_by_id(id.0).one(tx).await?)
}

/// What an appointment's ids are called.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Names {
    /// The service.
    pub service: String,
    /// The professional.
    pub professional: String,
    /// The branch.
    pub branch: String,
    /// Its address.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// Its zone, where it has one of its own.
    pub time_zone: Option<String>,
}

/// What these ids are called; `None` where one of them is of nothing.
pub async fn names(
    tx: &TenantTx,
    branch: BranchId,
    service: ServiceId,
    professional: ProfessionalId,
) -> Result<Option<Names>> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT s.name AS service, p.full_name AS professional, b.name AS branch, b.address, b.phone, b.time_zone
               FROM "tenant".branches b, "tenant".services s, "tenant".professionals p
               WHERE b.id = $1 AND s.id = $2 AND p.id = $3"#,
            [branch.0.into(), service.0.into(), professional.0.into()],
        ))
        .await?;
    Ok(row
        .map(|row| Names::from_query_result(&row, ""))
        .transpose()?)
}

/// Services of a visit that begin further apart than this are visits of their own to the client.
pub const TOGETHER: TimeDelta = TimeDelta::hours(24);

/// What else of its visit the link of an appointment stands for, in order: that of the first appointment for all others;
/// where that was called off or moved, that of the first that is still to come for those that follow within a day.
pub async fn along(tx: &TenantTx, appointment: &Appointment) -> Result<Vec<Appointment>> {
    let mut visit = appointments::Entity::find()
        .filter(appointments::Column::VisitId.eq(appointment.visit_id))
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
        .all(tx)
        .await?;
    visit.retain(|other| other.id != appointment.id);
    if appointment.id == appointment.visit_id {
        return Ok(visit);
    }
    let begins = appointment.starts_at;
    let is_open = |one: &Appointment| {
        AppointmentState::parse(&one.state).is_ok_and(AppointmentState::is_open)
    };
    let is_second = visit
        .iter()
        .any(|one| is_open(one) && one.starts_at < begins && begins - one.starts_at < TOGETHER);
    visit.retain(|one| !is_second && one.starts_at >= begins && one.starts_at - begins < TOGETHER);
    Ok(visit)
}

/// Open branches, in the order in which one is chosen when none is named.
pub async fn branches(tx: &TenantTx) -> Result<Vec<Branch>> {
    Ok(branches::Entity::find()
        .filter(branches::Column::IsActive.eq(true))
        .order_by_asc(branches::Column::CreatedAt)
        .order_by_asc(branches::Column::Id)
        .all(tx)
        .await?)
}

/// Services that customers may book and that somebody gives whom they may book.
pub async fn services(tx: &TenantTx) -> Result<Vec<Service>> {
    Ok(services::Entity::find()
        .filter(services::Column::IsActive.eq(true))
        .filter(services::Column::AcceptsOnline.eq(true))
        .filter(Expr::cust(
            r#"EXISTS (SELECT FROM "tenant".service_professionals sp JOIN "tenant".professionals p
                   ON p.id = sp.professional_id AND p.is_active AND p.accepts_online
               WHERE sp.service_id = services.id AND sp.is_offered)"#,
        ))
        .order_by_asc(services::Column::Category)
        .order_by_asc(services::Column::Name)
        .all(tx)
        .await?)
}

/// A professional as customers see them: nothing personal.
#[derive(Debug, Clone, FromQueryResult)]
pub struct PublicProfessional {
    /// Who.
    pub id: Uuid,
    /// Name.
    pub full_name: String,
    /// Kind.
    pub kind: Option<String>,
    /// What they are good at.
    pub specialities: Vec<String>,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// `#rrggbb`.
    pub color: Option<String>,
    /// Minutes that the service asked for takes them.
    pub minutes: Option<i32>,
    /// What they charge for it.
    pub price: Option<rust_decimal::Decimal>,
}

/// Professionals whom customers may book, of one service or of any.
pub async fn professionals(
    tx: &TenantTx,
    service: Option<ServiceId>,
) -> Result<Vec<PublicProfessional>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT p.id, p.full_name, p.kind, p.specialities, p.bio, p.color, g.minutes, g.price
               FROM "tenant".professionals p
               LEFT JOIN LATERAL (SELECT coalesce(sp.minutes, s.minutes) AS minutes, coalesce(sp.price, s.price) AS price
                   FROM "tenant".service_professionals sp JOIN "tenant".services s ON s.id = sp.service_id
                   WHERE sp.professional_id = p.id AND sp.is_offered AND s.is_active AND s.accepts_online
                       AND s.id = $1) g ON true
               WHERE p.is_active AND p.accepts_online AND ($1::uuid IS NULL OR g.minutes IS NOT NULL)
               ORDER BY p.position, p.full_name, p.id"#,
            [service.map(|service| service.0).into()],
        ))
        .await?;
    let rows = rows
        .iter()
        .map(|row| PublicProfessional::from_query_result(row, ""));
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// A verdict may be changed for so long after it was given.
pub const RATING_OPEN: TimeDelta = TimeDelta::days(7);

/// Why a verdict is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRated {
    /// There is no such appointment.
    Unknown,
    /// It has not taken place, or not to its end.
    NotCompleted,
    /// It was given longer ago than [`RATING_OPEN`].
    Closed,
}

/// Keeps a client's verdict, over the one that was given before.
pub async fn rate(
    tx: &TenantTx,
    now: DateTime<Utc>,
    id: AppointmentId,
    rating: i16,
    comment: Option<String>,
) -> Result<std::result::Result<Appointment, NotRated>> {
    let before = appointments::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx)
        .await?;
    let Some(before) = before else {
        return Ok(Err(NotRated::Unknown));
    };
    if before.completed_at.is_none() {
        return Ok(Err(NotRated::NotCompleted));
    }
    if before
        .rated_at
        .is_some_and(|rated| rated + RATING_OPEN < now)
    {
        return Ok(Err(NotRated::Closed));
    }
    let changed = appointments::ActiveModel {
        rating: Set(Some(rating)),
        rating_comment: Set(comment),
        rated_at: Set(Some(before.rated_at.unwrap_or(now))),
        ..Default::default()
    };
    let after = appointments::Entity::update_many()
        .set(changed)
        .filter(appointments::Column::Id.eq(id.0))
        .exec_with_returning(tx)
        .await?
        .pop();
    let Some(after) = after else {
        return Ok(Err(NotRated::Unknown));
    };
    let changes = Changes::between(&before, &after);
    audit::record(tx, "rate", "appointments", Some(id.0), changes).await?;
    Ok(Ok(after))
}
