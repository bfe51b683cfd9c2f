//! The services that businesses begin with, as super admins see and change them. What they write goes before the
//! program's own files from then on. All functions want their context.

use super::{
    entity::service_templates::{self, Column, Entity},
    query,
};
use crate::{
    Expected, PlatformTx, Result,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
};
use panal_domain::Profile;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, sea_query::Expr};
use serde_json::Value;

/// A service that businesses of an industry may begin with.
pub use service_templates::Model as Template;

/// A template to be.
#[derive(Debug, Clone)]
pub struct NewTemplate {
    /// The industry.
    pub industry: Profile,
    /// What follows the industry in its code; made of the name when there is none.
    pub label: Option<String>,
    /// Its name.
    pub name: String,
    /// How long it takes.
    pub minutes: i32,
    /// The rest.
    pub more: TemplateChanges,
}

/// What is to change of a template: `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct TemplateChanges {
    /// Its name.
    pub name: Option<String>,
    /// What customers read.
    pub description: Option<String>,
    /// By which people sort it.
    pub category: Option<String>,
    /// How long it takes.
    pub minutes: Option<i32>,
    /// Minutes kept free before.
    pub buffer_before_minutes: Option<i32>,
    /// Minutes kept free after.
    pub buffer_after_minutes: Option<i32>,
    /// Suggested, by currency, as decimal texts.
    pub prices: Option<Value>,
    /// Who may give it; empty is everybody.
    pub professional_kinds: Option<Vec<String>>,
    /// Whether most businesses of the industry have it.
    pub popular: Option<bool>,
}

/// By what templates are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateField {
    /// Its code.
    Code,
    /// The industry.
    Industry,
    /// Its name.
    Name,
    /// By which people sort it.
    Category,
    /// How long it takes.
    Minutes,
    /// Whether most businesses of the industry have it.
    Popular,
    /// Whether it is offered.
    IsActive,
    /// Whose it is.
    Origin,
    /// Its place among those of the industry.
    Position,
    /// Since when the program's files leave it alone.
    EditedAt,
    /// Last change.
    UpdatedAt,
}

impl ListField for TemplateField {
    const ALL: &'static [Self] = &[
        Self::Code,
        Self::Industry,
        Self::Name,
        Self::Category,
        Self::Minutes,
        Self::Popular,
        Self::IsActive,
        Self::Origin,
        Self::Position,
        Self::EditedAt,
        Self::UpdatedAt,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[
        (Self::Industry, Direction::Ascending),
        (Self::Position, Direction::Ascending),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Industry => "industry",
            Self::Name => "name",
            Self::Category => "category",
            Self::Minutes => "minutes",
            Self::Popular => "popular",
            Self::IsActive => "is_active",
            Self::Origin => "origin",
            Self::Position => "position",
            Self::EditedAt => "edited_at",
            Self::UpdatedAt => "updated_at",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::Code | Self::Industry | Self::Name | Self::Category => FieldKind::Text,
            Self::Origin => FieldKind::Choice(&["program", "platform"]),
            Self::Minutes | Self::Position => FieldKind::Integer,
            Self::Popular | Self::IsActive => FieldKind::Boolean,
            Self::EditedAt | Self::UpdatedAt => FieldKind::Timestamp,
        }
    }

    fn sortable(self) -> bool {
        true
    }

    fn optional(self) -> bool {
        matches!(self, Self::EditedAt)
    }

    /// Numbers are wide enough for any that somebody asks for.
    fn expr(self) -> Expr {
        match self {
            Self::Code => Expr::col(Column::Code),
            Self::Industry => Expr::col(Column::Industry),
            Self::Name => Expr::cust(r#"name COLLATE "es-x-icu""#),
            Self::Category => Expr::cust(r#"category COLLATE "es-x-icu""#),
            Self::Minutes => Expr::cust("minutes::bigint"),
            Self::Popular => Expr::col(Column::Popular),
            Self::IsActive => Expr::col(Column::IsActive),
            Self::Origin => Expr::col(Column::Origin),
            Self::Position => Expr::cust("position::bigint"),
            Self::EditedAt => Expr::col(Column::EditedAt),
            Self::UpdatedAt => Expr::col(Column::UpdatedAt),
        }
    }
}

/// What a search looks in.
const SEARCHED: &str =
    "extensions.fold(code || ' ' || name || ' ' || category || ' ' || description)";

/// A page of templates, those that are offered no more included.
pub async fn list(tx: &PlatformTx, query: &ListQuery<TemplateField>) -> Result<Page<Template>> {
    let mut select = Entity::find();
    if let Some(text) = &query.search {
        select = select.filter(list::search(SEARCHED, text));
    }
    list::fetch(tx, select, query, Column::Code).await
}

/// One template.
pub async fn get(tx: &PlatformTx, code: &str) -> Result<Option<Template>> {
    Ok(Entity::find().filter(Column::Code.eq(code)).one(tx).await?)
}

#[derive(FromQueryResult)]
struct Kind {
    kind: String,
}

/// Those of `kinds` that the catalogue does not have.
pub async fn unknown_kinds(tx: &PlatformTx, kinds: &[String]) -> Result<Vec<String>> {
    let rows: Vec<Kind> = query::all(
        tx,
        "SELECT asked AS kind FROM unnest($1::text[]) asked
         WHERE NOT EXISTS (SELECT FROM public.professional_kinds k WHERE k.code = asked)",
        [kinds.to_vec().into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.kind).collect())
}

#[derive(FromQueryResult)]
struct Code {
    code: String,
}

/// Adds a template, the last of its industry; `None` when there is one with its code.
pub async fn create(tx: &PlatformTx, new: &NewTemplate) -> Result<Option<Template>> {
    let more = &new.more;
    let added: Option<Code> = query::one(
        tx,
        "INSERT INTO public.service_templates (code, industry, name, description, category, minutes,
             buffer_before_minutes, buffer_after_minutes, prices, professional_kinds, popular, position, origin, edited_at)
         SELECT $1 || '.' || coalesce($2, nullif(left(trim(BOTH '_' FROM
                 regexp_replace(extensions.fold($3), '[^a-z0-9]+', '_', 'g')), 60), ''), 'servicio'),
             $1, $3, $4, $5, $6, $7, $8, $9, $10, $11,
             (SELECT coalesce(max(position), 0) + 1 FROM public.service_templates WHERE industry = $1), 'platform', now()
         ON CONFLICT (code) DO NOTHING RETURNING code",
        [
            new.industry.as_str().into(),
            new.label.clone().into(),
            new.name.clone().into(),
            more.description.clone().unwrap_or_default().into(),
            more.category.clone().unwrap_or_default().into(),
            new.minutes.into(),
            more.buffer_before_minutes.unwrap_or(0).into(),
            more.buffer_after_minutes.unwrap_or(0).into(),
            more.prices
                .clone()
                .unwrap_or_else(|| Value::Object(serde_json::Map::new()))
                .into(),
            more.professional_kinds.clone().unwrap_or_default().into(),
            more.popular.unwrap_or(false).into(),
        ],
    )
    .await?;
    match added {
        Some(added) => get(tx, &added.code).await,
        None => Ok(None),
    }
}

