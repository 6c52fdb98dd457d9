//! Histogram decision trees, random forests and gradient boosting, with exact explanations.
//!
//! For anyone who predicts one of two classes from a table, with or without the rest of refrain:
//! it takes plain slices, missing values and categories as they are.

mod binned;
mod boosting;
mod columns;
mod edges;
mod error;
mod features;
mod grow;
mod histogram;
mod labelled;
mod log_loss;
mod model;
mod objective;
mod options;
mod packed;
mod partition;
mod random;
mod row_draw;
mod search;
mod signature;
mod split;
mod sums;
mod tree;

pub use boosting::{Boosting, BoostingOptions, Validated};
pub use error::Error;
pub use features::{ColumnKind, Features, GREATEST_CODE};
pub use labelled::Labelled;
pub use model::{Scale, TreeModel};
pub use options::{Columns, Growth, Monotone, TreeOptions, Uninformative};
pub use row_draw::RowDraw;
pub use tree::{Codes, Node, Rule, Side, Split, Tree};
