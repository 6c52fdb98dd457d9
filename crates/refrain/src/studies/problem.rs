//! Problems of studies.

use refrain_core::{ErrorKind, Problem};

/// A study that is not one.
#[derive(Debug, thiserror::Error)]
pub(super) enum StudyProblem {
    #[error("a grid needs at least one horizon and one lead")]
    EmptyGrid,
    #[error(
        "the days observed that divide a learning curve are out of order: {second} follows {first}"
    )]
    EdgesOutOfOrder { first: f64, second: f64 },
    #[error("{model} has no parameters to search for")]
    NothingToSearch { model: &'static str },
}

impl Problem for StudyProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
