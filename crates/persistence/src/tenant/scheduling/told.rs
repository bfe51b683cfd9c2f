//! Visits as their clients hear of them: one or more appointments, told of as one.

use crate::{Result, TenantTx};
use chrono::{DateTime, Utc};
use panal_domain::scheduling::AppointmentState;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use uuid::Uuid;

/// An appointment of a visit.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Part {
    /// The appointment.
    pub id: Uuid,
    /// The first appointment of the visit, by which the visit is known.
    pub visit_id: Uuid,
    /// The series that it is of.
    pub series_id: Option<Uuid>,
    /// By which people know it.
    pub code: String,
    /// Where it is in its life: [`Part::state`].
    pub state: String,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// When it would have begun before it was last rescheduled, unless that left it at its hour.
    pub moved_from: Option<DateTime<Utc>>,
    /// The last reminder that was asked for at this hour: so many minutes before.
    pub last_reminder: Option<i32>,
    /// Whether the client has rated it.
    pub is_rated: bool,
    /// Why it was called off.
    pub cancellation_reason: Option<String>,
    /// Counts changes that concern a calendar.
    pub sequence: i32,
    /// Part of what links are signed for.
    pub link_version: i32,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// Name of the service.
    pub service: String,
    /// Name of the professional.
    pub professional: String,
    /// Name of the branch.
    pub branch: String,
    /// Its street address.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// Its time zone, where it differs from the tenant's.
    pub time_zone: Option<String>,
    /// Whom to write to.
    pub client_name: String,
    /// Where to; nowhere once the client was deleted.
    pub email: Option<String>,
}

impl Part {
    /// Whether it is in `state`.
    #[must_use]
    pub fn is(&self, state: AppointmentState) -> bool {
        self.state == state.as_str()
    }

    /// Whether it is still to come.
    #[must_use]
    pub fn is_open(&self) -> bool {
        AppointmentState::parse(&self.state).is_ok_and(AppointmentState::is_open)
    }
}

/// All appointments of the visit that an appointment is of, called off or not, in order; empty where there is no such
/// appointment. One query.
pub async fn visit_of(tx: &TenantTx, appointment: Uuid) -> Result<Vec<Part>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT a.id, a.visit_id, a.series_id, a.code, a.state, a.starts_at, a.ends_at, a.cancellation_reason, a.sequence,
                   a.rated_at IS NOT NULL AS is_rated,
                   a.link_version, a.updated_at, s.name AS service, p.full_name AS professional, b.name AS branch,
                   b.address, b.phone, b.time_zone, coalesce(a.contact_name, c.first_name) AS client_name,
                   CASE WHEN c.deleted_at IS NULL THEN coalesce(a.contact_email, c.email) END AS email,
                   (SELECT min(r.minutes_before) FROM "tenant".reminders r
                    WHERE r.appointment_id = a.id AND r.starts_at = a.starts_at) AS last_reminder,
                   (SELECT CASE WHEN h.to_starts_at = a.starts_at THEN h.from_starts_at END
                    FROM "tenant".appointment_history h
                    WHERE h.appointment_id = a.id AND h.action = 'reschedule'
                    ORDER BY h.at DESC LIMIT 1) AS moved_from
               FROM "tenant".appointments a
               JOIN "tenant".services s ON s.id = a.service_id
               JOIN "tenant".professionals p ON p.id = a.professional_id
               JOIN "tenant".branches b ON b.id = a.branch_id
               JOIN "tenant".clients c ON c.id = a.client_id
               WHERE a.visit_id = (SELECT visit_id FROM "tenant".appointments WHERE id = $1)
               ORDER BY a.starts_at, a.id"#,
            [appointment.into()],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(Part::from_query_result(row, "")?))
        .collect()
}

/// When those of `appointments` begin that are of `series` and of other visits than `visit`: the first of each visit.
/// One query.
pub async fn others_of_series(
    tx: &TenantTx,
    series: Uuid,
    visit: Uuid,
    appointments: Vec<Uuid>,
) -> Result<Vec<DateTime<Utc>>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT min(starts_at) AS starts_at FROM "tenant".appointments
               WHERE id = ANY ($1) AND series_id = $2 AND visit_id <> $3
               GROUP BY visit_id ORDER BY 1"#,
            [appointments.into(), series.into(), visit.into()],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(row.try_get("", "starts_at")?))
        .collect()
}

/// A time that is held for somebody of the waiting list.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Offered {
    /// The entry of the waiting list.
    pub id: Uuid,
    /// Counts offers; part of what links are signed for.
    pub offers: i32,
    /// When it would begin.
    pub starts_at: DateTime<Utc>,
    /// Until when it is held.
    pub expires_at: DateTime<Utc>,
    /// Name of the service.
    pub service: String,
    /// Name of the professional.
    pub professional: String,
    /// Name of the branch.
    pub branch: String,
    /// Its street address.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// Its time zone, where it differs from the tenant's.
    pub time_zone: Option<String>,
    /// Whom to write to.
    pub client_name: String,
    /// Where to.
    pub email: Option<String>,
}

/// What is held for an entry of the waiting list at this moment; `None` when nothing is.
pub async fn offered(tx: &TenantTx, waiting: Uuid) -> Result<Option<Offered>> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT w.id, w.offers, t.service_starts_at AS starts_at, w.offer_expires_at AS expires_at,
                   s.name AS service, p.full_name AS professional, b.name AS branch, b.address, b.phone, b.time_zone,
                   c.first_name AS client_name, c.email
               FROM "tenant".waiting_list w
               JOIN "tenant".time_slots t ON t.hold_id = w.hold_id
               JOIN "tenant".services s ON s.id = w.service_id
               JOIN "tenant".professionals p ON p.id = t.professional_id
               JOIN "tenant".branches b ON b.id = w.branch_id
               JOIN "tenant".clients c ON c.id = w.client_id AND c.deleted_at IS NULL
               WHERE w.id = $1 AND w.state = 'offered'
               ORDER BY t.service_starts_at LIMIT 1"#,
            [waiting.into()],
        ))
        .await?;
    Ok(row
        .map(|row| Offered::from_query_result(&row, ""))
        .transpose()?)
}
