//! Appointments that recur.

use crate::code;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Timelike, Utc};
use chrono_tz::{America, Tz};
use panal_domain::scheduling::recurrence::{MAX_OCCURRENCES, Recurrence};
use proptest::prelude::*;

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn occurrences(rule: &str, starts: &str, zone: Tz) -> Vec<DateTime<Utc>> {
    Recurrence::parse(rule)
        .unwrap()
        .occurrences(local(starts), zone)
        .unwrap()
}

/// What the clocks on the wall show, as `month.day hour:minute`.
fn shown(moments: &[DateTime<Utc>], zone: Tz) -> Vec<String> {
    moments
        .iter()
        .map(|moment| {
            moment
                .with_timezone(&zone)
                .format("%-m.%-d %H:%M")
                .to_string()
        })
        .collect()
}

#[test]
fn nine_stays_nine_when_clocks_change() {
    // Clocks in Santiago go forward in the night to 6 September 2026, those in New York back on 1 November.
    for (zone, starts, expected) in [
        (
            America::Santiago,
            "2026-08-31 09:00",
            ["8.31 09:00", "9.7 09:00", "9.14 09:00"],
        ),
        (
            America::New_York,
            "2026-10-26 09:00",
            ["10.26 09:00", "11.2 09:00", "11.9 09:00"],
        ),
        (
            America::Bogota,
            "2026-10-26 09:00",
            ["10.26 09:00", "11.2 09:00", "11.9 09:00"],
        ),
    ] {
        let moments = occurrences("FREQ=WEEKLY;COUNT=3", starts, zone);
        assert_eq!(shown(&moments, zone), expected);
        let hours = moments.iter().map(Timelike::hour);
        let moved = hours.clone().max() != hours.min();
        assert_eq!(moved, zone != America::Bogota, "{zone}");
    }
}

#[test]
fn an_hour_that_is_skipped_is_when_clocks_go_on_and_one_that_comes_twice_is_the_first() {
    let skipped = occurrences("FREQ=DAILY;COUNT=3", "2026-03-07 02:30", America::New_York);
    assert_eq!(
        shown(&skipped, America::New_York),
        ["3.7 02:30", "3.8 03:00", "3.9 02:30"]
    );
    let twice = occurrences("FREQ=DAILY;COUNT=2", "2026-10-31 01:30", America::New_York);
    assert_eq!(twice[1].to_rfc3339(), "2026-11-01T05:30:00+00:00");
}

