//! Messages that left, so that none leaves twice.
