//! Checks of published figures: metrics and thresholds.

pub(crate) mod metrics;
pub(crate) mod threshold;
