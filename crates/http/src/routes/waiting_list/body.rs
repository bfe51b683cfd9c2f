//! The waiting list as JSON.

use crate::{body::Body, list::UUID_INVALID, problem::Problem};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{
    BranchId, ClientId, Invalid, ProfessionalId, ServiceId, Text,
    scheduling::{Hours, TimeOfDay},
};
use panal_persistence::tenant::scheduling::waiting_list::{Entry, EntryChanges, Names, NewEntry};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

type Notes = Text<1000>;

/// Somebody who waits for a free time.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingEntry {
    /// The entry.
    id: Uuid,
    /// `waiting`, `offered`, `booked`, `expired` or `cancelled`.
    #[schema(example = "waiting")]
    state: String,
    /// Where.
    branch_id: Uuid,
    /// By name.
    branch_name: String,
    /// Who.
    client_id: Uuid,
    /// By name.
    #[schema(example = "Rosa Quispe")]
    client_name: String,
    /// The client's telephone, E.164.
    client_phone: Option<String>,
    /// For what.
    service_id: Uuid,
    /// By name.
    service_name: String,
    /// By whom; null is whoever is free.
    professional_id: Option<Uuid>,
    /// By name.
    professional_name: Option<String>,
    /// First day that suits, by the clock of the branch.
    from_day: NaiveDate,
    /// Last day that suits.
    until_day: NaiveDate,
    /// The appointment begins at this hour or later.
    #[schema(example = "08:00")]
    from: String,
    /// And has ended at this hour.
    #[schema(example = "24:00")]
    until: String,
    /// Free text.
    notes: Option<String>,
    /// What is offered at this moment.
    offer: Option<Offer>,
    /// How often something was offered.
    offers: i32,
    /// What came of it.
    appointment_id: Option<Uuid>,
    /// Since when.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

/// A time that is held for somebody who waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offer {
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// By whom.
    professional_id: Option<Uuid>,
    /// By name.
    professional_name: Option<String>,
    /// Until when it is held.
    expires_at: DateTime<Utc>,
}

impl From<(Entry, Names)> for WaitingEntry {
    fn from((entry, names): (Entry, Names)) -> Self {
        let offer = match (
            names.offered_starts_at,
            names.offered_ends_at,
            entry.offer_expires_at,
        ) {
            (Some(starts_at), Some(ends_at), Some(expires_at)) => Some(Offer {
                starts_at,
                ends_at,
                professional_id: names.offered_professional_id,
                professional_name: names.offered_professional_name,
                expires_at,
            }),
            _ => None,
        };
        let name = format!("{} {}", names.client_first_name, names.client_last_name);
        Self {
            id: entry.id,
            state: entry.state,
            branch_id: entry.branch_id,
            branch_name: names.branch_name,
            client_id: entry.client_id,
            client_name: name.trim().to_owned(),
            client_phone: names.client_phone,
            service_id: entry.service_id,
            service_name: names.service_name,
            professional_id: entry.professional_id,
            professional_name: names.professional_name,
            from_day: entry.from_day,
            until_day: entry.until_day,
            from: hour(entry.from_minute),
            until: hour(entry.until_minute),
            notes: entry.notes,
            offer,
            offers: entry.offers,
            appointment_id: entry.appointment_id,
            created_at: entry.created_at,
            updated_at: entry.updated_at,
            version: entry.version,
        }
    }
}

fn hour(minutes: i16) -> String {
    TimeOfDay::from_minutes(minutes.into())
        .unwrap_or(TimeOfDay::MIDNIGHT)
        .to_string()
}

// Describes what `new_entry` reads.
/// Somebody who is to wait.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWaitingEntry {
    /// Who.
    pub client_id: Uuid,
    /// For what.
    pub service_id: Uuid,
    /// By whom; `any`, or left out, is whoever is free.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
    /// Where; left out, as for an appointment.
    pub branch_id: Option<Uuid>,
    /// First day that suits; left out, today.
    pub from_day: Option<NaiveDate>,
    /// Last day that suits: today or later, at most a year ahead.
    pub until_day: NaiveDate,
    /// The appointment begins at this hour or later. Comes with `until`; left out, any hour suits.
    #[schema(example = "08:00")]
    pub from: Option<String>,
    /// And has ended at this hour.
    #[schema(example = "12:30")]
    pub until: Option<String>,
    /// Free text.
    #[schema(max_length = 1000)]
    pub notes: Option<String>,
}

// Describes what `entry_changes` reads.
/// What is to change of an entry that waits. What is left out stays; null clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitingEntryPatch {
    /// By whom; `any` or null is whoever is free.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
    /// First day that suits.
    #[schema(nullable = false)]
    pub from_day: Option<NaiveDate>,
    /// Last day that suits.
    #[schema(nullable = false)]
    pub until_day: Option<NaiveDate>,
    /// The appointment begins at this hour or later. Comes with `until`.
    #[schema(example = "08:00")]
    pub from: Option<String>,
    /// And has ended at this hour.
    #[schema(example = "12:30")]
    pub until: Option<String>,
    /// Free text.
    #[schema(max_length = 1000)]
    pub notes: Option<String>,
}

