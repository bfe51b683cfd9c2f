//! Public holidays, by country and year.
