//! The services that businesses begin with: `/platform/service-templates`.

mod body;

pub use body::{NewPlatformTemplate, PlatformTemplate, PlatformTemplatePatch};

use super::{shared::actor, tenants::differing};
use crate::{
    auth::SuperAdmin,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{
    HttpResponse, HttpResponseBuilder, get,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    patch, post,
    web::Data,
};
use panal_domain::{Invalid, Message};
use panal_persistence::{
    PlatformTx,
    platform::{
        audit,
        templates::{self, Template, TemplateField},
    },
};
use serde_json::{Map, Value, json};
use utoipa_actix_web::service_config::ServiceConfig;

/// Longest code, in characters.
const MAX_CODE: usize = 120;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(update)
        .service(retire)
        .service(restore);
}

/// Lists service templates, those that are offered no more included.
///
/// `q` looks in code, name, category and description.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_list_service_templates",
    params(ListParams<TemplateField>),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "A page of templates.", body = PageBody<PlatformTemplate>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/service-templates")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: SuperAdmin,
    params: ListParams<TemplateField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    let page = templates::list(&tx, &params.query).await?;
    tx.commit().await?;
    let rows: Vec<PlatformTemplate> = page.rows.into_iter().map(PlatformTemplate::from).collect();
    Ok(params.answer(rows, page.total))
}

/// Adds a service template of the platform's own.
///
/// It is the last of its industry, and stays when the program is upgraded.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_create_service_template",
    request_body = NewPlatformTemplate,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "Added.", body = PlatformTemplate,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`template_code_taken`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/service-templates")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: SuperAdmin,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let new = body::new_template(body.into_inner())?;
    let template = transaction(async || {
        let tx = user.begin(&state).await?;
        known_kinds(&tx, new.more.professional_kinds.as_deref()).await?;
        let template = templates::create(&tx, &new).await?.ok_or_else(code_taken)?;
        let detail = json!({"template": template.code, "changes": told(None, &template)});
        audit::record(&tx, &actor(&user), "service_template.create", None, detail).await?;
        tx.commit().await?;
        Ok(template)
    })
    .await?;
    let location = format!("/api/v1/platform/service-templates/{}", template.code);
    let mut answer = HttpResponse::build(StatusCode::CREATED);
    answer.insert_header((LOCATION, location));
    Ok(shown(answer, template))
}

