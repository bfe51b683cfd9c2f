//! A visit as people outside read of it: in letters and in calendars.

use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Tz;
use panal_domain::Language;
use uuid::Uuid;

/// How sure it is that a visit takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for a confirmation.
    Waiting,
    /// It takes place.
    Confirmed,
    /// It was called off.
    Cancelled,
}

/// One or more services, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit<'a> {
    /// By which calendars know it, as long as it is the same visit.
    pub id: Uuid,
    /// By which people know it.
    pub code: &'a str,
    /// How sure it is.
    pub standing: Standing,
    /// When the first service begins.
    pub starts_at: DateTime<Utc>,
    /// When the last one ends.
    pub ends_at: DateTime<Utc>,
    /// The services, in order.
    pub services: &'a [Service<'a>],
    /// Where.
    pub place: Place<'a>,
    /// Counts changes that concern a calendar.
    pub sequence: u32,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// Where its client sees to it; a secret.
    pub link: &'a str,
}

/// A service of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service<'a> {
    /// Its name.
    pub name: &'a str,
    /// Who gives it.
    pub professional: &'a str,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
}

/// Where a visit takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Name of the branch.
    pub branch: &'a str,
    /// Street address, where there is one.
    pub address: Option<&'a str>,
    /// Telephone, where there is one.
    pub phone: Option<&'a str>,
    /// By whose clocks hours are told.
    pub zone: Tz,
}

impl Place<'_> {
    /// Branch and address in one line.
    #[must_use]
    pub fn one_line(&self) -> String {
        match self.address {
            Some(address) => format!("{}, {address}", self.branch),
            None => self.branch.to_owned(),
        }
    }
}

const DAYS: [[&str; 7]; 2] = [
    [
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
    ],
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
];
const MONTHS: [[&str; 12]; 2] = [
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

/// The day that clocks in `zone` show: `martes 24 de noviembre de 2026`, `Tuesday, November 24, 2026`.
#[must_use]
pub fn day(moment: DateTime<Utc>, zone: Tz, language: Language) -> String {
    let local = moment.with_timezone(&zone);
    let [days, months] = match language {
        Language::Es => [DAYS[0].as_slice(), MONTHS[0].as_slice()],
        Language::En => [DAYS[1].as_slice(), MONTHS[1].as_slice()],
    };
    let name = |names: &[&'static str], at: u32| {
        usize::try_from(at)
            .ok()
            .and_then(|at| names.get(at).copied())
            .unwrap_or_default()
    };
    let weekday = name(days, local.weekday().num_days_from_monday());
    let month = name(months, local.month0());
    let (day, year) = (local.day(), local.year());
    match language {
        Language::Es => format!("{weekday} {day} de {month} de {year}"),
        Language::En => format!("{weekday}, {month} {day}, {year}"),
    }
}

/// The hour that clocks in `zone` show: `9:30 a. m.`, `9:30 AM`.
#[must_use]
pub fn hour(moment: DateTime<Utc>, zone: Tz, language: Language) -> String {
    let local = moment.with_timezone(&zone);
    let (is_afternoon, hour) = local.hour12();
    let half = match (language, is_afternoon) {
        (Language::Es, false) => "a. m.",
        (Language::Es, true) => "p. m.",
        (Language::En, false) => "AM",
        (Language::En, true) => "PM",
    };
    format!("{hour}:{:02} {half}", local.minute())
}

/// Day and hour: `martes 24 de noviembre de 2026, 9:30 a. m.`
#[must_use]
pub fn day_and_hour(moment: DateTime<Utc>, zone: Tz, language: Language) -> String {
    format!(
        "{}, {}",
        day(moment, zone, language),
        hour(moment, zone, language)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

    use super::*;

    #[test]
    fn days_and_hours_are_written_out_by_the_clock_of_the_place() {
        let bogota: Tz = "America/Bogota".parse().unwrap();
        let santiago: Tz = "America/Santiago".parse().unwrap();
        for (moment, zone, es, en) in [
            (
                "2026-11-24T14:30:00Z",
                bogota,
                "martes 24 de noviembre de 2026, 9:30 a. m.",
                "Tuesday, November 24, 2026, 9:30 AM",
            ),
            (
                "2026-11-25T04:59:00Z",
                bogota,
                "martes 24 de noviembre de 2026, 11:59 p. m.",
                "Tuesday, November 24, 2026, 11:59 PM",
            ),
            (
                "2026-01-04T05:00:00Z",
                bogota,
                "domingo 4 de enero de 2026, 12:00 a. m.",
                "Sunday, January 4, 2026, 12:00 AM",
            ),
            (
                "2026-12-26T17:05:00Z",
                bogota,
                "sábado 26 de diciembre de 2026, 12:05 p. m.",
                "Saturday, December 26, 2026, 12:05 PM",
            ),
            // The same hour in winter and in summer, three and four hours from Greenwich.
            (
                "2026-09-02T12:00:00Z",
                santiago,
                "miércoles 2 de septiembre de 2026, 8:00 a. m.",
                "Wednesday, September 2, 2026, 8:00 AM",
            ),
            (
                "2026-09-09T11:00:00Z",
                santiago,
                "miércoles 9 de septiembre de 2026, 8:00 a. m.",
                "Wednesday, September 9, 2026, 8:00 AM",
            ),
        ] {
            let moment = moment.parse().unwrap();
            assert_eq!(day_and_hour(moment, zone, Language::Es), es);
            assert_eq!(day_and_hour(moment, zone, Language::En), en);
        }
    }
}
