//! Hours by the clock on the wall, and the moments that they are.

use crate::invalid::Invalid;
use chrono::{
    DateTime, Days, LocalResult, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A time of day to the minute: `00:00` to `24:00`, the midnight that ends the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The midnight with which a day begins.
    pub const MIDNIGHT: Self = Self(0);
    /// The midnight with which a day ends.
    pub const END: Self = Self(24 * 60);

    /// From minutes since midnight.
    ///
    /// # Errors
    /// `time_of_day_invalid`.
    pub fn from_minutes(minutes: i64) -> Result<Self, Invalid> {
        u16::try_from(minutes)
            .ok()
            .filter(|minutes| *minutes <= Self::END.0)
            .map(Self)
            .ok_or(TIME_OF_DAY_INVALID)
    }

    /// Reads `8:30`, `08:30` or `24:00`.
    ///
    /// # Errors
    /// `time_of_day_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let (hours, minutes) = raw.trim().split_once(':').ok_or(TIME_OF_DAY_INVALID)?;
        let number = |text: &str, most: usize| {
            let good = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            good.then(|| text.parse::<i64>().ok()).flatten()
        };
        match (number(hours, 2), number(minutes, 2)) {
            (Some(hours), Some(rest)) if minutes.len() == 2 && rest < 60 => {
                Self::from_minutes(hours * 60 + rest)
            }
            _ => Err(TIME_OF_DAY_INVALID),
        }
    }

    /// Minutes since midnight, 0 to 1440.
    #[must_use]
    pub const fn minutes(self) -> i16 {
        self.0.cast_signed()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl FromStr for TimeOfDay {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Hours of a day, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    /// When they begin.
    pub from: TimeOfDay,
    /// When they end; later than the beginning.
    pub until: TimeOfDay,
}

impl Hours {
    /// All of a day.
    pub const DAY: Self = Self {
        from: TimeOfDay::MIDNIGHT,
        until: TimeOfDay::END,
    };

    /// # Errors
    /// `hours_invalid` unless they end after they begin.
    pub fn new(from: TimeOfDay, until: TimeOfDay) -> Result<Self, Invalid> {
        if from < until {
            Ok(Self { from, until })
        } else {
            Err(HOURS_INVALID)
        }
    }

    /// Whether they have a minute in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// What is left of these without `other`: none, one or two pieces.
    pub fn without(self, other: Self) -> impl Iterator<Item = Self> {
        let piece = |from, until| (from < until).then_some(Self { from, until });
        [
            piece(self.from, self.until.min(other.from)),
            piece(self.from.max(other.until), self.until),
        ]
        .into_iter()
        .flatten()
    }

    /// The moments of `day` at which the clocks of `zone` show these hours, in order.
    ///
    /// Of hours that the clocks skip there are none; an hour that comes twice is worked twice. A night on which clocks
    /// change is so as long as it really is, and nobody works when the clock on the wall shows no working time.
    pub fn on(self, day: NaiveDate, zone: Tz) -> impl Iterator<Item = Interval> {
        let [first, second] = steady(day, zone);
        let (first, second) = (
            first.and_then(|stretch| self.within(day, stretch)),
            second.and_then(|stretch| self.within(day, stretch)),
        );
        match (first, second) {
            // Hours in which the clocks change go on.
            (Some(one), Some(other)) if one.until == other.from => {
                [Interval::new(one.from, other.until), None]
            }
            pieces => [pieces.0, pieces.1],
        }
        .into_iter()
        .flatten()
    }

    /// These hours of `day` as far as they lie within `stretch`, by its offset.
    fn within(self, day: NaiveDate, (stretch, offset): (Interval, TimeDelta)) -> Option<Interval> {
        let shown = |time: TimeOfDay| {
            let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(time.minutes().into());
            local.and_utc() - offset
        };
        Interval::new(
            shown(self.from).max(stretch.from),
            shown(self.until).min(stretch.until),
        )
    }
}

/// All of a day in `zone`, in one piece, or in two where the clocks change; each with its offset from UTC.
fn steady(day: NaiveDate, zone: Tz) -> [Option<(Interval, TimeDelta)>; 2] {
    let offset = |at: DateTime<Utc>| {
        let seconds = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
        TimeDelta::seconds(seconds.local_minus_utc().into())
    };
    let edges = moment(day, TimeOfDay::MIDNIGHT, zone, Edge::Begin).zip(moment(
        day,
        TimeOfDay::END,
        zone,
        Edge::End,
    ));
    let Some(all) = edges.and_then(|(from, until)| Interval::new(from, until)) else {
        return [None, None];
    };
    let minute = TimeDelta::minutes(1);
    let (before, after) = (offset(all.from), offset(all.until - minute));
    if before == after {
        return [Some((all, before)), None];
    }
    // Clocks change on the minute, and once a day at most.
    let (mut old, mut new) = (0, all.length().num_minutes() - 1);
    while new - old > 1 {
        let middle = i64::midpoint(old, new);
        if offset(all.from + TimeDelta::minutes(middle)) == before {
            old = middle;
        } else {
            new = middle;
        }
    }
    let change = all.from + TimeDelta::minutes(new);
    [
        Interval::new(all.from, change).map(|stretch| (stretch, before)),
        Interval::new(change, all.until).map(|stretch| (stretch, after)),
    ]
}

/// Which of two moments an hour that comes twice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The first.
    Begin,
    /// The second.
    End,
}

