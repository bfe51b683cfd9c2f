//! The life of a subscription: from the trial to the end, and what each stretch allows.

use chrono::{DateTime, Duration, Utc};

use crate::{message::Message, plan::PlanCode};

text_enum! {
    /// Where a subscription is (seed 003, `subscripciones`).
    pub enum SubscriptionState ("snake_case", "subscription_state_unknown") {
        /// Free, for [`PlanCode::TRIAL_DAYS`] days.
        Trial,
        /// Paid.
        Active,
        /// Its trial or its paid period is over: everything works, with a notice.
        PastDue,
        /// Unpaid for longer than [`GRACE_DAYS`]: reading and exports alone.
        Suspended,
        /// Over: nobody gets in; the data is kept for [`KEEP_DAYS`] days.
        Cancelled,
    }
}

/// Days during which an unpaid subscription still works as before.
pub const GRACE_DAYS: i64 = 7;
/// Days that a suspended subscription waits for its payment before it is cancelled.
pub const SUSPENDED_DAYS: i64 = 30;
/// Days for which the data of a cancelled subscription can be asked for.
pub const KEEP_DAYS: i64 = 90;

impl SubscriptionState {
    /// What can come next: time leads down the row, a payment leads back to [`SubscriptionState::Active`], and
    /// whoever wants to leave may at any time.
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Trial | Self::Active => &[Self::Active, Self::PastDue, Self::Cancelled],
            Self::PastDue => &[Self::Active, Self::Suspended, Self::Cancelled],
            Self::Suspended => &[Self::Active, Self::Cancelled],
            Self::Cancelled => &[Self::Active],
        }
    }

    /// The state's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Trial => Message::new("En prueba", "Trial"),
            Self::Active => Message::new("Activa", "Active"),
            Self::PastDue => Message::new("Pago vencido", "Past due"),
            Self::Suspended => Message::new("Suspendida", "Suspended"),
            Self::Cancelled => Message::new("Cancelada", "Cancelled"),
        }
    }
}

/// A subscription and its dates. Each tenant has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Where it is.
    pub state: SubscriptionState,
    /// End of the trial, while on trial.
    pub trial_ends_at: Option<DateTime<Utc>>,
    /// Until when it is paid; none: no end was agreed.
    pub period_ends_at: Option<DateTime<Utc>>,
    /// Since when a payment is due.
    pub past_due_at: Option<DateTime<Utc>>,
    /// Since when it is suspended.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Since when it is cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
}

impl Subscription {
    /// That of a new tenant: a trial, or active without an agreed end for any other plan.
    #[must_use]
    pub fn new(plan: PlanCode, now: DateTime<Utc>) -> Self {
        let trial = plan == PlanCode::Trial;
        Self {
            state: if trial {
                SubscriptionState::Trial
            } else {
                SubscriptionState::Active
            },
            trial_ends_at: trial.then(|| now + Duration::days(i64::from(PlanCode::TRIAL_DAYS))),
            period_ends_at: None,
            past_due_at: None,
            suspended_at: None,
            cancelled_at: None,
        }
    }

    /// When time alone will move it on, and to what.
    #[must_use]
    pub fn due(&self) -> Option<(DateTime<Utc>, SubscriptionState)> {
        match self.state {
            SubscriptionState::Trial => self
                .trial_ends_at
                .map(|at| (at, SubscriptionState::PastDue)),
            SubscriptionState::Active => self
                .period_ends_at
                .map(|at| (at, SubscriptionState::PastDue)),
            SubscriptionState::PastDue => self.past_due_at.map(|at| {
                (
                    at + Duration::days(GRACE_DAYS),
                    SubscriptionState::Suspended,
                )
            }),
            SubscriptionState::Suspended => self.suspended_at.map(|at| {
                (
                    at + Duration::days(SUSPENDED_DAYS),
                    SubscriptionState::Cancelled,
                )
            }),
            SubscriptionState::Cancelled => None,
        }
    }

    /// As time has left it at `now`; each step begins when it was due, however late somebody looks.
    #[must_use]
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        while let Some((at, state)) = self.due().filter(|(at, _)| *at <= now) {
            self.state = state;
            match state {
                SubscriptionState::PastDue => self.past_due_at = Some(at),
                SubscriptionState::Suspended => self.suspended_at = Some(at),
                SubscriptionState::Cancelled => self.cancelled_at = Some(at),
                SubscriptionState::Trial | SubscriptionState::Active => {}
            }
        }
        self
    }

    /// Paid until `period_ends_at`, or with no agreed end.
    #[must_use]
    pub fn activated(self, period_ends_at: Option<DateTime<Utc>>) -> Self {
        Self {
            state: SubscriptionState::Active,
            trial_ends_at: self.trial_ends_at,
            period_ends_at,
            past_due_at: None,
            suspended_at: None,
            cancelled_at: None,
        }
    }

    /// Ended now.
    #[must_use]
    pub fn cancelled(self, now: DateTime<Utc>) -> Self {
        Self {
            state: SubscriptionState::Cancelled,
            cancelled_at: Some(now),
            ..self
        }
    }

    /// Until when the data of a cancelled subscription can be asked for.
    #[must_use]
    pub fn data_kept_until(&self) -> Option<DateTime<Utc>> {
        self.cancelled_at.map(|at| at + Duration::days(KEEP_DAYS))
    }
}
