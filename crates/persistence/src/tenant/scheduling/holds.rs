//! Times that are held while a customer fills the form in.
