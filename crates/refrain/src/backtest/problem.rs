//! Problems of a backtest.

use refrain_core::{Error, ErrorKind, Problem, Time};

/// An estimator that failed on a split; the kind is that of its error.
#[derive(Debug, thiserror::Error)]
#[error("the estimator failed on the training rows for cutoff {cutoff}, fold {fold}")]
pub(super) struct FailedOnSplit {
    pub(super) cutoff: Time,
    pub(super) fold: usize,
    pub(super) source: Error,
}

impl Problem for FailedOnSplit {
    fn kind(&self) -> ErrorKind {
        self.source.kind()
    }
}

/// A list of estimators to test side by side that is empty.
#[derive(Debug, thiserror::Error)]
#[error("there is no estimator to test")]
pub(super) struct NoEstimator;

impl Problem for NoEstimator {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}

/// A dataset with too few cutoffs to test on a later one.
#[derive(Debug, thiserror::Error)]
#[error(
    "{found} cutoffs have a complete outcome window, and testing on a later one needs at least 2; shorten the stride or the horizon"
)]
pub(super) struct TooFewCutoffs {
    pub(super) found: usize,
}

impl Problem for TooFewCutoffs {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
