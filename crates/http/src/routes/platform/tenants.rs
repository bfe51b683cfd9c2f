//! Tenants: `/platform/tenants`.

pub mod body;
pub mod domains;
pub mod impersonate;
pub mod life;
pub mod plan;
pub mod subscription;
pub mod users;
pub mod work;

pub use body::{TenantBody, TenantDetail, TenantPatch};

use super::shared::{actor, found, told};
use crate::{
    auth::SuperAdmin,
    body::Body,
    checks::Checks,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    progress::{self, ProgressBody},
    retry::{Failure, transaction},
    routes::registration::{self, Asked, OwnerBody, RegisterBody, Registered},
    state::AppState,
};
use actix_web::{HttpResponse, get, http::header::ETAG, patch, post, web::Data};
use panal_domain::{BusinessName, Country, Email, PlanCode, TaxId, TenantId};
use panal_persistence::{
    PlatformTx,
    platform::{
        audit,
        registry::{self, TenantChanges, TenantField},
        requests::RequestSource,
        subscriptions,
    },
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(update);
    life::routes(config);
    plan::routes(config);
    subscription::routes(config);
    domains::routes(config);
    work::routes(config);
    users::routes(config);
    impersonate::routes(config);
}

/// A business that a super admin has made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTenantBody {
    /// Name of the business.
    #[schema(required, nullable = false, example = "Clínica Sol", max_length = 160)]
    name: Option<String>,
    /// Label under the base domain; made of the name when left out.
    #[schema(example = "clinica-sol", max_length = 63)]
    slug: Option<String>,
    /// Industry.
    #[schema(required, nullable = false, example = "clinica_dental")]
    profile: Option<String>,
    /// Plan; `trial` when left out.
    #[schema(example = "profesional")]
    plan: Option<String>,
    /// ISO 3166 code; `CO` when left out.
    #[schema(example = "CO")]
    country: Option<String>,
    /// Tax number, by the rules of the country.
    tax_id: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// Its first user; without a password the owner is invited by e-mail to choose one.
    owner: Option<OwnerBody>,
}

/// Lists tenants.
///
/// Purged tenants are left out unless `filter[state]` asks for them. `q` looks in slug, name, e-mail and tax number.
/// Usage, size and last activity are those of the last measurement.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_list_tenants",
    params(ListParams<TenantField>),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "A page of tenants.", body = PageBody<TenantBody>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/tenants")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: SuperAdmin,
    params: ListParams<TenantField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    let page = registry::list(&tx, &params.query).await?;
    let ids: Vec<Uuid> = page.rows.iter().map(|row| row.id).collect();
    let mut facts = registry::facts(&tx, &ids).await?;
    tx.commit().await?;
    let rows: Vec<TenantBody> = page
        .rows
        .into_iter()
        .filter_map(|row| {
            let facts = facts.remove(&row.id)?;
            Some(TenantBody::new(&state, row, facts))
        })
        .collect();
    Ok(params.answer(rows, page.total))
}

