//! Rows of the platform.
