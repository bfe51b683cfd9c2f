//! Service templates as JSON.

use crate::{
    body::Body,
    problem::Problem,
    routes::services::fields::{MAX_KINDS, amount, at_most, kind},
};
use chrono::{DateTime, Utc};
use panal_domain::{CurrencyCode, Invalid, Profile, Text};
use panal_persistence::platform::templates::{NewTemplate, Template, TemplateChanges};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;

type Name = Text<120>;
type Category = Text<80>;
type Description = Text<500>;

/// Longest part of a code after the industry, in characters.
const MAX_LABEL: usize = 60;
/// Most currencies in which a price is suggested.
const MAX_PRICES: usize = 30;

/// A service that businesses of an industry may begin with.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformTemplate {
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
    /// How long it takes.
    #[schema(example = 30)]
    minutes: i32,
    /// Minutes kept free before.
    #[schema(example = 0)]
    buffer_before_minutes: i32,
    /// Minutes kept free after.
    #[schema(example = 5)]
    buffer_after_minutes: i32,
    /// Suggested, by currency, as decimal texts.
    #[schema(value_type = BTreeMap<String, String>, example = json!({"COP": "25000", "USD": "7"}))]
    prices: Value,
    /// Who may give it; empty is everybody.
    #[schema(example = json!(["barbero"]))]
    professional_kinds: Vec<String>,
    /// Whether most businesses of the industry have it.
    popular: bool,
    /// Whether businesses are offered it.
    is_active: bool,
    /// Its place among those of the industry.
    #[schema(example = 1)]
    position: i32,
    /// `program`: it came with the program; `platform`: a super admin made it.
    #[schema(example = "program")]
    origin: String,
    /// When a super admin last changed it; since the first time, upgrades of the program leave it alone.
    edited_at: Option<DateTime<Utc>>,
    /// Last change.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

// Describes what `new_template` reads.
/// A template to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlatformTemplate {
    /// The industry.
    #[schema(example = "barberia")]
    pub industry: String,
    /// What follows the industry in its code: lower-case letters without accents, digits and `_`; made of the name when
    /// left out.
    #[schema(example = "afeitado_con_toalla", max_length = 60)]
    pub code: Option<String>,
    /// Its name.
    #[schema(example = "Afeitado con toalla caliente", max_length = 120)]
    pub name: String,
    /// What customers read.
    #[schema(max_length = 500)]
    pub description: String,
    /// By which people sort it.
    #[schema(example = "Barba", max_length = 80)]
    pub category: String,
    /// How long it takes.
    #[schema(example = 30, minimum = 5, maximum = 720)]
    pub minutes: i32,
    /// Minutes kept free before; 0 unless told.
    #[schema(minimum = 0, maximum = 240)]
    pub buffer_before_minutes: Option<i32>,
    /// Minutes kept free after; 0 unless told.
    #[schema(minimum = 0, maximum = 240)]
    pub buffer_after_minutes: Option<i32>,
    /// Suggested, by currency, as decimal texts.
    #[schema(example = json!({"COP": "25000", "USD": "7"}))]
    pub prices: Option<BTreeMap<String, String>>,
    /// Who may give it, by codes of the catalogue; empty is everybody.
    #[schema(max_items = 50)]
    pub professional_kinds: Option<Vec<String>>,
    /// Whether most businesses of the industry have it; false unless told.
    pub popular: Option<bool>,
}

// Describes what `template_changes` reads.
/// What is to change of a template. What is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformTemplatePatch {
    /// Its name.
    #[schema(max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// What customers read.
    #[schema(max_length = 500, nullable = false)]
    pub description: Option<String>,
    /// By which people sort it.
    #[schema(max_length = 80, nullable = false)]
    pub category: Option<String>,
    /// How long it takes.
    #[schema(minimum = 5, maximum = 720, nullable = false)]
    pub minutes: Option<i32>,
    /// Minutes kept free before.
    #[schema(minimum = 0, maximum = 240, nullable = false)]
    pub buffer_before_minutes: Option<i32>,
    /// Minutes kept free after.
    #[schema(minimum = 0, maximum = 240, nullable = false)]
    pub buffer_after_minutes: Option<i32>,
    /// Suggested, by currency, as decimal texts, all of them.
    #[schema(nullable = false, example = json!({"COP": "25000", "USD": "7"}))]
    pub prices: Option<BTreeMap<String, String>>,
    /// Who may give it, all of them, by codes of the catalogue; empty is everybody.
    #[schema(max_items = 50)]
    pub professional_kinds: Option<Vec<String>>,
    /// Whether most businesses of the industry have it.
    #[schema(nullable = false)]
    pub popular: Option<bool>,
}

