//! The services that businesses begin with: `public.service_templates`, and bringing them in.

use super::catalogue::{lock_pairs, pair};
use crate::{
    Result, TenantTx,
    tenant::audit::{self, Changes},
};
use panal_domain::{CurrencyCode, Profile, ServiceId};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A service that a business may begin with.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Template {
    /// Its code, which begins with the industry.
    pub code: String,
    /// The industry.
    pub industry: String,
    /// Name.
    pub name: String,
    /// What customers read.
    pub description: String,
    /// By which it is sorted.
    pub category: String,
    /// How long it takes.
    pub minutes: i32,
    /// Kept free before.
    pub buffer_before_minutes: i32,
    /// Kept free after.
    pub buffer_after_minutes: i32,
    /// The price suggested in the currency that was asked for, where there is one.
    pub price: Option<Decimal>,
    /// Who may give it.
    pub professional_kinds: Vec<String>,
    /// Whether most businesses of the industry have it.
    pub popular: bool,
    /// Whether this business has it already.
    pub imported: bool,
}

/// The templates of an industry, in the order in which people read them; with `search`, those in which every word is
/// found, without regard to case and accents.
pub async fn list(
    tx: &TenantTx,
    industry: Profile,
    currency: CurrencyCode,
    search: Option<&str>,
) -> Result<Vec<Template>> {
    let words: Vec<String> = search
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT t.code, t.industry, t.name, t.description, t.category, t.minutes, t.buffer_before_minutes,
                   t.buffer_after_minutes, (t.prices->>$2)::numeric(14, 2) AS price, t.professional_kinds, t.popular,
                   EXISTS (SELECT FROM "tenant".services s WHERE s.template = t.code) AS imported
               FROM public.service_templates t
               WHERE t.is_active AND t.industry = $1 AND NOT EXISTS (SELECT FROM unnest($3::text[]) w WHERE
                   strpos(extensions.fold(t.name || ' ' || t.category || ' ' || t.description), extensions.fold(w)) = 0)
               ORDER BY t.position"#,
            [
                industry.as_str().into(),
                currency.as_str().into(),
                words.into(),
            ],
        ))
        .await?;
    Ok(rows
        .iter()
        .map(|row| Template::from_query_result(row, ""))
        .collect::<std::result::Result<_, _>>()?)
}

/// Which templates to bring in, and for how much.
#[derive(Debug, Clone)]
pub struct Selection {
    /// All of an industry.
    pub industry: Option<Profile>,
    /// Those with these codes, of whatever industry.
    pub codes: BTreeSet<String>,
    /// The tenant's own, which comes first where templates of several industries have one name.
    pub own: Profile,
    /// In the tenant's currency.
    pub currency: CurrencyCode,
    /// By code: in place of the price suggested.
    pub prices: BTreeMap<String, Decimal>,
}

/// What became of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Codes of the services that were made.
    pub made: Vec<String>,
    /// Codes of those that the business had already, as it keeps them.
    pub already_there: Vec<String>,
    /// What was not made, and why.
    pub skipped: Vec<(String, Skipped)>,
}

/// Why a template made no service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skipped {
    /// There is no such template.
    Unknown,
    /// A price was given, but it is not among those chosen.
    NotChosen,
    /// It has no price in the business's currency, and none was given.
    PriceMissing,
    /// Another service of the business has its name.
    NameTaken,
}

#[derive(FromQueryResult)]
struct Chosen {
    code: String,
    price: Option<Decimal>,
    is_chosen: bool,
}

/// Makes services of templates, and gives them to the professionals whose kind they allow.
///
/// Repeatable: what a business has, it keeps as it is. A service of the same name that it made by hand is taken for the
/// template's, so that there are not two. One entry in the audit, however many there are.
pub async fn import(tx: &TenantTx, selection: &Selection) -> Result<Imported> {
    lock_pairs(tx).await?;
    let known = known(tx, selection).await?;
    let (chosen, priced): (Vec<Chosen>, Vec<Chosen>) =
        known.into_iter().partition(|one| one.is_chosen);
    let codes: Vec<String> = chosen.iter().map(|one| one.code.clone()).collect();
    let adopted = adopt(tx, &codes).await?;
    let (made, services) = make(tx, &chosen).await?;
    let present = present(tx, &codes).await?;
    if !services.is_empty() {
        pair(tx, &services, &[]).await?;
    }
    if !made.is_empty() || !adopted.is_empty() {
        let changes = Changes::none()
            .with("templates", json!(made))
            .with("adopted", json!(adopted));
        audit::record(tx, "import", "services", None, changes).await?;
    }
    let mut imported = Imported::default();
    for one in chosen {
        if made.contains(&one.code) {
            imported.made.push(one.code);
        } else if present.contains(&one.code) {
            imported.already_there.push(one.code);
        } else if one.price.is_none() {
            imported.skipped.push((one.code, Skipped::PriceMissing));
        } else {
            imported.skipped.push((one.code, Skipped::NameTaken));
        }
    }
    let unknown = selection.codes.iter().chain(selection.prices.keys());
    for code in unknown.collect::<BTreeSet<_>>() {
        if priced.iter().any(|one| &one.code == code) {
            imported.skipped.push((code.clone(), Skipped::NotChosen));
        } else if !codes.contains(code) {
            imported.skipped.push((code.clone(), Skipped::Unknown));
        }
    }
    Ok(imported)
}

