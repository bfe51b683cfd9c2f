//! Who is asking, and what they may do here.

use crate::{
    auth::{
        Authenticated, Impersonator, Personal, PlatformAuthenticated, Principal, PrincipalKind,
        SessionFacts,
    },
    body::Body,
    extract::Json,
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
    tenancy::{Tenant, migrating},
};
use actix_web::{HttpResponse, get, http::header, patch, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{BranchScope, Language, PersonName, PlanCode, SubscriptionState};
use panal_persistence::{
    Error,
    tenant::{
        access::AssignedRole,
        users::{self, OwnChanges},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(me).service(update).service(permissions);
}

/// Routes of the platform.
pub fn platform_routes(config: &mut ServiceConfig) {
    config.service(platform_me);
}

/// The user of this request, on a tenant's host.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The user, or the API key.
    user: MeUser,
    /// `user` or `api_key`.
    #[schema(example = "user")]
    kind: &'static str,
    /// The language in which the user wants to read screens, `es` or `en`; null: the business's.
    #[schema(example = "es")]
    language: Option<&'static str>,
    /// Whether the user showed that the e-mail address is theirs.
    email_confirmed: bool,
    /// Whether a second factor is asked for at log-in.
    second_factor: bool,
    /// The super admin who acts in the user's place.
    impersonator: Option<MeImpersonator>,
    /// The roles.
    roles: Vec<MeRole>,
    /// What the user may do, as `resource.action`.
    #[schema(example = json!(["clients.view", "clients.add"]))]
    permissions: Vec<&'static str>,
    /// The business.
    tenant: MeTenant,
    /// What the business pays for, and until when.
    subscription: MeSubscription,
    /// The log-in.
    session: Option<MeSession>,
}

/// A role of the user.
#[derive(Serialize, ToSchema)]
pub struct MeRole {
    /// The role.
    id: Uuid,
    /// Its short name.
    #[schema(example = "empleado")]
    code: String,
    /// Its name for people.
    #[schema(example = "Empleado")]
    name: String,
    /// Where it holds; null: everywhere.
    branches: Option<Vec<Uuid>>,
}

/// A super admin in the user's place.
#[derive(Serialize, ToSchema)]
pub struct MeImpersonator {
    /// Log-in name.
    #[schema(example = "soporte@panal.test")]
    email: String,
    /// Why.
    #[schema(example = "Caso 1234: no ve sus citas")]
    reason: String,
}

/// What the business pays for.
#[derive(Serialize, ToSchema)]
pub struct MeSubscription {
    /// Its plan.
    #[schema(value_type = String, example = "profesional")]
    plan: PlanCode,
    /// `trial`, `active`, `past_due`, `suspended` or `cancelled`.
    #[schema(value_type = String, example = "trial")]
    state: SubscriptionState,
    /// When that ends unless a payment arrives; null: no end was agreed.
    ends_at: Option<DateTime<Utc>>,
}

/// What the user may do, and where.
#[derive(Serialize, ToSchema)]
pub struct MyPermissions {
    /// In the order in which people read them.
    permissions: Vec<MyPermission>,
    /// The roles they come from.
    roles: Vec<MeRole>,
}

/// A permission that the user may use now.
#[derive(Serialize, ToSchema)]
pub struct MyPermission {
    /// `resource.action`.
    #[schema(example = "clients.view")]
    code: &'static str,
    /// Where it holds; null: everywhere.
    branches: Option<Vec<Uuid>>,
}

/// The user of this request, on the platform's host.
#[derive(Serialize, ToSchema)]
pub struct PlatformMe {
    /// The user.
    user: MeUser,
    /// Role.
    #[schema(example = "super_admin")]
    role: &'static str,
    /// Whether the second factor is set up; without it the user can do nothing but that.
    second_factor: bool,
    /// The log-in.
    session: Option<MeSession>,
}

/// A user, as shown to itself.
#[derive(Serialize, ToSchema)]
pub struct MeUser {
    /// The user.
    id: Uuid,
    /// Log-in name; null for an API key.
    #[schema(example = "ana@clinica1.test")]
    email: Option<String>,
    /// Name of the person, or of the API key.
    #[schema(example = "Ana Pérez")]
    full_name: String,
    /// The branch the user works at; none: all of them.
    branch_id: Option<Uuid>,
}

/// The business whose host this is.
#[derive(Serialize, ToSchema)]
pub struct MeTenant {
    /// The tenant.
    id: Uuid,
    /// Its label under the base domain.
    #[schema(example = "clinica1")]
    slug: String,
    /// Its name.
    #[schema(example = "Clínica Dental Norte")]
    name: String,
    /// Its modules.
    modules: Vec<&'static str>,
    /// ISO 4217 code of its currency.
    #[schema(example = "PEN")]
    currency: &'static str,
    /// IANA name of its time zone.
    #[schema(example = "America/Lima")]
    time_zone: &'static str,
    /// Its locale.
    #[schema(example = "es-PE")]
    locale: String,
}

/// The log-in that the request's token belongs to.
#[derive(Serialize, ToSchema)]
pub struct MeSession {
    /// The session.
    id: Uuid,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When it ends unless renewed.
    expires_at: DateTime<Utc>,
}

impl From<&Principal> for MeUser {
    fn from(principal: &Principal) -> Self {
        let (email, full_name) = match principal.is_api_key() {
            true => (None, principal.name.clone()),
            false => (Some(principal.name.clone()), principal.full_name.clone()),
        };
        Self {
            id: principal.id,
            email,
            full_name,
            branch_id: principal.branch_id.map(|branch| branch.0),
        }
    }
}

impl From<&AssignedRole> for MeRole {
    fn from(role: &AssignedRole) -> Self {
        Self {
            id: role.id.0,
            code: role.code.clone(),
            name: role.name.clone(),
            branches: branches(&role.held.branches),
        }
    }
}

impl From<&Impersonator> for MeImpersonator {
    fn from(impersonator: &Impersonator) -> Self {
        Self {
            email: impersonator.email.clone(),
            reason: impersonator.reason.clone(),
        }
    }
}

impl MeSubscription {
    /// As time has left it at `now`, whether or not the daily job has noticed.
    fn of(tenant: &Tenant, now: DateTime<Utc>) -> Self {
        let subscription = tenant.subscription.clone().at(now);
        Self {
            plan: tenant.plan,
            state: subscription.state,
            ends_at: subscription.due().map(|(at, _)| at),
        }
    }
}

fn branches(scope: &BranchScope) -> Option<Vec<Uuid>> {
    scope
        .limited()
        .map(|branches| branches.iter().map(|branch| branch.0).collect())
}

impl From<&SessionFacts> for MeSession {
    fn from(session: &SessionFacts) -> Self {
        Self {
            id: session.id.0,
            started_at: session.started_at,
            expires_at: session.expires_at,
        }
    }
}

/// Who am I?
#[utoipa::path(
    tag = "auth",
    operation_id = "get_me",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The user, its roles and permissions, the tenant, its subscription and the session.", body = Me),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/me")]
