use crate::{
    cursor::CursorFilter,
    list::{TIMESTAMP_INVALID, UUID_INVALID, refused, search},
    problem::Problem,
};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::Invalid;
use panal_persistence::tenant::audit::{ActorFilter, EntryFilter};
use uuid::Uuid;

/// Longest name of an actor, an action or a sort of thing.
const MAX: usize = 254;

/// As far as `q` looks at once.
const SEARCHED: TimeDelta = TimeDelta::days(90);

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
            "Search, without regard to case and accents, in everything an entry says. In 90 days at most, the last unless `from` says which, or in all that was done to one thing.",
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

impl AuditFilter {
    /// What is read: the log only grows, and a search for text looks at each entry of its time.
    ///
    /// # Errors
    /// 400 `query_invalid` for a search over more than [`SEARCHED`].
    pub(super) fn within_reach(&self, now: DateTime<Utc>) -> Result<EntryFilter, Problem> {
        let mut filter = self.0.clone();
        let of_one_thing = filter.entity.is_some() && filter.entity_id.is_some();
        if filter.search.is_none() || of_one_thing {
            return Ok(filter);
        }
        let until = filter.to.map_or(now, |to| to.min(now));
        let earliest = until.checked_sub_signed(SEARCHED).unwrap_or(until);
        match filter.from {
            Some(from) if from < earliest => Err(refused(vec![("from".to_owned(), TOO_LONG)])),
            Some(_) => Ok(filter),
            None => {
                filter.from = Some(earliest);
                Ok(filter)
            }
        }
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

const TOO_LONG: Invalid = Invalid::new(
    "span_too_long",
    "Con «q» se busca en 90 días como máximo: acerque «from» y «to», o indique «entity» y «entity_id».",
    "\"q\" looks at 90 days at most: bring \"from\" and \"to\" closer, or give \"entity\" and \"entity_id\".",
);
const WORD_INVALID: Invalid = Invalid::new(
    "value_invalid",
    "Escriba de 1 a 254 caracteres.",
    "Write 1 to 254 characters.",
);
