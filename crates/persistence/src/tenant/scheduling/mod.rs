//! The agenda of a business: services, professionals, working time, free times, appointments.

pub mod appointments;
pub mod availability;
pub mod blocks;
pub mod booking;
pub mod catalogue;
pub mod changes;
pub mod deliveries;
pub mod diary;
pub mod edited;
pub mod events;
pub mod exceptions;
pub mod feeds;
pub mod generation;
pub mod holds;
pub mod holidays;
pub mod numbers;
pub mod offers;
pub mod professionals;
pub mod reminders;
pub mod rooms;
pub mod rules;
pub mod schedules;
pub mod series;
pub mod services;
pub mod slots;
pub mod templates;
pub mod told;
pub mod visitors;
pub mod visits;
pub mod waiting_list;
pub mod walk_ins;

pub use booking::{Booked, NotBooked, Order, Wanted, book};
pub use rules::{BranchClock, Clock, booking_settings};