/// The templates that are chosen, and those of which a price alone was given; one's own industry first.
async fn known(tx: &TenantTx, selection: &Selection) -> Result<Vec<Chosen>> {
    let prices: serde_json::Map<String, serde_json::Value> = selection
        .prices
        .iter()
        .map(|(code, price)| (code.clone(), json!(price.to_string())))
        .collect();
    let codes: Vec<String> = selection.codes.iter().cloned().collect();
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT code, price, is_chosen FROM (
                 SELECT code, coalesce($3::jsonb->>code, prices->>$4)::numeric(14, 2) AS price, industry, position,
                     coalesce(industry = $1, false) OR code = ANY ($2) AS is_chosen, $3::jsonb->>code AS given
                 FROM public.service_templates WHERE is_active) t
             WHERE is_chosen OR given IS NOT NULL ORDER BY industry <> $5, industry, position",
            [
                selection.industry.map(Profile::as_str).into(),
                codes.into(),
                serde_json::Value::Object(prices).into(),
                selection.currency.as_str().into(),
                selection.own.as_str().into(),
            ],
        ))
        .await?;
    Ok(rows
        .iter()
        .map(|row| Chosen::from_query_result(row, ""))
        .collect::<std::result::Result<_, _>>()?)
}

/// Takes services of the same name that were made by hand for those of the templates, of several of one name for the
/// first's; the codes of these.
async fn adopt(tx: &TenantTx, codes: &[String]) -> Result<Vec<String>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"UPDATE "tenant".services s SET template = t.code
               FROM (SELECT DISTINCT ON (lower(name)) code, lower(name) AS name
                     FROM unnest($1::text[]) WITH ORDINALITY AS chosen (code, place)
                     JOIN public.service_templates USING (code)
                     WHERE NOT EXISTS (SELECT FROM "tenant".services there WHERE there.template = code)
                     ORDER BY lower(name), place) t
               WHERE s.template IS NULL AND s.is_active AND lower(s.name) = t.name
               RETURNING s.template AS code"#,
            [codes.to_vec().into()],
        ))
        .await?;
    let mut adopted = Vec::with_capacity(rows.len());
    for row in rows {
        adopted.push(row.try_get("", "code")?);
    }
    Ok(adopted)
}

/// Makes the services that are not there; their codes and ids.
async fn make(tx: &TenantTx, chosen: &[Chosen]) -> Result<(Vec<String>, Vec<Uuid>)> {
    let wanted: Vec<(&Chosen, Uuid)> = chosen
        .iter()
        .filter(|one| one.price.is_some())
        .map(|one| (one, ServiceId::generate().0))
        .collect();
    let codes: Vec<String> = wanted.iter().map(|(one, _)| one.code.clone()).collect();
    let prices: Vec<Decimal> = wanted.iter().filter_map(|(one, _)| one.price).collect();
    let ids: Vec<Uuid> = wanted.iter().map(|(_, id)| *id).collect();
    // Whoever imports at the same moment is waited for; what he made is not made again.
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"INSERT INTO "tenant".services (id, template, name, description, category, price, minutes,
                   buffer_before_minutes, buffer_after_minutes, professional_kinds)
               SELECT w.id, t.code, t.name, t.description, t.category, w.price, t.minutes, t.buffer_before_minutes,
                   t.buffer_after_minutes, t.professional_kinds
               FROM unnest($1::text[], $2::numeric[], $3::uuid[]) AS w (code, price, id)
               JOIN public.service_templates t ON t.code = w.code
               ORDER BY w.id
               ON CONFLICT DO NOTHING
               RETURNING template, id"#,
            [codes.into(), prices.into(), ids.into()],
        ))
        .await?;
    let (mut made, mut services) = (Vec::new(), Vec::new());
    for row in rows {
        made.push(row.try_get("", "template")?);
        services.push(row.try_get("", "id")?);
    }
    Ok((made, services))
}

/// Those of these codes that the business has.
async fn present(tx: &TenantTx, codes: &[String]) -> Result<Vec<String>> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT template FROM "tenant".services WHERE template = ANY ($1)"#,
            [codes.to_vec().into()],
        ))
        .await?;
    let mut present = Vec::with_capacity(rows.len());
    for row in rows {
        present.push(row.try_get("", "template")?);
    }
    Ok(present)
}
