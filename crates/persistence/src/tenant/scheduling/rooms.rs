//! Rooms and chairs.
