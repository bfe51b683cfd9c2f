//! What the business says to its clients by e-mail: `/letters`, and what became of it: `/deliveries`.

mod body;
mod deliveries;
mod preview;

pub use body::{LetterBody, LetterList, LetterPlaceholder, LetterTextsBody};
pub use deliveries::{Delivery, DeliveryFilter};
pub use preview::LetterPreview;

use crate::{
    auth::{Can, CanEverywhere},
    etag::{IfMatch, etag},
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, get, http::header::ETAG, post, put, web::Data};
use body::read;
use panal_domain::{
    LetterKind,
    access::staff::{ChangeSettings, ViewSettings},
};
use panal_persistence::tenant::{branches, brand, settings};
use preview::Sample;
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(put_one)
        .service(preview_one)
        .service(deliveries::list);
}

/// Lists the letters that clients receive, each with what the business says in it.
#[utoipa::path(
    tag = "settings",
    operation_id = "list_letters",
    security(("bearer" = ["settings.view"])),
    responses(
        (status = 200, description = "The letters.", body = LetterList),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/letters")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewSettings>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let rows = settings::all(&tx).await?;
    tx.commit().await?;
    let data = LetterKind::ALL
        .iter()
        .map(|kind| {
            let key = kind.setting();
            let row = rows.iter().find(|row| row.key == key);
            LetterBody::new(*kind, row, &user.tenant)
        })
        .collect();
    Ok(HttpResponse::Ok().json(LetterList { data }))
}

/// Says in the business's own words what a letter says.
///
/// What is null, or left out, is said in the product's words. Texts are plain: line breaks stay, markup is shown as
/// typed. The details of the appointment, the link and how to ask questions stand in every letter.
#[utoipa::path(
    tag = "settings",
    operation_id = "put_letter",
    params(
        ("kind" = String, Path, description = "Which letter."),
        ("If-Match" = String, Header, description = "The version to change: the ETag it was read with."),
    ),
    request_body = LetterTextsBody,
    security(("bearer" = ["settings.change"])),
    responses(
        (status = 200, description = "Set.", body = LetterBody, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no such letter.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: somebody else sets it for the first time at this moment.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `placeholder_unknown`, `text_too_long`, `text_control_characters`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/letters/{kind}")]
pub(crate) async fn put_one(
    state: Data<AppState>,
    user: CanEverywhere<ChangeSettings>,
    kind: Path<String>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let kind = known(&kind.0)?;
    let texts = read(body.into_inner(), kind)?;
    let value = serde_json::to_value(&texts).map_err(Problem::internal)?;
    let key = kind.setting();
    let row = transaction(async || {
        let tx = user.begin(&state).await?;
        let before = settings::get(&tx, &key).await?.map(|row| row.version);
        expected.0.admit(before.unwrap_or_default())?;
        let row = settings::set(&tx, &key, value.clone(), before).await?;
        tx.commit().await?;
        Ok(row)
    })
    .await?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(row.version)))
        .json(LetterBody::new(kind, Some(&row), &user.tenant)))
}

/// Shows a letter as a client would receive it, with texts that are not kept.
///
/// Client, service, professional and hour are made up; the business's name, branch, clock and colour are its own.
#[utoipa::path(
    tag = "settings",
    operation_id = "preview_letter",
    params(("kind" = String, Path, description = "Which letter.")),
    request_body = LetterTextsBody,
    security(("bearer" = ["settings.view"])),
    responses(
        (status = 200, description = "The letter.", body = LetterPreview),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no such letter.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `placeholder_unknown`, `text_too_long`, `text_control_characters`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/letters/{kind}/preview")]
pub(crate) async fn preview_one(
    state: Data<AppState>,
    user: Can<ViewSettings>,
    kind: Path<String>,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let kind = known(&kind.0)?;
    let texts = read(body.into_inner(), kind)?;
    let tx = user.begin_read_only(&state).await?;
    let settings = settings::all(&tx).await?;
    let branch = match branches::usual(&tx, None, user.branches()).await? {
        Some(id) => branches::get(&tx, id).await?,
        None => None,
    };
    let brand = brand::get(&tx).await?;
    tx.commit().await?;
    let sample = Sample::new(&user, branch, &settings, &brand);
    Ok(HttpResponse::Ok().json(sample.letter(kind, &texts)))
}

/// The letter of this name.
fn known(name: &str) -> Result<LetterKind, Problem> {
    LetterKind::parse(name).map_err(|_unknown| Problem::not_found())
}