pub(crate) async fn me(user: Authenticated) -> HttpResponse {
    let tenant = &user.tenant;
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Me {
            user: user.principal.as_ref().into(),
            kind: match user.kind {
                PrincipalKind::User(_) | PrincipalKind::Impersonated(..) => "user",
                PrincipalKind::ApiKey { .. } => "api_key",
            },
            language: user.language.map(Language::as_str),
            email_confirmed: user.email_confirmed,
            second_factor: user.second_factor,
            impersonator: user.impersonator().map(MeImpersonator::from),
            roles: user.access.roles.iter().map(MeRole::from).collect(),
            permissions: user
                .access
                .rights
                .permissions(&tenant.modules)
                .filter(|(permission, _)| user.may(permission))
                .map(|(permission, _)| permission.code)
                .collect(),
            tenant: MeTenant {
                id: tenant.id.0,
                slug: tenant.slug.to_string(),
                name: tenant.name.clone(),
                modules: tenant
                    .modules
                    .iter()
                    .map(|module| module.as_str())
                    .collect(),
                currency: tenant.currency.as_str(),
                time_zone: tenant.time_zone.as_str(),
                locale: tenant.locale.to_string(),
            },
            subscription: MeSubscription::of(tenant, Utc::now()),
            session: user.session().map(MeSession::from),
        })
}

// Describes what `own_changes` reads.
/// What users may change of themselves. What is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MePatch {
    /// Name of the person.
    #[schema(example = "Ana Pérez", max_length = 120, nullable = false)]
    pub full_name: Option<String>,
    /// The language in which to read screens, `es` or `en`; null: the business's.
    #[schema(example = "es")]
    pub language: Option<String>,
}

/// Changes one's own name and language.
#[utoipa::path(
    tag = "auth",
    operation_id = "update_me",
    request_body = MePatch,
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Changed."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`tenant_migrating`: the business's data do not have the language yet.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/me")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: Personal,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = own_changes(body.into_inner())?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        let changed = users::change_own(&tx, user.user_id, changes.clone())
            .await
            .map_err(not_changed)?;
        if !changed {
            return Err(Problem::not_found().into());
        }
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn own_changes(body: Map<String, Value>) -> Result<OwnChanges, Problem> {
    let mut body = Body::new(body);
    let name = body.text("full_name", PersonName::parse);
    let full_name = body.not_null("full_name", name);
    let language = body.text("language", Language::parse);
    body.finish()?;
    Ok(OwnChanges {
        full_name,
        language,
    })
}

/// A schema that has not come as far yet has no column for the language.
fn not_changed(error: Error) -> Failure {
    const UNDEFINED_COLUMN: &str = "42703";
    match error.code() {
        Some(UNDEFINED_COLUMN) => migrating().into(),
        _ => error.into(),
    }
}

/// What may I do, and in which branches?
#[utoipa::path(
    tag = "auth",
    operation_id = "get_my_permissions",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Permissions that can be used now, and the roles.", body = MyPermissions),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/me/permissions")]
pub(crate) async fn permissions(user: Authenticated) -> HttpResponse {
    let permissions = user
        .access
        .rights
        .permissions(&user.tenant.modules)
        .filter(|(permission, _)| user.may(permission))
        .map(|(permission, scope)| MyPermission {
            code: permission.code,
            branches: branches(scope),
        })
        .collect();
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(MyPermissions {
            permissions,
            roles: user.access.roles.iter().map(MeRole::from).collect(),
        })
}

/// Who am I on the platform?
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_get_me",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The user and the session.", body = PlatformMe),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/me")]
pub(crate) async fn platform_me(user: PlatformAuthenticated) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(PlatformMe {
            user: user.principal.as_ref().into(),
            role: "super_admin",
            second_factor: user.second_factor,
            session: user.session().map(MeSession::from),
        })
}
