//! When a service, or several services of one visit, can be given, and by whom. What is offered and what is booked is
//! decided by the same function, [`place`], so that neither knows better than the other.

use super::time::{Interval, day_of, minute_of};
use crate::id::{ProfessionalId, RoomId};
use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use std::collections::HashMap;

/// Somebody who could give a service, and how long it takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub professional: ProfessionalId,
    /// Minutes of the service by this professional.
    pub minutes: u32,
}

/// One service of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Who could give it.
    pub candidates: Vec<Candidate>,
    /// Minutes that are kept free before it.
    pub before: u32,
    /// Minutes that are kept free after it.
    pub after: u32,
    /// The rooms in which it can be given; `None` where it needs none.
    pub rooms: Option<Vec<RoomId>>,
}

/// One service of a visit, with all that is decided about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// Who gives it.
    pub professional: ProfessionalId,
    /// Where, if it needs a room.
    pub room: Option<RoomId>,
    /// From when to when.
    pub service: Interval,
    /// The same with what is kept free before and after.
    pub busy: Interval,
}

/// A time at which a visit can begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// What a booking of this time comes to, one for each service.
    pub placements: Vec<Placement>,
    /// Everybody with whom the visit could begin then; nobody where that was not asked ([`Finder::of_times`]).
    pub free: Vec<ProfessionalId>,
}

/// Which times come into question.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// The first moment at which a visit may begin.
    pub earliest: DateTime<Utc>,
    /// Visits begin before this moment.
    pub latest: DateTime<Utc>,
    /// Visits begin at multiples of so many minutes of the clock; `None` is any minute.
    pub interval: Option<u32>,
    /// Whether working time does not matter, as when the staff makes an exception.
    pub outside_hours: bool,
    /// The branch's clock.
    pub zone: Tz,
}

/// Why a visit cannot begin at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody gives the service there.
    Nobody,
    /// Before the first moment that is allowed.
    TooSoon,
    /// After the last.
    TooLate,
    /// Not at a multiple of the interval.
    OffInterval,
    /// No working time of those who could.
    OutsideHours,
    /// Taken, held or blocked.
    Taken,
}

/// What is free and what is taken, for some professionals and rooms of a branch, over some days.
#[derive(Debug, Clone, Default)]
pub struct Diary {
    available: HashMap<ProfessionalId, Vec<Interval>>,
    busy: HashMap<ProfessionalId, Vec<Interval>>,
    rooms: HashMap<RoomId, Vec<Interval>>,
    /// Minutes booked.
    load: HashMap<(ProfessionalId, NaiveDate), i64>,
}

impl Diary {
    /// Working time of a professional.
    pub fn add_available(&mut self, professional: ProfessionalId, interval: Interval) {
        self.available
            .entry(professional)
            .or_default()
            .push(interval);
    }

    /// Time of a professional, a room or both that is taken. Bookings count as work, blocks do not.
    pub fn add_busy(
        &mut self,
        professional: Option<ProfessionalId>,
        room: Option<RoomId>,
        interval: Interval,
        is_work: bool,
        zone: Tz,
    ) {
        if let Some(professional) = professional {
            self.busy.entry(professional).or_default().push(interval);
            if is_work {
                let day = day_of(interval.from, zone);
                *self.load.entry((professional, day)).or_default() +=
                    interval.length().num_minutes();
            }
        }
        if let Some(room) = room {
            self.rooms.entry(room).or_default().push(interval);
        }
    }

    /// Puts everything in order; to be called after the last addition. Working times that touch become one.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        for intervals in self.available.values_mut() {
            intervals.sort_unstable();
            joined(intervals);
        }
        for intervals in self.busy.values_mut().chain(self.rooms.values_mut()) {
            intervals.sort_unstable();
        }
        self
    }

    /// Whether anybody works at some time of `range`.
    #[must_use]
    pub fn anybody_works(&self, range: &Interval) -> bool {
        let mut all = self.available.values().flatten();
        all.any(|one| one.overlaps(range))
    }

    fn works(&self, professional: ProfessionalId, service: &Interval) -> bool {
        self.available.get(&professional).is_some_and(|intervals| {
            let next = intervals.partition_point(|one| one.from <= service.from);
            next.checked_sub(1)
                .and_then(|at| intervals.get(at))
                .is_some_and(|one| one.contains(service))
        })
    }

    fn is_free(&self, professional: ProfessionalId, busy: &Interval) -> bool {
        is_free(self.busy.get(&professional), busy)
    }

    fn is_room_free(&self, room: RoomId, busy: &Interval) -> bool {
        is_free(self.rooms.get(&room), busy)
    }

    fn load(&self, professional: ProfessionalId, day: NaiveDate) -> i64 {
        self.load
            .get(&(professional, day))
            .copied()
            .unwrap_or_default()
    }
}

