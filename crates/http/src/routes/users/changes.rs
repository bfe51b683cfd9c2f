//! What becomes of a user: whether they may log in, and with which roles.

use super::{
    body::{self, BranchLimit, User, UserRoles},
    shown,
};
use crate::{
    auth::Can,
    etag::IfMatch,
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    routes::rbac::steward,
    state::AppState,
};
use actix_web::{HttpResponse, post, put, web::Data};
use panal_domain::{
    Limited, PermissionMarker, UserId,
    access::staff::{AssignRoles, ChangeUsers},
};
use panal_persistence::tenant::{
    steward::{Ruled, Steward},
    usage,
    users::{self, staffing},
};
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(disable)
        .service(enable)
        .service(invite)
        .service(reset)
        .service(reset_second_factor)
        .service(set_roles)
        .service(set_branches);
}

/// Lets a user log in no longer.
///
/// All their sessions end at once.
#[utoipa::path(
    tag = "users",
    operation_id = "disable_user",
    params(("id" = uuid::Uuid, Path, description = "The user.")),
    security(("bearer" = ["users.change"])),
    responses(
        (status = 200, description = "Disabled.", body = User, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `user_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`last_administrator`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users/{id}/disable")]
pub(crate) async fn disable(
    state: Data<AppState>,
    user: Can<ChangeUsers>,
    id: Path<UserId>,
) -> Result<HttpResponse, Problem> {
    changed(&state, &user, async |by| staffing::disable(by, id.0).await).await
}

/// Lets a user log in again.
#[utoipa::path(
    tag = "users",
    operation_id = "enable_user",
    params(("id" = uuid::Uuid, Path, description = "The user.")),
    security(("bearer" = ["users.change"])),
    responses(
        (status = 200, description = "Enabled.", body = User, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`: the plan's limit of users.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `user_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users/{id}/enable")]
pub(crate) async fn enable(
    state: Data<AppState>,
    user: Can<ChangeUsers>,
    id: Path<UserId>,
) -> Result<HttpResponse, Problem> {
    changed(&state, &user, async |by| staffing::enable(by, id.0).await).await
}

/// Sends the invitation again.
///
/// As long as the user has no password.
#[utoipa::path(
    tag = "users",
    operation_id = "invite_user",
    params(("id" = uuid::Uuid, Path, description = "The user.")),
    security(("bearer" = ["users.change"])),
    responses(
        (status = 200, description = "On its way.", body = User, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `user_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`user_has_password`, `user_disabled`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users/{id}/invite")]
pub(crate) async fn invite(
    state: Data<AppState>,
    user: Can<ChangeUsers>,
    id: Path<UserId>,
) -> Result<HttpResponse, Problem> {
    changed(&state, &user, async |by| staffing::invite(by, id.0).await).await
}

/// Sends a user a link with which to choose another password.
///
/// Until it is used the present password holds, and sessions go on.
#[utoipa::path(
    tag = "users",
    operation_id = "reset_user",
    params(("id" = uuid::Uuid, Path, description = "The user.")),
    security(("bearer" = ["users.change"])),
    responses(
        (status = 200, description = "On its way.", body = User, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `user_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`user_invited`, `user_disabled`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users/{id}/reset")]
pub(crate) async fn reset(
    state: Data<AppState>,
    user: Can<ChangeUsers>,
    id: Path<UserId>,
) -> Result<HttpResponse, Problem> {
    changed(&state, &user, async |by| staffing::reset(by, id.0).await).await
}

/// Takes the second factor of a user who lost it away.
///
/// Their recovery codes go with it, and all their sessions end. Who has none stays as they are.
#[utoipa::path(
    tag = "users",
    operation_id = "reset_user_second_factor",
    params(("id" = uuid::Uuid, Path, description = "The user.")),
    security(("bearer" = ["users.change"])),
    responses(
        (status = 200, description = "The next log-in asks for the password alone.", body = User, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `user_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`second_factor_own`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users/{id}/reset-second-factor")]
pub(crate) async fn reset_second_factor(
    state: Data<AppState>,
    user: Can<ChangeUsers>,
    id: Path<UserId>,
) -> Result<HttpResponse, Problem> {
    changed(&state, &user, async |by| {
        staffing::reset_second_factor(by, id.0).await
    })
    .await
}

/// Gives a user these roles and no others.
///
/// Nobody gives a role with permissions that they do not have, or for branches where they do not have them.
#[utoipa::path(
    tag = "users",
    operation_id = "set_user_roles",
    params(("id" = uuid::Uuid, Path, description = "The user."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = UserRoles,
    security(("bearer" = ["roles.assign"])),
    responses(
        (status = 200, description = "Changed.", body = User, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `grant_exceeds_own`, `user_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`last_administrator`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/users/{id}/roles")]
pub(crate) async fn set_roles(
    state: Data<AppState>,
    user: Can<AssignRoles>,
    id: Path<UserId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let roles = body::roles(body.into_inner())?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        let by = steward(&tx, &user).await?;
        let grants = body::resolved(&tx, &roles).await?;
        let row = staffing::set_roles(&by, id.0, &expected.0, &grants)
            .await?
            .ok_or_else(Problem::not_found)?;
        let answer = shown(&tx, row).await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await
}

/// Limits all roles of a user to these branches, or to none.
#[utoipa::path(
    tag = "users",
    operation_id = "set_user_branches",
    params(("id" = uuid::Uuid, Path, description = "The user."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = BranchLimit,
    security(("bearer" = ["roles.assign"])),
    responses(
        (status = 200, description = "Changed.", body = User, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `grant_exceeds_own`, `user_above_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`last_administrator`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/users/{id}/branches")]
pub(crate) async fn set_branches(
    state: Data<AppState>,
    user: Can<AssignRoles>,
    id: Path<UserId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let branches = body::branches(body.into_inner())?;
    changed(&state, &user, async |by| {
        staffing::set_branches(by, id.0, &expected.0, &branches).await
    })
    .await
}

/// Makes a change, commits it and shows the user; 404 where the change met none. Who may log in now and could not
/// before counts against the plan.
pub(super) async fn changed<P: PermissionMarker>(
    state: &AppState,
    user: &Can<P>,
    work: impl AsyncFn(&Steward<'_>) -> Ruled<Option<users::User>>,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(state).await?;
        let by = steward(&tx, user).await?;
        let row = work(&by).await?.ok_or_else(Problem::not_found)?;
        if row.is_active {
            // Passes where this transaction counted nothing.
            usage::admit(&tx, Limited::Users).await?;
        }
        let answer = shown(&tx, row).await?;
        tx.commit().await?;
        Ok::<_, Failure>(answer)
    })
    .await
}