/// The moment at which clocks in `zone` show `time` on `day`; where they skip it, the moment at which they go on.
#[must_use]
pub fn moment(day: NaiveDate, time: TimeOfDay, zone: Tz, edge: Edge) -> Option<DateTime<Utc>> {
    let (day, minutes) = if time == TimeOfDay::END {
        (day.checked_add_days(Days::new(1))?, 0)
    } else {
        (day, u32::from(time.0))
    };
    let local = day.and_hms_opt(minutes / 60, minutes % 60, 0)?;
    // No zone of today skips more than a few hours; Samoa once skipped a day.
    (0..=25 * 60).find_map(|skipped| {
        let local = local.checked_add_signed(TimeDelta::minutes(skipped))?;
        match zone.from_local_datetime(&local) {
            LocalResult::Single(moment) => Some(moment.to_utc()),
            LocalResult::Ambiguous(first, second) => Some(match edge {
                // After a gap there is only one.
                Edge::Begin => first.min(second).to_utc(),
                Edge::End => first.max(second).to_utc(),
            }),
            LocalResult::None => None,
        }
    })
}

/// The day that `moment` falls on by the clocks of `zone`.
#[must_use]
pub fn day_of(moment: DateTime<Utc>, zone: Tz) -> NaiveDate {
    moment.with_timezone(&zone).date_naive()
}

/// Minutes since midnight that clocks in `zone` show at `moment`.
#[must_use]
pub fn minute_of(moment: DateTime<Utc>, zone: Tz) -> u32 {
    let local = moment.with_timezone(&zone);
    local.hour() * 60 + local.minute()
}

/// All of the days from `first` to `last` in `zone`.
#[must_use]
pub fn days(first: NaiveDate, last: NaiveDate, zone: Tz) -> Option<Interval> {
    Interval::new(
        moment(first, TimeOfDay::MIDNIGHT, zone, Edge::Begin)?,
        moment(last, TimeOfDay::END, zone, Edge::Begin)?,
    )
}

/// Time between two moments, the second not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Interval {
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it ends; later than the beginning.
    pub until: DateTime<Utc>,
}

impl Interval {
    /// `None` unless it ends after it begins.
    #[must_use]
    pub fn new(from: DateTime<Utc>, until: DateTime<Utc>) -> Option<Self> {
        (from < until).then_some(Self { from, until })
    }

    /// Whether they have a moment in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// Whether all of `other` is in this one.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }

    /// How long it is.
    #[must_use]
    pub fn length(&self) -> TimeDelta {
        self.until - self.from
    }

    /// What is left of this one without `other`: none, one or two pieces.
    pub fn without(self, other: &Self) -> impl Iterator<Item = Self> {
        let (before, after) = if self.overlaps(other) {
            (
                Self::new(self.from, other.from),
                Self::new(other.until, self.until),
            )
        } else {
            (Some(self), None)
        };
        before.into_iter().chain(after)
    }
}

const TIME_OF_DAY_INVALID: Invalid = Invalid::new(
    "time_of_day_invalid",
    "Indique una hora como «08:30»; la medianoche que termina el día es «24:00».",
    "Give a time such as \"08:30\"; the midnight that ends the day is \"24:00\".",
);
const HOURS_INVALID: Invalid = Invalid::new(
    "hours_invalid",
    "La hora final debe ser posterior a la inicial. Un turno que pasa de medianoche se divide en dos días.",
    "The end must be later than the beginning. Hours past midnight are divided between two days.",
);
