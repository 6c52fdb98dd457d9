//! Problems of a backtest.

use std::error::Error as StdError;

use refrain_core::{Error, ErrorKind, Problem, Time};

/// An estimator that failed; one of ours keeps the kind of its error.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EstimatorProblem {
    #[error("the estimator failed")]
    Fit { source: Box<dyn StdError + Send + Sync> },
    #[error("the estimator failed on the training rows for cutoff {cutoff}, fold {fold}")]
    Split { cutoff: Time, fold: usize, source: Box<dyn StdError + Send + Sync> },
}

impl EstimatorProblem {
    pub(crate) fn fit(error: impl StdError + Send + Sync + 'static) -> EstimatorProblem {
        EstimatorProblem::Fit { source: Box::new(error) }
    }
}

impl Problem for EstimatorProblem {
    fn kind(&self) -> ErrorKind {
        let (EstimatorProblem::Fit { source } | EstimatorProblem::Split { source, .. }) = self;
        source.downcast_ref::<Error>().map_or(ErrorKind::External, Error::kind)
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