/// Makes one of intervals that touch; they are in order.
fn joined(intervals: &mut Vec<Interval>) {
    intervals.dedup_by(|next, last| {
        let touches = next.from <= last.until;
        if touches {
            last.until = last.until.max(next.until);
        }
        touches
    });
}

/// Busy intervals of one professional, or room, do not overlap, so the one before and the one after are enough.
fn is_free(taken: Option<&Vec<Interval>>, wanted: &Interval) -> bool {
    taken.is_none_or(|taken| {
        let next = taken.partition_point(|one| one.from < wanted.from);
        let before = next.checked_sub(1).and_then(|at| taken.get(at));
        [before, taken.get(next)]
            .into_iter()
            .flatten()
            .all(|one| !one.overlaps(wanted))
    })
}

/// Places the services of a visit that begins at `at`, one after the other.
///
/// The next service is by the same professional where that is possible; else, and for the first, by whoever has the
/// least work that day. Where a choice leaves no place for a later service, the next best is tried. The same question has
/// the same answer.
///
/// # Errors
/// [`Refusal`]: of the first service that could be placed nowhere, the reason that is nearest to a yes.
pub fn place(
    needs: &[Need],
    diary: &Diary,
    rules: &Rules,
    at: DateTime<Utc>,
) -> Result<Vec<Placement>, Refusal> {
    if at < rules.earliest {
        return Err(Refusal::TooSoon);
    }
    if at >= rules.latest {
        return Err(Refusal::TooLate);
    }
    if !is_on_interval(rules, at) {
        return Err(Refusal::OffInterval);
    }
    if needs.is_empty() {
        return Err(Refusal::Nobody);
    }
    let mut search = Search::at(diary, rules, at, MOST_TRIES);
    search.place(needs)?;
    Ok(search.placed)
}

/// How many choices are tried for one visit. Beyond it nobody would find the way either, and the answer would be late.
const MOST_TRIES: u32 = 500;

/// How many choices are tried for a whole answer. A month of visits of several services takes some thousands; where it
/// takes more, little is free. Beyond it a visit has the first choices or none.
const MOST_TRIES_OF_AN_ANSWER: u32 = 50_000;

/// A visit of which some services have their place.
struct Search<'a> {
    diary: &'a Diary,
    rules: &'a Rules,
    at: DateTime<Utc>,
    placed: Vec<Placement>,
    left: u32,
}

impl<'a> Search<'a> {
    /// Nothing has its place yet.
    const fn at(diary: &'a Diary, rules: &'a Rules, at: DateTime<Utc>, tries: u32) -> Self {
        Self {
            diary,
            rules,
            at,
            placed: Vec::new(),
            left: tries,
        }
    }

    /// Places `needs` after those that are placed; leaves what was placed as it was when there is no way.
    fn place(&mut self, needs: &[Need]) -> Result<(), Refusal> {
        let Some((need, rest)) = needs.split_first() else {
            return Ok(());
        };
        let mut refusal = Refusal::Nobody;
        for candidate in self.in_turn(need) {
            match self.place_with(need, candidate, rest) {
                Ok(()) => return Ok(()),
                Err(reason) => refusal = nearer(refusal, reason),
            }
            if self.left == 0 {
                break;
            }
        }
        Err(refusal)
    }

    /// Places `need` with `candidate`, and `rest` after it.
    fn place_with(
        &mut self,
        need: &Need,
        candidate: &Candidate,
        rest: &[Need],
    ) -> Result<(), Refusal> {
        let mut refusal = Refusal::Nobody;
        for placement in self.fits(need, candidate)? {
            self.left = self.left.saturating_sub(1);
            self.placed.push(placement);
            match self.place(rest) {
                Ok(()) => return Ok(()),
                Err(reason) => refusal = nearer(refusal, reason),
            }
            self.placed.pop();
            if self.left == 0 {
                break;
            }
        }
        Err(refusal)
    }

