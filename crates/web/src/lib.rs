//! The browser app, embedded.
