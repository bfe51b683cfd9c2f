//! Holidays of the business.
