//! The platform's audit.
