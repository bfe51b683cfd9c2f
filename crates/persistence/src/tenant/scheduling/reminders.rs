//! Reminders of appointments.
