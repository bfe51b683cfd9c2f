//! Appointments that recur.
