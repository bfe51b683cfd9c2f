//! The API's description, collected from the routes themselves.

use crate::{
    problem::{FieldProblem, ProblemBody},
    routes,
    tenancy::Site,
};
use actix_web::{App, dev::ResourceDef, web::Bytes};
use utoipa::{
    OpenApi,
    openapi::{
        self, Content, Ref, RefOr, ResponseBuilder,
        path::{Operation, PathItem},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt;

/// Paths of pages, which the document does not describe.
const PAGES: [&str; 8] = [
    "/",
    "/api/docs",
    "/api/docs/{file}*",
    "/assets/{file}*",
    "/favicon.svg",
    "/manifest.webmanifest",
    "/robots.txt",
    "/version.json",
];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Panal",
        description = "Un negocio por dirección: las rutas de un negocio responden en su propio host \
                       (`https://<slug>.<dominio base>`), las de la plataforma en el dominio base.\n\n\
                       One business per address: a business's routes answer on its own host, the platform's on the base \
                       domain. Errors are `application/problem+json` (RFC 9457) with a stable `code`."
    ),
    servers((url = "/", description = "Este host / This host")),
    tags(
        (name = "tenant", description = "The business behind the address"),
        (name = "auth", description = "Log-in and sessions"),
        (name = "clients", description = "Clients of a business"),
        (name = "platform", description = "The platform; on the base domain only"),
        (name = "health", description = "Probes; on any host"),
        (name = "docs", description = "This document"),
    ),
    components(schemas(ProblemBody, FieldProblem)),
)]
struct Base;

/// The OpenAPI 3.1 document of all routes, the tenants' and the platform's.
#[must_use]
pub fn openapi() -> openapi::OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(routes::api)
        .split_for_parts();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The access_token of a log-in on the same host."))
        .build();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for item in document.paths.paths.values_mut() {
        for (_, operation) in operations_mut(item) {
            document_problems(operation);
        }
    }
    document
}

/// Whatever is not told apart is a problem.
fn document_problems(operation: &mut Operation) {
    operation
        .responses
        .responses
        .entry("default".to_owned())
        .or_insert_with(|| {
            RefOr::T(
                ResponseBuilder::new()
                    .description("A problem")
                    .content(
                        "application/problem+json",
                        Content::new(Some(Ref::from_schema_name("Problem"))),
                    )
                    .build(),
            )
        });
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("GET", item.get.as_mut()),
        ("POST", item.post.as_mut()),
        ("PUT", item.put.as_mut()),
        ("PATCH", item.patch.as_mut()),
        ("DELETE", item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation?)))
}

/// The document as it is served, and the methods that each path takes.
pub(crate) struct Document {
    openapi: openapi::OpenApi,
    json: Bytes,
    paths: Vec<KnownPath>,
}

struct KnownPath {
    pattern: ResourceDef,
    owner: Owner,
    allowed: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Anybody,
    Tenant,
    Platform,
}

impl Document {
    pub(crate) fn new() -> Self {
        let mut document = openapi();
        let json = serde_json::to_vec(&document).unwrap_or_default().into();
        let mut paths: Vec<KnownPath> = document
            .paths
            .paths
            .iter_mut()
            .map(|(path, item)| KnownPath {
                pattern: ResourceDef::new(path.as_str()),
                owner: owner(path),
                allowed: allowed(operations_mut(item).map(|(method, _)| method)),
            })
            .collect();
        paths.extend(PAGES.map(|path| KnownPath {
            pattern: ResourceDef::new(path),
            owner: Owner::Anybody,
            allowed: allowed(["GET"]),
        }));
        Self {
            openapi: document,
            json,
            paths,
        }
    }

    /// The document for a site whose paths begin with `base_path`.
    pub(crate) fn json(&self, base_path: &str) -> Bytes {
        if base_path.is_empty() {
            return self.json.clone();
        }
        let mut document = self.openapi.clone();
        for server in document.servers.iter_mut().flatten() {
            base_path.clone_into(&mut server.url);
        }
        serde_json::to_vec(&document).unwrap_or_default().into()
    }

    /// The methods that a path takes on a site, as in `Allow`; `None` where there is no such path.
    pub(crate) fn allowed(&self, path: &str, site: Option<&Site>) -> Option<String> {
        self.paths
            .iter()
            .find(|known| known.owner.is(site) && known.pattern.is_match(path))
            .map(|known| known.allowed.clone())
    }
}

impl Owner {
    fn is(self, site: Option<&Site>) -> bool {
        match self {
            Self::Anybody => true,
            Self::Tenant => matches!(site, Some(Site::Tenant(_))),
            Self::Platform => matches!(site, Some(Site::Platform)),
        }
    }
}

fn owner(path: &str) -> Owner {
    let under = |prefix: &str| {
        path.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    if routes::is_of_platform(path) {
        Owner::Platform
    } else if under(routes::TENANT) {
        Owner::Tenant
    } else {
        Owner::Anybody
    }
}

fn allowed(methods: impl IntoIterator<Item = &'static str>) -> String {
    let mut all = Vec::new();
    for method in methods {
        all.push(method);
        if method == "GET" {
            all.push("HEAD");
        }
    }
    all.push("OPTIONS");
    all.join(", ")
}
