//! Calibration: probabilities against what happened, in bins.

mod bins;
mod curve;
mod decomposition;
pub(super) mod error;

pub use bins::Bins;
pub use curve::{CalibrationBin, calibration_curve};
pub use decomposition::{BrierDecomposition, brier_decomposition};
pub(super) use decomposition::{RELIABILITY, RESOLUTION};
pub use error::expected_calibration_error;
