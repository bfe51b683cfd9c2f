//! The agenda: services, professionals, working time, free times, appointments.

pub mod appointment;
pub mod availability;
pub mod holidays;
pub mod permissions;
pub mod recurrence;
pub mod settings;
pub mod slot;
pub mod time;
pub mod waiting;
pub mod week;

pub use appointment::{AppointmentCode, AppointmentSource, AppointmentState, Verb, VerbConflict};
pub use availability::{
    Candidate, Diary, Finder, Need, Placement, Refusal, Rules, Start, place, starts,
};
pub use settings::BookingSettings;
pub use slot::SlotState;
pub use time::{Hours, Interval, TimeOfDay};
pub use waiting::WaitingState;
