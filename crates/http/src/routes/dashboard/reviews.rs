use crate::{
    auth::Can,
    cursor::{CursorBody, CursorFilter, CursorParams},
    list::UUID_INVALID,
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{
    BranchId, Invalid, ProfessionalId, ServiceId,
    scheduling::{appointment::check_rating, permissions::ViewAppointments},
};
use panal_persistence::tenant::scheduling::numbers::{self, Review as Row, ReviewFilter};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list);
}

/// What a client said of an appointment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Review {
    /// The appointment.
    appointment_id: Uuid,
    /// Its code.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// Its day, by the clock of the branch.
    day: NaiveDate,
    /// Where.
    branch_id: Uuid,
    /// Who rates.
    client_id: Uuid,
    /// Given and family names.
    #[schema(example = "Rosa Quispe Mamani")]
    client_name: String,
    /// Who is rated.
    professional_id: Uuid,
    /// Name.
    #[schema(example = "Dra. Lucía Paredes")]
    professional_name: String,
    /// For what.
    service_id: Uuid,
    /// Name.
    #[schema(example = "Limpieza dental")]
    service_name: String,
    /// 1 to 5.
    #[schema(example = 5)]
    rating: i16,
    /// In the client's words.
    #[schema(example = "Muy amable y puntual.")]
    comment: Option<String>,
    /// When.
    rated_at: DateTime<Utc>,
}

impl From<Row> for Review {
    fn from(row: Row) -> Self {
        Self {
            appointment_id: row.appointment_id,
            code: row.code,
            day: row.day,
            branch_id: row.branch_id,
            client_id: row.client_id,
            client_name: row.client_name,
            professional_id: row.professional_id,
            professional_name: row.professional_name,
            service_id: row.service_id,
            service_name: row.service_name,
            rating: row.rating,
            comment: row.comment,
            rated_at: row.rated_at,
        }
    }
}

/// What ratings are filtered by.
#[derive(Debug, Clone, Default)]
pub struct ReviewQuery(ReviewFilter);

impl CursorFilter for ReviewQuery {
    const PARAMETERS: &'static [(&'static str, &'static str)] = &[
        ("branch", "Of one branch."),
        ("professional", "Of one professional."),
        ("service", "Of one service."),
        ("rating", "With so many points, 1 to 5."),
        ("commented", "true: those with words; false: those without."),
    ];

    fn take(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        let filter = &mut self.0;
        match name {
            "branch" => filter.branch = Some(BranchId(id(value)?)),
            "professional" => filter.professional = Some(ProfessionalId(id(value)?)),
            "service" => filter.service = Some(ServiceId(id(value)?)),
            "rating" => {
                // What is no number is no rating either.
                filter.rating = Some(check_rating(value.parse().unwrap_or_default())?);
            }
            _ => {
                filter.commented = Some(value.parse().map_err(|_cause| {
                    Invalid::unknown_value("value_unknown", &["true", "false"])
                })?);
            }
        }
        Ok(())
    }
}

fn id(value: &str) -> Result<Uuid, Invalid> {
    Uuid::try_parse(value).map_err(|_cause| UUID_INVALID)
}

/// Lists ratings, the newest first.
///
/// Whoever has the permission in some branches only sees those of appointments there.
#[utoipa::path(
    tag = "analytics",
    operation_id = "list_reviews",
    params(CursorParams<ReviewQuery>),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "Ratings.", body = CursorBody<Review>,
            headers(("Link" = String, description = "The next page, where there is one."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/reviews")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    params: CursorParams<ReviewQuery>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let filter = &params.filter.0;
    let page = numbers::reviews(&tx, user.branches(), filter, params.cursor, params.limit).await?;
    tx.commit().await?;
    let rows: Vec<Review> = page.rows.into_iter().map(Review::from).collect();
    Ok(params.answer(rows, page.next))
}
