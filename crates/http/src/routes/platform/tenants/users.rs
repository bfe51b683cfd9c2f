//! A tenant's staff, for whoever is about to take the place of one of them.

use super::{
    super::shared::{found, told},
    work::{has_schema, without_schema},
};
use crate::{
    auth::SuperAdmin,
    extract::Path,
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{BranchScope, Slug, TenantId, UserId};
use panal_persistence::{
    ActorKind,
    platform::tenants,
    tenant::users::{
        User,
        listing::{self, RoleOfUser, UserField},
    },
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list);
}

/// A member of a tenant's staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantUser {
    /// The user.
    id: Uuid,
    /// Name of the person.
    #[schema(example = "Ana Pérez")]
    full_name: String,
    /// Log-in name.
    #[schema(example = "ana@clinica1.test")]
    email: String,
    /// The names of the user's roles.
    #[schema(example = json!(["Administrador"]))]
    roles: Vec<String>,
    /// Whether the user may log in.
    is_active: bool,
    /// Whether an invitation is still to be accepted.
    invited: bool,
    /// Whether a second factor is asked for at log-in.
    second_factor: bool,
    /// Last successful log-in.
    last_login_at: Option<DateTime<Utc>>,
}

impl TenantUser {
    fn new(user: User, roles: Vec<RoleOfUser>) -> Self {
        Self {
            id: user.id,
            full_name: user.full_name,
            email: user.email,
            roles: roles.into_iter().map(|role| role.name).collect(),
            is_active: user.is_active,
            invited: user.password_hash.is_none(),
            second_factor: user.totp_confirmed_at.is_some(),
            last_login_at: user.last_login_at,
        }
    }
}

/// Lists a tenant's staff.
///
/// `q` looks in name and e-mail. Looking is told in the platform's audit.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_list_tenant_users",
    params(("id" = uuid::Uuid, Path, description = "The tenant."), ListParams<UserField>),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "A page of users.", body = PageBody<TenantUser>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`tenant_without_schema`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/tenants/{id}/users")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<TenantId>,
    params: ListParams<UserField>,
) -> Result<HttpResponse, Problem> {
    let (rows, total) = transaction(async || {
        let tx = user.begin(&state).await?;
        let tenant = found(&tx, id.0).await?;
        if !has_schema(&tenant) {
            return Err(without_schema().into());
        }
        let slug = Slug::parse(&tenant.slug).map_err(Problem::internal)?;
        let hosted = tenants::by_slug(&tx, &slug)
            .await?
            .ok_or_else(Problem::not_found)?;
        // The tenant's own role reads, and can read nothing but the tenant's.
        let by = user.request.actor(ActorKind::Operator, None);
        let there = state.tenants.begin_read_only(&hosted.scope, by).await?;
        let page = listing::list(&there, &params.query, &BranchScope::All).await?;
        let ids: Vec<UserId> = page.rows.iter().map(|row| UserId(row.id)).collect();
        let mut roles = listing::roles(&there, &ids).await?;
        there.commit().await?;
        let detail = json!({"page": params.query.page, "q": params.query.search});
        told(&tx, &user, "tenant.list_users", &tenant, detail).await?;
        tx.commit().await?;
        let rows: Vec<TenantUser> = page
            .rows
            .into_iter()
            .map(|row| {
                let roles = roles.remove(&UserId(row.id)).unwrap_or_default();
                TenantUser::new(row, roles)
            })
            .collect();
        Ok((rows, page.total))
    })
    .await?;
    Ok(params.answer(rows, total))
}
