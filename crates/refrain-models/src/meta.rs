//! Estimators made of other estimators.

mod calibrated;
pub(crate) mod nesting;
mod resampled;
mod soft_voting;

pub use calibrated::{Calibrated, CalibrationOptions, FittedCalibrated};
pub use resampled::{Balance, FittedRebalanced, Rebalanced};
pub use soft_voting::{Blend, FittedBlend, Voter};