/// Shows a tenant, with all there is to know.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_get_tenant",
    params(("id" = Uuid, Path, description = "The tenant.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The tenant.", body = TenantDetail, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/tenants/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    let detail = detail(&state, &tx, id.into_inner()).await?;
    tx.commit().await?;
    Ok(shown(&detail))
}

/// Has a tenant made.
///
/// As at registration: 201 when it is there within a few seconds, else 202 and `Location` tells of the progress.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_create_tenant",
    request_body = NewTenantBody,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "The tenant is there.", body = Registered, headers(("Location" = String, description = "Its address."))),
        (status = 202, description = "The tenant is being made.", body = ProgressBody, headers(("Location" = String, description = "Where to see how far it is."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`slug_taken`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/tenants")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: SuperAdmin,
    body: Json<NewTenantBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let mut checks = Checks::default();
    let plan = checks.optional("plan", body.plan.as_deref(), PlanCode::parse);
    checks.finish(Some(()))?;
    let mut asked = registration::business(
        RegisterBody {
            organization_name: body.name,
            slug: body.slug,
            industry: body.profile,
            country: body.country,
            tax_id: body.tax_id,
            phone: body.phone,
            owner: body.owner,
            accept_terms: None,
        },
        Asked::BySuperAdmin,
    )?;
    asked.plan = plan;
    registration::ensure_free(&state, &asked).await?;
    let source = RequestSource::SuperAdmin;
    let by = Some(user.name.clone());
    let new = registration::new_request(&state, asked, &user.request, source, by).await?;
    let follower = state.progress.follow(Uuid::nil());
    let id = transaction(async || {
        let tx = user.begin(&state).await?;
        let id = registration::ask(&tx, &new).await?;
        let detail =
            json!({"request": id, "slug": new.slug, "profile": new.profile, "plan": new.plan});
        audit::record(&tx, &actor(&user), "tenant.request", None, detail).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await?;
    let request = progress::settled(&state, source, id, follower).await?;
    match request.state.as_str() {
        "done" => registration::registered(&state, request),
        "failed" => Err(progress::failed(&request)),
        _ => Ok(registration::accepted(
            &state,
            &user.request,
            &request,
            &format!("/api/v1/platform/requests/{id}"),
        )),
    }
}

/// Changes a tenant's name, tax number or e-mail.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_update_tenant",
    params(("id" = Uuid, Path, description = "The tenant."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = TenantPatch,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Changed.", body = TenantDetail, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/tenants/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    let Json(members) = body;
    let detail = transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = found(&tx, id).await?;
        let changes = changes(members.clone(), &tenant.country)?;
        let (before, after) = registry::update(&tx, id, &expected.0, changes)
            .await?
            .ok_or_else(Problem::not_found)?;
        let changed = json!({
            "name": [before.name, after.name],
            "tax_id": [before.tax_id, after.tax_id],
            "email": [before.email, after.email],
        });
        told(
            &tx,
            &user,
            "tenant.update",
            &after,
            json!({"changes": differing(changed)}),
        )
        .await?;
        let detail = detail(&state, &tx, id).await?;
        tx.commit().await?;
        Ok(detail)
    })
    .await?;
    Ok(shown(&detail))
}

fn changes(members: Map<String, Value>, country: &str) -> Result<TenantChanges, Problem> {
    let country = Country::parse(country).map_err(Problem::internal)?;
    let mut body = Body::new(members);
    let name = body.text("name", BusinessName::parse);
    let name = body.not_null("name", name);
    let tax_id = body.text("tax_id", |raw| TaxId::parse(country, raw));
    let email = body.text("email", Email::parse);
    body.finish()?;
    Ok(TenantChanges {
        name: name.map(Into::into),
        tax_id: tax_id.map(|id| id.map(|id| id.as_str().to_owned())),
        email: email.map(|email| email.map(Into::into)),
    })
}

/// The members whose two values differ.
pub(super) fn differing(changes: Value) -> Value {
    let Value::Object(members) = changes else {
        return changes;
    };
    members
        .into_iter()
        .filter(|(_, pair)| pair.get(0) != pair.get(1))
        .collect::<Map<_, _>>()
        .into()
}

/// A tenant and all there is to know of it.
async fn detail(state: &AppState, tx: &PlatformTx, id: TenantId) -> Result<TenantDetail, Failure> {
    let tenant = found(tx, id).await?;
    let facts = registry::facts(tx, &[id.0])
        .await?
        .remove(&id.0)
        .ok_or_else(Problem::not_found)?;
    let size = registry::size(tx, id).await?;
    let overrides = subscriptions::overrides(tx, id).await?;
    let history = subscriptions::history(tx, id).await?;
    let steps = registry::steps(tx, id).await?;
    let tenant = TenantBody::new(state, tenant, facts);
    Ok(TenantDetail::new(tenant, size, overrides, history, steps))
}

/// Reads a tenant once more and answers with it.
async fn answer(
    state: &AppState,
    user: &SuperAdmin,
    id: TenantId,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin(state).await?;
    let detail = detail(state, &tx, id).await?;
    tx.commit().await?;
    Ok(shown(&detail))
}

fn shown(detail: &TenantDetail) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(detail.version())))
        .json(detail)
}
