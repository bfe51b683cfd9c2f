//! Plans and what was agreed beside them.
