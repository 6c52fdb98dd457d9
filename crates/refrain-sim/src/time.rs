//! Whole seconds, and the days on which people have time.

pub(crate) mod calendar;
pub(crate) mod seconds;