impl From<Template> for PlatformTemplate {
    fn from(row: Template) -> Self {
        Self {
            code: row.code,
            industry: row.industry,
            name: row.name,
            description: row.description,
            category: row.category,
            minutes: row.minutes,
            buffer_before_minutes: row.buffer_before_minutes,
            buffer_after_minutes: row.buffer_after_minutes,
            prices: row.prices,
            professional_kinds: row.professional_kinds,
            popular: row.popular,
            is_active: row.is_active,
            position: row.position,
            origin: row.origin,
            edited_at: row.edited_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// Reads a template to be.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_template(body: Map<String, Value>) -> Result<NewTemplate, Problem> {
    let mut body = Body::new(body);
    let industry = body.text("industry", Profile::parse);
    let industry = body.required("industry", industry);
    let label = body.text("code", label).flatten();
    let more = read(&mut body);
    // Null was refused already, what is left out was not.
    for (name, there) in [
        ("name", more.name.is_some()),
        ("description", more.description.is_some()),
        ("category", more.category.is_some()),
        ("minutes", more.minutes.is_some()),
    ] {
        body.required(name, there.then_some(Some(())));
    }
    body.finish()?;
    let (Some(industry), Some(name), Some(minutes)) = (industry, more.name.clone(), more.minutes)
    else {
        // `finish` has refused a body without them.
        return Err(Problem::internal(
            "body without industry, name or minutes passed",
        ));
    };
    Ok(NewTemplate {
        industry,
        label,
        name,
        minutes,
        more,
    })
}

/// Reads changes of a template.
///
/// # Errors
/// 422 with every fault.
pub(super) fn template_changes(body: Map<String, Value>) -> Result<TemplateChanges, Problem> {
    let mut body = Body::new(body);
    let changes = read(&mut body);
    body.finish()?;
    Ok(changes)
}

fn read(body: &mut Body) -> TemplateChanges {
    let name = body.text("name", Name::parse);
    let name = body.not_null("name", name);
    let description = body.text("description", Description::parse);
    let description = body.not_null("description", description);
    let category = body.text("category", Category::parse);
    let category = body.not_null("category", category);
    let minutes = body.integer("minutes", 5..=720);
    let minutes = body.not_null("minutes", minutes);
    let before = body.integer("buffer_before_minutes", 0..=240);
    let after = body.integer("buffer_after_minutes", 0..=240);
    let kinds = body.texts("professional_kinds", kind);
    at_most(body, "professional_kinds", kinds.as_ref(), MAX_KINDS);
    let popular = body.boolean("popular");
    TemplateChanges {
        name: name.map(Into::into),
        description: description.map(Into::into),
        category: category.map(Into::into),
        minutes,
        buffer_before_minutes: body.not_null("buffer_before_minutes", before),
        buffer_after_minutes: body.not_null("buffer_after_minutes", after),
        prices: prices(body),
        professional_kinds: kinds,
        popular: body.not_null("popular", popular),
    }
}

fn prices(body: &mut Body) -> Option<Value> {
    let mut faults = Vec::new();
    let read = body.read("prices", |value| match value {
        Value::Object(members) if members.len() <= MAX_PRICES => {
            let mut prices = Map::new();
            for (code, value) in members {
                match price(&code, &value) {
                    Ok((currency, price)) => {
                        prices.insert(currency.as_str().to_owned(), price.into());
                    }
                    Err(invalid) => faults.push((format!("prices.{code}"), invalid)),
                }
            }
            Ok(Some(Value::Object(prices)))
        }
        _ => Err(PRICES_INVALID),
    });
    for (name, invalid) in faults {
        body.refuse(&name, invalid);
    }
    body.not_null("prices", read)
}

/// A price as it was written, once it is known to be one.
fn price(code: &str, value: &Value) -> Result<(CurrencyCode, String), Invalid> {
    let currency = CurrencyCode::parse(code)?;
    amount(value, currency)?;
    let text = value.as_str().unwrap_or_default().trim().to_owned();
    Ok((currency, text))
}

fn label(raw: &str) -> Result<String, Invalid> {
    let label = raw.trim();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if label.len() <= MAX_LABEL && label.chars().all(plain) {
        Ok(label.to_owned())
    } else {
        Err(LABEL_INVALID)
    }
}

const LABEL_INVALID: Invalid = Invalid::new(
    "template_code_invalid",
    "Use hasta 60 letras minúsculas sin tilde, números o «_», sin el sector.",
    "Use up to 60 lower-case letters without accents, digits or \"_\", without the industry.",
);
const PRICES_INVALID: Invalid = Invalid::new(
    "type_invalid",
    "Escriba los precios por moneda, como {\"COP\": \"25000\"}; 30 como máximo.",
    "Write the prices by currency, such as {\"COP\": \"25000\"}; 30 at most.",
);
