//! Lists at the edge: `page`, `per_page`, `sort`, `q`, `filter[field]`, and the answer around the rows.

use crate::{problem::Problem, request::RequestInfo};
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{HeaderName, LINK},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{Invalid, Message};
use panal_persistence::list::{
    Direction, FieldKind, Filter, ListField, ListQuery, Operator, SqlValue,
};
use serde::Serialize;
use std::{
    fmt::Write,
    future::{Ready, ready},
};
use utoipa::{
    IntoParams, ToSchema,
    openapi::{
        ObjectBuilder, Required,
        path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
        schema::{SchemaType, Type},
    },
};

/// Rows of a page when the caller does not say.
const PER_PAGE: u64 = 20;
pub(crate) const MAX_PER_PAGE: u64 = 100;
const MAX_PAGE: u64 = 1_000_000;
/// Longest search, in characters.
const MAX_SEARCH: usize = 100;
/// Most conditions, and most values of one.
const MAX_FILTERS: usize = 20;
const MAX_SORT: usize = 4;

/// What a caller wants to see of a list of `F`'s resource. 400 `query_invalid` naming what is unknown or wrong.
#[derive(Debug, Clone)]
pub struct ListParams<F> {
    /// As the database is asked.
    pub query: ListQuery<F>,
    path: String,
    /// The parameters, `page` left out.
    others: Vec<(String, String)>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageBody<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Which page, from 1.
    #[schema(example = 1)]
    pub page: u64,
    /// Rows of a full page.
    #[schema(example = 20)]
    pub per_page: u64,
    /// Rows of all pages.
    #[schema(example = 1)]
    pub total: u64,
}

impl<F: ListField> FromRequest for ListParams<F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let base = RequestInfo::of(request).map(|info| info.base_path().to_owned());
        let path = format!("{}{}", base.unwrap_or_default(), request.path());
        ready(Self::read(path, request.query_string(), MAX_PER_PAGE))
    }
}

pub(crate) type Faults = Vec<(String, Invalid)>;

impl<F: ListField> ListParams<F> {
    /// Reads a query string, of pages of up to `most` rows.
    pub(crate) fn read(path: String, query: &str, most: u64) -> Result<Self, Problem> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let mut faults = Faults::new();
        let mut read = ListQuery::<F> {
            per_page: PER_PAGE,
            ..ListQuery::default()
        };
        for (position, (name, value)) in pairs.iter().enumerate() {
            if pairs
                .iter()
                .take(position)
                .any(|(earlier, _)| earlier == name)
            {
                faults.push((name.clone(), TWICE));
                continue;
            }
            let result = match name.as_str() {
                "page" => number(value, MAX_PAGE).map(|page| read.page = page),
                "per_page" => number(value, most).map(|rows| read.per_page = rows),
                "sort" => sort(value).map(|sort| {
                    read.sort = sort;
                    read.is_sorted = true;
                }),
                "q" => search(value).map(|text| read.search = text),
                _ => filter(name, value).map(|filter| read.filters.push(filter)),
            };
            if let Err(invalid) = result {
                faults.push((name.clone(), invalid));
            }
        }
        if read.filters.len() > MAX_FILTERS {
            faults.push(("filter".to_owned(), TOO_MANY));
        }
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        Ok(Self {
            query: read,
            path,
            others: pairs
                .into_iter()
                .filter(|(name, _)| name != "page")
                .collect(),
        })
    }

    /// The answer: `rows` of `total`, with `X-Total-Count` and `Link`.
    pub fn answer<T: Serialize>(&self, rows: Vec<T>, total: u64) -> HttpResponse {
        let body = PageBody {
            data: rows,
            page: self.query.page,
            per_page: self.query.per_page,
            total,
        };
        HttpResponse::Ok()
            .insert_header((HeaderName::from_static("x-total-count"), total.to_string()))
            .insert_header((LINK, self.links(total)))
            .json(body)
    }

    /// RFC 8288: first, previous, next and last page.
    fn links(&self, total: u64) -> String {
        let last = total.div_ceil(self.query.per_page).max(1);
        let page = self.query.page;
        let mut links = String::new();
        for (relation, target) in [
            ("first", Some(1)),
            ("prev", (page > 1).then(|| (page - 1).min(last))),
            ("next", (page < last).then_some(page + 1)),
            ("last", Some(last)),
        ] {
            let Some(target) = target else { continue };
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&self.others);
            query.append_pair("page", &target.to_string());
            let separator = if links.is_empty() { "" } else { ", " };
            // Writing into a String does not fail.
            let _ = write!(
                links,
                "{separator}<{}?{}>; rel=\"{relation}\"",
                self.path,
                query.finish()
            );
        }
        links
    }
}

