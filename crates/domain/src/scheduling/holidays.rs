//! Public holidays, by country and year.

mod law;

use crate::{country::Country, message::Message};
use chrono::{Datelike, Days, NaiveDate, TimeDelta, Weekday};

/// A day on which the law of a country lets people rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Which day, after all that the law moves.
    pub day: NaiveDate,
    /// Its name; of two on one day both.
    pub name: Message,
}

/// The national holidays of a year, in order, each day once, by the laws as they stand in 2026 whatever the year.
///
/// What a government decides from one year to the next is not among them, such as bridging days, elections, the days
/// that Paraguay moves by decree and Argentina's of a weekend; nor what holds in one city or for half a day. A business
/// writes such days down as its own. Years before 1583 and after 4000 have none.
#[must_use]
pub fn of_year(country: Country, year: i32) -> Vec<Holiday> {
    if !(1583..=4000).contains(&year) {
        return Vec::new();
    }
    let mut found: Vec<Holiday> = (year..=year + 1)
        // A New Year's Day that falls on a Saturday may be given on the Friday before.
        .flat_map(|of| law::of(country).iter().map(move |law| (law, of)))
        .filter_map(|(law, of)| {
            let day = law.day(of).filter(|day| day.year() == year)?;
            let name = law.name.clone();
            Some(Holiday { day, name })
        })
        .collect();
    found.sort_by_key(|holiday| holiday.day);
    found.dedup_by(|next, last| {
        let same = next.day == last.day;
        if same && next.name != last.name {
            last.name = Message::made(
                format!("{}; {}", last.name.es, next.name.es),
                format!("{}; {}", last.name.en, next.name.en),
            );
        }
        same
    });
    found
}

/// One holiday of a country's law.
struct Law {
    when: When,
    /// Where the law moves it; `None` where the day is none that year.
    moved: Move,
    name: Message,
}

/// The rest that the law gives for a holiday on this day.
type Move = fn(NaiveDate) -> Option<NaiveDate>;

/// A day of the year, before it is moved.
enum When {
    /// A month and a day of it.
    On(u32, u32),
    /// So many days after Easter Sunday.
    Easter(i64),
    /// A weekday of a month, the first being 1.
    Nth(u8, Weekday, u32),
    /// The last Monday of a month.
    LastMonday(u32),
    /// A month and a day, in every so manieth year, with what is left of the year when divided.
    Every(i32, i32, u32, u32),
    /// So many days after the first Wednesday of October.
    FirstWednesdayOfOctober(u64),
    /// The solstice of June by the clock of Chile: right from 2022 to 2045.
    JuneSolstice,
}

impl Law {
    fn day(&self, year: i32) -> Option<NaiveDate> {
        let date = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        let day = match self.when {
            When::On(month, day) => date(month, day),
            When::Easter(days) => {
                let easter = computus::gregorian(year).ok()?;
                date(easter.month, easter.day)?.checked_add_signed(TimeDelta::days(days))
            }
            When::Nth(nth, weekday, month) => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth)
            }
            When::LastMonday(month) => (4..=5).rev().find_map(|nth| {
                NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, nth)
            }),
            When::Every(years, rest, month, day) => {
                date(month, day).filter(|_| year.rem_euclid(years) == rest)
            }
            When::FirstWednesdayOfOctober(days) => {
                NaiveDate::from_weekday_of_month_opt(year, 10, Weekday::Wed, 1)?
                    .checked_add_days(Days::new(days))
            }
            When::JuneSolstice => date(6, if year.rem_euclid(4) < 2 { 20 } else { 21 }),
        };
        (self.moved)(day?)
    }
}

/// `day`, so many days earlier or later.
fn shifted(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    day.checked_add_signed(TimeDelta::days(days))
}

/// Days from the Monday of the week to `day`.
fn since_monday(day: NaiveDate) -> i64 {
    i64::from(day.weekday().num_days_from_monday())
}
