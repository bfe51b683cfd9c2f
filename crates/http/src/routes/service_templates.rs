//! What services businesses begin with: `/service-templates`, `/professional-kinds`, `/setup/import-services`.

use crate::{
    auth::{Can, CanEverywhere},
    body::Body,
    extract::{Json, Query},
    list::{refused, search},
    problem::{Problem, ProblemBody},
    retry::transaction,
    routes::services::fields::{amount, at_most},
    state::AppState,
    tenancy::Tenant,
};
use actix_web::{HttpResponse, get, post, web::Data};
use panal_domain::{
    Invalid, Language, Profile,
    scheduling::permissions::{AddServices, ViewServices},
};
use panal_persistence::tenant::scheduling::{
    professionals,
    templates::{self, Imported, Selection, Skipped, Template},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Most templates of one import.
const MAX_TEMPLATES: usize = 500;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list).service(kinds).service(import);
}

/// Which templates.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The industry; the business's own unless told.
    #[param(example = "barberia")]
    industry: Option<String>,
    /// Search in name, category and description, without regard to case and accents; every word must be found.
    #[param(max_length = 100)]
    q: Option<String>,
}

/// Which kinds.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WhichKinds {
    /// The industry; the business's own unless told.
    #[param(example = "barberia")]
    industry: Option<String>,
}

/// A service that a business may begin with.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceTemplate {
    /// Its code.
    #[schema(example = "barberia.corte_clasico")]
    code: String,
    /// The industry.
    #[schema(example = "barberia")]
    industry: String,
    /// Its name.
    #[schema(example = "Corte clásico")]
    name: String,
    /// What customers read.
    description: String,
    /// By which people sort it.
    #[schema(example = "Cortes")]
    category: String,
    /// The price suggested in the business's currency; null where there is none for it.
    #[schema(value_type = Option<String>, example = "25000.00")]
    price: Option<Decimal>,
    /// How long it takes.
    #[schema(example = 30)]
    minutes: i32,
    /// Minutes kept free before.
    #[schema(example = 0)]
    buffer_before_minutes: i32,
    /// Minutes kept free after.
    #[schema(example = 5)]
    buffer_after_minutes: i32,
    /// Who may give it.
    #[schema(example = json!(["barbero"]))]
    professional_kinds: Vec<String>,
    /// Whether most businesses of the industry have it.
    popular: bool,
    /// Whether this business has it already.
    imported: bool,
}

/// The templates of an industry.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceTemplates {
    /// In the order in which people read them.
    data: Vec<ServiceTemplate>,
}

/// A kind of professionals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfessionalKind {
    /// Its code.
    #[schema(example = "barbero")]
    code: String,
    /// Its name, in the language of the request.
    #[schema(example = "Barbero")]
    name: String,
    /// The industries in which they work.
    #[schema(example = json!(["barberia"]))]
    industries: Vec<String>,
}

/// The kinds of professionals of an industry.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfessionalKinds {
    /// In the order in which people read them.
    data: Vec<ProfessionalKind>,
}

/// Which services to bring in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportServices {
    /// Codes of templates, of whatever industry; without it, all of the industry's.
    #[schema(example = json!(["barberia.corte_clasico"]), max_items = 500)]
    pub templates: Option<Vec<String>>,
    /// The industry whose templates are brought in, all of them; the business's own unless told. Not beside `templates`.
    #[schema(example = "barberia")]
    pub industry: Option<String>,
    /// By code, in the business's currency: in place of the price suggested.
    #[schema(example = json!({"barberia.corte_clasico": "28000"}))]
    pub prices: Option<BTreeMap<String, String>>,
}

/// What became of an import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedServices {
    /// Services that were made.
    #[schema(example = 14)]
    imported: usize,
    /// Those that were there, and stay as they are.
    #[schema(example = 0)]
    already_there: usize,
    /// What was not made.
    skipped: Vec<SkippedTemplate>,
}

/// A template that made no service.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkippedTemplate {
    /// Its code.
    #[schema(example = "veterinaria.limpieza_dental")]
    code: String,
    /// `template_unknown`; `not_chosen`: `prices` has it, `templates` does not; `price_missing`: none in the business's
    /// currency, so that `prices` has to give one; `name_taken`: another service has its name.
    #[schema(example = "name_taken")]
    reason: &'static str,
}

impl From<Template> for ServiceTemplate {
    fn from(row: Template) -> Self {
        Self {
            code: row.code,
            industry: row.industry,
            name: row.name,
            description: row.description,
            category: row.category,
            price: row.price,
            minutes: row.minutes,
            buffer_before_minutes: row.buffer_before_minutes,
            buffer_after_minutes: row.buffer_after_minutes,
            professional_kinds: row.professional_kinds,
            popular: row.popular,
            imported: row.imported,
        }
    }
}

impl From<Imported> for ImportedServices {
    fn from(imported: Imported) -> Self {
        let reason = |skipped| match skipped {
            Skipped::Unknown => "template_unknown",
            Skipped::NotChosen => "not_chosen",
            Skipped::PriceMissing => "price_missing",
            Skipped::NameTaken => "name_taken",
        };
        Self {
            imported: imported.made.len(),
            already_there: imported.already_there.len(),
            skipped: imported
                .skipped
                .into_iter()
                .map(|(code, skipped)| SkippedTemplate {
                    code,
                    reason: reason(skipped),
                })
                .collect(),
        }
    }
}

