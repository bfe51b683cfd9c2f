//! What was done on the platform: `/platform/audit`.

use crate::{
    auth::SuperAdmin,
    extract::Query,
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::Invalid;
use panal_persistence::platform::audit::{self, AuditFilter, AuditLine};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Lines of an answer when the caller does not say.
const LIMIT: u64 = 50;
const MAX_LIMIT: u64 = 100;
/// Longest text to filter by, in characters.
const MAX_TEXT: usize = 254;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list);
}

/// A line of the audit.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformAuditLine {
    /// The line.
    id: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// `operator`, `platform_user` or `job`.
    #[schema(example = "platform_user")]
    actor_kind: String,
    /// Who: the id of a platform user, whose e-mail is in `detail`, or a name.
    actor: String,
    /// What was done.
    #[schema(example = "tenant.suspend")]
    action: String,
    /// The tenant concerned.
    tenant_id: Option<Uuid>,
    /// Its slug then.
    tenant_slug: Option<String>,
    /// Before, after, why.
    #[schema(value_type = Object)]
    detail: Value,
    /// Correlates with the log.
    request_id: Option<String>,
    /// The client's address.
    address: Option<String>,
}

/// Lines, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformAuditPage {
    /// The lines.
    data: Vec<PlatformAuditLine>,
    /// To be sent as `cursor` for the lines that follow; null when there are none.
    next_cursor: Option<Uuid>,
}

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Of this tenant.
    tenant_id: Option<Uuid>,
    /// By this actor: id or e-mail of a platform user, or the name of another.
    actor: Option<String>,
    /// With this action.
    action: Option<String>,
    /// Not before.
    from: Option<DateTime<Utc>>,
    /// Before.
    to: Option<DateTime<Utc>>,
    /// Where to go on, as `next_cursor` said.
    cursor: Option<Uuid>,
    /// Most lines; 50 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
}

/// What was done on the platform, the newest first.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_list_audit",
    params(Which),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Lines.", body = PlatformAuditPage),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/audit")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: SuperAdmin,
    which: Query<Which>,
) -> Result<HttpResponse, Problem> {
    let which = which.into_inner();
    let limit = which.limit.unwrap_or(LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::invalid([("limit", LIMIT_INVALID)]));
    }
    for (name, text) in [("actor", &which.actor), ("action", &which.action)] {
        let fits = |text: &String| text.chars().count() <= MAX_TEXT && !text.contains('\0');
        if text.as_ref().is_some_and(|text| !fits(text)) {
            return Err(Problem::invalid([(name, TEXT_INVALID)]));
        }
    }
    let filter = AuditFilter {
        tenant: which.tenant_id,
        actor: which.actor,
        action: which.action,
        from: which.from,
        to: which.to,
        before: which.cursor,
    };
    let tx = user.begin(&state).await?;
    // One more than asked for tells whether there are others.
    let mut lines = audit::list(&tx, &filter, limit + 1).await?;
    tx.commit().await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = lines.len() > most;
    lines.truncate(most);
    Ok(HttpResponse::Ok().json(PlatformAuditPage {
        next_cursor: lines.last().filter(|_| more).map(|line| line.id),
        data: lines.into_iter().map(PlatformAuditLine::from).collect(),
    }))
}

impl From<AuditLine> for PlatformAuditLine {
    fn from(line: AuditLine) -> Self {
        Self {
            id: line.id,
            at: line.at,
            actor_kind: line.actor_kind,
            actor: line.actor,
            action: line.action,
            tenant_id: line.tenant_id,
            tenant_slug: line.tenant_slug,
            detail: line.detail,
            request_id: line.request_id,
            address: line.address,
        }
    }
}

const LIMIT_INVALID: Invalid = Invalid::new(
    "number_invalid",
    "Escriba un número de 1 a 100.",
    "Write a number from 1 to 100.",
);
const TEXT_INVALID: Invalid = Invalid::new(
    "value_invalid",
    "Use como máximo 254 caracteres, sin el carácter nulo.",
    "Use at most 254 characters, without the NUL character.",
);
