//! What is offered is what can be booked, and all of it: against a slow oracle that tries everything.

#![allow(
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected must stop"
)]

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use panal_domain::{
    ProfessionalId, RoomId,
    scheduling::{
        Candidate, Diary, Hours, Interval, Need, Placement, Refusal, Rules, TimeOfDay, place,
        starts, time,
    },
};
use proptest::prelude::*;
use uuid::Uuid;

/// Days on which clocks change, by name and date; and one on which they do not.
const DAYS: [(&str, &str); 8] = [
    ("America/Bogota", "2026-11-21"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("America/Santiago", "2026-09-06"),
    ("America/Santiago", "2026-04-04"),
    ("America/Santiago", "2026-04-05"),
    ("America/Asuncion", "2024-10-06"),
    // By half an hour.
    ("Australia/Lord_Howe", "2026-04-05"),
];

fn professional(number: u128) -> ProfessionalId {
    ProfessionalId(Uuid::from_u128(number + 1))
}

fn room(number: u128) -> RoomId {
    RoomId(Uuid::from_u128(number + 1_000))
}

/// An agenda, as lists.
#[derive(Debug, Clone)]
struct Plain {
    zone: Tz,
    day: NaiveDate,
    available: Vec<(ProfessionalId, Interval)>,
    busy: Vec<(ProfessionalId, Option<RoomId>, Interval)>,
    needs: Vec<Need>,
    interval: Option<u32>,
    earliest: DateTime<Utc>,
    latest: DateTime<Utc>,
}

impl Plain {
    fn rules(&self) -> Rules {
        Rules {
            earliest: self.earliest,
            latest: self.latest,
            interval: self.interval,
            outside_hours: false,
            zone: self.zone,
        }
    }

    fn diary(&self) -> Diary {
        let mut diary = Diary::default();
        for (who, interval) in &self.available {
            diary.add_available(*who, *interval);
        }
        for (who, room, interval) in &self.busy {
            diary.add_busy(Some(*who), *room, *interval, true, self.zone);
        }
        diary.sorted()
    }

    fn range(&self) -> Interval {
        time::days(self.day, self.day, self.zone).unwrap()
    }

    /// Whether every minute of `interval` is working time: minute by minute.
    fn works(&self, who: ProfessionalId, interval: &Interval) -> bool {
        let mut at = interval.from;
        while at < interval.until {
            let minute = Interval::new(at, at + TimeDelta::minutes(1)).unwrap();
            if !self
                .available
                .iter()
                .any(|(one, time)| *one == who && time.contains(&minute))
            {
                return false;
            }
            at = minute.until;
        }
        true
    }

    /// Whether the rest of a visit finds a place: every candidate, every room.
    fn can(&self, at: DateTime<Utc>, placed: &[Placement]) -> bool {
        let Some(need) = self.needs.get(placed.len()) else {
            return true;
        };
        let minutes = |minutes: u32| TimeDelta::minutes(minutes.into());
        need.candidates.iter().any(|one| {
            let from = match placed.last() {
                None => at,
                Some(last) if last.professional == one.professional => {
                    last.busy.until + minutes(need.before)
                }
                Some(last) => last.service.until,
            };
            let service = Interval::new(from, from + minutes(one.minutes)).unwrap();
            let busy = Interval::new(
                from - minutes(need.before),
                service.until + minutes(need.after),
            )
            .unwrap();
            let rooms: Vec<Option<RoomId>> = match &need.rooms {
                None => vec![None],
                Some(rooms) => rooms.iter().copied().map(Some).collect(),
            };
            rooms.iter().any(|room| {
                let same_room = |other: Option<RoomId>| room.is_some() && other == *room;
                let clash = self.busy.iter().any(|(who, where_, taken)| {
                    (*who == one.professional || same_room(*where_)) && taken.overlaps(&busy)
                }) || placed.iter().any(|other| {
                    (other.professional == one.professional || same_room(other.room))
                        && other.busy.overlaps(&busy)
                });
                let mut next = placed.to_vec();
                next.push(Placement {
                    professional: one.professional,
                    room: *room,
                    service,
                    busy,
                });
                !clash && self.works(one.professional, &service) && self.can(at, &next)
            })
        })
    }

    /// Whether a visit may begin at this minute, by all rules.
    fn expects(&self, at: DateTime<Utc>) -> bool {
        let on_interval = self
            .interval
            .is_none_or(|interval| time::minute_of(at, self.zone).is_multiple_of(interval));
        at >= self.earliest && at < self.latest && on_interval && self.can(at, &[])
    }
}

prop_compose! {
    fn hours()(from in 0_i64..22 * 12, length in 1_i64..80) -> Hours {
        let time = |fives: i64| TimeOfDay::from_minutes(fives * 5).unwrap();
        Hours::new(time(from), time((from + length).min(288))).unwrap()
    }
}

prop_compose! {
    fn need()(
        who in prop::collection::btree_map(0_u128..4, 1_u32..25, 0..4),
        buffers in prop_oneof![Just((0, 0)), (0_u32..4, 0_u32..5)],
        rooms in prop_oneof![3 => Just(None), 2 => prop::collection::btree_set(0_u128..3, 0..3).prop_map(Some)],
    ) -> Need {
        Need {
            candidates: who.into_iter()
                .map(|(who, fives)| Candidate { professional: professional(who), minutes: fives * 5 })
                .collect(),
            before: buffers.0 * 5,
            after: buffers.1 * 5,
            rooms: rooms.map(|rooms| rooms.into_iter().map(room).collect()),
        }
    }
}

prop_compose! {
    fn plain()(
        day in 0..DAYS.len(),
        worked in prop::collection::vec((0_u128..4, hours()), 0..8),
        taken in prop::collection::vec((0_u128..4, prop::option::of(0_u128..3), hours()), 0..10),
        needs in prop_oneof![
            5 => prop::collection::vec(need(), 1..2),
            3 => prop::collection::vec(need(), 2..4),
        ],
        interval in prop_oneof![Just(None), prop::sample::select(vec![5, 10, 15, 20, 30, 60]).prop_map(Some)],
        notice in 0_i64..600,
        window in 600_i64..3000,
        seconds in 0_i64..60,
    ) -> Plain {
        let (zone, date) = DAYS[day];
        let zone: Tz = zone.parse().unwrap();
        let day: NaiveDate = date.parse().unwrap();
        let midnight = time::days(day, day, zone).unwrap().from;
        let mut available: Vec<(ProfessionalId, Interval)> = Vec::new();
        for (who, hours) in worked {
            // The database keeps working time of one professional from overlapping.
            if let Some(interval) = hours.on(day, zone).next()
                && !available.iter().any(|(one, time)| *one == professional(who) && time.overlaps(&interval))
            {
                available.push((professional(who), interval));
            }
        }
        let mut busy: Vec<(ProfessionalId, Option<RoomId>, Interval)> = Vec::new();
        for (who, place, hours) in taken {
            let (who, place) = (professional(who), place.map(room));
            // Nor do busy times of one professional, or one room.
            if let Some(interval) = hours.on(day, zone).next()
                && !busy.iter().any(|(one, other, time)| {
                    (*one == who || place.is_some() && *other == place) && time.overlaps(&interval)
                })
            {
                busy.push((who, place, interval));
            }
        }
        Plain {
            zone, day, available, busy, needs, interval,
            earliest: midnight + TimeDelta::minutes(notice) - TimeDelta::seconds(seconds),
            latest: midnight + TimeDelta::minutes(window),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Minute by minute over the whole day, with the night in which clocks change: what is offered is what booking
    /// accepts, and that is what the oracle says.
    #[test]
    fn whatever_can_be_booked_is_offered_and_nothing_else(plain in plain()) {
        let (diary, rules, range) = (plain.diary(), plain.rules(), plain.range());
        let offered = starts(&plain.needs, &diary, &rules, range);
        let mut next = offered.iter().peekable();
        let mut at = range.from;
        while at < range.until {
            let placed = place(&plain.needs, &diary, &rules, at);
            let is_offered = next.peek().is_some_and(|start| start.placements[0].service.from == at);
            prop_assert_eq!(is_offered, placed.is_ok(), "{} {:?}", at, placed);
            prop_assert_eq!(plain.expects(at), placed.is_ok(), "{} {:?}", at, placed);
            if is_offered {
                let start = next.next().unwrap();
                prop_assert_eq!(&start.placements, &placed.unwrap(), "the same place");
                let first = start.placements[0].professional;
                prop_assert!(start.free.contains(&first), "who would get it is free");
                for who in &start.free {
                    let mut chosen = plain.clone();
                    chosen.needs[0].candidates.retain(|one| one.professional == *who);
                    prop_assert!(place(&chosen.needs, &diary, &rules, at).is_ok(), "free for {:?}", who);
                }
            }
            at += TimeDelta::minutes(1);
        }
        prop_assert!(next.next().is_none(), "in order, each once");
    }

    /// No place given to a visit is taken, or outside working hours, or the same twice.
    #[test]
    fn every_place_given_is_free(plain in plain()) {
        let diary = plain.diary();
        for start in starts(&plain.needs, &diary, &plain.rules(), plain.range()) {
            for (at, one) in start.placements.iter().enumerate() {
                prop_assert!(plain.works(one.professional, &one.service));
                prop_assert!(one.busy.contains(&one.service));
                for (who, room, taken) in &plain.busy {
                    let same = *who == one.professional || one.room.is_some() && *room == one.room;
                    prop_assert!(!same || !taken.overlaps(&one.busy));
                }
                for other in &start.placements[..at] {
                    let same = other.professional == one.professional || one.room.is_some() && other.room == one.room;
                    prop_assert!(!same || !other.busy.overlaps(&one.busy));
                    prop_assert!(other.service.until <= one.service.from, "one after the other");
                }
            }
        }
    }

    /// However many bookings: among equals nobody gets more than one more than another.
    #[test]
    fn any_professional_spreads_fairly(people in 2_u128..6, bookings in 1_usize..25, day in 0_u64..400) {
        let zone = chrono_tz::America::Bogota;
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(day);
        let range = time::days(day, day, zone).unwrap();
        let need = Need {
            candidates: (0..people)
                .map(|who| Candidate { professional: professional(who), minutes: 30 })
                .collect(),
            before: 0,
            after: 5,
            rooms: None,
        };
        let rules = Rules {
            earliest: range.from,
            latest: range.until,
            interval: Some(60),
            outside_hours: true,
            zone,
        };
        let mut given: Vec<Placement> = Vec::new();
        for _ in 0..bookings {
            let mut diary = Diary::default();
            for one in &given {
                diary.add_busy(Some(one.professional), None, one.busy, true, zone);
            }
            let offered = starts(std::slice::from_ref(&need), &diary.sorted(), &rules, range);
            let Some(first) = offered.first() else { break };
            given.push(first.placements[0]);
            let counts = (0..people)
                .map(|who| given.iter().filter(|one| one.professional == professional(who)).count());
            let (least, most) = (counts.clone().min().unwrap(), counts.max().unwrap());
            prop_assert!(most - least <= 1, "{} to {}", least, most);
        }
    }
}

fn clinic(minutes: u32) -> (Vec<Need>, Rules, NaiveDate) {
    let zone = chrono_tz::America::New_York;
    let day = NaiveDate::from_ymd_opt(2026, 3, 8).unwrap();
    let range = time::days(day, day, zone).unwrap();
    let need = Need {
        candidates: vec![Candidate {
            professional: professional(0),
            minutes,
        }],
        before: 0,
        after: 0,
        rooms: None,
    };
    let rules = Rules {
        earliest: range.from,
        latest: range.until,
        interval: Some(30),
        outside_hours: false,
        zone,
    };
    (vec![need], rules, day)
}

#[test]
fn an_hour_that_the_clocks_skip_is_not_offered() {
    let (needs, rules, day) = clinic(30);
    let hours = Hours::new(
        TimeOfDay::parse("1:00").unwrap(),
        TimeOfDay::parse("4:00").unwrap(),
    )
    .unwrap();
    let mut diary = Diary::default();
    diary.add_available(professional(0), hours.on(day, rules.zone).next().unwrap());
    let range = time::days(day, day, rules.zone).unwrap();
    let shown: Vec<String> = starts(&needs, &diary.sorted(), &rules, range)
        .iter()
        .map(|start| {
            let from = start.placements[0].service.from;
            from.with_timezone(&rules.zone).format("%H:%M").to_string()
        })
        .collect();
    assert_eq!(shown, ["01:00", "01:30", "03:00", "03:30"]);
}

#[test]
fn a_refusal_says_what_is_nearest_to_a_yes() {
    let (needs, rules, day) = clinic(60);
    let at = |hour: &str| {
        let hour = TimeOfDay::parse(hour).unwrap();
        time::moment(day, hour, rules.zone, time::Edge::Begin).unwrap()
    };
    let mut diary = Diary::default();
    let span = |from: &str, until: &str| Interval::new(at(from), at(until)).unwrap();
    diary.add_available(professional(0), span("9:00", "12:00"));
    diary.add_busy(
        Some(professional(0)),
        None,
        span("10:00", "11:00"),
        true,
        rules.zone,
    );
    let diary = diary.sorted();
    let ask = |hour: &str| place(&needs, &diary, &rules, at(hour)).map(|_| ());
    assert_eq!(ask("9:00"), Ok(()));
    assert_eq!(ask("9:30"), Err(Refusal::Taken));
    assert_eq!(ask("11:30"), Err(Refusal::OutsideHours));
    assert_eq!(ask("9:10"), Err(Refusal::OffInterval));
    let soon = Rules {
        earliest: at("9:30"),
        ..rules
    };
    assert_eq!(
        place(&needs, &diary, &soon, at("9:00")),
        Err(Refusal::TooSoon)
    );
    let late = Rules {
        latest: at("9:00"),
        ..rules
    };
    assert_eq!(
        place(&needs, &diary, &late, at("9:00")),
        Err(Refusal::TooLate)
    );
    let nobody = Need {
        candidates: Vec::new(),
        ..needs[0].clone()
    };
    assert_eq!(
        place(&[nobody], &diary, &rules, at("9:00")),
        Err(Refusal::Nobody)
    );
}

/// Ben has less work than Cruz, but is slow: after him Cruz could not finish the second service.
#[test]
fn a_visit_finds_the_way_that_leaves_room_for_its_last_service() {
    let zone = chrono_tz::America::Bogota;
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let range = time::days(day, day, zone).unwrap();
    let at = range.from + TimeDelta::hours(9);
    let mut diary = Diary::default();
    let span = |from: i64, until: i64| {
        Interval::new(
            range.from + TimeDelta::minutes(from),
            range.from + TimeDelta::minutes(until),
        )
        .unwrap()
    };
    diary.add_available(professional(1), span(540, 600));
    diary.add_available(professional(2), span(540, 720));
    diary.add_busy(Some(professional(2)), None, span(720, 780), true, zone);
    let need = |who: &[(u128, u32)]| Need {
        candidates: who
            .iter()
            .map(|(who, minutes)| Candidate {
                professional: professional(*who),
                minutes: *minutes,
            })
            .collect(),
        before: 0,
        after: 0,
        rooms: None,
    };
    let needs = [need(&[(1, 60), (2, 30)]), need(&[(2, 150)])];
    let rules = Rules {
        earliest: range.from,
        latest: range.until,
        interval: Some(15),
        outside_hours: false,
        zone,
    };
    let placed = place(&needs, &diary.sorted(), &rules, at).unwrap();
    let who: Vec<ProfessionalId> = placed.iter().map(|one| one.professional).collect();
    assert_eq!(who, [professional(2), professional(2)]);
}