/// Lists service templates of an industry.
///
/// With a price where there is one in the business's currency, and whether the business has each already.
#[utoipa::path(
    tag = "services",
    operation_id = "list_service_templates",
    params(Which),
    security(("bearer" = ["services.view"])),
    responses(
        (status = 200, description = "All templates of the industry.", body = ServiceTemplates),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/service-templates")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewServices>,
    which: Query<Which>,
) -> Result<HttpResponse, Problem> {
    let Query(which) = which;
    let industry = industry(which.industry.as_deref(), &user.tenant)?;
    let text = search(which.q.as_deref().unwrap_or_default())
        .map_err(|invalid| refused(vec![("q".to_owned(), invalid)]))?;
    let tx = user.begin_read_only(&state).await?;
    let found = templates::list(&tx, industry, user.tenant.currency, text.as_deref()).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(ServiceTemplates {
        data: found.into_iter().map(ServiceTemplate::from).collect(),
    }))
}

/// Lists the kinds of professionals of an industry.
///
/// Their names in the language of the request. A business may use words of its own beside them.
#[utoipa::path(
    tag = "professionals",
    operation_id = "list_professional_kinds",
    params(WhichKinds),
    security(("bearer" = ["services.view"])),
    responses(
        (status = 200, description = "The kinds.", body = ProfessionalKinds),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/professional-kinds")]
pub(crate) async fn kinds(
    state: Data<AppState>,
    user: Can<ViewServices>,
    which: Query<WhichKinds>,
) -> Result<HttpResponse, Problem> {
    let industry = industry(which.0.industry.as_deref(), &user.tenant)?;
    let tx = user.begin_read_only(&state).await?;
    let found = professionals::kinds(&tx, Some(industry.as_str())).await?;
    tx.commit().await?;
    let language = user.request.language();
    let data = found
        .into_iter()
        .map(|kind| ProfessionalKind {
            code: kind.code,
            name: match language {
                Language::Es => kind.name_es,
                Language::En => kind.name_en,
            },
            industries: kind.industries,
        })
        .collect();
    Ok(HttpResponse::Ok().json(ProfessionalKinds { data }))
}

/// Brings in services from templates.
///
/// All of the business's industry, or those chosen. Repeatable: what the business has already stays as it is, and a
/// service of the same name that it made by hand is taken for the template's. The professionals whose kind a service
/// allows give it from now on.
#[utoipa::path(
    tag = "services",
    operation_id = "import_services",
    request_body = ImportServices,
    security(("bearer" = ["services.add"])),
    responses(
        (status = 200, description = "What became of it.", body = ImportedServices),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/setup/import-services")]
pub(crate) async fn import(
    state: Data<AppState>,
    user: CanEverywhere<AddServices>,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let selection = selection(body.into_inner(), &user.tenant)?;
    let imported = transaction(async || {
        let tx = user.begin(&state).await?;
        let imported = templates::import(&tx, &selection).await?;
        tx.commit().await?;
        Ok(imported)
    })
    .await?;
    Ok(HttpResponse::Ok().json(ImportedServices::from(imported)))
}

fn industry(asked: Option<&str>, tenant: &Tenant) -> Result<Profile, Problem> {
    asked.map_or(Ok(tenant.profile), |name| {
        Profile::parse(name).map_err(|invalid| refused(vec![("industry".to_owned(), invalid)]))
    })
}

fn selection(body: Map<String, Value>, tenant: &Tenant) -> Result<Selection, Problem> {
    let mut body = Body::new(body);
    let industry = body.text("industry", Profile::parse).flatten();
    let codes = body.texts("templates", |raw| {
        let code = raw.trim();
        let short = (1..=100).contains(&code.len()) && !code.contains('\0');
        short.then(|| code.to_owned()).ok_or(CODE_INVALID)
    });
    at_most(&mut body, "templates", codes.as_ref(), MAX_TEMPLATES);
    if codes.is_some() && industry.is_some() {
        body.refuse("industry", INDUSTRY_BESIDE);
    }
    let prices = prices(&mut body, tenant);
    let all = codes.is_none();
    body.finish()?;
    Ok(Selection {
        industry: all.then(|| industry.unwrap_or(tenant.profile)),
        codes: codes.into_iter().flatten().collect::<BTreeSet<_>>(),
        own: tenant.profile,
        currency: tenant.currency,
        prices,
    })
}

fn prices(body: &mut Body, tenant: &Tenant) -> BTreeMap<String, Decimal> {
    let mut faults = Vec::new();
    let read = body.read("prices", |value| match value {
        Value::Object(members) if members.len() <= MAX_TEMPLATES => {
            let mut prices = BTreeMap::new();
            for (code, value) in members {
                match amount(&value, tenant.currency) {
                    Ok(price) => {
                        prices.insert(code, price);
                    }
                    Err(invalid) => faults.push((format!("prices.{code}"), invalid)),
                }
            }
            Ok(Some(prices))
        }
        _ => Err(PRICES_INVALID),
    });
    for (name, invalid) in faults {
        body.refuse(&name, invalid);
    }
    read.flatten().unwrap_or_default()
}

const CODE_INVALID: Invalid = Invalid::new(
    "template_code_invalid",
    "Use el código de una plantilla, como aparece en GET /service-templates.",
    "Use the code of a template, as GET /service-templates shows it.",
);
const INDUSTRY_BESIDE: Invalid = Invalid::new(
    "industry_beside_templates",
    "Indique «industry» para importar todas las de un sector, o «templates» para elegir; no ambos.",
    "Give \"industry\" to import all of an industry, or \"templates\" to choose; not both.",
);
const PRICES_INVALID: Invalid = Invalid::new(
    "type_invalid",
    "Escriba los precios por código, como {\"barberia.corte_clasico\": \"28000\"}; 500 como máximo.",
    "Write the prices by code, such as {\"barberia.corte_clasico\": \"28000\"}; 500 at most.",
);
