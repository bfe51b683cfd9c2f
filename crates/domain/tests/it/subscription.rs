//! Time moves a subscription on, and nothing else does.

use chrono::{DateTime, Duration, TimeZone, Utc};
use panal_domain::{
    PlanCode, Subscription, SubscriptionState as State,
    subscription::{GRACE_DAYS, KEEP_DAYS, SUSPENDED_DAYS},
};
use proptest::prelude::*;

fn day(day: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 12, 0, 0).unwrap() + Duration::days(day)
}

/// Minutes around the first of January 2026.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    (-200_000_i64..200_000).prop_map(|minutes| day(0) + Duration::minutes(minutes))
}

/// In any state, with the dates that belong to it.
fn subscription() -> impl Strategy<Value = Subscription> {
    (
        prop::sample::select(State::ALL),
        moment(),
        prop::option::of(moment()),
    )
        .prop_map(|(state, at, period_ends_at)| Subscription {
            state,
            trial_ends_at: (state == State::Trial).then_some(at),
            period_ends_at,
            past_due_at: (state == State::PastDue).then_some(at),
            suspended_at: (state == State::Suspended).then_some(at),
            cancelled_at: (state == State::Cancelled).then_some(at),
        })
}

#[test]
fn a_trial_that_nobody_pays_for_runs_its_course() {
    let new = Subscription::new(PlanCode::Trial, day(0));
    assert_eq!(new.trial_ends_at, Some(day(14)));
    let state = |days: i64| new.clone().at(day(days)).state;
    assert_eq!(state(0), State::Trial);
    let just_before = new.clone().at(day(14) - Duration::seconds(1));
    assert_eq!(just_before.state, State::Trial);
    assert_eq!(state(14), State::PastDue);
    assert_eq!(state(14 + GRACE_DAYS), State::Suspended);
    assert_eq!(state(14 + GRACE_DAYS + SUSPENDED_DAYS), State::Cancelled);
    let end = new.at(day(1000));
    assert_eq!(end.past_due_at, Some(day(14)));
    assert_eq!(end.suspended_at, Some(day(21)));
    assert_eq!(end.cancelled_at, Some(day(51)));
    assert_eq!(end.data_kept_until(), Some(day(51 + KEEP_DAYS)));
    assert_eq!(end.due(), None);
}

#[test]
fn a_plan_without_an_agreed_end_goes_on() {
    let paid = Subscription::new(PlanCode::Profesional, day(0));
    assert_eq!(paid.state, State::Active);
    assert_eq!(paid.due(), None);
    assert_eq!(paid.clone().at(day(100_000)), paid);
}

#[test]
fn a_payment_brings_it_back_from_anywhere() {
    let late = Subscription::new(PlanCode::Trial, day(0)).at(day(60));
    assert_eq!(late.state, State::Cancelled);
    let back = late.activated(Some(day(90)));
    assert_eq!(back.state, State::Active);
    assert_eq!(
        (back.past_due_at, back.suspended_at, back.cancelled_at),
        (None, None, None)
    );
    assert_eq!(back.data_kept_until(), None);
    assert_eq!(back.clone().at(day(89)), back);
    assert_eq!(back.at(day(90)).past_due_at, Some(day(90)));
}

#[test]
fn whoever_leaves_is_gone_at_once() {
    let gone = Subscription::new(PlanCode::Profesional, day(0)).cancelled(day(3));
    assert_eq!(gone.state, State::Cancelled);
    assert_eq!(gone.data_kept_until(), Some(day(3 + KEEP_DAYS)));
}

proptest! {
    #[test]
    fn looking_twice_is_looking_once(subscription in subscription(), now in moment()) {
        let once = subscription.at(now);
        prop_assert_eq!(once.clone().at(now), once);
    }

    #[test]
    fn a_late_look_sees_what_daily_looks_saw(subscription in subscription(), from in moment(), days in 0_i64..120) {
        let late = subscription.clone().at(from + Duration::days(days));
        let daily = (0..=days).fold(subscription, |seen, day| seen.at(from + Duration::days(day)));
        prop_assert_eq!(daily, late);
    }

    #[test]
    fn time_only_leads_on_and_leaves_nothing_out(subscription in subscription(), from in moment()) {
        // Hours are finer than any step, so each state is met.
        let mut before = subscription.at(from);
        for hour in 1..=(120 * 24) {
            let after = before.clone().at(from + Duration::hours(hour));
            if after.state != before.state {
                let next = match before.state {
                    State::Trial | State::Active => State::PastDue,
                    State::PastDue => State::Suspended,
                    State::Suspended | State::Cancelled => State::Cancelled,
                };
                prop_assert_eq!(after.state, next);
                prop_assert!(before.state.next().contains(&after.state));
                prop_assert_eq!(before.due().map(|(_, state)| state), Some(after.state));
            }
            before = after;
        }
    }

    #[test]
    fn what_is_written_once_stays(subscription in subscription(), now in moment(), later in 0_i64..200) {
        let early = subscription.at(now);
        let late = early.clone().at(now + Duration::days(later));
        prop_assert_eq!(late.trial_ends_at, early.trial_ends_at);
        prop_assert_eq!(late.period_ends_at, early.period_ends_at);
        for (before, after) in [
            (early.past_due_at, late.past_due_at),
            (early.suspended_at, late.suspended_at),
            (early.cancelled_at, late.cancelled_at),
        ] {
            prop_assert!(before.is_none() || before == after);
        }
    }
}
