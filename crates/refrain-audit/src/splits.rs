//! Checks of the rows: which are there, on which side, and when their features end.

mod copies;
pub(crate) mod fitted_steps;
pub(crate) mod selection;
pub(crate) mod sides;
pub(crate) mod windows;
