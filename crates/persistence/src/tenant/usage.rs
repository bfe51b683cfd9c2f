//! How much is used of what plans limit.