    /// Whom to ask first: whoever is at it already, then whoever has the least work that day.
    fn in_turn<'n>(&self, need: &'n Need) -> Vec<&'n Candidate> {
        let mut candidates: Vec<&Candidate> = need.candidates.iter().collect();
        if candidates.len() > 1 {
            let day = day_of(self.at, self.rules.zone);
            let same = self.placed.last().map(|last| last.professional);
            candidates.sort_by_cached_key(|one| {
                (
                    Some(one.professional) != same,
                    self.diary.load(one.professional, day),
                    turn(one.professional, day),
                )
            });
        }
        candidates
    }

    /// The places that the next service can have with `candidate`: one for each room that is free, in order.
    fn fits(&self, need: &Need, candidate: &Candidate) -> Result<Vec<Placement>, Refusal> {
        let (before, after) = (minutes(need.before), minutes(need.after));
        let from = match self.placed.last() {
            None => self.at,
            // What is kept free after one and before the next does not overlap either.
            Some(last) if last.professional == candidate.professional => last.busy.until + before,
            Some(last) => last.service.until,
        };
        let interval = |from, until| Interval::new(from, until).ok_or(Refusal::Nobody);
        let service = interval(from, from + minutes(candidate.minutes))?;
        let busy = interval(service.from - before, service.until + after)?;
        if !self.rules.outside_hours && !self.diary.works(candidate.professional, &service) {
            return Err(Refusal::OutsideHours);
        }
        let clashes = |one: &Placement| one.busy.overlaps(&busy);
        let is_taken = self
            .placed
            .iter()
            .any(|one| one.professional == candidate.professional && clashes(one));
        if is_taken || !self.diary.is_free(candidate.professional, &busy) {
            return Err(Refusal::Taken);
        }
        let placement = |room| Placement {
            professional: candidate.professional,
            room,
            service,
            busy,
        };
        let Some(rooms) = &need.rooms else {
            return Ok(vec![placement(None)]);
        };
        let is_open = |room: &RoomId| {
            self.diary.is_room_free(*room, &busy)
                && !self
                    .placed
                    .iter()
                    .any(|one| one.room == Some(*room) && clashes(one))
        };
        let open: Vec<Placement> = rooms
            .iter()
            .filter(|room| is_open(room))
            .map(|room| placement(Some(*room)))
            .collect();
        if open.is_empty() {
            return Err(Refusal::Taken);
        }
        Ok(open)
    }
}

/// Of two reasons the one that is nearer to a yes: another hour may do, or the working time is over, or there is nobody.
const fn nearer(one: Refusal, other: Refusal) -> Refusal {
    match (one, other) {
        (Refusal::Taken, _) | (_, Refusal::Taken) => Refusal::Taken,
        (Refusal::Nobody, reason) | (reason, _) => reason,
    }
}

/// Every time between the two moments of `range` at which a visit can begin.
#[must_use]
pub fn starts(needs: &[Need], diary: &Diary, rules: &Rules, range: Interval) -> Vec<Start> {
    Finder::new(needs, diary, rules).starts(range)
}

/// Finds times at which a visit can begin, with an effort that is bounded for all its answers together.
#[derive(Debug)]
pub struct Finder<'a> {
    needs: &'a [Need],
    diary: &'a Diary,
    rules: &'a Rules,
    says_who: bool,
    left: u32,
}

impl<'a> Finder<'a> {
    /// Of times, and of everybody with whom the visit could begin then.
    #[must_use]
    pub const fn new(needs: &'a [Need], diary: &'a Diary, rules: &'a Rules) -> Self {
        Self {
            needs,
            diary,
            rules,
            says_who: true,
            left: MOST_TRIES_OF_AN_ANSWER,
        }
    }

    /// Of times alone.
    #[must_use]
    pub const fn of_times(needs: &'a [Need], diary: &'a Diary, rules: &'a Rules) -> Self {
        Self {
            says_who: false,
            ..Self::new(needs, diary, rules)
        }
    }

    /// Every time between the two moments of `range` at which a visit can begin.
    pub fn starts(&mut self, range: Interval) -> Vec<Start> {
        let range = Interval {
            from: range.from.max(self.rules.earliest),
            until: range.until.min(self.rules.latest),
        };
        let mut found = Vec::new();
        if self.needs.is_empty() {
            return found;
        }
        for piece in self.working(&range) {
            self.search(&piece, &mut found);
        }
        found
    }

    /// The parts of `range` at which one of those works who could begin; nothing else is worth a look.
    fn working(&self, range: &Interval) -> Vec<Interval> {
        if self.rules.outside_hours {
            return vec![*range];
        }
        let first = self.needs.first().map(|need| &need.candidates);
        let mut pieces: Vec<Interval> = first
            .into_iter()
            .flatten()
            .filter_map(|one| self.diary.available.get(&one.professional))
            .flat_map(|intervals| {
                let ended = intervals.partition_point(|one| one.until <= range.from);
                intervals.iter().skip(ended)
            })
            .filter_map(|one| Interval::new(one.from.max(range.from), one.until.min(range.until)))
            .collect();
        pieces.sort_unstable();
        joined(&mut pieces);
        pieces
    }

    fn search(&mut self, piece: &Interval, found: &mut Vec<Start>) {
        let step = step(self.rules);
        let mut at = whole_minute(piece.from);
        while self.rules.interval.is_some() && !minute_of(at, self.rules.zone).is_multiple_of(step)
        {
            at += TimeDelta::minutes(1);
        }
        while at < piece.until {
            found.extend(self.start(at));
            at += minutes(step);
        }
    }

