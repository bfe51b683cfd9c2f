//! Reading what is asked of appointments.

use super::series::{Recurring, recurring};
use crate::{
    body::Body,
    list::{TIMESTAMP_INVALID, UUID_INVALID},
    problem::Problem,
    tenancy::Tenant,
};
use chrono::{DateTime, Utc};
use panal_domain::{
    Amount, BranchId, ClientId, Country, Email, Invalid, PersonName, Phone, ProfessionalId, RoomId,
    ServiceId, scheduling::AppointmentState,
};
use panal_persistence::tenant::scheduling::{
    Wanted,
    appointments::{AgreedPrice, AppointmentChanges},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// Longest notes, in characters.
const MAX_NOTES: usize = 2_000;
/// Reasons that say something, in characters.
const REASON: std::ops::RangeInclusive<usize> = 3..=500;
/// Most services of one visit.
const MAX_SERVICES: usize = 10;

// Describes what `new_appointment` reads.
/// An appointment to be, or a visit of several services. Either `service_id` or `services`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppointment {
    /// For whom.
    pub client_id: Uuid,
    /// Where; one's own branch, or the first that is open, unless told.
    pub branch_id: Option<Uuid>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// What.
    pub service_id: Option<Uuid>,
    /// By whom; `any`, or left out, is whoever is free and has the least work that day.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
    /// Several services, one after the other.
    #[schema(max_items = 10)]
    pub services: Option<Vec<WantedService>>,
    /// `pendiente`, unless told, or `confirmada`.
    #[schema(example = "confirmada")]
    pub state: Option<String>,
    /// Whether working time does not matter. Needs `appointments.change`.
    pub outside_hours: Option<bool>,
    /// What the client says.
    #[schema(max_length = 2000)]
    pub client_notes: Option<String>,
    /// What the staff keeps for itself.
    #[schema(max_length = 2000)]
    pub internal_notes: Option<String>,
    /// What is charged, where it is not what the service costs; of one service only. Needs `appointments.change_price`.
    #[schema(example = "40000")]
    pub final_price: Option<String>,
    /// Why. Comes with `final_price`.
    #[schema(min_length = 3, max_length = 500)]
    pub price_reason: Option<String>,
    /// Whether the client is written to; true unless told. Of a series, once.
    pub notify: Option<bool>,
    /// By what days it recurs: an RRULE of RFC 5545 by day, week, month or year, with `COUNT` or `UNTIL`, without DTSTART
    /// and hours. At most 104 appointments within 2 years.
    #[schema(example = "FREQ=WEEKLY;COUNT=10", max_length = 500)]
    pub recurrence: Option<String>,
    /// What becomes of a series of which not every hour is free: `fail` (unless told) books nothing, `skip` the others.
    #[schema(example = "skip")]
    pub on_conflict: Option<String>,
}

/// One service of a visit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedService {
    /// What.
    pub service_id: Uuid,
    /// By whom; `any`, or left out, is whoever is free.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
}

// Describes what `changes` reads.
/// What is to change of an appointment beside state and time. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointmentPatch {
    /// What the client says.
    #[schema(max_length = 2000)]
    pub client_notes: Option<String>,
    /// What the staff keeps for itself.
    #[schema(max_length = 2000)]
    pub internal_notes: Option<String>,
    /// Whom to write to, where it is not the client.
    #[schema(max_length = 120)]
    pub contact_name: Option<String>,
    /// Where to, where it is not the client's own.
    #[schema(max_length = 254)]
    pub contact_email: Option<String>,
    /// Where to, where it is not the client's own.
    #[schema(max_length = 40)]
    pub contact_phone: Option<String>,
    /// What is charged. Needs `appointments.change_price`.
    #[schema(example = "40000", nullable = false)]
    pub final_price: Option<String>,
    /// Why. Comes with `final_price`.
    #[schema(min_length = 3, max_length = 500, nullable = false)]
    pub price_reason: Option<String>,
}

/// A visit to be, as it was asked for.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) client: ClientId,
    pub(super) branch: Option<BranchId>,
    pub(super) at: DateTime<Utc>,
    pub(super) services: Vec<Wanted>,
    /// Whether they came as a list, whose places refusals name.
    pub(super) listed: bool,
    pub(super) state: Option<AppointmentState>,
    pub(super) outside_hours: bool,
    pub(super) client_notes: Option<String>,
    pub(super) internal_notes: Option<String>,
    pub(super) price: Option<AgreedPrice>,
    pub(super) notify: bool,
    pub(super) recurring: Option<Recurring>,
}

