//! Appointments: one, and lists of them.
