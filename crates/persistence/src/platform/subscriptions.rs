//! Subscriptions and their history.
