//! Appointments for calendars: iCalendar (RFC 5545, 5546).

use crate::visit::{Standing, Visit};
use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus, Parameter, Property};
use panal_domain::{Language, Message};
use uuid::Uuid;

/// Who writes these calendars.
const PRODUCT: &str = "-//Panal//Agenda//ES";
/// How long before a visit the client's own calendar rings.
const ALARM: TimeDelta = TimeDelta::hours(2);
/// How often programs are asked to read a feed again.
const REFRESH: &str = "PT30M";

/// What a calendar that comes with a letter asks of the client's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// To enter the visit, or to change it.
    Request,
    /// To strike it out.
    Cancel,
}

impl Method {
    /// As RFC 5546 writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }

    /// What follows from a visit's standing.
    #[must_use]
    pub const fn of(standing: Standing) -> Self {
        match standing {
            Standing::Waiting | Standing::Confirmed => Self::Request,
            Standing::Cancelled => Self::Cancel,
        }
    }
}

/// Whom a visit is between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between<'a> {
    /// Name of the business.
    pub business: &'a str,
    /// Its address for letters.
    pub organizer: &'a str,
    /// The client's.
    pub client: &'a str,
}

/// An entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// By which calendars know it, as long as it is the same.
    pub id: Uuid,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// In one line.
    pub summary: String,
    /// The rest; may be empty.
    pub description: String,
    /// Where; may be empty.
    pub location: String,
    /// How sure it is.
    pub standing: Standing,
    /// Counts changes.
    pub sequence: u32,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
}

/// A visit as a calendar that comes with a letter: [`Method::of`] its standing.
#[must_use]
pub fn invitation(visit: &Visit<'_>, between: &Between<'_>, language: Language) -> String {
    let method = Method::of(visit.standing);
    let mut event = event(&entry(visit, between.business, language));
    event.append_property(
        Property::new("ORGANIZER", format!("mailto:{}", between.organizer))
            .append_parameter(Parameter::new("CN", &parameter(between.business)))
            .done(),
    );
    // The client has agreed already: there is nothing to answer.
    event.append_property(
        Property::new("ATTENDEE", format!("mailto:{}", between.client))
            .append_parameter(Parameter::new("ROLE", "REQ-PARTICIPANT"))
            .append_parameter(Parameter::new("PARTSTAT", "ACCEPTED"))
            .append_parameter(Parameter::new("RSVP", "FALSE"))
            .done(),
    );
    if method == Method::Request {
        ring(&mut event, visit, between.business, language);
    }
    let mut calendar = empty();
    calendar.append_property(Property::new("METHOD", method.as_str()));
    calendar.push(event);
    calendar.to_string()
}

/// Visits as a calendar to save: without anybody's address.
#[must_use]
pub fn keepsake(visits: &[Visit<'_>], business: &str, language: Language) -> String {
    let mut calendar = empty();
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    for visit in visits {
        let mut event = event(&entry(visit, business, language));
        if visit.standing != Standing::Cancelled {
            ring(&mut event, visit, business, language);
        }
        calendar.push(event);
    }
    calendar.to_string()
}

/// A calendar that a program reads again and again. Equal entries make equal text.
#[must_use]
pub fn feed(name: &str, entries: &[Entry]) -> String {
    let mut calendar = empty();
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.append_property(Property::new("X-WR-CALNAME", clean(name)));
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", REFRESH)
            .append_parameter(Parameter::new("VALUE", "DURATION"))
            .done(),
    );
    calendar.append_property(Property::new("X-PUBLISHED-TTL", REFRESH));
    for entry in entries {
        calendar.push(event(entry));
    }
    calendar.to_string()
}

fn empty() -> Calendar {
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", PRODUCT),
        ("CALSCALE", "GREGORIAN"),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    calendar
}

/// A visit, as its client reads it.
fn entry(visit: &Visit<'_>, business: &str, language: Language) -> Entry {
    let names: Vec<&str> = visit.services.iter().map(|service| service.name).collect();
    let mut lines: Vec<String> = visit
        .services
        .iter()
        .map(|service| {
            let with = Message::made(
                format!("{} con {}", service.name, service.professional),
                format!("{} with {}", service.name, service.professional),
            );
            with.in_language(language).to_owned()
        })
        .collect();
    lines.push(visit.code.to_owned());
    lines.extend(visit.place.phone.map(str::to_owned));
    lines.push(visit.link.to_owned());
    Entry {
        id: visit.id,
        starts_at: visit.starts_at,
        ends_at: visit.ends_at,
        summary: format!("{} · {business}", names.join(", ")),
        description: lines.join("\n"),
        location: visit.place.one_line(),
        standing: visit.standing,
        sequence: visit.sequence,
        changed_at: visit.changed_at,
    }
}

fn event(entry: &Entry) -> Event {
    let mut event = Event::with_uid(&uid(entry.id));
    event
        .sequence(entry.sequence)
        .timestamp(entry.changed_at)
        .last_modified(entry.changed_at)
        .starts(entry.starts_at)
        .ends(entry.ends_at)
        .summary(&clean(&entry.summary))
        .status(match entry.standing {
            Standing::Waiting => EventStatus::Tentative,
            Standing::Confirmed => EventStatus::Confirmed,
            Standing::Cancelled => EventStatus::Cancelled,
        });
    if !entry.location.is_empty() {
        event.location(&clean(&entry.location));
    }
    if !entry.description.is_empty() {
        event.description(&clean(&entry.description));
    }
    event
}

/// Has the client's calendar ring.
fn ring(event: &mut Event, visit: &Visit<'_>, business: &str, language: Language) {
    let words = Message::made(
        format!("Su cita en {business}"),
        format!("Your appointment at {business}"),
    );
    let mut alarm = Alarm::display(&clean(words.in_language(language)), -ALARM);
    // Left to itself the library makes up both anew each time.
    alarm.add_property("UID", format!("{}-alarm@panal", visit.id));
    alarm.timestamp(visit.changed_at);
    event.alarm(alarm);
}

fn uid(id: Uuid) -> String {
    format!("{id}@panal")
}

/// A text without control characters; line breaks are LF.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect()
}

/// A value of a parameter, which holds neither quotes nor line breaks.
fn parameter(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .map(|c| if c == '"' { '\'' } else { c })
        .collect()
}

#[cfg(test)]
mod tests;
