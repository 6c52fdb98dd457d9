//! The rows that estimators learn from and predict for, and the features they know.

pub(crate) mod cells;
pub(crate) mod held_out_entities;
pub(crate) mod problem;
pub(crate) mod signature;
pub(crate) mod training_rows;
mod view;

pub use view::view;
