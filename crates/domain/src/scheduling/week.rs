//! A professional's working time on one day, from every week's hours, exceptions and holidays.
