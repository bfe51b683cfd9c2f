//! Services.

use crate::tenant::{change::versioned, entity::services};

versioned!(services);
