//! What Panal says to the world outside: e-mail.
