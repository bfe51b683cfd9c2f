//! Figures of the agenda.
