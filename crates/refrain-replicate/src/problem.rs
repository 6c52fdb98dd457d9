//! Problems of replication.

use refrain::base::Problem;
use refrain::{Error, ErrorKind};

use crate::PublishedProtocol;

/// A protocol that does not exist, or that a log does not allow.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReplicationProblem {
    #[error("`{found}` is not a protocol; there are {known}, and all")]
    UnknownProtocol { found: String, known: String },
    #[error("the protocol {protocol} cannot be run on this log")]
    CannotRun { protocol: PublishedProtocol, source: Error },
}

impl Problem for ReplicationProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            ReplicationProblem::UnknownProtocol { .. } => ErrorKind::Argument,
            ReplicationProblem::CannotRun { source, .. } => source.kind(),
        }
    }
}
