//! Hours that the staff blocks: `/blocks`.

use super::{
    body::{self, NewBlockBody, TimeSlot},
    not_written, shown,
};
use crate::{
    auth::Can,
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, delete, http::StatusCode, post, web::Data};
use panal_domain::{SlotId, scheduling::permissions::ChangeAppointments};
use panal_persistence::tenant::scheduling::{Clock, blocks};
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(create).service(remove);
}

/// Blocks time of a professional, a room or both, for whatever is no appointment.
#[utoipa::path(
    tag = "agenda",
    operation_id = "create_block",
    request_body = NewBlockBody,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 201, description = "Blocked.", body = TimeSlot, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`slot_taken`, with the appointments in the way in `conflicts`: `code`, `starts_at`, `ends_at`, `client`. Empty where something is held or blocked already, or booked at a branch that is none of one's own.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/blocks")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let clock = Clock::of(user.tenant.time_zone);
    let new = body::new_block(body.into_inner(), user.branches())?;
    let slot = transaction(async || {
        let tx = user.begin(&state).await?;
        let slot = Box::pin(blocks::block(&tx, clock, &new, user.branches()))
            .await
            .map_err(not_written)?;
        tx.commit().await?;
        Ok(slot)
    })
    .await?;
    Ok(shown(StatusCode::CREATED, slot))
}

/// Takes a block away.
#[utoipa::path(
    tag = "agenda",
    operation_id = "delete_block",
    params(("id" = uuid::Uuid, Path, description = "The block.")),
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 204, description = "Taken away."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/blocks/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<SlotId>,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        blocks::unblock(&tx, id.0, user.branches())
            .await?
            .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