/// Reads an entry to be, whose first day is today unless told; the branch is still to be looked at.
///
/// # Errors
/// 422 with every fault.
pub(super) fn new_entry(body: Map<String, Value>, today: NaiveDate) -> Result<NewEntry, Problem> {
    let mut body = Body::new(body);
    let client = uuid(&mut body, "client_id");
    let client = body.required("client_id", client);
    let service = uuid(&mut body, "service_id");
    let service = body.required("service_id", service);
    let professional = professional(&mut body).flatten().flatten();
    let branch = uuid(&mut body, "branch_id").flatten();
    let from_day = body.text("from_day", day).flatten();
    let until_day = body.text("until_day", day);
    let until_day = body.required("until_day", until_day);
    let hours = hours(&mut body).unwrap_or(Hours::DAY);
    let notes = body.text("notes", Notes::parse).flatten();
    body.finish()?;
    // `finish` has refused a body without them.
    let (Some(client), Some(service), Some(until_day)) = (client, service, until_day) else {
        return Err(Problem::internal(
            "body without client, service or day passed",
        ));
    };
    Ok(NewEntry {
        client: ClientId(client),
        service: ServiceId(service),
        professional,
        branch: branch.map(BranchId),
        from_day: from_day.unwrap_or(today),
        until_day,
        hours,
        notes: notes.map(Into::into),
    })
}

/// Reads what is to change.
///
/// # Errors
/// 422 with every fault.
pub(super) fn entry_changes(body: Map<String, Value>) -> Result<EntryChanges, Problem> {
    let mut body = Body::new(body);
    let professional = professional(&mut body);
    let from_day = body.text("from_day", day);
    let from_day = body.not_null("from_day", from_day);
    let until_day = body.text("until_day", day);
    let until_day = body.not_null("until_day", until_day);
    let hours = hours(&mut body);
    let notes = body.text("notes", Notes::parse);
    body.finish()?;
    Ok(EntryChanges {
        professional: professional.map(Option::flatten),
        from_day,
        until_day,
        hours,
        notes: notes.map(|notes| notes.map(Into::into)),
    })
}

/// Whether the client is to be written to, in a body that says nothing else.
///
/// # Errors
/// 422 with every fault.
pub(super) fn notify(body: Map<String, Value>) -> Result<bool, Problem> {
    let mut body = Body::new(body);
    let notify = body.boolean("notify").flatten().unwrap_or(true);
    body.finish()?;
    Ok(notify)
}

/// Both hours or neither; null in both is any hour.
fn hours(body: &mut Body) -> Option<Hours> {
    let from = body.text("from", TimeOfDay::parse);
    let until = body.text("until", TimeOfDay::parse);
    match (from, until) {
        (Some(Some(from)), Some(Some(until))) => match Hours::new(from, until) {
            Ok(hours) => Some(hours),
            Err(invalid) => {
                body.refuse("until", invalid);
                None
            }
        },
        (Some(None), Some(None)) => Some(Hours::DAY),
        (Some(_), _) if !body.is_refused("until") => {
            body.refuse("until", HOURS_INCOMPLETE);
            None
        }
        (_, Some(_)) if !body.is_refused("from") => {
            body.refuse("from", HOURS_INCOMPLETE);
            None
        }
        _ => None,
    }
}

pub(in crate::routes) fn uuid(body: &mut Body, name: &'static str) -> Option<Option<Uuid>> {
    body.text(name, |raw| {
        Uuid::try_parse(raw).map_err(|_cause| UUID_INVALID)
    })
}

/// The outer `None` is absent or refused, then null, then `any`.
pub(in crate::routes) fn professional(body: &mut Body) -> Option<Option<Option<ProfessionalId>>> {
    body.text("professional_id", |raw| {
        if raw == "any" {
            return Ok(None);
        }
        Uuid::try_parse(raw)
            .map(|id| Some(ProfessionalId(id)))
            .map_err(|_cause| PROFESSIONAL_INVALID)
    })
}

fn day(raw: &str) -> Result<NaiveDate, Invalid> {
    raw.parse().map_err(|_cause| DATE_INVALID)
}

const DATE_INVALID: Invalid = Invalid::new(
    "date_invalid",
    "Escriba una fecha como 2026-01-31.",
    "Write a date such as 2026-01-31.",
);
const HOURS_INCOMPLETE: Invalid = Invalid::new(
    "hours_incomplete",
    "Indique las dos horas, «from» y «until», o ninguna.",
    "Give both hours, \"from\" and \"until\", or neither.",
);
const PROFESSIONAL_INVALID: Invalid = Invalid::new(
    "id_invalid",
    "Indique un identificador UUID, o «any» para quien esté libre.",
    "Give a UUID as identifier, or \"any\" for whoever is free.",
);
