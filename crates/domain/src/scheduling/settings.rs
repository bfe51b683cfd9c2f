//! How a business takes bookings.

use crate::invalid::Invalid;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Rules of a business for bookings; what a tenant has not set is as [`BookingSettings::default`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookingSettings {
    /// Starts are offered at multiples of so many minutes of the clock: 5, 10, 15, 20, 30 or 60.
    pub interval_minutes: u32,
    /// Customers book at least so many minutes ahead.
    pub minimum_notice_minutes: u32,
    /// Customers book at most so many days ahead; availability is generated for as long.
    pub window_days: u32,
    /// A time is held so many minutes for a customer who fills the form in.
    pub hold_minutes: u32,
    /// Customers move or cancel at least so many minutes ahead.
    pub change_notice_minutes: u32,
    /// Whether customers may book by themselves.
    pub public_booking: bool,
    /// Whether what customers book is confirmed at once; else it waits for the staff.
    pub confirms_public: bool,
    /// Whether availability is generated on holidays.
    pub works_on_holidays: bool,
    /// Reminders leave so many minutes before the appointment; none is none.
    pub reminder_minutes: Vec<u32>,
    /// Whether clients are asked for a rating after the appointment.
    pub asks_feedback: bool,
    /// An offer to somebody of the waiting list is good for so many minutes.
    pub offer_minutes: u32,
    /// What customers agree to, in the business's own words; none is the standard text.
    pub consent_text: Option<String>,
}

impl Default for BookingSettings {
    /// Notice of 2 hours, a window of 90 days, holds of 10 minutes, reminders 24 and 2 hours before.
    fn default() -> Self {
        Self {
            interval_minutes: 15,
            minimum_notice_minutes: 120,
            window_days: 90,
            hold_minutes: 10,
            change_notice_minutes: 120,
            public_booking: true,
            confirms_public: false,
            works_on_holidays: false,
            reminder_minutes: vec![24 * 60, 2 * 60],
            asks_feedback: true,
            offer_minutes: 60,
            consent_text: None,
        }
    }
}

/// Intervals of which an hour is a multiple, so that starts look the same every hour.
pub const INTERVALS: [u32; 6] = [5, 10, 15, 20, 30, 60];
/// Most reminders of one appointment.
pub const MAX_REMINDERS: usize = 4;
/// Longest text of consent, in characters.
pub const MAX_CONSENT_TEXT: usize = 2_000;

impl BookingSettings {
    /// Under which name they are kept among the tenant's settings.
    pub const KEY: &'static str = "booking";

    /// How far ahead customers book.
    #[must_use]
    pub fn notice(&self) -> TimeDelta {
        TimeDelta::minutes(self.minimum_notice_minutes.into())
    }

    /// How far ahead customers move or cancel.
    #[must_use]
    pub fn change_notice(&self) -> TimeDelta {
        TimeDelta::minutes(self.change_notice_minutes.into())
    }

    /// How long a hold lasts.
    #[must_use]
    pub fn hold(&self) -> TimeDelta {
        TimeDelta::minutes(self.hold_minutes.into())
    }

    /// How long an offer to the waiting list is good.
    #[must_use]
    pub fn offer(&self) -> TimeDelta {
        TimeDelta::minutes(self.offer_minutes.into())
    }

    /// What is wrong, by field; empty when all is well. Reminders are put in order, the earliest first, each once.
    pub fn check(&mut self) -> Vec<(&'static str, Invalid)> {
        self.reminder_minutes.sort_unstable_by(|a, b| b.cmp(a));
        self.reminder_minutes.dedup();
        let between = |value: u32, least: u32, most: u32| {
            (!(least..=most).contains(&value)).then(|| {
                Invalid::made(
                    "out_of_range",
                    format!("Use un número de {least} a {most}."),
                    format!("Use a number from {least} to {most}."),
                )
            })
        };
        let interval = (!INTERVALS.contains(&self.interval_minutes)).then(|| {
            Invalid::new(
                "interval_invalid",
                "Use 5, 10, 15, 20, 30 o 60 minutos.",
                "Use 5, 10, 15, 20, 30 or 60 minutes.",
            )
        });
        let reminders = (self.reminder_minutes.len() > MAX_REMINDERS
            || self
                .reminder_minutes
                .iter()
                .any(|minutes| !(10..=7 * 24 * 60).contains(minutes)))
        .then_some(REMINDERS_INVALID);
        let consent = self
            .consent_text
            .as_deref()
            .filter(|text| text.chars().count() > MAX_CONSENT_TEXT || text.trim().is_empty())
            .map(|_| CONSENT_TEXT_INVALID);
        [
            ("interval_minutes", interval),
            (
                "minimum_notice_minutes",
                between(self.minimum_notice_minutes, 0, 30 * 24 * 60),
            ),
            ("window_days", between(self.window_days, 1, 365)),
            ("hold_minutes", between(self.hold_minutes, 2, 60)),
            (
                "change_notice_minutes",
                between(self.change_notice_minutes, 0, 30 * 24 * 60),
            ),
            ("reminder_minutes", reminders),
            ("offer_minutes", between(self.offer_minutes, 5, 24 * 60)),
            ("consent_text", consent),
        ]
        .into_iter()
        .filter_map(|(field, fault)| fault.map(|fault| (field, fault)))
        .collect()
    }
}

const REMINDERS_INVALID: Invalid = Invalid::new(
    "reminders_invalid",
    "Indique hasta 4 recordatorios, de 10 minutos a 7 días antes.",
    "Give up to 4 reminders, from 10 minutes to 7 days before.",
);
const CONSENT_TEXT_INVALID: Invalid = Invalid::new(
    "consent_text_invalid",
    "Escriba un texto de hasta 2.000 caracteres, o null para el texto estándar.",
    "Write a text of up to 2,000 characters, or null for the standard text.",
);
