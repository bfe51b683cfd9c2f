use crate::{
    cursor::CursorFilter,
    list::{TIMESTAMP_INVALID, UUID_INVALID, search},
};
use chrono::{DateTime, Utc};
use panal_domain::Invalid;
use panal_persistence::tenant::audit::{ActorFilter, EntryFilter};
use uuid::Uuid;

/// Longest name of an actor, an action or a sort of thing.
const MAX: usize = 254;

const KINDS: &[&str] = &[
    "user",
    "api_key",
    "impersonator",
    "job",
    "operator",
    "anonymous",
];

/// What the audit log is filtered by.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter(pub EntryFilter);

impl CursorFilter for AuditFilter {
    const PARAMETERS: &'static [(&'static str, &'static str)] = &[
        (
            "actor",
            "Who did it, or in whose place it was done: an id, or the log-in name.",
        ),
        (
            "actor_kind",
            "user, api_key, impersonator, job, operator or anonymous.",
        ),
        ("action", "What was done, such as create."),
        ("entity", "To what sort of thing, such as clients."),
        ("entity_id", "To which one."),
        (
            "from",
            "Not before this moment, such as 2026-01-31T15:00:00Z.",
        ),
        ("to", "Before this moment."),
        (
            "q",
            "Search, without regard to case and accents, in everything an entry says.",
        ),
    ];

    fn take(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        let filter = &mut self.0;
        match name {
            "actor" => filter.actor = Some(actor(value)?),
            "actor_kind" if !KINDS.contains(&value) => {
                return Err(Invalid::unknown_value("value_unknown", KINDS));
            }
            "actor_kind" => filter.actor_kind = Some(value.to_owned()),
            "action" => filter.action = Some(word(value)?),
            "entity" => filter.entity = Some(word(value)?),
            "entity_id" => filter.entity_id = Some(id(value)?),
            "from" => filter.from = Some(moment(value)?),
            "to" => filter.to = Some(moment(value)?),
            _ => filter.search = search(value)?,
        }
        Ok(())
    }
}

fn actor(value: &str) -> Result<ActorFilter, Invalid> {
    match Uuid::try_parse(value) {
        Ok(id) => Ok(ActorFilter::Id(id)),
        Err(_name) => word(value).map(ActorFilter::Name),
    }
}

fn word(value: &str) -> Result<String, Invalid> {
    if value.is_empty() || value.chars().count() > MAX {
        return Err(WORD_INVALID);
    }
    Ok(value.to_owned())
}

fn id(value: &str) -> Result<Uuid, Invalid> {
    Uuid::try_parse(value).map_err(|_cause| UUID_INVALID)
}

fn moment(value: &str) -> Result<DateTime<Utc>, Invalid> {
    DateTime::parse_from_rfc3339(value)
        .map(|moment| moment.with_timezone(&Utc))
        .map_err(|_cause| TIMESTAMP_INVALID)
}

const WORD_INVALID: Invalid = Invalid::new(
    "value_invalid",
    "Escriba de 1 a 254 caracteres.",
    "Write 1 to 254 characters.",
);
