//! Divisions of rows into rows to train on and rows to test on.

mod division;
mod fold;
mod observed_rows;
mod problem;
mod rolling_origin;

pub use division::{Split, TestedEntities};
pub use fold::fold_by_entity;
pub use observed_rows::ObservedRows;
pub use rolling_origin::{RollingOrigin, check_test_cutoffs};
