//! Keys with which programs act.
