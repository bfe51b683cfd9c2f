//! Appointments that recur: a rule of RFC 5545 and the hours that it gives.
