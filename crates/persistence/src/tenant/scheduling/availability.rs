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
    scheduling::{Diary, Interval, Rules, Start, starts},
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

/// Answers a question. Two queries, however many days and professionals.
pub async fn free_times(
    tx: &TenantTx,
    clock: Clock,
    question: &Question,
) -> Result<std::result::Result<FreeTimes, Unknown>> {
    let (branch, customer) = (question.branch, question.customer);
    let offers = match offers::offers(tx, clock, branch, customer, &question.services).await? {
        Ok(offers) => offers,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let rules = rules(&offers, customer);
    let Some(all) = offers.clock.days(question.first, question.last) else {
        let days = Vec::new();
        return Ok(Ok(FreeTimes { offers, days }));
    };
    let range = Interval {
        from: all.from - LONGEST,
        until: all.until + LONGEST,
    };
    let (professionals, rooms) = (offers.professionals(), offers.rooms());
    let diary = diary(
        tx,
        &offers.clock,
        &professionals,
        &rooms,
        range,
        &question.own,
    )
    .await?;
    let needs = offers.needs();
    let days = question
        .first
        .iter_days()
        .take_while(|day| *day <= question.last)
        .filter_map(|day| {
            let range = offers.clock.days(day, day)?;
            let starts = starts(&needs, &diary, &rules, range);
            let reason = starts.is_empty().then(|| why_empty(&diary, &rules, &range));
            Some(Day {
                day,
                starts,
                reason,
            })
        })
        .collect();
    Ok(Ok(FreeTimes { offers, days }))
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
