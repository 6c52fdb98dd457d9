//! Problems of resampling.

use refrain_core::{Error, ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(super) enum BootstrapProblem {
    #[error(
        "{metric} is undefined in {n_undefined} of {n_resamples} resamples; \
         it needs more churned and retained entities"
    )]
    MostlyUndefined {
        metric: String,
        n_undefined: usize,
        n_resamples: usize,
        /// Reason in the first of them.
        #[source]
        first: Error,
    },
    #[error("rows {row} and {other} are of one entity, and only one of them is treated")]
    GroupInBothArms { row: usize, other: usize },
}

impl Problem for BootstrapProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
