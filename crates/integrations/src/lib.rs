//! What Panal says to the world outside: e-mail and calendars.

pub mod calendar;
pub mod mail;
pub mod visit;
