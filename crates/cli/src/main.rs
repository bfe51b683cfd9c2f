//! The panal command.
fn main() {}
