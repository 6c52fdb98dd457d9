//! Which rows to train on and which to test on.

mod entity_time;
mod fold;
mod observed_rows;
mod split;
mod stable_hash;

pub use entity_time::{EntityTimeSplit, TestCutoffs};
pub(crate) use fold::check_fold_count;
pub use fold::fold_by_entity;
pub use observed_rows::ObservedRows;
pub use split::Split;
