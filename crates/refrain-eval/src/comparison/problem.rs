//! Problems of comparing models.

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(super) enum ComparisonProblem {
    #[error(
        "the variance of an AUC needs 2 entities or more that churned and 2 that were retained; \
         found {n_churned} and {n_retained}"
    )]
    TooFewOfClass { n_churned: usize, n_retained: usize },
    #[error(
        "DeLong's test is undefined: the AUCs {auc_a} and {auc_b} have no variance on these rows"
    )]
    NoVariance { auc_a: f64, auc_b: f64 },
}

impl Problem for ComparisonProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
