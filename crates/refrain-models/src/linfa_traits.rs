//! linfa both ways: its classifiers as estimators of refrain, and refrain's under its traits.

mod estimator;
mod params;
mod probabilities;
mod records;

pub use estimator::{FittedLinfaEstimator, LinfaEstimator};
pub use params::{LinfaModel, LinfaParams};
pub use probabilities::GivesProbabilities;
pub use refrain_trees::{BinaryTarget, LinfaError};
