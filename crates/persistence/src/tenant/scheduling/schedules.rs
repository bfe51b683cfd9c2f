//! Hours of every week.
