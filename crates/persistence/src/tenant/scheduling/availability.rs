//! Free times. What is offered here is what [`super::book`] accepts: both ask the same rules of the same rows.

use super::{
    booking::{LONGEST, customers_rules, staff_rules},
    diary::{Own, diary},
    offers::{self, Customer, Offers, Unknown, Wanted},
    rules::Clock,
};
use crate::{Result, TenantTx};
use chrono::NaiveDate;
use panal_domain::{
    BranchId,
    scheduling::{BookingSettings, Diary, Finder, Interval, Rules, Start},
};

/// Most days that one question covers.
pub const MOST_DAYS: i64 = 62;

/// What somebody wants to know.
#[derive(Debug, Clone)]
pub struct Question {
    /// Where; `None` is the first open branch.
    pub branch: Option<BranchId>,
    /// The services of the visit, in order.
    pub services: Vec<Wanted>,
    /// The first day, by the branch's clock.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
    /// Whose rules hold.
    pub customer: Customer,
    /// What does not count as taken.
    pub own: Own,
}

/// What there is.
#[derive(Debug, Clone)]
pub struct FreeTimes {
    /// Of what there was to choose.
    pub offers: Offers,
    /// Every day asked for, in order.
    pub days: Vec<Day>,
}

/// A day.
#[derive(Debug, Clone)]
pub struct Day {
    /// Which.
    pub day: NaiveDate,
    /// The times at which a visit can begin.
    pub starts: Vec<Start>,
    /// Why there is none.
    pub reason: Option<Empty>,
}

/// Why a day has no time to offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// It is over, or too near.
    TooSoon,
    /// It cannot be booked yet.
    TooFarAhead,
    /// Nobody who gives the service works: a day off, a holiday.
    NobodyWorks,
    /// All is taken, or too short.
    Full,
}

impl Empty {
    /// The name by which it is told.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooSoon => "too_soon",
            Self::TooFarAhead => "too_far_ahead",
            Self::NobodyWorks => "nobody_works",
            Self::Full => "full",
        }
    }
}

/// All that is to be known to answer a question, so that no transaction waits for the answer.
#[derive(Debug, Clone)]
pub struct Known {
    pub(super) offers: Offers,
    pub(super) diary: Diary,
    pub(super) rules: Rules,
    /// The first day and the last.
    pub(super) days: (NaiveDate, NaiveDate),
    /// Whether everybody is named who is free.
    pub(super) says_who: bool,
}

impl Known {
    /// How the business takes bookings.
    #[must_use]
    pub const fn settings(&self) -> &BookingSettings {
        &self.offers.settings
    }

    /// The answer. Some milliseconds of work for a month, more for visits that are hard to place: not for a thread on
    /// which others wait.
    #[must_use]
    pub fn answer(self) -> FreeTimes {
        let (needs, clock) = (self.offers.needs(), self.offers.clock);
        let mut finder = match self.says_who {
            true => Finder::new(&needs, &self.diary, &self.rules),
            false => Finder::of_times(&needs, &self.diary, &self.rules),
        };
        let (first, last) = self.days;
        let days = first.iter_days().take_while(|day| *day <= last);
        let days = days
            .filter_map(|day| {
                let range = clock.days(day, day)?;
                let starts = finder.starts(range);
                let empty = || why_empty(&self.diary, &self.rules, &range);
                let reason = starts.is_empty().then(empty);
                Some(Day {
                    day,
                    starts,
                    reason,
                })
            })
            .collect();
        FreeTimes {
            offers: self.offers,
            days,
        }
    }
}

/// Reads what a question takes. Two queries, however many days and professionals.
pub async fn known(
    tx: &TenantTx,
    clock: Clock,
    question: &Question,
) -> Result<std::result::Result<Known, Unknown>> {
    let (branch, customer) = (question.branch, question.customer);
    let offers = match offers::offers(tx, clock, branch, customer, &question.services).await? {
        Ok(offers) => offers,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let days = (question.first, question.last);
    Ok(Ok(Known {
        diary: agendas(tx, &offers, days, &question.own).await?,
        rules: rules(&offers, customer),
        offers,
        days,
        says_who: customer == Customer::AtTheDesk,
    }))
}

/// The agendas of all who could give the services, over these days. One query.
pub(super) async fn agendas(
    tx: &TenantTx,
    offers: &Offers,
    (first, last): (NaiveDate, NaiveDate),
    own: &Own,
) -> Result<Diary> {
    let Some(all) = offers.clock.days(first, last) else {
        return Ok(Diary::default());
    };
    let range = Interval {
        from: all.from - LONGEST,
        until: all.until + LONGEST,
    };
    let (professionals, rooms) = (offers.professionals(), offers.rooms());
    diary(tx, &offers.clock, &professionals, &rooms, range, own).await
}

/// Answers a question.
pub async fn free_times(
    tx: &TenantTx,
    clock: Clock,
    question: &Question,
) -> Result<std::result::Result<FreeTimes, Unknown>> {
    Ok(known(tx, clock, question).await?.map(Known::answer))
}

/// Customers' rules, or the staff's: no notice, and the interval so that the list stays short.
fn rules(offers: &Offers, customer: Customer) -> Rules {
    match customer {
        Customer::Online => customers_rules(&offers.clock, offers),
        Customer::AtTheDesk => Rules {
            earliest: offers.clock.now,
            interval: Some(offers.settings.interval_minutes),
            ..staff_rules(&offers.clock)
        },
    }
}

fn why_empty(diary: &Diary, rules: &Rules, day: &Interval) -> Empty {
    if day.until <= rules.earliest {
        Empty::TooSoon
    } else if day.from >= rules.latest {
        Empty::TooFarAhead
    } else if !diary.anybody_works(day) {
        Empty::NobodyWorks
    } else {
        Empty::Full
    }
}
