//! Working time of one day.

use crate::code;
use chrono::{NaiveDate, TimeDelta, Weekday};
use chrono_tz::{America, Tz};
use panal_domain::{
    BranchId,
    scheduling::{
        Hours, TimeOfDay, time,
        week::{
            DayException, ExceptionKind, HoursAt, WeeklyHours, check_exception, check_week,
            is_free, moments, working_time,
        },
    },
};
use proptest::prelude::*;
use uuid::Uuid;

const HERE: BranchId = BranchId(Uuid::from_u128(1));
const THERE: BranchId = BranchId(Uuid::from_u128(2));

fn hours(text: &str) -> Hours {
    let (from, until) = text.split_once('-').unwrap();
    Hours::new(
        TimeOfDay::parse(from).unwrap(),
        TimeOfDay::parse(until).unwrap(),
    )
    .unwrap()
}

/// A Monday's.
fn monday(branch: BranchId, text: &str) -> WeeklyHours {
    WeeklyHours {
        branch,
        weekday: Weekday::Mon,
        hours: hours(text),
        allows_bookings: true,
    }
}

fn pause(branch: BranchId, text: &str) -> WeeklyHours {
    WeeklyHours {
        allows_bookings: false,
        ..monday(branch, text)
    }
}

fn exception(kind: ExceptionKind, branch: Option<BranchId>, all: &[&str]) -> DayException {
    DayException {
        kind,
        branch,
        first: day(),
        last: day(),
        hours: all.iter().map(|one| hours(one)).collect(),
    }
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn shown(week: &[WeeklyHours], exceptions: &[DayException], is_free: bool) -> String {
    told(&working_time(day(), week, exceptions, is_free))
}

fn told(all: &[HoursAt]) -> String {
    let all: Vec<String> = all
        .iter()
        .map(|at| {
            let place = if at.branch == HERE { "" } else { "@2" };
            format!("{}-{}{place}", at.hours.from, at.hours.until)
        })
        .collect();
    all.join(" ")
}

#[test]
fn a_break_is_cut_out_of_the_hours() {
    let week = [
        monday(HERE, "08:00-12:00"),
        monday(HERE, "12:00-18:00"),
        pause(HERE, "11:30-13:00"),
        pause(HERE, "15:00-15:15"),
        pause(HERE, "17:00-24:00"),
        monday(THERE, "18:00-20:00"),
    ];
    assert_eq!(
        shown(&week, &[], false),
        "08:00-11:30 13:00-15:00 15:15-17:00 18:00-20:00@2",
        "a break is of its own branch"
    );
    assert_eq!(
        told(&working_time(day() + TimeDelta::days(1), &week, &[], false)),
        "",
        "a Tuesday"
    );
}

#[test]
fn exceptions_change_the_day() {
    use ExceptionKind::{DayOff, ExtraDay, OtherHours};
    let week = [monday(HERE, "08:00-12:00"), monday(THERE, "14:00-18:00")];
    let other = exception(OtherHours, Some(HERE), &["10:00-11:00"]);
    let extra = exception(ExtraDay, Some(HERE), &["20:00-22:00"]);
    for (exceptions, is_free, expected) in [
        (vec![], false, "08:00-12:00 14:00-18:00@2"),
        (vec![], true, ""),
        (vec![other.clone()], false, "10:00-11:00 14:00-18:00@2"),
        (vec![other.clone()], true, "10:00-11:00"),
        (
            vec![extra.clone()],
            false,
            "08:00-12:00 14:00-18:00@2 20:00-22:00",
        ),
        (vec![extra.clone()], true, "20:00-22:00"),
        (
            vec![other.clone(), extra.clone()],
            false,
            "10:00-11:00 14:00-18:00@2 20:00-22:00",
        ),
        // What is written for the day goes before what the week says of another branch.
        (
            vec![exception(OtherHours, Some(HERE), &["15:00-16:00"])],
            false,
            "14:00-15:00@2 15:00-16:00 16:00-18:00@2",
        ),
        (
            vec![exception(ExtraDay, Some(THERE), &["11:00-13:00"])],
            false,
            "08:00-11:00 11:00-13:00@2 14:00-18:00@2",
        ),
        (vec![exception(DayOff, None, &[])], false, ""),
        (
            vec![exception(DayOff, Some(HERE), &[]), extra.clone()],
            false,
            "14:00-18:00@2",
        ),
        (
            vec![exception(DayOff, None, &[]), other.clone(), extra],
            true,
            "",
        ),
    ] {
        assert_eq!(
            shown(&week, &exceptions, is_free),
            expected,
            "{exceptions:?}"
        );
    }
    let yesterday = DayException {
        first: day() - TimeDelta::days(9),
        last: day() - TimeDelta::days(1),
        ..exception(DayOff, None, &[])
    };
    assert_eq!(
        shown(&week, &[yesterday], false),
        "08:00-12:00 14:00-18:00@2"
    );
}

#[test]
fn what_the_business_says_of_a_day_goes_before_the_country() {
    for (own, is_national, works, free) in [
        (None, false, false, false),
        (None, true, false, true),
        (None, true, true, false),
        (Some(true), true, false, false),
        (Some(false), false, false, true),
        (Some(false), false, true, true),
    ] {
        assert_eq!(is_free(own, is_national, works), free);
    }
}

#[test]
fn hours_that_overlap_are_refused_even_at_two_branches() {
    let check = |week: &[WeeklyHours]| {
        check_week(week).map_err(|(at, invalid)| {
            assert_eq!(at, week.len() - 1);
            invalid
        })
    };
    let overlap = [monday(HERE, "08:00-12:00"), monday(THERE, "11:59-13:00")];
    assert_eq!(code(check(&overlap)), "schedule_overlap");
    assert!(check(&[monday(HERE, "08:00-12:00"), monday(THERE, "12:00-13:00")]).is_ok());
    assert!(check(&[monday(HERE, "08:00-12:00"), pause(HERE, "09:00-10:00")]).is_ok());
    let tuesday = WeeklyHours {
        weekday: Weekday::Tue,
        ..monday(HERE, "08:00-12:00")
    };
    assert!(check(&[monday(HERE, "08:00-12:00"), tuesday]).is_ok());
    assert_eq!(
        code(check_week(&[pause(HERE, "08:00-12:00"); 71]).map_err(|(_, invalid)| invalid)),
        "schedule_too_long"
    );
}

#[test]
fn hours_of_an_exception_are_held_against_those_of_other_branches() {
    let tuesday = DayException {
        first: day() + TimeDelta::days(1),
        last: day() + TimeDelta::days(1),
        ..exception(ExceptionKind::ExtraDay, Some(HERE), &["11:00-13:00"])
    };
    let week = [monday(THERE, "12:59-14:00"), pause(THERE, "11:00-12:00")];
    assert!(check_exception(&tuesday, &week).is_ok());
    let long = DayException {
        last: day() + TimeDelta::days(300),
        ..tuesday
    };
    assert_eq!(code(check_exception(&long, &week)), "schedule_overlap");
    let earlier = DayException {
        hours: vec![hours("08:00-12:59")],
        ..long
    };
    assert!(check_exception(&earlier, &week).is_ok());
}

#[test]
fn who_ends_when_the_clocks_go_back_goes_home_once() {
    let worked = |zone: Tz, day: &str, text: &str| {
        let found: Vec<String> = hours(text)
            .on(day.parse().unwrap(), zone)
            .map(|one| format!("{}-{}", one.from.format("%H:%M"), one.until.format("%H:%M")))
            .collect();
        found.join(" ")
    };
    // In Santiago the hour from 23:00 comes twice, in New York that from 01:00.
    let (santiago, york) = (
        (America::Santiago, "2026-04-04"),
        (America::New_York, "2026-11-01"),
    );
    for ((zone, day), text, expected) in [
        (santiago, "15:00-23:00", "18:00-02:00"),
        (santiago, "15:00-24:00", "18:00-04:00"),
        (santiago, "23:00-24:00", "02:00-04:00"),
        (santiago, "23:30-24:00", "02:30-03:00 03:30-04:00"),
        (york, "00:00-01:00", "04:00-05:00"),
        (york, "00:00-01:15", "04:00-05:15 06:00-06:15"),
        (york, "01:00-02:00", "05:00-07:00"),
        (york, "02:00-03:00", "07:00-08:00"),
        // And in spring there is none from 02:00 to 03:00.
        ((America::New_York, "2026-03-08"), "02:10-02:50", ""),
        (
            (America::New_York, "2026-03-08"),
            "01:30-02:30",
            "06:30-07:00",
        ),
        (
            (America::New_York, "2026-03-08"),
            "02:30-04:00",
            "07:00-08:00",
        ),
        (
            (America::Santiago, "2026-09-06"),
            "00:00-02:00",
            "04:00-05:00",
        ),
    ] {
        assert_eq!(worked(zone, day, text), expected, "{zone} {text}");
    }
}

#[test]
fn a_night_on_which_clocks_change_is_as_long_as_it_is() {
    let night = |zone: Tz, day: &str| {
        let day = day.parse().unwrap();
        let all = [HoursAt {
            hours: Hours::DAY,
            branch: HERE,
        }];
        let found = moments(day, &all, |_| Some(zone));
        found[0].1.length().num_hours()
    };
    assert_eq!(night(America::Bogota, "2026-09-06"), 24);
    assert_eq!(night(America::Santiago, "2026-09-05"), 24);
    assert_eq!(night(America::Santiago, "2026-09-06"), 23);
    assert_eq!(night(America::Santiago, "2026-04-04"), 25);
    assert_eq!(night(America::New_York, "2026-03-08"), 23);
    assert_eq!(night(America::New_York, "2026-11-01"), 25);
}

#[test]
fn nobody_is_in_two_cities_at_once() {
    // 12:00 in New York is 11:00 in Bogotá, in winter the same.
    let all = [
        HoursAt {
            hours: hours("08:00-12:00"),
            branch: HERE,
        },
        HoursAt {
            hours: hours("12:00-18:00"),
            branch: THERE,
        },
    ];
    let zone = |branch| {
        Some(if branch == HERE {
            America::Bogota
        } else {
            America::New_York
        })
    };
    let summer = moments("2026-07-06".parse().unwrap(), &all, zone);
    let shown: Vec<String> = summer
        .iter()
        .map(|(_, one)| format!("{}-{}", one.from.format("%H:%M"), one.until.format("%H:%M")))
        .collect();
    assert_eq!(shown, ["13:00-17:00", "17:00-22:00"]);
    let closed = moments("2026-07-06".parse().unwrap(), &all, |branch| {
        (branch == THERE).then_some(America::Bogota)
    });
    assert_eq!(closed.len(), 1);
}

proptest! {
    #[test]
    fn working_time_is_that_of_the_clock_on_the_wall(
        ranges in prop::collection::vec((0i64..1440, 1i64..600, any::<bool>(), any::<bool>()), 0..8),
        zone in prop::sample::select(vec![America::Santiago, America::New_York, America::Bogota]),
        day in prop_oneof![
            (0i64..3_000).prop_map(|day| NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + TimeDelta::days(day)),
            // Days on which clocks change.
            prop::sample::select(vec!["2026-04-04", "2026-04-05", "2026-09-06", "2026-03-08", "2026-11-01"])
                .prop_map(|day| day.parse().unwrap()),
        ],
    ) {
        let week: Vec<WeeklyHours> = ranges
            .iter()
            .map(|(from, length, here, allows_bookings)| WeeklyHours {
                branch: if *here { HERE } else { THERE },
                weekday: chrono::Datelike::weekday(&day),
                hours: Hours::new(
                    TimeOfDay::from_minutes(*from).unwrap(),
                    TimeOfDay::from_minutes((from + length).min(1440)).unwrap(),
                ).unwrap(),
                allows_bookings: *allows_bookings,
            })
            .collect();
        let found = moments(day, &working_time(day, &week, &[], false), |_| Some(zone));
        // In order, and no moment twice.
        for (one, next) in found.iter().zip(found.iter().skip(1)) {
            prop_assert!(one.1.until <= next.1.from);
        }
        // Minute by minute, against the week itself.
        let all = time::days(day, day, zone).unwrap();
        let mut at = all.from;
        while at < all.until {
            let minute = i16::try_from(time::minute_of(at, zone)).unwrap();
            let covers = |allows: bool, branch: BranchId| week.iter().any(|one| {
                one.allows_bookings == allows
                    && one.branch == branch
                    && (one.hours.from.minutes()..one.hours.until.minutes()).contains(&minute)
            });
            let works = found.iter().any(|(_, one)| one.from <= at && at < one.until);
            let should = [HERE, THERE].into_iter().any(|branch| covers(true, branch) && !covers(false, branch));
            prop_assert_eq!(works, should, "{} {}", at, minute);
            at += TimeDelta::minutes(1);
        }
    }
}
