//! Services made from templates.
