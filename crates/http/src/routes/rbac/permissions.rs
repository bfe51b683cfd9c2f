//! What can be granted: `/rbac/permissions`, `/rbac/categories`.

use crate::{
    auth::Can,
    extract::Path,
    problem::{Problem, ProblemBody},
};
use actix_web::{HttpResponse, get};
use panal_domain::{
    Action, Category, Message, Permission as Right,
    access::{catalogue, staff::ViewRoles},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list).service(get_one).service(categories);
}

/// A name in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Names {
    /// In Spanish.
    #[schema(example = "Ver clientes")]
    es: String,
    /// In English.
    #[schema(example = "View clients")]
    en: String,
}

/// A permission, which roles give.
#[derive(Debug, Serialize, ToSchema)]
pub struct Permission {
    /// `resource.action`: its identifier.
    #[schema(example = "clients.view")]
    id: &'static str,
    /// The resource.
    #[schema(example = "clients")]
    resource: &'static str,
    /// The resource's name.
    resource_name: Names,
    /// The class of the action: `view`, `add`, `change` or `delete`.
    #[schema(value_type = String, example = "view")]
    action: Action,
    /// What it is sorted by.
    #[schema(value_type = String, example = "crm")]
    category: Category,
    /// The module it belongs to.
    #[schema(example = "crm")]
    module: &'static str,
    /// Its name.
    name: Names,
    /// True when only a person in a log-in of their own may use it: no API key.
    personal: bool,
}

/// What permissions are sorted by.
#[derive(Debug, Serialize, ToSchema)]
pub struct PermissionCategory {
    /// Its identifier.
    #[schema(value_type = String, example = "crm")]
    id: Category,
    /// Its name.
    name: Names,
    /// Permissions of this business in it.
    #[schema(example = 9)]
    permissions: usize,
}

/// The permissions of this business.
#[derive(Debug, Serialize, ToSchema)]
pub struct Permissions {
    /// In the order in which people read them.
    data: Vec<Permission>,
}

/// The categories of this business's permissions.
#[derive(Debug, Serialize, ToSchema)]
pub struct PermissionCategories {
    /// In the order in which people read them.
    data: Vec<PermissionCategory>,
}

impl From<&Message> for Names {
    fn from(message: &Message) -> Self {
        Self {
            es: message.es.clone().into_owned(),
            en: message.en.clone().into_owned(),
        }
    }
}

impl From<&'static Right> for Permission {
    fn from(right: &'static Right) -> Self {
        Self {
            id: right.code,
            resource: right.resource,
            resource_name: (&right.resource_name).into(),
            action: right.action,
            category: right.category,
            module: right.module.as_str(),
            name: (&right.name).into(),
            personal: right.personal,
        }
    }
}

/// Lists what can be granted.
///
/// Only what this business has a use for: permissions of its modules.
#[utoipa::path(
    tag = "rbac",
    operation_id = "list_permissions",
    security(("bearer" = ["roles.view"])),
    responses(
        (status = 200, description = "All permissions.", body = Permissions),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/rbac/permissions")]
pub(crate) async fn list(user: Can<ViewRoles>) -> HttpResponse {
    let data = known(&user).map(Permission::from).collect();
    HttpResponse::Ok().json(Permissions { data })
}

/// Shows a permission.
#[utoipa::path(
    tag = "rbac",
    operation_id = "get_permission",
    params(("id" = String, Path, description = "The permission: `resource.action`.", example = "clients.view")),
    security(("bearer" = ["roles.view"])),
    responses(
        (status = 200, description = "The permission.", body = Permission),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/rbac/permissions/{id}")]
pub(crate) async fn get_one(
    user: Can<ViewRoles>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let right = find(&user, &id.0).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(Permission::from(right)))
}

/// Lists the categories of permissions.
#[utoipa::path(
    tag = "rbac",
    operation_id = "list_permission_categories",
    security(("bearer" = ["roles.view"])),
    responses(
        (status = 200, description = "All categories.", body = PermissionCategories),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/rbac/categories")]
pub(crate) async fn categories(user: Can<ViewRoles>) -> HttpResponse {
    let data = Category::ALL
        .iter()
        .map(|category| PermissionCategory {
            id: *category,
            name: (&category.label()).into(),
            permissions: known(&user)
                .filter(|right| right.category == *category)
                .count(),
        })
        .collect();
    HttpResponse::Ok().json(PermissionCategories { data })
}

/// The permissions of the modules that the business has.
fn known<P>(user: &Can<P>) -> impl Iterator<Item = &'static Right> {
    catalogue()
        .iter()
        .filter(|right| user.tenant.modules.contains(right.module))
}

/// One of them.
pub(super) fn find<P>(user: &Can<P>, id: &str) -> Option<&'static Right> {
    catalogue()
        .find(id)
        .filter(|right| user.tenant.modules.contains(right.module))
}
