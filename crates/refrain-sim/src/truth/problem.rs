//! True risks that cannot be told.

use refrain_core::Time;

use crate::{ErrorKind, Problem};

/// Options for which there are no true risks.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TruthProblem {
    #[error("the cutoff {found} is not after {start} and up to {end}, the time simulated")]
    Cutoff { found: Time, start: Time, end: Time },
    #[error("cannot tell the true risks: {what}")]
    Options { what: &'static str },
}

impl Problem for TruthProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