    fn start(&mut self, at: DateTime<Utc>) -> Option<Start> {
        if !is_on_interval(self.rules, at) {
            return None;
        }
        let placements = self.tries(at, |search, needs| search.place(needs))?;
        let free = match self.says_who {
            true => self.free(at, placements.first()?.professional),
            false => Vec::new(),
        };
        Some(Start { placements, free })
    }

    /// Everybody with whom a visit that begins at `at` can begin; `found` is one of them.
    fn free(&mut self, at: DateTime<Utc>, found: ProfessionalId) -> Vec<ProfessionalId> {
        let Some((first, rest)) = self.needs.split_first() else {
            return Vec::new();
        };
        let mut free = Vec::with_capacity(first.candidates.len());
        for one in &first.candidates {
            let begins = one.professional == found
                || self
                    .tries(at, |search, _| search.place_with(first, one, rest))
                    .is_some();
            if begins {
                free.push(one.professional);
            }
        }
        free
    }

    /// Tries as often as is left, and often enough to place every service once.
    fn tries(
        &mut self,
        at: DateTime<Utc>,
        place: impl FnOnce(&mut Search<'a>, &'a [Need]) -> Result<(), Refusal>,
    ) -> Option<Vec<Placement>> {
        let least = u32::try_from(self.needs.len()).unwrap_or(MOST_TRIES);
        let tries = self.left.min(MOST_TRIES).max(least);
        let mut search = Search::at(self.diary, self.rules, at, tries);
        let placed = place(&mut search, self.needs);
        self.left = self.left.saturating_sub(tries - search.left);
        placed.is_ok().then_some(search.placed)
    }
}

/// Minutes from one time that may come into question to the next. Clocks are set by quarters of an hour, after which
/// multiples of the interval lie elsewhere.
fn step(rules: &Rules) -> u32 {
    const QUARTER: u32 = 15;
    let (mut step, mut rest) = (rules.interval.unwrap_or(1).max(1), QUARTER);
    while rest > 0 {
        (step, rest) = (rest, step % rest);
    }
    step
}

fn is_on_interval(rules: &Rules, at: DateTime<Utc>) -> bool {
    at.second() == 0
        && at.nanosecond() == 0
        && rules
            .interval
            .is_none_or(|interval| minute_of(at, rules.zone).is_multiple_of(interval.max(1)))
}

/// `at`, or the first whole minute after it.
fn whole_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    let begun = at
        - TimeDelta::seconds(at.second().into())
        - TimeDelta::nanoseconds(at.nanosecond().into());
    if begun == at {
        at
    } else {
        begun + TimeDelta::minutes(1)
    }
}

fn minutes(minutes: u32) -> TimeDelta {
    TimeDelta::minutes(minutes.into())
}

/// Whose turn it is among those with the same work: another's every day, the same all day.
fn turn(professional: ProfessionalId, day: NaiveDate) -> u64 {
    let day = u64::from(chrono::Datelike::num_days_from_ce(&day).unsigned_abs());
    let (high, low) = professional.0.as_u64_pair();
    // A round of SplitMix64, which spreads neighbours far apart.
    let mut mixed = (high ^ low).wrapping_add(day.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduling::time::days;
    use uuid::Uuid;

    /// Five services of which nobody can give the last: every way to the fourth is a dead end.
    #[test]
    fn an_answer_that_is_hard_to_find_takes_no_more_than_its_share_of_work() {
        let zone = chrono_tz::America::Bogota;
        let first = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
        let range = days(first, first + chrono::Days::new(30), zone);
        let range = range.unwrap_or_else(|| unreachable!("a month of a known zone"));
        let candidates: Vec<Candidate> = (1..=20)
            .map(|number| Candidate {
                professional: ProfessionalId(Uuid::from_u128(number)),
                minutes: 30,
            })
            .collect();
        let mut diary = Diary::default();
        for one in &candidates {
            diary.add_available(one.professional, range);
        }
        let diary = diary.sorted();
        let need = |candidates: &[Candidate]| Need {
            candidates: candidates.to_vec(),
            before: 0,
            after: 0,
            rooms: None,
        };
        let rules = Rules {
            earliest: range.from,
            latest: range.until,
            interval: Some(15),
            outside_hours: false,
            zone,
        };
        let mut needs = vec![need(&candidates); 4];
        needs.push(need(&[]));
        let mut finder = Finder::new(&needs, &diary, &rules);
        assert!(finder.starts(range).is_empty());
        assert_eq!(finder.left, 0);
        // Nothing left to try with: what is found at once is found all the same.
        needs.pop();
        let mut spent = Finder {
            left: 0,
            ..Finder::of_times(&needs, &diary, &rules)
        };
        let found = spent.starts(range);
        assert_eq!(found.len(), 31 * 96 - 7, "to the last that ends in time");
        assert!(found.iter().all(|start| start.free.is_empty()));
    }
}
