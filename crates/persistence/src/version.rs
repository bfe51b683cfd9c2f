//! Optimistic locking: a change is made to the version that its author saw.

use crate::{Error, Result};

/// The versions of a row that a change may be made to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is now.
    Any,
    /// One of these.
    OneOf(Vec<i32>),
}

impl Expected {
    /// Whether a row at `version` may be changed.
    pub fn admit(&self, version: i32) -> Result<()> {
        match self {
            Self::OneOf(versions) if !versions.contains(&version) => Err(Error::VersionConflict),
            _ => Ok(()),
        }
    }
}

impl From<i32> for Expected {
    fn from(version: i32) -> Self {
        Self::OneOf(vec![version])
    }
}
