//! Roles and their permissions: `/rbac/roles`.

use super::{
    body::{self, NewRole, PermissionCodes, Role, RoleDetail, RolePatch},
    permissions, steward,
};
use crate::{
    auth::{Authenticated, Can, CanEverywhere},
    etag::{IfMatch, etag},
    extract::{Json, Path},
    idempotency::{Answer, IdempotencyKey},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    patch, post, put,
    web::Data,
};
use panal_domain::{
    Permission, RoleId,
    access::staff::{AddRoles, ChangeRoles, DeleteRoles, ViewRoles},
};
use panal_persistence::{
    Result as DbResult, TenantTx,
    tenant::{
        roles::{self, RoleChanges, RoleField},
        steward::{Ruled, Steward},
    },
};
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(replace)
        .service(update)
        .service(remove)
        .service(set_permissions)
        .service(grant)
        .service(revoke);
}

/// Lists roles.
///
/// `q` looks in name, code and description.
#[utoipa::path(
    tag = "rbac",
    operation_id = "list_roles",
    params(ListParams<RoleField>),
    security(("bearer" = ["roles.view"])),
    responses(
        (status = 200, description = "A page of roles.", body = PageBody<Role>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/rbac/roles")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewRoles>,
    params: ListParams<RoleField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let page = roles::list(&tx, &params.query).await?;
    let ids: Vec<RoleId> = page.rows.iter().map(|role| RoleId(role.id)).collect();
    let users = roles::users(&tx, &ids).await?;
    tx.commit().await?;
    let rows: Vec<Role> = page
        .rows
        .into_iter()
        .map(|row| {
            let users = users.get(&RoleId(row.id)).copied().unwrap_or(0);
            Role::new(row, users)
        })
        .collect();
    Ok(params.answer(rows, page.total))
}

/// Makes a role.
///
/// It has no permissions of its own yet. Nobody makes a role that inherits what they do not have.
#[utoipa::path(
    tag = "rbac",
    operation_id = "create_role",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each role.", max_length = 255)),
    request_body = NewRole,
    security(("bearer" = ["roles.add"])),
    responses(
        (status = 201, description = "Made.", body = RoleDetail,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `grant_exceeds_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`role_code_taken`, `roles_full`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `role_too_deep`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/rbac/roles")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: CanEverywhere<AddRoles>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let new = body::new_role(body.clone())?;
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let by = steward(&tx, &user).await?;
                let role = roles::create(&by, new.clone()).await?;
                let location =
                    format!("{}/api/v1/rbac/roles/{}", user.request.base_path(), role.id);
                let version = role.version;
                let detail = RoleDetail::read(&tx, role, &user.tenant.modules).await?;
                Ok(Answer::json(StatusCode::CREATED, &detail)?
                    .header(&ETAG, etag(version))
                    .header(&LOCATION, location))
            })
            .await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await?;
    Ok(answer.into_response())
}

/// Shows a role with its own, inherited and effective permissions.
#[utoipa::path(
    tag = "rbac",
    operation_id = "get_role",
    params(("id" = uuid::Uuid, Path, description = "The role.")),
    security(("bearer" = ["roles.view"])),
    responses(
        (status = 200, description = "The role.", body = RoleDetail, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/rbac/roles/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewRoles>,
    id: Path<RoleId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let role = roles::get(&tx, id.0)
        .await?
        .ok_or_else(Problem::not_found)?;
    let answer = shown(&tx, &user, role).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Puts a role's description in the place of the present one.
///
/// What is left out becomes empty. Permissions stay as they are.
#[utoipa::path(
    tag = "rbac",
    operation_id = "replace_role",
    params(("id" = uuid::Uuid, Path, description = "The role."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = NewRole,
    security(("bearer" = ["roles.change"])),
    responses(
        (status = 200, description = "Changed.", body = RoleDetail, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `grant_exceeds_own`, `role_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`role_code_taken`, `role_system`, `role_fixed`, `last_administrator`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `role_cycle`, `role_too_deep`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/rbac/roles/{id}")]
pub(crate) async fn replace(
    state: Data<AppState>,
    user: CanEverywhere<ChangeRoles>,
    id: Path<RoleId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::whole_role(body.into_inner())?;
    change(&state, &user, &id, &expected, &changes).await
}

/// Changes a role.
///
/// Members that are left out stay as they are; null clears.
#[utoipa::path(
    tag = "rbac",
    operation_id = "update_role",
    params(("id" = uuid::Uuid, Path, description = "The role."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = RolePatch,
    security(("bearer" = ["roles.change"])),
    responses(
        (status = 200, description = "Changed.", body = RoleDetail, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `grant_exceeds_own`, `role_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`role_code_taken`, `role_system`, `role_fixed`, `last_administrator`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `role_cycle`, `role_too_deep`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/rbac/roles/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: CanEverywhere<ChangeRoles>,
    id: Path<RoleId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::role_changes(body.into_inner())?;
    change(&state, &user, &id, &expected, &changes).await
}

async fn change(
    state: &AppState,
    user: &Can<ChangeRoles>,
    id: &Path<RoleId>,
    expected: &IfMatch,
    changes: &RoleChanges,
) -> Result<HttpResponse, Problem> {
    changed(state, user, async |by| {
        roles::update(by, id.0, &expected.0, changes.clone()).await
    })
    .await
}

/// Deletes a role that nobody has and nothing inherits from.
#[utoipa::path(
    tag = "rbac",
    operation_id = "delete_role",
    params(("id" = uuid::Uuid, Path, description = "The role."), ("If-Match" = String, Header, description = "The version to delete: the ETag it was read with.")),
    security(("bearer" = ["roles.delete"])),
    responses(
        (status = 204, description = "Deleted."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `role_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`role_in_use` with the number of `users`, `role_has_children`, `role_system`, `role_fixed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/rbac/roles/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: CanEverywhere<DeleteRoles>,
    id: Path<RoleId>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        let by = steward(&tx, &user).await?;
        if !roles::delete(&by, id.0, &expected.0).await? {
            return Err(Problem::not_found().into());
        }
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives a role these permissions and no others.
///
/// For an editor that shows them all. What it inherits stays.
#[utoipa::path(
    tag = "rbac",
    operation_id = "set_role_permissions",
    params(("id" = uuid::Uuid, Path, description = "The role."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = PermissionCodes,
    security(("bearer" = ["roles.change"])),
    responses(
        (status = 200, description = "Changed.", body = RoleDetail, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `grant_exceeds_own`, `role_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`role_fixed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/rbac/roles/{id}/permissions")]
pub(crate) async fn set_permissions(
    state: Data<AppState>,
    user: CanEverywhere<ChangeRoles>,
    id: Path<RoleId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let modules = &user.tenant.modules;
    let permissions = body::permissions(body.into_inner(), modules)?;
    changed(&state, &user, async |by| {
        roles::set_permissions(by, id.0, &expected.0, &permissions, modules).await
    })
    .await
}

/// Gives a role a permission.
///
/// One that it has stays. Nobody gives what they do not have.
#[utoipa::path(
    tag = "rbac",
    operation_id = "grant_permission",
    params(("id" = uuid::Uuid, Path, description = "The role."), ("pid" = String, Path, description = "The permission: `resource.action`.", example = "clients.view")),
    security(("bearer" = ["roles.change"])),
    responses(
        (status = 200, description = "The role has it.", body = RoleDetail, headers(("ETag" = String, description = "The role's new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `grant_exceeds_own`, `role_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: the role, or the permission.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`role_fixed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/rbac/roles/{id}/permissions/{pid}")]
pub(crate) async fn grant(
    state: Data<AppState>,
    user: CanEverywhere<ChangeRoles>,
    path: Path<(RoleId, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, permission) = named(&user, &path)?;
    changed(&state, &user, async |by| {
        roles::grant(by, id, permission).await
    })
    .await
}

/// Takes a permission from a role.
///
/// What it inherits stays.
#[utoipa::path(
    tag = "rbac",
    operation_id = "revoke_permission",
    params(("id" = uuid::Uuid, Path, description = "The role."), ("pid" = String, Path, description = "The permission: `resource.action`.", example = "clients.view")),
    security(("bearer" = ["roles.change"])),
    responses(
        (status = 200, description = "The role no longer gives it itself.", body = RoleDetail, headers(("ETag" = String, description = "The role's new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`, `role_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: the role, or the permission.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`role_fixed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/rbac/roles/{id}/permissions/{pid}")]
pub(crate) async fn revoke(
    state: Data<AppState>,
    user: CanEverywhere<ChangeRoles>,
    path: Path<(RoleId, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, permission) = named(&user, &path)?;
    changed(&state, &user, async |by| {
        roles::revoke(by, id, permission).await
    })
    .await
}

fn named(
    user: &Can<ChangeRoles>,
    path: &Path<(RoleId, String)>,
) -> Result<(RoleId, &'static Permission), Problem> {
    let (id, code) = &path.0;
    let permission = permissions::find(user, code).ok_or_else(Problem::not_found)?;
    Ok((*id, permission))
}

/// Makes a change, commits it and shows the role; 404 where the change met none.
async fn changed(
    state: &AppState,
    user: &Can<ChangeRoles>,
    work: impl AsyncFn(&Steward<'_>) -> Ruled<Option<roles::Role>>,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(state).await?;
        let by = steward(&tx, user).await?;
        let role = work(&by).await?.ok_or_else(Problem::not_found)?;
        let answer = shown(&tx, user, role).await?;
        tx.commit().await?;
        Ok::<_, Failure>(answer)
    })
    .await
}

async fn shown(tx: &TenantTx, user: &Authenticated, role: roles::Role) -> DbResult<HttpResponse> {
    let version = role.version;
    let detail = RoleDetail::read(tx, role, &user.tenant.modules).await?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(version)))
        .json(detail))
}