#[test]
fn rules_as_people_write_them() {
    let days = |rule, starts| shown(&occurrences(rule, starts, America::Bogota), America::Bogota);
    assert_eq!(
        days("rrule:freq=weekly;byday=mo,th;count=4;", "2026-03-02 10:00"),
        ["3.2 10:00", "3.5 10:00", "3.9 10:00", "3.12 10:00"]
    );
    assert_eq!(
        days("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "2026-01-30 08:00"),
        ["1.30 08:00", "2.27 08:00", "3.27 08:00"]
    );
    assert_eq!(
        days("FREQ=MONTHLY;BYDAY=1MO;UNTIL=20260504", "2026-03-02 23:00"),
        ["3.2 23:00", "4.6 23:00", "5.4 23:00"]
    );
    // 31 days: months without are left out (RFC 5545, 3.3.10).
    assert_eq!(
        days("FREQ=MONTHLY;COUNT=3", "2026-01-31 08:00"),
        ["1.31 08:00", "3.31 08:00", "5.31 08:00"]
    );
    // By the clock of the branch, and in UTC: 13:00 in Bogotá is 18:00.
    assert_eq!(
        days("FREQ=DAILY;UNTIL=20260304T130000", "2026-03-03 13:00").len(),
        2
    );
    assert_eq!(
        days("FREQ=DAILY;UNTIL=20260304T180000Z", "2026-03-03 13:00").len(),
        2
    );
    assert_eq!(
        days("FREQ=DAILY;UNTIL=20260304T175959Z", "2026-03-03 13:00").len(),
        1
    );
    assert_eq!(
        Recurrence::parse(" rrule:freq=weekly;count=2;")
            .unwrap()
            .as_str(),
        "FREQ=WEEKLY;COUNT=2"
    );
}

#[test]
fn what_is_refused() {
    let parse = Recurrence::parse;
    assert_eq!(code(parse("FREQ=WEEKLY;BYDAY=MO")), "recurrence_endless");
    assert_eq!(code(parse("FREQ=WEEKLY;COUNT=105")), "recurrence_too_long");
    for bad in [
        "",
        "weekly",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=SECONDLY;COUNT=3",
        "COUNT=3",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=-1",
        "FREQ=WEEKLY;COUNT=3;COUNT=4",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
        "FREQ=WEEKLY;UNTIL=tomorrow",
        "FREQ=WEEKLY;UNTIL=20261301",
        "FREQ=WEEKLY;COUNT=3;INTERVAL=0",
        "FREQ=WEEKLY;COUNT=3;BYHOUR=9",
        "FREQ=WEEKLY;COUNT=3;BYDAY=2MO",
        "FREQ=MONTHLY;COUNT=3;BYDAY=0MO",
        "FREQ=MONTHLY;COUNT=3;BYDAY=XXMO",
        "FREQ=MONTHLY;COUNT=3;BYDAY=ñMO",
        "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=32",
        "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=0",
        "FREQ=WEEKLY;COUNT=3;BYMONTHDAY=1",
        "FREQ=MONTHLY;COUNT=3;BYMONTH=13",
        "FREQ=WEEKLY;COUNT=3;X=1",
        "DTSTART:20260101T000000Z\nRRULE:FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;COUNT=3\nEXDATE:20260101T000000Z",
    ] {
        assert_eq!(code(parse(bad)), "recurrence_invalid", "{bad}");
    }
    assert_eq!(code(parse(&"A=B;".repeat(1_000))), "recurrence_invalid");
}

#[test]
fn a_series_is_short_and_begins_where_the_rule_says() {
    let refused = |rule: &str| {
        let rule = Recurrence::parse(rule).unwrap();
        code(rule.occurrences(local("2026-03-02 10:00"), America::Bogota))
    };
    assert_eq!(refused("FREQ=DAILY;UNTIL=20271231"), "recurrence_too_long");
    assert_eq!(refused("FREQ=YEARLY;COUNT=4"), "recurrence_too_long");
    assert_eq!(
        refused("FREQ=WEEKLY;BYDAY=TU;COUNT=4"),
        "recurrence_invalid"
    );
    assert_eq!(refused("FREQ=WEEKLY;UNTIL=20260301"), "recurrence_invalid");
    // No day is one: given up rather than looked for until the end of time.
    assert_eq!(
        refused("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"),
        "recurrence_invalid"
    );
    assert_eq!(
        occurrences("FREQ=YEARLY;COUNT=3", "2026-03-02 10:00", America::Bogota).len(),
        3
    );
    assert_eq!(
        occurrences("FREQ=WEEKLY;COUNT=104", "2026-03-02 10:00", America::Bogota).len(),
        MAX_OCCURRENCES
    );
}

proptest! {
    #[test]
    fn nothing_that_is_read_panics(rule in "(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);)?([A-Z]{1,10}=[-+0-9A-Zñ,]{0,12};?){0,4}(COUNT=[0-9]{1,3})?", day in 0i64..40_000) {
        if let Ok(rule) = Recurrence::parse(&rule) {
            let starts = NaiveDate::default() + chrono::TimeDelta::days(day);
            let _ = rule.occurrences(starts.and_hms_opt(9, 0, 0).unwrap(), America::Santiago);
        }
    }

    #[test]
    fn every_occurrence_is_at_the_hour_of_the_first_or_when_clocks_go_on(
        freq in prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY"]),
        zone in prop::sample::select(vec![America::Santiago, America::New_York, America::Bogota]),
        count in 1usize..=24,
        day in 0i64..3_000,
        minute in 0u32..24 * 60,
    ) {
        let starts = (NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::TimeDelta::days(day))
            .and_hms_opt(minute / 60, minute % 60, 0)
            .unwrap();
        let rule = Recurrence::parse(&format!("FREQ={freq};COUNT={count}")).unwrap();
        let found = rule.occurrences(starts, zone);
        // The 29th to the 31st are so rare that a series of them may take more than two years.
        prop_assume!(found.is_ok());
        let found = found.unwrap();
        prop_assert_eq!(found.len(), count);
        prop_assert!(found.is_sorted_by(|one, next| one < next));
        for moment in found {
            let shown = moment.with_timezone(&zone);
            let shown = shown.hour() * 60 + shown.minute();
            prop_assert!(shown == minute || (1..=60).contains(&(shown + 24 * 60 - minute).rem_euclid(24 * 60)));
        }
    }
}
