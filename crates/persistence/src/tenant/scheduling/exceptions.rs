//! Days that are not like every week's.
