//! What becomes of an appointment: its verbs, one file for all, since they share their rules.
