//! Rules of the domain, told as tests.