/// Changes a template that is still at a version expected; gives it as it was and as it is. `None` when there is none.
/// Services that were made of it stay as they are.
pub async fn update(
    tx: &PlatformTx,
    code: &str,
    expected: &Expected,
    changes: &TemplateChanges,
) -> Result<Option<(Template, Template)>> {
    let Some(before) = lock(tx, code).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    let wanted = changes.over(before.clone());
    if wanted == before {
        return Ok(Some((before.clone(), before)));
    }
    query::run(
        tx,
        "UPDATE public.service_templates SET name = $2, description = $3, category = $4, minutes = $5,
             buffer_before_minutes = $6, buffer_after_minutes = $7, prices = $8, professional_kinds = $9, popular = $10,
             edited_at = now()
         WHERE code = $1",
        [
            code.into(),
            wanted.name.into(),
            wanted.description.into(),
            wanted.category.into(),
            wanted.minutes.into(),
            wanted.buffer_before_minutes.into(),
            wanted.buffer_after_minutes.into(),
            wanted.prices.into(),
            wanted.professional_kinds.into(),
            wanted.popular.into(),
        ],
    )
    .await?;
    Ok(get(tx, code).await?.map(|after| (before, after)))
}

/// Offers a template to businesses, or no longer; gives it and whether that was a change. `None` when there is none.
pub async fn offer(
    tx: &PlatformTx,
    code: &str,
    expected: &Expected,
    offered: bool,
) -> Result<Option<(Template, bool)>> {
    let Some(before) = lock(tx, code).await? else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    if before.is_active == offered {
        return Ok(Some((before, false)));
    }
    query::run(
        tx,
        "UPDATE public.service_templates SET is_active = $2, edited_at = now() WHERE code = $1",
        [code.into(), offered.into()],
    )
    .await?;
    Ok(get(tx, code).await?.map(|after| (after, true)))
}

async fn lock(tx: &PlatformTx, code: &str) -> Result<Option<Template>> {
    query::one(
        tx,
        "SELECT * FROM public.service_templates WHERE code = $1 FOR NO KEY UPDATE",
        [code.into()],
    )
    .await
}

impl TemplateChanges {
    fn over(&self, before: Template) -> Template {
        let changes = self.clone();
        Template {
            name: changes.name.unwrap_or(before.name),
            description: changes.description.unwrap_or(before.description),
            category: changes.category.unwrap_or(before.category),
            minutes: changes.minutes.unwrap_or(before.minutes),
            buffer_before_minutes: changes
                .buffer_before_minutes
                .unwrap_or(before.buffer_before_minutes),
            buffer_after_minutes: changes
                .buffer_after_minutes
                .unwrap_or(before.buffer_after_minutes),
            prices: changes.prices.unwrap_or(before.prices),
            professional_kinds: changes
                .professional_kinds
                .unwrap_or(before.professional_kinds),
            popular: changes.popular.unwrap_or(before.popular),
            ..before
        }
    }
}
