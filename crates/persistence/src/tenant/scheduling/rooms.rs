//! Rooms and chairs.

use crate::tenant::{change::versioned, entity::rooms};

versioned!(rooms);
