//! Professionals, and what they give.

use crate::tenant::{change::versioned, entity::professionals};

versioned!(professionals);
