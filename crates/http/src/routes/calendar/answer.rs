use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, EntityTag, Header, IfNoneMatch, REFERRER_POLICY, VARY},
};
use panal_domain::{Language, scheduling::AppointmentState};
use panal_integrations::{calendar::Entry, visit::Standing};
use panal_persistence::tenant::scheduling::feeds;
use sha2::{Digest, Sha256};

/// How clients are called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// By first name and initial: addresses leak.
    Hinted,
    /// By all of their names.
    Whole,
}

impl Names {
    fn of(self, first: &str, last: &str) -> String {
        match self {
            Self::Whole => format!("{first} {last}").trim_end().to_owned(),
            Self::Hinted => {
                let first = first.split_whitespace().next().unwrap_or_default();
                match last.chars().next() {
                    Some(initial) => format!("{first} {initial}."),
                    None => first.to_owned(),
                }
            }
        }
    }
}

/// Appointments as a calendar has them.
pub(super) fn entries(rows: &[feeds::Entry], names: Names, language: Language) -> Vec<Entry> {
    rows.iter().map(|row| entry(row, names, language)).collect()
}

fn entry(row: &feeds::Entry, names: Names, language: Language) -> Entry {
    let client = names.of(&row.first_name, &row.last_name);
    let state = AppointmentState::parse(&row.state).ok();
    let label = state.map(AppointmentState::label);
    let label = label.as_ref().map(|label| label.in_language(language));
    Entry {
        id: row.id,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        summary: match names {
            // The calendar bears the professional's name.
            Names::Hinted => format!("{} · {client}", row.service),
            Names::Whole => format!("{} · {client} · {}", row.service, row.professional),
        },
        description: match label {
            Some(label) => format!("{} · {label}", row.code),
            None => row.code.clone(),
        },
        location: match &row.address {
            Some(address) => format!("{}, {address}", row.branch),
            None => row.branch.clone(),
        },
        standing: match state {
            Some(AppointmentState::Pendiente) => Standing::Waiting,
            Some(AppointmentState::Cancelada | AppointmentState::NoAsistio) => Standing::Cancelled,
            _ => Standing::Confirmed,
        },
        sequence: u32::try_from(row.sequence).unwrap_or_default(),
        changed_at: row.updated_at,
    }
}

/// A calendar, or 304 to whoever has it already.
pub(super) fn answer(request: &HttpRequest, calendar: String) -> HttpResponse {
    let digest: String = Sha256::digest(&calendar)
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let tag = EntityTag::new_strong(digest);
    let mut response = if has(request, &tag) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, tag.to_string()))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .insert_header((VARY, "Accept-Language"))
        .insert_header((REFERRER_POLICY, "no-referrer"));
    if has(request, &tag) {
        return response.finish();
    }
    response
        .content_type("text/calendar; charset=utf-8")
        .body(calendar)
}

/// Weakly: a proxy that compresses weakens tags.
fn has(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(tag)),
        Err(_none) => false,
    }
}
