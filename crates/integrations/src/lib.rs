//! What Panal says to the world outside: e-mail.

pub mod mail;