/// Reads a visit to be.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_appointment(body: Map<String, Value>, tenant: &Tenant) -> Result<Visit, Problem> {
    let mut body = Body::new(body);
    let client = uuid(&mut body, "client_id");
    let client = body.required("client_id", client);
    let branch = uuid(&mut body, "branch_id").flatten();
    let at = moment(&mut body, "starts_at");
    let at = body.required("starts_at", at);
    let (services, listed) = services(&mut body);
    let state = body.text("state", new_state).flatten();
    let outside_hours = body.boolean("outside_hours").flatten().unwrap_or(false);
    let client_notes = body.text("client_notes", notes).flatten();
    let internal_notes = body.text("internal_notes", notes).flatten();
    let price = price(&mut body, tenant);
    if price.is_some() && services.len() > 1 {
        body.refuse("final_price", PRICE_OF_SEVERAL);
    }
    let notify = body.boolean("notify").flatten().unwrap_or(true);
    let recurring = recurring(&mut body);
    if recurring.is_some() && price.is_some() {
        body.refuse("final_price", PRICE_OF_SEVERAL);
    }
    body.finish()?;
    // `finish` has refused a body without them.
    let (Some(client), Some(at)) = (client, at) else {
        return Err(Problem::internal("body without client or time passed"));
    };
    Ok(Visit {
        client: ClientId(client),
        branch: branch.map(BranchId),
        at,
        services,
        listed,
        state,
        outside_hours,
        client_notes,
        internal_notes,
        price,
        notify,
        recurring,
    })
}

/// Reads what is to change.
///
/// # Errors
/// 422 with every fault.
pub(super) fn changes(
    body: Map<String, Value>,
    tenant: &Tenant,
) -> Result<AppointmentChanges, Problem> {
    let mut body = Body::new(body);
    let country = Country::parse(&tenant.country).ok();
    let changes = AppointmentChanges {
        client_notes: body.text("client_notes", notes),
        internal_notes: body.text("internal_notes", notes),
        contact_name: plain(body.text("contact_name", PersonName::parse)),
        contact_email: plain(body.text("contact_email", Email::parse)),
        contact_phone: plain(body.text("contact_phone", |raw| match country {
            Some(country) => Phone::parse(raw, country),
            None => Phone::parse_international(raw),
        })),
        price: price(&mut body, tenant),
    };
    body.finish()?;
    Ok(changes)
}

fn plain<T: Into<String>>(value: Option<Option<T>>) -> Option<Option<String>> {
    value.map(|value| value.map(Into::into))
}

/// The services of a visit: one of its own, or a list.
fn services(body: &mut Body) -> (Vec<Wanted>, bool) {
    let one = uuid(body, "service_id").flatten();
    let professional = professional(body, "professional_id").flatten().flatten();
    let mut faults = Vec::new();
    let list = body.read("services", |value| {
        let Value::Array(items) = value else {
            return Err(NOT_SERVICES);
        };
        if items.is_empty() || items.len() > MAX_SERVICES {
            return Err(SERVICES_COUNT);
        }
        Ok(Some(
            items
                .into_iter()
                .enumerate()
                .filter_map(|(at, item)| wanted(at, item, &mut faults))
                .collect::<Vec<Wanted>>(),
        ))
    });
    for (field, invalid) in faults {
        body.refuse(&field, invalid);
    }
    match (one, list.flatten()) {
        (Some(service), None) => {
            let wanted = Wanted {
                service: ServiceId(service),
                professional,
            };
            return (vec![wanted], false);
        }
        (None, Some(services)) => {
            if professional.is_some() {
                body.refuse("professional_id", IN_THE_LIST);
            }
            return (services, true);
        }
        (Some(_), Some(_)) => body.refuse("services", ONE_OF_BOTH),
        (None, None) if !body.is_refused("service_id") && !body.is_refused("services") => {
            body.refuse("service_id", ONE_OF_BOTH);
        }
        (None, None) => {}
    }
    (Vec::new(), false)
}

