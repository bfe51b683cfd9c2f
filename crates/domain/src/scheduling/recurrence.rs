//! Appointments that recur: a rule of RFC 5545 and the hours that it gives.

use super::time::{Edge, TimeOfDay, moment};
use crate::invalid::Invalid;
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, Timelike, Utc};
use chrono_tz::Tz;
use rrule::{RRule, RRuleSet, Unvalidated};
use std::fmt;

/// Most occurrences of one rule: two years of every week.
pub const MAX_OCCURRENCES: usize = 104;
/// Months within which all occurrences lie, counted from the first.
pub const MAX_MONTHS: u32 = 24;
/// Longest rule, in bytes.
pub const MAX_RULE: usize = 500;

/// By what days appointments recur: an RRULE of RFC 5545 without DTSTART, by day, week, month or year, that ends.
///
/// Its parts may be `FREQ`, `INTERVAL`, `COUNT` or `UNTIL`, `BYDAY`, `BYMONTHDAY`, `BYMONTH`, `BYSETPOS` and `WKST`.
/// The hour is that of the first occurrence, therefore no `BYHOUR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    text: String,
    /// Without its end, which is reckoned here: by the clock of the branch, not in UTC.
    days: RRule<Unvalidated>,
    end: End,
}

/// When a rule ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Count(usize),
    /// All of the day counts.
    Day(NaiveDate),
    /// By the clock of the branch.
    Local(NaiveDateTime),
    Moment(DateTime<Utc>),
}

impl Recurrence {
    /// Reads a rule such as `FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10`, with or without `RRULE:` before it.
    ///
    /// # Errors
    /// `recurrence_invalid`, `recurrence_endless` without `COUNT` and `UNTIL`, `recurrence_too_long` where `COUNT` is
    /// more than [`MAX_OCCURRENCES`].
    pub fn parse(rrule: &str) -> Result<Self, Invalid> {
        let text = rrule.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        if text.len() > MAX_RULE || !text.is_ascii() {
            return Err(RECURRENCE_INVALID);
        }
        let mut parts = Vec::new();
        for part in text.trim_end_matches(';').split(';') {
            let (name, value) = part.split_once('=').ok_or(RECURRENCE_INVALID)?;
            if !is_good(name, value) || parts.iter().any(|(other, _)| *other == name) {
                return Err(RECURRENCE_INVALID);
            }
            parts.push((name, value));
        }
        let part = |wanted| parts.iter().find(|(name, _)| *name == wanted);
        let end = end(
            part("COUNT").map(|(_, value)| *value),
            part("UNTIL").map(|(_, value)| *value),
        )?;
        let is_counted_day = |value: &str| value.split(',').any(|day| day.len() > 2);
        let is_by_month = matches!(part("FREQ"), Some((_, "MONTHLY" | "YEARLY")));
        if !is_by_month && part("BYDAY").is_some_and(|(_, value)| is_counted_day(value)) {
            return Err(RECURRENCE_INVALID);
        }
        let written = |parts: &mut dyn Iterator<Item = &(&str, &str)>| {
            let parts: Vec<String> = parts
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            parts.join(";")
        };
        let endless = written(
            &mut parts
                .iter()
                .filter(|(name, _)| !matches!(*name, "COUNT" | "UNTIL")),
        );
        let days: RRule<Unvalidated> = endless.parse().map_err(refused)?;
        // What the parts may hold does not depend on the beginning.
        days.clone()
            .validate(DateTime::UNIX_EPOCH.with_timezone(&rrule::Tz::UTC))
            .map_err(refused)?;
        Ok(Self {
            text: written(&mut parts.iter()),
            days,
            end,
        })
    }

    /// The rule, in capitals and without `RRULE:`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The moments at which appointments begin, the first of them at `starts_local`, in order; always by the clock of
    /// `zone`: 09:00 stays 09:00 when clocks change. An hour that the clocks skip is the moment at which they go on; of
    /// one that comes twice it is the first. Seconds of `starts_local` are ignored.
    ///
    /// # Errors
    /// `recurrence_invalid` where the rule does not give `starts_local`, or ends before it; `recurrence_too_long`
    /// where there are more than [`MAX_OCCURRENCES`], or the last is more than [`MAX_MONTHS`] after the first.
    pub fn occurrences(
        &self,
        starts_local: NaiveDateTime,
        zone: Tz,
    ) -> Result<Vec<DateTime<Utc>>, Invalid> {
        let time =
            TimeOfDay::from_minutes(i64::from(starts_local.hour() * 60 + starts_local.minute()))?;
        let first = starts_local.date();
        let mut found = Vec::new();
        // One after the other: of a rule that seldom gives a day no more are looked for than are wanted.
        for day in &self.days_from(first)? {
            let day = day.date_naive();
            let begins = moment(day, time, zone, Edge::Begin).ok_or(RECURRENCE_INVALID)?;
            if self.has_ended(found.len(), day, time, begins) {
                break;
            }
            if found.is_empty() && day != first {
                return Err(RECURRENCE_STARTS_ELSEWHERE);
            }
            let is_late = first
                .checked_add_months(Months::new(MAX_MONTHS))
                .is_none_or(|last| day > last);
            if is_late || found.len() == MAX_OCCURRENCES {
                return Err(RECURRENCE_TOO_LONG);
            }
            found.push(begins);
        }
        match self.end {
            _ if found.is_empty() => Err(RECURRENCE_STARTS_ELSEWHERE),
            // The others lie beyond all years that can be reckoned.
            End::Count(count) if found.len() < count => Err(RECURRENCE_TOO_LONG),
            _ => Ok(found),
        }
    }

