//! Who waits for a free time.
