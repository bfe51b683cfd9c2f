#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

use super::*;
use crate::visit::{Place, Service};
use chrono_tz::America::Bogota;
use icalendar::parser::{read_calendar, unfold};

const LINK: &str = "https://nandu.panal.co/cita#token=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

fn between() -> Between<'static> {
    Between {
        business: "Ñandú, Pérez & Hijos; \"S.A.S.\"",
        organizer: "citas@nandu.co",
        client: "rosa@test.co",
    }
}

fn told<T>(standing: Standing, sequence: u32, tell: impl FnOnce(&Visit<'_>) -> T) -> T {
    let moment = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let services = [
        Service {
            name: "Limpieza, con flúor",
            professional: "Dra. Ana Muñoz Íñiguez",
            starts_at: moment("2026-11-24T14:30:00Z"),
        },
        Service {
            name: "Blanqueamiento; un lado",
            professional: "Dr. José Paz",
            starts_at: moment("2026-11-24T15:00:00Z"),
        },
    ];
    tell(&Visit {
        id: Uuid::from_u128(7),
        code: "CIT-2026-000123",
        standing,
        starts_at: moment("2026-11-24T14:30:00Z"),
        ends_at: moment("2026-11-24T15:45:00Z"),
        services: &services,
        place: Place {
            branch: "Sede Norte",
            address: Some("Calle 100 # 8A-55, oficina 1203\r\nTorre C\nBEGIN:VEVENT"),
            phone: Some("+576012345678"),
            zone: Bogota,
        },
        sequence,
        changed_at: moment("2026-11-20T09:00:00Z"),
        link: LINK,
    })
}

fn request() -> String {
    told(Standing::Confirmed, 3, |visit| {
        invitation(visit, &between(), Language::Es)
    })
}

#[test]
fn a_calendar_program_reads_back_what_was_written() {
    let text = request();
    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).unwrap();
    let value = |name: &str| {
        calendar
            .properties
            .iter()
            .find(|property| property.name == name)
            .map(|property| property.val.to_string())
    };
    assert_eq!(value("VERSION").as_deref(), Some("2.0"));
    assert_eq!(value("PRODID").as_deref(), Some("-//Panal//Agenda//ES"));
    assert_eq!(value("METHOD").as_deref(), Some("REQUEST"));
    assert_eq!(calendar.components.len(), 1);
    let read = Calendar::from(calendar);
    let event = read.events().next().unwrap();
    assert_eq!(
        event.get_uid(),
        Some("00000000-0000-0000-0000-000000000007@panal")
    );
    assert_eq!(event.get_sequence(), Some(3));
    assert_eq!(event.get_status(), Some(EventStatus::Confirmed));
    assert_eq!(event.property_value("DTSTART"), Some("20261124T143000Z"));
    assert_eq!(event.property_value("DTEND"), Some("20261124T154500Z"));
    assert_eq!(event.property_value("DTSTAMP"), Some("20261120T090000Z"));
    assert_eq!(
        event.get_summary(),
        Some("Limpieza, con flúor, Blanqueamiento; un lado · Ñandú, Pérez & Hijos; \"S.A.S.\"")
    );
    assert_eq!(
        event.get_location(),
        Some("Sede Norte, Calle 100 # 8A-55, oficina 1203\nTorre C\nBEGIN:VEVENT")
    );
    assert_eq!(
        event.get_description(),
        Some(
            "Limpieza, con flúor con Dra. Ana Muñoz Íñiguez\nBlanqueamiento; un lado con Dr. José Paz\n\
             CIT-2026-000123\n+576012345678\n\
             https://nandu.panal.co/cita#token=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
        )
    );
    assert_eq!(
        event.property_value("ORGANIZER"),
        Some("mailto:citas@nandu.co")
    );
}

#[test]
fn lines_end_in_crlf_and_have_75_octets_at_most() {
    let text = request();
    assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
}

#[test]
fn the_same_visit_always_makes_the_same_text() {
    assert_eq!(request(), request());
}

#[test]
fn its_calendar_rings_two_hours_before_unless_it_was_called_off() {
    let text = request();
    assert!(text.contains("BEGIN:VALARM\r\n"), "{text}");
    assert!(
        text.contains("TRIGGER:-PT7200S\r\n") || text.contains("TRIGGER:-PT2H\r\n"),
        "{text}"
    );
    let cancelled = told(Standing::Cancelled, 4, |visit| {
        invitation(visit, &between(), Language::Es)
    });
    assert!(cancelled.contains("METHOD:CANCEL\r\n"), "{cancelled}");
    assert!(cancelled.contains("STATUS:CANCELLED\r\n"), "{cancelled}");
    assert!(cancelled.contains("SEQUENCE:4\r\n"), "{cancelled}");
    assert!(!cancelled.contains("VALARM"), "{cancelled}");
}

#[test]
fn what_waits_for_confirmation_is_tentative() {
    let text = told(Standing::Waiting, 0, |visit| {
        keepsake(&[*visit], "Ñandú", Language::En)
    });
    assert!(text.contains("STATUS:TENTATIVE\r\n"), "{text}");
    assert!(text.contains("METHOD:PUBLISH\r\n"), "{text}");
    assert!(
        !text.contains("ATTENDEE") && !text.contains("ORGANIZER"),
        "{text}"
    );
    assert!(unfold(&text).contains(" with Dr. José Paz"), "{text}");
}

#[test]
fn a_feed_holds_its_entries_and_names_cannot_break_it() {
    let entry = |id: u128| Entry {
        id: Uuid::from_u128(id),
        starts_at: "2026-11-24T14:30:00Z".parse().unwrap(),
        ends_at: "2026-11-24T15:00:00Z".parse().unwrap(),
        summary: "Limpieza · Rosa Q.".to_owned(),
        description: String::new(),
        location: String::new(),
        standing: Standing::Confirmed,
        sequence: 0,
        changed_at: "2026-11-20T09:00:00Z".parse().unwrap(),
    };
    let text = feed("Agenda\r\nEND:VCALENDAR", &[entry(1), entry(2)]);
    let unfolded = unfold(&text);
    let read = Calendar::from(read_calendar(&unfolded).unwrap());
    assert_eq!(read.events().count(), 2);
    assert_eq!(read.get_name(), Some("Agenda\nEND:VCALENDAR"));
    assert!(
        !text.contains("DESCRIPTION") && !text.contains("LOCATION"),
        "{text}"
    );
    assert_eq!(text, feed("Agenda\r\nEND:VCALENDAR", &[entry(1), entry(2)]));
}
