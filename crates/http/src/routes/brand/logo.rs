//! The logo for everybody: `/tenant/logo`.

use crate::{
    auth::Public,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    state::AppState,
    tenancy::CurrentTenant,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, EntityTag, Header, IfNoneMatch,
        X_CONTENT_TYPE_OPTIONS,
    },
    web::Data,
};
use panal_persistence::{ActorKind, tenant::brand};
use utoipa::ToSchema;

/// The bytes of a picture.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "a description")]
pub struct Picture(Vec<u8>);

/// Digits of the digest in its address: enough to tell the pictures of one business apart.
const DIGITS: usize = 16;
/// Whatever the bytes are, a browser that opens them by themselves runs nothing.
const POLICY: &str = "default-src 'none'; sandbox";

/// Where the logo with this digest is.
pub(super) fn url(request: &RequestInfo, digest: &str) -> String {
    let base = request.base_path();
    let digits = digest.get(..DIGITS).unwrap_or(digest);
    format!("{base}/api/v1/tenant/logo?v={digits}")
}

/// The business's logo; needs no log-in, and answers while it is suspended.
///
/// Asked for with the `v` of the address that `GET /tenant` gives, it may be kept for ever; otherwise it is to be asked
/// for again each time.
#[utoipa::path(
    tag = "tenant",
    operation_id = "get_tenant_logo",
    params(
        ("v" = Option<String>, Query, description = "Which picture, as in the address."),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the picture at hand."),
    ),
    responses(
        (status = 200, description = "The picture.", content(
            (Picture = "image/png"),
            (Picture = "image/jpeg"),
            (Picture = "image/webp"),
        ), headers(("ETag" = String, description = "Of the picture."))),
        (status = 304, description = "Not changed since."),
        (status = 404, description = "`not_found`: there is none.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/tenant/logo")]
pub(crate) async fn show(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let actor = info.actor(ActorKind::Anonymous, None);
    let tx = state.tenants.begin_read_only(&tenant.scope, actor).await?;
    let row = brand::get(&tx).await?;
    let (Some(kind), Some(digest)) = (row.logo_kind, row.logo_digest) else {
        return Err(Problem::not_found());
    };
    let tag = EntityTag::new_strong(digest.clone());
    let is_known = has(&request, &tag);
    let mut answer = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header((ETAG, tag.to_string()))
        .insert_header((CACHE_CONTROL, keeping(&request, &digest)))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY));
    if is_known {
        return Ok(answer.finish());
    }
    let picture = brand::logo(&tx).await?.ok_or_else(Problem::not_found)?;
    tx.commit().await?;
    Ok(answer.content_type(kind).body(picture))
}

/// For how long the answer may be kept: for ever, when the address says which picture it is.
fn keeping(request: &HttpRequest, digest: &str) -> &'static str {
    let names_it = form_urlencoded::parse(request.query_string().as_bytes())
        .any(|(name, value)| name == "v" && digest.get(..DIGITS) == Some(&*value));
    if names_it {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// Weakly: a proxy that compresses weakens tags.
fn has(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(tag)),
        Err(_none) => false,
    }
}
