//! What became of an appointment by now: states and hours that go together.

use super::{super::random::Random, words};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::scheduling::{
    AppointmentSource, AppointmentState, Interval, Verb, appointment::waiting_minutes,
};

/// A thing that was done, when, and to which state it led.
pub(super) struct Step {
    pub(super) at: DateTime<Utc>,
    /// None is the making itself.
    pub(super) verb: Option<Verb>,
    pub(super) to: AppointmentState,
    pub(super) reason: Option<&'static str>,
}

/// What became of an appointment.
pub(super) struct Story {
    pub(super) state: AppointmentState,
    pub(super) source: AppointmentSource,
    pub(super) arrived_at: Option<DateTime<Utc>>,
    pub(super) started_at: Option<DateTime<Utc>>,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) waiting: Option<i32>,
    pub(super) cancelled_by: Option<&'static str>,
    pub(super) rating: Option<(i16, Option<&'static str>, DateTime<Utc>)>,
    /// In order, the making first.
    pub(super) steps: Vec<Step>,
}

use AppointmentState::{Cancelada, Completada, Confirmada, EnCurso, NoAsistio, Pendiente};

/// The state that an appointment at `hours` is in by `now`.
pub(super) fn state(random: &mut Random, hours: Interval, now: DateTime<Utc>) -> AppointmentState {
    let chance = random.below(100);
    if hours.from > now {
        return match chance {
            0..=54 => Confirmada,
            55..=90 => Pendiente,
            _ => Cancelada,
        };
    }
    match chance {
        0..=10 => Cancelada,
        11..=18 => NoAsistio,
        _ if hours.until > now => EnCurso,
        _ => Completada,
    }
}

impl Story {
    /// Tells how an appointment at `hours` came to its state.
    pub(super) fn new(
        random: &mut Random,
        state: AppointmentState,
        hours: Interval,
        now: DateTime<Utc>,
    ) -> Self {
        let source = source(random, state);
        let made = made(random, source, hours, now);
        let mut story = Self {
            state,
            source,
            arrived_at: None,
            started_at: None,
            completed_at: None,
            waiting: None,
            cancelled_by: None,
            rating: None,
            steps: vec![Step {
                at: made,
                verb: None,
                to: Pendiente,
                reason: None,
            }],
        };
        match state {
            Pendiente => {}
            Confirmada => story.confirm(random, hours, now),
            Cancelada => story.cancel(random, hours, now),
            NoAsistio => {
                story.confirm(random, hours, now);
                let at = (hours.from + minutes(random, 15, 40)).min(now);
                story.step(at, Verb::NoShow, NoAsistio, None);
            }
            EnCurso => story.attend(random, hours, now),
            Completada => {
                story.attend(random, hours, now);
                story.complete(random, hours, now);
            }
        }
        story
    }

    /// When it was made.
    pub(super) fn made(&self) -> DateTime<Utc> {
        self.steps
            .first()
            .map_or(DateTime::UNIX_EPOCH, |step| step.at)
    }

    /// When something last happened to it.
    pub(super) fn changed(&self) -> DateTime<Utc> {
        let last = self
            .steps
            .last()
            .map_or(DateTime::UNIX_EPOCH, |step| step.at);
        self.rating.map_or(last, |(_, _, at)| at)
    }

    /// When and why it was called off.
    pub(super) fn cancelled(&self) -> Option<(DateTime<Utc>, Option<&'static str>)> {
        let last = self.steps.last().filter(|step| step.to == Cancelada)?;
        Some((last.at, last.reason))
    }

    fn step(
        &mut self,
        at: DateTime<Utc>,
        verb: Verb,
        to: AppointmentState,
        reason: Option<&'static str>,
    ) {
        let at = at.max(self.steps.last().map_or(at, |last| last.at));
        self.steps.push(Step {
            at,
            verb: Some(verb),
            to,
            reason,
        });
    }

