//! Problems of figures of uplift.

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(super) enum UpliftProblem {
    #[error("rows are divided into one part or more; found 0")]
    NoBin,
    #[error("part {bin} of {n_bins} by score has no {arm} row; take fewer parts")]
    EmptyBin { bin: usize, n_bins: usize, arm: &'static str },
}

impl Problem for UpliftProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            UpliftProblem::NoBin => ErrorKind::Argument,
            _ => ErrorKind::Data,
        }
    }
}
