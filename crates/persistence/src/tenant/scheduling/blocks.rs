//! Hours that the staff blocks.
