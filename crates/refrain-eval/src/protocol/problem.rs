//! Problems of protocols.

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(super) enum ProtocolProblem {
    #[error("the rows have {found} cutoffs, {asked} were asked for to test at; take fewer")]
    TooFewCutoffs { asked: usize, found: usize },
    #[error("`{found}` in the protocol: expected {expected}")]
    Part { found: String, expected: &'static str },
}

impl Problem for ProtocolProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            ProtocolProblem::TooFewCutoffs { .. } => ErrorKind::Data,
            ProtocolProblem::Part { .. } => ErrorKind::Argument,
        }
    }
}
