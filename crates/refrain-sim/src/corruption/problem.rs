//! Corruptions that cannot be done.

use refrain_core::{Span, TimeRange};

use crate::{ErrorKind, Problem};

/// Options that make no sense, or not for a simulation.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CorruptionProblem {
    #[error("no corruption is named `{found}`; there are {known}")]
    UnknownPiece { found: String, known: String },
    #[error("`{found}` cannot be read: expected {expected}")]
    Piece { found: String, expected: &'static str },
    #[error("`{name}` is given twice")]
    RepeatedPiece { name: &'static str },
    #[error("`{kind}` of {found} of the rows: give a share from 0 to 1")]
    Share { kind: &'static str, found: f64 },
    #[error("`{kind}`: {found} {what}, give {least} to {limit}")]
    Number { kind: &'static str, what: &'static str, found: u32, least: u32, limit: u32 },
    #[error("`{kind}` with a span of zero: give one such as `6h` or `2d`")]
    EmptySpan { kind: &'static str },
    #[error("the gap {found} ends where it starts or before: give its start first")]
    EmptyGap { found: TimeRange },
    #[error("{n_gaps} gaps of {span} do not fit apart into {simulated} of log")]
    GapsTooLong { n_gaps: u32, span: Span, simulated: Span },
    #[error("guests cannot have the id {found}: users have 1 to {n_users}")]
    GuestId { found: u64, n_users: u32 },
}

impl Problem for CorruptionProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
