//! Holidays, against calendars as they were printed.

use chrono::{Datelike, NaiveDate, Weekday};
use panal_domain::{Country, scheduling::holidays::of_year};

/// The days of a year as `month.day`, one after the other.
fn days(country: Country, year: i32) -> String {
    let days: Vec<String> = of_year(country, year)
        .iter()
        .map(|holiday| format!("{}.{}", holiday.day.month(), holiday.day.day()))
        .collect();
    days.join(" ")
}

fn name(country: Country, year: i32, month: u32, day: u32) -> Option<String> {
    let day = NaiveDate::from_ymd_opt(year, month, day);
    of_year(country, year)
        .into_iter()
        .find(|holiday| Some(holiday.day) == day)
        .map(|holiday| holiday.name.es.into_owned())
}

#[test]
fn colombia_has_its_eighteen() {
    let printed = [
        (
            2024,
            "1.1 1.8 3.25 3.28 3.29 5.1 5.13 6.3 6.10 7.1 7.20 8.7 8.19 10.14 11.4 11.11 12.8 12.25",
        ),
        // The Sacred Heart and Saints Peter and Paul share a Monday.
        (
            2025,
            "1.1 1.6 3.24 4.17 4.18 5.1 6.2 6.23 6.30 7.20 8.7 8.18 10.13 11.3 11.17 12.8 12.25",
        ),
        (
            2026,
            "1.1 1.12 3.23 4.2 4.3 5.1 5.18 6.8 6.15 6.29 7.20 8.7 8.17 10.12 11.2 11.16 12.8 12.25",
        ),
        (
            2027,
            "1.1 1.11 3.22 3.25 3.26 5.1 5.10 5.31 6.7 7.5 7.20 8.7 8.16 10.18 11.1 11.15 12.8 12.25",
        ),
    ];
    for (year, expected) in printed {
        assert_eq!(days(Country::Co, year), expected, "{year}");
    }
    assert_eq!(
        name(Country::Co, 2025, 6, 30).as_deref(),
        Some("Sagrado Corazón de Jesús; San Pedro y San Pablo")
    );
    assert_eq!(
        name(Country::Co, 2026, 6, 8).as_deref(),
        Some("Corpus Christi")
    );
}

#[test]
fn peru_has_the_newer_ones_too() {
    let printed = [
        (
            2025,
            "1.1 4.17 4.18 5.1 6.7 6.29 7.23 7.28 7.29 8.6 8.30 10.8 11.1 12.8 12.9 12.25",
        ),
        (
            2026,
            "1.1 4.2 4.3 5.1 6.7 6.29 7.23 7.28 7.29 8.6 8.30 10.8 11.1 12.8 12.9 12.25",
        ),
    ];
    for (year, expected) in printed {
        assert_eq!(days(Country::Pe, year), expected, "{year}");
    }
}

#[test]
fn days_move_as_each_country_moves_them() {
    let printed = [
        (Country::Mx, 2024, "1.1 2.5 3.18 5.1 9.16 10.1 11.18 12.25"),
        (Country::Mx, 2026, "1.1 2.2 3.16 5.1 9.16 11.16 12.25"),
        (
            Country::Cl,
            2024,
            "1.1 3.29 3.30 5.1 5.21 6.20 6.29 7.16 8.15 9.18 9.19 9.20 10.12 10.31 11.1 12.8 12.25",
        ),
        // 31 October is a Tuesday: the Friday before. 2 January and 12 October beside a weekend.
        (
            Country::Cl,
            2023,
            "1.1 1.2 4.7 4.8 5.1 5.21 6.21 6.26 7.16 8.15 9.18 9.19 10.9 10.27 11.1 12.8 12.25",
        ),
        (
            Country::Ec,
            2025,
            "1.1 3.3 3.4 4.18 5.2 5.23 8.11 10.10 11.3 11.4 12.25",
        ),
        // New Year's Day of 2022 is a Saturday; it is given in 2021.
        (
            Country::Ec,
            2021,
            "1.1 2.15 2.16 4.2 4.30 5.24 8.9 10.8 11.1 11.2 12.24 12.31",
        ),
        (
            Country::Ar,
            2025,
            "1.1 3.3 3.4 3.24 4.2 4.18 5.1 5.25 6.16 6.20 7.9 8.17 10.12 11.24 12.8 12.25",
        ),
        (
            Country::Bo,
            2026,
            "1.1 1.22 2.16 2.17 4.3 5.1 6.4 6.22 8.6 11.2 12.25",
        ),
        (
            Country::Do,
            2025,
            "1.1 1.6 1.21 1.26 2.27 4.18 5.5 6.19 8.16 9.24 11.10 12.25",
        ),
        (
            Country::Hn,
            2025,
            "1.1 4.14 4.17 4.18 4.19 5.1 9.15 10.1 10.2 10.3 12.25",
        ),
        (
            Country::Us,
            2026,
            "1.1 1.19 2.16 5.25 6.19 7.4 9.7 10.12 11.11 11.26 12.25",
        ),
    ];
    for (country, year, expected) in printed {
        assert_eq!(days(country, year), expected, "{country} {year}");
    }
}

#[test]
fn every_country_has_holidays_every_year_in_order_and_each_day_once() {
    for country in Country::ALL {
        for year in 2020..=2060 {
            let holidays = of_year(*country, year);
            assert!(holidays.len() >= 5, "{country} {year}");
            assert!(
                holidays
                    .iter()
                    .zip(holidays.iter().skip(1))
                    .all(|(one, next)| one.day < next.day),
                "{country} {year}"
            );
            assert!(holidays.iter().all(|holiday| holiday.day.year() == year));
            assert!(
                holidays
                    .iter()
                    .all(|holiday| !holiday.name.es.is_empty() && !holiday.name.en.is_empty())
            );
        }
        assert!(of_year(*country, 1500).is_empty());
        assert!(of_year(*country, i32::MAX).is_empty());
    }
}

#[test]
fn colombia_moves_ten_days_to_mondays() {
    for year in 2020..=2060 {
        let mondays = of_year(Country::Co, year)
            .iter()
            .filter(|holiday| holiday.day.weekday() == Weekday::Mon)
            .flat_map(|holiday| {
                holiday
                    .name
                    .es
                    .split(';')
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .count();
        assert!(mondays >= 10, "{year}");
    }
}
