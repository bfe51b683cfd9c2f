//! Registering a business, on the platform's own pages: `/auth/register-organization`, `/registrations`.

pub mod body;
pub mod plans;
pub mod slug;

pub(crate) use body::{Asked, NewBusiness, business};
pub use body::{OwnerBody, RegisterBody};

use crate::{
    auth::Public,
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    progress::{self, ProgressBody},
    request::RequestInfo,
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{
    HttpResponse, get,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, LOCATION, RETRY_AFTER},
    },
    post,
    web::Data,
};
use panal_domain::{Message, PlanCode};
use panal_persistence::{
    Error, PlatformContext, PlatformTx,
    platform::requests::{self, NewOwner, NewRequest, RequestSource, TenantRequest},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of the platform.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(register)
        .service(slug::check)
        .service(plans::list)
        .service(follow)
        .service(get_one);
}

/// A business that is there.
#[derive(Serialize, ToSchema)]
pub struct Registered {
    /// The business.
    tenant: RegisteredTenant,
    /// Where its owner logs in.
    #[schema(example = "https://clinica-sol.panal.co/")]
    login_url: String,
}

/// A business that is there.
#[derive(Serialize, ToSchema)]
pub struct RegisteredTenant {
    /// Label under the base domain.
    #[schema(example = "clinica-sol")]
    slug: String,
    /// Name of the business.
    #[schema(example = "Clínica Sol")]
    name: String,
    /// Its address.
    #[schema(example = "https://clinica-sol.panal.co")]
    url: String,
}

/// Registers a business, and makes it.
///
/// It begins with a trial. Its owner gets an e-mail to confirm the address with. When the business takes longer than
/// a few seconds to make, the answer is 202 and `Location` tells of the progress.
#[utoipa::path(
    tag = "registration",
    operation_id = "register_organization",
    request_body = RegisterBody,
    responses(
        (status = 201, description = "The business is there.", body = Registered, headers(("Location" = String, description = "Its address."))),
        (status = 202, description = "The business is being made.", body = ProgressBody, headers(("Location" = String, description = "Where to see how far it is."))),
        (status = 409, description = "`slug_taken`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`, `registration_limit`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`provisioning_failed`, `login_busy`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/register-organization")]
