//! The second factor of platform users.
