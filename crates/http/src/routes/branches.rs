//! Branches: `/branches`.

mod body;

pub use body::{Branch, BranchPatch, NewBranch};

use crate::{
    auth::Can,
    etag::{IfMatch, IfNoneMatch, etag},
    extract::{Json, Path},
    idempotency::{Answer, IdempotencyKey},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    routes::schedules::place,
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
    BranchId, BranchScope, Limited, PermissionMarker,
    access::staff::{AddBranches, ChangeBranches, DeleteBranches, ViewBranches},
};
use panal_persistence::tenant::{
    branches::{self, Branch as Row, BranchChanges, BranchField},
    scheduling::generation,
    steward::Denied,
    usage,
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
}

/// Lists branches.
///
/// Closed ones included, unless `filter[is_active]=true`. Whoever has the permission in some branches only sees those.
/// `q` looks in name, code and address.
#[utoipa::path(
    tag = "branches",
    operation_id = "list_branches",
    params(ListParams<BranchField>),
    security(("bearer" = ["branches.view"])),
    responses(
        (status = 200, description = "A page of branches.", body = PageBody<Branch>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/branches")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewBranches>,
    params: ListParams<BranchField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let page = branches::list(&tx, &params.query, user.branches()).await?;
    tx.commit().await?;
    let rows: Vec<Branch> = page.rows.into_iter().map(Branch::from).collect();
    Ok(params.answer(rows, page.total))
}

/// Opens a branch.
///
/// Whoever has the permission in some branches only opens no others. With `Idempotency-Key`, sending the same request
/// again opens no second one.
#[utoipa::path(
    tag = "branches",
    operation_id = "create_branch",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each branch.", max_length = 255)),
    request_body = NewBranch,
    security(("bearer" = ["branches.add"])),
    responses(
        (status = 201, description = "Opened.", body = Branch,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`: the plan's limit of branches.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `branch_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`branch_code_taken`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/branches")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<AddBranches>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let new = body::new_branch(body.clone(), &user.tenant)?;
    let answer = transaction(async || {
        if user.branches() != &BranchScope::All {
            return Err(Denied::BranchNotOwn.into());
        }
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let branch = branches::create(&tx, new.clone())
                    .await
                    .map_err(Denied::from)?;
                usage::admit(&tx, Limited::Branches).await?;
                let location =
                    format!("{}/api/v1/branches/{}", user.request.base_path(), branch.id);
                let version = branch.version;
                Ok(Answer::json(StatusCode::CREATED, &Branch::from(branch))?
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

/// Shows a branch.
#[utoipa::path(
    tag = "branches",
    operation_id = "get_branch",
    params(("id" = uuid::Uuid, Path, description = "The branch."), ("If-None-Match" = Option<String>, Header, description = "Versions at hand.")),
    security(("bearer" = ["branches.view"])),
    responses(
        (status = 200, description = "The branch.", body = Branch, headers(("ETag" = String, description = "Its version."))),
        (status = 304, description = "Not changed since."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/branches/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewBranches>,
    id: Path<BranchId>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let branch = branches::get(&tx, id.0).await?;
    tx.commit().await?;
    let branch = branch
        .filter(|_| user.branches().allows(Some(id.0)))
        .ok_or_else(Problem::not_found)?;
    if known.has(branch.version) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag(branch.version)))
            .finish());
    }
    Ok(shown(branch))
}

/// Changes, closes or opens a branch.
///
/// Members that are left out stay as they are; null clears. The last open branch stays open.
#[utoipa::path(
    tag = "branches",
    operation_id = "update_branch",
    params(("id" = uuid::Uuid, Path, description = "The branch."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = BranchPatch,
    security(("bearer" = ["branches.change"])),
    responses(
        (status = 200, description = "Changed.", body = Branch, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`: the plan's limit of branches.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`branch_code_taken`, `branch_last`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/branches/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: Can<ChangeBranches>,
    id: Path<BranchId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::branch_changes(body.into_inner(), &user.tenant)?;
    change(&state, &user, &id, &expected, &changes)
        .await
        .map(shown)
}

/// Closes a branch.
///
/// It stays, with all that happened there, and can be opened again. The last open branch stays open.
#[utoipa::path(
    tag = "branches",
    operation_id = "close_branch",
    params(("id" = uuid::Uuid, Path, description = "The branch."), ("If-Match" = String, Header, description = "The version to close: the ETag it was read with.")),
    security(("bearer" = ["branches.delete"])),
    responses(
        (status = 204, description = "Closed."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`branch_last`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/branches/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: Can<DeleteBranches>,
    id: Path<BranchId>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    let closed = BranchChanges {
        is_active: Some(false),
        ..BranchChanges::default()
    };
    change(&state, &user, &id, &expected, &closed).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn change<P: PermissionMarker>(
    state: &AppState,
    user: &Can<P>,
    id: &Path<BranchId>,
    expected: &IfMatch,
    changes: &BranchChanges,
) -> Result<Row, Problem> {
    let place = place(&user.tenant);
    transaction(async || {
        let tx = user.begin(state).await?;
        let before = branches::get(&tx, id.0)
            .await?
            .ok_or_else(Problem::not_found)?;
        if changes.time_zone.is_some() || changes.is_active.is_some() {
            // Before the branch, as whoever books does.
            generation::lock(&tx, None).await?;
        }
        let branch = branches::update(&tx, id.0, user.branches(), &expected.0, changes.clone())
            .await?
            .ok_or_else(Problem::not_found)?;
        Box::pin(generation::branch_changed(&tx, place, &before, &branch)).await?;
        if changes.is_active == Some(true) {
            // Passes where it was open before.
            usage::admit(&tx, Limited::Branches).await?;
        }
        tx.commit().await?;
        Ok::<_, Failure>(branch)
    })
    .await
}

fn shown(branch: Row) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(branch.version)))
        .json(Branch::from(branch))
}
