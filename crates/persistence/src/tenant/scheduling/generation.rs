//! Availability, made from schedules.
