//! What the business looks like: `/brand`, and its logo for everybody.

mod image;
mod logo;

pub use logo::Picture;

use crate::{
    auth::{Can, CanEverywhere},
    body::Body,
    etag::{IfMatch, IfNoneMatch, etag},
    extract::Json,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    retry::transaction,
    state::AppState,
    tenancy::Tenant,
};
use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::header::ETAG,
    patch, put,
    web::{Data, Payload},
};
use panal_domain::{
    Color, Invalid,
    access::staff::{ChangeSettings, ViewSettings},
};
use panal_persistence::{
    ActorKind,
    tenant::brand::{self, Brand},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(get_one)
        .service(update)
        .service(put_logo)
        .service(delete_logo)
        .service(logo::show);
}

/// What the business looks like.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Brand)]
pub struct BrandBody {
    /// Its colour, as `#rrggbb` in lower case.
    #[schema(example = "#8a5a00")]
    color: Option<String>,
    /// Its logo.
    logo: Option<Logo>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

/// A logo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrandLogo)]
pub struct Logo {
    /// Where it is: a path on this host, another one for each picture.
    #[schema(example = "/api/v1/tenant/logo?v=9f86d081884c7d65")]
    url: String,
    /// `image/png`, `image/jpeg` or `image/webp`.
    #[schema(example = "image/png")]
    kind: String,
    /// Width in pixels.
    #[schema(example = 320)]
    width: i32,
    /// Height in pixels.
    #[schema(example = 320)]
    height: i32,
    /// Size in bytes.
    #[schema(example = 20480)]
    bytes: i32,
}

/// What is to change of the brand. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandPatch {
    /// Its colour, as `#rrggbb`.
    #[schema(example = "#8A5A00", pattern = "^#[0-9a-fA-F]{6}$")]
    pub color: Option<String>,
}

/// A business as pages show it before they know anything else: on `/tenant`, and in previews of links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    /// Its name.
    pub(crate) name: String,
    /// Its colour, as `#rrggbb`.
    pub(crate) color: Option<String>,
    /// Where its logo is: a path on its own host, base path included, or an address elsewhere.
    pub(crate) logo_url: Option<String>,
}

/// How a business looks. Never fails: where its brand cannot be read, it is shown without. One statement.
pub(crate) async fn look(state: &AppState, tenant: &Tenant, request: &RequestInfo) -> Look {
    let actor = request.actor(ActorKind::Anonymous, None);
    let brand = brand::glimpse(&state.tenants, &tenant.scope, actor).await;
    let own = brand
        .as_ref()
        .and_then(|brand| brand.logo_digest.as_deref())
        .map(|digest| logo::url(request, digest));
    Look {
        name: tenant.name.clone(),
        color: brand.and_then(|brand| brand.color),
        logo_url: own.or_else(|| tenant.logo_url.clone()),
    }
}

impl BrandBody {
    fn new(row: Brand, request: &RequestInfo) -> Self {
        let logo = match (
            row.logo_kind,
            row.logo_width,
            row.logo_height,
            row.logo_bytes,
            row.logo_digest,
        ) {
            (Some(kind), Some(width), Some(height), Some(bytes), Some(digest)) => Some(Logo {
                url: logo::url(request, &digest),
                kind,
                width,
                height,
                bytes,
            }),
            _ => None,
        };
        Self {
            color: row.color,
            logo,
            version: row.version,
        }
    }
}

fn shown(row: Brand, request: &RequestInfo) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(row.version)))
        .json(BrandBody::new(row, request))
}

/// Shows the brand.
#[utoipa::path(
    tag = "settings",
    operation_id = "get_brand",
    params(("If-None-Match" = Option<String>, Header, description = "Versions at hand.")),
    security(("bearer" = ["settings.view"])),
    responses(
        (status = 200, description = "The brand.", body = BrandBody, headers(("ETag" = String, description = "Its version."))),
        (status = 304, description = "Not changed since."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/brand")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewSettings>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let row = brand::get(&tx).await?;
    tx.commit().await?;
    if known.has(row.version) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag(row.version)))
            .finish());
    }
    Ok(shown(row, &user.request))
}

/// Changes the brand's colour.
#[utoipa::path(
    tag = "settings",
    operation_id = "update_brand",
    params(("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = BrandPatch,
    security(("bearer" = ["settings.change"])),
    responses(
        (status = 200, description = "Changed.", body = BrandBody, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `color_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/brand")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: CanEverywhere<ChangeSettings>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let mut body = Body::new(body.into_inner());
    let color = body.text("color", Color::parse);
    if color.is_none() && !body.is_refused("color") {
        body.refuse("color", MISSING);
    }
    body.finish()?;
    let color = color.flatten();
    let row = transaction(async || {
        let tx = user.begin(&state).await?;
        let row = brand::set_color(&tx, &expected.0, color.as_ref()).await?;
        tx.commit().await?;
        Ok(row)
    })
    .await?;
    Ok(shown(row, &user.request))
}

/// Puts the logo: the picture itself is the body.
///
/// PNG, JPEG or WebP, at most 512 KiB, 16 to 4096 pixels a side. SVG is refused: it may hold scripts.
#[utoipa::path(
    tag = "settings",
    operation_id = "put_brand_logo",
    params(("If-Match" = String, Header, description = "The version to change: the ETag of the brand.")),
    request_body(content(
        (Picture = "image/png"),
        (Picture = "image/jpeg"),
        (Picture = "image/webp"),
    ), description = "The picture."),
    security(("bearer" = ["settings.change"])),
    responses(
        (status = 200, description = "Put.", body = BrandBody, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "`logo_too_large`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "`logo_kind_unsupported`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed` of `logo`: `logo_kind_mismatch`, `logo_unreadable`, `logo_dimensions`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/brand/logo")]
pub(crate) async fn put_logo(
    state: Data<AppState>,
    user: CanEverywhere<ChangeSettings>,
    expected: IfMatch,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    // Read here, once it is known who sends it.
    let picture = image::receive(&request, body).await?;
    let row = transaction(async || {
        let tx = user.begin(&state).await?;
        let row = brand::set_logo(&tx, &expected.0, &picture).await?;
        tx.commit().await?;
        Ok(row)
    })
    .await?;
    Ok(shown(row, &user.request))
}

/// Takes the logo away.
#[utoipa::path(
    tag = "settings",
    operation_id = "delete_brand_logo",
    params(("If-Match" = String, Header, description = "The version to change: the ETag of the brand.")),
    security(("bearer" = ["settings.change"])),
    responses(
        (status = 200, description = "There is none any more.", body = BrandBody, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/brand/logo")]
pub(crate) async fn delete_logo(
    state: Data<AppState>,
    user: CanEverywhere<ChangeSettings>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    let row = transaction(async || {
        let tx = user.begin(&state).await?;
        let row = brand::remove_logo(&tx, &expected.0).await?;
        tx.commit().await?;
        Ok(row)
    })
    .await?;
    Ok(shown(row, &user.request))
}

const MISSING: Invalid = Invalid::new(
    "required",
    "Falta este dato; null lo borra.",
    "This is missing; null clears it.",
);