pub(crate) async fn register(
    _: Public,
    state: Data<AppState>,
    info: RequestInfo,
    body: Json<RegisterBody>,
) -> Result<HttpResponse, Problem> {
    let asked = business(body.into_inner(), Asked::ByItsOwner)?;
    // Whoever mistypes something has not used up an attempt; whoever would make us hash passwords has.
    state.registrations.take(None, info.address())?;
    ensure_free(&state, &asked).await?;
    let new = new_request(&state, asked, &info, RequestSource::Registration, None).await?;
    let follower = state.progress.follow(Uuid::nil());
    let id = transaction(async || {
        let tx = state.platform.begin(PlatformContext::Login).await?;
        let id = ask(&tx, &new).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await?;
    let request = progress::settled(&state, RequestSource::Registration, id, follower).await?;
    match request.state.as_str() {
        "done" => registered(&state, request),
        "failed" => Err(progress::failed(&request)),
        _ => Ok(accepted(
            &state,
            &info,
            &request,
            &format!("/api/v1/registrations/{id}"),
        )),
    }
}

/// How far a registration is.
#[utoipa::path(
    tag = "registration",
    operation_id = "get_registration",
    params(("id" = Uuid, Path, description = "The registration, as its `Location` named it.")),
    responses(
        (status = 200, description = "How far it is.", body = ProgressBody),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/registrations/{id}")]
pub(crate) async fn get_one(
    _: Public,
    state: Data<AppState>,
    info: RequestInfo,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let source = RequestSource::Registration;
    let body = progress::now(&state, source, id.into_inner(), info.language()).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(body))
}

/// How far a registration is, as it happens.
///
/// Server-sent events named after the state (`waiting`, `working`, `done`, `failed`), whose data is what
/// `GET /registrations/{id}` answers. The stream ends with `done` or `failed`.
#[utoipa::path(
    tag = "registration",
    operation_id = "follow_registration",
    params(("id" = Uuid, Path, description = "The registration, as its `Location` named it.")),
    responses(
        (status = 200, description = "Events.", body = String, content_type = "text/event-stream"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_streams`: three of one registration or from one address are open.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`too_many_streams`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/registrations/{id}/events")]
pub(crate) async fn follow(
    _: Public,
    state: Data<AppState>,
    info: RequestInfo,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let source = RequestSource::Registration;
    progress::events(&state, source, id.into_inner(), &info).await
}

/// Refuses a slug that somebody has, before any work is done for it.
pub(crate) async fn ensure_free(state: &AppState, asked: &NewBusiness) -> Result<(), Problem> {
    let tx = state.platform.begin(PlatformContext::Login).await?;
    let taken = requests::taken(&tx, &[asked.slug.as_str()]).await?;
    tx.commit().await?;
    if taken.is_empty() {
        Ok(())
    } else {
        Err(progress::slug_taken())
    }
}

/// The row to write, with the owner's password hashed.
pub(crate) async fn new_request(
    state: &AppState,
    asked: NewBusiness,
    info: &RequestInfo,
    source: RequestSource,
    requested_by: Option<String>,
) -> Result<NewRequest, Problem> {
    let owner = match asked.owner {
        Some(owner) => Some(NewOwner {
            full_name: owner.full_name,
            email: owner.email,
            password_hash: match owner.password {
                Some(password) => Some(state.auth.passwords.hash(password).await?),
                None => None,
            },
        }),
        None => None,
    };
    Ok(NewRequest {
        source,
        slug: asked.slug,
        name: asked.name,
        profile: asked.profile,
        plan: asked.plan.unwrap_or(PlanCode::Trial),
        country: asked.country,
        tax_id: asked.tax_id,
        email: asked.email,
        phone: asked.phone,
        owner,
        requested_by,
        request_id: Some(info.id().to_owned()),
        address: info.address().map(|address| address.to_string()),
    })
}

/// Writes the request, unless somebody has the slug or is getting it, or too many businesses were registered of late.
pub(crate) async fn ask(tx: &PlatformTx, new: &NewRequest) -> Result<Uuid, Failure> {
    if !requests::taken(tx, &[new.slug.as_str()]).await?.is_empty() {
        return Err(progress::slug_taken().into());
    }
    if new.source == RequestSource::Registration
        && let Some(owner) = &new.owner
        && requests::is_spent(tx, &owner.email).await?
    {
        return Err(too_many().into());
    }
    requests::ask(tx, new).await.map_err(|error: Error| {
        if error.constraint() == Some("tenant_requests_slug_key") {
            progress::slug_taken().into()
        } else {
            error.into()
        }
    })
}

/// The same for everybody's limit and for one e-mail's: it tells nothing about an e-mail that was not just used.
fn too_many() -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "registration_limit",
        Message::new(
            "Por ahora no podemos registrar más negocios",
            "No more businesses can be registered for now",
        ),
    )
    .detail(Message::new(
        "Confirme el correo de los que ya registró, o intente de nuevo más tarde.",
        "Confirm the e-mail of those that you registered already, or try again later.",
    ))
    .header(RETRY_AFTER, 3600)
}

/// 201 for a business that is there.
pub(crate) fn registered(
    state: &AppState,
    request: TenantRequest,
) -> Result<HttpResponse, Problem> {
    let url = progress::address(state, &request.slug)
        .ok_or_else(|| Problem::internal("a tenant without address"))?;
    Ok(HttpResponse::Created()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((LOCATION, url.clone()))
        .json(Registered {
            login_url: format!("{url}/"),
            tenant: RegisteredTenant {
                slug: request.slug,
                name: request.name,
                url,
            },
        }))
}

/// 202 for a business that is being made.
pub(crate) fn accepted(
    state: &AppState,
    info: &RequestInfo,
    request: &TenantRequest,
    location: &str,
) -> HttpResponse {
    HttpResponse::Accepted()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((LOCATION, location))
        .json(progress::body(state, request, info.language()))
}