/// One of the list, its faults under `services.<place>.`.
fn wanted(at: usize, item: Value, faults: &mut Vec<(String, Invalid)>) -> Option<Wanted> {
    let Value::Object(mut members) = item else {
        faults.push((format!("services.{at}"), NOT_SERVICES));
        return None;
    };
    let mut fault = |name: &str, invalid: Invalid| {
        faults.push((format!("services.{at}.{name}"), invalid));
    };
    let service = match members
        .remove("service_id")
        .as_ref()
        .and_then(Value::as_str)
    {
        None => {
            fault("service_id", REQUIRED);
            None
        }
        Some(raw) => Uuid::try_parse(raw)
            .map_err(|_cause| fault("service_id", UUID_INVALID))
            .ok(),
    };
    let professional = match members.remove("professional_id") {
        None | Some(Value::Null) => None,
        Some(Value::String(raw)) => match chosen(&raw) {
            Ok(professional) => professional,
            Err(invalid) => {
                fault("professional_id", invalid);
                return None;
            }
        },
        Some(_) => {
            fault("professional_id", PROFESSIONAL_INVALID);
            return None;
        }
    };
    for name in members.keys() {
        fault(name, NOT_OF_A_SERVICE);
    }
    Some(Wanted {
        service: ServiceId(service?),
        professional,
    })
}

/// Price and reason come together: `None` where neither is there, or something is wrong with them.
pub(super) fn price(body: &mut Body, tenant: &Tenant) -> Option<AgreedPrice> {
    let currency = tenant.currency;
    let amount = body.text("final_price", |raw| Amount::parse(raw, currency));
    let amount = body.not_null("final_price", amount);
    let given = body.text("price_reason", reason);
    let given = body.not_null("price_reason", given);
    match (amount, given) {
        (Some(amount), Some(reason)) => Some(AgreedPrice { amount, reason }),
        (Some(_), None) => {
            if !body.is_refused("price_reason") {
                body.refuse("price_reason", PRICE_REASON_MISSING);
            }
            None
        }
        (None, Some(_)) => {
            if !body.is_refused("final_price") {
                body.refuse("final_price", PRICE_MISSING);
            }
            None
        }
        (None, None) => None,
    }
}

/// The outer `None` is absent or refused, then null, then `any`.
pub(super) fn professional(
    body: &mut Body,
    name: &'static str,
) -> Option<Option<Option<ProfessionalId>>> {
    body.text(name, chosen)
}

fn chosen(raw: &str) -> Result<Option<ProfessionalId>, Invalid> {
    if raw == "any" {
        return Ok(None);
    }
    Uuid::try_parse(raw)
        .map(|id| Some(ProfessionalId(id)))
        .map_err(|_cause| PROFESSIONAL_INVALID)
}

pub(super) fn uuid(body: &mut Body, name: &'static str) -> Option<Option<Uuid>> {
    body.text(name, |raw| {
        Uuid::try_parse(raw).map_err(|_cause| UUID_INVALID)
    })
}

pub(super) fn room(body: &mut Body) -> Option<Option<RoomId>> {
    uuid(body, "room_id").map(|room| room.map(RoomId))
}

pub(super) fn moment(body: &mut Body, name: &'static str) -> Option<Option<DateTime<Utc>>> {
    body.text(name, |raw| {
        DateTime::parse_from_rfc3339(raw)
            .map(|moment| moment.with_timezone(&Utc))
            .map_err(|_cause| TIMESTAMP_INVALID)
    })
}

fn new_state(raw: &str) -> Result<AppointmentState, Invalid> {
    let allowed = [AppointmentState::Pendiente, AppointmentState::Confirmada];
    allowed
        .into_iter()
        .find(|state| state.as_str() == raw)
        .ok_or_else(|| {
            Invalid::unknown_value("appointment_state_unknown", &allowed.map(|s| s.as_str()))
        })
}

/// Several lines, unlike other texts.
pub(super) fn notes(raw: &str) -> Result<String, Invalid> {
    lines(raw, MAX_NOTES)
}

/// Something that says why.
pub(super) fn reason(raw: &str) -> Result<String, Invalid> {
    let text = lines(raw, *REASON.end())?;
    if text.chars().count() < *REASON.start() {
        return Err(REASON_TOO_SHORT);
    }
    Ok(text)
}

