//! Time in whole seconds, and the calendar of days off.

pub(crate) mod calendar;
pub(crate) mod seconds;
