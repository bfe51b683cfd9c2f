//! What was done on the platform: `/platform/audit`.

use crate::{
    auth::SuperAdmin,
    cursor::{CursorBody, CursorFilter, CursorParams},
    list::{TIMESTAMP_INVALID, UUID_INVALID},
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::Invalid;
use panal_persistence::platform::audit::{self, AuditFilter, AuditLine};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

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
    /// `operator`, `platform_user`, `tenant_user` or `job`.
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

/// What the platform's audit is filtered by.
#[derive(Debug, Clone, Default)]
pub struct PlatformAuditFilter(AuditFilter);

impl CursorFilter for PlatformAuditFilter {
    const PARAMETERS: &'static [(&'static str, &'static str)] = &[
        ("tenant_id", "Of this tenant."),
        (
            "actor",
            "By this actor: id or e-mail of a platform user, or the name of another.",
        ),
        ("action", "With this action, such as tenant.suspend."),
        (
            "from",
            "Not before this moment, such as 2026-01-31T15:00:00Z.",
        ),
        ("to", "Before this moment."),
    ];

    fn take(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        let filter = &mut self.0;
        match name {
            "tenant_id" => {
                filter.tenant = Some(Uuid::try_parse(value).map_err(|_cause| UUID_INVALID)?);
            }
            "actor" => filter.actor = Some(word(value)?),
            "action" => filter.action = Some(word(value)?),
            "from" => filter.from = Some(moment(value)?),
            _ => filter.to = Some(moment(value)?),
        }
        Ok(())
    }
}

fn word(value: &str) -> Result<String, Invalid> {
    if value.is_empty() || value.chars().count() > MAX_TEXT {
        return Err(TEXT_INVALID);
    }
    Ok(value.to_owned())
}

fn moment(value: &str) -> Result<DateTime<Utc>, Invalid> {
    DateTime::parse_from_rfc3339(value)
        .map(|moment| moment.with_timezone(&Utc))
        .map_err(|_cause| TIMESTAMP_INVALID)
}

/// What was done on the platform, the newest first.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_list_audit",
    params(CursorParams<PlatformAuditFilter>),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Lines.", body = CursorBody<PlatformAuditLine>,
            headers(("Link" = String, description = "The next page, where there is one."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/audit")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: SuperAdmin,
    params: CursorParams<PlatformAuditFilter>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    let page = audit::list(&tx, &params.filter.0, params.cursor, params.limit).await?;
    tx.commit().await?;
    let rows: Vec<PlatformAuditLine> = page.rows.into_iter().map(PlatformAuditLine::from).collect();
    Ok(params.answer(rows, page.next))
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

const TEXT_INVALID: Invalid = Invalid::new(
    "value_invalid",
    "Escriba de 1 a 254 caracteres.",
    "Write 1 to 254 characters.",
);
