//! Outputs that cannot be written.

use std::io;

use crate::{ErrorKind, Problem};

/// A writer that failed.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {what}")]
pub(crate) struct WriteProblem {
    pub(crate) what: &'static str,
    pub(crate) source: io::Error,
}

impl WriteProblem {
    /// Says that the log itself cannot be written.
    pub(crate) fn log(source: io::Error) -> WriteProblem {
        WriteProblem { what: "the simulated log", source }
    }
}

impl Problem for WriteProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Io
    }
}
