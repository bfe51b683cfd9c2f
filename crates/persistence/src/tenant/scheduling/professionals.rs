//! Professionals, and what they give.