/// Shows a service template.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_get_service_template",
    params(("code" = String, Path, description = "Its code.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The template.", body = PlatformTemplate, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/service-templates/{code}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: SuperAdmin,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let code = readable(code.into_inner())?;
    let tx = user.begin(&state).await?;
    let template = templates::get(&tx, &code).await?;
    tx.commit().await?;
    let template = template.ok_or_else(Problem::not_found)?;
    Ok(shown(HttpResponse::Ok(), template))
}

/// Changes a service template.
///
/// From then on upgrades of the program leave it alone. Services that businesses made of it stay as they are.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_update_service_template",
    params(("code" = String, Path, description = "Its code."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = PlatformTemplatePatch,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Changed.", body = PlatformTemplate, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/service-templates/{code}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: SuperAdmin,
    code: Path<String>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let code = readable(code.into_inner())?;
    let changes = body::template_changes(body.into_inner())?;
    let template = transaction(async || {
        let tx = user.begin(&state).await?;
        known_kinds(&tx, changes.professional_kinds.as_deref()).await?;
        let (before, after) = templates::update(&tx, &code, &expected.0, &changes)
            .await?
            .ok_or_else(Problem::not_found)?;
        if before.version != after.version {
            let detail = json!({"template": code, "changes": told(Some(&before), &after)});
            audit::record(&tx, &actor(&user), "service_template.update", None, detail).await?;
        }
        tx.commit().await?;
        Ok(after)
    })
    .await?;
    Ok(shown(HttpResponse::Ok(), template))
}

/// Offers a service template to businesses no more.
///
/// Services that businesses made of it stay. One that is retired already stays as it is.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_retire_service_template",
    params(("code" = String, Path, description = "Its code."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Retired.", body = PlatformTemplate, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/service-templates/{code}/retire")]
pub(crate) async fn retire(
    state: Data<AppState>,
    user: SuperAdmin,
    code: Path<String>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    offered(&state, &user, code.into_inner(), &expected, false).await
}

/// Offers a retired service template again.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_restore_service_template",
    params(("code" = String, Path, description = "Its code."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Offered.", body = PlatformTemplate, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/service-templates/{code}/restore")]
pub(crate) async fn restore(
    state: Data<AppState>,
    user: SuperAdmin,
    code: Path<String>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    offered(&state, &user, code.into_inner(), &expected, true).await
}

async fn offered(
    state: &AppState,
    user: &SuperAdmin,
    code: String,
    expected: &IfMatch,
    offered: bool,
) -> Result<HttpResponse, Problem> {
    let code = readable(code)?;
    let template = transaction(async || {
        let tx = user.begin(state).await?;
        let (template, changed) = templates::offer(&tx, &code, &expected.0, offered)
            .await?
            .ok_or_else(Problem::not_found)?;
        if changed {
            let action = if offered {
                "service_template.restore"
            } else {
                "service_template.retire"
            };
            audit::record(&tx, &actor(user), action, None, json!({"template": code})).await?;
        }
        tx.commit().await?;
        Ok(template)
    })
    .await?;
    Ok(shown(HttpResponse::Ok(), template))
}

/// A code that cannot be one is nobody's.
fn readable(code: String) -> Result<String, Problem> {
    if code.len() > MAX_CODE || code.contains('\0') {
        return Err(Problem::not_found());
    }
    Ok(code)
}

/// Businesses use words of their own beside the catalogue's; a template is for all of them.
async fn known_kinds(tx: &PlatformTx, kinds: Option<&[String]>) -> Result<(), Failure> {
    let kinds = kinds.unwrap_or_default();
    let unknown = templates::unknown_kinds(tx, kinds).await?;
    let faults: Vec<(String, Invalid)> = kinds
        .iter()
        .enumerate()
        .filter(|(_, kind)| unknown.contains(kind))
        .map(|(at, _)| (format!("professional_kinds.{at}"), KIND_UNKNOWN))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults).into())
    }
}

/// What differs, for the audit.
fn told(before: Option<&Template>, after: &Template) -> Value {
    let members = |template: &Template| {
        json!({
            "name": template.name,
            "description": template.description,
            "category": template.category,
            "minutes": template.minutes,
            "buffer_before_minutes": template.buffer_before_minutes,
            "buffer_after_minutes": template.buffer_after_minutes,
            "prices": template.prices,
            "professional_kinds": template.professional_kinds,
            "popular": template.popular,
        })
    };
    let old = before.map(members).unwrap_or_default();
    let Value::Object(new) = members(after) else {
        return Value::Null;
    };
    let pairs: Map<String, Value> = new
        .into_iter()
        .map(|(name, value)| {
            let was = old.get(&name).cloned().unwrap_or_default();
            (name, json!([was, value]))
        })
        .collect();
    differing(pairs.into())
}

fn shown(mut answer: HttpResponseBuilder, template: Template) -> HttpResponse {
    answer
        .insert_header((ETAG, etag(template.version)))
        .json(PlatformTemplate::from(template))
}

fn code_taken() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "template_code_taken",
        Message::new(
            "Ya existe una plantilla con ese código",
            "There is a template with that code already",
        ),
    )
    .detail(Message::new(
        "Indique otro «code», u otro nombre.",
        "Give another \"code\", or another name.",
    ))
}

const KIND_UNKNOWN: Invalid = Invalid::new(
    "professional_kind_unknown",
    "Use un código de los tipos de profesionales del catálogo.",
    "Use the code of one of the catalogue's kinds of professionals.",
);
