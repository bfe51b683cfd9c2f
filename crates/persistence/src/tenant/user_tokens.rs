//! Links that are sent by e-mail and are good once.
