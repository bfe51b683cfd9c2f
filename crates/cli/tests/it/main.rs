//! Tests of the panal command: the real binary against a database of its own.