fn lines(raw: &str, most: usize) -> Result<String, Invalid> {
    let text = raw.trim().replace("\r\n", "\n");
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(TEXT_CONTROL);
    }
    if text.chars().count() > most {
        return Err(Invalid::made(
            "text_too_long",
            format!("Use como máximo {most} caracteres."),
            format!("Use at most {most} characters."),
        ));
    }
    Ok(text)
}

const REQUIRED: Invalid = Invalid::new("required", "Falta este dato.", "This is missing.");
const TEXT_CONTROL: Invalid = Invalid::new(
    "text_control_characters",
    "Quite los caracteres invisibles.",
    "Remove the invisible characters.",
);
const REASON_TOO_SHORT: Invalid = Invalid::new(
    "reason_too_short",
    "Explique el motivo con al menos 3 caracteres.",
    "Give the reason in at least 3 characters.",
);
const PRICE_REASON_MISSING: Invalid = Invalid::new(
    "required",
    "Explique por qué cambia el precio.",
    "Say why the price differs.",
);
const PRICE_MISSING: Invalid = Invalid::new(
    "required",
    "Indique el precio final, o quite su motivo.",
    "Give the final price, or remove its reason.",
);
const PRICE_OF_SEVERAL: Invalid = Invalid::new(
    "price_of_several",
    "Con varios servicios, cambie el precio de cada cita después de crearla.",
    "With several services, change the price of each appointment once it is made.",
);
const NOT_SERVICES: Invalid = Invalid::new(
    "type_invalid",
    "Indique una lista de servicios como [{\"service_id\": \"…\"}].",
    "Give a list of services such as [{\"service_id\": \"…\"}].",
);
const SERVICES_COUNT: Invalid = Invalid::new(
    "services_count",
    "Indique de 1 a 10 servicios.",
    "Give 1 to 10 services.",
);
const NOT_OF_A_SERVICE: Invalid = Invalid::new(
    "unknown_field",
    "Este dato no se conoce. Use: service_id, professional_id.",
    "This is not known. Use: service_id, professional_id.",
);
const ONE_OF_BOTH: Invalid = Invalid::new(
    "service_or_services",
    "Indique «service_id», o varios en «services», pero no los dos.",
    "Give \"service_id\", or several in \"services\", but not both.",
);
const IN_THE_LIST: Invalid = Invalid::new(
    "professional_in_services",
    "Indique el profesional de cada servicio dentro de «services».",
    "Give the professional of each service within \"services\".",
);
const PROFESSIONAL_INVALID: Invalid = Invalid::new(
    "id_invalid",
    "Indique un identificador UUID, o «any» para quien esté libre.",
    "Give a UUID as identifier, or \"any\" for whoever is free.",
);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> (Vec<Wanted>, Vec<String>) {
        let Value::Object(members) = value else {
            panic!("no object")
        };
        let mut body = Body::new(members);
        let (services, _) = services(&mut body);
        let problem = format!("{:?}", body.finish().err());
        let fields = [
            "service_id",
            "services.1.service_id",
            "services.0.x",
            "services",
            "professional_id",
        ]
        .into_iter()
        .filter(|field| problem.contains(&format!("name: \"{field}\"")))
        .map(str::to_owned)
        .collect();
        (services, fields)
    }

    #[test]
    fn one_service_or_a_list_of_them() {
        let id = "0190a000-0000-7000-8000-000000000001";
        let (one, faults) = read(json!({"service_id": id, "professional_id": "any"}));
        assert_eq!((one.len(), faults.is_empty()), (1, true));
        assert_eq!(one[0].professional, None);
        let (two, faults) = read(json!({"services": [
            {"service_id": id}, {"service_id": id, "professional_id": id}]}));
        assert_eq!((two.len(), faults.is_empty()), (2, true));
        assert_eq!(
            two[1].professional,
            Some(ProfessionalId(id.parse().unwrap()))
        );
        for (body, field) in [
            (json!({}), "service_id"),
            (
                json!({"service_id": id, "services": [{"service_id": id}]}),
                "services",
            ),
            (json!({"services": []}), "services"),
            (
                json!({"services": [{"service_id": id}, {}]}),
                "services.1.service_id",
            ),
            (
                json!({"services": [{"service_id": id, "x": 1}]}),
                "services.0.x",
            ),
            (
                json!({"services": [{"service_id": id}], "professional_id": id}),
                "professional_id",
            ),
        ] {
            assert_eq!(read(body.clone()).1, [field], "{body}");
        }
    }
}