    fn confirm(&mut self, random: &mut Random, hours: Interval, now: DateTime<Utc>) {
        let at = (self.made() + minutes(random, 3, 600))
            .min(hours.from)
            .min(now);
        self.step(at, Verb::Confirm, Confirmada, None);
    }

    fn cancel(&mut self, random: &mut Random, hours: Interval, now: DateTime<Utc>) {
        let by_client = random.percent(75);
        let reasons = if by_client {
            words::CLIENT_CANCELS
        } else {
            words::STAFF_CANCELS
        };
        self.cancelled_by = Some(if by_client { "client" } else { "staff" });
        let at = (hours.from - minutes(random, 60, 1_800))
            .max(self.made())
            .min(now);
        let reason = random.pick(reasons).copied();
        self.step(at, Verb::Cancel, Cancelada, reason);
    }

    fn attend(&mut self, random: &mut Random, hours: Interval, now: DateTime<Utc>) {
        if self.source != AppointmentSource::WalkIn {
            self.confirm(random, hours, now);
        }
        let arrived = if random.percent(80) {
            hours.from - minutes(random, 0, 15)
        } else {
            hours.from + minutes(random, 1, 12)
        };
        let arrived = arrived.max(self.made()).min(now);
        // Most are attended to at their hour.
        let delay = if random.percent(78) {
            minutes(random, 0, 5)
        } else {
            minutes(random, 6, 25)
        };
        let started = (arrived.max(hours.from) + delay).min(now);
        self.arrived_at = Some(arrived);
        self.started_at = Some(started);
        self.waiting = waiting_minutes(hours.from, Some(arrived), started)
            .try_into()
            .ok();
        let before = self.steps.last().map_or(Pendiente, |last| last.to);
        self.step(arrived, Verb::Arrive, before, None);
        self.step(started, Verb::Start, EnCurso, None);
    }

    fn complete(&mut self, random: &mut Random, hours: Interval, now: DateTime<Utc>) {
        let started = self.started_at.unwrap_or(hours.from);
        let share = i32::try_from(80 + random.below(30)).unwrap_or(100);
        let done = (started + hours.length() * share / 100).min(now);
        self.completed_at = Some(done);
        self.step(done, Verb::Complete, Completada, None);
        let rated = done + minutes(random, 20, 1_800);
        if random.percent(55) && rated < now {
            self.rating = Some(rating(random, rated));
        }
    }
}

fn minutes(random: &mut Random, from: u64, until: u64) -> TimeDelta {
    let minutes = from + random.below(until - from + 1);
    TimeDelta::minutes(minutes.try_into().unwrap_or_default())
}

fn source(random: &mut Random, state: AppointmentState) -> AppointmentSource {
    match random.below(100) {
        0..=29 => AppointmentSource::Public,
        30..=32 => AppointmentSource::WaitingList,
        33..=39 if matches!(state, EnCurso | Completada) => AppointmentSource::WalkIn,
        _ => AppointmentSource::Staff,
    }
}

/// Walk-ins are made as they stand there; others some days before.
fn made(
    random: &mut Random,
    source: AppointmentSource,
    hours: Interval,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    if source == AppointmentSource::WalkIn {
        return hours.from - minutes(random, 1, 10);
    }
    let latest = (hours.from - TimeDelta::hours(3)).min(now - TimeDelta::minutes(1));
    latest - minutes(random, 0, 12 * 24 * 60)
}

fn rating(random: &mut Random, at: DateTime<Utc>) -> (i16, Option<&'static str>, DateTime<Utc>) {
    let (points, comments) = match random.below(100) {
        0..=61 => (5, words::PRAISE),
        62..=84 => (4, words::PRAISE),
        85..=93 => (3, words::MIXED),
        94..=97 => (2, words::COMPLAINTS),
        _ => (1, words::COMPLAINTS),
    };
    let comment = if random.percent(60) {
        random.pick(comments).copied()
    } else {
        None
    };
    (points, comment, at)
}
