//! Estimators made of other estimators.

mod calibrated;
mod resampled;
mod soft_voting;

pub use calibrated::{Calibrated, CalibrationOptions, FittedCalibrated};
pub use resampled::{FittedResampled, Resampled, Resampling};
pub use soft_voting::{FittedSoftVoting, Member, SoftVoting};
