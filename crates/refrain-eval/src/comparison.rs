//! Comparison of models on the same rows, and the uncertainty of a single one.

mod auc_components;
mod auc_interval;
mod delong;
mod problem;
mod test_size;
mod verdict;

pub use auc_interval::auc_interval;
pub use delong::{DeLong, delong};
pub use test_size::TestSize;
pub use verdict::{Comparison, Verdict, compare};