pub(crate) fn number(value: &str, most: u64) -> Result<u64, Invalid> {
    value
        .parse()
        .ok()
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| {
            Invalid::made(
                "number_invalid",
                format!("Escriba un número de 1 a {most}."),
                format!("Write a number from 1 to {most}."),
            )
        })
}

fn sort<F: ListField>(value: &str) -> Result<Vec<(F, Direction)>, Invalid> {
    let mut sort: Vec<(F, Direction)> = Vec::new();
    for part in value.split(',') {
        let (name, direction) = match part.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (part, Direction::Ascending),
        };
        let field = field::<F>(name, ListField::sortable)?;
        if sort.iter().any(|(earlier, _)| *earlier == field) {
            return Err(TWICE);
        }
        sort.push((field, direction));
    }
    if sort.len() > MAX_SORT {
        return Err(TOO_MANY);
    }
    Ok(sort)
}

pub(crate) fn search(value: &str) -> Result<Option<String>, Invalid> {
    let text = value.trim();
    if text.chars().count() > MAX_SEARCH || text.contains('\0') {
        return Err(SEARCH_TOO_LONG);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// `filter[field]` or `filter[field][operator]`.
fn filter<F: ListField>(name: &str, value: &str) -> Result<Filter<F>, Invalid> {
    let (name, operator) = name
        .strip_prefix("filter[")
        .and_then(|rest| rest.strip_suffix(']'))
        .map(|inside| inside.split_once("][").unwrap_or((inside, "eq")))
        .ok_or(UNKNOWN_PARAMETER)?;
    let field = field::<F>(name, ListField::filterable)?;
    let allowed = field.kind().operators();
    let operator = *allowed
        .iter()
        .find(|known| known.as_str() == operator)
        .ok_or_else(|| {
            let names: Vec<&str> = allowed.iter().map(|operator| operator.as_str()).collect();
            Invalid::unknown_value("operator_unknown", &names)
        })?;
    let values = match operator {
        Operator::Empty => vec![boolean(value)?],
        Operator::In => value
            .split(',')
            .map(|value| typed(field.kind(), value))
            .collect::<Result<Vec<_>, _>>()?,
        _ => vec![typed(field.kind(), value)?],
    };
    if values.len() > MAX_FILTERS {
        return Err(TOO_MANY);
    }
    Ok(Filter {
        field,
        operator,
        values,
    })
}

fn field<F: ListField>(name: &str, usable: fn(F) -> bool) -> Result<F, Invalid> {
    let mut fields = F::ALL.iter().copied().filter(|field| usable(*field));
    fields
        .clone()
        .find(|field| field.name() == name)
        .ok_or_else(|| {
            let names: Vec<&str> = fields.by_ref().map(ListField::name).collect();
            Invalid::unknown_value("field_unknown", &names)
        })
}

fn typed(kind: FieldKind, text: &str) -> Result<SqlValue, Invalid> {
    match kind {
        FieldKind::Text | FieldKind::Tags if text.contains('\0') => Err(VALUE_INVALID),
        FieldKind::Text | FieldKind::Tags => Ok(text.into()),
        FieldKind::Choice(allowed) => {
            if allowed.contains(&text) {
                Ok(text.into())
            } else {
                Err(Invalid::unknown_value("value_unknown", allowed))
            }
        }
        FieldKind::Boolean => boolean(text),
        FieldKind::Integer => text
            .parse::<i64>()
            .map(Into::into)
            .map_err(|_cause| INTEGER_INVALID),
        FieldKind::Uuid | FieldKind::Uuids => uuid::Uuid::try_parse(text)
            .map(Into::into)
            .map_err(|_cause| UUID_INVALID),
        FieldKind::Date => text
            .parse::<NaiveDate>()
            .map(Into::into)
            .map_err(|_cause| DATE_INVALID),
        FieldKind::Timestamp => DateTime::parse_from_rfc3339(text)
            .map(|moment| moment.with_timezone(&Utc).into())
            .map_err(|_cause| TIMESTAMP_INVALID),
    }
}

fn boolean(text: &str) -> Result<SqlValue, Invalid> {
    text.parse::<bool>()
        .map(Into::into)
        .map_err(|_cause| Invalid::unknown_value("value_unknown", &["true", "false"]))
}

pub(crate) fn refused(faults: Faults) -> Problem {
    faults.iter().fold(
        Problem::new(
            StatusCode::BAD_REQUEST,
            "query_invalid",
            Message::new("La consulta tiene un error", "The query has an error"),
        ),
        |problem, (name, invalid)| problem.field(name.clone(), invalid),
    )
}

pub(crate) const TWICE: Invalid =
    Invalid::new("repeated", "Escríbalo una sola vez.", "Write it only once.");
const TOO_MANY: Invalid = Invalid::new(
    "too_many",
    "Son demasiados; quite algunos.",
    "These are too many; remove some.",
);
const UNKNOWN_PARAMETER: Invalid = Invalid::new(
    "parameter_unknown",
    "Este parámetro no se conoce. Use: page, per_page, sort, q, filter[campo], filter[campo][operador].",
    "This parameter is not known. Use: page, per_page, sort, q, filter[field], filter[field][operator].",
);
const SEARCH_TOO_LONG: Invalid = Invalid::new(
    "search_invalid",
    "Busque con 100 caracteres como máximo.",
    "Search with at most 100 characters.",
);
const VALUE_INVALID: Invalid = Invalid::new(
    "value_invalid",
    "Quite el carácter nulo.",
    "Remove the NUL character.",
);
const INTEGER_INVALID: Invalid = Invalid::new(
    "integer_invalid",
    "Escriba un número entero.",
    "Write a whole number.",
);
pub(crate) const UUID_INVALID: Invalid = Invalid::new(
    "id_invalid",
    "Indique un identificador UUID.",
    "Give a UUID as identifier.",
);
pub(crate) const DATE_INVALID: Invalid = Invalid::new(
    "date_invalid",
    "Escriba una fecha como 2026-01-31.",
    "Write a date such as 2026-01-31.",
);
pub(crate) const TIMESTAMP_INVALID: Invalid = Invalid::new(
    "timestamp_invalid",
    "Escriba un momento como 2026-01-31T15:00:00Z.",
    "Write a moment such as 2026-01-31T15:00:00Z.",
);

impl<F: ListField> IntoParams for ListParams<F> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let names = |usable: fn(F) -> bool| {
            let names: Vec<&str> = F::ALL
                .iter()
                .copied()
                .filter(|field| usable(*field))
                .map(ListField::name)
                .collect();
            names.join(", ")
        };
        let integer = |most: u64| {
            ObjectBuilder::new()
                .schema_type(SchemaType::Type(Type::Integer))
                .minimum(Some(1))
                .maximum(Some(most))
        };
        let text = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
        let parameter = |name: &str, description: String| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .required(Required::False)
                .description(Some(description))
        };
        vec![
            parameter("page", "Page, from 1.".to_owned()).schema(Some(integer(MAX_PAGE))).build(),
            parameter("per_page", format!("Rows of a page; {PER_PAGE} unless told."))
                .schema(Some(integer(MAX_PER_PAGE)))
                .build(),
            parameter(
                "sort",
                format!(
                    "Fields by which to sort, separated by commas, `-` before one to turn it round: {}.",
                    names(ListField::sortable)
                ),
            )
            .schema(Some(text()))
            .build(),
            parameter("q", "Search, without regard to case and accents; every word must be found.".to_owned())
                .schema(Some(text().max_length(Some(MAX_SEARCH))))
                .build(),
            parameter(
                "filter",
                format!(
                    "Conditions, all of which must hold: `filter[field]=value` or `filter[field][operator]=value`. \
                     Fields: {}. Operators: eq, ne, in (values separated by commas) and empty (true, false); \
                     for numbers, dates and times eq, ne, gt, gte, lt, lte and empty.",
                    names(ListField::filterable)
                ),
            )
            .style(Some(ParameterStyle::DeepObject))
            .explode(Some(true))
            .schema(Some(
                ObjectBuilder::new()
                    .schema_type(SchemaType::Type(Type::Object))
                    .additional_properties(Some(text())),
            ))
            .build(),
        ]
    }
}
