//! The staff: `/users`.

mod body;
mod changes;

pub use body::{BranchLimit, NewUser, RoleChoice, User, UserPatch, UserRole, UserRoles};

use super::rbac::steward;
use crate::{
    auth::Can,
    etag::{IfMatch, IfNoneMatch, etag},
    extract::{Json, Path},
    idempotency::{Answer, IdempotencyKey},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    patch, post,
    web::Data,
};
use panal_domain::{
    Limited, UserId,
    access::staff::{AddUsers, ChangeUsers, DeleteUsers, ViewUsers},
};
use panal_persistence::{
    Result as DbResult, TenantTx,
    tenant::{
        usage,
        users::{
            self,
            listing::{self, UserField},
            staffing,
        },
    },
};
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(update)
        .service(remove);
    changes::routes(config);
}

/// Lists the staff.
///
/// Whoever has the permission in some branches only sees who works there. `q` looks in name and e-mail.
#[utoipa::path(
    tag = "users",
    operation_id = "list_users",
    params(ListParams<UserField>),
    security(("bearer" = ["users.view"])),
    responses(
        (status = 200, description = "A page of users.", body = PageBody<User>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/users")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewUsers>,
    params: ListParams<UserField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let page = listing::list(&tx, &params.query, user.branches()).await?;
    let ids: Vec<UserId> = page.rows.iter().map(|row| UserId(row.id)).collect();
    let mut roles = listing::roles(&tx, &ids).await?;
    tx.commit().await?;
    let rows: Vec<User> = page
        .rows
        .into_iter()
        .map(|row| {
            let roles = roles.remove(&UserId(row.id)).unwrap_or_default();
            User::new(row, roles)
        })
        .collect();
    Ok(params.answer(rows, page.total))
}

/// Invites somebody.
///
/// The user gets a link by e-mail to choose a password with. Whoever gives roles needs `roles.assign` and everything
/// that the roles give. With `Idempotency-Key`, sending the same request again invites nobody else.
#[utoipa::path(
    tag = "users",
    operation_id = "create_user",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each user.", max_length = 255)),
    request_body = NewUser,
    security(("bearer" = ["users.add"])),
    responses(
        (status = 201, description = "Invited.", body = User,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`: the plan's limit of users.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `grant_exceeds_own`, `branch_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`user_email_taken`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<AddUsers>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let new = body::new_user(body.clone())?;
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let by = steward(&tx, &user).await?;
                let hired = staffing::hire(&by, new.resolved(&tx).await?).await?;
                usage::admit(&tx, Limited::Users).await?;
                let location = format!("{}/api/v1/users/{}", user.request.base_path(), hired.id);
                let version = hired.version;
                Ok(Answer::json(StatusCode::CREATED, &read(&tx, hired).await?)?
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

/// Shows a user.
#[utoipa::path(
    tag = "users",
    operation_id = "get_user",
    params(("id" = uuid::Uuid, Path, description = "The user."), ("If-None-Match" = Option<String>, Header, description = "Versions at hand.")),
    security(("bearer" = ["users.view"])),
    responses(
        (status = 200, description = "The user.", body = User, headers(("ETag" = String, description = "Its version."))),
        (status = 304, description = "Not changed since."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/users/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewUsers>,
    id: Path<UserId>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let row = listing::get(&tx, id.0, user.branches())
        .await?
        .ok_or_else(Problem::not_found)?;
    let version = row.version;
    let answer = shown(&tx, row).await?;
    tx.commit().await?;
    if known.has(version) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag(version)))
            .finish());
    }
    Ok(answer)
}

/// Changes a user's name, branch and, until the invitation is accepted, e-mail address.
///
/// Members that are left out stay as they are; null clears. At another address the user is invited again, and the
/// invitation before is good no more.
#[utoipa::path(
    tag = "users",
    operation_id = "update_user",
    params(("id" = uuid::Uuid, Path, description = "The user."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = UserPatch,
    security(("bearer" = ["users.change"])),
    responses(
        (status = 200, description = "Changed.", body = User, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `user_above_own`, `branch_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`user_email_own`, `user_email_taken`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/users/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: Can<ChangeUsers>,
    id: Path<UserId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::user_changes(body.into_inner())?;
    changes::changed(&state, &user, async |by| {
        staffing::change(by, id.0, &expected.0, changes.clone()).await
    })
    .await
}

/// Deletes a user who never logged in and never did anything.
///
/// Whoever has a history is disabled instead: the audit tells of them.
#[utoipa::path(
    tag = "users",
    operation_id = "delete_user",
    params(("id" = uuid::Uuid, Path, description = "The user."), ("If-Match" = String, Header, description = "The version to delete: the ETag it was read with.")),
    security(("bearer" = ["users.delete"])),
    responses(
        (status = 204, description = "Deleted."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `user_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`user_in_use`, `last_administrator`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/users/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: Can<DeleteUsers>,
    id: Path<UserId>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        let by = steward(&tx, &user).await?;
        if !staffing::delete(&by, id.0, &expected.0).await? {
            return Err(Problem::not_found().into());
        }
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn read(tx: &TenantTx, row: users::User) -> DbResult<User> {
    let id = UserId(row.id);
    let roles = listing::roles(tx, &[id]).await?.remove(&id);
    Ok(User::new(row, roles.unwrap_or_default()))
}

async fn shown(tx: &TenantTx, row: users::User) -> DbResult<HttpResponse> {
    let version = row.version;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(version)))
        .json(read(tx, row).await?))
}
