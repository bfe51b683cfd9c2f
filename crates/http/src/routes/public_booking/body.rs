//! Reading what customers send.

use crate::{
    body::Body,
    routes::availability::times::{MOST_SERVICES, TOO_MANY_SERVICES},
};
use chrono::{DateTime, Datelike, Utc};
use panal_domain::{BranchId, Invalid, ProfessionalId, ServiceId};
use panal_persistence::tenant::scheduling::Wanted;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// One service of a visit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicWanted {
    /// What.
    pub service_id: Uuid,
    /// By whom; `any`, or left out, is whoever is free.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
}

/// A visit that somebody wants.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub(super) branch: Option<BranchId>,
    pub(super) services: Vec<Wanted>,
    /// Whether they came as a list, whose places refusals name.
    pub(super) is_list: bool,
    pub(super) at: DateTime<Utc>,
}

impl Wish {
    /// Where its services stand in the body.
    pub(super) fn prefix(&self) -> Option<&'static str> {
        self.is_list.then_some("services.")
    }
}

/// Reads a visit: `None` when something is wrong with it, or when there is nothing of it and it is not `needed`.
pub(super) fn wish(body: &mut Body, needed: bool) -> Option<Wish> {
    let one = body.text("service_id", str::parse::<ServiceId>).flatten();
    let by = body
        .text("professional_id", professional)
        .flatten()
        .flatten();
    let list = body.read("services", |value| Ok(Some(value))).flatten();
    let branch = body.text("branch_id", str::parse::<BranchId>).flatten();
    let at = body.text("starts_at", moment);
    let is_list = list.is_some();
    let services = match (one, list) {
        (Some(service), None) => Some(vec![Wanted {
            service,
            professional: by,
        }]),
        (None, Some(list)) => services(body, list),
        (Some(_), Some(_)) => {
            body.refuse("services", ONE_OF_BOTH);
            None
        }
        (None, None) => {
            if needed && !body.is_refused("service_id") {
                body.refuse("service_id", ONE_OF_BOTH);
            }
            None
        }
    };
    let at = if needed || is_list || one.is_some() {
        body.required("starts_at", at)
    } else {
        at.flatten()
    };
    Some(Wish {
        branch,
        services: services?,
        is_list,
        at: at?,
    })
}

fn services(body: &mut Body, list: Value) -> Option<Vec<Wanted>> {
    let Ok(list) = serde_json::from_value::<Vec<PublicWanted>>(list) else {
        body.refuse("services", NOT_SERVICES);
        return None;
    };
    if list.is_empty() || list.len() > MOST_SERVICES {
        body.refuse("services", TOO_MANY_SERVICES);
        return None;
    }
    let mut services = Vec::with_capacity(list.len());
    for (at, one) in list.iter().enumerate() {
        match one.professional_id.as_deref().map(professional).transpose() {
            Ok(professional) => services.push(Wanted {
                service: ServiceId(one.service_id),
                professional: professional.flatten(),
            }),
            Err(invalid) => {
                body.refuse(&format!("services.{at}.professional_id"), invalid);
                return None;
            }
        }
    }
    Some(services)
}

/// `any` is whoever is free.
pub(super) fn professional(raw: &str) -> Result<Option<ProfessionalId>, Invalid> {
    match raw {
        "any" => Ok(None),
        raw => raw.parse().map(Some),
    }
}

pub(super) fn moment(raw: &str) -> Result<DateTime<Utc>, Invalid> {
    DateTime::parse_from_rfc3339(raw)
        .ok()
        .map(|moment| moment.to_utc())
        .filter(|moment| (2000..2200).contains(&moment.year()))
        .ok_or(MOMENT_INVALID)
}

/// Several lines, of `most` characters.
pub(super) fn lines(raw: &str, most: usize) -> Result<String, Invalid> {
    let text = raw.trim().replace("\r\n", "\n");
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(CONTROL);
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

const ONE_OF_BOTH: Invalid = Invalid::new(
    "one_of_both",
    "Indique service_id o services, uno de los dos.",
    "Give either service_id or services.",
);
const NOT_SERVICES: Invalid = Invalid::new(
    "services_invalid",
    "Envíe una lista de servicios, cada uno con service_id y, si quiere, professional_id.",
    "Send a list of services, each with service_id and, if you like, professional_id.",
);
const MOMENT_INVALID: Invalid = Invalid::new(
    "timestamp_invalid",
    "Escriba fecha y hora como 2026-01-31T14:30:00Z.",
    "Write date and time such as 2026-01-31T14:30:00Z.",
);
const CONTROL: Invalid = Invalid::new(
    "text_control_characters",
    "Quite los caracteres invisibles.",
    "Remove the invisible characters.",
);