    /// The days that the rule gives from `first` on, without an end, yet to be found. Days are reckoned in UTC, where all
    /// have 24 hours.
    fn days_from(&self, first: NaiveDate) -> Result<RRuleSet, Invalid> {
        if !(1970..=9_000).contains(&first.year()) {
            return Err(RECURRENCE_INVALID);
        }
        let begins = first
            .and_time(chrono::NaiveTime::MIN)
            .and_utc()
            .with_timezone(&rrule::Tz::UTC);
        let set: RRuleSet = self.days.clone().build(begins).map_err(refused)?;
        // `limit` gives up a rule that no day satisfies, such as 30 February.
        Ok(set.limit())
    }

    fn has_ended(
        &self,
        found: usize,
        day: NaiveDate,
        time: TimeOfDay,
        begins: DateTime<Utc>,
    ) -> bool {
        match self.end {
            End::Count(count) => found >= count,
            End::Day(last) => day > last,
            End::Local(last) => {
                let last_minute = i64::from(last.hour() * 60 + last.minute());
                (day, i64::from(time.minutes())) > (last.date(), last_minute)
            }
            End::Moment(last) => begins > last,
        }
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Whether a part is one that is understood. Numbers are looked at once more by the library, which takes some that are
/// none for granted.
fn is_good(name: &str, value: &str) -> bool {
    let all = |good: fn(&str) -> bool| value.split(',').all(good);
    match name {
        "FREQ" => matches!(value, "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY"),
        "INTERVAL" => is_number(value) && value.parse().is_ok_and(|n: u16| (1..=400).contains(&n)),
        "COUNT" => is_number(value),
        "UNTIL" => true,
        "BYDAY" => all(is_day),
        "WKST" => WEEKDAYS.contains(&value),
        "BYMONTH" => all(is_number),
        "BYMONTHDAY" | "BYSETPOS" => all(is_signed),
        _ => false,
    }
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn is_number(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number other than 0, with or without a sign.
fn is_signed(text: &str) -> bool {
    is_number(text.strip_prefix(['-', '+']).unwrap_or(text))
        && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

/// `MO`, or the second, or the last but one: `2MO`, `-2MO`.
fn is_day(text: &str) -> bool {
    text.len()
        .checked_sub(2)
        .and_then(|at| text.split_at_checked(at))
        .is_some_and(|(nth, day)| WEEKDAYS.contains(&day) && (nth.is_empty() || is_signed(nth)))
}

fn end(count: Option<&str>, until: Option<&str>) -> Result<End, Invalid> {
    match (count, until) {
        (None, None) => Err(RECURRENCE_ENDLESS),
        (Some(_), Some(_)) => Err(RECURRENCE_INVALID),
        (Some(count), None) => match count.parse() {
            Ok(0) | Err(_) => Err(RECURRENCE_INVALID),
            Ok(count) if count > MAX_OCCURRENCES => Err(RECURRENCE_TOO_LONG),
            Ok(count) => Ok(End::Count(count)),
        },
        (None, Some(until)) => {
            // Years of other than four digits are no UNTIL.
            let read = match until.len() {
                8 => NaiveDate::parse_from_str(until, "%Y%m%d").map(End::Day),
                15 => NaiveDateTime::parse_from_str(until, "%Y%m%dT%H%M%S").map(End::Local),
                16 => NaiveDateTime::parse_from_str(until, "%Y%m%dT%H%M%SZ")
                    .map(|utc| End::Moment(utc.and_utc())),
                _ => return Err(RECURRENCE_INVALID),
            };
            read.or(Err(RECURRENCE_INVALID))
        }
    }
}

/// The library says what is wrong in terms of the RFC; people are told how a rule looks.
fn refused(error: impl Into<rrule::RRuleError>) -> Invalid {
    let _: rrule::RRuleError = error.into();
    RECURRENCE_INVALID
}

const RECURRENCE_INVALID: Invalid = Invalid::new(
    "recurrence_invalid",
    "Escriba una regla RRULE como «FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10»: por día, semana, mes o año, con COUNT o UNTIL y sin DTSTART ni horas.",
    "Write an RRULE such as \"FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10\": by day, week, month or year, with COUNT or UNTIL and without DTSTART or hours.",
);
const RECURRENCE_STARTS_ELSEWHERE: Invalid = Invalid::new(
    "recurrence_invalid",
    "El primer día no cumple la regla. Elija como comienzo un día que la regla incluya.",
    "The first day does not follow the rule. Begin on a day that the rule includes.",
);
/// A series that is too long.
pub const RECURRENCE_TOO_LONG: Invalid = Invalid::new(
    "recurrence_too_long",
    "Una serie tiene como máximo 104 citas en 2 años. Indique menos repeticiones o una fecha final más cercana.",
    "A series has at most 104 appointments within 2 years. Give fewer occurrences or an earlier end.",
);
const RECURRENCE_ENDLESS: Invalid = Invalid::new(
    "recurrence_endless",
    "Indique cuándo termina la serie: COUNT (cuántas citas) o UNTIL (hasta qué día).",
    "Say when the series ends: COUNT (how many) or UNTIL (the last day).",
);
