//! For load balancers, orchestrators and people.

use crate::{
    health::{HealthReport, HealthStatus, report, unready},
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header::RETRY_AFTER},
    web,
};
use panal_domain::Message;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(health).service(live).service(ready);
}

/// A probe's answer.
#[derive(Debug, Serialize, ToSchema)]
struct Probe {
    /// `live` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
}

/// Is all well?
#[utoipa::path(tag = "health", responses(
    (status = 200, description = "Everything works", body = HealthReport),
    (status = 503, description = "Something does not; the body says what", body = HealthReport),
))]
#[get("/health")]
async fn health(state: web::Data<AppState>) -> HttpResponse {
    let report = report(&state).await;
    let status = match report.status {
        HealthStatus::Healthy => StatusCode::OK,
        HealthStatus::Unhealthy => StatusCode::SERVICE_UNAVAILABLE,
    };
    HttpResponse::build(status).json(report)
}

/// Does the process answer? Restart it when not.
#[utoipa::path(tag = "health", responses((status = 200, description = "It does", body = Probe)))]
#[get("/health/live")]
async fn live() -> web::Json<Probe> {
    web::Json(Probe { status: "live" })
}

/// May it get requests? Not while the database is away, the platform's schema is behind, or the server is stopping.
#[utoipa::path(tag = "health", responses(
    (status = 200, description = "It may", body = Probe),
    (status = 503, description = "Not now; `reason` says why", body = ProblemBody, content_type = "application/problem+json"),
))]
#[get("/health/ready")]
async fn ready(state: web::Data<AppState>) -> Result<web::Json<Probe>, Problem> {
    match unready(&state).await {
        None => Ok(web::Json(Probe { status: "ready" })),
        Some(reason) => Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "not_ready",
            Message::new("El servidor no está listo", "The server is not ready"),
        )
        .with("reason", reason)
        .header(RETRY_AFTER, 1)),
    }
}
