//! What a caller wants to see of the appointments.

use crate::{
    list::{Faults, ListParams, MAX_PER_PAGE, TWICE, refused},
    problem::Problem,
    request::RequestInfo,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::NaiveDate;
use panal_domain::Invalid;
use panal_persistence::tenant::scheduling::appointments::AppointmentField;
use std::future::{Ready, ready};
use utoipa::{
    IntoParams,
    openapi::{
        ObjectBuilder, Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{KnownFormat, SchemaFormat, SchemaType, Type},
    },
};

/// Rows of a page of a calendar, and the most days that it shows.
const MAX_OF_CALENDAR: u64 = 500;
const MAX_DAYS: i64 = 62;

/// Short names of the filters that everybody needs, and what they say.
const SHORT: [(&str, &str); 11] = [
    ("from", "filter[day][gte]"),
    ("until", "filter[day][lte]"),
    ("client", "filter[client_id][in]"),
    ("professional", "filter[professional_id][in]"),
    ("service", "filter[service_id][in]"),
    ("room", "filter[room_id][in]"),
    ("branch", "filter[branch_id][in]"),
    ("series", "filter[series_id][in]"),
    ("state", "filter[state][in]"),
    ("source", "filter[source][in]"),
    ("updated_since", "filter[updated_at][gte]"),
];

/// A list of appointments: as any other, with short names for some filters, and longer pages of few days.
#[derive(Debug)]
pub(crate) struct AppointmentParams(pub(crate) ListParams<AppointmentField>);

impl FromRequest for AppointmentParams {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let base = RequestInfo::of(request).map(|info| info.base_path().to_owned());
        let path = format!("{}{}", base.unwrap_or_default(), request.path());
        ready(read(path, request.query_string()).map(Self))
    }
}

fn read(path: String, query: &str) -> Result<ListParams<AppointmentField>, Problem> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let mut faults = Faults::new();
    let mut written = form_urlencoded::Serializer::new(String::new());
    for (at, (name, value)) in pairs.iter().enumerate() {
        let is_short = SHORT.iter().any(|(short, _)| short == name);
        if is_short && pairs.iter().take(at).any(|(earlier, _)| earlier == name) {
            faults.push((name.clone(), TWICE));
        }
        if matches!(name.as_str(), "from" | "until") && value.parse::<NaiveDate>().is_err() {
            faults.push((name.clone(), DATE_INVALID));
        }
        written.append_pair(long(name), value);
    }
    let most = match days(&pairs) {
        Some(days) if (1..=MAX_DAYS).contains(&days) => MAX_OF_CALENDAR,
        _ => MAX_PER_PAGE,
    };
    if !faults.is_empty() {
        return Err(refused(faults));
    }
    ListParams::read(path, &written.finish(), most)
}

/// The name that lists know.
fn long(name: &str) -> &str {
    SHORT
        .iter()
        .find(|(short, _)| *short == name)
        .map_or(name, |(_, long)| *long)
}

/// How many days the list is limited to, if it is.
fn days(pairs: &[(String, String)]) -> Option<i64> {
    let day = |wanted: &str| {
        pairs
            .iter()
            .find(|(name, _)| long(name) == wanted)
            .and_then(|(_, value)| value.parse::<NaiveDate>().ok())
    };
    let (from, until) = (day("filter[day][gte]")?, day("filter[day][lte]")?);
    Some((until - from).num_days() + 1)
}

const DATE_INVALID: Invalid = Invalid::new(
    "date_invalid",
    "Escriba una fecha como 2026-01-31.",
    "Write a date such as 2026-01-31.",
);

impl IntoParams for AppointmentParams {
    fn into_params(parameter_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
        let date = || text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
        let moment = || text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
        let own = SHORT.iter().map(|(name, filter)| {
            let schema = match *name {
                "from" | "until" => date(),
                "updated_since" => moment(),
                _ => text(),
            };
            ParameterBuilder::new()
                .name(*name)
                .parameter_in(ParameterIn::Query)
                .required(Required::False)
                .description(Some(format!("Short for `{filter}`.")))
                .schema(Some(schema))
                .build()
        });
        let mut parameters = ListParams::<AppointmentField>::into_params(parameter_in);
        parameters.extend(own);
        parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_few_days_may_be_long() {
        let read = |query: &str| read("/x".to_owned(), query).map_err(|problem| problem.code());
        assert!(read("per_page=500&from=2026-01-01&until=2026-03-03").is_ok());
        assert!(read("per_page=100").is_ok());
        assert!(read("updated_since=2026-01-01T00:00:00Z").is_ok());
        for refused in [
            "per_page=101",
            "per_page=500&from=2026-01-01",
            "per_page=500&from=2026-01-01&until=2026-03-04",
            "per_page=501&from=2026-01-01&until=2026-01-02",
            "per_page=500&from=2026-01-02&until=2026-01-01",
            "from=mañana",
            "from=2026-01-01&from=2026-01-02",
            "state=lista",
            "updated_since=ayer",
            "updated_since=2026-01-01T00:00:00Z&updated_since=2026-01-01T00:00:00Z",
            "otro=1",
        ] {
            assert_eq!(read(refused).err(), Some("query_invalid"), "{refused}");
        }
    }
}
