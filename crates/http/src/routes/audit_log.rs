//! Who did what: `/audit-log`.

mod filter;

pub use filter::AuditFilter;

use crate::{
    auth::{Authenticated, CanEverywhere},
    cursor::{CursorBody, CursorParams},
    extract::Path,
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{Module, access::staff::ViewAuditLog};
use panal_persistence::tenant::audit::{self, Entry as Row, Names};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list).service(get_one);
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct Entry {
    /// The entry.
    id: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// Who did it.
    actor: EntryActor,
    /// The user in whose place a platform user did it.
    on_behalf_of: Option<Uuid>,
    /// The name of that user.
    on_behalf_of_name: Option<String>,
    /// What was done.
    #[schema(example = "update")]
    action: String,
    /// To what sort of thing.
    #[schema(example = "clients")]
    entity: String,
    /// To which one.
    entity_id: Option<Uuid>,
    /// What people call it by now: the name of a person or thing, the code of an appointment. Null where it has none or
    /// is gone.
    #[schema(example = "José Quispe Mamani")]
    entity_name: Option<String>,
    /// What changed: `{field: [before, after]}`. Secrets and what people confide are `***`.
    #[schema(value_type = Object, example = json!({"first_name": ["Jose", "José"]}))]
    changes: Value,
    /// The request, as in the answer's `X-Request-Id`.
    request_id: Option<String>,
    /// The address it came from.
    #[schema(example = "192.0.2.7")]
    address: Option<String>,
}

/// Who did something, as known then.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditActor)]
pub struct EntryActor {
    /// `user`, `api_key`, `impersonator` (a platform user in a user's place), `job`, `operator` or `anonymous`.
    #[schema(example = "user")]
    kind: String,
    /// The user, the key or the platform user.
    id: Option<Uuid>,
    /// Log-in name, or the name of the key.
    #[schema(example = "ana@clinica1.test")]
    name: Option<String>,
    /// Of a user, the name of the person by now.
    #[schema(example = "Ana Pérez")]
    full_name: Option<String>,
}

impl Entry {
    fn new(row: Row, names: &Names) -> Self {
        let named = |name: Option<&str>| name.map(str::to_owned);
        Self {
            entity_name: named(names.of_entity(&row)),
            on_behalf_of_name: named(names.of_user(row.on_behalf_of)),
            id: row.id,
            at: row.at,
            actor: EntryActor {
                kind: row.actor_kind,
                id: row.actor_id,
                name: row.actor_name,
                full_name: named(names.of_user(row.actor_id)),
            },
            on_behalf_of: row.on_behalf_of,
            action: row.action,
            entity: row.entity,
            entity_id: row.entity_id,
            changes: row.changes,
            request_id: row.request_id,
            address: row.address,
        }
    }
}

/// Lists what was done, the newest first.
///
/// Pages follow one another by `cursor`: what is done meanwhile moves nothing. `q` reads every entry that the rest lets
/// through, so it looks at 90 days at most: the last before `to` unless `from` says which. All that was ever done to one
/// thing, given by `entity` and `entity_id`, is searched without that limit.
#[utoipa::path(
    tag = "audit",
    operation_id = "list_audit_log",
    params(CursorParams<AuditFilter>),
    security(("bearer" = ["audit_log.view"])),
    responses(
        (status = 200, description = "Entries.", body = CursorBody<Entry>,
            headers(("Link" = String, description = "The next page, where there is one."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/audit-log")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: CanEverywhere<ViewAuditLog>,
    params: CursorParams<AuditFilter>,
) -> Result<HttpResponse, Problem> {
    let filter = params.filter.within_reach(Utc::now())?;
    let tx = user.begin_read_only(&state).await?;
    let page = audit::list(&tx, &filter, params.cursor, params.limit).await?;
    let names = audit::names(&tx, &page.rows, has_agenda(&user)).await?;
    tx.commit().await?;
    let rows = page.rows.into_iter();
    let rows: Vec<Entry> = rows.map(|row| Entry::new(row, &names)).collect();
    Ok(params.answer(rows, page.next))
}

/// Shows one entry.
#[utoipa::path(
    tag = "audit",
    operation_id = "get_audit_log_entry",
    params(("id" = Uuid, Path, description = "The entry.")),
    security(("bearer" = ["audit_log.view"])),
    responses(
        (status = 200, description = "The entry.", body = Entry),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/audit-log/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: CanEverywhere<ViewAuditLog>,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let entry = audit::get(&tx, id.0)
        .await?
        .ok_or_else(Problem::not_found)?;
    let names = audit::names(&tx, std::slice::from_ref(&entry), has_agenda(&user)).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(Entry::new(entry, &names)))
}

fn has_agenda(user: &Authenticated) -> bool {
    user.tenant.modules.contains(Module::Scheduling)
}
