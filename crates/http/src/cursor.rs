//! Lists that are read from the newest to the oldest, a page after the other: `limit`, `cursor`, and what the resource
//! filters by. Ledgers and the audit log: rows are only ever added, and nobody needs the last page.

use crate::{
    list::{Faults, TWICE, number, refused},
    problem::Problem,
    request::RequestInfo,
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header::LINK};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::DateTime;
use panal_domain::Invalid;
use panal_persistence::list::Cursor;
use serde::Serialize;
use std::future::{Ready, ready};
use utoipa::{
    IntoParams, ToSchema,
    openapi::{
        ObjectBuilder, Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{SchemaType, Type},
    },
};
use uuid::Uuid;

/// Rows when the caller does not say.
const LIMIT: u64 = 20;
const MAX_LIMIT: u64 = 100;

/// What a resource is filtered by.
pub trait CursorFilter: Default {
    /// The parameters and what they mean.
    const PARAMETERS: &'static [(&'static str, &'static str)];

    /// Takes the value of one of [`CursorFilter::PARAMETERS`].
    fn take(&mut self, name: &str, value: &str) -> Result<(), Invalid>;
}

/// What a caller wants to see. 400 `query_invalid` naming what is unknown or wrong.
#[derive(Debug, Clone)]
pub struct CursorParams<F> {
    /// Most rows.
    pub limit: u64,
    /// Where to go on; none: from the newest.
    pub cursor: Option<Cursor>,
    /// Which rows.
    pub filter: F,
    path: String,
    /// The parameters, `cursor` left out.
    others: Vec<(String, String)>,
}

/// Rows from the newest to the oldest.
#[derive(Debug, Serialize, ToSchema)]
pub struct CursorBody<T> {
    /// The rows.
    pub data: Vec<T>,
    /// To be sent as `cursor` for the rows that follow; null when there are none.
    #[schema(example = json!(null))]
    pub next_cursor: Option<String>,
}

impl<F: CursorFilter> FromRequest for CursorParams<F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let base = RequestInfo::of(request).map(|info| info.base_path().to_owned());
        let path = format!("{}{}", base.unwrap_or_default(), request.path());
        ready(Self::read(path, request.query_string()))
    }
}

impl<F: CursorFilter> CursorParams<F> {
    fn read(path: String, query: &str) -> Result<Self, Problem> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let mut faults = Faults::new();
        let mut read = Self {
            limit: LIMIT,
            cursor: None,
            filter: F::default(),
            path,
            others: Vec::new(),
        };
        for (position, (name, value)) in pairs.iter().enumerate() {
            let before = pairs.iter().take(position);
            let result = if before.into_iter().any(|(earlier, _)| earlier == name) {
                Err(TWICE)
            } else {
                read.take(name, value)
            };
            if let Err(invalid) = result {
                faults.push((name.clone(), invalid));
            }
        }
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        read.others = pairs;
        read.others.retain(|(name, _)| name != "cursor");
        Ok(read)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        match name {
            "limit" => number(value, MAX_LIMIT).map(|limit| self.limit = limit),
            "cursor" => decode(value).map(|cursor| self.cursor = Some(cursor)),
            _ if value.contains('\0') => Err(VALUE_INVALID),
            _ if F::PARAMETERS.iter().any(|(known, _)| *known == name) => {
                self.filter.take(name, value)
            }
            _ => {
                let mut names = vec!["limit", "cursor"];
                names.extend(F::PARAMETERS.iter().map(|(known, _)| known));
                Err(Invalid::unknown_value("parameter_unknown", &names))
            }
        }
    }

    /// The answer: `rows`, and where to go on, which `Link` says too.
    pub fn answer<T: Serialize>(&self, rows: Vec<T>, next: Option<Cursor>) -> HttpResponse {
        let next_cursor = next.map(encode);
        let mut response = HttpResponse::Ok();
        if let Some(cursor) = &next_cursor {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&self.others);
            query.append_pair("cursor", cursor);
            let link = format!("<{}?{}>; rel=\"next\"", self.path, query.finish());
            response.insert_header((LINK, link));
        }
        response.json(CursorBody {
            data: rows,
            next_cursor,
        })
    }
}

fn encode(cursor: Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!(
        "{}.{}",
        cursor.at.timestamp_micros(),
        cursor.id.simple()
    ))
}

fn decode(text: &str) -> Result<Cursor, Invalid> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (at, id) = text.split_once('.')?;
        Some(Cursor {
            at: DateTime::from_timestamp_micros(at.parse().ok()?)?,
            id: Uuid::try_parse(id).ok()?,
        })
    };
    read().ok_or(CURSOR_INVALID)
}

const CURSOR_INVALID: Invalid = Invalid::new(
    "cursor_invalid",
    "Envíe el next_cursor de la respuesta anterior, o nada para empezar.",
    "Send the next_cursor of the answer before, or nothing to begin.",
);
const VALUE_INVALID: Invalid = Invalid::new(
    "value_invalid",
    "Quite el carácter nulo.",
    "Remove the NUL character.",
);

impl<F: CursorFilter> IntoParams for CursorParams<F> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = |name: &str, description: String, schema: ObjectBuilder| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .required(Required::False)
                .description(Some(description))
                .schema(Some(schema))
                .build()
        };
        let text = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
        let mut parameters = vec![
            parameter(
                "limit",
                format!("Most rows; {LIMIT} unless told."),
                ObjectBuilder::new()
                    .schema_type(SchemaType::Type(Type::Integer))
                    .minimum(Some(1))
                    .maximum(Some(MAX_LIMIT)),
            ),
            parameter(
                "cursor",
                "The `next_cursor` of the answer before.".to_owned(),
                text(),
            ),
        ];
        parameters.extend(
            F::PARAMETERS
                .iter()
                .map(|(name, meaning)| parameter(name, (*meaning).to_owned(), text())),
        );
        parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let cursor = Cursor {
            at: DateTime::from_timestamp_micros(1_763_600_000_123_456).unwrap(),
            id: Uuid::now_v7(),
        };
        assert_eq!(decode(&encode(cursor)).unwrap(), cursor);
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in [
            "",
            "x",
            "MQ",
            "MS4y",
            "1.2",
            "🐝",
            "OTk5OTk5OTk5OTk5OTk5OTk5OS4w",
        ] {
            assert_eq!(decode(text).unwrap_err().code, "cursor_invalid", "{text}");
        }
    }
}
