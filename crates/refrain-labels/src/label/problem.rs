//! Problems of labeling.

use refrain_core::{ErrorKind, Problem, Span, Time, TimeRange};

/// A plan that is none, or that gives no label in a log.
#[derive(Debug, thiserror::Error)]
pub(super) enum LabelProblem {
    #[error("the horizon is zero; a horizon such as 10d is the length of the outcome window")]
    ZeroHorizon,
    #[error(
        "the outcome `{name}` has no name of its own; it means something else in tables, or is given twice, or is empty"
    )]
    OutcomeName { name: String },
    #[error(
        "nobody is at risk at any of the {n_cutoffs} cutoffs from {first} to {last}: everyone came later, had left, was not active or is not among those whom the rule is about"
    )]
    NobodyAtRisk { n_cutoffs: usize, first: Time, last: Time },
    #[error(
        "everyone is censored: the log, which covers {log}, ends inside every outcome window of lead {lead} and horizon {horizon}; shorten the horizon or take earlier cutoffs"
    )]
    EveryoneCensored { lead: Span, horizon: Span, log: TimeRange },
}

impl Problem for LabelProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            LabelProblem::ZeroHorizon | LabelProblem::OutcomeName { .. } => ErrorKind::Argument,
            LabelProblem::NobodyAtRisk { .. } | LabelProblem::EveryoneCensored { .. } => {
                ErrorKind::Data
            }
        }
    }
}
