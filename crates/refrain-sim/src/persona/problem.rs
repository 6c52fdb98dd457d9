//! Faults of personas.

use crate::persona::definition::PageState;
use crate::{ErrorKind, Problem};

/// A persona that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("persona `{persona}`: {fault}")]
pub(crate) struct PersonaProblem {
    pub(crate) persona: String,
    pub(crate) fault: Fault,
}

impl Problem for PersonaProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}

/// A fault of one persona, apart so that the reader of a file can tell where it was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("{rate} is {found}, expected {expected}")]
    Rate { rate: &'static str, found: f64, expected: &'static str },
    #[error("from {from} to {to} with probability {found}, expected 0 to 1")]
    Probability { from: Box<PageState>, to: Box<PageState>, found: f64 },
    #[error("the probabilities of leaving {from} sum to {found}, expected at most 1")]
    ProbabilitySum { from: Box<PageState>, found: f64 },
    #[error("from {from} to {to} is given twice, expected once")]
    RepeatedTransition { from: Box<PageState>, to: Box<PageState> },
    #[error("sessions start at {state}, expected a page that a transition names")]
    UnknownStart { state: Box<PageState> },
    #[error("no first page of positive weight for users who are {auth}, {level}")]
    NoStart { auth: String, level: String },
    #[error("the weights of the initial {what} are all zero, expected a positive one")]
    NoWeight { what: &'static str },
    #[error("nothing leads to {state}, expected a transition or a first page")]
    Unreachable { state: Box<PageState> },
    #[error("users come to hidden pages only, expected one whose authentication is shown")]
    NobodyShown,
}
