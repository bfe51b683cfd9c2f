//! Keys with which programs act: `/api-keys`.

mod body;

pub use body::{ApiKey, CreatedApiKey, NewApiKey};

use super::rbac::steward;
use crate::{
    auth::{CanEverywhere, problems},
    extract::{Json, Path},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, LOCATION},
    },
    post,
    web::Data,
};
use panal_domain::{
    ApiKey as Secret, ApiKeyId, BranchScope, Message, PermissionMarker,
    access::staff::{AddApiKeys, DeleteApiKeys, ViewApiKeys},
};
use panal_persistence::tenant::api_keys::{self, ApiKeyField};
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

/// Most keys that are good at the same time.
const MOST: u64 = 100;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(revoke);
}

/// Lists API keys.
///
/// Those that are good no more are left out unless `filter[active]=false` asks for them. `q` looks in names. The keys
/// themselves are never shown again.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "list_api_keys",
    params(ListParams<ApiKeyField>),
    security(("bearer" = ["api_keys.view"])),
    responses(
        (status = 200, description = "A page of API keys.", body = PageBody<ApiKey>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/api-keys")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: CanEverywhere<ViewApiKeys>,
    params: ListParams<ApiKeyField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let page = api_keys::list(&tx, &params.query).await?;
    tx.commit().await?;
    let rows: Vec<ApiKey> = page.rows.into_iter().map(ApiKey::from).collect();
    Ok(params.answer(rows, page.total))
}

/// Makes an API key.
///
/// The answer shows the key, once. Its scopes are permissions that its maker has in every branch; those over people,
/// roles, keys and the plan are for people alone. Of what its maker may not do any more the key does nothing either, and
/// it is good for nothing while its maker may not log in. Sending the request again makes another key.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "create_api_key",
    request_body = NewApiKey,
    security(("bearer" = ["api_keys.add"])),
    responses(
        (status = 201, description = "Made.", body = CreatedApiKey, headers(("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `personal_session_required`, `grant_exceeds_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`api_keys_full`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/api-keys")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: CanEverywhere<AddApiKeys>,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let asked = body::read(body.into_inner(), &user)?;
    // `Can` lets only people in for this permission.
    let created_by = user
        .user_id()
        .ok_or_else(problems::personal_session_required)?;
    let secret = Secret::generate().map_err(Problem::internal)?;
    let key = transaction(async || {
        let tx = user.begin(&state).await?;
        // What they may do was read some seconds ago. While rights stand still, keys are made one after the other.
        let by = steward(&tx, &user).await?;
        if by.branches() != &BranchScope::All {
            return Err(problems::limited_to_branches(AddApiKeys::PERMISSION).into());
        }
        by.may_grant(asked.scopes.iter().copied())?;
        if api_keys::count_live(&tx).await? >= MOST {
            return Err(full().into());
        }
        let new = api_keys::NewApiKey {
            name: asked.name.clone(),
            prefix: secret.shown().to_owned(),
            key_hash: secret.digest(),
            scopes: asked.scopes.clone(),
            expires_at: asked.expires_at,
            created_by,
        };
        let key = api_keys::create(&tx, new).await?;
        tx.commit().await?;
        Ok(key)
    })
    .await?;
    let location = format!("{}/api/v1/api-keys/{}", user.request.base_path(), key.id);
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, location))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(CreatedApiKey::new(&secret, key)))
}

/// Shows an API key, but not the key itself.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "get_api_key",
    params(("id" = uuid::Uuid, Path, description = "The API key.")),
    security(("bearer" = ["api_keys.view"])),
    responses(
        (status = 200, description = "The API key.", body = ApiKey),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/api-keys/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: CanEverywhere<ViewApiKeys>,
    id: Path<ApiKeyId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let key = api_keys::get(&tx, id.into_inner()).await?;
    tx.commit().await?;
    let key = key.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(ApiKey::from(key)))
}

/// Revokes an API key: within a second it is good nowhere. That cannot be undone.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "revoke_api_key",
    params(("id" = uuid::Uuid, Path, description = "The API key.")),
    security(("bearer" = ["api_keys.delete"])),
    responses(
        (status = 204, description = "Revoked, now or before."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/api-keys/{id}")]
pub(crate) async fn revoke(
    state: Data<AppState>,
    user: CanEverywhere<DeleteApiKeys>,
    id: Path<ApiKeyId>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    transaction(async || {
        let tx = user.begin(&state).await?;
        api_keys::revoke(&tx, id)
            .await?
            .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    state.auth.sessions.forget(id.0);
    Ok(HttpResponse::NoContent().finish())
}

fn full() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "api_keys_full",
        Message::new(
            "Hay demasiadas claves de API",
            "There are too many API keys",
        ),
    )
    .detail(Message::made(
        format!("Revoque las que ya no use; caben {MOST}."),
        format!("Revoke those no longer in use; {MOST} is the most."),
    ))
}
